"""Points over the lungs, and whether a session needled the chest wall. Source: clinical reference 1.5 (S004-11), 2.5."""

from typing import Any

import pytest

from diary.clinical.points import OVER_THE_LUNGS, over_the_lungs, point_code
from tests.diary.clinical.builders import session


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("BL13", "BL13"),
        ("bl 13", "BL13"),
        ("BL-13", "BL13"),
        ("UB13", "BL13"),
        ("bl013", "BL13"),
        ("Du 14", "GV14"),
        ("sj15", "TE15"),
        ("LI4", "LI4"),
        ("ashi", "ASHI"),
        ("  dingchuan ", "DINGCHUAN"),
        ("", ""),
    ],
)
def test_a_point_is_read_however_it_was_typed(typed: str, code: str) -> None:
    assert point_code(typed) == code


def test_the_reference_names_two_points_over_the_lungs_and_three_that_are_not() -> None:
    assert over_the_lungs(["BL13", "bl15", "BL23", "GV14", "LI4"]) == ("BL13", "BL15")


def test_a_code_over_the_lungs_reads_as_itself() -> None:
    assert {point_code(code) for code in OVER_THE_LUNGS} == OVER_THE_LUNGS


@pytest.mark.parametrize(
    ("facts", "needled"),
    [
        pytest.param({"regions": ("upper-back",)}, True, id="acupuncture of the upper back"),
        pytest.param({"regions": ("chest",)}, True, id="acupuncture of the chest"),
        pytest.param({"regions": ("shoulder",)}, True, id="acupuncture of the shoulder"),
        pytest.param({"regions": ("low-back", "neck")}, True, id="acupuncture of back and base of neck"),
        pytest.param({"regions": ("low-back",)}, False, id="acupuncture of the low back"),
        pytest.param(
            {"regions": ("low-back",), "points": ("BL23", "BL13")}, True, id="low back with a point over the lungs"
        ),
        pytest.param(
            {"regions": ("low-back",), "points": ("BL23", "GV14")}, False, id="low back with points elsewhere"
        ),
        pytest.param({"regions": ("upper-back",), "modality": "osteopathy"}, False, id="osteopathy of the upper back"),
        pytest.param(
            {"regions": ("upper-back",), "modality": "physio-manual", "needles": 3},
            True,
            id="physiotherapy with 3 needles",
        ),
        pytest.param({"regions": ("upper-back",), "needles": 0}, False, id="acupuncture without a needle"),
        pytest.param(
            {"regions": ("upper-back",), "modality": "dry-needling"}, True, id="dry needling of the upper back"
        ),
    ],
)
def test_the_chest_wall_counts_as_needled(facts: dict[str, Any], needled: bool) -> None:
    assert session(**facts).chest_wall_needled is needled
