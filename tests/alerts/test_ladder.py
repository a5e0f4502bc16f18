"""The ladder in motion: who hears when nobody answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alerts import actions
from alerts.actions.sweeping import Swept
from alerts.lifecycle import OpeningHours
from alerts.models import Alert, Delivery, SetAside
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise

Sweep = Callable[[], Swept]
Until = Callable[..., None]
ANNA, BEN, MIA = "anna@clinic.example", "ben@clinic.example", "mia@clinic.example"


def test_an_unanswered_emergency_reaches_one_after_the_other_then_all_again(
    find: Raise, mia: Any, anna: Any, team: FakeAudience, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    team.ladder.append(tuple(user for rung in team.ladder for user in rung))
    find(level="emergency")
    sweep()
    assert channel.log == [(ANNA, "alert")]
    until(minutes=5)
    assert channel.log[1:] == [(BEN, "reminder")]
    until(minutes=5)
    assert channel.log[2:] == [(MIA, "reminder")]
    until(minutes=10)
    assert sorted(channel.log[3:]) == [(ANNA, "reminder"), (BEN, "reminder"), (MIA, "reminder")]
    until(minutes=30)
    assert len(channel.log) == 9
    until(hours=2)
    assert len(channel.log) == 21


def test_nobody_more_hears_after_an_acknowledgement(
    find: Raise, mia: Any, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    alert = find(level="emergency")
    assert alert is not None
    sweep()
    until(minutes=6)
    assert channel.log == [(ANNA, "alert"), (BEN, "reminder")]
    actions.acknowledge(alert_id=alert.pk, by=ben.pk, now=clock.now)
    until(minutes=50)
    assert len(channel.log) == 2


def test_an_empty_rung_is_jumped(
    find: Raise, mia: Any, team: FakeAudience, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    anna_s, _, mia_s = team.ladder
    team.ladder[:] = [(), anna_s, (), (uuid4(),), mia_s]
    find(level="emergency")
    sweep()
    assert channel.log == [(ANNA, "alert")]
    until(minutes=5)
    assert channel.log[1:] == [(MIA, "reminder")]


def test_somebody_named_twice_on_a_rung_hears_once(
    find: Raise, anna: Any, team: FakeAudience, channel: FakeChannel, sweep: Sweep
) -> None:
    team.ladder[:] = [(anna.pk, anna.pk)]
    find()
    sweep()
    assert channel.log == [(ANNA, "alert")]


def test_somebody_alone_hears_again_by_the_next_channel_first(
    find: Raise, team: FakeAudience, person: Person, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    zoe = person("zoe", "email", "webhook")
    team.ladder.extend([(zoe.pk,), (), (), (zoe.pk,)])
    email, hook = "zoe@clinic.example", "https://hooks.example/zoe"

    def by_priority(step: int) -> list[str]:
        rows = Delivery.objects.filter(step=step).order_by("priority").select_related("contact_point")
        return [row.contact_point.address for row in rows]

    find(level="emergency")
    sweep()
    until(minutes=10)
    assert [by_priority(step) for step in range(3)] == [[email, hook], [hook, email], [email, hook]]
    assert len(channel.log) == 6


def test_rungs_count_from_when_they_were_due_so_that_nothing_drifts(
    find: Raise, mia: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    raised = clock.now
    find(level="emergency")
    for _ in range(3):
        clock.advance(minutes=5, seconds=4)
        sweep()
    assert Alert.objects.get().next_rung_at == raised + timedelta(minutes=20)


def test_after_an_outage_the_missed_rungs_come_one_by_one(
    find: Raise, mia: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="emergency")
    clock.advance(hours=3)
    sweep()
    sweep()
    assert Alert.objects.get().step == 1
    clock.advance(seconds=30)
    sweep()
    assert Alert.objects.get().step == 2


def test_a_rung_replaces_what_the_same_person_was_still_to_get(
    find: Raise, anna: Any, clock: Clock, sweep: Sweep
) -> None:
    find(level="emergency")
    clock.advance(minutes=5)
    actions.timing.escalate_due(now=clock.now)
    assert list(Delivery.objects.order_by("step").values_list("state", "reason")) == [
        ("suppressed", "superseded"),
        ("pending", ""),
    ]


def test_the_clinics_hours_and_zone_pace_the_softer_ladders(
    find: Raise, ben: Any, team: FakeAudience, clock: Clock
) -> None:
    team.opening = OpeningHours("America/New_York")
    find(level="urgent")  # Monday 10:00 UTC is 05:00 in New York
    due = Alert.objects.get().next_rung_at
    assert due is not None
    assert due - clock.now == timedelta(hours=6)


def test_a_reminder_says_how_long_it_has_waited(
    find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    find(level="emergency")
    sweep()
    until(minutes=20)
    bodies = [message.body for message in channel.sent]
    assert "waited" not in bodies[0]
    assert ["5 minutes" in bodies[1], "10 minutes" in bodies[2], "20 minutes" in bodies[3]] == [True] * 3


def test_an_alert_that_cannot_be_escalated_does_not_hold_up_the_others(
    find: Raise, ben: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    lost = uuid4()
    find(level="emergency", subject=lost)
    find(level="emergency")
    sweep()
    team.broken_for.add(lost)
    clock.advance(minutes=5)
    assert sweep().escalated == 1
    team.broken_for.clear()
    clock.advance(minutes=1)
    sweep()
    assert channel.log.count((BEN, "reminder")) == 2


def test_an_expired_acknowledgement_that_cannot_be_reopened_does_not_hold_up_the_others(
    find: Raise, anna: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    lost = uuid4()
    for alert in (find(level="emergency", subject=lost), find(level="emergency")):
        assert alert is not None
        actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    team.broken_for.add(lost)
    clock.advance(minutes=61)
    assert sweep().reopened == 1
    assert [row.kind for row in SetAside.objects.all()] == ["reopen"]
    team.broken_for.clear()
    clock.advance(seconds=61)
    assert sweep().reopened == 1
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("level", ["emergency", "urgent", "practitioner"])
def test_an_open_alert_never_falls_silent(
    find: Raise, ben: Any, channel: FakeChannel, until: Until, level: str
) -> None:
    find(level=level)
    until(days=9, every=timedelta(hours=6))
    before = len(channel.log)
    until(days=8, every=timedelta(hours=6))
    assert len(channel.log) > before
