"""Patients and courses: made, read and changed by the staff who treat, with what is left out filled in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

LATE = {"name": "Late Comer", "birth_date": "1990-02-28"}
GROWN = {"is_child": False, "child_because": None, "proxy": None, "notes": []}  # who agrees in person
# What is said of one patient and not in a list: nobody booked, nobody else agrees, and nobody broke the glass.
ALONE = {"next_visit": None, "agreement": GROWN, "opened": [], "read_only_until": None}


def test_it_adds_a_patient_and_fills_in_what_was_left_out(cast: Cast, anna: Api):
    answer = anna.post("patients", LATE)

    assert answer.status == 201
    assert answer.json["clinic"] == str(cast.harbour.pk)
    assert (answer.json["time_zone"], answer.json["locale"]) == ("Europe/London", "en-GB")
    assert (answer.json["sex"], answer.json["email"], answer.json["phone"], answer.json["flags"]) == (
        None,
        None,
        None,
        [],
    )
    assert anna.get(f"patients/{answer.json['id']}").json == {**ALONE, **answer.json}
    assert answer.json["id"] in [each["id"] for each in anna.get("patients").json["results"]]


def test_it_keeps_all_that_is_known_of_a_patient(cast: Cast, anna: Api):
    known = {
        "name": "Özge O'Brien-Núñez 李",
        "birth_date": "1949-01-30",
        "sex": "other",
        "email": "ozge@mail.example",
        "phone": "+44 1632 960 999",
        "time_zone": "Asia/Kathmandu",
        "locale": "es",
        "flags": ["bleeding-risk", "sensitive"],
    }
    answer = anna.post("patients", known)

    assert {name: answer.json[name] for name in known} == known


def test_it_changes_what_was_sent_and_nothing_else(cast: Cast, anna: Api):
    before = anna.get(f"patients/{cast.maya.pk}").json
    answer = anna.patch(
        f"patients/{cast.maya.pk}", {"name": "Maya L.", "flags": ["sensitive", "pregnant", "sensitive"]}
    )

    assert answer.status == 200
    changed = {**before, "name": "Maya L.", "flags": ["pregnant", "sensitive"]}
    assert anna.get(f"patients/{cast.maya.pk}").json == changed
    assert changed == {**ALONE, **answer.json}
    assert anna.patch(f"patients/{cast.maya.pk}", {}).json == answer.json


def test_a_practitioner_of_two_clinics_says_which_one(cast: Cast, anna: Api):
    assert anna.post("patients", {**LATE, "clinic": str(cast.harbour.pk)}).status == 201
    answer = anna.post("patients", {**LATE, "clinic": str(cast.hill.pk)})
    assert (answer.status, answer.code) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"birth_day": "1990-01-01"}, "unknown_field", "birth_day"),
        ({"id": "0190"}, "unknown_field", "id"),
        ({"name": ""}, "invalid", "name"),
        ({"name": 7}, "invalid", "name"),
        ({"name": None}, "invalid", "name"),
        ({"name": "x" * 201}, "invalid", "name"),
        ({"birth_date": "1990-02-30"}, "invalid", "birth_date"),
        ({"birth_date": "30/01/1990"}, "invalid", "birth_date"),
        ({"birth_date": "2190-01-01"}, "invalid", "birth_date"),
        ({"birth_date": 19900101}, "invalid", "birth_date"),
        ({"sex": "f"}, "invalid", "sex"),
        ({"email": "nobody"}, "invalid", "email"),
        ({"time_zone": "London"}, "invalid", "time_zone"),
        ({"flags": ["bleeding risk"]}, "invalid", "flags.0"),
        ({"flags": "bleeding-risk"}, "invalid", "flags"),
    ],
    ids=str,
)
def test_a_patient_that_cannot_be_is_refused_by_name(
    cast: Cast, anna: Api, change: dict[str, Any], code: str, field: str
):
    for answer in (anna.post("patients", {**LATE, **change}), anna.patch(f"patients/{cast.maya.pk}", change)):
        assert (answer.status, answer.code) == (422, code)
        assert field in answer.json["errors"]


@pytest.mark.parametrize(
    ("ago", "chronicity"),
    [
        (timedelta(days=0), "acute"),
        (timedelta(days=41), "acute"),
        (timedelta(days=42), "subacute"),
        (timedelta(days=83), "subacute"),
        (timedelta(days=84), "persistent"),
        (timedelta(days=364), "persistent"),
        (timedelta(days=365), "chronic"),
        (timedelta(days=9000), "chronic"),
    ],
    ids=lambda value: str(getattr(value, "days", value)),
)
def test_how_long_they_have_had_it_follows_from_the_onset(
    cast: Cast, anna: Api, now: datetime, ago: timedelta, chronicity: str
):
    onset = (now - ago).date().isoformat()
    body = {"patient": str(cast.maya.pk), "region": "low-back", "onset_date": onset, "modality": "acupuncture"}
    answer = anna.post("courses", body)

    assert answer.status == 201
    assert (answer.json["chronicity"], answer.json["onset_date"]) == (chronicity, onset)


def test_a_course_keeps_what_was_said_and_is_read_by_its_patient(cast: Cast, anna: Api, maya: Api):
    body = {
        "patient": str(cast.maya.pk),
        "region": "neck",
        "regions": ["neck", "shoulder"],
        "chronicity": "chronic",
        "modality": "dry-needling",
        "neck_type": "muscular",
        "planned_sessions": 8,
        "course_pattern": "peaks-and-troughs",
    }
    course = anna.post("courses", body).json

    assert {name: course[name] for name in body} == body
    assert course["ended_at"] is None
    assert maya.get(f"courses/{course['id']}").json == anna.get(f"courses/{course['id']}").json == course
    assert [each["id"] for each in maya.get("courses").json["results"]] == [course["id"]]
    assert anna.get(f"courses?patient={cast.walter.pk}").json == {"results": [], "next": None}


def test_a_course_is_ended_and_opened_again(cast: Cast, care: Care, anna: Api, now: datetime):
    path = f"courses/{care.course.pk}"
    assert anna.patch(path, {"ended_at": now.isoformat()}).json["ended_at"] == now.isoformat()
    assert anna.patch(path, {"ended_at": None, "planned_sessions": 3}).json["ended_at"] is None
    assert anna.get(path).json["planned_sessions"] == 3


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"chronicity": None}, "invalid", "chronicity"),
        ({"region": "spleen"}, "invalid", "region"),
        ({"regions": ["low-back", "spleen"]}, "invalid", "regions.1"),
        ({"modality": "reiki"}, "invalid", "modality"),
        ({"onset_date": "2190-01-01"}, "invalid", "onset_date"),
        ({"planned_sessions": 0}, "invalid", "planned_sessions"),
        ({"planned_sessions": 2.5}, "invalid", "planned_sessions"),
        ({"planned_sessions": 1e300}, "invalid", "planned_sessions"),
        ({"neck_type": "stiff"}, "invalid", "neck_type"),
        ({"course_pattern": "odd"}, "invalid", "course_pattern"),
        ({"sesions": 8}, "unknown_field", "sesions"),
    ],
    ids=str,
)
def test_a_course_that_cannot_be_is_refused_by_name(
    cast: Cast, care: Care, anna: Api, change: dict[str, Any], code: str, field: str
):
    body = {"patient": str(cast.maya.pk), "region": "knee", "chronicity": "acute", "modality": "massage"}
    for answer in (anna.post("courses", {**body, **change}), anna.patch(f"courses/{care.course.pk}", change)):
        assert (answer.status, answer.code) == (422, code)
        assert field in answer.json["errors"]


def test_a_course_needs_to_say_how_long_and_never_changes_its_patient(cast: Cast, care: Care, anna: Api):
    answer = anna.post("courses", {"patient": str(cast.maya.pk), "region": "knee", "modality": "massage"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["onset_date"])
    assert anna.patch(f"courses/{care.course.pk}", {"patient": str(cast.walter.pk)}).code == "unknown_field"


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b'{"name": "A', 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b'{"name": NaN}', 400, "malformed"),
        (b"[" * 60_000, 400, "malformed"),
        (b"[]", 422, "invalid"),
        (b'"name"', 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"name": "' + b"x" * 66_000 + b'"}', 413, "too_large"),
        (b'{"\\ud83d": 1}', 422, "unknown_field"),
    ],
    ids=["cut off", "not UTF-8", "NaN", "a deep hole", "a list", "a string", "empty", "66 KB", "half a character"],
)
@pytest.mark.parametrize("path", ["patients", "courses", "sessions"])
def test_a_body_that_cannot_be_read_is_a_problem_never_a_crash(
    cast: Cast, anna: Api, path: str, raw: bytes, status: int, code: str
):
    answer = anna("POST", path, raw=raw)

    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json) <= {"type", "title", "status", "detail", "code", "errors"}
    assert answer.json["status"] == status


def test_only_json_is_taken(cast: Cast, anna: Api):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = anna.client.post("/api/v1/patients", "name=A", content_type=kind, headers=anna.headers)
        assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_half_a_character_in_a_text_is_replaced_and_a_whole_one_kept(cast: Cast, anna: Api):
    raw = b'{"name": "Ana \\ud83d", "birth_date": "1990-01-01", "phone": "\\ud83d\\ude00"}'
    answer = anna("POST", "patients", raw=raw)

    assert (answer.status, answer.json["name"], answer.json["phone"]) == (201, "Ana \ufffd", "😀")


def test_lists_are_paged_without_gaps_or_repeats_while_others_add(cast: Cast, anna: Api, now: datetime):
    for number in range(4):
        anna.post("patients", {**LATE, "name": f"Patient {number}"})
    everybody = [each["id"] for each in anna.get("patients").json["results"]]
    seen, page = [], anna.get("patients?limit=2").json
    while True:
        seen += [each["id"] for each in page["results"]]
        if page["next"] is None:
            break
        anna.post("patients", LATE)
        page = anna.get(f"patients?limit=2&cursor={page['next']}").json

    assert seen == everybody
    assert len(everybody) == 5


def test_entries_come_newest_first_by_when_they_were_recorded_and_page_that_way(cast: Cast, maya: Api, now: datetime):
    recorded = [now - days * DAY for days in (3, 1, 5, 2, 4)]
    for moment in recorded:
        log(cast.maya, moment, 3, now=now)
    first = maya.get("entries?limit=3").json
    rest = maya.get(f"entries?limit=3&cursor={first['next']}").json

    shown = [datetime.fromisoformat(each["recorded_at"]) for each in first["results"] + rest["results"]]
    assert shown == sorted(recorded, reverse=True)
    assert rest["next"] is None


@pytest.mark.parametrize("spelled", ["%2B00:00", "+00:00", "Z"], ids=["escaped", "plus as it stands", "Z"])
def test_entries_since_a_moment(cast: Cast, maya: Api, now: datetime, spelled: str):
    log(cast.maya, now - 2 * DAY, 3)
    log(cast.maya, now - HOUR, 4)
    since = f"{now - DAY:%Y-%m-%dT%H:%M:%S}{spelled}"

    assert [each["nrs_average"] for each in maya.get(f"entries?since={since}").json["results"]] == [4]
    assert list(maya.get("entries?since=lately").json["errors"]) == ["since"]
    assert maya.get("entries?since=0001-01-01T00:00:00%2B14:00").status == 200


def test_two_courses_of_one_patient_are_listed_apart(cast: Cast, care: Care, anna: Api, now: datetime):
    knee = start_course(cast.maya, cast.anna, now - DAY, region="knee")
    treat(knee, cast.anna, now - 3 * HOUR)
    listed = anna.get(f"sessions?course={knee.pk}").json["results"]

    assert [each["course"] for each in listed] == [str(knee.pk)]
    both = anna.get(f"sessions?patient={cast.maya.pk}").json["results"]
    assert [each["number"] for each in both] == [1, 1]
    assert len(both) == 2


def test_an_id_in_upper_case_finds_what_it_names(cast: Cast, care: Care, anna: Api):
    for route, pk in (("patients", cast.maya.pk), ("courses", care.course.pk), ("alerts", care.fever.pk)):
        assert anna.get(f"{route}/{str(pk).upper()}").json["id"] == str(pk)
    assert anna.get(f"patients/{str(cast.maya.pk).upper()}/timeline").status == 200
    assert anna.get(f"patients/{str(care.course.pk).upper()}").status == 404
