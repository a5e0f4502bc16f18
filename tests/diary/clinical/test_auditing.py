"""The figures of the audit page against others' reckoning: exact intervals and the survival curve by scipy.stats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, binomtest, ecdf

from diary.clinical.auditing import (
    NOT_TOLD,
    Share,
    Survival,
    exact_interval,
    responders,
    share_of,
    survival,
    without_gaps,
)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_is_that_of_clopper_and_pearson(counted: tuple[int, int]):
    events, of = counted
    expected = binomtest(events, of).proportion_ci(0.95, method="exact")
    assert exact_interval(events, of) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize("counted", [(0, 0), (-1, 5), (6, 5)], ids=str)
def test_what_is_no_share_is_refused(counted: tuple[int, int]):
    with pytest.raises(ValueError, match="no share"):
        exact_interval(*counted)


def curve_of(ends: list[tuple[float, bool]]) -> Survival:
    return survival([hours for hours, _ in ends], [is_settled for _, is_settled in ends])


@given(st.lists(st.tuples(st.integers(1, 40).map(float), st.booleans()), min_size=1, max_size=60))
def test_the_curve_is_that_of_kaplan_and_meier(ends: list[tuple[float, bool]]):
    settled = [hours for hours, is_settled in ends if is_settled]
    up = [hours for hours, is_settled in ends if not is_settled]
    curve = curve_of(ends)
    expected = ecdf(CensoredData(uncensored=settled, right=up)).sf if settled else None
    assert (curve.followed, curve.settled) == (len(ends), len(settled))
    for step in curve.steps:
        assert expected is not None
        assert step.share == pytest.approx(float(expected.evaluate(step.hours)), abs=1e-9)
        assert step.low <= step.share <= step.high
        assert step.at_risk == sum(hours >= step.hours for hours, _ in ends)
    assert [step.hours for step in curve.steps] == sorted(set(settled))


def test_the_interval_of_the_curve_is_greenwoods():
    """Six of ten settle at ten hours: the same by hand, on the scale of log(-log)."""
    (step,) = curve_of([(10.0, True)] * 6 + [(20.0, False)] * 4).steps
    expected = ecdf(CensoredData(uncensored=[10.0] * 6, right=[20.0] * 4)).sf
    band = expected.confidence_interval(0.95, method="log-log")
    assert (step.low, step.high) == pytest.approx(
        (float(band.low.evaluate(10.0)), float(band.high.evaluate(10.0))), abs=1e-9
    )


@pytest.mark.parametrize(
    ("ends", "median"),
    [
        ([(24.0, True), (30.0, True), (50.0, True)], 30.0),
        ([(24.0, True), (30.0, False), (50.0, False)], None),
        ([(24.0, False)], None),
        ([], None),
    ],
    ids=["all settle", "more than half are up when last asked", "none", "nobody"],
)
def test_the_median_is_known_only_when_half_have_settled(ends: list[tuple[float, bool]], median: float | None):
    assert curve_of(ends).median == median


@pytest.mark.parametrize(("sessions", "people", "told"), [(5, 5, True), (40, 4, False), (4, 4, False)], ids=str)
def test_few_people_are_not_told_however_many_their_sessions(sessions: int, people: int, told: bool):
    share = share_of([True] * sessions, people)
    assert share.is_told is told
    assert told or share == NOT_TOLD


def test_a_total_beside_one_gap_would_tell_what_the_gap_hides():
    told = Share(10, 5, 0.5, 0.2, 0.8)
    assert without_gaps([told, told])
    assert not without_gaps([told, NOT_TOLD])
    assert without_gaps([NOT_TOLD, NOT_TOLD, told])


def test_who_stops_writing_counts_in_the_worst_case_and_the_best():
    found = responders([True] * 4 + [False] * 2 + [None] * 4, people=10)
    assert (found.courses, found.missing, found.worst, found.best) == (10, 4, 0.4, 0.8)
    assert (found.known.events, found.known.of) == (4, 6)
    assert responders([True] * 9, people=4).worst is None
    assert responders([None] * 8, people=8).known == NOT_TOLD
