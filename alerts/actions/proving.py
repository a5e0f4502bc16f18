"""A contact point is proved by a code that is sent there: a wrong number must not hear of anybody. And when it may ring."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from alerts import nudge
from alerts.lifecycle import OpeningHours, QuietTime
from alerts.models import REACHES, ContactPoint, Delivery, QuietHours

CODE_LASTS = timedelta(hours=1)
MOST_TRIES = 5
PRIORITY = 5
VERIFY, CODE = "verify", "code"  # to staff; to a patient, whose page is another
CODES = (VERIFY, CODE)  # the only messages that an unproven contact point gets
MOST_CODES = 10
CODES_COUNTED_FOR = timedelta(hours=1)


class CodeRefused(ValueError):
    """The code is wrong, too old, or was tried too often. The text is fit for whoever typed it."""


class CodeGuessed(CodeRefused):
    """It was tried so often that it is void."""


class TooManyCodes(ValueError):
    """This person has had codes sent often enough for now: strangers' mailboxes are not theirs to fill."""


class LastContactPoint(ValueError):
    """Without this one nobody could reach this person."""


@transaction.atomic
def ask_for_code(*, contact_point_id: UUID, now: datetime, message: str = VERIFY) -> Delivery:
    """Send a fresh code there, by one of `CODES`; the one before is void. Raises ContactPoint.DoesNotExist, or `TooManyCodes`."""
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id, active=True)
    sent = Delivery.objects.filter(
        recipient=point.user_id, message__in=CODES, created_at__gt=now - CODES_COUNTED_FOR
    ).count()
    if sent >= MOST_CODES:
        raise TooManyCodes(f"{MOST_CODES} codes were sent in the last hour. Try again in an hour.")
    point.code = f"{secrets.randbelow(10**6):06d}"
    point.code_expires_at = now + CODE_LASTS
    point.code_tries = 0
    point.save(update_fields=["code", "code_expires_at", "code_tries"])
    delivery = Delivery.objects.create(
        message=message,
        recipient_id=point.user_id,
        contact_point=point,
        priority=PRIORITY,
        created_at=now,
        next_attempt_at=now,
        give_up_at=now + CODE_LASTS,
    )
    nudge.on_commit([delivery.pk])
    return delivery


def prove_contact_point(*, contact_point_id: UUID, code: str, now: datetime) -> ContactPoint:
    """Its owner has typed the code: messages go there from now on. Again: nothing happens. Raises `CodeRefused`."""
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().get(pk=contact_point_id, active=True)
        if point.verified_at is not None:
            return point
        if not point.code or point.code_expires_at is None or point.code_expires_at < now:
            raise CodeRefused("This code has expired. Ask for a new one.")
        if point.code_tries >= MOST_TRIES:
            raise CodeGuessed("Too many tries. Ask for a new code.")
        is_right = secrets.compare_digest(point.code.encode(), code.strip().encode())
        point.code_tries += 1
        if is_right:
            point.code, point.code_expires_at, point.verified_at = None, None, now
        point.save(update_fields=["code", "code_expires_at", "code_tries", "verified_at"])
    if not is_right:
        raise CodeRefused("This is not the code.")
    return point


def set_hours(*, contact_point_id: UUID, hours: dict[str, Any] | None, zone: str) -> None:
    """Ring there in these hours only, but for emergencies; None: always. Raises ValueError for hours that are none."""
    if hours is not None:
        OpeningHours.from_setting(zone, hours)
    ContactPoint.objects.filter(pk=contact_point_id).update(hours=hours, zone=zone)


@transaction.atomic
def remove_contact_point(*, contact_point_id: UUID, reason: str, now: datetime) -> None:
    """Its owner wants to be told there no more. Raises `LastContactPoint` when it is the last that is proved."""
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
    others = ContactPoint.objects.filter(REACHES, user=point.user_id).exclude(pk=point.pk)
    if point.active and point.verified_at is not None and not others.exists():
        raise LastContactPoint("This is the last way to reach you. Add another one first.")
    ContactPoint.objects.filter(pk=point.pk, active=True).update(active=False, disabled_reason=reason, disabled_at=now)


def set_quiet_hours(*, user_id: UUID, starts: time, ends: time, zone: str) -> QuietHours:
    """Only emergencies between these local times. Raises ValueError for over 12 hours or an unknown zone."""
    QuietTime(zone, starts, ends)
    found, _ = QuietHours.objects.update_or_create(
        user_id=user_id, defaults={"starts": starts, "ends": ends, "zone": zone}
    )
    return found


def end_quiet_hours(*, user_id: UUID) -> None:
    """Everything at any time again."""
    QuietHours.objects.filter(user=user_id).delete()
