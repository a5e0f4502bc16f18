"""How a row of `combinations.toml` is read, and what each word of a rule asks for. Source: clinical reference 2.5."""

from typing import Any

import pytest

from diary.clinical.combinations import Combination, combination_of, treatment_of
from diary.clinical.history import Level
from tests.diary.clinical.builders import ENDED_AT

ROW: dict[str, Any] = {"level": "urgent", "says": "It is said", "advice": "Do this.", "rule": {"ticked": ["fever"]}}
DEEP = {
    "all": [
        {"ticked": ["fever"]},
        {
            "any": [
                {"twice": ["fainted"]},
                {"at_least": 1, "of": [{"rising": ["limb-weak-new"]}, {"two_sessions_running": ["tired"]}]},
            ]
        },
    ]
}


def test_a_row_is_read_with_every_code_that_it_names_however_deep() -> None:
    raised = {"level": "emergency", "rule": {"ticked": ["sight-change"]}}
    row = ROW | {"rule": DEEP, "raised": raised, "days": 30, "own_rule": "heavy_flare"}
    assert combination_of("combo-made-up", row) == Combination(
        code="combo-made-up",
        level=Level.URGENT,
        rule=DEEP,
        says="It is said",
        advice="Do this.",
        days=30,
        codes=frozenset({"fever", "fainted", "limb-weak-new", "tired", "sight-change"}),
        raised=(Level.EMERGENCY, {"ticked": ["sight-change"]}),
        own_rule="heavy_flare",
        looks_at_pain=False,
    )


def test_a_row_that_says_no_more_than_it_must_looks_back_seven_days_and_is_never_raised() -> None:
    read = combination_of("combo-made-up", ROW)
    assert (read.days, read.raised, read.own_rule, read.codes) == (7, None, "", frozenset({"fever"}))


@pytest.mark.parametrize(
    ("rule", "looks"),
    [
        ({"regions_grown": 2}, True),
        ({"above_baseline": 2}, True),
        ({"all": [{"ticked": ["fever"]}, {"above_baseline": 2}]}, True),
        ({"any": [{"ticked": ["fever"]}, {"regions_grown": 2}]}, True),
        ({"at_least": 1, "of": [{"all": [{"regions_grown": 2}]}]}, True),
        ({"ticked": ["fever"]}, False),
        ({"all": [{"ticked": ["fever"]}, {"lasting": True}]}, False),
    ],
    ids=str,
)
def test_it_is_known_which_rules_look_at_pain_so_that_they_are_asked_without_any_tick(
    rule: dict[str, Any], looks: bool
) -> None:
    assert combination_of("combo-made-up", ROW | {"rule": rule}).looks_at_pain is looks


@pytest.mark.parametrize(
    ("modality", "needles", "needled", "near_lung"),
    [
        pytest.param("osteopathy", None, False, False, id="hands only"),
        pytest.param("osteopathy", 4, True, True, id="a treatment by hand with four needles"),
        pytest.param("acupuncture", None, True, True, id="acupuncture, needles not counted"),
    ],
)
def test_needles_that_were_counted_make_any_treatment_one_with_needles(
    modality: str, needles: int | None, needled: bool, near_lung: bool
) -> None:
    upper_back = treatment_of(ENDED_AT, modality, ("upper-back",), needles=needles)
    assert (upper_back.needled, upper_back.chest_wall_needled) == (needled, near_lung)
    knee = treatment_of(ENDED_AT, modality, ("knee",), needles=needles)
    assert (knee.needled, knee.chest_wall_needled) == (needled, False)
