"""The catalogue and the advice. Source: clinical reference 1.7 and 2.1 to 2.5."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from diary import clinical
from diary.clinical.history import Level, SymptomReport
from diary.clinical.symptoms import (
    ADVICE,
    CATALOGUE,
    CATALOGUE_VERSION,
    EXTRA_CHECK_BOXES,
    REGIONS,
    SELF_CARE,
    SIDES,
    SYMPTOMS,
    advice_for,
    emergency_values,
    fill,
    is_known,
    placeholders,
)
from tests.diary.clinical.builders import ticks

HOME = Path(clinical.__file__).parent
FILLED_BY_THE_APP = {
    *("emergency_number", "ed", "urgent_line", "crisis_line"),
    *("treatment", "body_area", "date", "date_time", "practitioner", "reply_by", "clinic_phone"),
}


def test_it_holds_69_symptoms_each_code_once() -> None:
    codes = re.findall(r"^\[([a-z-]+)\]$", (HOME / "symptoms.toml").read_text(), flags=re.MULTILINE)
    assert len(codes) == len(set(codes)) == len(SYMPTOMS) == 69
    levels = Counter(symptom.level.value for symptom in SYMPTOMS.values())
    assert levels == {"emergency": 25, "urgent": 23, "practitioner": 10, "expected": 11}


def test_it_holds_the_19_combinations_and_7_check_boxes() -> None:
    assert len({combination["code"] for combination in CATALOGUE["combinations"]}) == 19
    assert len(EXTRA_CHECK_BOXES) == 7
    assert EXTRA_CHECK_BOXES.keys().isdisjoint(SYMPTOMS)
    assert all(row["when"] and row["why"] and Level(row["level"]) for row in CATALOGUE["combinations"])


def test_it_knows_17_regions_and_4_sides() -> None:
    assert len(set(REGIONS)) == 17
    assert SIDES == ("left", "right", "both", "middle")


@pytest.mark.parametrize("symptom", SYMPTOMS.values(), ids=lambda symptom: symptom.code)
def test_each_symptom_is_complete(symptom: object) -> None:
    assert symptom in SYMPTOMS.values()
    row = next(row for row in CATALOGUE["symptoms"] if row["code"] == symptom.code)  # type: ignore[attr-defined]
    assert row["wording"].strip()
    assert row["why"].strip()
    assert row["group"] in {group["code"] for group in CATALOGUE["groups"]}
    assert set(row["regions"]) <= {"any", *REGIONS}
    assert row["regions"]
    assert set(row["sources"]) <= set(CATALOGUE["sources"])
    assert row["sources"]
    assert 1 <= row["ask_for_days"] <= 60
    assert not row["tip"] or row["tip"] in SELF_CARE
    assert all(re.fullmatch(r"\d{6,18}", finding["id"]) and finding["term"] for finding in row["snomed"])


def test_emergencies_come_first_and_groups_stand_together() -> None:
    rows = CATALOGUE["symptoms"]
    ranks = [Level(row["level"]).rank for row in rows]
    assert ranks == sorted(ranks, reverse=True)
    assert list(dict.fromkeys(row["group"] for row in rows)) == [group["code"] for group in CATALOGUE["groups"]]


def test_check_boxes_are_asked_beside_known_symptoms() -> None:
    for row in CATALOGUE["extra_check_boxes"]:
        assert row["wording"]
        assert set(row["asked_with"]) <= set(SYMPTOMS)


def test_combinations_name_only_known_codes() -> None:
    named = set(re.findall(r"\b[a-z]+(?:-[a-z]+)+\b", " ".join(row["when"] for row in CATALOGUE["combinations"])))
    others = {
        *REGIONS,
        *(group["code"] for group in CATALOGUE["groups"]),
        "bleeding-risk",
        "cancer-history",
        "shoulder-blade",
        "red-flag",
    }
    assert {code for code in named if not is_known(code)} <= others


def test_the_phone_can_download_it_as_json() -> None:
    again = json.loads(json.dumps(CATALOGUE))
    assert again == CATALOGUE
    assert again["version"] == CATALOGUE_VERSION
    assert [level["code"] for level in again["levels"]] == ["emergency", "urgent", "practitioner", "expected"]


@pytest.mark.parametrize("name", ["symptoms.toml", "catalogue.toml", "curves.toml"])
def test_it_reads_its_own_data_in_neutral_words(name: str) -> None:
    text = (HOME / name).read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert not re.search(r"caused by|because of|healing crisis|success rate", text, flags=re.IGNORECASE)


def test_no_file_of_the_core_looks_outside_it() -> None:
    files = [path for path in HOME.iterdir() if path.suffix in {".py", ".toml"}]
    assert files
    assert not any("clinical/data" in path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("code", [*SYMPTOMS, *EXTRA_CHECK_BOXES])
def test_every_code_is_accepted(code: str) -> None:
    assert is_known(code)


@pytest.mark.parametrize("code", ["", "combo-ces", "Fever", "unheard-of"])
def test_other_codes_are_not(code: str) -> None:
    assert not is_known(code)


@pytest.mark.parametrize("country", ["GB", "US", "FR", "gb", ""])
@pytest.mark.parametrize("code", ADVICE)
def test_advice_can_be_filled_in_every_country(code: str, country: str) -> None:
    others = dict.fromkeys(FILLED_BY_THE_APP - emergency_values(country).keys(), "x")
    assert placeholders(ADVICE[code]) <= FILLED_BY_THE_APP
    assert not placeholders(fill(ADVICE[code], {**others, **emergency_values(country)}))


@pytest.mark.parametrize(
    ("country", "number", "line"),
    [("GB", "999", "Samaritans 116 123"), ("us", "911", "988"), ("FR", "112", "your local crisis line")],
)
def test_it_knows_whom_to_call(country: str, number: str, line: str) -> None:
    values = emergency_values(country)
    assert values["emergency_number"] == number
    assert values["crisis_line"] == line


def test_an_emergency_shows_what_to_do_at_once() -> None:
    (advice,) = advice_for(ticks("bladder-cannot-pee"))
    assert (advice.code, advice.level, advice.title) == ("ADV-E", Level.EMERGENCY, "Get help now.")
    assert advice.lines[0] == "Nerves at the bottom of your back may be squashed. This needs a scan today."
    assert advice.actions[:3] == ("call_emergency", "show_doctor", "got_help")
    filled = fill(advice, emergency_values("GB"))
    assert "Call 999 or go to A&E now." in filled.lines
    assert "We have told {practitioner} too." in filled.lines


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    (advice,) = advice_for(ticks("worse-than-expected"))
    assert fill(advice, {"practitioner": "{ed}", "ed": "A&E"}).title == "We have told {ed}."


def test_items_of_one_level_are_gathered_worst_first() -> None:
    blocks = advice_for(ticks("bruise-large", "fever", "seizure", "face-droop", "speech-trouble"))
    assert [block.code for block in blocks] == ["ADV-E", "ADV-U", "ADV-P"]
    assert blocks[0].lines.count("Note the time it started.") == 1
    assert blocks[1].lines[0] == "Tell them you had needles and where."


def test_common_things_show_their_own_limit_and_a_tip() -> None:
    (advice,) = advice_for(ticks("stiff", "bleed-drop"))
    assert advice.code == "ADV-X"
    assert advice.lines[:2] == (
        "Stiff: this should ease within 3 days.",
        "A drop of blood: this should ease within 1 day.",
    )
    assert SELF_CARE["walk"] in advice.lines


def test_reassurance_never_stands_under_get_help() -> None:
    assert [block.code for block in advice_for(ticks("stiff", "fever"))] == ["ADV-U"]
    assert [block.code for block in advice_for(ticks("stiff", "bruise-large"))] == ["ADV-P", "ADV-X"]


def test_self_harm_offers_the_crisis_line() -> None:
    (advice,) = advice_for(ticks("thoughts-of-self-harm"))
    assert "call_crisis_line" in advice.actions
    assert "Samaritans 116 123" in fill(advice, emergency_values("GB")).lines[0]


@pytest.mark.parametrize(
    "reports",
    [
        pytest.param((), id="nothing ticked"),
        pytest.param(ticks("jaw-pain-chewing", "unheard-of"), id="check-boxes and unknown codes"),
        pytest.param(ticks("relaxed", "energised"), id="good news"),
        pytest.param(ticks("limb-weak-new", new=False), id="weak before the treatment too"),
    ],
)
def test_there_is_nothing_to_advise(reports: tuple[SymptomReport, ...]) -> None:
    assert advice_for(reports) == ()


def test_an_emergency_counts_even_when_it_is_not_called_new() -> None:
    assert advice_for(ticks("bladder-leak", new=False))[0].code == "ADV-E"
