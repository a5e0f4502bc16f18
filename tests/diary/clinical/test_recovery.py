"""Courses, flares and their shapes. Source: clinical reference 3.3 and 3.4."""

from typing import Any

import numpy as np
import pytest

from diary.clinical.recovery import CURVES, FLARES, curve_key, flare_of, flare_probability, g, r
from tests.diary.clinical.builders import course


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
