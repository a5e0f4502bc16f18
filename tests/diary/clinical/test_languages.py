"""Every language says all that English says, with the same places to fill; and nothing is left over from an older wording."""

import re
from datetime import UTC, datetime

import pytest

from diary.actions.consents import TEXTS
from diary.api.advice import NOBODY_TOLD, REPLY_BY, YOUR_CLINIC
from diary.clinical.history import SymptomReport
from diary.clinical.languages import LANGUAGES, for_the_phone, language_of, texts_to_translate
from diary.clinical.symptoms import advice_for, days_text
from diary.reports.sheet import HEADINGS

REFUSALS = (
    "This invitation is not valid any more. Ask your clinic for a new one.",
    "That is not the birth date your clinic has for you. After five tries the invitation ends.",
)
ENGLISH = (*texts_to_translate(), *TEXTS.values(), NOBODY_TOLD, REPLY_BY, YOUR_CLINIC, *REFUSALS, *HEADINGS.values())
CODES = sorted(LANGUAGES)
PLACE = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    missing = [text for text in ENGLISH if not LANGUAGES[code].texts.get(text)]
    assert not missing, f"translate in diary/clinical/languages/{code}.toml, under [texts]: {missing}"


@pytest.mark.parametrize("code", CODES)
def test_no_translation_is_left_of_a_text_that_is_gone(code: str) -> None:
    left = sorted(set(LANGUAGES[code].texts) - set(ENGLISH))
    assert not left, f"no English text is this any more; take out or rename in {code}.toml: {left}"


@pytest.mark.parametrize("code", CODES)
def test_the_same_places_are_filled(code: str) -> None:
    texts = LANGUAGES[code].texts
    other = {text: said for text, said in texts.items() if sorted(PLACE.findall(text)) != sorted(PLACE.findall(said))}
    assert other == {}


@pytest.mark.parametrize("code", CODES)
def test_a_number_to_call_or_to_wait_is_the_same_number(code: str) -> None:
    texts = LANGUAGES[code].texts
    other = {text: said for text, said in texts.items() if re.findall(r"\d+", text) != re.findall(r"\d+", said)}
    assert other == {}


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES-es", "es"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh-TW", None),
        ("zh-Hant", None),
        ("en-GB", None),
        ("est", None),
        ("", None),
    ],
)
def test_a_tag_is_a_language_that_ebb_speaks_or_none(locale: str, code: str | None) -> None:
    language = language_of(locale)
    assert (language.code if language else None) == code


def test_how_long_something_should_take_is_said_in_the_language_too() -> None:
    spanish = LANGUAGES["es"]
    [block] = advice_for([SymptomReport("bleed-drop", None, True)])
    assert f"A drop of blood: this should ease within {days_text(1)}." in block.lines
    assert "Una gota de sangre: debería aliviarse en 1 día." in spanish.advice(block).lines


@pytest.mark.parametrize(("code", "said"), [("es", "lunes 4 de mayo"), ("zh-Hans", "5月4日星期一")])
def test_a_day_is_named_in_the_order_of_the_language(code: str, said: str) -> None:
    assert LANGUAGES[code].date(datetime(2026, 5, 4, 12, tzinfo=UTC)) == said


def test_the_phone_gets_every_text_and_whether_a_clinician_has_read_it() -> None:
    plain = for_the_phone()
    assert sorted(plain) == CODES
    for code, language in LANGUAGES.items():
        assert plain[code] == {"name": language.name, "reviewed": language.reviewed, "texts": dict(language.texts)}


@pytest.mark.parametrize("code", CODES)
def test_no_line_of_any_advice_stays_english(code: str) -> None:
    language = LANGUAGES[code]
    for text in texts_to_translate():
        if len(text) > len("Samaritans 116 123"):
            assert language.said(text) != text
