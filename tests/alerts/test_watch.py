"""Who watches: clocks that are not believed, figures about the pipeline, a sign of life, rows that are set aside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from alerts import actions, clocks
from alerts.heartbeat import Heartbeat
from alerts.lifecycle import Tick, Trusted, trust
from alerts.models import Alert, SweepBeat
from alerts.watch import figures
from tests.alerts.conftest import MONDAY_TEN, Clock, FakeAudience, FakeChannel, Raise

Sweep = Callable[[], Any]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BOOT = timedelta(days=3)


def tick(after: timedelta, stepped: timedelta = timedelta(0), boot: str = "a") -> Tick:
    """So long after ten o'clock, with a wall clock that was moved by `stepped`."""
    return Tick(MONDAY_TEN + after + stepped, BOOT + after, boot)


START = trust(None, tick(timedelta(0)))


# --- The clock --------------------------------------------------------------------------------------------------------


def test_the_first_look_believes_the_wall() -> None:
    assert Trusted(MONDAY_TEN, BOOT, "a") == START


@pytest.mark.parametrize("stepped", [-MINUTE, timedelta(seconds=30), MINUTE], ids=["-60 s", "30 s", "60 s"])
def test_a_small_correction_is_believed(stepped: timedelta) -> None:
    assert trust(START, tick(HOUR, stepped)).at == MONDAY_TEN + HOUR + stepped


@pytest.mark.parametrize("stepped", [-3 * HOUR, -61 * timedelta(seconds=1), 3 * HOUR, timedelta(days=400)], ids=str)
def test_a_step_is_believed_after_ten_steady_minutes_and_not_before(stepped: timedelta) -> None:
    trusted = START
    for minute in range(1, 11):
        trusted = trust(trusted, tick(minute * MINUTE, stepped))
        assert (trusted.at, trusted.off_by) == (MONDAY_TEN + minute * MINUTE, stepped)
        assert trusted.suspected == BOOT + MINUTE
    believed = trust(trusted, tick(11 * MINUTE, stepped))
    assert (believed.at, believed.suspected) == (MONDAY_TEN + 11 * MINUTE + stepped, None)


def test_a_clock_that_goes_on_stepping_is_not_believed() -> None:
    trusted = START
    for minute in range(1, 40):
        trusted = trust(trusted, tick(minute * MINUTE, HOUR * (1 + minute % 2)))
    assert trusted.at == MONDAY_TEN + 39 * MINUTE


def test_a_clock_that_is_put_right_is_believed_at_once() -> None:
    suspicious = trust(START, tick(MINUTE, HOUR))
    assert trust(suspicious, tick(2 * MINUTE)) == Trusted(MONDAY_TEN + 2 * MINUTE, BOOT + 2 * MINUTE, "a")


def test_after_a_restart_the_wall_may_be_ahead_but_not_behind() -> None:
    restarted = Tick(MONDAY_TEN + 8 * HOUR, MINUTE, "b")
    assert trust(START, restarted).at == restarted.wall
    behind = Tick(MONDAY_TEN - 2 * HOUR, MINUTE, "b")
    assert trust(START, behind).at == MONDAY_TEN + MINUTE
    assert trust(START, behind).suspected is not None


@given(steps=st.lists(st.tuples(st.integers(1, 600), st.integers(-100_000, 100_000)), max_size=30))
def test_the_time_to_go_by_never_runs_back_by_more_than_a_correction(steps: list[tuple[int, int]]) -> None:
    trusted, after = START, timedelta(0)
    for seconds, stepped in steps:
        after += timedelta(seconds=seconds)
        before, trusted = trusted, trust(trusted, tick(after, timedelta(seconds=stepped)))
        if trusted.suspected is not None:
            assert trusted.at - before.at == timedelta(seconds=seconds)
        else:
            assert trusted.at == tick(after, timedelta(seconds=stepped)).wall


def test_the_machine_says_which_start_and_how_long_ago() -> None:
    first, second = clocks.tick(), clocks.tick()
    assert first.boot == second.boot != ""
    assert timedelta(0) < first.since_boot <= second.since_boot
    assert abs(first.wall - datetime.now(UTC)) < MINUTE


def test_a_clock_put_forward_brings_no_storm_of_escalations_and_a_red_flag_leaves_all_the_same(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="emergency")
    sweep()
    actions.trust_clock(lane="sweeper", tick=tick(timedelta(0)))
    clock.advance(hours=3, seconds=1)  # the wall alone: one second has passed
    trusted = actions.trust_clock(lane="sweeper", tick=tick(timedelta(seconds=1), 3 * HOUR))
    assert actions.sweep(clock=clock, lane="sweeper", trusted=trusted).escalated == 0
    find(level="emergency", subject=uuid4())
    assert actions.sweep(clock=clock, lane="sweeper", trusted=trusted).sent == 1
    assert figures(clock.now).clock_off_by == 3 * 3600


