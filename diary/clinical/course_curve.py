"""The whole course over weeks: where a week's level is expected to be, counted from the first session.

Patients differ in how much of their pain remains: `q10` to `q90` of their region and chronicity. What is compared with it is the
median of a week, which has noise of its own. Source: clinical reference 3.3, last paragraph; 3.4; 3.6.7.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from diary.clinical.band import PERCENTILES, Band
from diary.clinical.level import prior_by
from diary.clinical.recovery import CURVES, Curve, Flare, curve_key, g, r

Floats = NDArray[np.float64]

HIGHEST_RATIO = 1.3
RATIO_STEPS = 39
TENTH = float(ndtri(0.9))
SCORES: Floats = np.linspace(0.0, 10.0, 501)
# The median of seven days scatters like a single day over the square root of 7 / (pi / 2); start and now are both such.
WEEK_VARIANCE = np.pi / 2.0 / 7.0 * 2.0


def course_percentile(value: float, *, start: float, days: float, region: str, chronicity: str) -> float:
    """Where a week's level `value` lies among patients like this one, `days` after the first session: 0 lowest, 100 highest.

    `start` is the baseline of the first session. 50 is what is usual; 90 means that one in ten has more pain by then. Give the
    median of the un-flared scores of the last seven days, not a single score. Source: clinical reference 3.6.7.
    """
    reached = _reached(np.array([value]), start, np.array([days]), region, chronicity)
    return float(100.0 * reached[0, 0])


def course_band(
    *,
    start: float,
    days: Floats,
    region: str,
    chronicity: str,
    sessions: Sequence[float] = (),
    flare: Flare | None = None,
) -> Band:
    """The percentiles of the course at `days` (ascending) after the first session; its `hours` are those of the days.

    `sessions` are the days of all sessions; each adds the mean of its possible flare. Source: clinical reference 3.3.
    """
    at = np.array(days, dtype=np.float64)
    reached = _reached(SCORES, start, at, region, chronicity)
    wanted = np.array(PERCENTILES) / 100.0
    columns = [np.interp(wanted, np.maximum.accumulate(each), SCORES) for each in reached.T]
    quantiles = np.clip(np.array(columns).T + _flares(at, sessions, flare), 0.0, 10.0)
    hours = at * 24.0
    hours.setflags(write=False)
    quantiles.setflags(write=False)
    return Band(hours, quantiles)


def _flares(days: Floats, sessions: Sequence[float], flare: Flare | None) -> Floats:
    if flare is None:
        return np.zeros_like(days)
    mean = flare.pi * flare.height * np.exp(flare.height_sd**2 / 2.0)
    shape = [g(24.0 * (days - session), flare.peak) for session in sessions]
    total: Floats = mean * np.sum([np.zeros_like(days), *shape], axis=0)
    return total


def _reached(scores: Floats, start: float, days: Floats, region: str, chronicity: str) -> Floats:
    """P(level <= score) over patients: shape (score, day)."""
    curve = CURVES[curve_key(region, chronicity)]
    levels = start * (1.0 - (1.0 - _ratios(curve)[:, None]) * r(days, curve.days))
    spread = np.sqrt(WEEK_VARIANCE * prior_by(region, chronicity).variance)
    reached: Floats = ndtr((scores[:, None, None] - levels) / spread).mean(axis=1)
    return reached


def _ratios(curve: Curve) -> Floats:
    """What remains in the long run for patients in equal steps: two half normals that meet at `q`, from 0 to 1.3."""
    normal = ndtri((np.arange(RATIO_STEPS) + 0.5) / RATIO_STEPS)
    width = np.where(normal < 0, curve.q - curve.q10, curve.q90 - curve.q) / TENTH
    return np.clip(curve.q + width * normal, 0.0, HIGHEST_RATIO)
