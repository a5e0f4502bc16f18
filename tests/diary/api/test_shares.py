"""A letter behind a link: made for an agreed page, opened with its code, answered in one line, and every look noted."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from alerts import actions as alerts
from alerts.models import Delivery
from diary.actions.consents import answer_consent
from diary.actions.reports import agree_to_report, decline_report, draft_report
from diary.models import AuditEvent, Report, Share, ShareEvent
from diary.reports.typesetter import typeset
from tests.cast import Api, Cast, agree
from tests.diary.care import DAY, HOUR, Care

PAGE = typeset({"main.typ": b"The page of a patient."}, format="pdf")


@pytest.fixture
def letter(care: Care, cast: Cast, now: datetime) -> Report:
    """A page that Maya has agreed to."""
    drafted = draft_report(
        course=care.course,
        report_format="pdf",
        since=now - DAY,
        until=now,
        request="Please advise.",
        recipient="Dr Okafor",
        include_notes=False,
        content=PAGE,
        rules_version="2026.1",
        by=cast.anna,
        now=now,
    )
    return agree_to_report(report=drafted, by=cast.maya.user, now=now)


@pytest.fixture
def link(anna: Api, letter: Report) -> dict[str, str]:
    """What Anna hands on: the token out of the link, and the code."""
    made = anna.post(f"reports/{letter.pk}/shares")
    assert made.status == 201
    return {"token": made.json["url"].partition("/s#t=")[2], "code": made.json["code"]}


def events(letter: Report) -> list[str]:
    return list(ShareEvent.objects.filter(share__report=letter).order_by("pk").values_list("what", flat=True))


def test_the_gp_opens_the_page_with_link_and_code_and_no_account(link: dict[str, str], letter: Report) -> None:
    opened = Api().post("s/open", link)
    assert opened.status == 200
    assert b64decode(opened.json["content"]) == PAGE
    [picture] = opened.json["pictures"]
    assert b64decode(picture)[:4] == b"\x89PNG"
    assert (opened.json["format"], opened.json["clinic"], opened.json["reply"]) == ("pdf", "Harbour", None)
    assert opened.headers["Cache-Control"] == "no-store"
    assert events(letter) == ["opened"]


def test_a_code_is_typed_as_people_type_it(link: dict[str, str]) -> None:
    assert Api().post("s/open", {**link, "code": f" {link['code'][:3].lower()}-{link['code'][3:]} "}).status == 200


def test_the_patient_reads_who_looked_and_the_answer(maya: Api, link: dict[str, str], letter: Report) -> None:
    gp = Api()
    gp.post("s/open", link)
    said = gp.post("s/reply", {**link, "answer": "text", "text": " Thank you. I will ring on Monday. "})
    assert (said.status, said.json["text"]) == (200, "Thank you. I will ring on Monday.")
    [share] = maya.get(f"reports/{letter.pk}/shares").json["results"]
    assert [event["what"] for event in share["events"]] == ["opened", "answered"]
    assert (share["opens"], share["created"]["by"], share["revoked"]) == (1, "Anna", None)
    assert (share["reply"]["answer"], share["reply"]["text"]) == ("text", "Thank you. I will ring on Monday.")
    assert "token" not in share
    assert "code" not in share


def test_an_answer_is_told_to_both_sides_without_a_word_of_it(cast: Cast, link: dict[str, str], now: datetime) -> None:
    alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    gp = Api()
    gp.post("s/open", link)
    before = set(Delivery.objects.values_list("pk", flat=True))
    gp.post("s/reply", {**link, "answer": "will_see"})
    told = Delivery.objects.exclude(pk__in=before).values_list("recipient", "message")
    assert set(told) == {(cast.anna.pk, "notice"), (cast.maya.user_id, "letter")}


def test_the_last_answer_counts(anna: Api, link: dict[str, str], letter: Report) -> None:
    gp = Api()
    gp.post("s/open", link)
    for answer in ("seen", "no_action"):
        assert gp.post("s/reply", {**link, "answer": answer}).status == 200
    assert anna.get(f"reports/{letter.pk}/shares").json["results"][0]["reply"]["answer"] == "no_action"


def test_a_text_that_is_empty_is_no_answer(link: dict[str, str]) -> None:
    gp = Api()
    gp.post("s/open", link)
    refused = gp.post("s/reply", {**link, "answer": "text", "text": "  "})
    assert (refused.status, list(refused.json["errors"])) == (422, ["text"])


def test_nobody_answers_what_nobody_has_read(link: dict[str, str]) -> None:
    assert Api().post("s/reply", {**link, "answer": "seen"}).status == 404


def too_late(link: dict[str, str], letter: Report, maya: Api) -> Any:
    with time_machine.travel(letter.created_at + 8 * DAY):
        return Api().post("s/open", link)


def wrong_code(link: dict[str, str], letter: Report, maya: Api) -> Any:
    return Api().post("s/open", {**link, "code": "WRONG2"})


def right_after_five_wrong_ones(link: dict[str, str], letter: Report, maya: Api) -> Any:
    for _ in range(5):
        wrong_code(link, letter, maya)
    return Api().post("s/open", link)


def revoked(link: dict[str, str], letter: Report, maya: Api) -> Any:
    assert maya("DELETE", f"shares/{Share.objects.get().pk}").status == 204
    return Api().post("s/open", link)


def sharing_taken_back(link: dict[str, str], letter: Report, maya: Api) -> Any:
    agree(letter.patient, letter.created_at + HOUR, purpose="sharing")
    answer_consent(
        patient=letter.patient,
        purpose="sharing",
        version="1",
        locale="en",
        given=False,
        by=letter.patient.user,
        now=letter.created_at + 2 * HOUR,
    )
    return Api().post("s/open", link)


def another_browser(link: dict[str, str], letter: Report, maya: Api) -> Any:
    Api().post("s/open", link)
    return Api().post("s/open", link)


def a_fourth_time(link: dict[str, str], letter: Report, maya: Api) -> Any:
    gp = Api()
    assert [gp.post("s/open", link).status for _ in range(3)] == [200, 200, 200]
    return gp.post("s/open", link)


def a_guessed_token(link: dict[str, str], letter: Report, maya: Api) -> Any:
    return Api().post("s/open", {**link, "token": "guessed"})


@pytest.mark.parametrize(
    ("attempt", "noted"),
    [
        (too_late, "too_late"),
        (wrong_code, "wrong_code"),
        (right_after_five_wrong_ones, "used_up"),
        (revoked, "revoked"),
        (sharing_taken_back, "taken_back"),
        (another_browser, "other_browser"),
        (a_fourth_time, "used_up"),
        (a_guessed_token, None),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_every_refusal_reads_the_same_and_is_noted(
    link: dict[str, str], letter: Report, maya: Api, attempt: Any, noted: str | None
) -> None:
    refused = attempt(link, letter, maya)
    assert (refused.status, refused.json["detail"], sorted(refused.json)) == (
        404,
        "This link cannot be opened with this code. Look at the code again, or ask whoever gave it to you for a new one.",
        ["code", "detail", "status", "title", "type"],
    )
    assert events(letter)[-1:] == ([noted] if noted else [])


def test_a_scanner_that_follows_the_link_does_nothing(link: dict[str, str], letter: Report) -> None:
    browser = Api().client
    assert browser.head("/s").status_code == browser.get("/s").status_code == 200
    assert browser.get("/api/v1/s/open").status_code == browser.head("/api/v1/s/open").status_code == 405
    assert browser.options("/api/v1/s/open").status_code in (200, 405)
    assert events(letter) == []
    assert Share.objects.get().opens == 0


@pytest.mark.parametrize("answered", ["not yet", "no"])
def test_only_a_page_that_was_agreed_to_is_shown(
    anna: Api, care: Care, cast: Cast, now: datetime, answered: str
) -> None:
    pk = anna.post("reports", {"course": str(care.course.pk), "format": "csv"}).json["id"]
    if answered == "no":
        decline_report(report=Report.objects.get(pk=pk), because="", by=cast.maya.user, now=now)
    refused = anna.post(f"reports/{pk}/shares")
    assert (refused.status, refused.json["detail"]) == (409, "The patient has not agreed to this page yet.")


@pytest.mark.parametrize("days", [-1, 0, 7.1, 400])
def test_a_link_lasts_seven_days_at_most(anna: Api, letter: Report, now: datetime, days: float) -> None:
    body = {"expires_at": (now + timedelta(days=days)).isoformat()}
    assert anna.post(f"reports/{letter.pk}/shares", body).status == 409


def test_a_patient_makes_a_link_and_takes_it_back(maya: Api, letter: Report, now: datetime) -> None:
    body = {"expires_at": (now + 2 * DAY).isoformat()}
    made = maya.post(f"reports/{letter.pk}/shares", body)
    assert (made.status, made.json["expires_at"]) == (201, body["expires_at"])
    for _ in range(2):
        assert maya("DELETE", f"shares/{made.json['id']}").status == 204
    [share] = maya.get(f"reports/{letter.pk}/shares").json["results"]
    assert share["revoked"]["by"] == letter.patient.user.name


def test_links_are_not_made_without_end(anna: Api, letter: Report) -> None:
    assert [anna.post(f"reports/{letter.pk}/shares").status for _ in range(11)] == [201] * 10 + [409]


def test_a_stolen_database_opens_no_letter(link: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM diary_share")
        rows = str(cursor.fetchall())
    assert link["token"] not in rows
    assert link["code"] not in rows


def test_the_record_says_who_made_it_and_that_it_was_opened(link: dict[str, str], letter: Report, cast: Cast) -> None:
    Api().post("s/open", link)
    lines = AuditEvent.objects.filter(object_id=letter.pk).order_by("pk").values_list("action", "actor")
    assert list(lines)[-2:] == [("report.share", cast.anna.pk), ("report.open", None)]


def test_what_happened_is_only_added_to(link: dict[str, str]) -> None:
    Api().post("s/open", link)
    event = ShareEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
