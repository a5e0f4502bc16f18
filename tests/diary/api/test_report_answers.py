"""What a patient may say to a report besides yes, and the picture of it that a phone shows."""

from datetime import datetime

import pytest

from diary.models import Report
from tests.cast import Api, Cast, agree
from tests.diary.api.test_reports import actions_on, draft, page_text
from tests.diary.care import HOUR, Care, log


def test_the_patient_declines_and_says_why_and_the_first_answer_stays(anna: Api, maya: Api, care: Care):
    report = draft(anna, care)
    first = maya.post(f"reports/{report['id']}/decline", {"because": "I will go myself."})
    again = maya.post(f"reports/{report['id']}/decline", {"because": "Another reason."})

    assert (first.status, again.status) == (200, 200)
    assert (first.json["state"], first.json["agreed"]) == ("declined", None)
    assert first.json["declined"] == again.json["declined"]
    assert anna.get(f"reports/{report['id']}").json["declined"]["because"] == "I will go myself."
    assert [action for action, _ in actions_on(report["id"])].count("report.decline") == 1


@pytest.mark.parametrize(("first", "then", "state"), [("agree", "decline", "agreed"), ("decline", "agree", "declined")])
def test_an_answer_is_not_turned_into_its_opposite(anna: Api, maya: Api, care: Care, first: str, then: str, state: str):
    report = draft(anna, care)
    maya.post(f"reports/{report['id']}/{first}")
    refused = maya.post(f"reports/{report['id']}/{then}")

    assert (refused.status, refused.code, refused.json["report"]["state"]) == (409, "conflict", state)
    assert maya.get(f"reports/{report['id']}").json["state"] == state


@pytest.mark.parametrize("answer", ["decline", "without-notes"])
def test_nobody_answers_for_the_patient(anna: Api, mia: Api, zoe: Api, care: Care, answer: str):
    report = draft(anna, care)

    assert [api.post(f"reports/{report['id']}/{answer}").status for api in (anna, mia, zoe)] == [403, 403, 404]
    assert anna.get(f"reports/{report['id']}").json["state"] == "draft"


def test_a_yes_to_other_bytes_is_no_yes(anna: Api, maya: Api, care: Care):
    report, other = draft(anna, care), draft(anna, care, request="Something else.")
    refused = maya.post(f"reports/{report['id']}/agree", {"content_hash": other["content_hash"]})

    assert (refused.status, refused.code) == (409, "conflict")
    assert maya.get(f"reports/{report['id']}").json["state"] == "draft"
    assert maya.post(f"reports/{report['id']}/agree", {"content_hash": report["content_hash"]}).status == 200


@pytest.mark.parametrize("report_format", ["pdf", "csv"])
def test_hiding_the_notes_puts_a_draft_without_them_in_its_place(
    anna: Api, maya: Api, care: Care, patient_wrote: None, report_format: str
):
    report = draft(anna, care, report_format)
    answer = maya.post(f"reports/{report['id']}/without-notes")
    shorter = answer.json

    assert (answer.status, shorter["state"], shorter["include_notes"]) == (201, "draft", False)
    same = ("course", "format", "period", "request", "recipient")
    assert [shorter[name] for name in same] == [report[name] for name in same]
    assert shorter["created"]["by"] == "Maya Lindqvist"
    before, after = (maya.get(f"reports/{each['id']}/content") for each in (report, shorter))
    read = page_text if report_format == "pdf" else lambda file: file.response.content.decode()
    assert "I could not sleep." in read(before)
    assert "I could not sleep." not in read(after)
    old = anna.get(f"reports/{report['id']}").json
    assert (old["state"], old["declined"]["because"]) == ("declined", "A draft without the notes takes its place.")


def test_hiding_the_notes_keeps_every_red_flag(anna: Api, maya: Api, cast: Cast, care: Care, now: datetime):
    log(cast.maya, now, 9, "chest-pain", note="I was frightened.")
    report = draft(anna, care)
    shorter = maya.post(f"reports/{report['id']}/without-notes").json

    text = page_text(maya.get(f"reports/{shorter['id']}/content"))
    assert "frightened" not in text
    assert "chest" in text.lower()


def test_notes_are_hidden_only_while_the_page_waits_and_only_where_there_are_any(anna: Api, maya: Api, care: Care):
    plain, agreed = draft(anna, care, include_notes=False), draft(anna, care)
    maya.post(f"reports/{agreed['id']}/agree")
    count = Report.objects.count()

    assert [maya.post(f"reports/{each['id']}/without-notes").status for each in (plain, agreed)] == [409, 409]
    assert Report.objects.count() == count
    assert maya.get(f"reports/{agreed['id']}").json["state"] == "agreed"


def test_me_says_how_many_pages_wait_for_the_patient(anna: Api, maya: Api, care: Care):
    assert (maya.get("me").json["reports_waiting"], anna.get("me").json["reports_waiting"]) == (0, None)
    reports = [draft(anna, care, report_format) for report_format in ("pdf", "csv", "csv")]
    assert maya.get("me").json["reports_waiting"] == 3

    maya.post(f"reports/{reports[0]['id']}/agree")
    maya.post(f"reports/{reports[1]['id']}/decline")
    assert maya.get("me").json["reports_waiting"] == 1


def test_the_picture_is_of_the_frozen_page_and_noted_as_a_look(anna: Api, maya: Api, care: Care):
    report, other = draft(anna, care), draft(anna, care, request="Another ask.")
    seen = maya.get(f"reports/{report['id']}/picture", Accept="image/avif,image/*")

    assert (seen.status, seen.headers["Content-Type"]) == (200, "image/png")
    assert seen.response.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert seen.headers["ETag"] == f'"{report["content_hash"]}-1"'
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.response.content != maya.get(f"reports/{other['id']}/picture").response.content
    assert actions_on(report["id"])[-1] == ("report.view", "Maya Lindqvist")


def test_a_table_has_no_picture(anna: Api, maya: Api, care: Care):
    report = draft(anna, care, "csv")

    assert maya.get(f"reports/{report['id']}/picture").status == 404


def test_taking_sharing_back_hides_the_picture_from_the_staff_too(
    anna: Api, maya: Api, cast: Cast, care: Care, now: datetime
):
    report = draft(anna, care)
    maya.post(f"reports/{report['id']}/agree")
    agree(cast.maya, now + HOUR, purpose="sharing", given=False)

    assert anna.get(f"reports/{report['id']}/picture").status == 403
    assert maya.get(f"reports/{report['id']}/picture").status == 200
