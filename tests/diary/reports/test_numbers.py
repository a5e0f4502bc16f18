"""The numbers on their own: means of days, gaps, the worst, and when a change may be said."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.reports.facts import Start
from diary.reports.numbers import GAP, _trend, days_of, gaps_of
from tests.diary.reports.build import BEGIN, DAY, HOUR, line, summary_of

quickly = settings(max_examples=60, deadline=None)

moments = st.lists(st.tuples(st.integers(0, 24 * 60), st.integers(0, 10)), max_size=40)


@quickly
@given(moments)
def test_every_day_lies_between_its_lowest_and_its_worst_score(said: list[tuple[int, int]]):
    entries = [line(number, BEGIN + hours * HOUR, float(nrs)) for number, (hours, nrs) in enumerate(sorted(said))]
    days = days_of(entries)

    assert sum(day.readings for day in days) == len(entries)
    assert all(0 <= day.mean <= day.worst <= 10 for day in days)


@quickly
@given(moments)
def test_no_line_could_cross_a_gap(said: list[tuple[int, int]]):
    """Two days are joined only when they are 48 hours apart at most, and then no gap lies between their scores."""
    entries = [line(number, BEGIN + hours * HOUR, float(nrs)) for number, (hours, nrs) in enumerate(sorted(said))]
    days, gaps = days_of(entries), gaps_of(entries, BEGIN + 90 * DAY)

    joined = [(a, b) for a, b in pairwise(days) if b.at - a.at <= GAP]
    assert not [(a, gap) for a, b in joined for gap in gaps if a.at <= gap.since and gap.until <= b.at]


def test_without_an_entry_nothing_is_known_and_nothing_is_zero():
    numbers = summary_of([], sessions=()).numbers

    assert (numbers.now, numbers.worst, numbers.average, numbers.trend, numbers.start.nrs) == (None,) * 5
    assert (numbers.days_logged, numbers.days_scored) == (0, 0)


@pytest.mark.parametrize(
    ("quality", "days", "is_said"),
    [("good", 20, True), ("fair", 20, True), ("single", 20, False), ("carried", 20, False), ("good", 13, False)],
)
def test_a_change_is_said_from_two_weeks_on_and_from_a_level_known_from_days(quality: str, days: int, is_said: bool):
    trend = _trend(Start(3.0, quality, BEGIN), 5.0, 3, "persistent", BEGIN + days * DAY)

    assert (trend is not None) is is_said
    assert trend is None or (trend.change, trend.noise, trend.is_beyond_noise) == (2, 2.5, False)


def test_two_days_of_scores_are_not_enough_for_a_change():
    assert _trend(Start(3.0, "good", BEGIN), 5.0, 2, "persistent", BEGIN + 20 * DAY) is None
