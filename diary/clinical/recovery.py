"""What is expected after a session: level, flare and recovery as a band of scores for the hours that follow.

Default parameters only (`curves.toml`): a band is fixed at the session and never refitted with that session's own bad
news. Hours are elapsed hours since the session's end; scores are NRS 0-10.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from diary.clinical.baseline import block
from diary.clinical.history import Baseline, BaselineQuality, History, Judgement, Recovery
from diary.clinical.scores import scores_of
from diary.clinical.wording import hours_after, out_of_ten, score_text

Floats = NDArray[np.float64]

CURVES_VERSION = "2026.1"
PERCENTILES = (2.5, 10.0, 25.0, 50.0, 75.0, 90.0, 97.5)
HEIGHT_QUANTILES = 9
FALLBACK_CHRONICITY = ("any", "persistent", "chronic")
FALLBACK_CURVE = "other/any"
FALLBACK_MODALITY = "acupuncture"
YOUNG_AGE = 40
MOST_LEVEL_DAYS = 7
# 16 halvings of 0-10 leave an error below 0.0002, far under what a chart can show.
BISECTIONS = 16


@dataclass(frozen=True, slots=True)
class Curve:
    """The course over weeks of one region and chronicity: `q` of the level remains; `days` is the time constant."""

    level: float
    level_sd: float
    q: float
    q10: float
    q90: float
    days: float
    derivation: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Flare:
    """The flare after one session: its probability, median height and log-SD (points), and peak (hours)."""

    pi: float
    height: float
    height_sd: float
    peak: float
    derivation: str
    confidence: str


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


_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("curves.toml").read_text(encoding="utf-8"))
NOISE: Mapping[str, Any] = _DATA["noise"]
_ODDS: Mapping[str, Any] = _DATA["odds"]
CURVES: Mapping[str, Curve] = MappingProxyType({key: Curve(**row) for key, row in _DATA["courses"].items()})
FLARES: Mapping[str, Flare] = MappingProxyType({key: Flare(**row) for key, row in _DATA["flares"].items()})

# Student-t with an even number of degrees of freedom has a closed form, ten times quicker than the general one.
DEGREES = round(2 * NOISE["shape"])
_MEDIAN_VARIANCE = NOISE["rate"] / float(gammaincinv(NOISE["shape"], 0.5))
_HEIGHT_NORMALS: Floats = ndtri((np.arange(HEIGHT_QUANTILES) + 0.5) / HEIGHT_QUANTILES)


def g(hours: Floats, peak: float) -> Floats:
    """The shape of a flare: 0 at the session, 1 at the peak hour, then falling; 0.11 at 48 h for a peak at 10 h.

    Source: clinical reference 3.3.
    """
    after = np.maximum(hours, 0.0) / peak
    return after * np.exp(1.0 - after)


def r(days: Floats, time_constant: float) -> Floats:
    """The share of the long-run recovery that is reached after `days`. Source: clinical reference 3.3."""
    return 1.0 - np.exp(-np.maximum(days, 0.0) / time_constant)


def curve_key(region: str, chronicity: str) -> str:
    """The key of the nearest known course: region and chronicity, else the region's broadest, else the pooled one."""
    keys = [f"{region}/{name}" for name in (chronicity, *FALLBACK_CHRONICITY)]
    return next((key for key in keys if key in CURVES), FALLBACK_CURVE)


def flare_of(modality: str) -> Flare:
    """The flare after this treatment; an unknown kind is taken as acupuncture. Source: clinical reference 3.4."""
    return FLARES.get(modality, FLARES[FALLBACK_MODALITY])


def modality_of(history: History) -> str:
    """The treatment of the history's session."""
    return history.session.modality if history.session else FALLBACK_MODALITY


def flare_probability(history: History) -> float:
    """P(flare) of the modality, its odds raised for first session, sex, age, sensitivity, nerves; at most 0.7.

    Source: clinical reference 3.4.
    """
    pi = flare_of(modality_of(history)).pi
    odds = pi / (1 - pi) * _odds_multiplier(history)
    return min(odds / (1 + odds), float(_ODDS["cap"]))


def _odds_multiplier(history: History) -> float:
    multipliers = {
        "first_session": history.session is not None and history.session.number == 1,
        "female": history.sex == "female",
        "young": history.age is not None and history.age < YOUNG_AGE,
        "sensitive": history.sensitive,
        "intake": not history.intake_flags.isdisjoint(_ODDS["intake_flags"]),
    }
    return float(np.prod([_ODDS[name] for name, applies in multipliers.items() if applies]))


