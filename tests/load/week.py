"""What each patient does in the simulated week: made from a seed, known before anything is sent, and judged by nothing here."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.chaos.phones import CODES

WEEK_HOURS = 156.0  # from the session on; half a day less than a week, so that no entry lies in the future
RED_FLAG_SHARE, LASTING_SHARE, OFFLINE_SHARE, LOOKS_SHARE = 0.02, 0.05, 0.10, 0.15
LASTING = "forty_eight_hours"
# A baseline of 3, then this score within each of these hours: pain that lasts, which the clinic is told of at the second (rule
# book, R4 clause a). Everybody at a moment of their own: an entry that raises alerts is ten times the work of one that does not,
# and at one hour of the week five patients in a hundred would bring nothing else.
LASTING_SCORE, LASTING_HOURS = 8, ((24.0, 48.0), (48.0, 96.0))
CALM_SCORES = (2, 3, 3, 4)


@dataclass(frozen=True, slots=True)
class Said:
    """One entry: hours after the session, a score, a warning sign; and the alert that must come of it, by code or rule."""

    hours: float
    nrs: int
    code: str | None = None
    raises: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One moment at which a phone is online: what it sends, worst first as the app does, and whether she then reads her diary."""

    hours: float
    patient: int
    says: tuple[Said, ...]
    looks: bool


def week_of(patient: int, seed: int) -> list[Visit]:
    """The week of the patient with this number."""
    rng = random.Random(f"{seed}/{patient}")
    kind = rng.random()
    says = [Said(rng.uniform(6, WEEK_HOURS), rng.choice(CALM_SCORES)) for _ in range(rng.randint(1, 4))]
    if kind < RED_FLAG_SHARE:
        code = rng.choice(CODES)
        says.append(Said(rng.uniform(2, WEEK_HOURS), 5, code, raises=code))
    elif kind < RED_FLAG_SHARE + LASTING_SHARE:
        first, then = (rng.uniform(*hours) for hours in LASTING_HOURS)
        says = [Said(first, LASTING_SCORE), Said(then, LASTING_SCORE, raises=LASTING)]
    looks = rng.random() < LOOKS_SHARE
    if rng.random() < OFFLINE_SHARE:
        # The phone was in a valley all week: everything comes at once.
        worst_first = sorted(says, key=lambda each: (each.code is None, each.hours))
        return [Visit(max(each.hours for each in says), patient, tuple(worst_first), looks)]
    return [Visit(each.hours, patient, (each,), looks) for each in sorted(says, key=lambda each: each.hours)]


def visits(patients: int, seed: int) -> Iterator[Visit]:
    """Everybody's, in the order of the week."""
    yield from sorted(
        (visit for patient in range(patients) for visit in week_of(patient, seed)),
        key=lambda visit: (visit.hours, visit.patient),
    )
