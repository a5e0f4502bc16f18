"""What must never be. Each invariant is a query for the ids that break it; all must be empty at every moment.

Written apart from the code that keeps them, on purpose. Those that need to know the diary are in `diary/invariants.py`; the
numbers are shared. Source: the design of the alert pipeline, section 4.6.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from alerts.actions.journal import is_intact
from alerts.lifecycle import DEAD_STEP_PAUSE, INHIBITED, INHIBITING, LEASE, NOT_CLOSED, AlertState, DeliveryState
from alerts.models import Alert, AlertEvent, Attempt, Delivery, EventKind

SLACK = timedelta(seconds=30)
LATE = timedelta(seconds=60)

ASKING = Q(message__in=["alert", "reminder", "drill"])
CURRENT_STEP = Delivery.objects.filter(ASKING, alert=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step"))


def twin_alerts(now: datetime) -> list[UUID]:
    """I2: two alerts that are not closed with one key."""
    twins = Alert.objects.filter(state__in=NOT_CLOSED).values("subject", "key").annotate(n=Count("pk")).filter(n__gt=1)
    return [
        pk
        for twin in twins
        for pk in Alert.objects.filter(subject=twin["subject"], key=twin["key"], state__in=NOT_CLOSED).values_list(
            "pk", flat=True
        )
    ]


def open_without_next_move(now: datetime) -> list[UUID]:
    """I3: an open alert that will never do anything again."""
    return list(Alert.objects.filter(state=AlertState.OPEN, next_rung_at=None).values_list("pk", flat=True))


def step_without_delivery(now: datetime) -> list[UUID]:
    """I4: an open alert whose current step told nobody, although somebody could be reached."""
    unreachable = AlertEvent.objects.filter(
        kind=EventKind.UNREACHABLE, alert=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("step")
    )
    silent = Alert.objects.filter(~Exists(CURRENT_STEP), ~Exists(unreachable), state=AlertState.OPEN, inhibited_by=None)
    return list(silent.values_list("pk", flat=True))


def dead_step_without_escalation(now: datetime) -> list[UUID]:
    """I5: every message of the step failed or was suppressed, and the next rung is not near."""
    alive = CURRENT_STEP.exclude(state__in=[DeliveryState.FAILED, DeliveryState.SUPPRESSED])
    dead = Alert.objects.filter(
        Exists(CURRENT_STEP),
        ~Exists(alive),
        state=AlertState.OPEN,
        inhibited_by=None,
        next_rung_at__gt=now + SLACK,
    ).exclude(next_rung_at__lte=F("notified_at") + DEAD_STEP_PAUSE)
    return list(dead.values_list("pk", flat=True))


def sent_without_attempt(now: datetime) -> list[UUID]:
    """I6: sent, but by no attempt; or more attempts than were counted."""
    tries = Delivery.objects.annotate(tried=Count("tries"))
    wrong = tries.filter(Q(state=DeliveryState.SENT, tried=0) | Q(tried__gt=F("attempts")))
    return list(wrong.values_list("pk", flat=True))


def stuck_deliveries(now: datetime) -> list[UUID]:
    """I7: claimed well past the lease, or due for more than a minute and not sent."""
    stuck = Q(state=DeliveryState.CLAIMED, claimed_until__lt=now - SLACK) | Q(
        state=DeliveryState.PENDING, next_attempt_at__lt=now - LATE
    )
    return list(Delivery.objects.filter(stuck).values_list("pk", flat=True))


def attempts_after_acknowledgement(now: datetime, *, moved: timedelta = timedelta(0)) -> list[UUID]:
    """I8: an attempt to ask began although the alert had been acknowledged (plus the lease).

    `moved`: by how much at most the wall clock was put back between two of these moments, which makes the earlier one look later.
    """
    late = Attempt.objects.filter(
        delivery__message__in=["alert", "reminder"],
        delivery__round=F("delivery__alert__round"),
        started_at__gt=F("delivery__alert__acknowledged_at") + LEASE + moved,
    )
    return list(late.values_list("delivery_id", flat=True))


def closed_without_witness(now: datetime) -> list[UUID]:
    """I12: resolved without person and outcome, or closed otherwise than the event log tells."""
    nobody = Q(state=AlertState.RESOLVED) & (Q(resolved_by=None) | Q(outcome=""))
    resolved = AlertEvent.objects.filter(
        kind=EventKind.RESOLVED, alert=OuterRef("pk"), at=OuterRef("resolved_at"), by=OuterRef("resolved_by")
    )
    withdrawn = AlertEvent.objects.filter(kind=EventKind.WITHDRAWN, alert=OuterRef("pk"), at=OuterRef("withdrawn_at"))
    wrong = Alert.objects.filter(
        nobody | Q(~Exists(resolved), state=AlertState.RESOLVED) | Q(~Exists(withdrawn), state=AlertState.WITHDRAWN)
    )
    return list(wrong.values_list("pk", flat=True))


def broken_chains(now: datetime) -> list[UUID]:
    """I13: an alert whose event log has been changed, cut or reordered."""
    suspects = [
        alert.pk
        for alert in Alert.objects.iterator(chunk_size=500)
        if not is_intact(alert, alert.events.order_by("seq"))
    ]
    return [pk for pk in suspects if not _is_intact_at_one_moment(pk)]


def _is_intact_at_one_moment(pk: UUID) -> bool:
    """While people work, an event may come after an alert was read and before its events are; one statement reads both as they are."""
    events = list(AlertEvent.objects.select_related("alert").filter(alert=pk).order_by("seq"))
    return bool(events) and is_intact(events[0].alert, events)


def seen_by_nobody(now: datetime) -> list[UUID]:
    """I16: an alert that names who has seen it, which patients read, although its log knows of no such answer."""
    answer = AlertEvent.objects.filter(
        kind=EventKind.ACKNOWLEDGED,
        alert=OuterRef("pk"),
        at=OuterRef("acknowledged_at"),
        by=OuterRef("acknowledged_by"),
    )
    seen = Alert.objects.exclude(acknowledged_by=None)
    return list(seen.filter(~Exists(answer)).values_list("pk", flat=True))


def held_back_for_nothing(now: datetime) -> list[UUID]:
    """I17: an alert that waits for a worse one which was closed over a minute ago: it would tell nobody, for ever."""
    closed = Q(inhibited_by__resolved_at__lt=now - LATE) | Q(inhibited_by__withdrawn_at__lt=now - LATE)
    return list(Alert.objects.filter(closed, state=AlertState.OPEN).values_list("pk", flat=True))


def told_although_held_back(now: datetime) -> list[UUID]:
    """I18: a message that asks for an answer is still to leave for the first time, although its alert waits for a worse one.

    One that somebody had claimed before may wait for another try: it is taken back when it would leave.
    """
    asking = Delivery.objects.filter(ASKING, state=DeliveryState.PENDING, attempts=0, alert__inhibited_by__isnull=False)
    return list(asking.values_list("alert_id", flat=True))


def told_beside_a_worse_one(now: datetime) -> list[UUID]:
    """I19: a softer alert that is open and does not wait, although a worse one of its subject is not closed."""
    worse = Alert.objects.filter(subject=OuterRef("subject"), level__in=INHIBITING, state__in=NOT_CLOSED)
    softer = Alert.objects.filter(Exists(worse), state=AlertState.OPEN, level__in=INHIBITED, inhibited_by=None)
    return list(softer.values_list("pk", flat=True))


INVARIANTS: Mapping[str, Callable[[datetime], list[UUID]]] = {
    "I2": twin_alerts,
    "I3": open_without_next_move,
    "I4": step_without_delivery,
    "I5": dead_step_without_escalation,
    "I6": sent_without_attempt,
    "I7": stuck_deliveries,
    "I8": attempts_after_acknowledgement,
    "I12": closed_without_witness,
    "I13": broken_chains,
    "I16": seen_by_nobody,
    "I17": held_back_for_nothing,
    "I18": told_although_held_back,
    "I19": told_beside_a_worse_one,
}
