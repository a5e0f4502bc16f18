"""Reports over HTTP: drafted by the practitioner, agreed to by the patient, downloaded by both; nothing for anybody else."""

import base64
import csv
import hashlib
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from alerts.fields import Sealed
from diary.models import AuditEvent, Report
from diary.models.reports import ReportFrozen
from tests.cast import Answer, Api, Cast, agree
from tests.diary.care import DAY, HOUR, Care, log

FORMATS = ("pdf", "fhir", "csv", "json")


def ask_for(care: Care, report_format: str = "pdf", **more: Any) -> dict[str, Any]:
    return {
        "course": str(care.course.pk),
        "period": None,
        "format": report_format,
        "request": "Please examine the low back.",
        "recipient": "Dr Okafor, Seaview Surgery",
        "include_notes": True,
        **more,
    }


def draft(api: Api, care: Care, report_format: str = "pdf", **more: Any) -> Any:
    answer = api.post("reports", ask_for(care, report_format, **more))
    assert answer.status == 201, answer
    return answer.json


def page_text(answer: Answer) -> str:
    reader = PdfReader(io.BytesIO(answer.response.content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def actions_on(report: str) -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(object_id=UUID(report)).order_by("at", "id").select_related("actor")
    return [(row.action, row.actor.name if row.actor else "") for row in rows]


def test_the_practitioner_drafts_the_patient_agrees_and_both_download_the_same_bytes(
    anna: Api, maya: Api, care: Care, patient_wrote: None
):
    report = draft(anna, care)
    assert (report["state"], report["agreed"], report["created"]["by"]) == ("draft", None, "Anna")
    assert (report["request"], report["recipient"]) == ("Please examine the low back.", "Dr Okafor, Seaview Surgery")

    seen = maya.get(f"reports/{report['id']}/content")
    agreed = maya.post(f"reports/{report['id']}/agree")
    assert (agreed.status, agreed.json["state"], agreed.json["agreed"]["by"]) == (200, "agreed", "Maya Lindqvist")

    kept = [api.get(f"reports/{report['id']}/content") for api in (anna, maya)]
    assert {answer.response.content for answer in (seen, *kept)} == {seen.response.content}
    assert hashlib.sha256(seen.response.content).hexdigest() == report["content_hash"]
    assert "Maya Lindqvist born 14 Mar 1958" in page_text(seen)
    assert "I could not sleep." in page_text(seen)
    assert actions_on(report["id"]) == [
        ("report.draft", "Anna"),
        ("report.view", "Maya Lindqvist"),
        ("report.agree", "Maya Lindqvist"),
        ("report.export", "Anna"),
        ("report.export", "Maya Lindqvist"),
    ]


def test_a_draft_is_to_look_at_and_an_agreed_report_to_keep(anna: Api, maya: Api, care: Care):
    report = draft(anna, care)
    before = anna.get(f"reports/{report['id']}/content", Accept="application/pdf")
    maya.post(f"reports/{report['id']}/agree")
    after = anna.get(f"reports/{report['id']}/content")

    assert before.headers["Content-Disposition"].startswith('inline; filename="ebb-')
    assert after.headers["Content-Disposition"].startswith('attachment; filename="ebb-')
    for answer in (before, after):
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Maya" not in answer.headers["Content-Disposition"]


def test_what_is_logged_after_drafting_does_not_change_the_page(
    anna: Api, maya: Api, cast: Cast, care: Care, now: datetime
):
    report = draft(anna, care)
    before = anna.get(f"reports/{report['id']}/content").response.content
    log(cast.maya, now, 9, "chest-pain")
    maya.post(f"reports/{report['id']}/agree")

    assert maya.get(f"reports/{report['id']}/content").response.content == before


def test_agreeing_twice_keeps_the_first_moment(anna: Api, maya: Api, care: Care):
    report = draft(anna, care)
    first = maya.post(f"reports/{report['id']}/agree", {})
    second = maya.post(f"reports/{report['id']}/agree")

    assert (second.status, second.json["agreed"]) == (200, first.json["agreed"])
    assert [action for action, _ in actions_on(report["id"])].count("report.agree") == 1


def test_nobody_agrees_for_the_patient(anna: Api, mia: Api, zoe: Api, care: Care):
    report = draft(anna, care)

    assert [api.post(f"reports/{report['id']}/agree").status for api in (anna, mia, zoe)] == [403, 403, 404]
    assert anna.get(f"reports/{report['id']}").json["state"] == "draft"


def test_the_patient_drafts_their_own(maya: Api, care: Care):
    report = draft(maya, care, request="", recipient="")

    assert report["created"]["by"] == "Maya Lindqvist"
    assert "Request: for information" in page_text(maya.get(f"reports/{report['id']}/content"))


def test_strangers_are_answered_as_if_there_were_nothing(anna: Api, zoe: Api, stranger: Api, care: Care):
    report = draft(anna, care)

    for path in (f"reports/{report['id']}", f"reports/{report['id']}/content"):
        assert (zoe.get(path).status, stranger.get(path).status) == (404, 401)
    assert zoe.post("reports", ask_for(care)).status == 404
    assert zoe.get("reports").json["results"] == []
    assert zoe.get(f"reports?patient={report['patient']}").json["results"] == []


def test_the_list_shows_newest_first_and_never_the_content(anna: Api, care: Care):
    older, newer = draft(anna, care, "csv"), draft(anna, care)
    answer = anna.get(f"reports?patient={newer['patient']}")

    assert [each["id"] for each in answer.json["results"]] == [newer["id"], older["id"]]
    assert "content" not in answer.json["results"][0]


def test_agreeing_to_the_page_needs_no_standing_consent_to_share(
    anna: Api, maya: Api, cast: Cast, care: Care, now: datetime
):
    agree(cast.maya, now - DAY, purpose="sharing", given=False)
    report = draft(anna, care)
    maya.post(f"reports/{report['id']}/agree")

    assert anna.get(f"reports/{report['id']}/content").status == 200


def test_taking_sharing_back_after_agreeing_stops_the_staff_and_not_the_patient(
    anna: Api, maya: Api, cast: Cast, care: Care, now: datetime
):
    report = draft(anna, care)
    maya.post(f"reports/{report['id']}/agree")
    agree(cast.maya, now + HOUR, purpose="sharing", given=False)

    refused = anna.get(f"reports/{report['id']}/content")
    assert (refused.status, refused.code) == (403, "consent_required")
    assert maya.get(f"reports/{report['id']}/content").status == 200

    agree(cast.maya, now + 2 * HOUR, purpose="sharing", given=True)
    assert anna.get(f"reports/{report['id']}/content").status == 200


@pytest.mark.parametrize("report_format", FORMATS)
def test_without_notes_every_note_is_left_out(anna: Api, care: Care, patient_wrote: None, report_format: str):
    def text(include_notes: bool) -> str:
        report = draft(anna, care, report_format, include_notes=include_notes)
        answer = anna.get(f"reports/{report['id']}/content")
        return page_text(answer) if report_format == "pdf" else answer.response.content.decode()

    assert "I could not sleep." in text(True)
    assert "I could not sleep." not in text(False)


def test_the_csv_holds_every_entry_of_the_course(anna: Api, care: Care, patient_wrote: None):
    report = draft(anna, care, "csv")
    answer = anna.get(f"reports/{report['id']}/content")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.response.content.decode("utf-8-sig"), newline="")))
    assert [row["nrs_average"] for row in rows] == ["3", "3", "3", "6", "5", "6"]
    assert (rows[-1]["symptoms"], rows[-1]["session"]) == ("fever", "1")


