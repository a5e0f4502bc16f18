"""Judging thousands of sessions in one call: the clauses of R4, W and the band over arrays, with the answers of one by one.

For replays, calibration and simulations. The clauses themselves are those of `lasting.py`; a test holds the two together.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diary.clinical.band import band_many
from diary.clinical.history import Preset
from diary.clinical.lasting import FAR_UP, NO_BASELINE_SCORE, PAIN, SEVERE_BASELINE, SEVERE_SCORE, STILL_UP
from diary.clinical.prediction import Prediction, chances_of_reaching
from diary.clinical.scores import DUST
from diary.clinical.surprise import BESIDE_RISE, THRESHOLDS, for_the_rule

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Cases(NamedTuple):
    """One deciding score for each session, and what it is compared with; NaN where there is none.

    `score` at `hours` decides, `before` at `hours_before` is the last one from 24 to 48 hours. `worse` and `better` are what the
    patient says. `half` is half the spacing of scores.
    """

    score: Floats
    hours: Floats
    before: Floats
    hours_before: Floats
    baseline: Floats
    floor: Floats
    worse: Flags
    better: Flags
    half: Floats


class Judged(NamedTuple):
    """Clause of R4 ("" for none), W of the deciding score and of the one before (1 if none), percentiles at the deciding hour."""

    clause: NDArray[np.str_]
    w: Floats
    w_before: Floats
    quantiles: Floats


def judge_many(cases: Cases, predictions: Sequence[Prediction]) -> Judged:
    """Judge every case with its prediction. Source: clinical reference 3.5 and 3.6.5.

    Raises ValueError for a score off the scale, columns of different length, or not one prediction for each case.
    """
    found, surprising = clauses(cases), surprises(cases, predictions)
    return Judged(found, *surprising, band_many(predictions, cases.hours[:, None])[:, :, 0])


def surprises(cases: Cases, predictions: Sequence[Prediction]) -> tuple[Floats, Floats]:
    """W of the deciding scores, and of those before them. Source: clinical reference 3.5.

    Raises ValueError as `judge_many` does.
    """
    _check(cases)
    if len(predictions) != len(cases.score):
        raise ValueError("there must be one prediction for each case")
    capped = [for_the_rule(each) for each in predictions]
    known = ~np.isnan(cases.before)
    hours, before = np.where(known, cases.hours_before, 24.0), np.where(known, cases.before, 0.0)
    w = chances_of_reaching(capped, cases.hours, cases.score - cases.half)
    w_before = chances_of_reaching(capped, hours, before - cases.half)
    return w, np.where(known, w_before, 1.0)


def clauses(cases: Cases) -> NDArray[np.str_]:
    """The first clause of R4 that holds for each case, in the order of `lasting.PAIN`; "" when none does.

    Raises ValueError for a score off the scale, and for columns of different length.
    """
    _check(cases)
    holding = _holding(cases)
    return np.select(list(holding.values()), list(holding), default="")


def _check(cases: Cases) -> None:
    if len({len(column) for column in cases}) > 1:
        raise ValueError("every column must have one row for each case")
    for name in ("score", "before", "baseline", "floor"):
        column = getattr(cases, name)
        if np.isinf(column).any() or (column < 0).any() or (column > 10).any():
            raise ValueError(f"{name} must be from 0 to 10, or NaN where there is none")
    if not np.isfinite(cases.hours).all():
        raise ValueError("the hours of a score must be numbers")


def _holding(cases: Cases) -> dict[str, Flags]:
    """For each clause of R4, where it holds. Source: clinical reference 3.6.5."""
    score, before, baseline, floor = cases.score + DUST, cases.before + DUST, cases.baseline, cases.floor
    none_before, none_usual = np.isnan(before), np.isnan(baseline)
    flare = baseline + np.where(baseline <= 7, 2.0, np.where(baseline <= 8, 1.5, 1.0))
    high_enough = score >= floor
    # A comparison with NaN is false: what needs a baseline, or a score before, does not hold without it.
    return {
        "a": high_enough
        & (score >= baseline + STILL_UP)
        & (before >= baseline + STILL_UP)
        & (np.fmax(score, before) >= flare),
        "b": none_before & high_enough & (score >= flare),
        "c": high_enough & (score >= baseline + FAR_UP),
        "f": (baseline > SEVERE_BASELINE)
        & (score >= SEVERE_SCORE)
        & (none_before | (before >= SEVERE_SCORE))
        & ~cases.better,
        "d": none_usual & (score >= NO_BASELINE_SCORE) & (none_before | (before >= NO_BASELINE_SCORE)),
        "e": cases.worse & high_enough,
    }


def fires(preset: Preset, cases: Cases, w: Floats, w_before: Floats) -> Flags:
    """Whether each case is an alert under a preset. Source: clinical reference 3.6.4."""
    letters = BESIDE_RISE if preset is Preset.QUIET else PAIN
    holding = _holding(cases)
    by_rule: Flags = np.any([holding[clause.letter] for clause in letters], axis=0)
    return by_rule if preset is Preset.STANDARD else by_rule | fires_by_w(preset, cases, w, w_before)


def fires_by_w(preset: Preset, cases: Cases, w: Floats, w_before: Floats) -> Flags:
    """Whether W alone makes an alert under a preset, R4 aside."""
    threshold = THRESHOLDS[preset]
    rare = (w < threshold.once) | ((w < threshold.twice) & (w_before < threshold.twice))
    known: Flags = ~np.isnan(cases.baseline) & (cases.score + DUST >= cases.floor) & rare
    return known
