"""What came of each session of a period, and how each course goes: columns of numbers, for a clinic's audit page.

A year of a large clinic is half a million scores. None of them becomes an object of its own: all sessions are looked up in them at
once. Moments are whole milliseconds since 1970. It knows no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diary.clinical.history import DAY, HOUR
from diary.clinical.lasting import is_flare
from diary.clinical.personal import FLARE_FROM, FLARE_UNTIL
from diary.clinical.review import FLARE_TIME, LAST_DAYS, Result, result_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WINDOW: Final = (48.0, 96.0)
RESPONDS_AFTER: Final = 4
LONGEST_HOURS: Final = 336.0

HOUR_MS, DAY_MS = HOUR.total_seconds() * 1000, DAY.total_seconds() * 1000
FLARE_MS, LAST_DAYS_MS = FLARE_TIME.total_seconds() * 1000, LAST_DAYS.total_seconds() * 1000
# So far apart lie the courses on one line of whole numbers: every moment until the year 2109 has its place in its own course.
APART: Final = 2**42
DAYS: Final = 8  # the last seven, whose first moment counts too


class Sessions(NamedTuple):
    """Sessions in any order, a place in each column for each: numbers of course, patient and treatment, moments, usual pain before.

    NaN where it has not settled, or where no pain before is known.
    """

    course: Ints
    patient: Ints
    treatment: Ints
    started: Floats
    ended: Floats
    settled: Floats
    baseline: Floats


class Scores(NamedTuple):
    """Scores in any order: the number of the course that each counts for, when it was recorded, and the score."""

    course: Ints
    at: Floats
    nrs: Floats


class Asked(NamedTuple):
    """Of which sessions it is known, and of which it is true."""

    known: Bools
    happened: Bools


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of the sessions of a period. `row` is the place that each had among the sessions that were given.

    `answered`: a score came in the window that decides. `until`: hours until it settled, or until the last score that found it up;
    NaN without a baseline or a score.
    """

    row: Ints
    patient: Ints
    treatment: Ints
    answered: Asked
    flared: Asked
    until: Floats
    settled: Bools


def follow(sessions: Sessions, scores: Scores, begins: float, ends: float) -> tuple[Followed, list[bool | None], int]:
    """What came of each session that ended from `begins` on, whether each course that is due responds, and of how many patients
    those are. All sessions of a course belong here, and nothing from `ends` on.
    """
    row = np.lexsort((sessions.started, sessions.ended, sessions.course))
    ordered, line = _in_order(sessions, row), _Line.of(scores)
    answers, people = _responses(ordered, line, ends)
    return _followed(ordered, row, line, begins, ends), answers, people


class _Line(NamedTuple):
    """The scores of all courses, in order of course and time, and the place of each on one line."""

    place: Ints
    course: Ints
    at: Floats
    nrs: Floats

    @classmethod
    def of(cls, scores: Scores) -> "_Line":
        place = _places(scores.course, scores.at)
        order = np.argsort(place, kind="stable")
        return cls(place[order], scores.course[order], scores.at[order], scores.nrs[order])

    def before(self, course: Ints, at: Floats) -> Ints:
        """How many lie before this moment of this course."""
        return np.searchsorted(self.place, _places(course, at), "left")

    def until(self, course: Ints, at: Floats) -> Ints:
        """How many lie before this moment of this course, or at it."""
        return np.searchsorted(self.place, _places(course, at), "right")


def _places(course: Ints, at: Floats) -> Ints:
    return course * APART + np.clip(at, 0, APART - 1).astype(np.int64)


def _in_order(sessions: Sessions, row: Ints) -> Sessions:
    columns: Iterable[Any] = (column[row] for column in sessions)
    return Sessions(*columns)


def _followed(sessions: Sessions, row: Ints, line: _Line, begins: float, ends: float) -> Followed:
    """`sessions` in order of course and end; `row` is where each came from."""
    has_next = np.append(sessions.course[1:] == sessions.course[:-1], np.zeros(min(1, len(row)), bool))
    end = np.where(has_next, np.append(sessions.started[1:], np.zeros(min(1, len(row)))), ends)
    here = sessions.ended >= begins
    has_next, end, row, sessions = has_next[here], end[here], row[here], _in_order(sessions, np.flatnonzero(here))
    course, ended, baseline = sessions.course, sessions.ended, sessions.baseline
    first = line.before(course, ended)
    last = line.before(course, end)

    def within(since: float, until: float) -> tuple[Ints, Ints]:
        """The scores of these hours, of each session: from one place on the line to before another; none where that is not behind."""
        behind = line.until(course, ended + until * HOUR_MS)
        return line.before(course, ended + since * HOUR_MS), np.minimum(behind, last)

    answered_from, answered_until = within(*WINDOW)
    is_over = has_next | ((ends - ended) / HOUR_MS >= WINDOW[1])
    until, settled = _until(sessions, end, first, last, line)
    return Followed(
        row=row,
        patient=sessions.patient,
        treatment=sessions.treatment,
        answered=Asked(is_over & ((end - ended) / HOUR_MS > WINDOW[0]), answered_until > answered_from),
        flared=_flared(baseline, *within(FLARE_FROM, FLARE_UNTIL), line.nrs),
        until=until,
        settled=settled,
    )


