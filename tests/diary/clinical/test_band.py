"""The band, and the sentence that says what it shows. Source: clinical reference 3.5."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diary.clinical.band import PERCENTILES, Band, band, band_many, expected_at
from diary.clinical.expected import expected_band, predict
from diary.clinical.prediction import Prediction, chance_of_reaching, chances_of_reaching
from diary.clinical.sentence import sentence
from diary.clinical.student import student_cdf, student_cdf_and_pdf
from tests.diary.clinical.builders import Course, course

WEEK_OF_HOURS = np.arange(0.0, 169.0, 4.0)
quickly = settings(max_examples=100, deadline=None)
PREDICTIONS = st.builds(
    Prediction,
    mean=st.floats(0, 10),
    variance=st.floats(0.01, 8),
    degrees=st.integers(6, 41),
    noise=st.floats(0.05, 9),
    kappa=st.floats(0, 0.2),
    drop=st.floats(-5, 10),
    days=st.floats(10, 60),
    pi=st.floats(0, 0.7),
    height=st.floats(0.3, 6),
    height_sd=st.just(0.5),
    peak=st.sampled_from([6.0, 8, 10, 16, 24]),
)


def band_of(case: Course) -> Band:
    return expected_band(case.history, WEEK_OF_HOURS)


def width(case: Course, hour: float = 52) -> float:
    expected = band_of(case).at(hour)
    return expected.p90 - expected.p10


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 6, 7, 12, 13, 40, 41])
def test_student_t_is_the_one_of_scipy(degrees: int) -> None:
    values = np.linspace(-40, 40, 801)
    reached, density = student_cdf_and_pdf(values, degrees)
    assert student_cdf(values, degrees) == pytest.approx(reached, abs=0)
    assert reached == pytest.approx(stats.t.cdf(values, degrees), abs=1e-12)
    assert density == pytest.approx(stats.t.pdf(values, degrees), abs=1e-12)


def test_each_percentile_is_reached_by_its_share_of_the_mixture() -> None:
    """Against the definition, drawn at random: level, flare in a part of cases, and Student-t noise of 3.5."""
    prediction = predict(course(5, chronicity="chronic", region="low-back").of_session(number=2).history)
    random = np.random.default_rng(7)
    size, hour = 400_000, 12.0
    flared = random.random(size) < 0.15
    heights = 1.5 * np.exp(0.5 * random.standard_normal(size)) * (1.2 * np.exp(1 - 1.2))
    scale = np.sqrt(prediction.noise * (1 + 0.05 * hour / 24 + prediction.variance))
    level = prediction.mean * (1 - 0.25 * (1 - np.exp(-hour / 24 / 28)))
    drawn = np.clip(level + np.where(flared, heights, 0) + scale * random.standard_t(prediction.degrees, size), 0, 10)
    assert expected_at(prediction, hour) == pytest.approx(np.percentile(drawn, PERCENTILES), abs=0.03)


@quickly
@given(PREDICTIONS, st.floats(0, 400))
def test_a_percentile_is_where_its_share_lies_below(prediction: Prediction, hour: float) -> None:
    for percentile, score in zip(PERCENTILES, expected_at(prediction, hour), strict=True):
        above = chance_of_reaching(prediction, hour, score)
        if 0 < score < 10:
            assert above == pytest.approx(1 - percentile / 100, abs=2e-5)
        else:
            assert above <= 1 - percentile / 100 + 2e-5 if score == 0 else above >= 1 - percentile / 100 - 2e-5


@quickly
@given(PREDICTIONS, st.lists(st.floats(-100, 2000), min_size=1, max_size=8).map(sorted))
def test_percentiles_never_cross_never_leave_the_scale_and_numpy_never_complains(
    prediction: Prediction, hours: list[float]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        quantiles = band(prediction, np.array(hours)).quantiles
    assert quantiles.shape == (7, len(hours))
    assert np.all(np.diff(quantiles, axis=0) >= 0)
    assert np.all((quantiles >= 0) & (quantiles <= 10))


@quickly
@given(PREDICTIONS, st.floats(0, 3))
def test_a_higher_level_never_lowers_any_percentile(prediction: Prediction, more: float) -> None:
    higher = replace(prediction, mean=prediction.mean + more)
    assert np.all(band(higher, WEEK_OF_HOURS).quantiles >= band(prediction, WEEK_OF_HOURS).quantiles - 1e-4)


@quickly
@given(st.lists(st.tuples(PREDICTIONS, st.floats(0, 200), st.floats(0, 10)), min_size=1, max_size=6))
def test_many_sessions_at_once_are_each_alone(cases: list[tuple[Prediction, float, float]]) -> None:
    predictions, hours, scores = zip(*cases, strict=True)
    many = band_many(predictions, np.array(hours)[:, None])
    assert many[:, :, 0] == pytest.approx(np.array([expected_at(one, hour) for one, hour, _ in cases]), abs=1e-4)
    chances = chances_of_reaching(predictions, np.array(hours), np.array(scores))
    assert chances == pytest.approx([chance_of_reaching(*case) for case in cases], abs=1e-12)


def test_the_band_is_frozen_and_has_one_row_per_percentile() -> None:
    band = band_of(course())
    assert band.quantiles.shape == (7, 43)
    assert not band.quantiles.flags.writeable
    assert not band.hours.flags.writeable


def test_it_reads_between_the_hours() -> None:
    band = band_of(course())
    assert min(band.at(48).p90, band.at(52).p90) <= band.at(50.5).p90 <= max(band.at(48).p90, band.at(52).p90)
    assert band.at(500) == band.at(168)


def test_the_flare_lifts_the_evening_and_is_gone_by_the_third_day() -> None:
    band = band_of(course(5).of_session(modality="dry-needling"))
    assert band.at(10).p90 > band.at(0).p90 + 0.5
    assert band.at(72).p90 < band.at(10).p90 - 0.5


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        pytest.param(course(5, days=range(1)), course(5), id="one day known, seven days known"),
        pytest.param(course(None).of_session(nrs_before=5), course(5), id="a single score, a week of scores"),
        pytest.param(course(None), course(None).of_session(nrs_before=5), id="nothing known, a single score"),
        pytest.param(course(5).of_session(modality="dry-needling"), course(5), id="dry needling, acupuncture"),
    ],
)
def test_it_is_wider_the_less_is_known(wider: Course, narrower: Course) -> None:
    assert width(wider) > width(narrower)


def test_several_entries_of_one_day_do_not_narrow_it() -> None:
    one, many = course(5, days=range(1)), course(5, days=range(1)).before(3, 5).before(4, 5)
    assert width(one) == pytest.approx(width(many))


def test_without_a_baseline_it_lies_round_what_is_usual() -> None:
    expected = band_of(course(None, region="low-back", chronicity="chronic")).at(0)
    assert expected.p50 == pytest.approx(5.9, abs=0.01)


SENTENCES = [
    pytest.param(
        course().after(30, 7).after(51, 6),
        ("is lasting", "last score 6 out of 10, 51 hours after", "above the 2 to 4"),
        id="lasting",
    ),
    pytest.param(course().after(51, 3), ("has settled", "before the session 3", "within the 2 to 4"), id="settled"),
    pytest.param(course(8).after(51, 1), ("has settled", "below the"), id="far better"),
    pytest.param(course(), ("being watched", "no score since"), id="no score"),
    pytest.param(course(None).after(4, 5), ("usual pain is not known",), id="no baseline"),
]


@pytest.mark.parametrize(("case", "parts"), SENTENCES)
def test_it_says_in_one_sentence_what_the_chart_shows(case: Course, parts: tuple[str, ...]) -> None:
    text = sentence(case.history, case.judged(), band_of(case))
    assert all(part in text for part in parts), text
    assert text.endswith(".")
    assert text.count(". ") == 0


def test_it_never_crosses_however_few_steps_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diary.clinical.band.MOST_STEPS", 1)
    flared = Prediction(3, 0.2, 7, 0.3, 0.05, 0, 28, 0.5, 5, 0.5, 10)
    assert np.all(np.diff(band(flared, WEEK_OF_HOURS).quantiles, axis=0) >= 0)
