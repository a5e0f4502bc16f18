"""The expected course. Source: clinical reference 3.3 to 3.5."""

from typing import Any

import numpy as np
import pytest
from scipy.special import stdtr

from diary.clinical.baseline import baseline_of
from diary.clinical.history import Baseline, BaselineQuality
from diary.clinical.recovery import (
    CURVES,
    DEGREES,
    FLARES,
    PERCENTILES,
    Band,
    curve_key,
    expected_band,
    flare_of,
    flare_probability,
    g,
    r,
    sentence,
    student_cdf,
)
from tests.diary.clinical.builders import Course, course

WEEK_OF_HOURS = np.arange(169.0)
NO_BASELINE = Baseline(None, BaselineQuality.NONE)


def band_of(case: Course) -> Band:
    return expected_band(case.history, baseline_of(case.history), WEEK_OF_HOURS)


def width(case: Course, hour: float = 51) -> float:
    expected = band_of(case).at(hour)
    return expected.p90 - expected.p10


@pytest.mark.parametrize(
    ("hours", "height"), [(-5, 0), (0, 0), (8, 0.98), (10, 1), (24, 0.59), (48, 0.11), (72, 0.015)]
)
def test_a_flare_peaks_at_ten_hours_and_is_all_but_over_after_two_days(hours: float, height: float) -> None:
    assert g(np.array([float(hours)]), 10.0)[0] == pytest.approx(height, abs=0.006)


def test_recovery_starts_at_the_session_and_takes_its_time() -> None:
    assert r(np.array([-1.0, 0.0, 28.0, 1000.0]), 28.0) == pytest.approx([0, 0, 0.632, 1], abs=0.001)


KEYS = [
    ("low-back", "acute", "low-back/acute"),
    ("low-back", "any", "low-back/persistent"),
    ("neck", "persistent", "neck/chronic"),
    ("shoulder", "acute", "shoulder/persistent"),
    ("upper-back", "chronic", "upper-back/any"),
    ("knee", "subacute", "knee/chronic"),
    ("wrist-hand", "chronic", "other/any"),
    ("other", "any", "other/any"),
]


@pytest.mark.parametrize(("region", "chronicity", "key"), KEYS)
def test_it_takes_the_nearest_known_course(region: str, chronicity: str, key: str) -> None:
    assert curve_key(region, chronicity) == key
    assert key in CURVES


def test_an_unknown_treatment_is_taken_as_acupuncture() -> None:
    assert flare_of("singing-bowls") is FLARES["acupuncture"]


CHANCES = [
    pytest.param({}, {"number": 2}, 0.15, id="acupuncture, as it is"),
    pytest.param({}, {"number": 1}, 0.181, id="first session, odds x 1.25"),
    pytest.param({"sex": "female"}, {"number": 2}, 0.220, id="female, odds x 1.6"),
    pytest.param({"sex": "male"}, {"number": 2}, 0.15, id="male"),
    pytest.param({"age": 39}, {"number": 2}, 0.220, id="under 40, odds x 1.6"),
    pytest.param({"age": 40}, {"number": 2}, 0.15, id="40"),
    pytest.param({"sensitive": True}, {"number": 2}, 0.261, id="sensitive, odds x 2"),
    pytest.param({"intake_flags": frozenset({"spinal-stenosis"})}, {"number": 2}, 0.209, id="stenosis, odds x 1.5"),
    pytest.param(
        {"intake_flags": frozenset({"spinal-stenosis", "nerve-irritation"})}, {"number": 2}, 0.209, id="two flags, once"
    ),
    pytest.param({"intake_flags": frozenset({"pregnant"})}, {"number": 2}, 0.15, id="another flag"),
    pytest.param(
        {"sex": "female", "age": 30, "sensitive": True},
        {"number": 1, "modality": "dry-needling"},
        0.7,
        id="at most 0.7",
    ),
]


@pytest.mark.parametrize(("facts", "of_session", "pi"), CHANCES)
def test_it_raises_the_odds_of_a_flare(facts: dict[str, Any], of_session: dict[str, Any], pi: float) -> None:
    case = course().knowing(**facts).of_session(**of_session)
    assert flare_probability(case.history) == pytest.approx(pi, abs=0.001)


def test_student_t_is_the_one_of_scipy() -> None:
    values = np.linspace(-40, 40, 801)
    assert student_cdf(values) == pytest.approx(stdtr(DEGREES, values), abs=1e-12)


def test_each_percentile_is_reached_by_its_share_of_the_mixture() -> None:
    """Against the definition, drawn at random: level, flare in a part of cases, and Student-t noise of 3.5."""
    case = course(5, chronicity="chronic", region="low-back").of_session(number=2)
    random = np.random.default_rng(7)
    size, hour = 200_000, 12.0
    flared = random.random(size) < 0.15
    heights = 1.5 * np.exp(0.5 * random.standard_normal(size)) * g(np.array([hour]), 10.0)[0]
    scale = np.sqrt(0.81 / (1.8 / 2.674) * 0.6 * (1 + 0.05 * hour / 24 + 1 / (1 / 6 + 7)))
    level = 5 - 5 * 0.25 * (1 - np.exp(-hour / 24 / 28))
    drawn = np.clip(level + np.where(flared, heights, 0) + scale * random.standard_t(6, size), 0, 10)
    assert band_of(case).at(hour) == pytest.approx(np.percentile(drawn, PERCENTILES), abs=0.06)


def test_the_band_is_frozen_and_has_one_row_per_percentile() -> None:
    band = band_of(course())
    assert band.quantiles.shape == (7, 169)
    assert not band.quantiles.flags.writeable
    assert not band.hours.flags.writeable


def test_it_reads_between_the_hours() -> None:
    band = band_of(course())
    assert min(band.at(50).p90, band.at(51).p90) <= band.at(50.5).p90 <= max(band.at(50).p90, band.at(51).p90)
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
        pytest.param(course(5, chronicity="chronic"), course(5, chronicity="acute"), id="chronic, acute"),
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
        ("is lasting", "last score 6 out of 10 51 hours after", "above the 2 to 4"),
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
