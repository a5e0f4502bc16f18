"""Warnings before a session, and what the phone asks first. Source: clinical reference 1.1-1.5 and 2.5."""

from datetime import date, timedelta
from typing import Any

import pytest

from diary.clinical.intake import (
    CONTRAINDICATIONS,
    FLAGS,
    INTAKE_SYMPTOMS,
    PINNED_BY_FLAG,
    Asked,
    Intake,
    Kind,
    asked_of,
    contraindications,
    warnings_of,
)
from diary.clinical.symptoms import CATALOGUE, SYMPTOMS

TODAY = date(2026, 5, 4)
NECK = frozenset({"neck"})


def intake(**facts: Any) -> Intake:
    return Intake(today=TODAY, **{"has_diagnosis": True, **facts})


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        pytest.param({}, [], id="nothing to warn of"),
        pytest.param({"flags": ("bleeding-risk", "diabetes")}, ["bleeding-risk"], id="a contraindication"),
        pytest.param({"flags": ("sensitive",)}, ["sensitive"], id="sensitive: scale down"),
        pytest.param({"regions": NECK, "neck_type": "unknown"}, ["neck-type-unknown"], id="neck of unknown type"),
        pytest.param({"regions": NECK}, ["neck-type-unknown"], id="neck, type never asked"),
        pytest.param({"regions": NECK, "neck_type": "muscular"}, [], id="muscular neck"),
        pytest.param({"regions": frozenset({"knee"})}, [], id="a knee has no neck type"),
        pytest.param({"regions": NECK, "neck_type": "myelopathy"}, ["cord-signs"], id="myelopathy"),
        pytest.param({"regions": NECK, "neck_type": "mixed"}, [], id="mixed without dizziness"),
        pytest.param(
            {"neck_type": "mixed", "symptoms": frozenset({"dizziness"})},
            ["specialized-care"],
            id="mixed, dizzy at intake",
        ),
        pytest.param(
            {"neck_type": "mixed", "lately": frozenset({"dizzy-lasting"})},
            ["specialized-care"],
            id="mixed, dizzy lately",
        ),
        pytest.param(
            {"neck_type": "mixed", "lately": frozenset({"stiff"}), "symptoms": frozenset({"headache"})},
            [],
            id="mixed, with something else",
        ),
        pytest.param(
            {"neck_type": "sympathetic", "symptoms": frozenset({"dizziness"})}, [], id="sympathetic and dizzy"
        ),
        pytest.param(
            {"flags": ("pregnant",), "points": ("li 4",)}, ["pregnant", "pregnant-li4"], id="LI4 in pregnancy"
        ),
        pytest.param({"flags": ("pregnant",), "points": ("BL23",)}, ["pregnant"], id="another point in pregnancy"),
        pytest.param({"points": ("LI4",)}, [], id="LI4 without pregnancy"),
        pytest.param({"points": ("BL13", "BL23")}, ["over-the-lungs"], id="a point over the lungs"),
        pytest.param({"has_diagnosis": False}, ["no-diagnosis"], id="no diagnosis"),
        pytest.param({"onset_date": TODAY - timedelta(days=13)}, ["recent-onset"], id="began 13 days ago"),
        pytest.param({"onset_date": TODAY - timedelta(days=14)}, [], id="began two weeks ago"),
        pytest.param(
            {
                "flags": ("pregnant", "sensitive"),
                "neck_type": "myelopathy",
                "points": ("LI4", "BL15"),
                "has_diagnosis": False,
                "onset_date": TODAY,
            },
            ["cord-signs", "pregnant", "pregnant-li4", "sensitive", "over-the-lungs", "no-diagnosis", "recent-onset"],
            id="all at once, the weightiest first",
        ),
    ],
)
def test_what_the_practitioner_should_know_before_needling(facts: dict[str, Any], codes: list[str]):
    assert [warning.code for warning in warnings_of(intake(**facts))] == codes


def test_the_reference_s_own_words_stand_in_the_warnings():
    texts = {
        warning.code: warning.text for warning in warnings_of(intake(neck_type="myelopathy", flags=("sensitive",)))
    }
    assert texts["cord-signs"] == "Cord signs: needs medical diagnosis before needling."
    assert "scale down" in texts["sensitive"]
    mixed = warnings_of(intake(neck_type="mixed", symptoms=frozenset({"dizziness"})))
    assert "needs specialized care" in mixed[0].text


@pytest.mark.parametrize("flag", sorted(FLAGS))
def test_contraindications_and_nothing_else_need_a_reason(flag: str):
    kinds = {warning.kind for warning in warnings_of(intake(flags=(flag,)))}
    assert (Kind.CONTRAINDICATION in kinds) is (flag in CONTRAINDICATIONS) is bool(contraindications([flag]))


@pytest.mark.parametrize(
    ("flags", "necks", "symptoms", "asked"),
    [
        pytest.param((), (), (), Asked(), id="nothing"),
        pytest.param((), ("myelopathy", None), (), Asked(pinned=("clumsy-unsteady",)), id="myelopathy"),
        pytest.param(
            (), ("sympathetic",), (), Asked(symptoms=("dizzy-lasting", "light-headed-brief")), id="sympathetic neck"
        ),
        pytest.param(("cauda-equina-risk",), (), (), Asked(groups=("pee-poo-private",)), id="cauda equina risk"),
        pytest.param(("pregnant",), (), (), Asked(pinned=("pregnancy-warning",)), id="pregnant"),
        pytest.param(
            ("cancer-history", "osteoporosis", "steroids"),
            (),
            (),
            Asked(pinned=("pain-night-no-rest", "injury-before")),
            id="bones and cancer: the same two, once",
        ),
        pytest.param(
            ("steroids",),
            ("myelopathy",),
            (),
            Asked(pinned=("clumsy-unsteady", "pain-night-no-rest", "injury-before")),
            id="clumsy hands come first",
        ),
        pytest.param(
            (),
            ("muscular",),
            ("dizziness", "stiffness", "less-movement"),
            Asked(known=("light-headed-brief", "dizzy-lasting", "stiff")),
            id="known before",
        ),
        pytest.param((), (), ("a code of another version",), Asked(), id="an unknown intake symptom"),
    ],
)
def test_the_phone_asks_first_what_the_intake_makes_important(
    flags: tuple[str, ...], necks: tuple[str | None, ...], symptoms: tuple[str, ...], asked: Asked
):
    assert asked_of(flags, necks, symptoms) == asked


def test_everything_that_is_asked_stands_in_the_catalogue():
    pinned = {code for codes in PINNED_BY_FLAG.values() for code in codes} | {"clumsy-unsteady"}
    known = {code for codes in INTAKE_SYMPTOMS.values() for code in codes}
    assert pinned | known <= set(SYMPTOMS)
    assert "pee-poo-private" in {group["code"] for group in CATALOGUE["groups"]}
