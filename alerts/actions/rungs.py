"""The ladder in motion: telling a rung, beginning a round, going on when nobody answers."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from alerts import audience, nudge
from alerts.actions.journal import record
from alerts.lifecycle import (
    GIVE_UP_AFTER,
    LEAST_RUNG_GAP,
    UNREACHABLE_RETRY,
    AlertState,
    DeliveryState,
    check_transition,
    dead_step_ends_at,
    next_rung_at,
    rank,
)
from alerts.models import Alert, ContactPoint, Delivery, EventKind

log = logging.getLogger(__name__)

ASKING = ("alert", "reminder")  # messages that make sense only while the alert is open
BATCH = 100
SET_ASIDE_FOR = timedelta(seconds=60)

SUPERSEDED = "superseded"
MOVING = (
    "state",
    "level",
    "round",
    "step",
    "next_rung_at",
    "notified_at",
    "acknowledged_at",
    "acknowledged_by",
    "acknowledgement_expires_at",
    "snoozed_until",
)


def change_state(alert: Alert, state: AlertState) -> None:
    """Change the state in memory. Raises `TransitionRefused` for an edge that does not exist."""
    check_transition(AlertState(alert.state), state)
    alert.state = state


def contact_points_of(users: Iterable[UUID]) -> dict[UUID, list[ContactPoint]]:
    """The active contact points of each user who has one, first choice first."""
    found: dict[UUID, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(user__in=set(users), active=True).order_by("position", "id"):
        found[point.user_id].append(point)
    return dict(found)


def suppress_pending(alert: Alert, reason: str, contact_points: Sequence[ContactPoint] | None = None) -> None:
    """Take back what asks for an answer and has not left yet (to these contact points, or to all)."""
    check_transition(DeliveryState.PENDING, DeliveryState.SUPPRESSED)
    waiting = Delivery.objects.filter(alert=alert, state=DeliveryState.PENDING, message__in=ASKING)
    if contact_points is not None:
        waiting = waiting.filter(contact_point__in=contact_points)
    waiting.update(state=DeliveryState.SUPPRESSED, reason=reason)


def start_round(alert: Alert, kind: EventKind, *, now: datetime, keep_ladder: bool = False, because: str = "") -> None:
    """Tell anew, from the first rung. `keep_ladder`: tell the rung that was reached, and go on from there as planned.

    Otherwise news would set an unanswered alert back to the first person for ever.
    """
    if alert.state != AlertState.OPEN:
        change_state(alert, AlertState.OPEN)
        alert.acknowledged_at = alert.acknowledged_by_id = alert.acknowledgement_expires_at = None
        alert.snoozed_until = None
    alert.round += 1
    planned = alert.next_rung_at if keep_ladder else None
    if not keep_ladder:
        alert.step = 0
    suppress_pending(alert, SUPERSEDED)
    tell(alert, kind, due=now, now=now, because=because)
    if planned is not None:
        alert.next_rung_at = planned
        alert.save(update_fields=["next_rung_at"])


def tell(alert: Alert, kind: EventKind, *, due: datetime, now: datetime, because: str = "") -> None:
    """Write the messages of the alert's current rung and its next move, counted from when this rung was `due`.

    When nobody on any rung has a contact point, the next move is to look again soon at the same rung.
    """
    deliveries = _deliveries_of_rung(alert, now)
    if deliveries:
        if alert.step > 0:
            suppress_pending(alert, SUPERSEDED, [delivery.contact_point for delivery in deliveries])
        Delivery.objects.bulk_create(deliveries)
        following = next_rung_at(alert.level, alert.step, due, audience.current().hours(alert.subject))
        alert.next_rung_at = max(following, now + LEAST_RUNG_GAP)
        alert.notified_at = now
    else:
        log.warning("alert %s: nobody on its ladder has a contact point", alert.pk)
        alert.next_rung_at = now + UNREACHABLE_RETRY
    alert.save(update_fields=MOVING)
    if deliveries or kind != EventKind.ESCALATED:
        record(alert, kind, now=now, because=because)
    if not deliveries and not _is_known_unreachable(alert):
        record(alert, EventKind.UNREACHABLE, now=now)
    nudge.on_commit(delivery.pk for delivery in deliveries)


def _is_known_unreachable(alert: Alert) -> bool:
    return alert.events.filter(kind=EventKind.UNREACHABLE, round=alert.round, step=alert.step).exists()


def _deliveries_of_rung(alert: Alert, now: datetime) -> list[Delivery]:
    """One message for each contact point of each person on the current rung, not yet saved.

    A rung on which nobody can be reached is jumped; after the last rung it is repeated. Somebody who is told again
    in the same round hears by the next channel first.
    """
    rungs = audience.current().rungs(alert.subject, alert.about, now)
    points = contact_points_of(user for rung in rungs for user in rung)
    occupied = [reachable for rung in rungs if (reachable := [user for user in dict.fromkeys(rung) if user in points])]
    if not occupied:
        return []
    told = [occupied[min(step, len(occupied) - 1)] for step in range(alert.step + 1)]
    people = told.pop()
    return [
        new_delivery(
            point,
            alert=alert,
            message="alert" if alert.step == 0 else "reminder",
            order=order,
            now=now,
        )
        for user in people
        for order, point in enumerate(_turned(points[user], sum(user in rung for rung in told)))
    ]


def _turned(points: list[ContactPoint], times: int) -> list[ContactPoint]:
    start = times % len(points)
    return points[start:] + points[:start]


def new_delivery(point: ContactPoint, *, alert: Alert, message: str, order: int, now: datetime) -> Delivery:
    """A message about an alert, not yet saved. Worse levels leave first, then everybody's first channel."""
    return Delivery(
        alert=alert,
        subject=alert.subject,
        message=message,
        round=alert.round,
        step=alert.step,
        recipient_id=point.user_id,
        contact_point=point,
        priority=rank(alert.level) * 10 + min(order, 9),
        created_at=now,
        next_attempt_at=now,
        give_up_at=now + GIVE_UP_AFTER[alert.level],
    )


