"""The rules of a whole course of treatment: its plan, and relief that does not last.

They look at several sessions at once, which no rule of one recovery does. Days are blocks of 24 hours counted from a
session's end, because the core knows no time zone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from statistics import fmean
from typing import NamedTuple
from uuid import UUID

from diary.clinical.history import DAY, HOUR, Baseline, Finding, History, Level, Reading, SessionFacts
from diary.clinical.lasting import is_flare
from diary.clinical.scores import RECORDED_AT, is_at_least

PLANNED_SESSIONS = 8
TWICE_WEEKLY = (0, 3, 7, 10)
SLOT_GRACE = timedelta(days=3)

REVIEW_AFTER = 4

RELIEF_COUNTS_FROM = 3.0
RELIEF_POINTS = 2.0
RELIEF_SHARE = 0.3
BACK_WITHIN = 1.0
LONGEST_RELIEF = timedelta(days=14)
PAIR = 2
RELAPSES_WARN = 4
RELAPSES_ALERT = 5

FLARE_HOURS = (4.0, 48.0)


class Relief(StrEnum):
    """What became of the pain between one session and the next. Source: clinical reference 3.6.8."""

    UNKNOWN = "unknown"
    NONE = "none"
    IMPROVING = "improving"
    HELD = "held"
    REVERTED = "reverted"


@dataclass(frozen=True, slots=True)
class Treated:
    """One session of a course and its baseline, as it was last judged; and its relief, where that was kept with it."""

    facts: SessionFacts
    baseline: Baseline
    relief: Relief | None = None


@dataclass(frozen=True, slots=True)
class CourseHistory:
    """All that a course rule may look at: sessions and readings are sorted here, in any order they come.

    `planned` is the number of sessions agreed (None: no plan), `maintenance_since` when the plan gave way to a visit
    every 4-6 weeks, `reviewed_after` how many sessions the last review looked back on.
    """

    sessions: tuple[Treated, ...]
    readings: tuple[Reading, ...] = ()
    planned: int | None = None
    maintenance_since: datetime | None = None
    ended_at: datetime | None = None
    reviewed_after: int | None = None

    def __post_init__(self) -> None:
        in_order = tuple(sorted(self.sessions, key=attrgetter("facts.ended_at", "facts.session")))
        object.__setattr__(self, "sessions", in_order)
        readings = tuple(sorted(self.readings, key=attrgetter("recorded_at", "entry")))
        object.__setattr__(self, "readings", readings)

    def as_of(self, now: datetime) -> "CourseHistory":
        """The same course as it stood at `now`."""
        return CourseHistory(
            tuple(each for each in self.sessions if each.facts.ended_at <= now),
            tuple(reading for reading in self.readings if reading.recorded_at <= now),
            self.planned,
            self.maintenance_since,
            self.ended_at,
            self.reviewed_after,
        )


class EntryDay(NamedTuple):
    """One day with a score: which block of 24 hours, the mean, and the entries behind it."""

    block: int
    mean: float
    entries: tuple[UUID, ...]


class CourseFinding(NamedTuple):
    """What a course rule found, and the session it is told about: the same one each time, so that it is told once."""

    finding: Finding
    session: UUID


def plan(sessions: int = PLANNED_SESSIONS) -> tuple[int, ...]:
    """The day of each session, counted from the first: twice a week for two weeks, then weekly.

    Source: clinical reference 1.5 (S004-5).
    """
    weekly = (14 + 7 * week for week in range(sessions))
    return (*TWICE_WEEKLY, *weekly)[:sessions]


def missed_sessions(course: CourseHistory, now: datetime) -> int:
    """How many planned sessions were due by now and not given; a slot may be three days late.

    Counted until maintenance began or the course ended; 0 without a plan, or before the first session. Source: clinical
    reference 1.2 (S001-9), 1.5 (S004-5).
    """
    if course.planned is None or not course.sessions:
        return 0
    until = min(moment for moment in (now, course.maintenance_since, course.ended_at) if moment is not None)
    first = course.sessions[0].facts.ended_at
    due = sum(first + day * DAY + SLOT_GRACE <= until for day in plan(course.planned))
    given = sum(each.facts.ended_at <= until for each in course.sessions)
    return max(0, due - given)


def entry_days(readings: Sequence[Reading], since: datetime, until: datetime) -> tuple[EntryDay, ...]:
    """The mean score of each day with one, after `since` and before `until`, oldest first, as the `readings` are."""
    blocks: dict[int, list[tuple[float, UUID]]] = {}
    for reading in readings[
        bisect_right(readings, since, key=RECORDED_AT) : bisect_left(readings, until, key=RECORDED_AT)
    ]:
        if (score := reading.score) is not None:
            blocks.setdefault((reading.recorded_at - since) // DAY, []).append((score, reading.entry))
    return tuple(
        EntryDay(block, fmean([score for score, _ in held]), tuple(entry for _, entry in held))
        for block, held in sorted(blocks.items())
    )


def had_flare(course: CourseHistory, index: int) -> bool | None:
    """Whether a score from 4 to 48 hours after this session was a flare; not known (None) without a score.

    Source: clinical reference 3.5 (2).
    """
    session, until = course.sessions[index], _interval_ends(course, index)
    scores = [
        reading.score
        for reading in course.readings
        if reading.score is not None and reading.recorded_at < until
        if FLARE_HOURS[0] <= (reading.recorded_at - session.facts.ended_at) / HOUR < FLARE_HOURS[1]
    ]
    return any(is_flare(score, session.baseline.nrs) for score in scores) if scores else None


def relief_after(course: CourseHistory, index: int, now: datetime) -> Relief:
    """Whether the pain fell after this session, and whether it stayed down until the next one (or for 14 days).

    It improved when two entry-days in a row have a mean of 2 points and 30 % under the baseline; it reverted when the
    last two entry-days after those are within a point of the baseline again. Relief is held only once its time is
    over. Source: clinical reference 3.6.8.
    """
    session, until = course.sessions[index], _interval_ends(course, index)
    relief = session.relief or _relief_in(course.readings, session.baseline.nrs, session.facts.ended_at, until)
    return Relief.HELD if relief is Relief.IMPROVING and until <= now else relief


def relief_so_far(history: History, baseline: Baseline) -> Relief:
    """The same from the history of one recovery, to be kept with its session: relief that holds is `improving` for ever.

    Source: clinical reference 3.6.8.
    """
    if history.session is None:
        return Relief.UNKNOWN
    since = history.session.ended_at
    until = _watched_until(since, None if history.next_session is None else history.next_session.started_at)
    return _relief_in(history.readings, baseline.nrs, since, until)


def _relief_in(readings: Sequence[Reading], baseline: float | None, since: datetime, until: datetime) -> Relief:
    if baseline is None or baseline < RELIEF_COUNTS_FROM:
        return Relief.UNKNOWN
    days = entry_days(readings, since, until)
    if len(days) < PAIR:
        return Relief.UNKNOWN
    improved_at = _improved_at(days, baseline)
    if improved_at is None:
        return Relief.NONE
    later = days[improved_at + PAIR :]
    if len(later) >= PAIR and is_at_least(_mean(later[-PAIR:]), baseline - BACK_WITHIN):
        return Relief.REVERTED
    return Relief.IMPROVING


def relapses(course: CourseHistory, now: datetime) -> tuple[int, ...]:
    """The sessions (by place) whose relief did not last, counted since the last one whose relief held.

    Source: clinical reference 3.6.8.
    """
    found: list[int] = []
    for index in range(len(course.sessions)):
        relief = relief_after(course, index, now)
        if relief is Relief.HELD:
            found = []
        elif relief is Relief.REVERTED:
            found.append(index)
    return tuple(found)


def relapse(course: CourseHistory, now: datetime) -> CourseFinding | None:
    """Relief did not last five times. Told about the session that made it five. Source: clinical reference 3.6.8."""
    found = relapses(course, now)
    if len(found) < RELAPSES_ALERT:
        return None
    fifth = found[RELAPSES_ALERT - 1]
    facts = course.sessions[fifth].facts
    days = entry_days(course.readings, facts.ended_at, _interval_ends(course, fifth))
    because = (
        f"Relief has not lasted {len(found)} times. Talk about changing or stopping. "
        f"After sessions {_numbers(course, found)} the pain fell and came back."
    )
    entries = tuple(entry for day in days[-PAIR:] for entry in day.entries)
    return CourseFinding(Finding("relapse", Level.PRACTITIONER, because, entries), facts.session)


def relapse_warning(course: CourseHistory, now: datetime) -> str | None:
    """What the review says from the fourth time on. Source: clinical reference 3.6.8."""
    found = relapses(course, now)
    if len(found) < RELAPSES_WARN:
        return None
    return f"Relief has not lasted {len(found)} times, after sessions {_numbers(course, found)}."


def review_due(course: CourseHistory) -> CourseFinding | None:
    """Session 4 was given and nobody has reviewed the course since; due before session 5 ends.

    Source: clinical reference 3.6.7.
    """
    given = len(course.sessions)
    if course.ended_at is not None or given < REVIEW_AFTER or (course.reviewed_after or 0) >= REVIEW_AFTER:
        return None
    fourth = course.sessions[REVIEW_AFTER - 1].facts.session
    because = f"Session {REVIEW_AFTER} was given: review how the course goes before session {REVIEW_AFTER + 1} ends."
    if given > REVIEW_AFTER:
        because = f"{given} sessions were given and the course was not reviewed: it was due before session 5 ended."
    return CourseFinding(Finding("review_due", Level.PRACTITIONER, because, ()), fourth)


def find(course: CourseHistory, now: datetime) -> tuple[CourseFinding, ...]:
    """All that is true of the course at `now`; what was recorded later is not looked at."""
    seen = course.as_of(now)
    return tuple(found for found in (relapse(seen, now), review_due(seen)) if found is not None)


def _interval_ends(course: CourseHistory, index: int) -> datetime:
    following = course.sessions[index + 1].facts.started_at if index + 1 < len(course.sessions) else None
    return _watched_until(course.sessions[index].facts.ended_at, following)


def _watched_until(ended_at: datetime, next_starts_at: datetime | None) -> datetime:
    latest = ended_at + LONGEST_RELIEF
    return latest if next_starts_at is None else min(latest, next_starts_at)


def _improved_at(days: Sequence[EntryDay], baseline: float) -> int | None:
    low = baseline - max(RELIEF_POINTS, RELIEF_SHARE * baseline)
    pairs = (days[place : place + PAIR] for place in range(len(days) - PAIR + 1))
    return next((place for place, pair in enumerate(pairs) if is_at_least(low, _mean(pair))), None)


def _mean(days: Sequence[EntryDay]) -> float:
    return fmean([day.mean for day in days])


def _numbers(course: CourseHistory, places: Sequence[int]) -> str:
    numbers = [str(course.sessions[place].facts.number) for place in places]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
