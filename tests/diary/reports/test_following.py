"""What came of many sessions at once, against plain loops over one session after the other."""

from dataclasses import dataclass
from random import Random
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.clinical.lasting import is_flare
from diary.clinical.review import Result, result_of
from diary.reports.following import Followed, Scores, Sessions, follow

HOUR = 3_600_000.0
DAY = 24 * HOUR
BEGINS, ENDS = 1_000 * DAY, 1_040 * DAY


@dataclass(frozen=True)
class Visit:
    """A session of a course; the course's number tells whose it is: two courses to a patient."""

    course: int
    started: float
    ended: float
    settled: float | None
    baseline: float | None
    treatment: int


Written = tuple[int, float, float]  # the course, when, and the score

LIMITS = (0, 4, 48, 96, 168, 336)
seeds = st.integers(0, 2**32)


def told_by(seed: int) -> tuple[list[Visit], list[Written]]:
    """Up to four courses, and what was written. Much of it lies exactly on a limit of some window."""
    chance = Random(seed)
    story: dict[tuple[int, float], Visit] = {}

    def moment() -> float:
        """Any hour, or one that counts after some session or before the end."""
        if chance.random() < 0.1:
            return ENDS - chance.choice(LIMITS) * HOUR
        if story and chance.random() < 0.5:
            return chance.choice(list(story.values())).ended + chance.choice(LIMITS) * HOUR
        return BEGINS + chance.randrange(-12 * 24, 40 * 24) * HOUR

    for _ in range(chance.randrange(24)):
        course, started, baseline = chance.randrange(4), moment(), chance.choice((None, chance.randrange(101) / 10))
        ended = started + chance.randrange(3) * HOUR
        settled = chance.choice((None, ended + 336 * HOUR, ended + chance.randrange(400) * HOUR))
        story[course, ended] = Visit(course, started, ended, settled, baseline, chance.randrange(2))
    diary = [(chance.randrange(4), moment(), chance.randrange(101) / 10) for _ in range(chance.randrange(200))]
    held = [visit for visit in story.values() if visit.ended < ENDS]
    return held, [written for written in diary if written[1] < ENDS]


