"""The ladder in motion: telling a rung, beginning a round, going on when nobody answers."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from alerts import audience, nudge
from alerts.actions.changing import SUPERSEDED, change_state, suppress_pending
from alerts.actions.inhibition import hold_back, inhibitor_of
from alerts.actions.inserting import made
from alerts.actions.journal import record
from alerts.lifecycle import (
    DRILL,
    EMERGENCY,
    GIVE_UP_AFTER,
    LEAST_RUNG_GAP,
    UNREACHABLE_RETRY,
    AlertState,
    OpeningHours,
    QuietTime,
    may_ring_at,
    next_rung_at,
    rank,
)
from alerts.models import REACHES, Alert, ContactPoint, Delivery, EventKind, QuietHours

log = logging.getLogger(__name__)

BATCH = 100
SET_ASIDE_FOR = timedelta(seconds=60)

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
    "inhibited_by",
)


def contact_points_of(users: Iterable[UUID]) -> dict[UUID, list[ContactPoint]]:
    """The active, verified contact points of each user who has one, first choice first."""
    found: dict[UUID, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(REACHES, user__in=set(users)).order_by("position", "id"):
        found[point.user_id].append(point)
    return dict(found)


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

    When nobody on any rung has a contact point, the next move is to look again soon at the same rung. An alert that must
    wait for a worse one tells nobody (`alerts.actions.inhibition`).
    """
    if (inhibitor := inhibitor_of(alert)) is not None:
        alert.next_rung_at = now
        alert.save(update_fields=MOVING)
        record(alert, kind, now=now, because=because)
        hold_back(alert, inhibitor, now=now)
        return
    alert.inhibited_by = None
    deliveries = _deliveries_of_rung(alert, now)
    if deliveries:
        if alert.step > 0:
            suppress_pending(alert, SUPERSEDED, [delivery.contact_point_id for delivery in deliveries])
        Delivery.objects.bulk_create(deliveries)
    next_move(
        alert, deliveries, due=due, hours=audience.current().hours(alert.subject) if deliveries else None, now=now
    )
    alert.save(update_fields=MOVING)
    if deliveries or kind != EventKind.ESCALATED:
        record(alert, kind, now=now, because=because)
    if not deliveries and not _is_known_unreachable(alert):
        record(alert, EventKind.UNREACHABLE, now=now)
    nudge.on_commit(delivery.pk for delivery in deliveries)


def next_move(
    alert: Alert, deliveries: Sequence[Delivery], *, due: datetime, hours: OpeningHours | None, now: datetime
) -> None:
    """Set when the alert moves on, now that these are its messages; nothing is saved."""
    if deliveries and hours is not None:
        following = next_rung_at(alert.level, alert.step, due, hours)
        alert.next_rung_at = max(following, now + LEAST_RUNG_GAP)
        alert.notified_at = now
    else:
        log.warning("alert %s: nobody on its ladder has a contact point", alert.pk)
        alert.next_rung_at = now + UNREACHABLE_RETRY


def _is_known_unreachable(alert: Alert) -> bool:
    return alert.events.filter(kind=EventKind.UNREACHABLE, round=alert.round, step=alert.step).exists()


def _deliveries_of_rung(alert: Alert, now: datetime) -> list[Delivery]:
    """One message for each contact point of each person on the current rung, not yet saved."""
    rungs = audience.current().rungs(alert.subject, alert.about, now)
    everybody = {user for rung in rungs for user in rung}
    quiet = quiet_times(everybody) if alert.level != EMERGENCY else {}
    return messages_of(alert, rungs, contact_points_of(everybody), quiet, now)


def messages_of(
    alert: Alert,
    rungs: Sequence[Sequence[UUID]],
    points: Mapping[UUID, list[ContactPoint]],
    quiet: Mapping[UUID, QuietTime],
    now: datetime,
) -> list[Delivery]:
    """The messages of the alert's current rung, given everybody's contact points and quiet hours; not yet saved.

    A rung on which nobody can be reached is jumped; after the last rung it is repeated. Somebody who is told again
    in the same round hears by the next channel first.
    """
    occupied = [reachable for rung in rungs if (reachable := [user for user in dict.fromkeys(rung) if user in points])]
    if not occupied:
        return []
    told = [occupied[min(step, len(occupied) - 1)] for step in range(alert.step + 1)]
    return [
        new_delivery(
            point,
            alert=alert,
            message=DRILL if alert.rule == DRILL else "alert" if alert.step == 0 else "reminder",
            order=order,
            now=now,
            quiet=quiet.get(user),
        )
        for user in told.pop()
        for order, point in enumerate(_turned(points[user], sum(user in rung for rung in told)))
    ]


def _turned(points: list[ContactPoint], times: int) -> list[ContactPoint]:
    start = times % len(points)
    return points[start:] + points[:start]


def quiet_times(users: Iterable[UUID]) -> dict[UUID, QuietTime]:
    """The quiet hours of those who have some."""
    rows = QuietHours.objects.filter(user__in=set(users))
    return {row.user_id: QuietTime(row.zone, row.starts, row.ends) for row in rows}


def new_delivery(
    point: ContactPoint, *, alert: Alert, message: str, order: int, now: datetime, quiet: QuietTime | None = None
) -> Delivery:
    """A message about an alert, not yet saved. Worse levels leave first, then everybody's first channel.

    It leaves at once, or when the person's quiet hours and the contact point's own allow it.
    """
    hours = OpeningHours.from_setting(point.zone, point.hours) if point.hours else None
    leaves_at = may_ring_at(now, alert.level, quiet=quiet, hours=hours)
    return made(
        Delivery,
        alert_id=alert.pk,
        subject=alert.subject,
        message=message,
        round=alert.round,
        step=alert.step,
        recipient_id=point.user_id,
        contact_point_id=point.pk,
        priority=rank(alert.level) * 10 + min(order, 9),
        created_at=now,
        next_attempt_at=leaves_at,
        give_up_at=leaves_at + GIVE_UP_AFTER[alert.level],
    )