def test_the_fhir_document_holds_every_entry_of_the_course_and_the_printed_page(
    anna: Api, care: Care, patient_wrote: None
):
    report = draft(anna, care, "fhir")
    answer = anna.get(f"reports/{report['id']}/content")
    bundle = answer.json
    found = [entry["resource"] for entry in bundle["entry"]]
    entries = {each["identifier"][0]["value"] for each in found if each["resourceType"] == "Observation"}

    assert answer.headers["Content-Type"] == "application/fhir+json; fhirVersion=4.0"
    assert answer.headers["Content-Disposition"].endswith('.fhir.json"')
    assert (bundle["type"], found[0]["resourceType"]) == ("document", "Composition")
    assert entries == {each["id"] for each in anna.get(f"entries?patient={report['patient']}").json["results"]}
    printed = [each for each in found if each["resourceType"] == "Binary" and each["contentType"] == "application/pdf"]
    assert base64.b64decode(printed[0]["data"]).startswith(b"%PDF-")


def test_who_drafted_it_is_its_author(anna: Api, maya: Api, care: Care):
    def author(api: Api) -> str:
        report = draft(api, care, "fhir")
        composition = api.get(f"reports/{report['id']}/content").json["entry"][0]["resource"]
        return f"{composition['author'][0]['type']} {composition['attester'][0]['mode']}"

    assert (author(anna), author(maya)) == ("PractitionerRole professional", "Patient personal")


