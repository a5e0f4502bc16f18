"""Plain notices: something to know, nothing to answer."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from alerts import nudge
from alerts.actions.rungs import contact_points_of
from alerts.lifecycle import LEVELS, NOTICE_GIVES_UP_AFTER, DeliveryState, check_transition
from alerts.messages import text_for
from alerts.models import Channel, ContactPoint, Delivery
from alerts.prepared import prepared

PRIORITY = len(LEVELS) * 10  # after every alert
DIARY = "diary"
CHANNELS_OF_REMINDERS = (Channel.PUSH.value, Channel.EMAIL.value, Channel.SMS.value)  # first choice first


@transaction.atomic
def notify(*, user_ids: Collection[UUID], message: str, subject: UUID | None, now: datetime) -> list[Delivery]:
    """Send a fixed text (`alerts.messages`) to each of these people, by every channel they have.

    `subject` is whom it is about: who may no longer be told of them gets nothing. Raises KeyError for an unknown text.
    """
    text_for(message)
    points = contact_points_of(user_ids)
    deliveries = [
        _notice(point, message=message, subject=subject, now=now, give_up_at=now + NOTICE_GIVES_UP_AFTER)
        for user in dict.fromkeys(user_ids)
        for point in points.get(user, [])
    ]
    Delivery.objects.bulk_create(deliveries)
    nudge.on_commit(delivery.pk for delivery in deliveries)
    return deliveries


def _notice(
    point: ContactPoint, *, message: str, subject: UUID | None, now: datetime, give_up_at: datetime
) -> Delivery:
    return Delivery(
        subject=subject,
        message=message,
        recipient_id=point.user_id,
        contact_point=point,
        priority=PRIORITY,
        created_at=now,
        next_attempt_at=now,
        give_up_at=give_up_at,
    )


@transaction.atomic
def remind(
    *,
    user_id: UUID,
    subject: UUID,
    channel_step: int,
    by_sms_too: bool,
    give_up_at: datetime,
    now: datetime,
) -> list[Delivery]:
    """Ask a patient for a line in the diary, by one channel: push, else e-mail, else SMS; each step is one channel further.

    A channel that has gone silent comes last. `by_sms_too`: also by SMS, for those who have one. Empty when nothing reaches them.
    """
    points = [
        point for point in contact_points_of([user_id]).get(user_id, []) if point.channel in CHANNELS_OF_REMINDERS
    ]
    points.sort(key=lambda point: (point.silent_since is not None, CHANNELS_OF_REMINDERS.index(point.channel)))
    channels = list(dict.fromkeys(point.channel for point in points))
    if not channels:
        return []
    wanted = {channels[channel_step % len(channels)]}
    if by_sms_too:
        wanted.add(Channel.SMS.value)
    deliveries = [
        _notice(point, message=DIARY, subject=subject, now=now, give_up_at=give_up_at)
        for point in points
        if point.channel in wanted
    ]
    Delivery.objects.bulk_create(deliveries)
    nudge.on_commit(delivery.pk for delivery in deliveries)
    return deliveries


def take_back(*, user_id: UUID, message: str, reason: str) -> int:
    """Notices that have not left yet stay here; how many. `reason` is a fixed word or two."""
    check_transition(DeliveryState.PENDING, DeliveryState.SUPPRESSED)
    waiting = _waiting(user_id, message)
    if not waiting:
        return 0
    still = Delivery.objects.filter(pk__in=waiting, state=DeliveryState.PENDING)
    return still.update(state=DeliveryState.SUPPRESSED, reason=reason)


def notices_on_their_way(recipient: UUID, message: str) -> QuerySet[Delivery]:
    """Notices of this kind to this person that have not left yet."""
    return Delivery.objects.filter(recipient=recipient, message=message, alert=None, state=DeliveryState.PENDING)


@prepared
def _waiting(recipient: UUID, message: str) -> QuerySet[Delivery, UUID]:
    return notices_on_their_way(recipient, message).values_list("pk", flat=True)
