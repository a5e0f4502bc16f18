"""Patients are written to in their own language, where Ebb has it; staff in English."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alerts import actions, messages
from alerts.channels import push
from alerts.messages import BESIDE, TEXTS, TRANSLATED
from alerts.models import ContactPoint
from diary.clinical.languages import LANGUAGES
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person

TO_PATIENTS = {
    "unseen",
    "code",
    "return",
    "phone",
    "passkey",
    "address",
    "diary",
    "letter",
    "nobody_told",
    "asked_again",
}
LONGEST_SMS = 160
PLACE = re.compile(r"\{\w+\}")
EACH = [
    pytest.param(language, message, id=f"{language} {message}")
    for language in TRANSLATED
    for message in sorted(TO_PATIENTS)
]


def test_every_language_of_the_diary_has_every_message_that_a_patient_is_sent() -> None:
    assert {language: set(texts) for language, texts in TRANSLATED.items()} == dict.fromkeys(LANGUAGES, TO_PATIENTS)


@pytest.mark.parametrize(("language", "message"), EACH)
def test_a_translation_has_the_holes_of_the_english_and_leads_to_the_same_place(language: str, message: str) -> None:
    english, own = TEXTS[message], TRANSLATED[language][message]
    said = own.body.partition(BESIDE)[0]
    assert (PLACE.findall(own.subject), PLACE.findall(own.hint)) == (
        PLACE.findall(english.subject),
        PLACE.findall(english.hint),
    )
    assert sorted(PLACE.findall(said)) == sorted(PLACE.findall(english.body))
    assert own.path == english.path
    assert said != english.body


@pytest.mark.parametrize(("language", "message"), EACH)
def test_what_nobody_has_read_yet_has_the_english_below_it(language: str, message: str) -> None:
    assert TRANSLATED[language][message].body.endswith(BESIDE + TEXTS[message].body)


@pytest.mark.parametrize("message", sorted(TEXTS))
def test_a_text_message_fits_into_one(message: str) -> None:
    text = TEXTS[message]
    link = messages.link_for(message, "https://ebb.example.org", alert=None, subject=None)
    assert len(f"{text.subject}. {text.hint.format(code='012345')} {link}") <= LONGEST_SMS


@pytest.mark.parametrize(
    ("language", "subject", "hint"),
    [
        pytest.param("es", "Ebb: un recordatorio", "Son solo unos segundos.", id="Spanish"),
        pytest.param("zh-Hans", "Ebb：提醒", "只要几秒钟。", id="Chinese"),  # noqa: RUF001
        pytest.param("xx", "Ebb: a reminder", "It takes a few seconds.", id="a language without a file"),
    ],
)
def test_a_reminder_leaves_in_the_language_of_whom_it_reminds(
    person: Person,
    team: FakeAudience,
    channel: FakeChannel,
    clock: Clock,
    sweep: Callable[[], Any],
    language: str,
    subject: str,
    hint: str,
) -> None:
    nora = person("nora")
    team.languages[nora.pk] = language
    actions.remind(
        user_id=nora.pk,
        subject=nora.pk,
        channel_step=0,
        by_sms_too=False,
        give_up_at=clock.now + timedelta(hours=1),
        now=clock.now,
    )
    sweep()
    [sent] = channel.sent
    assert (sent.subject, sent.hint) == (subject, hint)
    assert json.loads(push.payload(sent))["notification"]["lang"] == (language if language in TRANSLATED else "en")


def test_a_code_to_a_patient_leads_to_their_own_page_and_counts_like_any(
    person: Person, team: FakeAudience, channel: FakeChannel, clock: Clock, sweep: Callable[[], Any]
) -> None:
    nora = person("nora")
    team.languages[nora.pk] = "es"
    point = actions.add_contact_point(
        user_id=nora.pk, channel="sms", address="+441632960007", now=clock.now, verified=False
    )
    for _ in range(10):
        actions.ask_for_code(contact_point_id=point.pk, message=actions.CODE, now=clock.now)
    with pytest.raises(actions.TooManyCodes):
        actions.ask_for_code(contact_point_id=point.pk, now=clock.now)
    sweep()
    sent = channel.sent[-1]
    assert sent.link.endswith("/app/reminders")
    assert sent.hint == f"El código es {ContactPoint.objects.get(pk=point.pk).code}."
