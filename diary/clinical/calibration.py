"""How well the bands and rules fit diaries of people who were not treated: coverage, tails of W, alerts for nothing and alerts missed.

Each day with a week before it is taken as the day of a session that changed nothing. What the rules then find is false; what they
find when the true pain is lifted by 1, 2 or 3 points for good, or by a flare, is their sensitivity.
Source: clinical reference 3.5, 3.6.4 and section 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diary.clinical.history import Preset
from diary.clinical.level import DAYS, fit_levels, prior_by
from diary.clinical.many import Cases, clauses, fires, fires_by_w, surprises
from diary.clinical.prediction import Prediction, mixture, same_degrees
from diary.clinical.recovery import CURVES, FALLBACK_MODALITY, curve_key, flare_of, g
from diary.clinical.student import student_cdf

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_DAYS = 3
FLOOR = 3.0
# A day's mean stands at its middle; the session is at the start of day 0, so that days 1 and 2 are those of W in 3.5.
HOURS_OF_DAY: Floats = np.array([12.0, 36.0, 60.0, 84.0])
BEFORE, DECIDING, NEXT = 1, 2, 3
NOMINAL: Floats = np.round(np.arange(0.05, 1.0, 0.05), 2)
TAILS = (0.10, 0.05, 0.025, 0.01)
LASTING = (1.0, 2.0, 3.0)
ORDINARY_FLARE, SLOW_FLARE = (10.0, 2.0), (24.0, 2.5)

LONGEST_DIARY = 36525  # days: a century; beyond it a date was read as a day

Diary = Sequence[tuple[float, float]]


class Sessions(NamedTuple):
    """Pseudo-sessions: the seven days before each, and the four days from it on, as daily means; NaN where there is none."""

    before: Floats
    after: Floats


@dataclass(frozen=True, slots=True)
class Rates:
    """What one rule found, in percent of the sessions with a score from 48 to 96 hours."""

    rule: str
    unchanged: float
    lasting: tuple[float, ...]
    ordinary_flare: float
    slow_flare: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """All figures for one file; `observed` is the share of scores inside the central interval of each of `NOMINAL`."""

    sessions: int
    observed: tuple[float, ...]
    tails: tuple[float, ...]
    twice: float
    rates: tuple[Rates, ...]

    def coverage(self, nominal: float) -> float:
        """The share of scores of days 2 and 3 inside the central interval that should hold `nominal` of them."""
        return float(np.interp(nominal, NOMINAL, self.observed))


def sessions_in(diary: Diary) -> Sessions:
    """A session on every day of one diary (day, pain) that has three days or more in the week before it.

    In any order; several scores of a day are averaged. Raises ValueError for a pain off the scale, and for a day that is none.
    """
    for at, pain in diary:
        if not 0 <= at <= LONGEST_DIARY or not 0 <= pain <= 10:
            raise ValueError(f"a diary holds days from 0 on and pain from 0 to 10, not {pain} on day {at}")
    if not diary:
        return Sessions(np.empty((0, DAYS)), np.empty((0, len(HOURS_OF_DAY))))
    days = np.array([int(day) for day, _ in diary])
    means = np.full(int(days.max()) + 1 + len(HOURS_OF_DAY), np.nan)
    for day in np.unique(days):
        means[day] = np.mean([pain for at, pain in diary if int(at) == day])
    starts = range(DAYS, int(days.max()) + 1)
    before = np.array([means[start - DAYS : start] for start in starts]).reshape(-1, DAYS)
    after = np.array([means[start : start + len(HOURS_OF_DAY)] for start in starts]).reshape(-1, len(HOURS_OF_DAY))
    known = (~np.isnan(before)).sum(axis=1) >= LEAST_DAYS
    return Sessions(before[known], after[known])


def calibrate(diaries: Mapping[str, Diary], *, region: str, chronicity: str) -> Calibration:
    """All figures for the diaries of a file, by subject.

    Raises ValueError when there is no week to go by, and for what no diary can hold (see `sessions_in`).
    """
    each = [sessions_in(diary) for diary in diaries.values()]
    sessions = Sessions(*(np.concatenate(parts) for parts in zip(*each, strict=True))) if each else sessions_in(())
    if not len(sessions.before):
        raise ValueError(
            "No subject has three days of scores in the seven days before another: nothing to calibrate with."
        )
    predictions = predictions_for(sessions, region=region, chronicity=chronicity)
    reached = np.array([_reached(sessions.after[:, day], predictions, day) for day in (BEFORE, DECIDING)])
    inside = np.abs(reached - 0.5)[~np.isnan(reached)]
    w, w_before = _surprises(sessions, predictions)
    both = np.concatenate([w, w_before])
    known = both[~np.isnan(both)]
    return Calibration(
        sessions=len(predictions),
        observed=tuple(float(np.mean(inside <= nominal / 2.0)) for nominal in NOMINAL),
        tails=tuple(float(np.mean(known < tail)) for tail in TAILS),
        twice=float(np.mean(np.fmax(w, w_before)[~np.isnan(w + w_before)] < TAILS[0])),
        rates=_rates(sessions, predictions),
    )


def predictions_for(sessions: Sessions, *, region: str, chronicity: str) -> list[Prediction]:
    """What was expected after each pseudo-session, with the parameters of an acupuncture treatment."""
    curve, flare, prior = (
        CURVES[curve_key(region, chronicity)],
        flare_of(FALLBACK_MODALITY),
        prior_by(region, chronicity),
    )
    level = fit_levels(sessions.before, np.ones_like(sessions.before), prior)
    return [
        Prediction(
            float(mean),
            float(variance),
            round(float(degrees)),
            float(noise),
            prior.kappa,
            float(mean) * (1.0 - curve.q),
            curve.days,
            flare.pi,
            flare.height,
            flare.height_sd,
            flare.peak,
        )
        for mean, variance, degrees, noise in zip(*level, strict=True)
    ]


def _reached(scores: Floats, predictions: Sequence[Prediction], day: int) -> Floats:
    """The share of the prediction that lies below each day's score."""
    reached = np.full(len(predictions), np.nan)
    for rows in same_degrees(predictions):
        mixed = mixture([predictions[row] for row in rows], np.full((len(rows), 1), HOURS_OF_DAY[day]))
        below = student_cdf((scores[rows, None] - mixed.means) / mixed.scale, mixed.degrees)
        reached[rows] = np.sum(mixed.weights * below, axis=0)[:, 0]
    return reached


