"""The review after session 4, and in which state a course may be ended. Source: clinical reference 3.6.7, 1.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.clinical.history import BaselineQuality
from diary.clinical.review import EndState, Result, progress, proposal, result_of
from tests.diary.clinical.courses import DAY, FIRST, on_days, weekly
from tests.diary.clinical.test_course import FALLS_AND_RETURNS


@pytest.mark.parametrize(
    ("before", "now", "result"),
    [
        pytest.param(6, 4, Result.RESPONDING, id="6 to 4: two points down"),
        pytest.param(3, 2, Result.RESPONDING, id="3 to 2: a third down, one point"),
        pytest.param(4, 2.8, Result.RESPONDING, id="4 to 2.8: exactly 70 %"),
        pytest.param(9, 7.2, Result.PARTIAL, id="9 to 7.2: 20 % down"),
        pytest.param(8, 6.8, Result.PARTIAL, id="8 to 6.8: exactly 15 % down"),
        pytest.param(8, 6.9, Result.NO_CHANGE, id="8 to 6.9: under 15 % down"),
        pytest.param(5, 4.1, Result.NO_CHANGE, id="5 to 4.1: 18 % down, but under a point"),
        pytest.param(3, 2.1, Result.NO_CHANGE, id="3 to 2.1: 30 % down, but under a point"),
        pytest.param(1, 0.5, Result.NO_CHANGE, id="1 to 0.5: half, but under a point"),
        pytest.param(1, 0, Result.RESPONDING, id="1 to 0: gone, a whole point"),
        pytest.param(5, 5, Result.NO_CHANGE, id="5 to 5"),
        pytest.param(5, 5.9, Result.NO_CHANGE, id="5 to 5.9"),
        pytest.param(5, 6, Result.WORSE, id="5 to 6: one point up"),
        pytest.param(0, 0, Result.NO_CHANGE, id="0 to 0"),
        pytest.param(None, 3, None, id="usual pain not known"),
        pytest.param(3, None, None, id="no score lately"),
    ],
)
def test_how_the_course_goes(before: float | None, now: float | None, result: Result | None):
    assert result_of(before, now) is result


@pytest.mark.parametrize(
    ("now", "peg_before", "peg_now", "result"),
    [
        pytest.param(5, 6, 4.2, Result.PARTIAL, id="same pain, PEG down 30 %"),
        pytest.param(5, 6, 4.3, Result.NO_CHANGE, id="same pain, PEG down under 30 %"),
        pytest.param(6, 6, 3, Result.WORSE, id="pain up a point: worse whatever the PEG says"),
        pytest.param(5, 0, 0, Result.NO_CHANGE, id="PEG was 0"),
        pytest.param(5, 6, None, Result.NO_CHANGE, id="PEG not asked again"),
    ],
)
def test_the_peg_can_make_a_partial_response(now: float, peg_before: float, peg_now: float | None, result: Result):
    assert result_of(5, now, peg_before, peg_now) is result


@given(st.floats(0, 10), st.floats(0, 10))
def test_a_fall_under_one_point_is_never_shown_as_improvement(before: float, now: float):
    if before - now < 1 - 1e-6:
        assert result_of(before, now) in (Result.NO_CHANGE, Result.WORSE)


@pytest.mark.parametrize(
    ("result", "now", "relapses", "is_early", "state"),
    [
        pytest.param(Result.RESPONDING, 1, 0, True, EndState.RESOLVED_EARLY, id="gone before the plan is through"),
        pytest.param(Result.RESPONDING, 1, 0, False, EndState.RESPONDING, id="gone at the end of the plan"),
        pytest.param(Result.RESPONDING, 1.1, 0, True, EndState.RESPONDING, id="better, not gone"),
        pytest.param(Result.PARTIAL, 6, 3, True, EndState.RESPONDING, id="a partial response"),
        pytest.param(Result.RESPONDING, 1, 4, True, EndState.RELAPSING, id="came back four times"),
        pytest.param(None, None, 4, True, EndState.RELAPSING, id="came back four times, silent now"),
        pytest.param(Result.NO_CHANGE, 5, 0, True, EndState.NO_RESPONSE, id="no change"),
        pytest.param(Result.WORSE, 7, 0, True, EndState.NO_RESPONSE, id="worse"),
        pytest.param(None, None, 0, True, None, id="not known"),
    ],
)
def test_ebb_proposes_how_a_course_ended(
    result: Result | None, now: float | None, relapses: int, is_early: bool, state: EndState | None
):
    assert proposal(result, now, relapses, is_early=is_early) is state


def test_the_review_shows_pain_then_and_now_and_what_happened_in_between():
    course = on_days(0, 3, 7, 10).knowing(planned=8)
    course = (
        course.scored(1, {0.5: 8, 2.5: 6})
        .scored(2, {1: 5})
        .scored(3, {2.2: 4, 2.8: 4.5})
        .scored(4, {1: 7, 2: 4, 3: 3.5})
    )
    shown = progress(course.history, FIRST + 14 * DAY)

    assert (shown.baseline, shown.baseline_quality) == (6, BaselineQuality.GOOD)
    assert (shown.now, shown.days, shown.result) == (4, 3, Result.RESPONDING)
    assert (shown.flares, shown.flares_of) == (1, 3)
    assert (shown.given, shown.planned, shown.missed) == (4, 8, 0)
    assert (shown.relapses, shown.relapse_warning, shown.percentile) == (0, None, None)
    assert shown.proposal is EndState.RESPONDING
    assert shown.sentence == "Before session 1: 6; 4 in the last 7 days (3 days with a score): responding."


def test_the_48_hours_after_a_session_are_left_out_of_pain_now():
    course = on_days(0).scored(1, {1.99: 9, 2: 3})
    assert progress(course.history, FIRST + 3 * DAY).now == 3


def test_pain_that_lasts_is_not_left_out():
    course = on_days(0, 3, 7, 10, baseline=3).scored(4, {2.5: 7, 3: 7, 4: 7})
    shown = progress(course.history, FIRST + 15 * DAY)
    assert (shown.now, shown.result, shown.proposal) == (7, Result.WORSE, EndState.NO_RESPONSE)


def test_silence_is_not_no_change():
    shown = progress(on_days(0, 3, 7, 10).history, FIRST + 15 * DAY)
    assert (shown.now, shown.days, shown.result, shown.proposal) == (None, 0, None, None)
    assert shown.sentence == "Before session 1: 6; no score in the last 7 days outside the 48 hours after a session."


def test_without_a_baseline_it_says_so():
    shown = progress(on_days(0, baseline=None).scored(1, {3: 4}).history, FIRST + 4 * DAY)
    assert (shown.baseline, shown.result) == (None, None)
    assert shown.sentence == "The usual pain before session 1 is not known; 4 in the last 7 days (1 day with a score)."


def test_a_course_not_begun_has_nothing_to_show():
    shown = progress(on_days().history, FIRST)
    assert (shown.given, shown.baseline, shown.baseline_quality) == (0, None, BaselineQuality.NONE)


def test_the_warning_stands_on_the_review_from_the_fourth_time_on():
    shown = progress(weekly(4).each(FALLS_AND_RETURNS).knowing(planned=8).history, FIRST + 28 * DAY)
    assert (shown.relapses, shown.proposal) == (4, EndState.RELAPSING)
    assert shown.relapse_warning == "Relief has not lasted 4 times, after sessions 1, 2, 3 and 4."


def test_the_place_in_the_expected_curve_is_asked_with_baseline_days_and_score():
    asked: list[tuple[float, float, float]] = []

    def place(baseline: float, days: float, nrs: float) -> float:
        asked.append((baseline, days, nrs))
        return 71.6

    course = on_days(0).scored(1, {3: 5})
    assert progress(course.history, FIRST + 4 * DAY, place=place).percentile == 72
    assert asked == [(6, 4, 5)]
    assert progress(on_days(0).history, FIRST + 4 * DAY, place=place).percentile is None
    assert len(asked) == 1
