"""Where people can be reached."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from alerts.channels import webhook
from alerts.models import Channel, ContactPoint


@transaction.atomic
def add_contact_point(
    *, user_id: UUID, channel: str, address: str, now: datetime, secret: str = "", position: int | None = None
) -> ContactPoint:
    """Reach `user_id` there too, after their other contact points unless `position` says otherwise.

    A webhook without a secret gets a fresh one. An active contact point with this address is given back as it is.
    Raises ValueError for an address the channel cannot use.
    """
    _check_address(Channel(channel), address)
    existing = list(ContactPoint.objects.filter(user=user_id, active=True).order_by("position"))
    for point in existing:
        if (point.channel, point.address) == (channel, address):
            return point
    if channel == Channel.WEBHOOK and not secret:
        secret = webhook.new_secret()
    if position is None:
        position = existing[-1].position + 1 if existing else 0
    return ContactPoint.objects.create(
        user_id=user_id, channel=channel, address=address, secret=secret, position=position, created_at=now
    )


def disable_contact_point(*, contact_point_id: UUID, reason: str) -> None:
    """Never send there again; `reason` is a fixed word or two."""
    ContactPoint.objects.filter(pk=contact_point_id, active=True).update(active=False, disabled_reason=reason)


def _check_address(channel: Channel, address: str) -> None:
    if channel == Channel.WEBHOOK:
        webhook.check_url(address)
        return
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError("this is not an e-mail address") from error
