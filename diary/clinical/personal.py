"""Learning from a patient's own earlier sessions: how often they flare, how high, when it peaks, and how they recover.

Each is a small conjugate update of what the literature or the practice says; one session changes little, ten change much.
Level and noise are learned in `level.py`, from the week before each session. Source: clinical reference 3.5, points 2 to 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from diary.clinical.history import DAY, History
from diary.clinical.lasting import is_flare
from diary.clinical.level import Prior, prior_by
from diary.clinical.parameters import Parameters
from diary.clinical.practice import Practice
from diary.clinical.recovery import (
    CURVES,
    CURVES_VERSION,
    curve_key,
    flare_of,
    flare_probability,
    g,
    modality_of,
    r,
)

Floats = NDArray[np.float64]

FLARE_FROM, FLARE_UNTIL = 4.0, 48.0
RATE_WEIGHT = 10.0
HEIGHT_PRIOR_VARIANCE, HEIGHT_VARIANCE = 0.25, 0.20
PEAKS: Floats = np.array([6.0, 10.0, 16.0, 24.0])
PEAK_WEIGHTS: Floats = np.array([0.25, 0.45, 0.20, 0.10])
PEAK_FROM_FLARES = 3
PEAK_UNTIL = 72.0
RECOVERY_FROM_SESSIONS = 3
DROP_SD = 0.35
MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class PastSession:
    """An earlier session of the same course: its modality, `day` counted from the first session's end, the baseline judged for it,
    and the scores of its recovery as (hours since its end, score), in order.
    """

    modality: str
    day: float
    baseline: float | None
    scores: tuple[tuple[float, float], ...]


def parameters_of(history: History, past: Sequence[PastSession] = (), practice: Practice | None = None) -> Parameters:
    """What is known when the history's session ends: literature or practice, then the patient's `past` sessions, oldest first."""
    modality = modality_of(history)
    curve, prior = CURVES[curve_key(history.region, history.chronicity)], prior_by(history.region, history.chronicity)
    flare = flare_of(modality)
    if practice is not None:
        flare = replace(flare, pi=practice.pi, height=practice.height)
        prior = replace(prior, rate=practice.noise * prior.rate)
    asked = [each for each in past if each.modality == modality and is_asked(each)]
    flared = [each for each in asked if has_flared(each)]
    return Parameters(
        mean=prior.mean,
        spread=prior.spread,
        kappa=prior.kappa,
        shape=prior.shape,
        rate=prior.rate,
        q=curve.q,
        days=curve.days,
        drop=recovery_drop(history, past, prior),
        pi=flare_rate(flare_probability(history, flare.pi), len(flared), len(asked)),
        height=flare_height(flare.height, [flare_rise(each) for each in flared]),
        height_sd=flare.height_sd,
        peak=flare_peak(flare.peak, flared, prior),
        sessions=len(asked),
        flares=len(flared),
        practice=0 if practice is None else practice.version,
        version=CURVES_VERSION,
    )


def _flare_scores(past: PastSession) -> list[float]:
    return [score for hours, score in past.scores if FLARE_FROM <= hours <= FLARE_UNTIL]


def is_asked(past: PastSession) -> bool:
    """There is a score from 4 to 48 hours, and a baseline to compare it with."""
    return past.baseline is not None and bool(_flare_scores(past))


def has_flared(past: PastSession) -> bool:
    """Some score from 4 to 48 hours was a flare. Source: clinical reference 3.5, point 2."""
    return past.baseline is not None and any(is_flare(score, past.baseline) for score in _flare_scores(past))


def flare_rise(past: PastSession) -> float:
    """How far the highest score from 4 to 48 hours lay above the baseline, in points."""
    return max(_flare_scores(past)) - (past.baseline or 0.0)


def flare_rate(prior: float, flares: int, sessions: int) -> float:
    """The probability of a flare: Beta(10 * prior, 10 * (1 - prior)), updated. Source: clinical reference 3.5, point 2."""
    return (RATE_WEIGHT * prior + flares) / (RATE_WEIGHT + sessions)


def flare_height(prior: float, rises: Sequence[float]) -> float:
    """The median height of a flare, in points. Source: clinical reference 3.5, point 3."""
    weight = 1.0 / HEIGHT_PRIOR_VARIANCE + len(rises) / HEIGHT_VARIANCE
    total = np.log(prior) / HEIGHT_PRIOR_VARIANCE + sum(np.log(rises)) / HEIGHT_VARIANCE
    return float(np.exp(total / weight))


def flare_peak(prior: float, flared: Sequence[PastSession], noise: Prior) -> float:
    """The hour of the peak, from three flares on: the mean of a grid weighted by how well each explains the scores to 72 h.

    An alert never uses more than 16 hours of it. Source: clinical reference 3.5, point 4.
    """
    if len(flared) < PEAK_FROM_FLARES:
        return prior
    fit = np.log(PEAK_WEIGHTS)
    for past in flared:
        known = [(hours, score) for hours, score in past.scores if 0.0 <= hours <= PEAK_UNTIL]
        hours, scores = np.array(known).T
        shapes = np.array([g(hours, peak) for peak in PEAKS])
        expected = (past.baseline or 0.0) + flare_rise(past) * shapes
        fit = fit - 0.5 * np.sum((scores - expected) ** 2, axis=1) / noise.variance
    weights = np.exp(fit - fit.max())
    return float(np.sum(weights * PEAKS) / np.sum(weights))


def recovery_drop(history: History, past: Sequence[PastSession], prior: Prior) -> float | None:
    """How many points recovery still takes in the long run, from the patient's own course; None before three sessions.

    A regression of un-flared days on the recovery shape, its drop known beforehand as N(b(1-q), (0.35 b)^2); what is left of it
    at this session. Source: clinical reference 3.5, point 5.
    """
    start = past[0].baseline if past else None
    if history.session is None or start is None or len(past) < RECOVERY_FROM_SESSIONS:
        return None
    curve = CURVES[curve_key(history.region, history.chronicity)]
    days, scores = _calm_days(past)
    design = np.column_stack([np.ones_like(days), -r(days, curve.days)])
    variance = prior.variance
    noise = variance * (np.eye(len(days)) + prior.kappa * np.minimum(days[:, None], days[None, :]))
    expected = np.array([start, start * (1.0 - curve.q)])
    # With a baseline near 0 the prior of the drop would be a point; 0.35 points keep it an opinion.
    known = np.diag([1.0 / (prior.spread * variance), 1.0 / max(DROP_SD * start, DROP_SD) ** 2])
    weighed = design.T @ np.linalg.inv(noise)
    _, drop = np.linalg.solve(weighed @ design + known, weighed @ scores + known @ expected)
    this_day = (history.session.ended_at - history.earlier[0].ended_at) / DAY if history.earlier else 0.0
    return float(drop * np.exp(-this_day / curve.days))


def _calm_days(past: Sequence[PastSession]) -> tuple[Floats, Floats]:
    """Daily means of the scores from 48 hours after each session, and each session's baseline on its day; the newest 120."""
    days: dict[int, list[float]] = {}
    for each in past:
        if each.baseline is not None:
            days.setdefault(int(each.day), []).append(each.baseline)
        for hours, score in each.scores:
            if hours >= FLARE_UNTIL:
                days.setdefault(int(each.day + hours / 24.0), []).append(score)
    newest = sorted(days)[-MOST_DAYS:]
    return np.array(newest, dtype=np.float64), np.array([np.mean(days[day]) for day in newest])
