"""Two at once: threads with real transactions. Whoever loses is told so, or changes nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from alerts import actions
from alerts.actions import AlreadyAnswered
from alerts.actions.sweeping import Swept
from alerts.invariants import INVARIANTS
from alerts.models import Alert, AlertCause, Delivery
from tests.alerts.conftest import Clock, FakeChannel, Raise

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture(autouse=True)
def transactions(transactional_db: None) -> None:
    """Before every other fixture: threads see only what is committed."""


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each with its own connection; exceptions are answers."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_many_who_acknowledge_at_once_one_is_first_and_the_others_learn_who(
    find: Raise, mia: Any, anna: Any, ben: Any, clock: Clock
) -> None:
    alert = find(level="emergency")
    assert alert is not None

    def acknowledge(by: Any) -> Callable[[], Alert]:
        return lambda: actions.acknowledge(alert_id=alert.pk, by=by.pk, now=clock.now)

    answers = together(acknowledge(anna), acknowledge(ben), acknowledge(mia))
    winners = [answer for answer in answers if isinstance(answer, Alert)]
    losers = [answer for answer in answers if isinstance(answer, AlreadyAnswered)]
    assert (len(winners), len(losers)) == (1, 2)
    assert {loser.by for loser in losers} == {Alert.objects.get().acknowledged_by_id}
    assert Alert.objects.get().events.filter(kind="acknowledged").count() == 1
    assert INVARIANTS["I13"](clock.now) == []


def test_two_entries_that_find_the_same_thing_at_once_open_one_alert(find: Raise, anna: Any, clock: Clock) -> None:
    for code in ("fever", "rash", "bruise"):
        answers = together(*[lambda code=code: find(rule="red_flag", code=code) for _ in range(AT_ONCE)])
        assert {type(answer) for answer in answers} == {Alert}
        assert len({answer.pk for answer in answers}) == 1
    assert Alert.objects.count() == 3
    assert AlertCause.objects.count() == 3 * AT_ONCE
    assert Delivery.objects.count() == 3
    assert set(Alert.objects.values_list("occurrences", flat=True)) == {AT_ONCE}
    assert INVARIANTS["I13"](clock.now) == []


def test_sweepers_that_run_at_once_send_everything_once(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel
) -> None:
    for number in range(15):
        find(rule="red_flag", code=str(number), subject=uuid4())
    swept = together(*[lambda: actions.sweep(clock=clock, lane="sweeper")] * AT_ONCE)
    assert all(isinstance(each, Swept) for each in swept), swept
    assert sum(each.sent for each in swept) == len(channel.sent) == 15
    assert len({message.delivery for message in channel.sent}) == 15


def test_a_rung_that_falls_due_for_many_sweepers_is_told_once(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel
) -> None:
    find(level="emergency")
    actions.sweep(clock=clock, lane="sweeper")
    clock.advance(minutes=5)
    together(*[lambda: actions.sweep(clock=clock, lane="sweeper")] * AT_ONCE)
    assert channel.log == [("anna@clinic.example", "alert"), ("ben@clinic.example", "reminder")]
    assert Alert.objects.get().step == 1


def test_an_acknowledgement_against_the_sweep_never_leaves_a_row_to_send(
    find: Raise, ben: Any, anna: Any, clock: Clock, channel: FakeChannel
) -> None:
    for number in range(6):
        alert = find(level="emergency", rule="red_flag", code=str(number))
        assert alert is not None
        clock.advance(minutes=5)
        answers = together(
            lambda alert=alert: actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now),
            lambda: actions.sweep(clock=clock, lane="sweeper"),
            lambda: actions.sweep(clock=clock, lane="celery"),
        )
        assert not [answer for answer in answers if isinstance(answer, Exception)]
    before = len(channel.sent)
    clock.advance(seconds=20)
    actions.sweep(clock=clock, lane="sweeper")
    assert len(channel.sent) == before
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent", "suppressed"}
    for name, offenders in INVARIANTS.items():
        assert offenders(clock.now) == [], name


def test_a_slow_send_does_not_hold_up_a_fast_one_nor_the_database(
    find: Raise, anna: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, started = threading.Event(), threading.Event()

    def slow(message: Any) -> Any:
        started.set()
        assert release.wait(10)
        return actions.deliveries.Accepted()

    monkeypatch.setitem(actions.deliveries.CHANNELS, "email", slow)
    alert = find(level="emergency")
    assert alert is not None

    def answer_meanwhile() -> Alert:
        assert started.wait(10)
        try:
            return actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now + timedelta(seconds=1))
        finally:
            release.set()

    swept, answered = together(lambda: actions.sweep(clock=clock, lane="sweeper"), answer_meanwhile)
    assert isinstance(answered, Alert), answered
    assert swept.sent == 1
    assert Delivery.objects.get().state == "sent"
