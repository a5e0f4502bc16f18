"""The band against simple forecasts of the same diaries: pinball loss of days 2 and 3 after weekly pseudo-sessions, lower is better.

On generated diaries, or on files of your own (columns subject, day, pain): EBB_DIARIES="chronic=a.csv,subacute=b.csv".
"""

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from statsmodels.tsa.statespace.structural import UnobservedComponents

from diary.actions.replay import read_diaries
from diary.clinical.band import PERCENTILES, band_many
from diary.clinical.calibration import BEFORE, DECIDING, HOURS_OF_DAY, Sessions, predictions_for, sessions_in
from diary.clinical.level import DAYS
from tests.bench.page import Row, at_most
from tests.diaries import synthetic_diaries

Floats = NDArray[np.float64]
SHARES = np.array(PERCENTILES) / 100.0
TARGETS = (BEFORE, DECIDING)
# A scatter of nothing, as of three equal scores, would bet everything on one score.
LEAST_SD = 0.25


def measure() -> list[Row]:
    files = [each.partition("=")[::2] for each in os.environ.get("EBB_DIARIES", "").split(",") if each]
    if not files:
        return compare("generated, chronic", "chronic", synthetic_diaries(subjects=12))
    rows = []
    for kind, path in files:
        diaries, _ = read_diaries(Path(path).read_text(encoding="utf-8-sig"))
        rows += compare(f"{Path(path).stem}, {kind}", kind, diaries)
    return rows


def compare(name: str, kind: str, diaries: dict[str, list[tuple[float, float]]]) -> list[Row]:
    """Rows of the mean loss of each forecast, and of the band as a share of it."""
    sessions, pasts = weekly_sessions(diaries)
    predictions = predictions_for(sessions, region="low-back", chronicity=kind)
    hours = np.tile(HOURS_OF_DAY[list(TARGETS)], (len(predictions), 1))
    ours = loss(sessions, band_many(predictions, hours))
    rows = [Row(f"{name}: {len(predictions)} sessions, the band", f"{ours:.4f}")]
    for label, forecast in BASELINES.items():
        theirs = loss(sessions, np.array([forecast(past) for past in progress(label, pasts)]))
        rows.append(at_most(f"  beside {label} ({theirs:.4f})", ours / theirs, 1.0, "{:.3f} of it"))
    return rows


def weekly_sessions(diaries: dict[str, list[tuple[float, float]]]) -> tuple[Sessions, list[Floats]]:
    """Every seventh pseudo-session of each diary, and the daily means of all days before each of them."""
    before, after, pasts = [], [], []
    for diary in diaries.values():
        days = np.array([int(day) for day, _ in diary])
        means = np.full(days.max() + 1, np.nan)
        for day in np.unique(days):
            means[day] = np.mean([pain for at, pain in diary if int(at) == day])
        for start in range(DAYS, len(means) - DECIDING, 7):
            if np.sum(~np.isnan(means[start - DAYS : start])) >= 3:
                before.append(means[start - DAYS : start])
                after.append(
                    np.pad(means[start : start + 4], (0, max(0, start + 4 - len(means))), constant_values=np.nan)
                )
                pasts.append(means[:start])
    assert len(sessions_in(next(iter(diaries.values()))).before) >= 1
    return Sessions(np.array(before), np.array(after)), pasts


def loss(sessions: Sessions, quantiles: Floats) -> float:
    """The mean pinball loss over the seven percentiles, doubled: the usual sum that stands for the CRPS."""
    miss = sessions.after[:, list(TARGETS)][:, None, :] - quantiles
    return float(np.nanmean(2.0 * np.maximum(SHARES[None, :, None] * miss, (SHARES[None, :, None] - 1.0) * miss)))


def last_value(past: Floats) -> Floats:
    known = past[~np.isnan(past)]
    return np.full((len(SHARES), len(TARGETS)), known[-1])


def week_mean(past: Floats) -> Floats:
    week = past[-DAYS:][~np.isnan(past[-DAYS:])]
    sd = max(np.std(week, ddof=1) * np.sqrt(1.0 + 1.0 / len(week)), LEAST_SD)
    return np.clip(np.repeat((week.mean() + sd * ndtri(SHARES))[:, None], len(TARGETS), axis=1), 0.0, 10.0)


def local_level(past: Floats) -> Floats:
    """A local-level model fitted by maximum likelihood to everything before the session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = UnobservedComponents(past, level="local level").fit(disp=False, maxiter=50)
        ahead = fitted.get_forecast(DECIDING + 1)
    mean, sd = ahead.predicted_mean[list(TARGETS)], np.maximum(ahead.se_mean[list(TARGETS)], LEAST_SD)
    return np.clip(mean[None] + sd[None] * ndtri(SHARES)[:, None], 0.0, 10.0)


BASELINES: dict[str, Callable[[Floats], Floats]] = {
    "last value": last_value,
    "7-day mean with its SD": week_mean,
    "local level by maximum likelihood (statsmodels)": local_level,
}


def progress(label: str, pasts: list[Floats]) -> list[Floats]:
    """The same list, with a line on stderr for what takes long."""
    if len(pasts) > 200:
        print(f"  {label}: {len(pasts)} forecasts ...", file=sys.stderr)  # noqa: T201
    return pasts