def test_the_json_holds_what_every_format_draws(anna: Api, care: Care, patient_wrote: None):
    report = draft(anna, care, "json")
    told = anna.get(f"reports/{report['id']}/content").json

    assert (told["patient"]["name"], told["rules_version"]) == ("Maya Lindqvist", report["rules_version"])
    assert [entry["nrs_average"] for entry in told["entries"]] == [3, 3, 3, 6, 5, 6]


def test_a_period_of_days_is_read_on_the_patients_calendar(anna: Api, care: Care, now: datetime):
    since, until = (now - 4 * DAY).date(), (now - 3 * DAY).date()
    report = draft(anna, care, "csv", period={"from": str(since), "to": str(until)})
    answer = anna.get(f"reports/{report['id']}/content")

    days = [row["local_day"] for row in csv.DictReader(io.StringIO(answer.response.content.decode("utf-8-sig")))]
    assert set(days) <= {str(since), str(until)}
    assert days != []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"format": "docx"}, "format"),
        ({"period": {"from": "2026-02-01"}}, "period.to"),
        ({"period": {"from": "2026-02-02", "to": "2026-02-01"}}, "period.from"),
        ({"period": {"from": "2190-01-01", "to": "2190-02-01"}}, "period.from"),
        ({"period": {"from": "1990-01-01", "to": "2190-02-01"}}, "period.from"),
        ({"period": {"from": "2026-02-30", "to": "2026-03-01"}}, "period.from"),
        ({"period": {"from": "yesterday", "to": "2026-03-01"}}, "period.from"),
        ({"request": "x" * 401}, "request"),
        ({"recipient": 5}, "recipient"),
        ({"include_notes": "yes"}, "include_notes"),
        ({"course": None}, "course"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(anna: Api, care: Care, more: dict[str, Any], field: str):
    answer = anna.post("reports", {**ask_for(care), **more})

    assert answer.status == 422
    assert field in answer.json["errors"]


def test_a_refused_draft_leaves_nothing(anna: Api, care: Care):
    anna.post("reports", ask_for(care, "docx"))

    assert not Report.objects.exists()
    assert not AuditEvent.objects.filter(action="report.draft").exists()


def test_a_course_without_an_entry_can_be_drafted(anna: Api, cast: Cast, now: datetime):
    course = anna.post(
        "courses", {"patient": str(cast.maya.pk), "region": "knee", "chronicity": "acute", "modality": "massage"}
    ).json["id"]
    for report_format in FORMATS:
        answer = anna.post("reports", {"course": course, "format": report_format})
        assert answer.status == 201
        assert anna.get(f"reports/{answer.json['id']}/content").status == 200


def test_the_content_is_sealed_at_rest(anna: Api, care: Care):
    report = draft(anna, care, "csv")
    row = Report.objects.filter(pk=report["id"]).values_list("content", "request", "recipient").get()

    assert all(isinstance(value, Sealed) for value in row)
    assert not [word for word in ("Maya", "fever", "Okafor", "low back") if word in " ".join(row)]


def test_a_drafted_report_cannot_be_changed(anna: Api, care: Care):
    report = Report.objects.get(pk=draft(anna, care, "csv")["id"])
    report.content = b"something else"

    with pytest.raises(ReportFrozen):
        report.save()
    with pytest.raises(ReportFrozen):
        report.save(update_fields=["content"])


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "agreed"},
        {"state": "sent"},
        {"format": "docx"},
        {"agreed_at": datetime.fromisoformat("2026-03-01T10:00:00+00:00")},
        {"until": datetime.fromisoformat("2001-03-01T10:00:00+00:00")},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(anna: Api, care: Care, changes: dict[str, Any]):
    report = draft(anna, care, "csv")

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report["id"]).update(**changes)