def test_a_clock_put_back_holds_nothing_up(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="emergency")
    sweep()
    actions.trust_clock(lane="sweeper", tick=tick(timedelta(0)))
    clock.now = MONDAY_TEN - 2 * HOUR + 5 * MINUTE
    trusted = actions.trust_clock(lane="sweeper", tick=tick(5 * MINUTE, -2 * HOUR))
    swept = actions.sweep(clock=clock, lane="sweeper", trusted=trusted)
    assert (swept.escalated, swept.sent) == (1, 1)


@pytest.mark.django_db
def test_a_sweep_that_ends_while_one_asks_is_no_age_below_nothing(clock: Clock, sweep: Sweep) -> None:
    sweep()
    asked = clock.now - timedelta(milliseconds=40)
    assert str(SweepBeat.age(asked)) == "0.0"
    assert SweepBeat.age(clock.now + timedelta(seconds=7)) == 7


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_the_figures_count_what_waits(find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep) -> None:
    assert (figures(clock.now).sweep_age, figures(clock.now).is_healthy) == (None, False)
    sweep()
    assert figures(clock.now).is_healthy
    find(level="urgent")
    find(rule="symptom")
    found = figures(clock.advance(seconds=50))
    assert found.alerts == {("urgent", "open"): 1, ("practitioner", "open"): 1}
    assert (found.held_back, found.pending, found.oldest_due_age, found.sweep_age) == (1, 1, 50, 50)
    assert found.is_healthy
    assert not figures(clock.advance(seconds=11)).is_healthy, "what is due has been left lying"


def test_figures_cost_the_same_however_much_is_done(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        find(subject=uuid4(), level="urgent")
    with django_assert_max_num_queries(10):
        figures(clock.now)


def test_what_cannot_be_handled_is_shown_until_it_can(
    find: Raise, anna: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    alert = find(level="emergency")
    assert alert is not None
    team.broken_for.add(alert.subject)
    sweep()
    assert figures(clock.now).set_aside == {"claim": 1}
    assert f"claim {alert.deliveries.get().pk}: LookupError, 1 times" in said()
    team.broken_for.clear()
    clock.advance(seconds=61)
    sweep()
    assert said() == "Nothing is set aside.\n"
    assert channel.log


def said() -> str:
    out = StringIO()
    call_command("set_aside", stdout=out)
    return out.getvalue()


def test_a_poisoned_row_is_not_tried_again_within_the_minute(
    find: Raise, anna: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    lost = uuid4()
    find(level="emergency", subject=lost)
    team.broken_for.add(lost)
    for _ in range(3):
        sweep()
        clock.advance(seconds=10)
    assert figures(clock.now).set_aside == {"claim": 1}
    assert "1 times" in said()


# --- The sign of life -------------------------------------------------------------------------------------------------


def test_it_asks_once_a_minute_and_only_while_all_is_well(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/ping").respond_with_data("ok")
    heart = Heartbeat(httpserver.url_for("/ping"))
    assert heart.beat(is_healthy=True, now=MONDAY_TEN)
    heart.thread.join(5)  # type: ignore[union-attr]
    assert not heart.beat(is_healthy=True, now=MONDAY_TEN + timedelta(seconds=59))
    assert not heart.beat(is_healthy=False, now=MONDAY_TEN + MINUTE)
    assert heart.beat(is_healthy=True, now=MONDAY_TEN + MINUTE)
    heart.thread.join(5)  # type: ignore[union-attr]
    assert len(httpserver.log) == 2


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1/", "nonsense"])
def test_nobody_listening_harms_nothing(url: str) -> None:
    heart = Heartbeat(url)
    heart.beat(is_healthy=True, now=MONDAY_TEN)
    if heart.thread is not None:
        heart.thread.join(5)
        assert not heart.thread.is_alive()


def test_only_the_lane_that_swept_keeps_its_clock(db: None, clock: Clock, team: FakeAudience, sweep: Sweep) -> None:
    actions.trust_clock(lane="sweeper", tick=tick(timedelta(0)))
    assert not SweepBeat.objects.exists(), "a look at the clock is not a sweep"
    sweep()
    actions.trust_clock(lane="sweeper", tick=replace(tick(timedelta(0)), boot="b"))
    assert SweepBeat.objects.get().boot == "b"
    assert not Alert.objects.exists()
