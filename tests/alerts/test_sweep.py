"""One sweep: many messages side by side, and the beat that says it has been."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from alerts.actions.deliveries import claim_due
from alerts.actions.sweeping import AT_ONCE, Swept
from alerts.channels import CHANNELS, Accepted, Outgoing
from alerts.lifecycle import LEASE
from alerts.models import SweepBeat
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Raise

Sweep = Callable[[], Swept]


def test_a_sweep_sends_many_in_bounded_batches(find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep) -> None:
    for number in range(30):
        find(rule="red_flag", code=str(number), subject=uuid4())
    assert sweep().sent == 30


def test_what_is_sent_side_by_side_was_read_before_by_the_sweep_itself(
    find: Raise, anna: Any, team: FakeAudience, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread that asks the database keeps a connection of its own, and PostgreSQL has a hundred in all."""
    read: list[str] = []
    sent: list[str] = []

    def language(user: UUID) -> str:
        read.append(threading.current_thread().name)
        return "en"

    def take(message: Outgoing) -> Accepted:
        sent.append(threading.current_thread().name)
        return Accepted()

    monkeypatch.setattr(team, "language", language)
    monkeypatch.setitem(CHANNELS, "email", take)
    for number in range(4):
        find(rule="red_flag", code=str(number), subject=uuid4())
    assert sweep().sent == 4
    here = threading.current_thread().name
    assert read == [here] * 4
    assert len(sent) == 4
    assert here not in sent


def test_a_sweep_that_takes_long_stops_sending_so_that_the_ladder_goes_on(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(AT_ONCE + 5):
        find(rule="red_flag", code=str(number), subject=uuid4())

    def slow(message: Outgoing) -> Accepted:
        clock.advance(seconds=1)
        return channel(message)

    monkeypatch.setitem(CHANNELS, "email", slow)
    assert sweep().sent == AT_ONCE
    assert sweep().sent == 5


def test_what_the_dead_held_does_not_wait_for_the_end_of_a_long_sweep(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(rule="red_flag", code="held", level="emergency", subject=uuid4())
    assert claim_due(lane="celery", now=clock.now, limit=1)
    clock.advance(seconds=LEASE.total_seconds() - 4)
    for number in range(3):
        find(rule="red_flag", code=str(number), level="urgent", subject=uuid4())

    def slow(message: Outgoing) -> Accepted:
        clock.advance(seconds=4.5)
        return channel(message)

    monkeypatch.setattr("alerts.actions.sweeping.AT_ONCE", 1)
    monkeypatch.setitem(CHANNELS, "email", slow)
    sweep()
    assert [message.level for message in channel.sent] == ["urgent", "emergency", "urgent"]


def test_a_sweep_leaves_a_beat_with_the_oldest_it_left_behind(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    sweep()
    assert (SweepBeat.objects.get().last_ok_at, SweepBeat.objects.get().oldest_due_at) == (clock.now, None)
    find()
    due = clock.now
    with override_settings(BROKER_URL="memory://"):
        clock.advance(seconds=1)
        sweep()
    beat = SweepBeat.objects.get(name="sweeper")
    assert (beat.last_ok_at, beat.oldest_due_at) == (clock.now, due)


def test_a_sweep_that_fails_leaves_no_beat(
    db: None, clock: Clock, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.actions.sweeping.expire_claims", lambda **_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        sweep()
    assert not SweepBeat.objects.exists()
