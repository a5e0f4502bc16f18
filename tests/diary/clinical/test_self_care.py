"""Self-care by time and situation. Source: clinical reference 1.5 (S004-7), 1.6, 1.7."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diary.clinical.history import Level, SymptomReport
from diary.clinical.self_care import card_at
from diary.clinical.symptoms import CATALOGUE, SELF_CARE, SELF_CARE_TABLE, SYMPTOMS
from tests.diary.clinical.builders import ticks

HEAT = {"warmth", "choose", "calm"}


def texts(
    hours: float, *codes: str, new: bool = True, known: tuple[str, ...] = (), patches: bool = False
) -> tuple[str, ...]:
    card = card_at(hours, ticks(*codes, new=new), known=known, patches_allowed=patches)
    return () if card is None else card.texts


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (-1, None),
        (0, "day_0"),
        (23.9, "day_0"),
        (24, "day_1"),
        (47.9, "day_1"),
        (48, "later"),
        (335.9, "later"),
        (336, None),
    ],
)
def test_the_card_follows_the_time_since_the_session(hours: float, code: str | None):
    card = card_at(hours)
    assert (card.code if card else None) == code


def test_the_card_of_day_0_says_rest_water_warmth_posture_and_what_to_expect():
    assert {"rest", "water", "warmth", "posture", "expect", "drive"} <= set(texts(3))
    assert "normal" not in texts(3)


def test_after_24_hours_it_says_that_normal_activity_is_fine_and_rests_no_more():
    assert texts(24)[0] == "normal"
    assert SELF_CARE["normal"] == "You can go back to normal activity."
    assert "rest" not in texts(24)


def test_after_48_hours_it_no_longer_says_that_aching_is_common():
    assert "expect" in texts(47)
    assert "expect" not in texts(48)


@pytest.mark.parametrize("hours", [1, 30, 60])
@pytest.mark.parametrize(
    "code",
    [
        "site-hot-swollen",
        "site-redness-spreading",
        "joint-hot-swollen",
        "limb-numb-new",
        "burn-blister",
        "bruise-large",
        "fever",
    ],
)
def test_heat_is_never_offered_on_what_is_hot_swollen_numb_or_hurt(code: str, hours: float):
    assert not HEAT & set(texts(hours, code))
    assert not HEAT & set(texts(hours, code, "muscle-spasm", "anxious-upset"))
    assert not HEAT & set(texts(hours, known=(code,)))


def test_numb_skin_is_neither_warmed_nor_cooled_also_when_it_was_numb_before():
    for shown in (texts(30, "limb-numb-new", new=False), texts(30, known=("limb-numb-new",))):
        assert not {"warmth", "cold", "choose", "calm"} & set(shown)
        assert "normal" in shown


def test_a_warm_bath_is_heat_and_breathing_is_left():
    assert "calm" in texts(60, "anxious-upset")
    barred = texts(60, "anxious-upset", "bruise-large")
    assert barred[0] == "breathe"
    assert "calm" not in barred


def test_hot_and_swollen_is_cooled_and_nothing_else_reassures():
    assert texts(30, "site-hot-swollen") == ("cold",)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("fainted", ("drive",)),
        ("dizzy-lasting", ("drive",)),
        ("heart-racing", ()),
        ("short-of-breath", ()),
        ("bladder-leak", ()),
    ],
)
def test_beside_get_help_today_only_what_keeps_safe_is_shown(code: str, shown: tuple[str, ...]):
    assert texts(3, code) == shown


def test_an_emergency_has_no_card():
    assert card_at(3, ticks("chest-pain", "muscle-spasm")) is None


def test_what_is_not_new_and_an_unknown_code_take_no_card_away():
    assert card_at(3, ticks("both-legs-nerve", new=False)) is not None
    assert card_at(3, ticks("of-a-newer-catalogue")) == card_at(3)


@pytest.mark.parametrize(
    ("code", "first"), [("muscle-spasm", ("warmth", "calm")), ("tired", ("drive",)), ("woozy-unpleasant", ("drive",))]
)
def test_what_helps_with_what_was_ticked_comes_first(code: str, first: tuple[str, ...]):
    assert texts(60, code)[: len(first)] == first


def test_a_patch_is_offered_only_where_the_practitioner_allowed_it_and_the_skin_does_not_itch():
    assert "patch" not in texts(60)
    assert "patch" in texts(60, patches=True)
    assert not {"patch", "gel"} & set(texts(60, "rash-itch-at-site", patches=True))


def test_a_walk_is_not_offered_when_pain_shoots_down_a_limb():
    assert "walk" in texts(60)
    assert "walk" not in texts(60, "pain-shooting-new")


def test_a_painkiller_is_never_named_without_the_pharmacist():
    for hours in (1, 30, 60):
        shown = texts(hours)
        assert shown.index("pharmacist") == shown.index("painkiller") + 1


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(-10, 400), st.sets(st.sampled_from(sorted(SYMPTOMS)), max_size=4), st.booleans(), st.booleans())
def test_every_card_is_made_of_known_texts_said_once(hours: float, codes: set[str], new: bool, patches: bool):
    shown = texts(hours, *sorted(codes), new=new, patches=patches)
    assert set(shown) <= set(SELF_CARE)
    assert len(set(shown)) == len(shown)
    counted = [SYMPTOMS[code] for code in codes if SYMPTOMS[code].counts(SymptomReport(code, new=new))]
    if any(symptom.level is Level.URGENT for symptom in counted):
        assert set(shown) <= {"cold", "drive", "warmth", "calm", "breathe"}


def test_the_table_names_known_codes_and_texts_and_covers_the_time_without_a_gap():
    rows = [*SELF_CARE_TABLE["because_of"], *SELF_CARE_TABLE["never"]]
    assert {code for row in rows for code in row["any_of"]} <= set(SYMPTOMS)
    named = {text for row in [*rows, *SELF_CARE_TABLE["times"]] for text in row["texts"]} | {"patch", "breathe"}
    assert named == set(SELF_CARE)
    times = SELF_CARE_TABLE["times"]
    assert [row["until_hours"] for row in times[:-1]] == [row["from_hours"] for row in times[1:]]


def test_the_phone_gets_texts_table_and_footer_for_offline_use():
    assert CATALOGUE["self_care"] == dict(SELF_CARE)
    assert (
        CATALOGUE["self_care_table"]["footer"] == "Talk to a doctor or pharmacist before you start any new treatment."
    )


@pytest.mark.parametrize(
    "card", [*SELF_CARE_TABLE["times"], {"code": "all", "texts": list(SELF_CARE)}], ids=lambda card: card["code"]
)
def test_a_child_of_eleven_can_read_every_card(card: dict[str, Any]):
    """Flesch-Kincaid grade 4 (age 9-10) at most over a card, and no sentence over 16 words."""
    read = " ".join([*(SELF_CARE[text] for text in card["texts"]), SELF_CARE_TABLE["footer"]])
    sentences = [each for each in re.split(r"[.!?]+\s*", read) if each]
    words = re.findall(r"[A-Za-z']+", read)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    assert max(len(sentence.split()) for sentence in sentences) <= 16
    assert 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 <= 4
