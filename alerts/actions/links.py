"""A link in a message with which one person acknowledges one alert, without signing in. It shows nothing and does nothing else.

The link stands for one message: its person, its alert, its round. Nothing is kept: the signature is the proof.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction

from alerts import audience
from alerts.actions.answers import acknowledge
from alerts.lifecycle import CLOSED
from alerts.models import Alert, Delivery

SALT = "alerts.acknowledge"
LASTS = timedelta(days=2)


class LinkRefused(Exception):
    """The link does not, or does no longer, acknowledge anything. The text is fit for whoever holds it."""


def sign_link(delivery: Delivery) -> str:
    """The secret part of the link in this message; the same on every attempt."""
    until = int((delivery.created_at + LASTS).timestamp())
    return Signer(salt=SALT).sign(f"{delivery.pk.hex}.{until}")


@transaction.atomic
def acknowledge_by_link(*, signed: str, now: datetime) -> Alert:
    """Acknowledge as the person the message went to. Again: nothing happens.

    Raises `LinkRefused`, and `AlreadyAnswered` when somebody else was first.
    """
    delivery = _delivery_of(signed, now)
    alert = delivery.alert
    if alert is None or not audience.current().may_be_told(delivery.recipient_id, alert.subject, now):
        raise LinkRefused("This link is not for you any more. Sign in to see what is yours.")
    if alert.round != delivery.round and alert.state not in CLOSED:
        raise LinkRefused("There is news since this message. Sign in to read it.")
    return acknowledge(alert_id=alert.pk, by=delivery.recipient_id, now=now)


def _delivery_of(signed: str, now: datetime) -> Delivery:
    try:
        name, _, until = Signer(salt=SALT).unsign(signed).partition(".")
    except BadSignature as error:
        raise LinkRefused("This link is not valid. Was it copied whole?") from error
    if now.timestamp() > int(until):
        raise LinkRefused("This link has expired. Sign in instead.")
    found = Delivery.objects.select_related("alert").filter(pk=UUID(name)).first()
    if found is None:
        raise LinkRefused("This link is not valid. Was it copied whole?")
    return found
