"""The scores of one recovery, in order, and which of them decides the 48-hour rule. It judges nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from diary.clinical.history import History, Reading

DAY_ONE_ENDS = 24.0
WINDOW_OPENS = 48.0
WINDOW_CLOSES = 96.0
# An end time that was only estimated may be hours late: see `_counts_early`.
EARLY_OPENS = 42.0
EARLY_RISE = 3.0
CORRECTION_TIME = timedelta(minutes=15)
# Means of scores carry rounding dust; without this, 0.1 + 0.2 would miss a threshold of 0.3.
DUST = 1e-9
RECORDED_AT = attrgetter("recorded_at")


class Scale(Enum):
    """What is measured, 0-10: pain, stiffness for those who log it, or the highest that is said of pain at one moment."""

    PAIN = "pain"
    STIFFNESS = "stiffness"
    HIGHEST = "highest"

    def of(self, reading: Reading) -> float | None:
        """The score of a reading on this scale, 0-10, or None. The highest is the higher of the 24-hour average and right
        now.
        """
        if self is Scale.STIFFNESS:
            return reading.stiffness
        if self is Scale.PAIN:
            return reading.score
        average, now = reading.nrs_average, reading.nrs_now
        return max(average, now) if average is not None and now is not None else reading.score


class Score(NamedTuple):
    """One score after the session. `entry` is None for the one a practitioner took at the next check-in."""

    value: float
    recorded_at: datetime
    hours: float
    entry: UUID | None = None
    change: str | None = None
    is_check_in: bool = False


@dataclass(frozen=True, slots=True)
class Deciding:
    """The score that decides, when it was first answered (before a correction), and the last one of 24-48 h."""

    score: Score
    answered_at: datetime
    hours: float
    before: Score | None


def is_at_least(value: float, threshold: float) -> bool:
    """Whether a value reaches a threshold, as far as floating point can tell."""
    return value >= threshold - DUST


def scores_of(history: History, scale: Scale = Scale.PAIN) -> tuple[Score, ...]:
    """All scores from the session's end to the start of the next one, its check-in included.

    Source: clinical reference 3.6.3.
    """
    session, following = history.session, history.next_session
    if session is None:
        return ()
    begun = history.readings[bisect_left(history.readings, session.ended_at, key=RECORDED_AT) :]
    scores = [
        Score(value, reading.recorded_at, history.hours(reading.recorded_at), reading.entry, reading.change, is_last)
        for reading in begun
        if (value := scale.of(reading)) is not None
        for is_last in [following is not None and reading.recorded_at == following.started_at]
        if following is None or reading.recorded_at <= following.started_at
    ]
    check_in = _check_in(history) if scale is Scale.PAIN else None
    if check_in is not None and not any(score.is_check_in for score in scores):
        scores.append(check_in)
    return tuple(scores)


def scores_beyond(history: History) -> tuple[Score, ...]:
    """Pain from the start of the next session on: of other recoveries, and yet it tells whether this pain ever came back."""
    following = history.next_session
    if history.session is None or following is None:
        return ()
    return tuple(
        Score(value, reading.recorded_at, history.hours(reading.recorded_at), reading.entry, reading.change)
        for reading in (*history.readings, *history.afterwards)
        if (value := reading.score) is not None and reading.recorded_at > following.started_at
    )


def _check_in(history: History) -> Score | None:
    following = history.next_session
    if following is None or following.nrs_before is None:
        return None
    moment = following.started_at
    return Score(following.nrs_before, moment, history.hours(moment), is_check_in=True)


def correction_of(score: Score, scores: Sequence[Score]) -> Score:
    """The last of `scores`, in order of time, within 15 minutes of this one, which replaces it; itself if there is none."""
    place = bisect_right(scores, score.recorded_at + CORRECTION_TIME, key=RECORDED_AT)
    last = scores[place - 1] if place else score
    return last if last.recorded_at > score.recorded_at else score


def uncorrected(scores: Sequence[Score]) -> tuple[Score, ...]:
    """Those that no other score corrects within 15 minutes, in order. `scores` are in order of time."""
    kept: list[Score] = []
    following: datetime | None = None
    for index in range(len(scores) - 1, -1, -1):
        score = scores[index]
        if index + 1 < len(scores) and scores[index + 1].recorded_at > score.recorded_at:
            following = scores[index + 1].recorded_at
        if following is None or following - score.recorded_at > CORRECTION_TIME:
            kept.append(score)
    return tuple(reversed(kept))


def last_before_window(scores: Sequence[Score], until: datetime | None = None) -> Score | None:
    """The last score from 24 to 48 hours, recorded by `until` if that is given."""
    inside = (score for score in scores if DAY_ONE_ENDS <= score.hours < WINDOW_OPENS)
    return next((score for score in reversed(tuple(inside)) if until is None or score.recorded_at < until), None)


def deciding_in_window(history: History, scores: Sequence[Score], baseline: float | None) -> Deciding | None:
    """The first score from 48 h to 96 h or the next session, whose check-in counts too; 15 minutes allow a correction.

    Source: clinical reference 3.6.3, 3.6.5.
    """
    for score in scores:
        if _is_in_window(score) or _counts_early(history, score, correction_of(score, scores), baseline):
            return _deciding(score, scores)
    return None


def deciding_late(scores: Sequence[Score]) -> Deciding | None:
    """The first score after the window has closed."""
    return next((_deciding(score, scores) for score in scores if score.hours >= WINDOW_CLOSES), None)


def _deciding(score: Score, scores: Sequence[Score]) -> Deciding:
    # A score that the deciding one corrects is no witness of an earlier day.
    before = last_before_window(scores, score.recorded_at - CORRECTION_TIME)
    return Deciding(correction_of(score, scores), score.recorded_at, score.hours, before)


def _is_in_window(score: Score) -> bool:
    return WINDOW_OPENS <= score.hours < WINDOW_CLOSES or (score.is_check_in and score.hours == WINDOW_CLOSES)


def _counts_early(history: History, score: Score, corrected: Score, baseline: float | None) -> bool:
    """Whether a score from 42 h counts as one of 48 h: the end time is an estimate, and the score alone would fire.

    Source: clinical reference 3.6.5, case "entry at 47 h 50".
    """
    if history.session is None or not history.session.ended_at_estimated or baseline is None:
        return False
    is_early = EARLY_OPENS <= score.hours < WINDOW_OPENS and corrected.hours < WINDOW_OPENS
    return is_early and is_at_least(corrected.value, max(history.floor, baseline + EARLY_RISE))
