"""The plan of a course, missed sessions, flares, and relief that does not last. Source: clinical reference 3.6.7, 3.6.8."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.clinical.course import (
    Relief,
    find,
    had_flare,
    missed_sessions,
    plan,
    relapse,
    relapses,
    relief_after,
    relief_so_far,
    review_due,
)
from diary.clinical.course_examples import COURSE_EXAMPLES, CourseExample
from diary.clinical.history import Baseline, BaselineQuality, History, Level
from tests.diary.clinical.courses import DAY, FIRST, Given, on_days, weekly

FALLS_AND_RETURNS: Mapping[float, float | None] = {1: 3, 2: 3, 3: 3, 4.5: 6, 5.5: 6, 6.5: 6}
HOLDS: Mapping[float, float | None] = {1: 3, 2: 3, 3: 3, 4.5: 3, 5.5: 3, 6.5: 3}


def test_the_default_plan_is_twice_a_week_for_two_weeks_and_then_weekly():
    assert plan() == (0, 3, 7, 10, 14, 21, 28, 35)


@pytest.mark.parametrize(("sessions", "days"), [(0, ()), (1, (0,)), (4, (0, 3, 7, 10)), (6, (0, 3, 7, 10, 14, 21))])
def test_a_plan_of_another_length_keeps_the_rhythm(sessions: int, days: tuple[int, ...]):
    assert plan(sessions) == days


@pytest.mark.parametrize(
    ("course", "day", "missed"),
    [
        pytest.param(on_days(0, 3, 7, 10).knowing(planned=8), 10, 0, id="all given in time"),
        pytest.param(on_days(0, 3, 7).knowing(planned=8), 12.9, 0, id="the fourth is under three days late"),
        pytest.param(on_days(0, 3, 7).knowing(planned=8), 13, 1, id="the fourth is three days late"),
        pytest.param(on_days(0).knowing(planned=8), 60, 7, id="never came back"),
        pytest.param(on_days(0), 60, 0, id="no plan"),
        pytest.param(on_days().knowing(planned=8), 60, 0, id="not begun"),
        pytest.param(on_days(0, 1, 2, 3, 4).knowing(planned=8), 10, 0, id="ahead of the plan"),
        pytest.param(
            on_days(0, 3, 7, 10).knowing(planned=8, maintenance_since=FIRST + 11 * DAY), 60, 0, id="then maintenance"
        ),
        pytest.param(
            on_days(0, 3).knowing(planned=8, ended_at=FIRST + 11 * DAY), 60, 1, id="ended on day 11, one behind"
        ),
    ],
)
def test_missed_sessions_are_counted_against_the_plan(course: Given, day: float, missed: int):
    assert missed_sessions(course.history, FIRST + day * DAY) == missed


@pytest.mark.parametrize(
    ("scores", "relief"),
    [
        pytest.param(FALLS_AND_RETURNS, Relief.REVERTED, id="6 -> 3 for 3 days -> 6"),
        pytest.param(HOLDS, Relief.HELD, id="6 -> 3 and stays"),
        pytest.param({1: 4, 2: 4}, Relief.HELD, id="mean 4 is 2 under 6"),
        pytest.param({1: 4, 2: 4.1}, Relief.NONE, id="mean 4.05 is not 2 under 6"),
        pytest.param({1: 2, 2: 6, 3: 2, 4: 6}, Relief.HELD, id="mean of two days decides, not one day"),
        pytest.param({1: 3, 2: 3, 3: 5, 4: 5}, Relief.REVERTED, id="back within a point"),
        pytest.param({1: 3, 2: 3, 3: 5, 4: 4.9}, Relief.HELD, id="back, but not within a point"),
        pytest.param({1: 3, 2: 3, 3: 9}, Relief.HELD, id="one bad day is no return"),
        pytest.param({1: 3, 2: 3, 3: 6, 4: 6, 5: 3, 6: 3}, Relief.HELD, id="back in between, down at the end"),
        pytest.param({1: 3, 4: 3, 5: 6, 6.9: 6}, Relief.REVERTED, id="entry-days need not be neighbours"),
        pytest.param({1: 7, 2: 7, 3: 6}, Relief.NONE, id="never fell"),
        pytest.param({1: 3}, Relief.UNKNOWN, id="one day only"),
        pytest.param({1.1: 3, 1.5: 3}, Relief.UNKNOWN, id="two entries of one day"),
        pytest.param({1: None, 2: None}, Relief.UNKNOWN, id="entries without a score"),
        pytest.param({}, Relief.UNKNOWN, id="no entry"),
    ],
)
def test_what_became_of_the_pain_until_the_next_session(scores: Mapping[float, float | None], relief: Relief):
    assert relief_after(weekly(2).scored(1, scores).history, 0, FIRST + 7 * DAY) is relief


@pytest.mark.parametrize(
    ("baseline", "low", "relief"),
    [
        pytest.param(3, 1, Relief.HELD, id="baseline 3: 2 points"),
        pytest.param(2.9, 0, Relief.UNKNOWN, id="baseline under 3 is not looked at"),
        pytest.param(None, 0, Relief.UNKNOWN, id="no baseline"),
        pytest.param(10, 7, Relief.HELD, id="baseline 10: 30 %"),
        pytest.param(10, 7.5, Relief.NONE, id="baseline 10: 25 % is not enough"),
    ],
)
def test_how_far_pain_must_fall_depends_on_the_baseline(baseline: float | None, low: float, relief: Relief):
    course = weekly(2, baseline=baseline).scored(1, {2: low, 3: low})
    assert relief_after(course.history, 0, FIRST + 7 * DAY) is relief


@pytest.mark.parametrize(
    ("day", "relief"),
    [(8, Relief.IMPROVING), (13.99, Relief.IMPROVING), (14, Relief.HELD)],
    ids=["running", "just before 14 days", "after 14 days"],
)
def test_relief_after_the_last_session_is_held_only_once_14_days_are_over(day: float, relief: Relief):
    assert relief_after(weekly(1).scored(1, HOLDS).history, 0, FIRST + day * DAY) is relief


@pytest.mark.parametrize("weeks", [1, 2])
@pytest.mark.parametrize(
    ("scores", "kept"),
    [
        pytest.param(FALLS_AND_RETURNS, Relief.REVERTED, id="came back"),
        pytest.param(HOLDS, Relief.IMPROVING, id="holds, and nobody knows yet for how long"),
        pytest.param({1: 7, 2: 7}, Relief.NONE, id="never fell"),
        pytest.param({}, Relief.UNKNOWN, id="no entry"),
    ],
)
def test_the_relief_that_is_kept_with_a_session_says_the_same_as_its_scores(
    scores: Mapping[float, float | None], kept: Relief, weeks: int
):
    course = weekly(weeks).scored(1, scores).history
    first, following = course.sessions[0], course.sessions[1].facts if weeks > 1 else None
    recovery = History(session=first.facts, readings=course.readings, next_session=following)
    assert relief_so_far(recovery, first.baseline) is kept
    without_scores = replace(course, sessions=(replace(first, relief=kept), *course.sessions[1:]), readings=())
    for days in (1, 7, 14, 30):
        now = FIRST + days * DAY
        assert relief_after(without_scores, 0, now) is relief_after(course, 0, now)


def test_without_a_session_there_is_no_relief():
    assert relief_so_far(History(session=None), Baseline(6, BaselineQuality.GOOD)) is Relief.UNKNOWN


def test_what_comes_after_14_days_or_after_the_next_session_started_does_not_count():
    course = weekly(1).scored(1, {1: 3, 2: 3, 14.1: 6, 15.1: 6})
    assert relief_after(course.history, 0, FIRST + 20 * DAY) is Relief.HELD
    course = weekly(2).scored(1, {1: 3, 2: 3, 7: 6, 8: 6})
    assert relief_after(course.history, 0, FIRST + 9 * DAY) is Relief.HELD


@pytest.mark.parametrize("example", COURSE_EXAMPLES, ids=lambda example: example.words)
def test_the_courses_of_the_rule_book_end_as_it_says(example: CourseExample):
    shown = example.reviewed_now()
    result, ends_as = (each.value if each else "" for each in (shown.result, shown.proposal))
    assert (example.found(), result, ends_as) == (example.expected, example.result, example.ends_as)


def test_a_sixth_time_is_told_about_the_fifth_session_and_rests_on_its_entries():
    course = weekly(6).each(FALLS_AND_RETURNS)
    five, six = (
        relapse(weekly(5).each(FALLS_AND_RETURNS).history, FIRST + 35 * DAY),
        relapse(course.history, FIRST + 42 * DAY),
    )
    assert five is not None
    assert six is not None
    assert (six.session, six.finding.readings) == (five.session, five.finding.readings)
    assert six.finding.because.startswith("Relief has not lasted 6 times.")


def test_relief_that_held_starts_the_count_again():
    course = (
        weekly(6).each(FALLS_AND_RETURNS, 3).scored(4, HOLDS).scored(5, FALLS_AND_RETURNS).scored(6, FALLS_AND_RETURNS)
    )
    assert relapses(course.history, FIRST + 42 * DAY) == (4, 5)


def test_relief_that_has_not_had_its_time_resets_nothing():
    course = weekly(6).each(FALLS_AND_RETURNS, 5).scored(6, HOLDS)
    assert len(relapses(course.history, FIRST + 42 * DAY)) == 5
    assert relapses(course.history, FIRST + 49 * DAY) == ()


def test_a_session_without_entries_or_relief_neither_counts_nor_resets():
    course = weekly(5).scored(1, FALLS_AND_RETURNS).scored(3, {1: 6, 2: 6}).scored(5, FALLS_AND_RETURNS)
    assert relapses(course.history, FIRST + 35 * DAY) == (0, 4)


@pytest.mark.parametrize(
    ("scores", "flare"),
    [
        pytest.param({0.5: 8}, True, id="8 at 12 h"),
        pytest.param({0.5: 7.9}, False, id="7.9 at 12 h"),
        pytest.param({0.1: 9}, None, id="at 2 h: too early"),
        pytest.param({4 / 24: 9}, True, id="at 4 h"),
        pytest.param({2: 9}, None, id="at 48 h: too late"),
        pytest.param({0.5: None}, None, id="no score"),
    ],
)
def test_a_session_had_a_flare_when_a_score_of_4_to_48_hours_was_one(
    scores: Mapping[float, float | None], flare: bool | None
):
    assert had_flare(on_days(0).scored(1, scores).history, 0) is flare


def test_scores_after_the_next_session_are_not_this_sessions_flare():
    assert had_flare(on_days(0, 1).scored(1, {1.1: 9}).history, 0) is None


@pytest.mark.parametrize(
    ("course", "because"),
    [
        pytest.param(weekly(3), None, id="three sessions"),
        pytest.param(
            weekly(4), "Session 4 was given: review how the course goes before session 5 ends.", id="four sessions"
        ),
        pytest.param(
            weekly(5),
            "5 sessions were given and the course was not reviewed: it was due before session 5 ended.",
            id="five",
        ),
        pytest.param(weekly(4).knowing(reviewed_after=4), None, id="reviewed after four"),
        pytest.param(weekly(5).knowing(reviewed_after=4), None, id="reviewed, and a fifth"),
        pytest.param(
            weekly(4).knowing(reviewed_after=2),
            "Session 4 was given: review how the course goes before session 5 ends.",
            id="an early look is no review",
        ),
        pytest.param(weekly(4).knowing(ended_at=FIRST + 30 * DAY), None, id="the course has ended"),
    ],
)
def test_a_review_is_due_after_session_4(course: Given, because: str | None):
    found = review_due(course.history)
    assert (found.finding.because if found else None) == because
    if found:
        assert (found.session, found.finding.level) == (course.history.sessions[3].facts.session, Level.PRACTITIONER)


def test_nothing_recorded_later_is_looked_at():
    course = weekly(5).each(FALLS_AND_RETURNS).history
    assert [found.finding.rule for found in find(course, FIRST + 35 * DAY)] == ["relapse", "review_due"]
    assert [found.finding.rule for found in find(course, FIRST + 27 * DAY)] == ["review_due"]
    assert find(course, FIRST + 20 * DAY) == ()


SCORES = st.dictionaries(st.integers(1, 80).map(lambda tenth: tenth / 5), st.integers(0, 10), max_size=20)


@given(st.lists(SCORES, min_size=1, max_size=4), st.integers(0, 10), st.floats(0, 40))
def test_counts_stay_within_the_sessions_and_no_later_reading_changes_the_past(
    scores: list[dict[float, int]], baseline: int, day: float
):
    course = weekly(len(scores), baseline=baseline)
    for number, after in enumerate(scores, start=1):
        course = course.scored(number, dict(after))
    now = FIRST + timedelta(days=day)
    seen = course.history.as_of(now)
    assert set(relapses(seen, now)) <= set(range(len(seen.sessions)))
    later = course.scored(1, {day + 1: 10}).history.as_of(now)
    assert find(later, now) == find(seen, now)
