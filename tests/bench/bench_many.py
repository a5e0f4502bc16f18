"""Ten thousand sessions judged in one call, beside the same one by one: the clauses of R4, W of both scores, the band at the deciding
hour. For replays and calibration. It holds no symptoms, combinations or later steps: those are in `judging`, one by one.
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from diary.clinical.band import band, expected_at
from diary.clinical.history import Preset
from diary.clinical.lasting import PAIN, Case, first_that_holds
from diary.clinical.many import Cases, fires, judge_many
from diary.clinical.prediction import Prediction
from diary.clinical.surprise import for_the_rule, surprise
from tests.bench.page import Row, at_most

MANY, FEW = 10_000, 500
HOURS = np.arange(0.0, 169.0, 4.0)


def measure() -> list[Row]:
    predictions, cases = generated(MANY)
    few = range(FEW)
    judged = judge_many(cases, predictions)
    one_by_one = [judge_one(cases, predictions, row) for row in few]
    assert [clause for clause, *_ in one_by_one] == list(judged.clause[:FEW])
    assert np.allclose(
        [numbers for _, *numbers in one_by_one], np.column_stack([judged.w, judged.w_before])[:FEW], atol=1e-9
    )
    together = cpu_us(lambda: judge_many(cases, predictions), MANY)
    alone = cpu_us(lambda: [judge_one(cases, predictions, row) for row in few], FEW)
    presets = cpu_us(lambda: [fires(preset, cases, judged.w, judged.w_before) for preset in Preset], MANY)
    fan = np.median([cpu_us(partial(band, each, HOURS), 1) for each in predictions[:50]])
    return [
        Row("one session, one by one", f"{alone:.0f} us CPU"),
        Row("  in one call, equal results", f"{together:.1f} us CPU"),
        at_most(f"{MANY:,} sessions in one call, beside one by one", together / alone, 0.1, "{:.3f} of it"),
        Row("all three presets, by numbers that are there", f"{presets:.2f} us CPU a session"),
        Row(f"one band of {len(HOURS)} hours, 7 percentiles (median of 50)", f"{fan / 1000:.2f} ms CPU"),
    ]


def generated(count: int) -> tuple[list[Prediction], Cases]:
    """Predictions and cases of every kind, from a seed."""
    random = np.random.default_rng(7)
    baseline = random.uniform(0, 9, count)
    predictions = [
        Prediction(level, 0.2, int(degrees), noise, 0.05, level / 4, 28, 0.2, 1.5, 0.5, 10)
        for level, degrees, noise in zip(
            baseline, random.integers(6, 14, count), random.uniform(0.3, 2, count), strict=True
        )
    ]
    scores = np.clip(np.round(baseline + random.normal(0.5, 2, count)), 0, 10)
    before = np.where(
        random.random(count) < 0.2, np.nan, np.clip(np.round(baseline + random.normal(1, 2, count)), 0, 10)
    )
    nobody = np.zeros(count, dtype=bool)
    return predictions, Cases(
        score=scores,
        hours=random.uniform(48, 96, count),
        before=before,
        hours_before=random.uniform(24, 48, count),
        baseline=np.where(random.random(count) < 0.1, np.nan, baseline),
        floor=np.full(count, 3.0),
        worse=random.random(count) < 0.05,
        better=nobody,
        half=np.full(count, 0.5),
    )


def judge_one(cases: Cases, predictions: list[Prediction], row: int) -> tuple[str, float, float]:
    """Clause, W, and W of the score before: one session by the functions that the rules use."""
    score, hours, before, hours_before, baseline, floor = (float(column[row]) for column in cases[:6])
    change = "worse" if cases.worse[row] else None
    case = Case(score, none_of(before), none_of(baseline), int(floor), change)
    clause, capped = first_that_holds(PAIN, case), for_the_rule(predictions[row])
    expected_at(predictions[row], hours)
    w_before = 1.0 if np.isnan(before) else surprise(capped, hours_before, before, 0.5)
    return "" if clause is None else clause.letter, surprise(capped, hours, score, 0.5), w_before


def none_of(value: float) -> float | None:
    return None if np.isnan(value) else value


def cpu_us(work: Callable[[], object], sessions: int) -> float:
    """The least CPU time of three runs, per session: other work on the machine only ever adds."""
    work()
    return min(_once(work) for _ in range(3)) / sessions * 1e6


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
