"""The page to hand to a doctor: what the app's screen says, in the same words, on one tagged page."""

import json
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from diary.actions.care import update_patient
from diary.models import AuditEvent
from diary.reports import sheet
from tests.cast import BIRTH_DATE, Api, Cast, entry
from tests.diary.care import DAY, HOUR, Care, log
from tests.house.source import ROOT

PHONE = json.loads((ROOT / "frontend" / "src" / "i18n" / "en.later.json").read_text())


def page_of(api: Api) -> str:
    answer = api.get("me/emergency-sheet")
    assert answer.status == 200
    [page] = PdfReader(BytesIO(answer.response.content)).pages
    return " ".join(page.extract_text().split())


def test_the_words_are_those_of_the_screen():
    assert {name: PHONE[f"doctor.{name}"].replace(" on this phone", "") for name in sheet.WORDS} == sheet.WORDS


def test_it_says_who_what_is_new_the_treatment_and_the_scores(maya: Api, cast: Cast, care: Care, now: datetime):
    maya.log(entry(now, 8, "saddle-numb", medicines=[{"name": "Paracetamol", "amount": "500 mg"}]))
    page = page_of(maya)

    assert "Show this to the doctor Maya Lindqvist" in page
    assert page.index("Numb or tingly between my legs") < page.index("A high temperature")  # an emergency first
    assert "▲ Numb or tingly" in page
    assert "acupuncture, knee," in page
    assert "8 (" in page
    assert "Paracetamol 500 mg" in page
    assert "Treated at Harbour clinic" in page or "Treated at Harbour" in page
    assert "not a diagnosis" in page


def test_an_old_symptom_of_before_the_treatment_is_not_on_it(maya: Api, cast: Cast, care: Care, now: datetime):
    log(cast.maya, now - 4 * DAY, 3, "short-of-breath", now=now)

    assert "breath" not in page_of(maya)


def test_none_of_these_is_said_with_its_time_and_silence_is_no_answer(cast: Cast, maya: Api, now: datetime):
    assert "Nothing is logged." in page_of(maya)
    assert "None of these" not in page_of(maya)
    maya.log(entry(now - HOUR, 3, none_of_these=True))
    assert "Said “None of these” to the whole list of warning signs, " in page_of(maya)


def test_what_is_on_record_is_on_it(anna: Api, maya: Api, cast: Cast, care: Care, now: datetime):
    update_patient(patient=cast.maya, changes={"flags": ["diabetes", "bleeding-risk"]}, by=cast.anna, now=now)

    assert "On record at the clinic bleeding risk or blood thinners, diabetes" in page_of(maya)


def test_it_is_tagged_and_stays_one_page_with_much_on_it(cast: Cast, care: Care, maya: Api, now: datetime):
    for number in range(30):
        maya.log(entry(now - number * HOUR, 5, medicines=[{"name": f"{'W' * 90} {number}", "amount": "#panic()"}]))
    content = maya.get("me/emergency-sheet").response.content
    catalogue = PdfReader(BytesIO(content)).trailer["/Root"]

    assert catalogue["/Lang"] == "en-GB"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "and 20 more" in page_of(maya)


@pytest.mark.parametrize("name", ["מיה לינדקוויסט", "😀 Maya \u202etxet", "</script>#read(1)"])
def test_any_name_can_be_set(cast: Cast, maya: Api, anna: Api, name: str):
    assert anna.patch(f"patients/{cast.maya.pk}", {"name": name}).status == 200

    assert "Show this to the doctor" in page_of(maya)


def test_a_carer_hands_over_the_page_of_whom_they_care_for_until_they_are_taken_off(
    maya: Api, cast: Cast, care: Care, now: datetime
):
    invited = maya.post("me/carers", {"name": "Tom Lindqvist"}).json
    tom = Api()
    tom.headers["X-Ebb"] = "1"
    assert tom.post("pair", {"token": invited["code"], "birth_date": BIRTH_DATE.isoformat()}).status == 201
    maya.log(entry(now, 8, "saddle-numb"))
    assert "Show this to the doctor Maya Lindqvist" in page_of(tom)
    assert AuditEvent.objects.filter(patient=cast.maya, action="sheet.export", actor__carer__pk=invited["id"]).exists()

    maya("DELETE", f"me/carers/{invited['id']}")
    assert {tom.get(path).status for path in ("me/emergency-sheet", "me", "entries", "sessions", "curves")} <= {
        401,
        404,
    }


def test_the_patients_own_words_stand_below_the_english_where_the_page_can_write_them(
    maya: Api, cast: Cast, care: Care, now: datetime
):
    maya.log(entry(now, 8, "short-of-breath"))
    assert maya.patch("me", {"locale": "es-MX"}).status == 200
    spanish = page_of(maya)
    assert "Show this to the doctor Enseñe esto al médico" in spanish
    assert "▲ I am short of breath Me falta el aire since" in spanish

    assert maya.patch("me", {"locale": "zh-Hans"}).status == 200
    assert "▲ I am short of breath since" in page_of(maya)


def test_taking_it_is_noted(maya: Api, cast: Cast):
    page_of(maya)

    assert AuditEvent.objects.filter(patient=cast.maya, action="sheet.export").count() == 1
