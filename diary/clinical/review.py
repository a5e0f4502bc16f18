"""The review of a course after session 4: usual pain then and now, and in which state a course may be ended.

Ebb proposes, the practitioner decides. Source: clinical reference 3.6.7, 1.3 (S002-16 to S002-18).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean, median

from diary.clinical.course import (
    RELAPSES_WARN,
    CourseHistory,
    had_flare,
    missed_sessions,
    relapse_warning,
    relapses,
)
from diary.clinical.history import DAY, BaselineQuality, Reading
from diary.clinical.scores import is_at_least
from diary.clinical.wording import score_text

LAST_DAYS = timedelta(days=7)
FLARE_TIME = timedelta(hours=48)
RESPONSE_POINTS = 2.0
RESPONSE_SHARE = 0.7
PARTIAL_SHARE = 0.85
PEG_SHARE = 0.7
WORSE_POINTS = 1.0
# The smallest change that two medians of 7 days can show. Source: clinical reference 3.2, 3.6.7.
SMALLEST_CHANGE = 1.0
RESOLVED = 1.0

# What may have made it worse; the review's pick-list. Source: clinical reference 1.1 (S000-2).
CAUSES = {
    "needle-placement": "Where the needles were placed",
    "needle-depth": "How deep the needles went",
    "body-response": "The body's own response",
    "existing-condition": "A condition that was there before",
    "practitioner-experience": "The practitioner's experience with this",
    "anxiety-tension": "Anxiety or tension",
    "unrelated": "Nothing to do with the treatment",
    "unknown": "Not known",
}


class Result(StrEnum):
    """How a course goes. Source: clinical reference 3.6.7."""

    RESPONDING = "responding"
    PARTIAL = "partial"
    NO_CHANGE = "no_change"
    WORSE = "worse"


class EndState(StrEnum):
    """How a course ended. Source: clinical reference 1.3 (S002-18)."""

    RESOLVED_EARLY = "resolved_early"
    RESPONDING = "responding"
    RELAPSING = "relapsing"
    NO_RESPONSE = "no_response"


class Plan(StrEnum):
    """What the practitioner and the patient agree on at the review."""

    CONTINUE = "continue"
    CHANGE = "change"
    STOP = "stop"
    REFER = "refer"


RESULT_WORDS = {
    Result.RESPONDING: "responding",
    Result.PARTIAL: "a partial response",
    Result.NO_CHANGE: "no change beyond day-to-day noise",
    Result.WORSE: "worse",
}

# Percentile (0-100) of a score in the course's expected curve: (baseline, days since the first session, score).
Place = Callable[[float, float, float], float]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a review shows. Scores are NRS 0-10 and None when they are not known, never 0; so is `result`.

    `days` counts the days with a score behind `now`; `flares` are sessions followed by one, of `flares_of` with a score
    in their first 48 hours. `percentile` is the place of `now` in the course's expected curve, 0-100.
    """

    baseline: float | None
    baseline_quality: BaselineQuality
    now: float | None
    days: int
    result: Result | None
    percentile: int | None
    relapses: int
    relapse_warning: str | None
    flares: int
    flares_of: int
    given: int
    planned: int | None
    missed: int
    proposal: EndState | None
    sentence: str


