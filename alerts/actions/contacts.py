"""Where people can be reached."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from alerts.channels import push, services, sms, webhook
from alerts.fields import uuid7
from alerts.models import Channel, ContactPoint

REPLACED = "replaced"
REMOVED = "removed"
BOTH_SECRETS_FOR = timedelta(days=1)


@transaction.atomic
def add_contact_point(
    *,
    user_id: UUID,
    channel: str,
    address: str,
    now: datetime,
    secret: str = "",
    position: int | None = None,
    contact_point_id: UUID | None = None,
    device: UUID | None = None,
    verified: bool = True,
) -> ContactPoint:
    """Reach `user_id` there too, after their other contact points unless `position` says otherwise.

    A webhook without a secret gets a fresh one. An active contact point with this address is given back as it is. With
    `contact_point_id` their own one of that id is replaced by what is given; an id that was used before is not used again.
    A push subscription that somebody else had moves here: a phone tells one person only. One that is not `verified` gets a
    code first (`ask_for_code`), and cannot replace one that is: a typing error would leave nobody told. Raises ValueError
    for that, and for an address the channel cannot use.
    """
    kind = Channel(channel)
    check_address(kind, address, secret)
    existing = list(ContactPoint.objects.filter(user=user_id, active=True).order_by("position", "id"))
    for point in existing:
        if (point.channel, point.address, point.secret) == (channel, address, secret or point.secret):
            return _placed(point, position)
        if point.pk == contact_point_id:
            if point.verified_at is not None and not verified:
                raise ValueError("add the new address beside this one, prove it, then take this one away")
            disable_contact_point(contact_point_id=point.pk, reason=REPLACED, now=now)
            position = point.position if position is None else position
    if kind == Channel.PUSH:
        _move_away(address_hash(address), now)
    if kind == Channel.WEBHOOK and not secret:
        secret = webhook.new_secret()
    if position is None:
        position = existing[-1].position + 1 if existing else 0
    return ContactPoint.objects.create(
        id=_unused(contact_point_id),
        user_id=user_id,
        channel=channel,
        address=address,
        address_hash=email_hash(address) if kind == Channel.EMAIL else address_hash(address),
        secret=secret,
        device=device,
        position=position,
        created_at=now,
        verified_at=now if verified else None,
    )


def _unused(wanted: UUID | None) -> UUID:
    """The wanted id, else a fresh one: rows keep what they meant, and nobody learns which ids others have."""
    if wanted is None or ContactPoint.objects.filter(pk=wanted).exists():
        return uuid7()
    return wanted


def _placed(point: ContactPoint, position: int | None) -> ContactPoint:
    if position is not None and position != point.position:
        point.position = position
        point.save(update_fields=["position"])
    return point


def _move_away(hashed: str, now: datetime) -> None:
    ContactPoint.objects.filter(address_hash=hashed, channel=Channel.PUSH, active=True).update(
        active=False, disabled_reason="moved", disabled_at=now
    )


def address_hash(address: str) -> str:
    """A keyed hash by which a sealed address is found, and which says nothing without the key."""
    return hmac.new(settings.SECRET_KEY.encode(), b"ebb.address:" + address.encode(), hashlib.sha256).hexdigest()


def email_hash(address: str) -> str:
    """The same of an e-mail address: however it is written, large or small, it is one address."""
    return address_hash(address.strip().casefold())


def disable_contact_point(*, contact_point_id: UUID, reason: str, now: datetime | None = None) -> None:
    """Never send there again; `reason` is a fixed word or two."""
    ContactPoint.objects.filter(pk=contact_point_id, active=True).update(
        active=False, disabled_reason=reason, disabled_at=now
    )


def disable_contact_points_of(*, device: UUID, reason: str, now: datetime) -> None:
    """A device is signed out: what reached it reaches it no more."""
    ContactPoint.objects.filter(device=device, active=True).update(
        active=False, disabled_reason=reason, disabled_at=now
    )


@transaction.atomic
def forget_addresses(*, user_id: UUID, now: datetime) -> None:
    """Never reach `user_id` again, and keep none of the addresses. The rows stay: what was sent points to them."""
    for point in ContactPoint.objects.filter(user=user_id):
        if point.active:
            point.active, point.disabled_reason, point.disabled_at = False, REMOVED, now
        point.address, point.address_hash, point.secret, point.code = "", "", "", None
        point.save()


@transaction.atomic
def rotate_secret(*, contact_point_id: UUID, now: datetime) -> str:
    """A new signing secret for a webhook; the one before signs as well for a day. Raises ContactPoint.DoesNotExist."""
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id, channel=Channel.WEBHOOK, active=True)
    secret = webhook.new_secret()
    point.secret = f"{secret} {point.secret.split()[0]}"
    point.secret_since = now
    point.save(update_fields=["secret", "secret_since"])
    return secret


def secret_of(point: ContactPoint, now: datetime) -> str:
    """What signs or seals a message to this contact point at `now`: a webhook's former secret counts for a day more."""
    secret: str = point.secret
    if point.secret_since is not None and now - point.secret_since > BOTH_SECRETS_FOR:
        return secret.split()[0]
    return secret


def check_address(channel: Channel, address: str, secret: str = "") -> None:
    """Raise ValueError, with a sentence for whoever gave it, for an address that this channel cannot use."""
    if channel == Channel.PUSH:
        push.check_subscription(address, secret)
        return
    CHECKS[channel](address)


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError("this is not an e-mail address") from error


CHECKS: Mapping[Channel, Callable[[str], None]] = {
    Channel.EMAIL: _check_email,
    Channel.SERVICE: services.check_address,
    Channel.SMS: sms.check_number,
    Channel.WEBHOOK: webhook.check_url,
}
