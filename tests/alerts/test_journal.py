"""The event log shows every change made behind its back; the invariants find what must never be."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from alerts import actions
from alerts.actions.journal import is_intact
from alerts.actions.sweeping import Swept
from alerts.fields import Sealed, seal
from alerts.invariants import INVARIANTS
from alerts.models import Alert, AlertCause, AlertEvent, AppendOnly, Attempt, Delivery
from diary.invariants import EVERY
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Raise
from tests.alerts.forging import unguarded


@pytest.fixture
def alert(find: Raise, anna: Any, ben: Any, clock: Clock) -> Alert:
    """Raised, acknowledged, noted, resolved."""
    found = find(level="urgent")
    assert found is not None
    actions.acknowledge(alert_id=found.pk, by=anna.pk, now=clock.advance(minutes=1))
    actions.add_note(alert_id=found.pk, by=ben.pk, text="Rang her.", now=clock.advance(minutes=1))
    actions.resolve(alert_id=found.pk, by=anna.pk, outcome="advised", note="", now=clock.advance(minutes=1))
    return Alert.objects.get()


def intact(alert: Alert) -> bool:
    alert.refresh_from_db()
    return is_intact(alert, alert.events.order_by("seq"))


def test_an_untouched_log_is_intact(alert: Alert) -> None:
    assert intact(alert)
    assert alert.event_count == 4


def test_an_event_that_comes_while_the_logs_are_read_is_no_broken_log(alert: Alert, ben: Any, clock: Clock) -> None:
    came: list[str] = []

    def write_in_between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "alerts_alertevent"' in sql and not came:
            came.append(sql)
            actions.add_note(alert_id=alert.pk, by=ben.pk, text="She rang back.", now=clock.advance(minutes=1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_in_between):
        assert INVARIANTS["I13"](clock.now) == []
    assert came
    with unguarded():
        AlertEvent.objects.filter(alert=alert, seq=2).delete()
    assert INVARIANTS["I13"](clock.now) == [alert.pk]


@pytest.mark.parametrize("field", ["at", "kind", "by_id", "round", "step", "seq", "prev_hash", "hash"])
def test_a_changed_field_shows(alert: Alert, ben: Any, field: str) -> None:
    event = alert.events.get(seq=2)
    other = {
        "at": event.at + timedelta(microseconds=1),
        "kind": "noted",
        "by_id": ben.pk,
        "round": 1,
        "step": 1,
        "seq": 9,
        "prev_hash": "0" * 64,
        "hash": "0" * 64,
    }
    with unguarded():
        AlertEvent.objects.filter(pk=event.pk).update(**{field: other[field]})
    assert not intact(alert)


def test_a_changed_text_shows(alert: Alert) -> None:
    event = alert.events.get(kind="noted")
    forged = Sealed(seal("Did not ring her.", f"alerts_alertevent.because:{event.pk}"))
    AlertEvent.objects.filter(pk=event.pk).update(because=forged)
    assert not intact(alert)


def test_a_text_moved_from_another_event_shows(alert: Alert) -> None:
    sealed = AlertEvent.objects.filter(kind="resolved").values_list("because", flat=True).get()
    AlertEvent.objects.filter(kind="noted").update(because=sealed)
    assert not intact(alert)


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_missing_event_shows_also_at_the_end(alert: Alert, seq: int) -> None:
    with unguarded():
        AlertEvent.objects.filter(alert=alert, seq=seq).delete()
    assert not intact(alert)


def test_events_cannot_be_changed_or_deleted(alert: Alert) -> None:
    event = alert.events.get(seq=1)
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()


def test_the_database_refuses_to_change_what_happened_whoever_asks(alert: Alert, ben: Any) -> None:
    events = AlertEvent.objects.filter(alert=alert)
    for change in ({"kind": "noted"}, {"by": ben.pk}, {"prev_hash": "0" * 64}, {"hash": "0" * 64}, {"seq": 9}):
        with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
            events.filter(seq=2).update(**change)
    for refused in (events, events.filter(seq=4)):
        with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
            refused.delete()
    assert intact(alert)


def test_the_words_may_be_sealed_with_a_new_key(alert: Alert) -> None:
    event = alert.events.get(kind="noted")
    again = Sealed(seal(event.because, f"alerts_alertevent.because:{event.pk}"))
    AlertEvent.objects.filter(pk=event.pk).update(because=again)
    assert intact(alert)


def test_events_may_go_with_their_alert(alert: Alert) -> None:
    Delivery.objects.all().delete()
    AlertCause.objects.all().delete()
    Alert.objects.all()._raw_delete("default")  # type: ignore[attr-defined]
    AlertEvent.objects.all().delete()
    assert not AlertEvent.objects.exists()


@pytest.mark.parametrize(
    ("seq", "change", "words"),
    [
        (2, {"kind": "noted"}, "event 2 was changed"),
        (3, {"prev_hash": "0" * 64}, "event 3 does not follow the one before it"),
        (4, {"seq": 5}, "event 4 is missing: the next one is event 5"),
        (3, {"because": "x:y"}, "event 3 cannot be opened: its words were changed or moved, or its key is missing"),
    ],
    ids=["changed", "unlinked", "missing", "unreadable"],
)
def test_the_evidence_says_where_the_chain_breaks(alert: Alert, seq: int, change: dict[str, Any], words: str) -> None:
    assert evidence(alert)["broken"] is None
    with unguarded():
        sealed = {name: Sealed(value) if name == "because" else value for name, value in change.items()}
        AlertEvent.objects.filter(alert=alert, seq=seq).update(**sealed)
    with pytest.raises(CommandError, match=words):
        evidence(alert)


def test_the_evidence_holds_who_was_told_what_happened_and_every_hash(
    alert: Alert, anna: Any, channel: FakeChannel
) -> None:
    shown = evidence(alert)
    assert (shown["alert"]["id"], shown["alert"]["state"]) == (str(alert.pk), "resolved")
    assert [(event["seq"], event["kind"]) for event in shown["events"]] == [
        (1, "raised"),
        (2, "acknowledged"),
        (3, "noted"),
        (4, "resolved"),
    ]
    assert [event["prev_hash"] for event in shown["events"][1:]] == [event["hash"] for event in shown["events"][:-1]]
    assert shown["deliveries"][0]["recipient"] == str(anna.pk)
    assert "anna@" not in json.dumps(shown), "an address is not evidence"


def evidence(alert: Alert) -> dict[str, Any]:
    out = StringIO()
    call_command("evidence", str(alert.pk), stdout=out)
    return dict(json.loads(out.getvalue()))


# --- Invariants -------------------------------------------------------------------------------------------------------


def broken(now: Any) -> list[str]:
    return [name for name, offenders in INVARIANTS.items() if offenders(now)]


def test_all_hold_through_the_life_of_an_alert(
    find: Raise, mia: Any, anna: Any, clock: Clock, channel: FakeChannel, sweep: Callable[[], Swept]
) -> None:
    alert = find(level="emergency")
    assert alert is not None
    for minute in range(0, 80, 4):
        if minute == 12:
            actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
        sweep()
        assert broken(clock.now) == []
        clock.advance(minutes=4)


def test_nobody_to_tell_breaks_none(find: Raise, team: FakeAudience, clock: Clock) -> None:
    find()
    assert broken(clock.now) == []


def test_a_silent_step_is_found(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    Alert.objects.update(step=1)
    assert broken(clock.now) == ["I4"]


def test_a_dead_step_is_found(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    Delivery.objects.update(state="failed", reason="timeout")
    assert broken(clock.now) == ["I5"]
    actions.timing.hurry_dead_steps(now=clock.now)
    assert broken(clock.now) == []


def test_sent_by_nobody_is_found(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    Delivery.objects.update(state="sent", sent_at=clock.now)
    assert broken(clock.now) == ["I6"]


def test_stuck_rows_are_found(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    assert broken(clock.advance(seconds=61)) == ["I7"]
    actions.claim(delivery_id=Delivery.objects.get().pk, lane="celery", now=clock.now)
    assert broken(clock.advance(seconds=41)) == []
    assert broken(clock.advance(seconds=2)) == ["I7"]


def test_asking_after_an_acknowledgement_is_found(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Callable[[], Swept]
) -> None:
    alert = find()
    assert alert is not None
    sweep()
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    Attempt.objects.update(started_at=clock.now + timedelta(seconds=13))
    assert broken(clock.now) == ["I8"]


def test_closed_behind_the_logs_back_is_found(alert: Alert, clock: Clock, ben: Any) -> None:
    assert broken(clock.now) == []
    Alert.objects.update(resolved_by=ben)
    assert broken(clock.now) == ["I12"]


def test_a_broken_chain_is_found_and_named_by_the_command(alert: Alert, clock: Clock) -> None:
    with unguarded():
        AlertEvent.objects.filter(seq=2).update(step=3)
    assert broken(clock.now) == ["I13"]
    out = StringIO()
    with pytest.raises(CommandError, match="1 rows"):
        call_command("check_invariants", stdout=out)
    assert out.getvalue() == f"I13 {alert.pk}\n"


def test_the_command_is_content_when_all_hold(alert: Alert) -> None:
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert f"{len(EVERY)} invariants hold" in out.getvalue()
