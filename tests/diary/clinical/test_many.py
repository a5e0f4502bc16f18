"""Thousands of sessions in one call: the same answers as one by one."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.band import expected_at
from diary.clinical.history import Preset
from diary.clinical.lasting import PAIN, Case, first_that_holds
from diary.clinical.many import Cases, clauses, fires, judge_many
from diary.clinical.prediction import Prediction
from diary.clinical.surprise import for_the_rule, surprise
from tests.diary.clinical.builders import course
from tests.diary.clinical.test_band import PREDICTIONS
from tests.diary.clinical.test_surprise import BACK

quickly = settings(max_examples=100, deadline=None)
SCORES = st.integers(0, 40).map(lambda quarter: quarter / 4)
ONE = st.tuples(
    SCORES,
    st.floats(48, 96),
    st.none() | SCORES,
    st.floats(24, 47),
    st.none() | SCORES,
    st.integers(3, 5),
    st.sampled_from([None, "better", "much_better", "same", "worse", "much_worse"]),
)
Row = tuple[float, float, float | None, float, float | None, int, str | None]


def cases_of(rows: list[Row]) -> Cases:
    score, hours, before, hours_before, baseline, floor, change = zip(*rows, strict=True)
    numbers = [
        np.array([np.nan if each is None else each for each in column], dtype=float)
        for column in (score, hours, before, hours_before, baseline, floor)
    ]
    worse = np.array([each in ("worse", "much_worse") for each in change])
    better = np.array([each in ("better", "much_better") for each in change])
    return Cases(*numbers, worse, better, np.full(len(rows), 0.5))


@quickly
@given(st.lists(ONE, min_size=1, max_size=20))
def test_the_clauses_are_those_of_one_by_one(rows: list[Row]) -> None:
    one_by_one = [
        first_that_holds(PAIN, Case(score, before, baseline, floor, change))
        for score, _, before, _, baseline, floor, change in rows
    ]
    assert list(clauses(cases_of(rows))) == ["" if clause is None else clause.letter for clause in one_by_one]


@quickly
@given(st.lists(st.tuples(ONE, PREDICTIONS), min_size=1, max_size=6))
def test_w_and_the_band_are_those_of_one_by_one(pairs: list[tuple[Row, Prediction]]) -> None:
    rows, predictions = [row for row, _ in pairs], [prediction for _, prediction in pairs]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        judged = judge_many(cases_of(rows), predictions)
    for place, ((score, hours, before, hours_before, *_), prediction) in enumerate(pairs):
        capped = for_the_rule(prediction)
        assert judged.w[place] == pytest.approx(surprise(capped, hours, score, 0.5), abs=1e-12)
        w_before = 1.0 if before is None else surprise(capped, hours_before, before, 0.5)
        assert judged.w_before[place] == pytest.approx(w_before, abs=1e-12)
        assert judged.quantiles[place] == pytest.approx(expected_at(prediction, hours), abs=1e-4)


@quickly
@given(
    SCORES.map(round),
    st.none() | SCORES.map(round),
    st.integers(0, 10) | st.none(),
    st.sampled_from([None, "better", "same", "worse"]),
)
def test_the_presets_are_those_of_the_rule(
    score: int, before: int | None, baseline: int | None, change: str | None
) -> None:
    case = course(baseline, **BACK).of_session(number=2)
    if before is not None:
        case = case.after(30, before)
    case = case.after(50, score, change=change)
    prediction = case.predicted()
    cases = cases_of([(score, 50, before, 30, baseline, 3, change)])
    judged = judge_many(cases, [prediction])
    for preset in Preset:
        fired = fires(preset, cases, judged.w, judged.w_before)
        assert bool(fired[0]) == (case.knowing(preset=preset).found("forty_eight_hours") is not None), preset


def test_a_learned_late_peak_is_capped_here_too() -> None:
    late = Prediction(3, 0.2, 13, 0.6, 0.05, 0, 28, 0.7, 3, 0.5, 24)
    cases = cases_of([(6, 50, 6, 30, 3, 3, None)])
    assert judge_many(cases, [late]).w == pytest.approx(judge_many(cases, [replace(late, peak=16)]).w)
