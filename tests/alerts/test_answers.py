"""What people answer: who was first wins, the ladder stops, an acknowledgement without an outcome comes back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alerts import actions
from alerts.actions import AlreadyAnswered, SnoozeRefused
from alerts.lifecycle import OutcomeIncomplete
from alerts.models import Alert, Delivery
from tests.alerts.conftest import PATIENT, SESSION, Clock, FakeChannel, Raise


@pytest.fixture
def alert(find: Raise, ben: Any) -> Alert:
    found = find(level="emergency", rule="red_flag", code="saddle-numbness")
    assert found is not None
    return found


def state(alert: Alert) -> str:
    return Alert.objects.get(pk=alert.pk).state


def test_acknowledging_says_who_and_when_and_until_when(alert: Alert, anna: Any, clock: Clock) -> None:
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_by, alert.acknowledged_at) == ("acknowledged", anna, clock.now)
    assert alert.acknowledgement_expires_at == clock.now + timedelta(minutes=60)
    event = alert.events.get(kind="acknowledged")
    assert (event.by, event.at) == (anna, clock.now)


def test_acknowledging_takes_back_what_has_not_left(
    alert: Alert, anna: Any, clock: Clock, channel: FakeChannel, until: Callable[..., None]
) -> None:
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    assert Delivery.objects.get().state == "suppressed"
    until(minutes=59)
    assert channel.log == []


def test_acknowledging_again_changes_nothing(alert: Alert, anna: Any, clock: Clock) -> None:
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.advance(minutes=1))
    alert.refresh_from_db()
    assert alert.acknowledged_at == clock.now - timedelta(minutes=1)
    assert alert.events.count() == 2


def test_the_second_to_acknowledge_learns_who_was_first(alert: Alert, anna: Any, ben: Any, clock: Clock) -> None:
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    with pytest.raises(AlreadyAnswered) as lost:
        actions.acknowledge(alert_id=alert.pk, by=ben.pk, now=clock.now + timedelta(seconds=20))
    assert (lost.value.by, lost.value.at) == (anna.pk, clock.now)


def test_acknowledging_what_is_withdrawn_says_so(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    actions.withdraw_unfound(
        subject=PATIENT, about=SESSION, rules=[alert.rule], found_keys=[], because="", now=clock.now
    )
    with pytest.raises(AlreadyAnswered) as lost:
        actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    assert (lost.value.by, lost.value.at) == (None, clock.now)


@pytest.mark.parametrize(("level", "minutes"), [("emergency", 60), ("urgent", 240), ("practitioner", 1440)])
def test_an_acknowledged_alert_left_open_comes_back(
    find: Raise,
    anna: Any,
    clock: Clock,
    channel: FakeChannel,
    until: Callable[..., None],
    level: str,
    minutes: int,
) -> None:
    alert = find(level=level)
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    until(minutes=minutes - 1, every=timedelta(hours=1))
    assert (state(alert), channel.log) == ("acknowledged", [])
    until(minutes=2)
    alert.refresh_from_db()
    assert (alert.state, alert.round, alert.step, alert.acknowledged_by) == ("open", 1, 0, None)
    assert channel.log == [("anna@clinic.example", "alert")]
    assert alert.events.order_by("seq").last().kind == "acknowledgement_expired"  # type: ignore[union-attr]


def test_resolving_keeps_who_when_what_and_why(alert: Alert, anna: Any, clock: Clock) -> None:
    note = "Rang her: no numbness, the seat of her bicycle."
    actions.resolve(alert_id=alert.pk, by=anna.pk, outcome="expected_no_action", note=note, now=clock.now)
    alert = Alert.objects.get()
    assert (alert.state, alert.resolved_by, alert.resolved_at) == ("resolved", anna, clock.now)
    assert (alert.outcome, alert.note, alert.next_rung_at) == ("expected_no_action", note, None)
    assert alert.events.get(kind="resolved").because == note
    assert Delivery.objects.get().state == "suppressed"


def test_another_person_may_resolve_what_one_acknowledged(alert: Alert, anna: Any, ben: Any, clock: Clock) -> None:
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    actions.resolve(alert_id=alert.pk, by=ben.pk, outcome="short_visit", note="", now=clock.now)
    alert.refresh_from_db()
    assert (alert.acknowledged_by, alert.resolved_by) == (anna, ben)


def test_resolving_again_is_harmless_for_the_same_person_only(alert: Alert, anna: Any, ben: Any, clock: Clock) -> None:
    for _ in range(2):
        actions.resolve(alert_id=alert.pk, by=anna.pk, outcome="referred_gp", note="", now=clock.now)
    with pytest.raises(AlreadyAnswered) as lost:
        actions.resolve(alert_id=alert.pk, by=ben.pk, outcome="advised", note="", now=clock.now)
    assert lost.value.by == anna.pk
    assert alert.events.filter(kind="resolved").count() == 1


def test_acknowledging_after_resolving_is_too_late_for_others(alert: Alert, anna: Any, ben: Any, clock: Clock) -> None:
    actions.resolve(alert_id=alert.pk, by=anna.pk, outcome="advised", note="", now=clock.now)
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    with pytest.raises(AlreadyAnswered):
        actions.acknowledge(alert_id=alert.pk, by=ben.pk, now=clock.now)
    assert state(alert) == "resolved"


def test_an_incomplete_outcome_changes_nothing(alert: Alert, anna: Any, clock: Clock) -> None:
    for outcome in ("logged_in_error", "could_not_reach"):
        with pytest.raises(OutcomeIncomplete):
            actions.resolve(alert_id=alert.pk, by=anna.pk, outcome=outcome, note="", now=clock.now)
    with pytest.raises(ValueError, match="forgot"):
        actions.resolve(alert_id=alert.pk, by=anna.pk, outcome="forgot", note="", now=clock.now)
    assert state(alert) == "open"


def test_somebody_not_reached_is_to_be_tried_again(alert: Alert, anna: Any, clock: Clock) -> None:
    tomorrow = clock.now + timedelta(days=1)
    actions.resolve(
        alert_id=alert.pk, by=anna.pk, outcome="could_not_reach", note="", now=clock.now, follow_up_at=tomorrow
    )
    assert Alert.objects.get().follow_up_at == tomorrow


def test_notes_are_kept_in_order_and_once(alert: Alert, anna: Any, ben: Any, clock: Clock) -> None:
    for by, text in ((anna, "Rang, no answer."), (anna, "Rang, no answer."), (ben, "Rang, no answer.")):
        actions.add_note(alert_id=alert.pk, by=by.pk, text=text, now=clock.now)
    notes = alert.events.filter(kind="noted").order_by("seq")
    assert [(note.by, note.because) for note in notes] == [(anna, "Rang, no answer."), (ben, "Rang, no answer.")]


def test_a_snoozed_alert_is_silent_and_comes_back(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, until: Callable[..., None]
) -> None:
    alert = find()
    assert alert is not None
    later = clock.now + timedelta(days=3)
    actions.snooze(alert_id=alert.pk, by=anna.pk, until=later, reason="She is on holiday.", now=clock.now)
    until(days=3, minutes=-1, every=timedelta(hours=6))
    assert channel.log == []
    until(minutes=2)
    assert state(alert) == "open"
    assert channel.log == [("anna@clinic.example", "alert")]


def test_a_snoozed_alert_can_be_acknowledged(find: Raise, anna: Any, ben: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    later = clock.now + timedelta(days=3)
    for _ in range(2):
        actions.snooze(alert_id=alert.pk, by=anna.pk, until=later, reason="She is on holiday.", now=clock.now)
    with pytest.raises(AlreadyAnswered) as lost:
        actions.snooze(alert_id=alert.pk, by=ben.pk, until=later + timedelta(days=1), reason="Holiday.", now=clock.now)
    assert (lost.value.by, lost.value.at) == (anna.pk, clock.now)
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    assert state(alert) == "acknowledged"


def test_an_emergency_cannot_be_snoozed(alert: Alert, anna: Any, clock: Clock) -> None:
    with pytest.raises(SnoozeRefused, match="emergency"):
        actions.snooze(
            alert_id=alert.pk, by=anna.pk, until=clock.now + timedelta(hours=1), reason="Lunch.", now=clock.now
        )


@pytest.mark.parametrize(("hours", "reason", "field"), [(1, " ", "reason"), (0, "Lunch.", "until")])
def test_a_snooze_needs_a_reason_and_an_end(
    find: Raise, anna: Any, clock: Clock, hours: int, reason: str, field: str
) -> None:
    alert = find()
    assert alert is not None
    with pytest.raises(SnoozeRefused) as refused:
        actions.snooze(
            alert_id=alert.pk, by=anna.pk, until=clock.now + timedelta(hours=hours), reason=reason, now=clock.now
        )
    assert refused.value.field == field
