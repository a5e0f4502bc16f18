"""Courses as data: judged for the rule book, and each a test of its own. Source: clinical reference 1.8 (D), 3.6.7, 3.6.8."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from diary.clinical.course import CourseHistory, Treated, find, plan
from diary.clinical.examples import ENDED_AT
from diary.clinical.history import DAY, Baseline, BaselineQuality, Reading, SessionFacts
from diary.clinical.review import Progress, progress

HOUR_LONG = timedelta(hours=1)
Scores = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CourseExample:
    """One course: the days of its sessions, the level before each, scores as (days after the first session, NRS).

    `expected` are the rules that must be found on the day it is judged, `result` and `ends_as` what the review says.
    """

    words: str
    sessions: tuple[float, ...]
    scores: Scores
    judged_on: float
    expected: tuple[str, ...]
    result: str
    ends_as: str
    baseline: float = 6
    reviewed: bool = False

    @property
    def history(self) -> CourseHistory:
        """The course as the rules see it: planned for 8 sessions, each an hour long."""
        sessions = tuple(self._treated(number, day) for number, day in enumerate(self.sessions, start=1))
        readings = tuple(
            Reading(UUID(int=1000 + number), on(day), on(day), nrs_average=nrs)
            for number, (day, nrs) in enumerate(self.scores)
        )
        reviewed_after = len(self.sessions) if self.reviewed else None
        return CourseHistory(sessions, readings, planned=len(plan()), reviewed_after=reviewed_after)

    def _treated(self, number: int, day: float) -> Treated:
        facts = SessionFacts(UUID(int=number), number, on(day) - HOUR_LONG, on(day))
        return Treated(facts, Baseline(self.baseline, BaselineQuality.GOOD))

    def found(self) -> tuple[str, ...]:
        """The rules that are true on the day."""
        return tuple(each.finding.rule for each in find(self.history, on(self.judged_on)))

    def reviewed_now(self) -> Progress:
        """What a review on that day shows."""
        return progress(self.history, on(self.judged_on))


def on(day: float) -> datetime:
    """The moment so many days after the first session's end."""
    return ENDED_AT + day * DAY


def _after_each(sessions: tuple[float, ...], scores: Scores) -> Scores:
    return tuple((start + day, nrs) for start in sessions for day, nrs in scores)


WEEKLY = (0.0, 7.0, 14.0, 21.0, 28.0)
PLANNED = tuple(float(day) for day in plan(4))
RETURNS = ((1, 3), (2, 3), (3, 3), (4.5, 6), (5.5, 6), (6.5, 6))
COURSE_EXAMPLES = (
    CourseExample(
        "Three sessions, pain unchanged", PLANNED[:3], ((9.5, 6), (10, 6)), 10, (), "no_change", "no_response"
    ),
    CourseExample(
        "Four sessions, from 6 to 4", PLANNED, ((12.5, 4), (13, 4)), 13, ("review_due",), "responding", "responding"
    ),
    CourseExample(
        "The same, reviewed", PLANNED, ((12.5, 4), (13, 4)), 13, (), "responding", "responding", reviewed=True
    ),
    CourseExample(
        "Four sessions, from 6 to 1", PLANNED, ((12.5, 1), (13, 1)), 13, ("review_due",), "responding", "resolved_early"
    ),
    CourseExample(
        "Four sessions, from 9 to 7.5",
        PLANNED,
        ((12.5, 7.5),),
        13,
        ("review_due",),
        "partial",
        "responding",
        baseline=9,
    ),
    CourseExample(
        "Four sessions, from 5 to 4.2",
        PLANNED,
        ((12.5, 4.2),),
        13,
        ("review_due",),
        "no_change",
        "no_response",
        baseline=5,
    ),
    CourseExample("Four sessions, from 6 to 7", PLANNED, ((12.5, 7),), 13, ("review_due",), "worse", "no_response"),
    CourseExample("Four sessions, and nobody logs", PLANNED, (), 15, ("review_due",), "", ""),
    CourseExample(
        "Weekly; four times 6, 3 for three days, 6 again",
        WEEKLY[:4],
        _after_each(WEEKLY[:4], RETURNS),
        28,
        ("review_due",),
        "no_change",
        "relapsing",
    ),
    CourseExample(
        "Weekly; five times",
        WEEKLY,
        _after_each(WEEKLY, RETURNS),
        35,
        ("relapse", "review_due"),
        "no_change",
        "relapsing",
    ),
    CourseExample(
        "Weekly; five times, but the third relief held",
        WEEKLY,
        (*_after_each((0, 7, 21, 28), RETURNS), *_after_each((14,), tuple((day, 3) for day, _ in RETURNS))),
        35,
        ("review_due",),
        "no_change",
        "no_response",
    ),
)