def progress(
    course: CourseHistory,
    now: datetime,
    *,
    place: Place | None = None,
    peg_before: float | None = None,
    peg_now: float | None = None,
) -> Progress:
    """How the course goes at `now`; what was recorded later is not looked at. Source: clinical reference 3.6.7."""
    seen = course.as_of(now)
    first = seen.sessions[0] if seen.sessions else None
    before = first.baseline.nrs if first else None
    means = _recent_days(seen, now)
    current = median(means) if means else None
    result = result_of(before, current, peg_before, peg_now)
    flares = [had_flare(seen, index) for index in range(len(seen.sessions))]
    count = len(relapses(seen, now))
    percentile = None
    if place is not None and first is not None and before is not None and current is not None:
        percentile = round(place(before, (now - first.facts.ended_at) / DAY, current))
    return Progress(
        baseline=before,
        baseline_quality=first.baseline.quality if first else BaselineQuality.NONE,
        now=current,
        days=len(means),
        result=result,
        percentile=percentile,
        relapses=count,
        relapse_warning=relapse_warning(seen, now),
        flares=sum(flare is True for flare in flares),
        flares_of=sum(flare is not None for flare in flares),
        given=len(seen.sessions),
        planned=seen.planned,
        missed=missed_sessions(seen, now),
        proposal=proposal(result, current, count, is_early=_is_early(seen)),
        sentence=_sentence(before, current, len(means), result),
    )


def result_of(
    before: float | None, now: float | None, peg_before: float | None = None, peg_now: float | None = None
) -> Result | None:
    """How pain compares with before session 1; not known (None) when either is missing.

    A fall under 1 point is never shown as improvement, and pain that is up a point is worse whatever the PEG says.
    Source: clinical reference 3.6.7.
    """
    if before is None or now is None:
        return None
    if is_at_least(now, before + WORSE_POINTS):
        return Result.WORSE
    is_real = is_at_least(before - now, SMALLEST_CHANGE)
    if is_real and (is_at_least(before - RESPONSE_POINTS, now) or is_at_least(RESPONSE_SHARE * before, now)):
        return Result.RESPONDING
    if is_real and is_at_least(PARTIAL_SHARE * before, now):
        return Result.PARTIAL
    if peg_before and peg_now is not None and is_at_least(PEG_SHARE * peg_before, peg_now):
        return Result.PARTIAL
    return Result.NO_CHANGE


def proposal(result: Result | None, now: float | None, relapse_count: int, *, is_early: bool) -> EndState | None:
    """In which state Ebb would end the course: from the diary alone, for the practitioner to accept or not.

    Relief that came back four times is `relapsing` whatever today's score; pain of 1 or less before the plan is through
    is `resolved_early`. Source: clinical reference 1.3 (S002-18), 3.6.8.
    """
    if relapse_count >= RELAPSES_WARN:
        return EndState.RELAPSING
    if result is None:
        return None
    if result in (Result.NO_CHANGE, Result.WORSE):
        return EndState.NO_RESPONSE
    is_gone = now is not None and now <= RESOLVED
    return EndState.RESOLVED_EARLY if is_gone and is_early else EndState.RESPONDING


def _is_early(course: CourseHistory) -> bool:
    return course.planned is not None and len(course.sessions) < course.planned


def _recent_days(course: CourseHistory, now: datetime) -> tuple[float, ...]:
    """Daily means of the last 7 days, without the 48 hours after each session."""
    days: dict[int, list[float]] = {}
    for reading in course.readings:
        if reading.score is not None and now - LAST_DAYS < reading.recorded_at and not _is_soon_after(reading, course):
            days.setdefault((now - reading.recorded_at) // DAY, []).append(reading.score)
    return tuple(fmean(scores) for scores in days.values())


def _is_soon_after(reading: Reading, course: CourseHistory) -> bool:
    ends: Iterable[datetime] = (each.facts.ended_at for each in course.sessions)
    return any(ended_at <= reading.recorded_at < ended_at + FLARE_TIME for ended_at in ends)


def _sentence(before: float | None, now: float | None, days: int, result: Result | None) -> str:
    start = (
        "The usual pain before session 1 is not known" if before is None else f"Before session 1: {score_text(before)}"
    )
    if now is None:
        return f"{start}; no score in the last 7 days outside the 48 hours after a session."
    counted = "1 day" if days == 1 else f"{days} days"
    recent = f"{start}; {score_text(now)} in the last 7 days ({counted} with a score)"
    return f"{recent}: {RESULT_WORDS[result]}." if result is not None else f"{recent}."
