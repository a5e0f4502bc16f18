"""The review of a course, asked for and written by the staff who treat."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log


@pytest.fixture
def path(cast: Cast, now: datetime) -> str:
    """Maya's pain was 6; four sessions in ten days, the last four days ago; now it is 4."""
    course = start_course(cast.maya, cast.anna, now - 30 * DAY, planned_sessions=8)
    first = now - 14 * DAY
    for days in (3, 2, 1):
        log(cast.maya, first - days * DAY, 6)
    for day in (0, 3, 7, 10):
        treat(course, cast.anna, first + day * DAY)
    log(cast.maya, first + 10.5 * DAY, 8)
    for day in (12.2, 13, 13.9):
        log(cast.maya, first + day * DAY, 4)
    return f"courses/{course.pk}/review"


def test_it_says_how_the_course_goes_and_that_a_review_is_due(anna: Api, path: str):
    shown = anna.get(path).json

    assert (shown["due"], shown["reviews"]) == (True, [])
    progress = shown["progress"]
    assert (progress["baseline"], progress["baseline_quality"], progress["now"], progress["days"]) == (6, "good", 4, 2)
    assert (progress["result"], progress["proposal"]) == ("responding", "responding")
    assert (progress["flares"], progress["flares_of"], progress["missed"], progress["given"]) == (1, 1, 0, 4)
    assert (progress["relapses"], progress["relapse_warning"]) == (0, None)
    assert 0 < progress["percentile"] < 100
    assert progress["sentence"] == "Before session 1: 6; 4 in the last 7 days (2 days with a score): responding."
    assert [cause["code"] for cause in shown["causes"]][-2:] == ["unrelated", "unknown"]


def test_a_review_is_kept_with_what_was_shown_and_answers_the_alert(anna: Api, path: str):
    waiting = anna.get("alerts?state=open").json["results"]
    assert [(each["rule"], each["level"]) for each in waiting] == [("review_due", "practitioner")]
    shown = anna.get(path).json["progress"]
    answer = anna.post(path, {"plan": "change", "causes": ["needle-depth"], "note": "Shallower."})

    assert answer.status == 201
    assert (answer.json["after_session"], answer.json["result"], answer.json["plan"]) == (4, "responding", "change")
    assert (answer.json["causes"], answer.json["note"], answer.json["by"]) == (["needle-depth"], "Shallower.", "Anna")
    assert answer.json["progress"] == shown
    again = anna.get(path).json
    assert (again["due"], again["reviews"]) == (False, [answer.json])
    assert anna.get("alerts?state=open").json["results"] == []


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        pytest.param({}, "invalid", "plan", id="no plan"),
        pytest.param({"plan": "wait"}, "invalid", "plan", id="unknown plan"),
        pytest.param({"plan": "stop", "causes": ["the-moon"]}, "invalid", "causes.0", id="unknown cause"),
        pytest.param({"plan": "stop", "note": 7}, "invalid", "note", id="a note that is no text"),
        pytest.param({"plan": "stop", "result": "responding"}, "unknown_field", "result", id="the result is Ebb's"),
    ],
)
def test_a_review_that_cannot_be_is_refused_by_name(anna: Api, path: str, body: dict[str, Any], code: str, field: str):
    answer = anna.post(path, body)
    assert (answer.status, answer.code) == (422, code)
    assert field in answer.json["errors"]
    assert anna.get(path).json["reviews"] == []


def test_a_course_without_a_session_cannot_be_reviewed(cast: Cast, anna: Api, now: datetime):
    course = start_course(cast.maya, cast.anna, now)
    answer = anna.post(f"courses/{course.pk}/review", {"plan": "stop"})
    assert (answer.status, answer.code) == (409, "conflict")


def test_changing_what_the_rules_know_of_a_patient_judges_the_open_recoveries_again(
    cast: Cast, anna: Api, now: datetime
):
    course = start_course(cast.maya, cast.anna, now - 3 * DAY)
    session = treat(course, cast.anna, now - 2 * DAY)
    before = session.assessments.count()
    assert anna.patch(f"patients/{cast.maya.pk}", {"phone": "+44 1632 960999"}).status == 200
    assert session.assessments.count() == before

    assert anna.patch(f"patients/{cast.maya.pk}", {"flags": ["diabetes"]}).status == 200
    assert list(session.assessments.order_by("made_at").values_list("trigger", flat=True)) == ["session", "intake"]
    assert session.ended_at < now - HOUR
