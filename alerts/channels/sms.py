"""SMS, through whatever HTTP gateway the operator describes in the settings `EBB_SMS_*`; docs/operations.md has examples."""

import http.client
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from django.conf import settings

from alerts.channels import outside
from alerts.channels.outgoing import Accepted, DeliveryError, Outgoing

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
FIELD = re.compile(r"\{(to|text|key|secret)\}")
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LONGEST_REFERENCE = 200


class GatewayUnusable(ValueError):
    """The gateway's settings cannot work; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """One HTTP call with holes: `{to}` the number, `{text}` the words, `{key}` the same on every attempt, `{secret}`.

    What fills a hole is escaped as the place demands, so that no text can change the call. `accepted` and `refused`
    are statuses; any other status is worth another try. `reference` is a path into the answer's JSON, such as `messages.0.id`.
    """

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    secret: str = ""
    accepted: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    reference: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GatewayUnusable("EBB_SMS_URL needs a full http:// or https:// address.")
        if FIELD.search(parts.netloc):
            raise GatewayUnusable("EBB_SMS_URL must name its host: no {…} before the path.")
        if "{to}" not in self.url + self.body:
            raise GatewayUnusable("EBB_SMS_URL or EBB_SMS_BODY must hold {to}, or nobody is reached.")

    def filled(self, **values: str) -> tuple[str, dict[str, str], bytes]:
        """Address, headers and body of one call."""
        headers = {name: _fill(text, values, _for_header) for name, text in self.headers}
        kind = next((text for name, text in headers.items() if name.lower() == "content-type"), "")
        return _fill(self.url, values, _for_url), headers, _fill(self.body, values, _escape_for(kind)).encode()


def statuses(text: str) -> frozenset[int]:
    """Read `200-299, 409` into numbers. Raises GatewayUnusable."""
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in text.split(","))):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise GatewayUnusable(f"{part!r} is no HTTP status or range of them, such as 200-299.")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def gateway_in_use() -> Gateway | None:
    """The gateway of the settings; None when there is none. Raises GatewayUnusable."""
    found: dict[str, Any] = settings.SMS
    if not found["url"]:
        return None
    headers = found["headers"]
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise GatewayUnusable('EBB_SMS_HEADERS must be JSON such as {"Content-Type": "application/json"}.')
    return Gateway(
        url=found["url"],
        method=found["method"],
        headers=tuple(headers.items()),
        body=found["body"],
        secret=found["secret"],
        accepted=statuses(found["accepted"]),
        refused=statuses(found["refused"]),
        reference=found["reference"],
    )


def check_number(number: str) -> None:
    """Raise ValueError for a number that no gateway could dial."""
    if not NUMBER.fullmatch(number):
        raise ValueError(
            "A phone number for SMS begins with + and the country, then digits only, such as +441632960000."
        )


def send(message: Outgoing) -> Accepted:
    """Ask the gateway once. Which statuses accept or refuse for good is for the operator to say."""
    try:
        gateway = gateway_in_use()
    except GatewayUnusable as error:
        raise DeliveryError("sms: the gateway is not usable", permanent=True) from error
    if gateway is None:
        raise DeliveryError("sms: no gateway is set", permanent=True)
    url, headers, body = gateway.filled(
        to=message.address,
        text=f"{message.subject}. {message.hint} {message.link}",
        key=str(message.delivery),
        secret=gateway.secret,
    )
    try:
        answer = outside.call(gateway.method, url, headers=headers, body=body, is_ours=True, wants_body=True)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"sms: {type(error).__name__}") from error
    if answer.status not in gateway.accepted:
        raise DeliveryError(
            "sms refused",
            permanent=answer.status in gateway.refused,
            status=answer.status,
            wait_seconds=answer.wait_seconds,
        )
    return Accepted(reference=_reference(gateway, answer.body), status=answer.status)


def _reference(gateway: Gateway, body: bytes) -> str:
    """The provider's own id of the message, where the operator said where to find it. Never a reason to fail."""
    if not gateway.reference:
        return ""
    try:
        found: Any = json.loads(body)
        for step in gateway.reference.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return str(found)[:LONGEST_REFERENCE] if isinstance(found, str | int) else ""


def _fill(template: str, values: dict[str, str], escape: Callable[[str], str]) -> str:
    return FIELD.sub(lambda field: escape(values[field[1]]), template)


def _for_url(text: str) -> str:
    return quote(text, safe="")


def _for_header(text: str) -> str:
    return "".join(letter for letter in text if " " <= letter <= "~")


def _for_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _escape_for(kind: str) -> Callable[[str], str]:
    if kind.startswith(FORM):
        return quote_plus
    return _for_json if kind.startswith(JSON) else str