def _level_days(history: History, baseline: Baseline) -> int:
    """On how many days the baseline rests; a carried one counts its entries, at most a week's."""
    if baseline.nrs is None:
        return 0
    if history.session is None or baseline.quality is BaselineQuality.SINGLE:
        return 1
    held = set(baseline.readings)
    moments = [reading.recorded_at for reading in history.readings if reading.entry in held]
    days = len({block(moment, history.session.started_at) for moment in moments}) or len(held)
    return max(1, min(days, MOST_LEVEL_DAYS))


def _spread(history: History, baseline: Baseline, days: Floats) -> Floats:
    """The scale of the predictive Student-t: the median patient's day-to-day SD is that of clinical reference 3.4."""
    recency = "recent" if history.chronicity in NOISE["recent"] else "lasting"
    fitted = NOISE[f"sigma_{recency}"] ** 2 / _MEDIAN_VARIANCE
    level = 1.0 / (1.0 / NOISE["level_variance"] + _level_days(history, baseline))
    drift = NOISE[f"kappa_{recency}"] * np.maximum(days, 0.0)
    scaled: Floats = np.sqrt(NOISE["rate"] * fitted / NOISE["shape"] * (1.0 + drift + level))
    return scaled


def student_cdf(t: Floats) -> Floats:
    """P(T <= t) of Student-t with `DEGREES` (even) degrees of freedom."""
    cos_squared = DEGREES / (DEGREES + t * t)
    total: Floats = np.ones_like(t)
    term = total
    for k in range(1, DEGREES // 2):
        term = term * cos_squared * ((2 * k - 1) / (2 * k))
        total = total + term
    reached: Floats = 0.5 + 0.5 * np.copysign(np.sqrt(1.0 - cos_squared), t) * total
    return reached


def expected_band(history: History, baseline: Baseline, hours: Floats) -> Band:
    """The expected scores at `hours` (ascending) after the session: a calm and a flared course, mixed.

    Without a baseline the level is the prior mean for region and chronicity, and the band is wide.
    Source: clinical reference 3.3 to 3.5.
    """
    at = np.asarray(hours, dtype=np.float64)
    curve = CURVES[curve_key(history.region, history.chronicity)]
    flare = flare_of(modality_of(history))
    level = curve.level if baseline.nrs is None else baseline.nrs
    calm = level - level * (1.0 - curve.q) * r(at / 24.0, curve.days)
    heights = flare.height * np.exp(flare.height_sd * _HEIGHT_NORMALS)
    means = np.vstack([calm, calm + np.outer(heights, g(at, flare.peak))])
    pi = flare_probability(history)
    weights = np.array([1.0 - pi] + [pi / HEIGHT_QUANTILES] * HEIGHT_QUANTILES)
    return _frozen(at, _inverted(means, weights, _spread(history, baseline, at / 24.0)))


def _inverted(means: Floats, weights: Floats, scale: Floats) -> Floats:
    """The percentiles of the mixture by bisection of 0-10, all at once: clipped, and never crossing."""
    wanted = np.array(PERCENTILES)[:, None] / 100.0
    low = np.zeros((len(PERCENTILES), means.shape[1]))
    high = np.full_like(low, 10.0)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        reached = np.tensordot(weights, student_cdf((middle[None] - means[:, None]) / scale), axes=1)
        is_below = reached < wanted
        low = np.where(is_below, middle, low)
        high = np.where(is_below, high, middle)
    return (low + high) / 2.0


def _frozen(hours: Floats, quantiles: Floats) -> Band:
    at = hours.copy()
    at.setflags(write=False)
    quantiles.setflags(write=False)
    return Band(at, quantiles)


_STATE_WORDS = {
    Recovery.WATCHING: "Recovery is being watched",
    Recovery.SETTLED: "The pain has settled",
    Recovery.LASTING: "The pain is lasting",
    Recovery.GP_ADVISED: "The pain is lasting and a GP visit was advised",
    Recovery.SPECIALIST_ADVISED: "The pain is lasting and a specialist was advised",
    Recovery.CLOSED: "The recovery was closed by the practitioner",
}


def sentence(history: History, judgement: Judgement, band: Band) -> str:
    """What the chart shows, as one plain sentence for those who do not read charts."""
    before = judgement.baseline.nrs
    start = "the usual pain is not known" if before is None else f"before the session {score_text(before)}"
    state = _STATE_WORDS[judgement.recovery]
    scores = scores_of(history)
    if not scores:
        return f"{state}: {start}, and there is no score since."
    last = scores[-1]
    expected = band.at(last.hours)
    place = "above" if last.value > expected.p90 else "below" if last.value < expected.p10 else "within"
    return (
        f"{state}: {start}, last score {out_of_ten(last.value)} {hours_after(last.hours)}, "
        f"{place} the {expected_range(expected)} that is expected."
    )


def expected_range(expected: Expected) -> str:
    """The central 80 % in whole numbers: "2 to 4"."""
    return f"{round(expected.p10)} to {round(expected.p90)}"
