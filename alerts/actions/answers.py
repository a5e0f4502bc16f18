"""What people answer: seen, later, done. A conditional UPDATE decides who was first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from alerts.actions.changing import suppress_pending
from alerts.actions.journal import record
from alerts.lifecycle import (
    ACKNOWLEDGEMENT_LASTS,
    CLOSED,
    DRILL,
    EMERGENCY,
    LONGEST_SNOOZE,
    AlertState,
    Outcome,
    check_outcome,
    check_transition,
)
from alerts.lifecycle.refused import Refused
from alerts.models import Alert, AlertEvent, EventKind

ANSWERS = (EventKind.ACKNOWLEDGED, EventKind.SNOOZED, EventKind.RESOLVED, EventKind.WITHDRAWN)


class AlreadyAnswered(Exception):
    """Somebody was first. `by` is None when the alert was withdrawn, by nobody."""

    def __init__(self, by: UUID | None, at: datetime) -> None:
        super().__init__("withdrawn" if by is None else f"answered by {by}")
        self.by = by
        self.at = at


class SnoozeRefused(Refused):
    """This alert cannot be put off, or not like this; `field` names what is wrong."""


@transaction.atomic
def acknowledge(*, alert_id: UUID, by: UUID, now: datetime) -> Alert:
    """`by` has seen it and will act: the ladder stops here and now. It comes back if no outcome follows in time.

    Again by the same person: nothing happens. Raises `AlreadyAnswered` when somebody else was first, and
    `Alert.DoesNotExist`.
    """
    alert = _locked(alert_id)
    if by in (alert.acknowledged_by_id, alert.resolved_by_id):
        return alert
    if alert.state == AlertState.ACKNOWLEDGED or alert.state in CLOSED:
        raise _already_answered(alert)
    _answer(
        alert,
        AlertState.ACKNOWLEDGED,
        acknowledged_at=now,
        acknowledged_by_id=by,
        acknowledgement_expires_at=now + ACKNOWLEDGEMENT_LASTS[alert.level],
        next_rung_at=None,
        snoozed_until=None,
    )
    record(alert, EventKind.ACKNOWLEDGED, now=now, by=by)
    if alert.rule == DRILL:
        return resolve(alert_id=alert.pk, by=by, outcome=Outcome.EXPECTED_NO_ACTION, note="A drill.", now=now)
    return alert


@transaction.atomic
def snooze(*, alert_id: UUID, by: UUID, until: datetime, reason: str, now: datetime) -> Alert:
    """Put an open alert off until a moment, for a reason. Never an emergency.

    Again until the same moment: nothing happens. Raises `SnoozeRefused`, and `AlreadyAnswered` when it is not open.
    """
    alert = _locked(alert_id)
    if alert.level == EMERGENCY:
        raise SnoozeRefused("until", "An emergency cannot be put off.")
    if not reason.strip():
        raise SnoozeRefused("reason", "Putting an alert off needs a reason.")
    if until <= now:
        raise SnoozeRefused("until", "Choose a time that is still to come.")
    if until > now + LONGEST_SNOOZE[alert.level]:
        raise SnoozeRefused("until", f"At most {LONGEST_SNOOZE[alert.level].days} days: it must not be forgotten.")
    if alert.state == AlertState.SNOOZED and alert.snoozed_until == until:
        return alert
    if alert.state != AlertState.OPEN:
        raise _already_answered(alert)
    _answer(alert, AlertState.SNOOZED, snoozed_until=until, next_rung_at=None)
    record(alert, EventKind.SNOOZED, now=now, by=by, because=reason)
    return alert


@transaction.atomic
def resolve(
    *, alert_id: UUID, by: UUID, outcome: str, note: str, now: datetime, follow_up_at: datetime | None = None
) -> Alert:
    """Close it with what was done. The same outcome again by the same person, as after a lost answer: nothing happens.

    Raises `AlreadyAnswered` when it is closed by somebody else, with another outcome, or withdrawn; `OutcomeIncomplete` when
    the outcome lacks its note or follow-up time; ValueError for an unknown outcome.
    """
    check_outcome(Outcome(outcome), note=note, follow_up_at=follow_up_at)
    alert = _locked(alert_id)
    if (alert.resolved_by_id, alert.outcome) == (by, outcome) and alert.note == note:
        return alert
    if alert.state in CLOSED:
        raise _already_answered(alert)
    _answer(
        alert,
        AlertState.RESOLVED,
        resolved_at=now,
        resolved_by_id=by,
        outcome=outcome,
        follow_up_at=follow_up_at,
        next_rung_at=None,
        snoozed_until=None,
    )
    alert.note = note
    alert.save(update_fields=["note"])
    record(alert, EventKind.RESOLVED, now=now, by=by, because=note)
    return alert


@transaction.atomic
def add_note(*, alert_id: UUID, by: UUID, text: str, now: datetime) -> AlertEvent:
    """Write something down beside an alert, whatever its state. The same text again by the same person is one note."""
    alert = _locked(alert_id)
    last = alert.events.order_by("seq").last()
    if last is not None and (last.kind, last.by_id, last.because) == (EventKind.NOTED, by, text):
        return last
    return record(alert, EventKind.NOTED, now=now, by=by, because=text)


def _locked(alert_id: UUID) -> Alert:
    return Alert.objects.select_for_update().get(pk=alert_id)


def _answer(alert: Alert, state: AlertState, **changes: Any) -> None:
    """Change the state, if nobody else has: a database without row locks is asked by the condition."""
    check_transition(AlertState(alert.state), state)
    changes["inhibited_by"] = None  # whoever answers need not be told later
    unchanged = Alert.objects.filter(pk=alert.pk, state=alert.state, round=alert.round)
    if not unchanged.update(state=state, **changes):
        raise _already_answered(Alert.objects.get(pk=alert.pk))
    for name, value in {"state": state, **changes}.items():
        setattr(alert, name, value)
    suppress_pending(alert, str(state))


def _already_answered(alert: Alert) -> AlreadyAnswered:
    answer = alert.events.filter(kind__in=ANSWERS).order_by("seq").last()
    if answer is None:
        raise AssertionError(f"alert {alert.pk} is {alert.state} but its log names no answer")
    return AlreadyAnswered(answer.by_id, answer.at)
