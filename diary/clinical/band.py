"""The band of a session: the percentiles of its prediction at the hours that follow, for one session or for many at once.

Source: clinical reference 3.5, bands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from diary.clinical.prediction import Mixture, Prediction, mixture, same_degrees
from diary.clinical.student import student_cdf_and_pdf

Floats = NDArray[np.float64]

PERCENTILES = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
# Newton's method doubles its digits each time: after a step this small a percentile is right to 1e-7.
NEAR_ENOUGH = 1e-4
MOST_STEPS = 40


class Expected(NamedTuple):
    """The seven percentiles of the expected score at one hour."""

    p2_5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p97_5: float


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Expected scores: `quantiles` has one row for each of `PERCENTILES` and one column for each of `hours`."""

    hours: Floats
    quantiles: Floats

    def at(self, hour: float) -> Expected:
        """The percentiles at `hour`, read off the line between its neighbours (the nearest one outside the band)."""
        return Expected(*(float(np.interp(hour, self.hours, row)) for row in self.quantiles))


def band(prediction: Prediction, hours: Floats) -> Band:
    """The expected scores at `hours` (ascending) after the session. Source: clinical reference 3.5.

    Raises ValueError for hours that are none, not numbers, or out of order: a band is read off the lines between them.
    """
    at = np.array(hours, dtype=np.float64)
    if at.ndim != 1 or not at.size or not np.isfinite(at).all() or (at[1:] < at[:-1]).any():
        raise ValueError("the hours of a band are a list of numbers, one at least, in ascending order")
    quantiles = _quantiles(mixture([prediction], at[None]))[:, 0]
    at.setflags(write=False)
    quantiles.setflags(write=False)
    return Band(at, quantiles)


def expected_at(prediction: Prediction, hour: float) -> Expected:
    """The percentiles at one hour."""
    return Expected(*(float(each) for each in band(prediction, np.array([hour])).quantiles[:, 0]))


def band_many(predictions: Sequence[Prediction], hours: Floats) -> Floats:
    """The percentiles for many sessions at once: shape (prediction, percentile, hour); `hours` has a row for each prediction.

    Raises ValueError when it has not, or when an hour is no number.
    """
    if hours.ndim != 2 or len(hours) != len(predictions) or not np.isfinite(hours).all():
        raise ValueError("there must be a row of hours, all numbers, for each prediction")
    quantiles = np.empty((len(predictions), len(PERCENTILES), hours.shape[1]))
    for rows in same_degrees(predictions):
        quantiles[rows] = np.moveaxis(_quantiles(mixture([predictions[row] for row in rows], hours[rows])), 0, 1)
    return quantiles


def _quantiles(mixed: Mixture) -> Floats:
    """The percentiles of the mixture, clipped to 0-10: shape (percentile, session, hour).

    A quantile of the mixture lies between those of its lowest and its highest component, which have one scale: Newton's
    method inside that bracket, halving it where a step would leave it. Hours that are near enough are left alone: most
    lie long after the flare, and are right from the start.
    """
    # One column for each hour of each session, one row for each component or percentile.
    means, scale = mixed.means.reshape(len(mixed.means), 1, -1), mixed.scale.ravel()
    weights = np.broadcast_to(mixed.weights, mixed.means.shape).reshape(means.shape)
    wanted = np.array(PERCENTILES)[:, None] / 100.0
    offset = stdtrit(mixed.degrees, wanted) * scale
    low, high = means.min(axis=0) + offset, means.max(axis=0) + offset
    guess = (weights * means).sum(axis=0) + offset
    quantiles, left = guess.copy(), np.arange(scale.size)
    for _ in range(MOST_STEPS):
        reached, density = student_cdf_and_pdf((guess - means) / scale, mixed.degrees)
        miss = (weights * reached).sum(axis=0) - wanted
        slope = (weights * density).sum(axis=0) / scale
        low, high = np.where(miss < 0, guess, low), np.where(miss > 0, guess, high)
        better = guess - miss / np.maximum(slope, 1e-9)
        better = np.where((better < low) | (better > high), (low + high) / 2.0, better)
        quantiles[:, left] = better
        far = np.abs(better - guess).max(axis=0) >= NEAR_ENOUGH
        if not far.any():
            break
        left, scale, means, weights = left[far], scale[far], means[..., far], weights[..., far]
        low, high, guess = low[:, far], high[:, far], better[:, far]
    # Rounding may let neighbours touch the wrong way round by a hair; a band must never cross.
    ordered = np.maximum.accumulate(quantiles, axis=0)
    return np.clip(ordered, 0.0, 10.0).reshape(-1, *mixed.scale.shape)


def expected_range(expected: Expected) -> str:
    """The central 80 % in whole numbers: "2 to 4"."""
    return f"{round(expected.p10)} to {round(expected.p90)}"
