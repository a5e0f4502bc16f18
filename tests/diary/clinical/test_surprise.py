"""W, and the presets that go by it. Source: clinical reference 3.5 and 3.6.4."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diary.clinical.expected import predict
from diary.clinical.history import History, Preset
from diary.clinical.prediction import HEIGHT_NORMALS, Prediction
from diary.clinical.surprise import LATEST_PEAK, for_the_rule, half_step, one_in, shown, surprise, surprise_at
from tests.diary.clinical.builders import Course, course
from tests.diary.clinical.test_properties import histories

BACK = {"region": "low-back", "chronicity": "chronic"}
quickly = settings(max_examples=60, deadline=None)
CALM = Prediction(5, 0.2, 13, 0.8, 0.05, 0, 28, 0, 1.5, 0.5, 10)


def treated(baseline: float | None = 3) -> Course:
    return course(baseline, **BACK).of_session(number=2)


def test_w_is_the_tail_of_the_mixture_that_the_reference_describes() -> None:
    prediction = predict(treated(5).history)
    days, height = 50 / 24, (50 / 10) * np.exp(1 - 50 / 10)
    scale = np.sqrt(prediction.noise * (1 + prediction.variance + 0.05 * days))
    calm = prediction.mean * (1 - 0.25 * (1 - np.exp(-days / 28)))
    tails = [stats.t.sf((6.5 - calm - each * height) / scale, 13) for each in 1.5 * np.exp(0.5 * HEIGHT_NORMALS)]
    expected = 0.85 * stats.t.sf((6.5 - calm) / scale, 13) + 0.15 * np.mean(tails)
    assert surprise(prediction, 50, 7, 0.5) == pytest.approx(expected)


@quickly
@given(histories(), st.floats(0, 200), st.floats(0, 10), st.floats(0, 10))
def test_a_higher_score_is_never_less_surprising(history: History, hours: float, one: float, other: float) -> None:
    prediction, low, high = predict(history), min(one, other), max(one, other)
    assert 0 <= surprise(prediction, hours, high, 0.5) <= surprise(prediction, hours, low, 0.5) + 1e-12 <= 1 + 1e-9


def test_the_flare_makes_a_high_evening_less_surprising_than_a_high_third_day() -> None:
    prediction = predict(treated(3).history)
    assert surprise(prediction, 8, 5, 0.5) > 2 * surprise(prediction, 50, 5, 0.5)


def test_a_late_peak_is_capped_so_that_three_days_of_flare_stay_surprising() -> None:
    late = replace(CALM, pi=0.7, height=3, peak=24)
    assert for_the_rule(late).peak == LATEST_PEAK == 16
    assert surprise(for_the_rule(late), 50, 8, 0.5) < surprise(late, 50, 8, 0.5)
    assert for_the_rule(CALM) == CALM


@pytest.mark.parametrize(
    ("scores", "half"), [((3, 4), 0.5), ((3, 4.5), 0.25), ((), 0.5)], ids=["whole", "averages", "none yet"]
)
def test_half_the_spacing_of_scores_is_allowed_for(scores: tuple[float, ...], half: float) -> None:
    case = course(None)
    for number, score in enumerate(scores):
        case = case.after(number + 1, score)
    assert half_step(case.after(20, nrs_worst=6.5).history) == half


@pytest.mark.parametrize(("chance", "days"), [(1.0, 1), (0.4, 2), (0.05, 20), (0.01, 100), (0.001, 100), (0.0, 100)])
def test_one_in_so_many_days_at_most_a_hundred(chance: float, days: int) -> None:
    assert one_in(chance) == days


def test_people_read_it_as_four_digits_and_as_one_in_so_many_days_of_just_these() -> None:
    assert shown(None) == {"w": None, "one_in": None}
    assert shown(0.0499600001) == {"w": 0.05, "one_in": 20}
    assert shown(1.0) == {"w": 1.0, "one_in": 1}


def test_a_score_is_asked_for_by_its_hour_and_its_peak_is_capped() -> None:
    case, late = treated(3).after(50, 6), replace(CALM, pi=0.7, height=3, peak=24)
    assert surprise_at(case.history, late, 50) == surprise(for_the_rule(late), 50, 6, 0.5)
    assert surprise_at(case.history, late, 49) is None


SENSITIVE, STANDARD, QUIET = Preset.SENSITIVE, Preset.STANDARD, Preset.QUIET
RESTLESS = course(None, **BACK).of_session(number=2)
for _day, _score in enumerate((2, 5, 3, 6, 2, 5, 4)):
    RESTLESS = RESTLESS.before(24 * _day + 2, _score)
STEADY = course(5.5, **BACK).of_session(number=2)

FIRED = [
    pytest.param(treated().after(30, 3).after(50, 4), "", "", "", id="3, then 4: usual"),
    pytest.param(treated().after(30, 3).after(50, 5), "w", "", "", id="calm, then 5: unlikely, but one day alone"),
    pytest.param(treated().after(30, 5).after(50, 4), "a", "a", "", id="5, then 4: coming down, not back"),
    pytest.param(treated().after(30, 5).after(50, 5), "a", "a", "w", id="5 twice: rare twice over"),
    pytest.param(treated().after(50, 6), "b", "b", "w", id="6 with none before: very rare"),
    pytest.param(RESTLESS.after(50, 6), "b", "b", "", id="6 after a restless week: not that rare"),
    pytest.param(STEADY.after(30, 7).after(50, 6.5), "w", "", "", id="1 above a steady 5.5, twice"),
    pytest.param(treated(0).after(30, 2).after(50, 2), "", "", "", id="below the floor, however rare"),
    pytest.param(treated(None).after(50, 9), "d", "d", "d", id="no baseline: never by W"),
    pytest.param(treated(5).after(50, 5, change="worse"), "e", "e", "e", id="the patient says worse"),
    pytest.param(treated(9).after(30, 9).after(50, 9), "f", "f", "f", id="severe and staying"),
]


@pytest.mark.parametrize(("case", "sensitive", "standard", "quiet"), FIRED)
def test_presets_differ_by_how_rare_a_score_must_be(case: Course, sensitive: str, standard: str, quiet: str) -> None:
    found = {preset: case.knowing(preset=preset).found("forty_eight_hours") for preset in Preset}
    assert {preset: "" if finding is None else finding.clause for preset, finding in found.items()} == {
        SENSITIVE: sensitive,
        STANDARD: standard,
        QUIET: quiet,
    }


def test_stiffness_is_judged_alike_under_every_preset() -> None:
    stiff = course(3, stiffness=2).after(30, 3, stiffness=6).after(50, 3, stiffness=6)
    for preset in Preset:
        finding = stiff.knowing(preset=preset).found("forty_eight_hours")
        assert finding is not None
        assert finding.clause == "g"


SENTENCES = [
    pytest.param(
        treated().knowing(preset=SENSITIVE).after(30, 3).after(50, 5),
        r"; 1 in 26 days would be this high (the clinic's setting: sensitive).",
        id="once",
    ),
    pytest.param(
        STEADY.knowing(preset=SENSITIVE).after(30, 7).after(50, 6.5),
        "; 1 in 8 days would be this high, and 1 in 16 days as high as the one before (the clinic's setting: sensitive).",
        id="twice",
    ),
    pytest.param(
        treated().knowing(preset=QUIET).after(50, 8),
        "; fewer than 1 in 100 days would be this high (the clinic's setting: quiet).",
        id="very rare",
    ),
]


@pytest.mark.parametrize(("case", "words"), SENTENCES)
def test_the_finding_says_how_rare_it_is(case: Course, words: str) -> None:
    finding = case.found("forty_eight_hours")
    assert finding is not None
    assert finding.because.endswith(words), finding.because
    assert len(finding.readings) == sum(reading.recorded_at > case.session.ended_at for reading in case.readings)


def test_a_first_score_after_96_hours_is_judged_by_the_same_preset() -> None:
    late = treated().after(100, 5)
    assert late.knowing(preset=QUIET).found("late_report") is None
    assert late.knowing(preset=STANDARD).found("late_report") is not None


@quickly
@given(histories())
def test_whatever_standard_finds_sensitive_finds_too(history: History) -> None:
    case = Course(history.readings, {"earlier": history.earlier, "next_session": history.next_session}, history.session)
    rules = ("forty_eight_hours", "late_report")
    standard = {rule for rule in rules if case.found(rule)}
    assert standard <= {rule for rule in rules if case.knowing(preset=SENSITIVE).found(rule)}


def test_w_of_a_prediction_without_flares_is_a_plain_student_t() -> None:
    scale = np.sqrt(0.8 * (1.2 + 0.05 * 2))
    assert surprise(CALM, 48, 6.25, 0.25) == pytest.approx(stats.t.sf(1 / scale, 13))
