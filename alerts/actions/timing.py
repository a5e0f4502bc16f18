"""What time alone does to alerts: the next rung, the end of a wait, a follow-up. Each in bounded batches, oldest first."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from alerts import audience, nudge
from alerts.actions.changing import ASKING
from alerts.actions.findings import end_drill, reopen_as_follow_up
from alerts.actions.journal import record
from alerts.actions.rungs import contact_points_of, new_delivery, start_round, tell
from alerts.actions.setting_aside import each_or_set_aside, waiting
from alerts.lifecycle import (
    CLOSED,
    DAY,
    DRILL,
    ENDED_UNSENT,
    INHIBITING,
    LEVELS,
    UNSEEN_AFTER,
    AlertState,
    dead_step_ends_at,
)
from alerts.models import Alert, AlertEvent, Delivery, EventKind
from alerts.models.parts import one_of

BATCH = 100
MOST_ENDED = 1_000
DRILL_LASTS = DAY


# --- What waits for the sweep: asked here, and by an idle sweep of all of it at once (`alerts/actions/idling.py`) ----------


def rungs_due(now: datetime) -> QuerySet[Alert]:
    """Open alerts, held back by none, of which the next person is to be told."""
    return Alert.objects.filter(state=AlertState.OPEN, next_rung_at__lte=now, inhibited_by=None)


def acknowledgements_over(now: datetime) -> QuerySet[Alert]:
    """Alerts that somebody acknowledged and has left open for longer than their level allows."""
    return Alert.objects.filter(state=AlertState.ACKNOWLEDGED, level__in=LEVELS, acknowledgement_expires_at__lte=now)


def snoozes_over(now: datetime) -> QuerySet[Alert]:
    """Alerts that were put off, and whose moment has come."""
    return Alert.objects.filter(state=AlertState.SNOOZED, snoozed_until__lte=now)


def held_back_by_the_closed() -> QuerySet[Alert]:
    """Alerts that a graver one held back which is closed: their own ladder begins."""
    held_back = Alert.objects.filter(state=AlertState.OPEN, inhibited_by__isnull=False)  # as their index has it
    return held_back.filter(inhibited_by__state__in=CLOSED)


def follow_ups_due(now: datetime) -> QuerySet[Alert]:
    """Closed alerts to which somebody wanted to come back by now."""
    return Alert.objects.filter(state=AlertState.RESOLVED, follow_up_at__lte=now, followed_up_at=None)


def unseen_since(moment: datetime) -> QuerySet[Alert]:
    """Open emergencies and urgent alerts from `moment` or before that nobody has acknowledged, and whose patient was not
    told so yet.
    """
    seen = AlertEvent.objects.filter(alert=OuterRef("pk"), kind=EventKind.ACKNOWLEDGED)
    return Alert.objects.filter(
        ~Exists(seen),
        one_of("level", INHIBITING),
        state=AlertState.OPEN,
        raised_at__lte=moment,
        unseen_told_at=None,
    )


def drills_since(moment: datetime) -> QuerySet[Alert]:
    """Drills from `moment` or before that nobody has answered."""
    return Alert.objects.filter(rule=DRILL, state=AlertState.OPEN, raised_at__lte=moment)


def ended_unknown_to_the_ladder() -> QuerySet[Delivery]:
    """Deliveries of alerts that ended unsent, of which the ladder has yet to hear: the next rung comes sooner."""
    return Delivery.objects.filter(one_of("state", ENDED_UNSENT), alert__isnull=False, ladder_knows=False)


# --- What the sweep does about it ---------------------------------------------------------------------------------------


def escalate_due(*, now: datetime, limit: int = BATCH) -> int:
    """Tell the next rung of every open alert whose moment has come; return how many."""
    due = (
        rungs_due(now)
        .exclude(pk__in=waiting("escalate", now=now))
        .order_by("next_rung_at")
        .values_list("pk", flat=True)[:limit]
    )
    return each_or_set_aside("escalate", due, lambda pk: _escalate(pk, now), now=now)


@transaction.atomic
def _escalate(pk: UUID, now: datetime) -> bool:
    alert = (
        Alert.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, state=AlertState.OPEN, next_rung_at__lte=now, inhibited_by=None)
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
    aside = waiting("reopen", now=now)
    acknowledged, snoozed = (each.exclude(pk__in=aside) for each in (acknowledgements_over(now), snoozes_over(now)))
    due = [
        *acknowledged.order_by("acknowledgement_expires_at").values_list("pk", flat=True)[:limit],
        *snoozed.order_by("snoozed_until").values_list("pk", flat=True)[:limit],
    ]
    return each_or_set_aside("reopen", due, lambda pk: _reopen(pk, now), now=now)


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


def release_due(*, now: datetime, limit: int = BATCH) -> int:
    """Start the alerts that waited for a worse one which is closed by now; return how many."""
    due = (
        held_back_by_the_closed()
        .exclude(pk__in=waiting("release", now=now))
        .order_by("raised_at")
        .values_list("pk", flat=True)[:limit]
    )
    return each_or_set_aside("release", due, lambda pk: _release(pk, now), now=now)


@transaction.atomic
def _release(pk: UUID, now: datetime) -> bool:
    alert = (
        Alert.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=pk, state=AlertState.OPEN, inhibited_by__state__in=CLOSED)
        .first()
    )
    if alert is None:
        return False
    start_round(alert, EventKind.RELEASED, now=now)
    return True


def follow_up_due(*, now: datetime, limit: int = BATCH) -> int:
    """Ask again about what was closed with a follow-up whose moment has come; return how many."""
    due = (
        follow_ups_due(now)
        .exclude(pk__in=waiting("follow_up", now=now))
        .order_by("follow_up_at")
        .values_list("pk", flat=True)[:limit]
    )
    return each_or_set_aside("follow_up", due, lambda pk: reopen_as_follow_up(alert_id=pk, now=now), now=now)


def tell_unseen(*, now: datetime, limit: int = BATCH) -> int:
    """Tell whom an emergency or urgent alert is about that nobody has seen it for 15 minutes; return how many alerts."""
    due = (
        unseen_since(now - UNSEEN_AFTER)
        .exclude(pk__in=waiting("unseen", now=now))
        .order_by("raised_at")
        .values_list("pk", flat=True)[:limit]
    )
    return each_or_set_aside("unseen", due, lambda pk: _tell_unseen(pk, now), now=now)


@transaction.atomic
def _tell_unseen(pk: UUID, now: datetime) -> bool:
    alert = (
        Alert.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, state=AlertState.OPEN, unseen_told_at=None)
        .first()
    )
    if alert is None:
        return False
    alert.unseen_told_at = now
    alert.save(update_fields=["unseen_told_at"])
    record(alert, EventKind.UNSEEN, now=now)
    points = contact_points_of(audience.current().concerned(alert.subject))
    notices = [
        new_delivery(point, alert=alert, message="unseen", order=0, now=now)
        for of_one in points.values()
        for point in of_one
    ]
    Delivery.objects.bulk_create(notices)
    nudge.on_commit(notice.pk for notice in notices)
    return True


def end_drills(*, now: datetime, limit: int = BATCH) -> int:
    """End the drills that nobody answered for a day; return how many."""
    due = (
        drills_since(now - DRILL_LASTS)
        .exclude(pk__in=waiting("drill", now=now))
        .order_by("raised_at")
        .values_list("pk", flat=True)[:limit]
    )
    return each_or_set_aside("drill", due, lambda pk: end_drill(alert_id=pk, now=now), now=now)


def hurry_dead_steps(*, now: datetime, limit: int = MOST_ENDED) -> int:
    """Where every message of the current step has failed or been suppressed, bring the next rung forward; return how many.

    Asked is of each message that ended once, after its end is committed: of several that end at the same moment, whoever
    ends the last need not know that it is.
    """
    known = list(ended_unknown_to_the_ladder().order_by("created_at").values_list("pk", flat=True)[:limit])
    if not known:
        return 0
    hurried = _hurry_dead(known, now)
    Delivery.objects.filter(pk__in=known).update(ladder_knows=True)
    return hurried


def _hurry_dead(ended: list[UUID], now: datetime) -> int:
    of_step = Delivery.objects.filter(
        alert=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step"), message__in=ASKING
    )
    alive = of_step.exclude(state__in=ENDED_UNSENT)
    asked = Alert.objects.filter(pk__in=Delivery.objects.filter(pk__in=ended).values("alert"))
    dead = asked.filter(Exists(of_step), ~Exists(alive), state=AlertState.OPEN, next_rung_at__gt=now, inhibited_by=None)
    hurried = 0
    for pk, level, round, step, notified_at in dead.values_list("pk", "level", "round", "step", "notified_at"):
        sooner = dead_step_ends_at(level, step, notified_at or now, now)
        later = Alert.objects.filter(pk=pk, state=AlertState.OPEN, round=round, step=step, next_rung_at__gt=sooner)
        hurried += later.update(next_rung_at=sooner)
    return hurried
