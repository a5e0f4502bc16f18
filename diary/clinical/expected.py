"""What is expected after the session of a history: its prediction, from what was known before the first score came.

Source: clinical reference 3.3 to 3.5.
"""

from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from diary.clinical.band import Band, band
from diary.clinical.baseline import baseline_of, block
from diary.clinical.history import DAY, Baseline, BaselineQuality, History, Reading
from diary.clinical.level import DAYS, Level, Prior, fit_levels, level_known
from diary.clinical.personal import parameters_of
from diary.clinical.prediction import Prediction

Floats = NDArray[np.float64]

# A score of one moment has the noise of the day, and that of the moment again. Source: clinical reference 3.4.
MOMENT_NOISE = 1.0


def predict(history: History, baseline: Baseline | None = None) -> Prediction:
    """The prediction for the history's session, from the parameters it was fixed with, or those of the literature.

    `baseline` is the history's own, for whoever has worked it out already.
    """
    known = history.parameters or parameters_of(history)
    prior = Prior(known.mean, known.spread, known.kappa, known.shape, known.rate)
    level = level_before(history, baseline or baseline_of(history), prior)
    mean = float(level.mean)
    return Prediction(
        mean=mean,
        variance=float(level.variance),
        degrees=round(float(level.degrees)),
        noise=float(level.noise),
        kappa=known.kappa,
        drop=mean * (1.0 - known.q) if known.drop is None else known.drop,
        days=known.days,
        pi=known.pi,
        height=known.height,
        height_sd=known.height_sd,
        peak=known.peak,
    )


def expected_band(history: History, hours: Floats) -> Band:
    """The expected scores at `hours` (ascending) after the history's session."""
    return band(predict(history), hours)


def level_before(history: History, baseline: Baseline, prior: Prior) -> Level:
    """The level at the session: fitted to the days that the baseline rests on, or what little else is known."""
    if baseline.nrs is None:
        return level_known(prior.mean, 0.0, 0.0, prior)
    if baseline.quality is BaselineQuality.SINGLE:
        return level_known(baseline.nrs, 1.0 / (1.0 + MOMENT_NOISE), 0.0, prior)
    if baseline.quality is BaselineQuality.CARRIED:
        return level_known(baseline.nrs, float(min(len(baseline.readings), DAYS)), _age(history), prior)
    means, noises = days_of(history, baseline)
    if np.isnan(means).all():
        # In maintenance the baseline may rest on the week before the last one alone.
        return level_known(baseline.nrs, float(min(len(baseline.readings), DAYS)), float(DAYS), prior)
    return fit_levels(means, noises, prior)


def days_of(history: History, baseline: Baseline) -> tuple[Floats, Floats]:
    """Mean and noise of each of the last seven days that the baseline rests on, oldest first; NaN where a day has none.

    What it rests on in the week before that, in maintenance, is left out: it says less of the level at the session.
    """
    held, means, noises = set(baseline.readings), np.full(DAYS, np.nan), np.ones(DAYS)
    if history.session is None:
        return means, noises
    days: dict[int, list[Reading]] = {}
    for reading in history.readings:
        if reading.recorded_at > history.session.started_at:
            break
        day = DAYS - 1 - block(reading.recorded_at, history.session.started_at)
        if day >= 0 and reading.entry in held:
            days.setdefault(day, []).append(reading)
    for day, readings in days.items():
        means[day] = fmean([reading.score for reading in readings if reading.score is not None])
        noises[day] = (
            1.0 if any(each.nrs_average is not None for each in readings) else 1.0 + MOMENT_NOISE / len(readings)
        )
    return means, noises


def _age(history: History) -> float:
    """How many days ago a carried baseline was measured; 0 when that is not known."""
    measured = [each for each in history.earlier if each.baseline.quality is not BaselineQuality.CARRIED]
    since = (measured or list(history.earlier))[-1:]
    return (history.session.started_at - since[0].ended_at) / DAY if history.session and since else 0.0
