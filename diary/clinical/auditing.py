"""The figures of a clinic's audit page: shares with exact intervals, how long pain takes to settle, and who responds.

Small groups are not told: they say more about single patients than about a treatment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

Floats = NDArray[np.float64]

SMALLEST: Final = 5  # patients, and sessions, that a figure rests on
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`events` of `of`, as a share with its exact 95 % interval, all from 0 to 1. Not told (None) where it rests on too few.

    `of` is None too where it is not told: a count of one would say whose it is.
    """

    of: int | None
    events: int | None
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_told(self) -> bool:
        """Whether the group was large enough for its share to be told."""
        return self.share is not None


NOT_TOLD: Final = Share(None, None, None, None, None)


def exact_interval(events: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of Clopper and Pearson for a share: never covers less than `confidence`. Raises ValueError.

    Source: Clopper CJ, Pearson ES, Biometrika 1934;26:404, by quantiles of the beta distribution.
    """
    if not 0 <= events <= of or of == 0:
        raise ValueError(f"{events} of {of} is no share")
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if events == 0 else float(betaincinv(events, of - events + 1, tail))
    high = 1.0 if events == of else float(betaincinv(events + 1, of - events, 1.0 - tail))
    return low, high


def share_of(happened: Sequence[bool], people: int) -> Share:
    """How many of these it happened to; `people` is of how many patients they are."""
    if people < SMALLEST or len(happened) < SMALLEST:
        return NOT_TOLD
    events, of = sum(happened), len(happened)
    low, high = exact_interval(events, of)
    return Share(of, events, events / of, low, high)


def without_gaps(shares: Sequence[Share]) -> bool:
    """Whether a total may stand beside these: one alone that is not told would be what is left when the rest is taken away."""
    return sum(not share.is_told for share in shares) != 1


class Step(NamedTuple):
    """From `hours` on, a `share` (0 to 1) is not yet settled, with its 95 % interval; `at_risk` were followed until then."""

    hours: float
    share: float
    low: float
    high: float
    at_risk: int


class Survival(NamedTuple):
    """How pain settles, by Kaplan and Meier. `median` in hours: None while more than half have not settled."""

    steps: tuple[Step, ...]
    median: float | None
    followed: int
    settled: int


def survival(hours: ArrayLike, settled: ArrayLike) -> Survival:
    """The share not yet settled, from when each was last followed (hours) and whether it settled then.

    Who was still up when last asked counts until then and no longer; of two at one hour the one that settled goes first.
    Intervals by Greenwood on the scale of log(-log). Source: Kaplan EL, Meier P, J Am Stat Assoc 1958;53:457.
    """
    ends, did_settle = np.asarray(hours, dtype=np.float64), np.asarray(settled, dtype=bool)
    moments, events = np.unique(ends[did_settle], return_counts=True)
    at_risk = len(ends) - np.searchsorted(np.sort(ends), moments, "left")
    share: Floats = np.cumprod(1.0 - events / at_risk, dtype=np.float64)
    left = np.where(events < at_risk, at_risk - events, np.inf)
    low, high = _around(share, np.cumsum(events / (at_risk * left)))
    columns = (column.tolist() for column in (moments, share, low, high, at_risk))
    steps = tuple(map(Step._make, zip(*columns, strict=True)))
    median = next((step.hours for step in steps if step.share <= 0.5), None)
    return Survival(steps, median, len(ends), int(did_settle.sum()))


def _around(share: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """The interval of each share; 0 and 1 have none."""
    between = (share > 0.0) & (share < 1.0)
    low, high, inner = share.copy(), share.copy(), share[between]
    width = ndtri((1.0 + CONFIDENCE) / 2.0) * np.sqrt(spread[between]) / np.log(inner)
    low[between], high[between] = inner ** np.exp(-width), inner ** np.exp(width)
    return low, high


@dataclass(frozen=True, slots=True)
class Responders:
    """Courses that respond: of those that are `known`, and of all with the missing counted as none (worst) or all (best)."""

    courses: int | None
    missing: int | None
    known: Share
    worst: float | None
    best: float | None


def responders(answers: Sequence[bool | None], people: int) -> Responders:
    """Whether each course responds; None where its diary does not say. Who stops writing is never left out unseen."""
    if people < SMALLEST or len(answers) < SMALLEST:
        return Responders(None, None, NOT_TOLD, None, None)
    known = [answer for answer in answers if answer is not None]
    missing = len(answers) - len(known)
    yes, of = sum(known), len(answers)
    told = NOT_TOLD
    if len(known) >= SMALLEST:
        told = Share(len(known), yes, yes / len(known), *exact_interval(yes, len(known)))
    return Responders(of, missing, told, yes / of, (yes + missing) / of)
