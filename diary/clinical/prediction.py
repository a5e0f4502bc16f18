"""What one session's scores are expected to be, before any of them is known: level, drift, recovery and flare as one mixture.

Fixed at the session: a recovery's own bad news never teaches what was expected of it. Source: clinical reference 3.3 to 3.5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from diary.clinical.baseline import baseline_of, block
from diary.clinical.history import DAY, Baseline, BaselineQuality, History, Reading
from diary.clinical.level import DAYS, Level, Prior, fit_levels, level_known
from diary.clinical.recovery import CURVES, NOISE, curve_key, flare_of, flare_probability, g, modality_of, r

Floats = NDArray[np.float64]

HEIGHT_QUANTILES = 9
HEIGHT_NORMALS: Floats = ndtri((np.arange(HEIGHT_QUANTILES) + 0.5) / HEIGHT_QUANTILES)
# A patient who flares for three days every time must not teach the rule that this is normal.
LATEST_PEAK = 16.0
# A score of one moment has the noise of the day, and that of the moment again. Source: clinical reference 3.4.
MOMENT_NOISE = 1.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """The numbers that a session's band and W are made of.

    `mean`, `variance`, `degrees`, `noise`: see `Level`; `kappa` is the drift a day. `drop` is how many points recovery takes
    in the long run, with time constant `days`. A flare comes with probability `pi`; its height is lognormal with median
    `height` (points) and log-SD `height_sd`, at `peak` hours.
    """

    mean: float
    variance: float
    degrees: float
    noise: float
    kappa: float
    drop: float
    days: float
    pi: float
    height: float
    height_sd: float
    peak: float


def predict(history: History) -> Prediction:
    """The prediction for the history's session. Source: clinical reference 3.3 to 3.5."""
    curve = CURVES[curve_key(history.region, history.chronicity)]
    flare = flare_of(modality_of(history))
    prior = prior_of(history)
    level = level_before(history, baseline_of(history), prior)
    mean = float(level.mean)
    return Prediction(
        mean=mean,
        variance=float(level.variance),
        degrees=float(level.degrees),
        noise=float(level.noise),
        kappa=prior.kappa,
        drop=mean * (1.0 - curve.q),
        days=curve.days,
        pi=flare_probability(history),
        height=flare.height,
        height_sd=flare.height_sd,
        peak=min(flare.peak, LATEST_PEAK),
    )


def prior_of(history: History) -> Prior:
    """What is known of the level and the noise by region and chronicity alone. Source: clinical reference 3.4."""
    recency = "recent" if history.chronicity in NOISE["recent"] else "lasting"
    mean = CURVES[curve_key(history.region, history.chronicity)].level
    return Prior(mean, NOISE["level_variance"], NOISE[f"kappa_{recency}"], NOISE["shape"], NOISE["rate"])


def level_before(history: History, baseline: Baseline, prior: Prior) -> Level:
    """The level at the session: fitted to the days that the baseline rests on, or what little else is known."""
    if baseline.nrs is None:
        return level_known(prior.mean, 0.0, 0.0, prior)
    if baseline.quality is BaselineQuality.SINGLE:
        return level_known(baseline.nrs, 1.0 / (1.0 + MOMENT_NOISE), 0.0, prior)
    if baseline.quality is BaselineQuality.CARRIED:
        return level_known(baseline.nrs, float(min(len(baseline.readings), DAYS)), _age(history), prior)
    return fit_levels(*days_of(history, baseline), prior)


def days_of(history: History, baseline: Baseline) -> tuple[Floats, Floats]:
    """Mean and noise of each of the seven days that the baseline rests on, oldest first; NaN where a day has none."""
    held, means, noises = set(baseline.readings), np.full(DAYS, np.nan), np.ones(DAYS)
    if history.session is None:
        return means, noises
    days: dict[int, list[Reading]] = {}
    for reading in history.readings:
        if reading.entry in held:
            days.setdefault(DAYS - 1 - block(reading.recorded_at, history.session.started_at), []).append(reading)
    for day, readings in days.items():
        means[day] = np.mean([reading.score for reading in readings])
        noises[day] = (
            1.0 if any(each.nrs_average is not None for each in readings) else 1.0 + MOMENT_NOISE / len(readings)
        )
    return means, noises


def _age(history: History) -> float:
    """How many days ago a carried baseline was measured; 0 when that is not known."""
    measured = [each for each in history.earlier if each.baseline.quality is not BaselineQuality.CARRIED]
    since = (measured or list(history.earlier))[-1:]
    return (history.session.started_at - since[0].ended_at) / DAY if history.session and since else 0.0


def chance_of_reaching(prediction: Prediction, hours: Floats, scores: Floats) -> Floats:
    """P(score >= `scores`) at `hours` after the session, by the mixture of a calm and a flared course."""
    means, weights, scale = mixture(prediction, hours)
    below = np.tensordot(weights, stdtr(prediction.degrees, (scores - means) / scale), axes=1)
    chance: Floats = 1.0 - below
    return chance


def mixture(prediction: Prediction, hours: Floats) -> tuple[Floats, Floats, Floats]:
    """The components at `hours`: means (component, hour), weights (component) and the common scale (hour).

    The first component is the calm course, the others are flares of nine heights. Source: clinical reference 3.5, bands.
    """
    at = np.asarray(hours, dtype=np.float64)
    days = np.maximum(at, 0.0) / 24.0
    calm = prediction.mean - prediction.drop * r(days, prediction.days)
    heights = prediction.height * np.exp(prediction.height_sd * HEIGHT_NORMALS)
    means = np.vstack([calm, calm + np.outer(heights, g(at, prediction.peak))])
    weights = np.array([1.0 - prediction.pi] + [prediction.pi / HEIGHT_QUANTILES] * HEIGHT_QUANTILES)
    scale = np.sqrt(prediction.noise * (1.0 + prediction.variance + prediction.kappa * days))
    return means, weights, scale
