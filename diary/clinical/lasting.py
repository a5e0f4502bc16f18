"""R4 LASTING, clause by clause: when a score from 48 hours on means that the pain lasts.

Each clause is a question put to a `Case`; a clinician can check them by eye. Source: clinical reference 3.6.5.
"""

from collections.abc import Callable
from dataclasses import dataclass

from diary.clinical.scores import is_at_least

STILL_UP = 1.0
FAR_UP = 3.0
NO_BASELINE_SCORE = 4.0
SEVERE_BASELINE = 8.0
SEVERE_SCORE = 9.0
WORSE = frozenset({"worse", "much_worse"})
BETTER = frozenset({"better", "much_better"})


@dataclass(frozen=True, slots=True)
class Case:
    """What the clauses look at: the deciding score, the last one from 24 to 48 hours, baseline, floor, and answer.

    `change` is the patient's comparison with just before the treatment; hyphens and underscores read the same.
    """

    score: float
    before: float | None
    baseline: float | None
    floor: int
    change: str | None = None

    @property
    def answer(self) -> str | None:
        """The answer to "compared with just before your treatment", as a word of code; None when it was not given."""
        return self.change.replace("-", "_").replace(" ", "_") if self.change else None


def delta(baseline: float) -> float:
    """How far above the baseline a score is a flare: 2 points, 1.5 above a baseline of 7, 1 above 8.

    Source: clinical reference 3.6.1.
    """
    if baseline <= 7:
        return 2.0
    return 1.5 if baseline <= 8 else 1.0


def is_flare(score: float, baseline: float | None) -> bool:
    """The score is a flare: at least delta above the baseline, or 4 and more when there is no baseline."""
    return is_at_least(score, NO_BASELINE_SCORE if baseline is None else baseline + delta(baseline))


def still_up(case: Case) -> bool:
    """Clause a: this score and the one from 24-48 h are each 1 above the baseline, the higher one a flare.

    Source: clinical reference 3.6.5 a.
    """
    if case.baseline is None or case.before is None:
        return False
    is_up = is_at_least(case.score, max(case.floor, case.baseline + STILL_UP))
    was_up = is_at_least(case.before, case.baseline + STILL_UP)
    return is_up and was_up and is_flare(max(case.score, case.before), case.baseline)


def up_with_none_before(case: Case) -> bool:
    """Clause b: there is no score from 24-48 h, and this one is a flare at or above the floor.

    Source: clinical reference 3.6.5 b.
    """
    if case.baseline is None or case.before is not None:
        return False
    return is_at_least(case.score, case.floor) and is_flare(case.score, case.baseline)


def far_up(case: Case) -> bool:
    """Clause c: this score is 3 or more above the baseline, at or above the floor.

    Source: clinical reference 3.6.5 c.
    """
    return case.baseline is not None and is_at_least(case.score, max(case.floor, case.baseline + FAR_UP))


def high_without_baseline(case: Case) -> bool:
    """Clause d: there is no baseline, and this score and the one from 24-48 h, if any, are 4 or more.

    Source: clinical reference 3.6.5 d.
    """
    if case.baseline is not None:
        return False
    was_high = case.before is None or is_at_least(case.before, NO_BASELINE_SCORE)
    return was_high and is_at_least(case.score, NO_BASELINE_SCORE)


def worse_by_own_account(case: Case) -> bool:
    """Clause e: the patient says worse or much worse than before treatment, with a score at or above the floor.

    Source: clinical reference 3.6.5 e.
    """
    return case.answer in WORSE and is_at_least(case.score, case.floor)


def severe_and_staying(case: Case) -> bool:
    """Clause f: baseline above 8, this score and the one from 24-48 h (if any) 9 or more, and not called better.

    Source: clinical reference 3.6.5 f.
    """
    if case.baseline is None or case.baseline <= SEVERE_BASELINE or case.answer in BETTER:
        return False
    was_severe = case.before is None or is_at_least(case.before, SEVERE_SCORE)
    return was_severe and is_at_least(case.score, SEVERE_SCORE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of R4: its letter, the question, and the words that name its reason in the finding."""

    letter: str
    holds: Callable[[Case], bool]
    reason: str = ""


# The order decides which sentence is read when several hold: what the numbers show goes before what the patient says.
RISE = (Clause("a", still_up), Clause("b", up_with_none_before), Clause("c", far_up))
PAIN = (
    *RISE,
    Clause("f", severe_and_staying, "severe, not settling"),
    Clause("d", high_without_baseline, "no baseline"),
    Clause("e", worse_by_own_account, "worse than before treatment, the patient says"),
)
# Clause g is a to c on the stiffness scale with its own baseline. Source: clinical reference 3.6.5 g.
STIFFNESS = tuple(Clause("g", clause.holds, "stiffness") for clause in RISE)


def first_that_holds(clauses: tuple[Clause, ...], case: Case) -> Clause | None:
    """The first clause of the 48-hour rule that is true of the case, in their order; None when none is."""
    return next((clause for clause in clauses if clause.holds(case)), None)


def is_coming_down(case: Case) -> bool:
    """Lower than from 24-48 h and no flare any more, but not back: the lowest rank of alert."""
    if case.before is None or case.baseline is None:
        return False
    return case.score < case.before and not is_flare(case.score, case.baseline)
