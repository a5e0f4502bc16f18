"""Other message services, by URLs that the operator writes into `EBB_SERVICES`; Apprise speaks to some 170 of them.

Apprise takes nearly two seconds to import: `alerts.channels.carrier` does it, and is itself imported only where a
service is set.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings

from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

TARGET = re.compile(r"[\w+@.-]{1,100}", re.ASCII)

Carry = Callable[[str, str, str], bool]
_carriers: list[Carry] = []


def use_carrier(carry: Carry) -> None:
    """Make `carry(url, title, body)` the one that sends."""
    _carriers[:] = [carry]


def check_address(address: str) -> None:
    """Raise ValueError unless this is `NAME` or `NAME:TARGET`, NAME one of the operator's services."""
    url_of(address)


def url_of(address: str) -> str:
    """The operator's URL, with the person's target in its place. Raises ValueError."""
    name, _, target = address.partition(":")
    template: str | None = settings.SERVICES.get(name)
    if template is None:
        known = ", ".join(sorted(settings.SERVICES)) or "none"
        raise ValueError(f"There is no service {name!r} here; the address is NAME or NAME:TARGET. Services: {known}.")
    if "{to}" not in template:
        if target:
            raise ValueError(f"The service {name!r} takes no target.")
        return template
    if not TARGET.fullmatch(target):
        raise ValueError(f"The service {name!r} needs a target, as in {name}:TARGET, of letters, digits and + @ . - _")
    return template.replace("{to}", quote(target, safe=""))


def send(message: Outgoing) -> Accepted:
    """Hand one message to the service. Apprise says only yes or no, so every no is worth another try."""
    try:
        url = url_of(message.address)
    except ValueError as error:
        raise DeliveryError("service: unknown address", permanent=True) from error
    if not _carriers:
        raise DeliveryError("service: apprise is not installed", permanent=True)
    if not _carriers[0](url, message.subject, f"{message.hint}\n{message.link}"):
        raise DeliveryError("service refused")
    return Accepted()
