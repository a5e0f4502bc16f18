"""Sessions: recorded at once or late, corrected, and what follows for the entries around them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts.models import Alert
from diary.models import Assessment, Course
from tests.cast import Answer, Api, Cast, agree, entry, start_course
from tests.diary.care import DAY, HOUR, log

MINUTE = timedelta(minutes=1)


@pytest.fixture
def course(cast: Cast, now: datetime) -> Course:
    return start_course(cast.maya, cast.anna, now - 20 * DAY, diagnosis="Lumbar strain")


def record(anna: Api, course: Course, ended_at: datetime, **more: Any) -> Answer:
    body = {
        "course": str(course.pk),
        "ended_at": ended_at.isoformat(),
        "modality": "acupuncture",
        "regions": ["low-back"],
    }
    return anna.post("sessions", {**body, **more})


def numbers(anna: Api) -> dict[str, int]:
    return {each["id"]: each["number"] for each in anna.get("sessions").json["results"]}


def test_it_records_a_session_and_fills_in_what_was_left_out(anna: Api, course: Course, now: datetime):
    answer = record(anna, course, now)

    assert answer.status == 201
    assert answer.json["started_at"] == (now - 60 * MINUTE).isoformat()
    assert (answer.json["number"], answer.json["recovery"], answer.json["ended_at_estimated"]) == (1, "watching", False)
    assert answer.json["baseline"] == {"nrs": None, "quality": "none", "readings": []}
    assert answer.json["warnings"] == []
    assert answer.json["look_again_at"] == (now + 72 * HOUR).isoformat()
    assert anna.get(f"sessions/{answer.json['id']}").json == answer.json


def test_it_keeps_all_that_was_done(anna: Api, course: Course, now: datetime):
    done = {
        "started_at": (now - 45 * MINUTE).isoformat(),
        "ended_at_estimated": True,
        "modality": "dry-needling",
        "regions": ["low-back", "hip"],
        "needles": 9,
        "retention_minutes": 20,
        "position": "prone",
        "points": ["BL23", "GB30"],
        "nrs_before": 4,
        "note": "Left side only.",
    }
    answer = record(anna, course, now, **done)

    assert {name: answer.json[name] for name in done} == done
    assert (answer.json["baseline"]["nrs"], answer.json["baseline"]["quality"]) == (4, "single")


def test_the_baseline_is_the_median_of_the_days_before(cast: Cast, anna: Api, course: Course, now: datetime):
    for days, score in ((1, 2), (2, 3), (3, 6)):
        log(cast.maya, now - days * DAY - 2 * HOUR, score)
    baseline = record(anna, course, now).json["baseline"]

    assert (baseline["nrs"], baseline["quality"], len(baseline["readings"])) == (3, "good", 3)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"ended_at": 1 * MINUTE}, "invalid", "ended_at"),
        ({"started_at": 1 * MINUTE}, "invalid", "started_at"),
        ({"ended_at": "2026-01-31T18:00:00"}, "invalid", "ended_at"),
        ({"ended_at": "9999-12-31T23:59:59-14:00"}, "invalid", "ended_at"),
        ({"started_at": None}, "invalid", "started_at"),
        ({"modality": "reiki"}, "invalid", "modality"),
        ({"regions": []}, "invalid", "regions"),
        ({"regions": ["spleen"]}, "invalid", "regions.0"),
        ({"needles": -1}, "invalid", "needles"),
        ({"retention_minutes": 61}, "invalid", "retention_minutes"),
        ({"position": "standing"}, "invalid", "position"),
        ({"points": "BL23"}, "invalid", "points"),
        ({"nrs_before": 11}, "invalid", "nrs_before"),
        ({"nrs_before": "4"}, "invalid", "nrs_before"),
        ({"number": 7}, "unknown_field", "number"),
        ({"retention_minuts": 20}, "unknown_field", "retention_minuts"),
    ],
    ids=str,
)
def test_a_session_that_cannot_be_is_refused_by_name(
    anna: Api, course: Course, now: datetime, change: dict[str, Any], code: str, field: str
):
    change = {
        name: (now + value).isoformat() if isinstance(value, timedelta) else value for name, value in change.items()
    }
    session = record(anna, course, now - HOUR).json["id"]
    answers = [record(anna, course, **{"ended_at": now - MINUTE, **change}) if "ended_at" not in change else None]
    answers.append(anna.patch(f"sessions/{session}", change))
    for answer in filter(None, answers):
        assert (answer.status, answer.code) == (422, code)
        assert field in answer.json["errors"]


@pytest.mark.parametrize("ended_at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_session_of_the_year_one_does_not_break_the_clock(anna: Api, course: Course, ended_at: str):
    body = {"course": str(course.pk), "ended_at": ended_at, "modality": "acupuncture", "regions": ["low-back"]}
    assert anna.post("sessions", body).status == 201


def test_a_course_has_one_session_for_each_end(anna: Api, course: Course, now: datetime):
    first = record(anna, course, now - HOUR).json["id"]
    again = record(anna, course, now - HOUR)
    assert (again.status, again.code) == (409, "conflict")

    other = record(anna, course, now).json["id"]
    moved = anna.patch(
        f"sessions/{other}", {"ended_at": (now - HOUR).isoformat(), "started_at": (now - 2 * HOUR).isoformat()}
    )
    assert (moved.status, moved.code) == (409, "conflict")
    assert numbers(anna) == {first: 1, other: 2}


def test_a_contraindication_asks_for_a_reason_and_the_reason_stays(
    cast: Cast, anna: Api, course: Course, now: datetime
):
    anna.patch(f"patients/{cast.maya.pk}", {"flags": ["bleeding-risk", "sensitive"]})
    for missing in ({}, {"proceed_reason": None}, {"proceed_reason": ""}, {"proceed_reason": "   "}):
        answer = record(anna, course, now, **missing)
        assert (answer.status, answer.code, list(answer.json["errors"])) == (422, "invalid", ["proceed_reason"])

    answer = record(anna, course, now, proceed_reason="Shallow needling, INR checked")
    assert [each["code"] for each in answer.json["warnings"]] == ["bleeding-risk", "sensitive"]
    path = f"sessions/{answer.json['id']}"
    assert anna.patch(path, {"needles": 4}).status == 200
    assert list(anna.patch(path, {"proceed_reason": None}).json["errors"]) == ["proceed_reason"]
    assert anna.get(path).json["proceed_reason"] == "Shallow needling, INR checked"


def test_the_patient_reads_her_session_without_what_the_practitioner_wrote(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    session = record(anna, course, now, note="Anxious today", proceed_reason="Agreed").json
    hidden = {"note", "proceed_reason", "look_again_at", "warnings"}
    hidden |= {"anything_changed", "what_changed", "contraindications", "is_eased", "taken_back"}

    for shown in (maya.get(f"sessions/{session['id']}").json, maya.get("sessions").json["results"][0]):
        assert shown == {name: value for name, value in session.items() if name not in hidden}


def test_a_session_recorded_late_finds_its_place_takes_in_its_entries_and_is_judged_at_once(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    for days in (5, 6, 7):
        log(cast.maya, now - days * DAY, 3)
    early, last = now - 9 * DAY, now - 30 * HOUR
    first, third = (record(anna, course, ended_at).json["id"] for ended_at in (early, last))
    lasting = log(cast.maya, now - 2 * DAY, 6).entry
    assert Alert.objects.count() == 0

    late = record(anna, course, now - 98 * HOUR).json

    assert numbers(anna) == {first: 1, late["id"]: 2, third: 3}
    shown = maya.get(f"entries/{lasting.pk}").json
    assert (shown["session"], shown["hours_since_session"]) == (late["id"], 50.0)
    assert (late["recovery"], late["baseline"]["nrs"]) == ("lasting", 3)
    alert = Alert.objects.get()
    assert (alert.rule, str(alert.about)) == ("forty_eight_hours", late["id"])
    assert Assessment.objects.filter(session=late["id"], trigger="session").exists()


def test_entries_made_before_any_session_join_the_one_recorded_late(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    entry_id = log(cast.maya, now - HOUR, 7, "fever").entry.pk
    assert maya.get(f"entries/{entry_id}").json["session"] is None
    session = record(anna, course, now - 5 * HOUR).json["id"]

    shown = maya.get(f"entries/{entry_id}").json
    assert (shown["session"], shown["course"], shown["hours_since_session"]) == (session, str(course.pk), 4.0)


def test_moving_the_end_later_lets_go_of_the_entries_before_it(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    session = record(anna, course, now - 10 * HOUR).json["id"]
    before, after = (log(cast.maya, now - hours * HOUR, 4).entry.pk for hours in (8, 2))
    answer = anna.patch(f"sessions/{session}", {"ended_at": (now - 5 * HOUR).isoformat()})

    assert answer.status == 200
    shown = {each["id"]: each for each in maya.get("entries").json["results"]}
    assert (shown[str(before)]["session"], shown[str(before)]["hours_since_session"]) == (None, None)
    assert (shown[str(after)]["session"], shown[str(after)]["hours_since_session"]) == (session, 3.0)


def test_moving_a_session_over_another_numbers_and_judges_both_again(
    cast: Cast, anna: Api, course: Course, now: datetime
):
    for days in (12, 13, 14):
        log(cast.maya, now - days * DAY, 3)
    wrong = record(anna, course, now - 11 * DAY).json["id"]
    log(cast.maya, now - 11 * DAY + 50 * HOUR, 7)
    other, third = (record(anna, course, now - days * DAY).json for days in (8, 4))
    alert = Alert.objects.get(rule="forty_eight_hours")
    assert (alert.state, other["baseline"]["quality"]) == ("open", "carried")

    ended_at = now - 2 * HOUR
    moved = {"ended_at": ended_at.isoformat(), "started_at": (ended_at - HOUR).isoformat()}
    assert anna.patch(f"sessions/{wrong}", moved).json["number"] == 3

    assert numbers(anna) == {other["id"]: 1, third["id"]: 2, wrong: 3}
    assert anna.get(f"sessions/{other['id']}").json["baseline"]["quality"] == "good"
    assert set(Alert.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_the_practitioner_closes_a_recovery_that_lasts_and_nothing_else(
    cast: Cast, anna: Api, course: Course, now: datetime
):
    session = record(anna, course, now - 60 * HOUR, nrs_before=3).json["id"]
    refused = anna.patch(f"sessions/{session}", {"closed": True})
    assert (refused.status, list(refused.json["errors"])) == (422, ["closed"])

    log(cast.maya, now - 10 * HOUR, 7)
    closed = anna.patch(f"sessions/{session}", {"closed": True}).json
    assert (closed["recovery"], closed["closed_at"] is None) == ("closed", False)
    opened = anna.patch(f"sessions/{session}", {"closed": False}).json
    assert (opened["recovery"], opened["closed_at"]) == ("lasting", None)


def test_who_logs_after_five_days_of_pain_reads_what_to_do(cast: Cast, anna: Api, course: Course, now: datetime):
    record(anna, course, now - 130 * HOUR, nrs_before=3)
    log(cast.maya, now - 80 * HOUR, 7)
    answer = Api(cast.maya.user, by="device").log(entry(now, 6))
    assert "ADV-5D" in [block["code"] for block in answer.json["advice"]]


def test_an_earlier_end_makes_a_score_one_of_the_window(cast: Cast, anna: Api, course: Course, now: datetime):
    for days in (3, 4, 5):
        log(cast.maya, now - days * DAY, 3)
    session = record(anna, course, now - 47 * HOUR).json["id"]
    log(cast.maya, now, 6)
    assert Alert.objects.count() == 0

    ended_at = now - 49 * HOUR
    anna.patch(f"sessions/{session}", {"ended_at": ended_at.isoformat(), "started_at": (ended_at - HOUR).isoformat()})
    assert Alert.objects.get().rule == "forty_eight_hours"


def test_without_monitoring_a_late_session_is_judged_and_nobody_is_told(
    cast: Cast, anna: Api, course: Course, now: datetime
):
    agree(cast.maya, now - 6 * DAY, given=False)
    for hours in (72, 96, 120):
        log(cast.maya, now - hours * HOUR, 3)
    log(cast.maya, now, 7)

    assert record(anna, course, now - 50 * HOUR).json["recovery"] == "lasting"
    assert Alert.objects.count() == 0


def test_the_clock_in_another_zone_is_the_same_moment(anna: Api, course: Course):
    assert record(anna, course, datetime.fromisoformat("2026-03-29T03:30:00+02:00")).status == 201
    assert record(anna, course, datetime.fromisoformat("2026-03-29T01:30:00+00:00")).status == 409


def test_an_entry_made_by_the_phone_meanwhile_lands_in_the_session(anna: Api, maya: Api, course: Course, now: datetime):
    session = record(anna, course, now - HOUR).json["id"]
    assert maya.log(entry(now, 5)).json["session"] == session
