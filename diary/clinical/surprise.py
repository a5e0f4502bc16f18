"""W: how surprising a score is, as the chance of one this high; and the presets of the 48-hour rule that go by it.

`standard` is R4, which a practitioner can check by eye. `sensitive` adds what is unlikely for this patient; `quiet` waits
for what is very unlikely. Source: clinical reference 3.5 and 3.6.4.
"""

from dataclasses import dataclass, replace

from diary.clinical.expected import predict
from diary.clinical.history import History, Preset
from diary.clinical.lasting import PAIN, RISE, Case, Clause, first_that_holds
from diary.clinical.prediction import Prediction, chance_of_reaching
from diary.clinical.scores import Deciding, Score, is_at_least, scores_of

RAREST = 100
# A patient who flares for three days every time must not teach the rule that this is normal. Source: clinical reference 3.5.
LATEST_PEAK = 16.0
BESIDE_RISE = tuple(clause for clause in PAIN if clause not in RISE)


@dataclass(frozen=True, slots=True)
class Threshold:
    """W below `once` on the deciding score, or below `twice` on it and on the last one from 24 to 48 hours."""

    once: float
    twice: float


# Source: clinical reference 3.6.4.
THRESHOLDS = {Preset.SENSITIVE: Threshold(0.05, 0.20), Preset.QUIET: Threshold(0.01, 0.10)}


def half_step(history: History) -> float:
    """Half the spacing of scores: 0.5 when all of them are whole numbers, 0.25 for averages. Source: clinical reference 3.5."""
    scores = [reading.score for reading in history.readings if reading.score is not None]
    return 0.5 if all(float(score).is_integer() for score in scores) else 0.25


def surprise(prediction: Prediction, hours: float, score: float, half: float) -> float:
    """W = P(Y >= score - half) at `hours` after the session. Source: clinical reference 3.5."""
    return chance_of_reaching(prediction, hours, score - half)


def surprise_at(history: History, prediction: Prediction, hours: float) -> float | None:
    """W of the score at exactly `hours` after the session; None when there is none."""
    score = next((each.value for each in scores_of(history) if each.hours == hours), None)
    return None if score is None else surprise(for_the_rule(prediction), hours, score, half_step(history))


def for_the_rule(prediction: Prediction) -> Prediction:
    """The prediction as an alert may use it: whatever was learned, no flare peaks later than 16 hours."""
    return replace(prediction, peak=min(prediction.peak, LATEST_PEAK))


def one_in(chance: float) -> int:
    """How many days see one score this high: the N of "1 in N days", at most 100. Source: clinical reference 3.5."""
    return RAREST if chance * RAREST < 1 else round(1.0 / chance)


def shown(w: float | None) -> dict[str, float | int | None]:
    """W as people read it: four digits, and "1 in N days" of just these."""
    if w is None:
        return {"w": None, "one_in": None}
    rounded = round(w, 4)
    return {"w": rounded, "one_in": one_in(rounded)}


def clause_that_fires(history: History, deciding: Deciding, clauses: tuple[Clause, ...], case: Case) -> Clause | None:
    """The clause that makes the deciding score an alert under the clinic's preset.

    Under `quiet` clauses a to c, which compare pain with the baseline, give way to W; what the patient says, a missing
    baseline, severe pain and stiffness (d to g) still count. W never fires without a baseline, nor below the floor.
    """
    threshold = THRESHOLDS.get(history.preset)
    if threshold is None or clauses != PAIN:
        return first_that_holds(clauses, case)
    return (
        first_that_holds(RISE if history.preset is Preset.SENSITIVE else (), case)
        or _unlikely(history, deciding, case, threshold)
        or first_that_holds(BESIDE_RISE, case)
    )


def _unlikely(history: History, deciding: Deciding, case: Case, threshold: Threshold) -> Clause | None:
    if case.baseline is None or not is_at_least(case.score, case.floor):
        return None
    prediction, half = for_the_rule(predict(history)), half_step(history)
    now = _of(prediction, deciding.score, half)
    before = 1.0 if deciding.before is None else _of(prediction, deciding.before, half)
    if now < threshold.once:
        return _clause(f"{_days(now)} would be this high", history.preset)
    if now < threshold.twice and before < threshold.twice:
        return _clause(
            f"{_days(now)} would be this high, and {_days(before)} as high as the one before", history.preset
        )
    return None


def _of(prediction: Prediction, score: Score, half: float) -> float:
    return surprise(prediction, score.hours, score.value, half)


def _days(chance: float) -> str:
    return f"fewer than 1 in {RAREST} days" if chance * RAREST < 1 else f"1 in {one_in(chance)} days"


def _clause(text: str, preset: Preset) -> Clause:
    return Clause("w", lambda _: True, f"{text} (the clinic's setting: {preset.value})")
