"""The wall clock was three hours ahead and is put right: nothing waits until that time comes again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alerts import actions
from alerts.actions.sweeping import Swept
from alerts.channels import DeliveryError
from alerts.lifecycle import Tick
from alerts.models import Alert, Delivery
from tests.alerts.conftest import MONDAY_TEN, Clock, FakeChannel, Raise

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
AHEAD = 3 * HOUR


class Machine:
    """A machine with a clock on the wall, and the time since it was started, which nobody can move."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.sweep()
        self.sweep()

    def step(self, by: timedelta) -> None:
        self.clock.now += by

    def sweep(self) -> Swept:
        tick = Tick(self.clock.now, self.passed, "a")
        trusted = actions.trust_clock(lane="sweeper", tick=tick)
        return actions.sweep(clock=self.clock, lane="sweeper", trusted=trusted)

    passed = timedelta(0)

    def run(self, minutes: int) -> None:
        for _ in range(minutes):
            self.passed += MINUTE
            self.clock.now += MINUTE
            self.sweep()


@pytest.fixture
def machine(clock: Clock, ben: Any) -> Machine:
    """It sweeps, and then its clock goes ahead."""
    made = Machine(clock)
    made.step(AHEAD)
    return made


def test_an_alert_that_was_raised_ahead_is_told_and_climbs_on_time(
    machine: Machine, find: Raise, clock: Clock, channel: FakeChannel
) -> None:
    find(level="emergency")
    machine.step(-AHEAD)
    machine.sweep()
    assert channel.log == [("anna@clinic.example", "alert")]
    machine.run(minutes=6)
    assert channel.log[1:] == [("ben@clinic.example", "reminder")]
    assert clock.now == MONDAY_TEN + 6 * MINUTE


def test_a_long_hour_ahead_that_was_believed_ends_without_a_pause(
    machine: Machine, find: Raise, channel: FakeChannel
) -> None:
    machine.run(minutes=12)
    find(level="emergency")
    machine.run(minutes=1)
    machine.step(-AHEAD)
    machine.run(minutes=40)
    assert len(channel.log) == 4, "0, 5, 10 and 20 minutes, and the next at 50"


def test_who_died_ahead_holds_a_message_no_longer_than_anybody(
    machine: Machine, find: Raise, clock: Clock, channel: FakeChannel
) -> None:
    find(level="emergency")
    assert actions.claim_due(lane="celery", now=clock.now, limit=1)
    machine.step(-AHEAD)
    machine.sweep()
    machine.run(minutes=1)
    assert len(channel.log) == 1


def test_who_claimed_ahead_and_lives_is_left_to_send(
    machine: Machine, find: Raise, clock: Clock, channel: FakeChannel
) -> None:
    find(level="emergency")
    (claimed,) = actions.claim_due(lane="celery", now=clock.now, limit=1)
    machine.step(-AHEAD)
    machine.sweep()
    result = actions.send(claimed, actions.compose(claimed, now=clock.now))
    assert actions.finish(claimed, result, now=clock.now)
    assert len(channel.log) == 1


def test_who_claims_by_a_clock_that_is_behind_and_not_believed_is_left_to_send(
    find: Raise, clock: Clock, anna: Any, channel: FakeChannel
) -> None:
    machine = Machine(clock)
    machine.step(-AHEAD)
    machine.sweep()
    find(level="urgent")
    (claimed,) = actions.claim_due(lane="celery", now=clock.now, limit=1)
    machine.sweep()
    result = actions.send(claimed, actions.compose(claimed, now=clock.now))
    assert actions.finish(claimed, result, now=clock.now)
    assert len(channel.log) == 1


@pytest.mark.parametrize("ahead", [20 * SECOND, 40 * SECOND, 55 * SECOND])
def test_a_small_step_back_holds_no_message_up(
    ahead: timedelta, find: Raise, clock: Clock, anna: Any, channel: FakeChannel
) -> None:
    machine = Machine(clock)
    machine.step(ahead)
    find(level="urgent")
    machine.step(-ahead)
    machine.sweep()
    assert len(channel.log) == 1


def test_a_step_back_that_is_not_believed_holds_no_message_up(
    machine: Machine, find: Raise, channel: FakeChannel
) -> None:
    find(level="urgent")
    machine.step(-2 * AHEAD)
    machine.sweep()
    assert len(channel.log) == 1


def test_a_try_that_failed_now_waits_its_time(find: Raise, clock: Clock, anna: Any, channel: FakeChannel) -> None:
    machine = Machine(clock)
    find(level="urgent")
    channel.faults["anna@clinic.example"] = DeliveryError("timeout")
    machine.sweep()
    again = Delivery.objects.get().next_attempt_at
    machine.sweep()
    assert Delivery.objects.get().next_attempt_at == again


def test_what_failed_ahead_is_tried_again(machine: Machine, find: Raise, channel: FakeChannel) -> None:
    find(level="urgent")
    channel.faults["anna@clinic.example"] = DeliveryError("timeout")
    machine.sweep()
    channel.faults.clear()
    machine.step(-AHEAD)
    machine.sweep()
    assert len(channel.log) == 1


def test_what_began_before_and_failed_ahead_is_tried_again(
    find: Raise, clock: Clock, anna: Any, channel: FakeChannel
) -> None:
    machine = Machine(clock)
    find(level="urgent")
    (claimed,) = actions.claim_due(lane="sweeper", now=clock.now, limit=1)
    machine.step(75 * SECOND)
    actions.finish(claimed, DeliveryError("timeout"), now=clock.now)
    machine.step(-75 * SECOND)
    machine.sweep()
    assert len(channel.log) == 1


def test_an_acknowledgement_ahead_runs_out_on_time(machine: Machine, find: Raise, anna: Any, clock: Clock) -> None:
    alert = find(level="emergency")
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    machine.step(-AHEAD)
    machine.run(minutes=61)
    assert Alert.objects.get().state == "open"


def test_a_page_that_was_sent_ahead_keeps_no_other_waiting(
    machine: Machine, find: Raise, clock: Clock, channel: FakeChannel
) -> None:
    find(level="urgent", rule="red_flag", code="fever")
    machine.sweep()
    machine.step(-AHEAD)
    find(level="urgent", rule="red_flag", code="rash")
    machine.sweep()
    assert [message.message for message in channel.sent] == ["alert", "alert"]


def test_what_runs_on_time_is_left_alone(find: Raise, ben: Any, clock: Clock, sweep: Callable[[], Swept]) -> None:
    find(level="emergency")
    clock.advance(minutes=6)
    sweep()
    before = list(Delivery.objects.order_by("pk").values()), Alert.objects.values().get()
    assert actions.bring_back(now=clock.now) == 0
    assert (list(Delivery.objects.order_by("pk").values()), Alert.objects.values().get()) == before
