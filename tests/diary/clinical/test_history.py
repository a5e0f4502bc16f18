"""What a history refuses, and how it puts things in order."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from diary.clinical.history import Baseline, BaselineQuality, EarlierRecovery, History, Level, Reading
from tests.diary.clinical.builders import ENDED_AT, at, course, earlier, reading, session

NAIVE = datetime(2026, 3, 2, 17, 0)  # noqa: DTZ001


@pytest.mark.parametrize("field", ["nrs_average", "nrs_worst", "nrs_now", "stiffness"])
@pytest.mark.parametrize("value", [-0.1, 10.1, float("nan")])
def test_a_score_is_from_0_to_10(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=field):
        reading(1, at(1), **{field: value})


@pytest.mark.parametrize("value", [0, 10, 4.5])
def test_the_ends_of_the_scale_are_scores(value: float) -> None:
    assert reading(1, at(1), nrs_average=value).score == value


def test_a_reading_that_the_database_kept_is_the_one_that_was_made() -> None:
    made = reading(1, at(1), nrs_average=4.5, stiffness=2, regions=("neck",), change="worse", recalled=True)
    kept = Reading.kept(tuple(made))
    assert kept == made
    assert (type(kept), kept.score, kept.recalled) == (Reading, 4.5, True)


def test_the_average_goes_before_the_score_right_now() -> None:
    assert reading(1, at(1), nrs_average=0, nrs_now=6).score == 0
    assert reading(1, at(1), nrs_now=6).score == 6


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Reading(UUID(int=1), NAIVE, at(0)), id="reading, recorded"),
        pytest.param(lambda: Reading(UUID(int=1), at(0), NAIVE), id="reading, received"),
        pytest.param(lambda: EarlierRecovery(NAIVE, Baseline(3, BaselineQuality.GOOD)), id="earlier recovery"),
    ],
)
def test_a_moment_without_a_zone_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        make()


def test_moments_are_kept_in_utc() -> None:
    kept = reading(1, at(1).astimezone(timezone(timedelta(hours=8)))).recorded_at
    assert kept.tzinfo is UTC
    assert kept == at(1)


def test_a_session_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        course().of_session(ended_at=ENDED_AT - timedelta(hours=2))


@pytest.mark.parametrize("floor", [2, 6])
def test_the_floor_is_3_to_5(floor: int) -> None:
    with pytest.raises(ValueError, match="floor"):
        History(session(), floor=floor)


def test_a_baseline_has_a_score_unless_its_quality_is_none() -> None:
    with pytest.raises(ValueError, match="baseline"):
        Baseline(None, BaselineQuality.GOOD)
    with pytest.raises(ValueError, match="baseline"):
        Baseline(3, BaselineQuality.NONE)


def test_readings_and_sessions_are_put_in_order() -> None:
    history = History(session(), (reading(2, at(2)), reading(1, at(1))), earlier=(earlier(100), earlier(200)))
    assert [one.recorded_at for one in history.readings] == [at(1), at(2)]
    assert [one.ended_at for one in history.earlier] == [at(-200), at(-100)]


def test_hours_need_a_session() -> None:
    assert course().history.hours(at("47:30")) == 47.5
    with pytest.raises(ValueError, match="no session"):
        History(None).hours(at(1))


def test_as_of_leaves_out_what_is_still_to_come() -> None:
    history = course(None).after(1, 3).after(2, 3).next_session(60).history
    then = history.as_of(at(1))
    assert (len(then.readings), then.next_session) == (1, None)
    assert history.as_of(at(60)) == history


def test_levels_rank_from_expected_to_emergency() -> None:
    assert sorted(Level, key=lambda level: level.rank) == ["expected", "practitioner", "urgent", "emergency"]


@pytest.mark.parametrize(
    ("recovery", "hours", "is_open"),
    [
        pytest.param(earlier(0), 47, True, id="under 48 h old"),
        pytest.param(earlier(0), 48, False, id="48 h old and calm"),
        pytest.param(earlier(0, lasting=True), 1000, True, id="lasting"),
        pytest.param(earlier(0, lasting=True, settled_at=at(100)), 99, True, id="lasting, before it settled"),
        pytest.param(earlier(0, lasting=True, settled_at=at(100)), 100, False, id="lasting, settled"),
        pytest.param(earlier(0, settled_at=at(30)), 40, False, id="settled within 48 h"),
    ],
)
def test_a_recovery_is_open_until_it_settled(recovery: EarlierRecovery, hours: float, is_open: bool) -> None:
    assert recovery.is_open_at(at(hours)) == is_open
