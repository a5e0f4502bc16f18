"""The level before a session and the noise round it, from the days before: a Student-t model in closed form.

The level walks (variance `kappa` a day), each day's score scatters round it; both are in units of the noise variance, whose
prior is inverse gamma, so that every prediction is a Student-t. Source: clinical reference 3.5, point 1.

Arrays may have any number of leading axes, one session each; the last one holds the days.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from diary.clinical.recovery import CURVES, NOISE, curve_key

Floats = NDArray[np.float64]

# One column for each 24 hours before the session, the last ones at the end; a day's mean stands at the middle of its day.
DAYS = 7
DAY_TIMES: Floats = np.arange(DAYS, dtype=np.float64) + 0.5
_COMMON_WALK: Floats = np.minimum(DAY_TIMES[:, None], DAY_TIMES[None, :])
_DIAGONAL = np.arange(DAYS)


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a person before the first score: level `mean`, its variance `spread` in units of the noise variance,
    drift `kappa` a day in the same units, and InverseGamma(`shape`, `rate`) of the noise variance (points squared).
    """

    mean: float
    spread: float
    kappa: float
    shape: float
    rate: float

    @property
    def variance(self) -> float:
        """The mean of the noise variance, in points squared."""
        return self.rate / (self.shape - 1.0)


class Level(NamedTuple):
    """What the days before tell about a score at the session: Student-t with `degrees`, centred on `mean`.

    Its squared scale is `noise * (1 + variance + kappa * days since)`; `noise` is the estimate of the noise variance (points
    squared), `variance` that of the level in units of it. Each is a number, or an array with one for each session.
    """

    mean: Floats
    variance: Floats
    degrees: Floats
    noise: Floats


@cache
def prior_by(region: str, chronicity: str) -> Prior:
    """What is known of the level and the noise by region and chronicity alone. Source: clinical reference 3.4 and 3.5.

    The noise is that of the reference's one prior, or where that is more, such that the median patient has the day-to-day SD
    of the chronicity (docs/adr/0016).
    """
    recency = "recent" if chronicity in NOISE["recent"] else "lasting"
    mean, shape = CURVES[curve_key(region, chronicity)].level, NOISE["shape"]
    # The median of InverseGamma(shape, rate) is rate / gammaincinv(shape, 0.5).
    rate = max(NOISE["rate"], NOISE[f"sigma_{recency}"] ** 2 * float(gammaincinv(shape, 0.5)))
    return Prior(mean, NOISE["level_variance"], NOISE[f"kappa_{recency}"], shape, rate)


def fit_levels(means: Floats, weights: Floats, prior: Prior) -> Level:
    """The level at the session, given the mean scores of the seven days before it; NaN where a day has none.

    `weights` are each day's noise variance in units of the usual one: 1 for a 24-hour average. Both have shape (..., 7).
    Source: clinical reference 3.5, point 1.
    """
    known = ~np.isnan(means)
    residual = np.where(known, means - prior.mean, 0.0)
    ones = known.astype(np.float64)
    covariance = prior.kappa * _COMMON_WALK * ones[..., :, None] * ones[..., None, :]
    covariance[..., _DIAGONAL, _DIAGONAL] += np.where(known, weights, 1.0)
    shared = prior.kappa * DAY_TIMES * ones  # with the level at the session, which is later than every day
    solved = np.linalg.solve(covariance, np.stack([residual, ones, shared], axis=-1))
    of_residual, of_ones, of_shared = np.moveaxis(solved, -1, 0)

    precision = 1.0 / prior.spread + _dot(ones, of_ones)
    shift = _dot(ones, of_residual) / precision
    left = 1.0 - _dot(shared, of_ones)
    mean = prior.mean + shift + _dot(shared, of_residual) - _dot(shared, of_ones) * shift
    variance = prior.kappa * DAYS - _dot(shared, of_shared) + left * left / precision
    misfit = _dot(residual, of_residual) - _dot(ones, of_residual) ** 2 / precision
    shape = prior.shape + known.sum(axis=-1) / 2.0
    return Level(mean, variance, 2.0 * shape, (prior.rate + 0.5 * misfit) / shape)


def level_known(score: float, days: float, age: float, prior: Prior) -> Level:
    """The level when only its value is known, as if from `days` scores, `age` days ago: nothing is learned of the noise."""
    variance = 1.0 / (1.0 / prior.spread + days)
    mean = variance * (prior.mean / prior.spread + days * score)
    values = (mean, variance + prior.kappa * age, 2.0 * prior.shape, prior.rate / prior.shape)
    return Level(*(np.array(value) for value in values))


def _dot(left: Floats, right: Floats) -> Floats:
    product: Floats = (left * right).sum(axis=-1)
    return product
