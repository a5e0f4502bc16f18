"""Raising, repeating, withdrawing: one open alert per key, told anew only for good reasons."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from alerts import actions
from alerts.actions import findings
from alerts.actions.sweeping import Swept
from alerts.models import Alert, ContactPoint, Delivery, EventKind
from tests.alerts.conftest import DETAIL, PATIENT, SESSION, Clock, FakeAudience, FakeChannel, Raise

Sweep = Callable[[], Swept]


def kinds(alert: Alert) -> list[str]:
    return list(alert.events.order_by("seq").values_list("kind", flat=True))


def withdraw(clock: Clock, *found: str, rules: tuple[str, ...] = ("forty_eight_hours",)) -> list[Alert]:
    return actions.withdraw_unfound(
        subject=PATIENT, about=SESSION, rules=rules, found_keys=found, because="later: 2 out of 10", now=clock.now
    )


# --- Raising ----------------------------------------------------------------------------------------------------------


def test_a_finding_becomes_an_open_alert_with_its_first_message(find: Raise, anna: Any, clock: Clock) -> None:
    cause = uuid4()
    alert = find(causes=[cause])
    assert alert is not None
    alert = Alert.objects.get()
    assert (alert.state, alert.round, alert.step, alert.occurrences) == ("open", 0, 0, 1)
    assert alert.detail == DETAIL
    assert alert.raised_at == alert.notified_at == clock.now
    assert alert.next_rung_at is not None
    assert list(alert.causes.values_list("cause", flat=True)) == [cause]
    assert kinds(alert) == ["raised"]
    delivery = Delivery.objects.get()
    assert (delivery.alert, delivery.recipient, delivery.state, delivery.message) == (alert, anna, "pending", "alert")


def test_the_same_finding_again_changes_nothing(find: Raise, anna: Any) -> None:
    cause = uuid4()
    first, again = find(causes=[cause]), find(causes=[cause])
    assert first == again
    assert Alert.objects.get().occurrences == 1
    assert Delivery.objects.count() == 1
    assert kinds(Alert.objects.get()) == ["raised"]


def test_a_finding_with_the_same_cause_twice_holds_it_once(find: Raise, anna: Any) -> None:
    cause = uuid4()
    find(causes=[cause, cause])
    assert Alert.objects.get().causes.count() == 1


def test_one_alert_for_each_code_and_session(find: Raise, anna: Any) -> None:
    for code in ("fever", "fever", "rash", None):
        find(rule="red_flag", code=code)
    find(rule="red_flag", code="fever", about=None)
    find(rule="red_flag", code="fever", subject=uuid4())
    assert Alert.objects.count() == 5


def test_a_new_cause_is_counted_and_the_detail_follows(find: Raise, anna: Any) -> None:
    find()
    find(detail={"because": "7 out of 10 at 55 hours."})
    alert = Alert.objects.get()
    assert alert.occurrences == 2
    assert alert.detail == {"because": "7 out of 10 at 55 hours."}
    assert kinds(alert) == ["raised", "repeated"]


def test_the_detail_follows_also_without_a_new_cause(find: Raise, anna: Any) -> None:
    cause = uuid4()
    find(causes=[cause])
    find(causes=[cause], detail={"because": "8 out of 10 (corrected)"})
    assert Alert.objects.get().detail == {"because": "8 out of 10 (corrected)"}


def test_a_new_cause_within_12_hours_is_silent(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    clock.advance(hours=11, minutes=59)
    find()
    assert Delivery.objects.count() == 1


def test_a_new_cause_after_12_hours_tells_anew(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    clock.advance(hours=12)
    find()
    alert = Alert.objects.get()
    assert (alert.round, alert.notified_at) == (1, clock.now)
    assert Delivery.objects.filter(round=1, state="pending").count() == 1
    assert kinds(alert) == ["raised", "repeated", "renotified"]


def test_an_old_cause_after_12_hours_is_silent(find: Raise, anna: Any, clock: Clock) -> None:
    cause = uuid4()
    find(causes=[cause])
    clock.advance(hours=13)
    find(causes=[cause])
    assert Delivery.objects.count() == 1


def test_daily_news_does_not_keep_the_ladder_from_rising(
    find: Raise, ben: Any, channel: FakeChannel, clock: Clock, sweep: Sweep
) -> None:
    find()
    sweep()
    for _ in range(3):
        clock.advance(hours=13)
        find()
        sweep()
    assert channel.to("ben@clinic.example") != []


def test_a_worse_level_tells_anew_at_once_by_the_faster_ladder(find: Raise, ben: Any, clock: Clock) -> None:
    find(rule="symptom", code="bruise")
    clock.advance(minutes=1)
    find(rule="symptom", code="bruise", level="emergency")
    alert = Alert.objects.get()
    assert (alert.level, alert.round, alert.step) == ("emergency", 1, 0)
    assert alert.next_rung_at is not None
    assert (alert.next_rung_at - clock.now).total_seconds() == 300
    assert list(Delivery.objects.order_by("round").values_list("state", "reason")) == [
        ("suppressed", "superseded"),
        ("pending", ""),
    ]
    assert "level_raised" in kinds(alert)


def test_a_milder_finding_does_not_lower_the_level(find: Raise, anna: Any) -> None:
    find(rule="red_flag", code="fever", level="emergency")
    find(rule="red_flag", code="fever", level="urgent")
    assert Alert.objects.get().level == "emergency"


def test_a_worse_level_reopens_what_was_acknowledged(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find(level="urgent")
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    find(level="emergency")
    alert.refresh_from_db()
    assert (alert.state, alert.round, alert.acknowledged_at) == ("open", 1, None)


def test_news_after_12_hours_reopens_what_was_acknowledged(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    clock.advance(hours=6)
    find()
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    clock.advance(hours=6)
    find()
    alert.refresh_from_db()
    assert (alert.state, alert.step) == ("open", 0)


def test_nobody_to_tell_still_opens_the_alert_and_looks_again_soon(
    find: Raise, team: FakeAudience, person: Any, clock: Clock, sweep: Sweep, channel: FakeChannel
) -> None:
    alert = find(level="emergency")
    assert alert is not None
    assert kinds(alert) == ["raised", "unreachable"]
    for _ in range(3):
        clock.advance(minutes=5)
        sweep()
    assert kinds(alert) == ["raised", "unreachable", "unseen"]
    team.ladder.append((person("zoe").pk,))
    clock.advance(minutes=5)
    sweep()
    assert channel.log == [("zoe@clinic.example", "alert")]


def test_an_alert_that_somebody_opens_in_between_is_brought_up_to_date(
    find: Raise, anna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = findings._is_answered

    def somebody_else_is_faster(resolved: Any, **question: Any) -> bool:
        monkeypatch.setattr(findings, "_is_answered", look)
        find()
        return look(resolved, **question)

    monkeypatch.setattr(findings, "_is_answered", somebody_else_is_faster)
    alert = find()
    assert alert == Alert.objects.get()
    assert (Alert.objects.get().occurrences, alert.causes.count()) == (2, 2)


def test_a_level_that_tells_nobody_is_refused(find: Raise, anna: Any) -> None:
    with pytest.raises(ValueError, match="not a level"):
        find(level="expected")


def test_people_work_through_the_worst_first_then_the_oldest(find: Raise, anna: Any, clock: Clock) -> None:
    raised = []
    for level in ("practitioner", "urgent", "emergency", "urgent"):
        raised.append(find(rule="red_flag", code=str(len(raised)), level=level))
        clock.advance(minutes=1)
    assert list(Alert.objects.worst_first()) == [raised[2], raised[1], raised[3], raised[0]]


# --- After an answer --------------------------------------------------------------------------------------------------


def resolve(alert: Alert | None, by: Any, clock: Clock) -> None:
    assert alert is not None
    actions.resolve(alert_id=alert.pk, by=by.pk, outcome="advised", note="", now=clock.now)


def test_a_resolved_alert_does_not_fire_again_for_what_it_held(find: Raise, anna: Any, clock: Clock) -> None:
    first, second = uuid4(), uuid4()
    resolve(find(causes=[first, second]), anna, clock)
    assert find(causes=[first]) is None
    assert find(causes=[second, first]) is None
    assert Alert.objects.count() == 1


def test_a_resolved_alert_fires_again_for_a_new_cause(find: Raise, anna: Any, clock: Clock) -> None:
    first = uuid4()
    resolve(find(causes=[first]), anna, clock)
    again = find(causes=[first, uuid4()])
    assert again is not None
    assert Alert.objects.count() == 2


def test_what_was_held_counts_for_the_code_whatever_the_session(find: Raise, anna: Any, clock: Clock) -> None:
    entry = uuid4()
    resolve(find(rule="red_flag", code="fever", about=None, causes=[entry]), anna, clock)
    assert find(rule="red_flag", code="fever", causes=[entry]) is None
    assert find(rule="red_flag", code="rash", causes=[entry]) is not None


def test_a_resolved_alert_of_a_rule_that_fires_once_never_comes_back(find: Raise, anna: Any, clock: Clock) -> None:
    resolve(find(once=True), anna, clock)
    assert find(once=True) is None
    assert find(once=True, about=uuid4()) is not None


def test_a_time_rule_without_causes_stays_answered(find: Raise, anna: Any, clock: Clock) -> None:
    resolve(find(rule="review_due", causes=[]), anna, clock)
    assert find(rule="review_due", causes=[]) is None
    assert find(rule="review_due", causes=[], about=uuid4()) is not None


def test_withdrawn_is_not_answered(find: Raise, anna: Any, clock: Clock) -> None:
    cause = uuid4()
    find(causes=[cause], once=True)
    withdraw(clock)
    again = find(causes=[cause], once=True)
    assert again is not None
    assert again.state == "open"
    assert Delivery.objects.filter(alert=again, state="pending").count() == 1


# --- Withdrawing ------------------------------------------------------------------------------------------------------


def test_an_alert_no_longer_found_is_withdrawn_before_anybody_hears(
    find: Raise, anna: Any, clock: Clock, sweep: Sweep, channel: FakeChannel
) -> None:
    alert = find()
    assert withdraw(clock) == [alert]
    assert alert is not None
    alert.refresh_from_db()
    assert (alert.state, alert.withdrawn_at, alert.next_rung_at) == ("withdrawn", clock.now, None)
    assert kinds(alert) == ["raised", "withdrawn"]
    sweep()
    assert channel.log == []


def test_whoever_was_told_hears_that_it_is_withdrawn(
    find: Raise, ben: Any, clock: Clock, sweep: Sweep, channel: FakeChannel
) -> None:
    find()
    sweep()
    withdraw(clock)
    sweep()
    assert channel.log == [("anna@clinic.example", "alert"), ("anna@clinic.example", "withdrawn")]


def test_who_may_be_hearing_of_it_right_now_hears_too(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    actions.claim(delivery_id=Delivery.objects.get().pk, lane="celery", now=clock.now)
    withdraw(clock)
    assert Delivery.objects.filter(message="withdrawn").count() == 1


def test_a_snoozed_alert_is_withdrawn_too(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    later = clock.now.replace(hour=18)
    actions.snooze(alert_id=alert.pk, by=anna.pk, until=later, reason="she is asleep", now=clock.now)
    assert withdraw(clock) == [alert]


def test_an_acknowledged_alert_stays_with_one_note(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    assert withdraw(clock) == []
    assert withdraw(clock) == []
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    assert kinds(alert) == ["raised", "acknowledged", "no_longer_found"]
    note = alert.events.get(kind=EventKind.NO_LONGER_FOUND)
    assert note.because == "later: 2 out of 10"


def test_what_is_still_found_or_of_another_rule_or_session_stays(find: Raise, anna: Any, clock: Clock) -> None:
    found = find()
    assert found is not None
    find(rule="red_flag", code="fever", level="emergency")
    find(about=uuid4())
    assert withdraw(clock, found.key) == []
    assert Alert.objects.filter(state="open").count() == 3


def test_keys_held_by_a_cause_are_those_of_alerts_that_are_not_closed(find: Raise, anna: Any, clock: Clock) -> None:
    entry = uuid4()
    kept = find(causes=[entry])
    resolve(find(rule="two_weeks", causes=[entry]), anna, clock)
    find(rule="five_days")
    assert kept is not None
    assert actions.keys_held_by(subject=PATIENT, causes=[entry]) == [kept.key]


# --- The database's own word ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"next_rung_at": None},
        {"state": "acknowledged"},
        {"state": "snoozed"},
        {"state": "resolved"},
        {"state": "withdrawn"},
        {"state": "forgotten"},
        {"level": "expected"},
        {"acknowledged_at": "2026-03-02T10:00Z"},
        {"resolved_at": "2026-03-02T10:00Z"},
        {"withdrawn_at": "2026-03-02T10:00Z"},
    ],
    ids=str,
)
def test_the_database_refuses_an_alert_that_nobody_would_answer(
    find: Raise, anna: Any, changes: dict[str, Any]
) -> None:
    find()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "claimed"},
        {"claim_token": uuid4()},
        {"state": "failed"},
        {"state": "suppressed"},
        {"state": "sent"},
        {"state": "lost"},
    ],
    ids=lambda changes: "-".join(map(str, changes)),
)
def test_the_database_refuses_a_delivery_that_explains_nothing(find: Raise, anna: Any, changes: dict[str, Any]) -> None:
    find()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**changes)


def test_the_database_refuses_a_second_open_alert_of_one_key(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    twin = Alert(
        subject=PATIENT,
        key=alert.key,
        rule=alert.rule,
        level="urgent",
        raised_at=clock.now,
        next_rung_at=clock.now,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_database_refuses_a_contact_point_disabled_without_a_reason(anna: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.update(active=False)