def test_the_period_ends_now_when_it_was_asked_for_longer(anna: Api, care: Care, now: datetime):
    report = draft(anna, care, "csv", period={"from": (now - DAY).isoformat(), "to": (now + 9 * DAY).isoformat()})

    assert datetime.fromisoformat(report["period"]["to"]) - now < timedelta(minutes=5)


def test_the_text_is_drafted_sentence_by_sentence_with_its_entries(anna: Api, care: Care):
    drafted = anna.post("reports/text", ask_for(care)).json
    entries = {each["id"] for each in anna.get("entries").json["results"]}

    assert list(drafted) == ["situation", "background", "assessment", "recommendation"]
    assert drafted["recommendation"]["text"] == "Please examine the low back."
    named = [pk for each in drafted["assessment"]["statements"] for pk in each["entries"]]
    assert named
    assert set(named) <= entries
    assert not Report.objects.exists()


def test_the_practitioners_text_is_kept_and_printed_as_sent(anna: Api, care: Care):
    sent = {
        "situation": "Pain for 12 days.",
        "background": "",
        "assessment": "No weakness found.",
        "recommendation": "",
    }
    report = draft(anna, care, sbar=sent, priority="soon", paper="letter")
    page = page_text(anna.get(f"reports/{report['id']}/content"))

    assert (report["sbar"], report["priority"], report["paper"]) == (sent, "soon", "letter")
    assert "Situation: Pain for 12 days." in page
    assert "Written by the practitioner." in page
    assert anna.post("reports", ask_for(care, sbar={"situation": "x" * 601})).status == 422


def test_anybody_may_ask_whether_ebb_made_a_page_and_learns_nothing_else(anna: Api, stranger: Api, care: Care):
    report = draft(anna, care)
    answer = stranger.get(f"verify/{report['reference']}")
    exactly = stranger.get(f"verify/{report['reference']}?sha256={report['content_hash']}")

    assert report["reference"] in page_text(anna.get(f"reports/{report['id']}/content"))
    assert (answer.status, set(answer.json)) == (200, {"made_by", "made_on", "matches", "detail"})
    assert answer.json["made_on"] == report["created"]["at"][:10]
    assert exactly.json["detail"].endswith("The hash matches.")
    words = stranger.get(f"verify/{report['reference']}", Accept="text/html")
    assert words.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert words.response.content.decode().startswith("This page was made by Ebb on ")


@pytest.mark.parametrize(
    "path", ["a" * 16, "", "x", "A" * 16, "%00", "{reference}?sha256=" + "0" * 64, "{reference}?sha256=x"], ids=repr
)
def test_a_page_that_ebb_did_not_make_is_unknown(anna: Api, stranger: Api, care: Care, path: str):
    report = draft(anna, care, "csv")

    assert stranger.get(f"verify/{path.format(**report)}").status == 404