# --- What time does -------------------------------------------------------------------------------------------------


def escalate_due(*, now: datetime, limit: int = BATCH) -> int:
    """Tell the next rung of every open alert whose moment has come, oldest first; return how many."""
    due = (
        Alert.objects.filter(state=AlertState.OPEN, next_rung_at__lte=now, inhibited_by=None)
        .order_by("next_rung_at")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(_escalate_or_set_aside(pk, now) for pk in list(due))


def _escalate_or_set_aside(pk: UUID, now: datetime) -> bool:
    """One alert that cannot be escalated must not hold up the others: it is tried again a minute later."""
    try:
        return _escalate(pk, now)
    except Exception as error:
        log.error("alert %s could not be escalated: %s", pk, type(error).__name__)
        Alert.objects.filter(pk=pk, state=AlertState.OPEN).update(next_rung_at=now + SET_ASIDE_FOR)
        return False


@transaction.atomic
def _escalate(pk: UUID, now: datetime) -> bool:
    alert = (
        Alert.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, state=AlertState.OPEN, next_rung_at__lte=now)
        .first()
    )
    if alert is None or alert.next_rung_at is None:
        return False
    if Delivery.objects.filter(alert=alert, round=alert.round, step=alert.step, message__in=ASKING).exists():
        alert.step += 1
    tell(alert, EventKind.ESCALATED, due=alert.next_rung_at, now=now)
    return True


def reopen_due(*, now: datetime, limit: int = BATCH) -> int:
    """Open again what was acknowledged without an outcome, or snoozed, and whose time is up; return how many."""
    acknowledged = Alert.objects.filter(state=AlertState.ACKNOWLEDGED, acknowledgement_expires_at__lte=now)
    snoozed = Alert.objects.filter(state=AlertState.SNOOZED, snoozed_until__lte=now)
    due = [
        *acknowledged.order_by("acknowledgement_expires_at").values_list("pk", flat=True)[:limit],
        *snoozed.order_by("snoozed_until").values_list("pk", flat=True)[:limit],
    ]
    return sum(_reopen_or_leave(pk, now) for pk in due)


def _reopen_or_leave(pk: UUID, now: datetime) -> bool:
    try:
        return _reopen(pk, now)
    except Exception as error:
        log.error("alert %s could not be opened again: %s", pk, type(error).__name__)
        return False


@transaction.atomic
def _reopen(pk: UUID, now: datetime) -> bool:
    alert = Alert.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if alert is None:
        return False
    if alert.state == AlertState.ACKNOWLEDGED and (alert.acknowledgement_expires_at or now) <= now:
        start_round(alert, EventKind.ACKNOWLEDGEMENT_EXPIRED, now=now)
        return True
    if alert.state == AlertState.SNOOZED and (alert.snoozed_until or now) <= now:
        start_round(alert, EventKind.SNOOZE_ENDED, now=now)
        return True
    return False


def hurry_dead_steps(*, now: datetime, limit: int = BATCH) -> int:
    """Where every message of the current step has failed or been suppressed, bring the next rung forward."""
    of_step = Delivery.objects.filter(
        alert=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step"), message__in=ASKING
    )
    alive = of_step.filter(state__in=[DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENT])
    dead = Alert.objects.filter(Exists(of_step), ~Exists(alive), state=AlertState.OPEN, next_rung_at__gt=now)
    hurried = 0
    for pk, level, step, notified_at, planned in dead.values_list("pk", "level", "step", "notified_at", "next_rung_at")[
        :limit
    ]:
        sooner = dead_step_ends_at(level, step, notified_at or now, now)
        if planned is not None and sooner < planned:
            hurried += Alert.objects.filter(pk=pk, state=AlertState.OPEN, next_rung_at=planned).update(
                next_rung_at=sooner
            )
    return hurried