def _surprises(sessions: Sessions, predictions: Sequence[Prediction]) -> tuple[Floats, Floats]:
    """W of day 3 and of day 2 after each session; NaN where there is no score."""
    cases = _cases(sessions, 0.0)
    w, w_before = surprises(cases._replace(score=sessions.after[:, DECIDING]), predictions)
    return w, np.where(np.isnan(cases.before), np.nan, w_before)


def _cases(sessions: Sessions, lifted: float | Floats) -> Cases:
    """The deciding scores when the true pain is `lifted` by so much on each of the days after; the scale ends at 10."""
    after = np.minimum(sessions.after + lifted, 10.0)
    late = np.isnan(after[:, DECIDING])
    baseline = np.nanmedian(sessions.before, axis=1)
    nobody = np.zeros(len(after), dtype=bool)
    return Cases(
        score=np.where(late, after[:, NEXT], after[:, DECIDING]),
        hours=np.where(late, HOURS_OF_DAY[NEXT], HOURS_OF_DAY[DECIDING]),
        before=after[:, BEFORE],
        hours_before=np.full(len(after), HOURS_OF_DAY[BEFORE]),
        baseline=baseline,
        floor=np.full(len(after), FLOOR),
        worse=nobody,
        better=nobody,
        half=np.full(len(after), 0.25),
    )


def _rates(sessions: Sessions, predictions: Sequence[Prediction]) -> tuple[Rates, ...]:
    """What the rules find, first as if nobody had promised a recovery: these people were not treated, and 3.6.4 was measured so.

    Then the presets that go by W as they are asked after a treatment: pain that has not changed is by then a little too high.
    """
    untreated = [replace(each, drop=0.0) for each in predictions]
    changes: list[float | Floats] = [0.0, *LASTING]
    changes += [height * g(HOURS_OF_DAY, peak) for peak, height in (ORDINARY_FLARE, SLOW_FLARE)]
    found = [
        _percent_found(sessions, untreated, lifted) | _percent_expecting(sessions, predictions, lifted)
        for lifted in changes
    ]
    return tuple(
        Rates(rule, each[0], tuple(each[1:-2]), each[-2], each[-1])
        for rule in found[0]
        for each in [[of_change[rule] for of_change in found]]
    )


def _percent_found(sessions: Sessions, predictions: Sequence[Prediction], lifted: float | Floats) -> dict[str, float]:
    cases = _cases(sessions, lifted)
    w, w_before = surprises(cases, predictions)
    found = {
        "R4 (preset standard)": clauses(cases) != "",
        "W < .05 once or < .20 twice": fires_by_w(Preset.SENSITIVE, cases, w, w_before),
        "  or R4 (preset sensitive)": fires(Preset.SENSITIVE, cases, w, w_before),
        "W < .01 once or < .10 twice (preset quiet)": fires(Preset.QUIET, cases, w, w_before),
    }
    return {rule: _percent(fired, cases) for rule, fired in found.items()}


def _percent_expecting(
    sessions: Sessions, predictions: Sequence[Prediction], lifted: float | Floats
) -> dict[str, float]:
    cases = _cases(sessions, lifted)
    w, w_before = surprises(cases, predictions)
    return {
        f"preset {preset.value}, a recovery expected": _percent(fires(preset, cases, w, w_before), cases)
        for preset in (Preset.SENSITIVE, Preset.QUIET)
    }


def _percent(fired: Flags, cases: Cases) -> float:
    return float(100.0 * np.mean(fired[~np.isnan(cases.score)]))
