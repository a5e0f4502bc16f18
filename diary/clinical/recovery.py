"""The courses of recovery, the flare after a treatment and their shapes over time, from `curves.toml`.

Hours are elapsed hours since the session's end; scores are NRS 0-10. Source: clinical reference 3.3 and 3.4.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diary.clinical.history import History

Floats = NDArray[np.float64]

CURVES_VERSION = "2026.1"
FALLBACK_CHRONICITY = ("any", "persistent", "chronic")
FALLBACK_CURVE = "other/any"
FALLBACK_MODALITY = "acupuncture"
YOUNG_AGE = 40


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


_DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("curves.toml").read_text(encoding="utf-8"))
NOISE: Mapping[str, Any] = _DATA["noise"]
_ODDS: Mapping[str, Any] = _DATA["odds"]
CURVES: Mapping[str, Curve] = MappingProxyType({key: Curve(**row) for key, row in _DATA["courses"].items()})
FLARES: Mapping[str, Flare] = MappingProxyType({key: Flare(**row) for key, row in _DATA["flares"].items()})


def g(hours: Floats, peak: float | Floats) -> Floats:
    """The shape of a flare: 0 at the session, 1 at the peak hour, then falling; 0.11 at 48 h for a peak at 10 h.

    Source: clinical reference 3.3.
    """
    after = np.maximum(hours, 0.0) / peak
    return after * np.exp(1.0 - after)


def r(days: Floats, time_constant: float | Floats) -> Floats:
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


def flare_probability(history: History, pi: float | None = None) -> float:
    """P(flare) of the modality (or `pi`, if a practice knows better), its odds raised for first session, sex, age, sensitivity,
    nerves; at most 0.7. Source: clinical reference 3.4.
    """
    usual = flare_of(modality_of(history)).pi if pi is None else pi
    odds = usual / (1 - usual) * _odds_multiplier(history)
    return min(odds / (1 + odds), float(_ODDS["cap"]))


def _odds_multiplier(history: History) -> float:
    multipliers = {
        "first_session": history.session is not None and history.session.number == 1,
        "female": history.sex == "female",
        "young": history.age is not None and history.age < YOUNG_AGE,
        "sensitive": history.sensitive,
        "intake": not history.intake_flags.isdisjoint(_ODDS["intake_flags"]),
    }
    return prod(float(_ODDS[name]) for name, applies in multipliers.items() if applies)
