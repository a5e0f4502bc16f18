"""Every template, and every message that any test of the suite sends (`tests/conftest.py`), is read for clinical words."""

from collections.abc import Callable
from typing import Any

import pytest

from alerts import messages
from alerts.actions.sweeping import Swept
from alerts.messages import Text
from diary.clinical.languages import LANGUAGES, Language
from diary.clinical.symptoms import CATALOGUE
from tests.alerts.conftest import PATIENT, FakeChannel, Raise
from tests.alerts.sending import ALERT, NOW, outgoing
from tests.leaving import forbidden, leaks_of, told_in


def test_the_reader_knows_the_catalogue_and_our_people() -> None:
    words = forbidden()
    assert len(words) > 300
    assert {"numb", "saddle", "fever", "breath", "back", "lindqvist", "harbour", "acupuncture"} <= words
    for symptom in CATALOGUE["symptoms"]:
        assert told_in(symptom["wording"]), symptom["code"]


@pytest.mark.parametrize(
    "opaque",
    [
        "01a20221-d131-788b-9face-685ff6a0a2ff",
        "01a20221d131788b0face0685ff6a0a2",
        "https://ebb.example/a/9face#t=1-pain-2",
    ],
)
def test_what_a_machine_wrote_says_nothing_and_hides_nothing(opaque: str) -> None:
    assert told_in(opaque) == []
    assert told_in(f"{opaque} numb 3") == ["numb"]
    assert told_in("saddle_numbness_2_today") == told_in("saddle numbness") == ["numbness", "saddle"]


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_reader_knows_the_catalogue_in_every_language(language: Language) -> None:
    for symptom in CATALOGUE["symptoms"]:
        assert told_in(language.said(symptom["wording"])), symptom["code"]


@pytest.mark.parametrize("language", ["en", *messages.TRANSLATED])
@pytest.mark.parametrize("message", sorted(messages.TEXTS))
def test_no_template_says_anything_clinical(message: str, language: str) -> None:
    text = messages.text_for(message, language)
    link = messages.link_for(message, "https://ebb.example", alert=ALERT, subject=PATIENT)
    body = text.body.format(link=link, waiting="30 hours", answer="https://ebb.example/a#t=x", code="012345")
    said = outgoing(
        "anna@mail.example", message=message, subject=text.subject, body=body, hint=text.hint, link=link, created_at=NOW
    )
    assert leaks_of(said) == []


def test_a_text_that_says_something_is_caught_wherever_it_is_sent(
    find: Raise,
    anna: Any,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    monkeypatch: pytest.MonkeyPatch,
    nothing_clinical_leaves: list[str],
) -> None:
    told = Text("Ebb: numbness", "Maya of Harbour is numb: {link}", "/clinic/alerts/{alert}", "Saddle numbness")
    monkeypatch.setitem(messages.TEXTS, "alert", told)  # type: ignore[arg-type]
    find()
    sweep()
    caught = " ".join(nothing_clinical_leaves)
    nothing_clinical_leaves.clear()
    for channel_name in ("e-mail", "sms", "push", "service"):
        assert channel_name in caught
    for word in ("numb", "saddle", "maya", "harbour"):
        assert word in caught