def looked_at(story: list[Visit], diary: list[Written]) -> tuple[Followed, list[bool | None], int]:
    column = [
        [float("nan") if value is None else value for value in values]
        for values in zip(*((v.started, v.ended, v.settled, v.baseline) for v in story), strict=True)
    ] or [[]] * 4
    numbers = np.array([(v.course, v.course // 2, v.treatment) for v in story], dtype=np.int64).reshape(-1, 3).T
    written = np.array([(at, nrs) for _, at, nrs in diary]).reshape(-1, 2).T
    sessions = Sessions(*numbers, *(np.array(each, dtype=float) for each in column))
    return follow(sessions, Scores(np.array([course for course, *_ in diary], dtype=np.int64), *written), BEGINS, ENDS)


def course_of(visit: Visit, story: list[Visit]) -> list[Visit]:
    return sorted((each for each in story if each.course == visit.course), key=lambda each: each.ended)


def end_of(visit: Visit, story: list[Visit]) -> tuple[bool, float]:
    """Whether another session followed, and until when this one is looked at."""
    later = [each for each in course_of(visit, story) if each.ended > visit.ended]
    return bool(later), later[0].started if later else ENDS


def after(visit: Visit, story: list[Visit], diary: list[Written]) -> list[tuple[float, float]]:
    """Hours and scores until the next session."""
    _, end = end_of(visit, story)
    theirs = sorted((at, nrs) for course, at, nrs in diary if course == visit.course)
    return [((at - visit.ended) / HOUR, nrs) for at, nrs in theirs if visit.ended <= at < end]


def told(followed: Followed, asked: str, place: int) -> bool | None:
    known, happened = getattr(followed, asked)
    return bool(happened[place]) if known[place] else None


@given(seeds)
def test_each_session_of_the_period_is_judged_as_one_alone_is(seed: int):
    story, diary = told_by(seed)
    followed, _, _ = looked_at(story, diary)
    assert sorted(followed.row.tolist()) == [n for n, visit in enumerate(story) if visit.ended >= BEGINS]
    for place, visit in enumerate([story[row] for row in followed.row]):
        is_followed, end = end_of(visit, story)
        wrote = after(visit, story, diary)
        assert (followed.patient[place], followed.treatment[place]) == (visit.course // 2, visit.treatment)
        is_asked = (is_followed or ENDS - visit.ended >= 96 * HOUR) and end - visit.ended > 48 * HOUR
        answered = any(48 <= at <= 96 for at, _ in wrote) if is_asked else None
        assert told(followed, "answered", place) == answered
        flares = [nrs for at, nrs in wrote if 4 <= at <= 48]
        flared = None if visit.baseline is None or not flares else any(is_flare(nrs, visit.baseline) for nrs in flares)
        assert told(followed, "flared", place) == flared
        until, settled = followed.until[place], bool(followed.settled[place])
        assert (None if np.isnan(until) else (until, settled)) == until_of(visit, wrote, end)


def until_of(visit: Visit, wrote: list[tuple[float, float]], end: float) -> tuple[float, bool] | None:
    if visit.baseline is None:
        return None
    if visit.settled is not None and visit.settled < end:
        after = (visit.settled - visit.ended) / HOUR
        return (after, True) if after <= 336 else (336.0, False)
    last = max((at for at, _ in wrote), default=0.0)
    return (min(last, 336.0), False) if last > 0 else None


@given(seeds)
def test_each_course_that_is_due_responds_or_not_as_one_alone_does(seed: int):
    story, diary = told_by(seed)
    _, answers, people = looked_at(story, diary)
    courses = [course_of(visit, story) for visit in story]
    due = {each[0].course: each for each in courses if len(each) >= 4 and each[3].ended + 48 * HOUR <= ENDS}
    assert answers == [responds(due[course], diary) for course in sorted(due)]
    assert people == len({course // 2 for course in due})


def responds(course: list[Visit], diary: list[Written]) -> bool | None:
    theirs = [(at, nrs) for number, at, nrs in diary if number == course[0].course]
    end = min(ENDS, max((at for at, _ in theirs), default=ENDS) + 1000)
    days: dict[float, list[float]] = {}
    for at, nrs in theirs:
        if end - 7 * DAY <= at < end and not any(each.ended <= at < each.ended + 48 * HOUR for each in course):
            days.setdefault((end - at) // DAY, []).append(nrs)
    if not days or course[-1].ended > end:
        return None
    result = result_of(course[0].baseline, median(fmean(day) for day in days.values()))
    return None if result is None else result is Result.RESPONDING


@pytest.mark.parametrize(
    ("last", "answer"),
    [(2.0, True), (6.0, False), (None, None)],
    ids=["the pain is down", "the pain is up", "nobody wrote"],
)
def test_a_course_responds_when_its_last_days_say_so(last: float | None, answer: bool | None):
    story = [Visit(0, BEGINS + day * DAY, BEGINS + day * DAY, None, 6.0, 0) for day in (1, 8, 15, 22)]
    diary = [] if last is None else [(0, BEGINS + 30 * DAY, last), (0, BEGINS + 23 * DAY, 9.0)]
    assert looked_at(story, diary)[1:] == ([answer], 1)


def test_what_was_written_before_the_first_session_counts_where_it_is_of_the_last_days():
    """Four sessions within hours of each other, and of the days after them nothing but their first 48 hours."""
    story = [Visit(0, BEGINS + hour * HOUR, BEGINS + hour * HOUR, None, 6.0, 0) for hour in (1, 2, 3, 4)]
    assert looked_at(story, [(0, BEGINS - DAY, 2.0), (0, BEGINS + DAY, 9.0)])[1] == [True]


def test_a_clinic_without_a_session_has_nothing_to_tell():
    followed, answers, people = looked_at([], [])
    assert (len(followed.row), answers, people) == (0, [], 0)
