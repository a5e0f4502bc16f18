"""Taking a session back over HTTP: who may, what is shown of it to whom, and what documents say of it afterwards."""

import json
from datetime import datetime

import pytest

from alerts.models import Alert
from diary.actions.sessions import take_back_session
from diary.models import Session
from diary.reports.fhir import document
from tests.cast import Answer, Api, Cast
from tests.diary.care import DAY, HOUR, Care, log
from tests.diary.reports.conftest import NOW, Story, story

__all__ = ["story"]

WHY = "It was Walter's treatment."


def take_back(anna: Api, care: Care, because: str = WHY) -> Answer:
    return anna.post(f"sessions/{care.session.pk}/take-back", {"because": because})


def test_it_answers_which_one_who_when_and_why_and_the_timeline_keeps_it(cast: Cast, anna: Api, care: Care):
    answer = take_back(anna, care)
    assert answer.status == 200
    said = answer.json
    assert (said["id"], said["modality"], said["by"], said["because"]) == (
        str(care.session.pk),
        "acupuncture",
        "Anna",
        WHY,
    )
    timeline = anna.get(f"patients/{cast.maya.pk}/timeline").json
    assert (timeline["sessions"], timeline["taken_back"], timeline["last_visit"]) == ([], [said], None)
    assert {each["session"] for each in timeline["entries"]} == {None}
    assert anna.get("sessions").json["results"] == []
    assert anna.get(f"sessions/{care.session.pk}").json["taken_back"] == said
    assert anna.get(f"sessions/{care.session.pk}/curve").status == 404


def test_a_red_flag_of_it_is_on_the_worklist_without_a_curve_and_can_be_answered(anna: Api, care: Care):
    take_back(anna, care)
    [row] = anna.get("worklist").json["results"]
    assert (row["id"], row["state"]) == (str(care.fever.pk), "open")
    shown = anna.get(f"alerts/{care.fever.pk}").json
    assert "What the patient reported stands." in shown["events"][-1]["because"]
    assert anna.post(f"alerts/{care.fever.pk}/resolve", {"outcome": "advised"}).status == 200


@pytest.mark.parametrize("because", ["", "   ", None])
def test_without_a_reason_it_is_not(anna: Api, care: Care, because: str | None):
    answer = anna.post(f"sessions/{care.session.pk}/take-back", {"because": because})
    assert (answer.status, answer.code, list(answer.json["errors"])) == (422, "invalid", ["because"])
    assert Session.objects.filter(pk=care.session.pk).exists()


def test_a_second_time_it_says_who_was_first(anna: Api, ben: Api, care: Care):
    assert take_back(anna, care).status == 200
    for refused in (take_back(ben, care), ben.patch(f"sessions/{care.session.pk}", {"needles": 3})):
        assert (refused.status, refused.code, refused.json["by"]) == (409, "conflict", "Anna")
        assert "Record the right one anew" in refused.json["detail"]


def test_what_is_written_down_as_unwanted_after_it_stands_in_the_way(cast: Cast, anna: Api, care: Care, now: datetime):
    body = {"session": str(care.session.pk), "happened_at": now.isoformat(), "what": "faint-dizzy", "severity": "mild"}
    assert anna.post(f"patients/{cast.maya.pk}/adverse-events", body).status == 201
    refused = take_back(anna, care)
    assert (refused.status, refused.code) == (409, "conflict")
    assert "Correct that first" in refused.json["detail"]


def test_the_patient_reads_that_it_was_noted_by_mistake_and_nothing_of_what_it_was(
    cast: Cast, anna: Api, maya: Api, care: Care
):
    assert maya.get("me").json["taken_back"] is None
    at = take_back(anna, care).json["at"]
    me = maya.get("me").json
    assert me["taken_back"] == {"ended_at": care.session.ended_at.isoformat(), "at": at}
    assert (me["monitoring"]["until"], me["self_care"], me["judging"]["lasting"]) == (None, None, [])
    for gone in (f"sessions/{care.session.pk}", f"sessions/{care.session.pk}/curve"):
        assert maya.get(gone).status == 404
    assert "Walter" not in json.dumps(me)
    looks = maya.get("me/record-access").json["results"]
    assert ("Anna", "treat") in {(look["name"], look["kind"]) for look in looks}


def test_after_a_week_the_phone_says_no_more_of_it(cast: Cast, maya: Api, care: Care, now: datetime):
    take_back_session(session=care.session, because=WHY, by=cast.anna, now=now - 8 * DAY)
    assert maya.get("me").json["taken_back"] is None


def test_a_letter_no_longer_holds_it_and_the_data_takes_back_what_an_earlier_one_said(story: Story):
    wrong = story.sessions[1]
    log(story.cast.maya, wrong.ended_at + 90 * HOUR, 6, "bruise-large")
    ticked = Alert.objects.get(rule="symptom", code="bruise-large")
    before = story.summary()
    take_back_session(session=wrong, because=WHY, by=story.cast.anna, now=NOW - HOUR)
    summary = story.summary()

    assert [each.id for each in summary.sessions] == [story.sessions[0].pk]
    assert "forty_eight_hours" not in {alert.rule for alert in summary.alerts}
    assert {(alert.rule, alert.code) for alert in summary.alerts} >= {
        ("red_flag", "combo-ces"),
        ("symptom", "bruise-large"),
    }
    assert (ticked.about, Alert.objects.filter(rule="symptom", code="bruise-large").count()) == (wrong.pk, 1)
    assert (summary.course.given_sessions, before.course.given_sessions) == (1, 2)
    resources = [each["resource"] for each in document.bundle_of(summary, b"%PDF-1.7")["entry"]]
    [in_error] = [each for each in resources if each.get("status") == "entered-in-error"]
    assert in_error["identifier"][0]["value"] == wrong.pk.urn
    assert "note" not in in_error
    assert "Entered in error and taken back: 1 session." in json.dumps(resources)
