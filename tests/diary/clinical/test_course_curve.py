"""The whole course over weeks. Source: clinical reference 3.2 (ratios of weekly means), 3.3, 3.4 and 3.6.7."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.band import PERCENTILES
from diary.clinical.course_curve import course_band, course_percentile
from diary.clinical.level import prior_by
from diary.clinical.recovery import CURVES, FLARES

BACK = {"region": "low-back", "chronicity": "chronic"}
quickly = settings(max_examples=60, deadline=None)
KEYS = st.sampled_from(sorted(CURVES)).map(lambda key: dict(zip(("region", "chronicity"), key.split("/"), strict=True)))


def median_after(days: float, key: dict[str, str], start: float = 6) -> float:
    return float(course_band(start=start, days=np.array([days]), **key).quantiles[3, 0])


@pytest.mark.parametrize(
    ("key", "days", "ratio"),
    [
        pytest.param(
            {"region": "low-back", "chronicity": "acute"}, 42, 0.40, id="acute back, 6 weeks: da Costa 23 / 52"
        ),
        pytest.param({"region": "low-back", "chronicity": "subacute"}, 49, 0.50, id="subacute diary, week 7"),
        pytest.param({"region": "low-back", "chronicity": "chronic"}, 200, 0.75, id="chronic, in the long run"),
        pytest.param({"region": "neck", "chronicity": "acute"}, 45, 0.57, id="acute neck, 6.5 weeks: Hush 35 / 64"),
    ],
)
def test_the_median_course_is_that_of_the_cohorts(key: dict[str, str], days: float, ratio: float) -> None:
    assert median_after(days, key) / 6 == pytest.approx(ratio, abs=0.05)


def test_at_the_first_session_the_median_is_the_start_and_the_spread_is_that_of_a_week() -> None:
    band = course_band(start=6, days=np.array([0.0]), **BACK).quantiles[:, 0]
    assert band[3] == pytest.approx(6, abs=0.02)
    assert band[5] - band[1] == pytest.approx(2 * 1.2816 * np.sqrt(prior_by(**BACK).variance * np.pi / 7), abs=0.05)


def test_patients_drift_apart() -> None:
    band = course_band(start=6, days=np.array([0.0, 14, 56]), **BACK).quantiles
    assert np.all(np.diff(band[5] - band[1]) > 0)


def test_each_session_adds_the_mean_of_its_possible_flare() -> None:
    days = np.array([7.0, 7 + 10 / 24, 9.5])
    calm = course_band(start=6, days=days, **BACK).quantiles[3]
    flared = course_band(start=6, days=days, sessions=[0, 7], flare=FLARES["acupuncture"], **BACK).quantiles[3]
    mean = 0.15 * 1.5 * np.exp(0.125)
    assert flared - calm == pytest.approx([0, mean, mean * 6 * np.exp(-5)], abs=0.01)


@pytest.mark.parametrize(
    ("value", "low", "high"), [(6.0, 75, 95), (5.1, 40, 60), (3.0, 2, 15), (0.0, 0, 2), (10.0, 99, 100)]
)
def test_the_percentile_says_where_a_week_lies_after_four_weeks(value: float, low: float, high: float) -> None:
    assert low <= course_percentile(value, start=6, days=28, **BACK) <= high


@quickly
@given(KEYS, st.floats(0, 10), st.floats(0, 400), st.floats(0, 10), st.floats(0, 10))
def test_more_pain_is_never_a_lower_percentile_and_numpy_never_complains(
    key: dict[str, str], start: float, days: float, one: float, other: float
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = (course_percentile(value, start=start, days=days, **key) for value in sorted((one, other)))
        quantiles = course_band(start=start, days=np.array([days, days + 1]), **key).quantiles
    assert 0 <= low <= high <= 100
    assert np.all(np.diff(quantiles, axis=0) >= 0)
    assert np.all((quantiles >= 0) & (quantiles <= 10))


@quickly
@given(KEYS, st.floats(2, 9), st.floats(0, 200))
def test_percentile_and_band_agree(key: dict[str, str], start: float, days: float) -> None:
    quantiles = course_band(start=start, days=np.array([days]), **key).quantiles[:, 0]
    for percentile, value in zip(PERCENTILES, quantiles, strict=True):
        if 0.1 < value < 9.9:
            assert course_percentile(value, start=start, days=days, **key) == pytest.approx(percentile, abs=1)
