"""Learning from a practice's own diaries: how often its patients flare after a treatment, how high, and how much scores scatter.

The same sums as for one patient, with the literature counted as 20 sessions. Source: clinical reference 3.5, point 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from diary.clinical.recovery import flare_of

PRIOR_SESSIONS = 20.0
LEAST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one session teaches: whether it was followed by a flare (None: nobody asked from 4 to 48 h), how far the flare rose
    (points), and the daily means of the week before it, in order. `usual` is the noise variance that the literature gives such
    a patient (points squared).
    """

    flared: bool | None
    rise: float | None
    week: tuple[float, ...]
    usual: float


@dataclass(frozen=True, slots=True)
class Practice:
    """One version of what a practice's diaries say about a treatment, and how many sessions it rests on.

    `pi` is the probability of a flare, `height` its median (points), `noise` by how much the variance of a day's score
    differs from the literature's: 1 is as usual.
    """

    version: int
    pi: float
    height: float
    noise: float
    sessions: int
    flares: int
    weeks: int


def learn(modality: str, lessons: Iterable[Lesson], version: int = 1) -> Practice:
    """The practice's parameters for a treatment. Source: clinical reference 3.5, point 6."""
    flare, held = flare_of(modality), list(lessons)
    asked = [lesson for lesson in held if lesson.flared is not None]
    rises = [lesson.rise for lesson in asked if lesson.flared and lesson.rise is not None]
    scatters = [_scatter(lesson.week) / lesson.usual for lesson in held if len(lesson.week) >= LEAST_DAYS]
    return Practice(
        version=version,
        pi=_pooled(flare.pi, [float(bool(lesson.flared)) for lesson in asked]),
        height=float(np.exp(_pooled(float(np.log(flare.height)), [float(np.log(rise)) for rise in rises]))),
        noise=_pooled(1.0, scatters),
        sessions=len(asked),
        flares=len(rises),
        weeks=len(scatters),
    )


def _pooled(prior: float, values: list[float]) -> float:
    return (PRIOR_SESSIONS * prior + sum(values)) / (PRIOR_SESSIONS + len(values))


def _scatter(week: tuple[float, ...]) -> float:
    """The noise variance of one week: half the mean square of the steps from day to day, which a slow drift hardly touches."""
    return float(np.mean(np.diff(week) ** 2) / 2.0)
