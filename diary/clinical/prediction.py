"""One session's prior predictive as plain numbers: what its band and W are drawn from, for one session or for many at once.

A prediction is fixed at the session: a recovery's own bad news never teaches what was expected of it.
Source: clinical reference 3.3 to 3.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diary.clinical.recovery import g, r
from diary.clinical.student import student_cdf

Floats = NDArray[np.float64]

HEIGHT_QUANTILES = 9
HEIGHT_NORMALS: Floats = ndtri((np.arange(HEIGHT_QUANTILES) + 0.5) / HEIGHT_QUANTILES)


@dataclass(frozen=True, slots=True)
class Prediction:
    """The numbers that a session's band and W are made of.

    A calm score is Student-t with `degrees` round `mean`, its squared scale `noise * (1 + variance + kappa * days since)`, as in
    `Level`. `drop` is how many points recovery takes in the long run, with time constant `days`. A flare comes with
    probability `pi`; its height is lognormal with median `height` (points) and log-SD `height_sd`, at `peak` hours.
    """

    mean: float
    variance: float
    degrees: int
    noise: float
    kappa: float
    drop: float
    days: float
    pi: float
    height: float
    height_sd: float
    peak: float

    def __post_init__(self) -> None:
        """Raises ValueError for numbers that no session has: a band made of them would be nonsense or none."""
        if not all(map(isfinite, _NUMBERS(self))):
            raise ValueError("a prediction is made of numbers")
        if min(self.noise, self.degrees, self.days, self.height, self.peak) <= 0 or min(self.variance, self.kappa) < 0:
            raise ValueError(
                "noise, degrees, days, height and peak of a prediction are above 0; variance and kappa not below"
            )
        if not 0 <= self.pi <= 1:
            raise ValueError("the probability of a flare is from 0 to 1")


NAMES = tuple(field.name for field in fields(Prediction))
_NUMBERS = attrgetter(*NAMES)


class Mixture(NamedTuple):
    """Student-t components of one `scale`: `means` and `weights` have one more axis in front, the calm course first."""

    means: Floats
    weights: Floats
    scale: Floats
    degrees: int


def mixture(predictions: Sequence[Prediction], hours: Floats) -> Mixture:
    """The components at `hours`, which has one row for each prediction; all must have the same degrees of freedom.

    A flare stands as nine heights of equal weight. Source: clinical reference 3.5, bands.
    """
    columns = np.array([_NUMBERS(each) for each in predictions]).T[:, :, None]
    mean, variance, _, noise, kappa, drop, days, pi, height, height_sd, peak = columns
    since = np.maximum(hours, 0.0) / 24.0
    calm = mean - drop * r(since, days)
    heights = height * np.exp(height_sd * HEIGHT_NORMALS[:, None, None])
    means = np.concatenate([calm[None], calm + heights * g(hours, peak)])
    weights = np.concatenate([(1.0 - pi)[None], np.broadcast_to(pi / HEIGHT_QUANTILES, heights.shape)])
    scale = np.sqrt(noise * (1.0 + variance + kappa * since))
    return Mixture(means, weights, scale, predictions[0].degrees)


def chance_of_reaching(prediction: Prediction, hours: float, score: float) -> float:
    """P(Y >= `score`) at `hours` after the session."""
    return float(chances_of_reaching([prediction], np.array([hours]), np.array([score]))[0])


def chances_of_reaching(predictions: Sequence[Prediction], hours: Floats, scores: Floats) -> Floats:
    """P(Y >= score) for one hour and one score of each prediction."""
    chances = np.empty(len(predictions))
    for rows in same_degrees(predictions):
        mixed = mixture([predictions[row] for row in rows], hours[rows, None])
        below = student_cdf((scores[rows, None] - mixed.means) / mixed.scale, mixed.degrees)
        chances[rows] = 1.0 - np.sum(mixed.weights * below, axis=0)[:, 0]
    return np.clip(chances, 0.0, 1.0)


def same_degrees(predictions: Iterable[Prediction]) -> Iterable[NDArray[np.intp]]:
    """The rows of the predictions that share their degrees of freedom, so that one formula serves them all."""
    degrees = np.array([each.degrees for each in predictions])
    return [np.flatnonzero(degrees == each) for each in np.unique(degrees)]
