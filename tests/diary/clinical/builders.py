"""A small language for histories: `course(baseline=3).after(30, 7)`. Hours count from the session's end."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from diary.clinical.expected import predict
from diary.clinical.history import (
    Baseline,
    BaselineQuality,
    EarlierRecovery,
    Finding,
    History,
    Judgement,
    Reading,
    SessionFacts,
    SymptomReport,
)
from diary.clinical.prediction import Prediction
from diary.clinical.rules import judge

ENDED_AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
STARTED_AT = ENDED_AT - timedelta(hours=1)
LONG = 24 * 28.0


def span(hours: float | str) -> timedelta:
    """`50`, `7.5` or `"47:59"`."""
    if isinstance(hours, str):
        whole, minutes = hours.split(":")
        return timedelta(hours=int(whole), minutes=int(minutes))
    return timedelta(hours=hours)


def at(hours: float | str) -> datetime:
    return ENDED_AT + span(hours)


def session(hours: float | str = 0, number: int = 1, **facts: Any) -> SessionFacts:
    """An hour's session that ended `hours` after the usual one."""
    ended_at = at(hours)
    return SessionFacts(UUID(int=number), number, ended_at - timedelta(hours=1), ended_at, **facts)


def reading(number: int, recorded_at: datetime, *, late: timedelta = timedelta(), **values: Any) -> Reading:
    return Reading(UUID(int=number), recorded_at, recorded_at + late, **values)


def ticks(*codes: str, new: bool = True) -> tuple[SymptomReport, ...]:
    return tuple(SymptomReport(code, new=new) for code in codes)


def earlier(hours: float | str, nrs: float | None = 3, **facts: Any) -> EarlierRecovery:
    """An earlier session that ended `hours` before the usual one, with a good baseline of `nrs`."""
    quality = BaselineQuality.NONE if nrs is None else BaselineQuality.GOOD
    return EarlierRecovery(ENDED_AT - span(hours), Baseline(nrs, quality), **facts)


@dataclass(frozen=True)
class Course:
    """A history in the making; every step gives a new one."""

    readings: tuple[Reading, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    session: SessionFacts = field(default_factory=session)

    def _with(self, recorded_at: datetime, **values: Any) -> "Course":
        return replace(self, readings=(*self.readings, reading(1000 + len(self.readings), recorded_at, **values)))

    def after(self, hours: float | str, average: float | None = None, **values: Any) -> "Course":
        """An entry after the session's end: a 24-hour average, or what is named."""
        return self._with(at(hours), nrs_average=average, **values)

    def before(self, hours: float | str, average: float | None = None, **values: Any) -> "Course":
        """An entry before the session's start."""
        return self._with(STARTED_AT - span(hours), nrs_average=average, **values)

    def next_session(self, hours: float | str, check_in: float | None = None) -> "Course":
        """The next session starts `hours` after this one's end."""
        following = session(span(hours) / timedelta(hours=1) + 1, number=2, nrs_before=check_in)
        return self.knowing(next_session=following)

    def knowing(self, **facts: Any) -> "Course":
        return replace(self, facts=self.facts | facts)

    def of_session(self, **facts: Any) -> "Course":
        return replace(self, session=replace(self.session, **facts))

    @property
    def history(self) -> History:
        return History(self.session, self.readings, **self.facts)

    def predicted(self) -> Prediction:
        return predict(self.history)

    def judged(self, hours: float | str = LONG) -> Judgement:
        return judge(self.history, at(hours))

    def found(self, rule: str, hours: float | str = LONG) -> Finding | None:
        return next((finding for finding in self.judged(hours).findings if finding.rule == rule), None)

    def rules(self, hours: float | str = LONG) -> set[str]:
        return {finding.rule for finding in self.judged(hours).findings}


def course(
    baseline: float | None = 3, *, stiffness: float | None = None, days: Iterable[int] = range(7), **facts: Any
) -> Course:
    """A first session, with a score of `baseline` (if any) on each of `days` before it; 0 is the last 24 hours."""
    start = Course(facts=facts)
    if baseline is None and stiffness is None:
        return start
    for day in days:
        start = start.before(24 * day + 2, baseline, stiffness=stiffness)
    return start
