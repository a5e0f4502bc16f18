"""A small language for courses: `weekly(5, baseline=6).scored(1, {1: 3, 4: 6})`. Days count from a session's end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from diary.clinical.course import CourseHistory, Treated
from diary.clinical.history import Baseline, BaselineQuality, Reading, SessionFacts

DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """A course in the making; every step gives a new one."""

    days: tuple[float, ...]
    baselines: tuple[float | None, ...]
    readings: tuple[Reading, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def end_of(self, session: int) -> datetime:
        """When session 1, 2, ... ended."""
        return FIRST + self.days[session - 1] * DAY

    def scored(self, session: int, scores: Mapping[float, float | None], **values: Any) -> "Given":
        """Scores, by days after the end of a session."""
        start = len(self.readings)
        new = [
            Reading(UUID(int=1000 + start + place), moment, moment, nrs_average=score, **values)
            for place, (day, score) in enumerate(scores.items())
            for moment in [self.end_of(session) + day * DAY]
        ]
        return replace(self, readings=(*self.readings, *new))

    def each(self, scores: Mapping[float, float | None], sessions: int | None = None) -> "Given":
        """The same scores after each session, or after the first so many."""
        course = self
        for number in range(1, (sessions or len(self.days)) + 1):
            course = course.scored(number, scores)
        return course

    def knowing(self, **facts: Any) -> "Given":
        return replace(self, facts=self.facts | facts)

    @property
    def history(self) -> CourseHistory:
        sessions = []
        for number, (day, nrs) in enumerate(zip(self.days, self.baselines, strict=True), start=1):
            ended_at = FIRST + day * DAY
            facts = SessionFacts(UUID(int=number), number, ended_at - timedelta(hours=1), ended_at)
            quality = BaselineQuality.NONE if nrs is None else BaselineQuality.GOOD
            sessions.append(Treated(facts, Baseline(nrs, quality)))
        return CourseHistory(tuple(reversed(sessions)), tuple(reversed(self.readings)), **self.facts)


def on_days(*days: float, baseline: float | None = 6) -> Given:
    """A session on each of these days, with the same baseline before each."""
    return Given(days, (baseline,) * len(days))


def weekly(sessions: int, *, baseline: float | None = 6) -> Given:
    return on_days(*(7.0 * week for week in range(sessions)), baseline=baseline)
