"""Silence at 72 hours, judged for thousands of sessions in one call: what the sweep finds due is mostly this.

`rules.judge` is the rule. Here its answer is worked out over arrays for the sessions where few things can be true: nothing
recorded from 48 hours on, no symptom ticked since the session, no heavy score, no earlier recovery that still counts. Of every
other one it is said that it is not `sure`, and `rules.judge` is asked; a test holds the two together on generated histories.
Source: clinical reference 3.6.2, 3.6.5 (case "no entry by 72 h"), 3.6.6.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diary.clinical.baseline import FLARE_TIME, GOOD_DAYS
from diary.clinical.heavy import HEAVY_SCORE
from diary.clinical.history import DAY, HOUR
from diary.clinical.lasting import NO_BASELINE_SCORE, STILL_UP
from diary.clinical.rules import SILENCE_HOURS
from diary.clinical.scores import CORRECTION_TIME, DAY_ONE_ENDS, DUST, WINDOW_OPENS
from diary.clinical.settling import SETTLING_HOURS
from diary.clinical.steps import FIVE_DAYS

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Places = NDArray[np.intp]

MICROSECOND: Final = HOUR / 3_600_000_000
HOUR_US: Final = HOUR // MICROSECOND
DAY_US: Final = DAY // MICROSECOND
FLARE_US: Final = FLARE_TIME // MICROSECOND
CORRECTION_US: Final = CORRECTION_TIME // MICROSECOND
# Combinations that look at pain ask for 2 above the baseline or more (`combinations.toml`; a test reads it there).
LEAST_RISE: Final = 2.0
NONE: Final = -1
BLOCKS = 32  # more than the days that any baseline looks back to


class Due(NamedTuple):
    """Sessions that may have fallen silent, the last of their courses: one row each, moments in microseconds since 1970.

    `look_back` is how far before its start a baseline is looked for, `check_in` the score at check-in, NaN for none.
    """

    started: Numbers
    ended: Numbers
    look_back: Numbers
    check_in: Floats


class Recorded(NamedTuple):
    """The readings of their courses, in order of session (`row`), moment and entry. NaN stands for no score."""

    row: Places
    at: Numbers
    average: Floats
    now: Floats
    ticked: Flags


class Before(NamedTuple):
    """The ends of the sessions before each in the course, in order of row and moment: those of the last 28 days at least."""

    row: Places
    ended: Numbers


class Silences(NamedTuple):
    """What is true of each session; only where `sure`. `flare` and `settled` are places in `Recorded`, or -1.

    `days` and `readings` count what the baseline (NaN: none) rests on; without days it is the check-in's score. `rises`: some
    score is so high that symptoms ticked weeks ago could make a combination with it: the caller makes sure that there are none.
    """

    sure: Flags
    baseline: Floats
    days: Numbers
    readings: Numbers
    flare: Places
    settled: Places
    rises: Flags


def silences(due: Due, recorded: Recorded, before: Before, now: int) -> Silences:
    """Judge all of them at `now` (microseconds since 1970)."""
    count = len(due.ended)
    row, at = recorded.row, recorded.at
    score = np.where(np.isnan(recorded.average), recorded.now, recorded.average)
    is_scored = ~np.isnan(score)
    hours = (at - due.ended[row]) / HOUR_US
    since = at >= due.ended[row]

    eligible = (at > due.started[row] - due.look_back[row]) & (at <= due.started[row]) & ~_flared(row, at, before)
    baseline, days, readings = _baselines(due, recorded, score, eligible)
    unknown = np.isnan(baseline)
    flare_from = np.where(unknown, NO_BASELINE_SCORE, baseline + _delta(baseline)) - DUST
    rises_from = np.where(unknown, NO_BASELINE_SCORE, baseline + LEAST_RISE) - DUST

    in_day_two = since & is_scored & (hours >= DAY_ONE_ENDS) & (hours < WINDOW_OPENS)
    last = _last(row, in_day_two, count)
    is_flare = (last != NONE) & (score[last] >= flare_from) if len(score) else np.zeros(count, dtype=bool)
    passed = (now - due.ended) / HOUR_US

    unsure = (passed < SILENCE_HOURS) | (is_flare & (passed >= FIVE_DAYS))
    unsure |= _any(row, hours >= WINDOW_OPENS, count)
    unsure |= _any(
        row, since & (recorded.ticked | (np.fmax(recorded.average, recorded.now) >= HEAVY_SCORE - DUST)), count
    )
    unsure |= _any(row, since & is_scored & _at_one_moment(row, at, since & is_scored), count)
    unsure |= _any(before.row, before.ended + FLARE_US > due.started[before.row], count)
    unsure |= (days == 0) & _any(before.row, np.ones(len(before.row), dtype=bool), count)
    return Silences(
        sure=~unsure,
        baseline=baseline,
        days=days,
        readings=readings,
        flare=np.where(is_flare, last, NONE),
        settled=np.where(is_flare, NONE, _settled(row, at, hours, score, in_day_two, baseline, count)),
        rises=_any(row, since & is_scored & (score >= rises_from[row]), count),
    )


def _delta(baseline: Floats) -> Floats:
    """`lasting.delta`, for many."""
    return np.where(baseline <= 7, 2.0, np.where(baseline <= 8, 1.5, 1.0))


def _flared(row: Places, at: Numbers, before: Before) -> Flags:
    """Whether each moment lies within 48 hours after an earlier session: then within those of the last one that had ended."""
    if not len(before.ended) or not len(at):
        return np.zeros(len(at), dtype=bool)
    start = min(int(before.ended.min()), int(at.min()))
    span = max(int(before.ended.max()), int(at.max())) - start + 1
    last = np.searchsorted(before.row * span + (before.ended - start), row * span + (at - start), side="right") - 1
    found = (last >= 0) & (before.row[last] == row)
    flared: Flags = found & (at < before.ended[last] + FLARE_US)
    return flared


def _baselines(due: Due, recorded: Recorded, score: Floats, eligible: Flags) -> tuple[Floats, Numbers, Numbers]:
    """`baseline.baseline_of` for many: median of daily means, on how many days and readings; else the score at check-in."""
    count, row = len(due.ended), recorded.row
    key = row * BLOCKS + (due.started[row] - recorded.at) // DAY_US
    has_average = ~np.isnan(recorded.average)
    averaged_days = np.bincount(np.unique(key[eligible & has_average]) // BLOCKS, minlength=count)
    used = eligible & np.where(averaged_days[row] >= GOOD_DAYS, has_average, ~np.isnan(score))

    day, place, times = np.unique(key[used], return_inverse=True, return_counts=True)
    means = np.bincount(place, weights=score[used], minlength=len(day)) / times
    days = np.bincount(day // BLOCKS, minlength=count)
    ordered = means[np.lexsort((means, day // BLOCKS))]
    begins = np.cumsum(days) - days
    known = days > 0
    low, high = begins[known] + (days[known] - 1) // 2, begins[known] + days[known] // 2
    baseline = due.check_in.copy()
    baseline[known] = np.where(low == high, ordered[low], (ordered[low] + ordered[high]) / 2)
    return baseline, days, np.bincount(row[used], minlength=count)


def _settled(
    row: Places, at: Numbers, hours: Floats, score: Floats, counting: Flags, baseline: Floats, count: int
) -> Places:
    """`settling.settled_at` for many: the place of the score with which the pain was back, or -1."""
    places = np.flatnonzero(counting)
    if not len(places):
        return np.full(count, NONE, dtype=np.intp)
    rows, moments, levels = row[places], at[places], baseline[row[places]]
    is_followed = np.append((rows[1:] == rows[:-1]) & (moments[1:] - moments[:-1] <= CORRECTION_US), [False])
    kept = ~is_followed
    back = kept & (levels >= score[places] - DUST)
    near = kept & (score[places] < levels + STILL_UP - DUST)
    first_near = np.full(count, np.inf)
    np.minimum.at(first_near, rows[near], hours[places][near])
    back |= near & (hours[places] - first_near[rows] >= SETTLING_HOURS)
    found = np.full(count, NONE, dtype=np.intp)
    backwards = places[back][::-1]
    found[row[backwards]] = backwards  # the last one written is the first in time
    return found


def _last(row: Places, which: Flags, count: int) -> Places:
    """The last place in each row that is marked, or -1."""
    found = np.full(count, NONE, dtype=np.intp)
    places = np.flatnonzero(which)
    found[row[places]] = places
    return found


def _any(row: Places, which: Flags, count: int) -> Flags:
    found = np.zeros(count, dtype=bool)
    found[row[which]] = True
    return found


def _at_one_moment(row: Places, at: Numbers, which: Flags) -> Flags:
    """Marks a place whose neighbour before it, among those marked, is of the same row and moment: their order is not ours to say."""
    found = np.zeros(len(at), dtype=bool)
    places = np.flatnonzero(which)
    same = (row[places][1:] == row[places][:-1]) & (at[places][1:] == at[places][:-1])
    found[places[1:][same]] = True
    return found
