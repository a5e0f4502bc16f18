"""A colleague without a part in the care opens a record when it cannot wait: for a reason, for an hour, and not unseen."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from alerts.models import Delivery
from diary.actions.care import create_staff
from diary.actions.signing_in import sign_in_url
from diary.api.changes import SAID
from diary.models import AuditEvent, User
from tests.cast import Api, Cast
from tests.diary.care import Care
from tests.house.source import ROOT

NOTED = re.compile(r"note_change\([^)]*?action=\"([\w.]+)\"", re.DOTALL)
WHY = {"reason": "She rang, Anna cannot be reached."}


@pytest.fixture
def piet(cast: Cast) -> Api:
    """Piet, who works at Maya's clinic and has no part in her care."""
    return Api(cast.piet, by="token")


def readings(cast: Cast, care: Care) -> list[str]:
    """What may be read of Maya."""
    patient, course, session, entry = cast.maya.pk, care.course.pk, care.session.pk, care.feverish.pk
    return [
        *(f"patients/{patient}", f"patients/{patient}/timeline", f"patients/{patient}/adverse-events"),
        *(f"courses/{course}", f"courses/{course}/curve", f"courses/{course}/warnings", f"courses/{course}/review"),
        *(f"sessions/{session}", f"sessions/{session}/curve", f"entries/{entry}", f"entries/{entry}/revisions"),
    ]


def test_it_opens_the_record_to_be_read_for_an_hour_and_nothing_else(care: Care, cast: Cast, piet: Api):
    paths = readings(cast, care)
    glass = f"patients/{cast.maya.pk}/break-glass"
    assert {piet.get(path).status for path in paths} == {404}
    answer = piet.post(glass, WHY)

    assert answer.status == 201
    left = datetime.fromisoformat(answer.json["until"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)
    assert {path: piet.get(path).status for path in paths} == dict.fromkeys(paths, 200)
    assert [each["id"] for each in piet.get("entries").json["results"]]
    assert piet.patch(f"patients/{cast.maya.pk}", {"phone": "+44 1632 960123"}).status == 404
    assert piet.patch(f"sessions/{care.session.pk}", {"needles": 8}).status == 404
    assert piet.post(f"alerts/{care.fever.pk}/acknowledge").status == 404
    assert piet.post("reports", {"course": str(care.course.pk), "format": "csv"}).status == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert {piet.get(path).status for path in paths} == {404}
        assert piet.post(glass, WHY).status == 201


def test_the_team_and_the_managers_hear_of_it_and_the_patient_reads_who_and_why(
    care: Care, cast: Cast, piet: Api, maya: Api
):
    before = set(Delivery.objects.values_list("pk", flat=True))
    piet.post(f"patients/{cast.maya.pk}/break-glass", WHY)

    told = Delivery.objects.exclude(pk__in=before)
    assert {each.recipient_id for each in told} == {cast.anna.pk, cast.mia.pk}
    assert {each.message for each in told} == {"notice"}
    event = AuditEvent.objects.get(action="record.break_glass")
    assert (event.actor, event.patient, event.reason) == (cast.piet, cast.maya, WHY["reason"])
    change = Api(cast.mia, by="token").get("clinic/changes").json["results"][0]
    assert (change["action"], change["by"], change["reason"]) == ("glass.break", "Piet", None)
    seen = [look for look in maya.get("me/record-access").json["results"] if look["name"] == "Piet"]
    assert [look.get("reason") for look in seen] == [WHY["reason"]]


def test_the_page_that_the_notice_leads_to_names_who_opened_it_when_and_why(cast: Cast, piet: Api, anna: Api):
    page = f"patients/{cast.maya.pk}"
    assert (anna.get(page).json["opened"], anna.get(page).json["read_only_until"]) == ([], None)
    until = piet.post(f"{page}/break-glass", WHY).json["until"]

    [opened] = anna.get(page).json["opened"]
    assert (opened["by"], opened["reason"]) == ("Piet", WHY["reason"])
    assert datetime.now(UTC) - datetime.fromisoformat(opened["at"]) < timedelta(minutes=1)
    assert (anna.get(page).json["read_only_until"], piet.get(page).json["read_only_until"]) == (None, until)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15)):
        assert Api(cast.anna, by="token").get(page).json["opened"] == []


def test_managers_read_whose_record_it_was_and_the_patient_reads_that_they_did(cast: Cast, piet: Api, maya: Api):
    ada = create_staff(clinic=cast.harbour, email="ada@harbour.example", name="Ada", roles=["auditor"])
    piet.post(f"patients/{cast.maya.pk}/break-glass", WHY)

    read = {who.name: Api(who, by="token").get("clinic/changes").json["results"][0] for who in (cast.mia, ada)}
    assert {name: change["patient"] for name, change in read.items()} == {"Mia": "Maya Lindqvist", "Ada": None}
    assert {change["said"] for change in read.values()} == {SAID["glass.break"]}
    looks = maya.get("me/record-access").json["results"]
    assert [look["kind"] for look in looks if look["name"] in ("Mia", "Ada")] == ["list"]


def test_every_change_that_a_clinic_notes_has_a_sentence():
    noted = {found for file in ROOT.glob("diary/actions/*.py") for found in NOTED.findall(file.read_text())}
    assert len(noted) > 15
    assert noted <= SAID.keys()


def test_who_has_a_part_in_the_care_needs_none_and_who_works_elsewhere_gets_none(
    care: Care, cast: Cast, anna: Api, zoe: Api
):
    glass = f"patients/{cast.maya.pk}/break-glass"
    assert (anna.post(glass, WHY).status, anna.post(glass, WHY).code) == (409, "conflict")
    assert zoe.post(glass, WHY).status == 404
    assert not AuditEvent.objects.filter(action="record.break_glass").exists()


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "x" * 501}], ids=str)
def test_it_needs_a_reason(care: Care, cast: Cast, piet: Api, body: dict[str, str]):
    answer = piet.post(f"patients/{cast.maya.pk}/break-glass", body)
    assert (answer.status, list(answer.json["errors"])) == (422, ["reason"])
    assert piet.get(f"patients/{cast.maya.pk}").status == 404


def sign_in(browser: Api, user: User) -> None:
    link = sign_in_url(User.objects.get(pk=user.pk))
    assert browser.post("sign-in", {"token": link.partition("#t=")[2]}).status == 200


def test_a_browser_that_stands_open_asks_to_sign_in_again(care: Care, cast: Cast):
    cast.piet.set_password("correct horse battery staple")
    cast.piet.save()
    browser = Api()
    browser.headers["X-Ebb"] = "1"
    sign_in(browser, cast.piet)
    glass = f"patients/{cast.maya.pk}/break-glass"
    now = datetime.now(UTC)

    with time_machine.travel(now + timedelta(minutes=11)):
        answer = browser.post(glass, WHY)
        assert (answer.status, answer.code) == (403, "sign_in_again")
        assert browser.get(f"patients/{cast.maya.pk}").status == 404
        sign_in(browser, cast.piet)
        assert browser.post(glass, WHY).status == 201
