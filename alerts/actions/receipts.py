"""Whether a push arrived: the phone says so, and when it does not, the next channel is used."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from alerts import nudge
from alerts.actions.changing import ASKING
from alerts.actions.contacts import address_hash
from alerts.actions.proving import CODES
from alerts.actions.setting_aside import FOR as SET_ASIDE_FOR
from alerts.actions.setting_aside import has_database_hung_up
from alerts.lifecycle import AlertState
from alerts.models import REACHES, Channel, ContactPoint, Delivery

log = logging.getLogger(__name__)

RECEIPT_WITHIN = timedelta(hours=2)
BATCH = 100


@transaction.atomic
def note_receipt(*, delivery_id: UUID, now: datetime) -> bool:
    """A phone says that a push arrived; whether we had sent it one. Saying so again changes nothing."""
    pushes = Delivery.objects.filter(pk=delivery_id, contact_point__channel=Channel.PUSH, attempts__gt=0)
    row = pushes.first()
    if row is None:
        return False
    pushes.filter(received_at=None).update(received_at=now, receipt_due_at=None)
    ContactPoint.objects.filter(pk=row.contact_point_id).exclude(silent_since=None).update(silent_since=None)
    return True


def await_receipt(row: Delivery, now: datetime) -> None:
    """From now on the phone has two hours to say that it got this push, unless it was quicker than we are."""
    if row.contact_point.channel == Channel.PUSH:
        Delivery.objects.filter(pk=row.pk, received_at=None).update(receipt_due_at=now + RECEIPT_WITHIN)


def receipts_missed(now: datetime) -> QuerySet[Delivery]:
    """Pushes whose phone has not said, by the time it should have, that it showed them."""
    return Delivery.objects.filter(receipt_due_at__lte=now)


def miss_receipts(*, now: datetime, limit: int = BATCH) -> int:
    """Pushes that nothing has confirmed in time: their phone counts as silent, and the next channel is used."""
    due = receipts_missed(now).order_by("receipt_due_at").values_list("pk", flat=True)
    return sum(_miss_or_set_aside(pk, now) for pk in list(due[:limit]))


def _miss_or_set_aside(pk: UUID, now: datetime) -> bool:
    try:
        return _miss(pk, now)
    except Exception as error:
        if has_database_hung_up(error):
            return False
        log.error("delivery %s: its missing receipt could not be noted: %s", pk, type(error).__name__)
        Delivery.objects.filter(pk=pk).update(receipt_due_at=now + SET_ASIDE_FOR)
        return False


@transaction.atomic
def _miss(pk: UUID, now: datetime) -> bool:
    waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, receipt_due_at__lte=now)
    row = waiting.select_related("alert", "contact_point").first()
    if row is None:
        return False
    Delivery.objects.filter(pk=pk).update(receipt_due_at=None)
    ContactPoint.objects.filter(pk=row.contact_point_id).update(silent_since=Coalesce(F("silent_since"), row.sent_at))
    pass_on(row, now=now)
    return True


def pass_on(row: Delivery, *, now: datetime) -> Delivery | None:
    """Say the same by a channel of the same person that has not said it; None when there is none, or it is of no use now.

    Called where a contact point turns out dead, in the same transaction.
    """
    if not _is_still_wanted(row, now) or Delivery.objects.filter(instead_of=row).exists():
        return None
    said_by = _points_that_said_it(row)
    points = ContactPoint.objects.filter(REACHES, user=row.recipient_id).exclude(pk__in=said_by)
    point = points.order_by(F("silent_since").asc(nulls_first=True), "position", "id").first()
    if point is None:
        return None
    replacement = Delivery.objects.create(
        alert=row.alert,
        subject=row.subject,
        message=row.message,
        round=row.round,
        step=row.step,
        recipient_id=row.recipient_id,
        contact_point=point,
        priority=row.priority,
        created_at=now,
        next_attempt_at=now,
        give_up_at=row.give_up_at,
        instead_of=row,
    )
    nudge.on_commit([replacement.pk])
    return replacement


def _is_still_wanted(row: Delivery, now: datetime) -> bool:
    if row.give_up_at <= now or row.message in CODES:
        return False
    if row.alert is None or row.message not in ASKING:
        return True
    is_asked = row.alert.state == AlertState.OPEN and row.alert.round == row.round
    return is_asked and row.alert.inhibited_by_id is None


def _points_that_said_it(row: Delivery) -> list[UUID]:
    """Contact points of this person that have been used for this message, or will be."""
    points, earlier = [row.contact_point_id], row.instead_of
    while earlier is not None:
        points.append(earlier.contact_point_id)
        earlier = earlier.instead_of
    if row.alert_id is not None:
        same = Delivery.objects.filter(
            alert=row.alert_id, round=row.round, step=row.step, message=row.message, recipient=row.recipient_id
        )
        points += same.values_list("contact_point_id", flat=True)
    return points


# --- Whom nobody can reach --------------------------------------------------------------------------------------------

NO_CHANNEL, NOT_PROVED, GONE, NO_RECEIPT = "no_channel", "not_proved", "gone", "no_receipt"
OWN_DOING = ("replaced", "removed", "moved", "signed out")  # a person's own changes, which need nobody's attention


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason why messages may not reach `user`: they have no channel, one is not proved, gone, or silent."""

    user: UUID
    reason: str
    channel: str | None
    since: datetime | None


def has_ended(*, user_id: UUID, address: str) -> bool:
    """Whether the push service has said that this subscription is no more: it must be made anew."""
    known = ContactPoint.objects.filter(user=user_id, channel=Channel.PUSH, address_hash=address_hash(address))
    return known.exclude(disabled_reason__in=OWN_DOING).filter(active=False).exists()


def troubles_of(*, user_ids: Collection[UUID]) -> list[Trouble]:
    """Why these people may not be reached, worst first for each. Who can be reached does not appear."""
    points = ContactPoint.objects.filter(user__in=set(user_ids)).order_by("created_at", "id")
    by_user: dict[UUID, list[ContactPoint]] = {user: [] for user in dict.fromkeys(user_ids)}
    for point in points:
        by_user[point.user_id].append(point)
    return [trouble for user, own in by_user.items() for trouble in _troubles(user, own)]


def _troubles(user: UUID, points: list[ContactPoint]) -> list[Trouble]:
    active = [point for point in points if point.active and point.verified_at is not None]
    found = []
    if not active:
        unproved = [point for point in points if point.active]
        found += [Trouble(user, NOT_PROVED, point.channel, point.created_at) for point in unproved]
    if not active and not found:
        last = max((point.disabled_at for point in points if point.disabled_at), default=None)
        found.append(Trouble(user, NO_CHANNEL, None, last))
    for point in points:
        is_replaced = any(other.channel == point.channel and other.created_at >= point.created_at for other in active)
        if not point.active and point.disabled_reason not in OWN_DOING and not is_replaced:
            found.append(Trouble(user, GONE, point.channel, point.disabled_at))
        elif point.active and point.silent_since is not None:
            found.append(Trouble(user, NO_RECEIPT, point.channel, point.silent_since))
    return found