def _flared(baseline: Floats, start: Ints, end: Ints, nrs: Floats) -> Asked:
    """Some score from 4 to 48 hours was a flare: then the highest was one. Source: clinical reference 3.5, point 2."""
    known = ~np.isnan(baseline) & (end > start)
    flared = np.zeros(len(baseline), bool)
    if known.any():
        ends = np.stack((start[known], end[known]), axis=1).ravel()
        highest = np.maximum.reduceat(np.append(nrs, -np.inf), ends)[::2]
        scores, which_score = np.unique(highest, return_inverse=True)
        baselines, which_baseline = np.unique(baseline[known], return_inverse=True)
        pairs, which = np.unique(which_score * len(baselines) + which_baseline, return_inverse=True)
        said = [is_flare(scores[pair // len(baselines)], baselines[pair % len(baselines)]) for pair in pairs]
        flared[known] = np.array(said)[which]
    return Asked(known, flared)


def _until(sessions: Sessions, end: Floats, first: Ints, last: Ints, line: _Line) -> tuple[Floats, Bools]:
    """Hours until the pain settled, or until the last score that found it up; and whether it settled then."""
    has_settled = sessions.settled < end
    wrote = last > first
    up = np.full(len(end), np.nan)
    up[wrote] = line.at[last[wrote] - 1]
    hours = (np.where(has_settled, sessions.settled, up) - sessions.ended) / HOUR_MS
    is_known = ~np.isnan(sessions.baseline) & (has_settled | (hours > 0))
    in_time = hours <= LONGEST_HOURS
    return np.where(is_known, np.minimum(hours, LONGEST_HOURS), np.nan), has_settled & in_time


def _responses(sessions: Sessions, line: _Line, ends: float) -> tuple[list[bool | None], int]:
    """Whether each course responds, which is asked from its fourth session on, two days after; and of how many patients they are.

    The usual pain of the last seven days with scores, without the 48 hours after each session, is down as the review counts it;
    None where nobody wrote. Source: clinical reference 3.6.7.
    """
    courses, start, given = np.unique(sessions.course, return_index=True, return_counts=True)
    asked = np.flatnonzero(given >= RESPONDS_AFTER)
    asked = asked[sessions.ended[start[asked] + RESPONDS_AFTER - 1] + FLARE_MS <= ends]
    course, start, newest = courses[asked], start[asked], (start + given - 1)[asked]
    low, high = line.before(course, np.zeros(len(course))), line.before(course + 1, np.zeros(len(course)))
    until = np.full(len(course), ends)
    until[high > low] = np.minimum(ends, line.at[high[high > low] - 1] + 1000.0)
    usual = _usual_pain(sessions, line, course, until)
    usual[sessions.ended[newest] > until] = np.nan
    pairs = zip(sessions.baseline[start].tolist(), usual.tolist(), strict=True)
    answers = [_is_responding(_or_none(before), _or_none(now)) for before, now in pairs]
    return answers, len(np.unique(sessions.patient[start]))


def _usual_pain(sessions: Sessions, line: _Line, courses: Ints, until: Floats) -> Floats:
    """The median of the daily means of the seven days until `until`, of each of these courses; NaN where there is no score."""
    start, end = line.before(courses, until - LAST_DAYS_MS), line.before(courses, until)
    scores = _ranges(start, end)
    of = np.repeat(np.arange(len(courses)), end - start)
    latest = np.searchsorted(_places(sessions.course, sessions.ended), line.place[scores], "right") - 1
    # Of the sessions that had ended by then the latest is the nearest; where this course had none, another's comes up, or no one's.
    is_theirs = (latest >= 0) & (sessions.course[latest] == line.course[scores])
    is_soon = is_theirs & (line.at[scores] < sessions.ended[latest] + FLARE_MS)
    calm, of = scores[~is_soon], of[~is_soon]
    days, which = np.unique(of * DAYS + (until[of] - line.at[calm]) // DAY_MS, return_inverse=True)
    means = np.bincount(which, weights=line.nrs[calm], minlength=len(days)) / np.bincount(which, minlength=len(days))
    return _medians((days // DAYS).astype(np.int64), means, len(courses))


def _medians(group: Ints, values: Floats, groups: int) -> Floats:
    """The median of the values of each group from 0 on; NaN where it has none."""
    values = values[np.lexsort((values, group))]
    many = np.bincount(group, minlength=groups)
    start, some = np.cumsum(many) - many, many > 0
    found = np.full(groups, np.nan)
    low, high = (start + (many - 1) // 2)[some], (start + many // 2)[some]
    found[some] = (values[low] + values[high]) / 2
    return found


def _ranges(start: Ints, end: Ints) -> Ints:
    """Every number from each start to before its end, one after the other."""
    many = end - start
    found: Ints = np.arange(many.sum()) + np.repeat(start - (np.cumsum(many) - many), many)
    return found


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value


def _is_responding(before: float | None, now: float | None) -> bool | None:
    result = result_of(before, now)
    return None if result is None else result is Result.RESPONDING
