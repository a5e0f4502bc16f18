"""Intake: what is asked once, what it warns of before each session, and what the phone asks because of it."""

from datetime import datetime
from typing import Any

import pytest

from diary.models import Course, FlagChange, Patient
from tests.cast import Answer, Api, Cast, entry, start_course, treat
from tests.diary.care import DAY, HOUR, log

KNOWN = {
    "trauma": True,
    "diagnosis": "Cervical spondylosis",
    "diagnosed_by": "Dr Okafor",
    "imaging": True,
    "imaging_date": "2026-01-12",
    "triggers": ["desk-posture", "stress-tension"],
    "symptoms_at_intake": ["dizziness", "stiffness"],
    "course_pattern": "peaks-and-troughs",
    "patches_allowed": True,
}


def new_course(anna: Api, cast: Cast, **more: Any) -> Answer:
    return anna.post(
        "courses",
        {"patient": str(cast.maya.pk), "region": "neck", "chronicity": "chronic", "modality": "acupuncture", **more},
    )


def codes(anna: Api, course: str) -> list[str]:
    return [warning["code"] for warning in anna.get(f"courses/{course}/warnings").json["warnings"]]


def record(anna: Api, course: str, ended_at: datetime, **more: Any) -> Answer:
    body = {"course": course, "ended_at": ended_at.isoformat(), "modality": "acupuncture", "regions": ["neck"]}
    return anna.post("sessions", {**body, **more})


def test_all_that_intake_asks_is_kept_and_can_be_corrected(cast: Cast, anna: Api):
    answer = new_course(anna, cast, **KNOWN)
    assert answer.status == 201
    assert {name: answer.json[name] for name in KNOWN} == KNOWN
    changed = anna.patch(f"courses/{answer.json['id']}", {"trauma": None, "triggers": []})
    assert (changed.json["trauma"], changed.json["triggers"], changed.json["imaging"]) == (None, [], True)


def test_a_course_of_which_nothing_is_said_is_planned_as_eight_sessions(cast: Cast, anna: Api):
    course = new_course(anna, cast).json
    assert (course["planned_sessions"], course["plan_days"]) == (8, [0, 3, 7, 10, 14, 21, 28, 35])
    assert (course["phase"], course["end_state"]) == ("treatment", None)
    assert new_course(anna, cast, planned_sessions=None).json["plan_days"] == []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"triggers": ["the-moon"]}, "invalid", "triggers.0"),
        ({"symptoms_at_intake": ["fever"]}, "invalid", "symptoms_at_intake.0"),
        ({"imaging": "yes"}, "invalid", "imaging"),
        ({"imaging_date": "2999-01-01"}, "invalid", "imaging_date"),
        ({"trauma": 1}, "invalid", "trauma"),
        ({"diagnoses": "x"}, "unknown_field", "diagnoses"),
    ],
    ids=str,
)
def test_intake_that_cannot_be_is_refused_by_name(cast: Cast, anna: Api, change: dict[str, Any], code: str, field: str):
    course = new_course(anna, cast).json["id"]
    for answer in (new_course(anna, cast, **change), anna.patch(f"courses/{course}", change)):
        assert (answer.status, answer.code) == (422, code)
        assert field in answer.json["errors"]


def test_a_course_goes_over_into_maintenance_and_back(cast: Cast, anna: Api):
    path = f"courses/{new_course(anna, cast).json['id']}"
    since = anna.patch(path, {"phase": "maintenance"}).json["maintenance_since_at"]
    assert since is not None
    again = anna.patch(path, {"phase": "maintenance"}).json
    assert (again["phase"], again["maintenance_since_at"]) == ("maintenance", since)
    back = anna.patch(path, {"phase": "treatment"}).json
    assert (back["phase"], back["maintenance_since_at"]) == ("treatment", None)


def test_how_a_course_ended_is_said_when_it_ends(cast: Cast, anna: Api, now: datetime):
    path = f"courses/{new_course(anna, cast).json['id']}"
    answer = anna.patch(path, {"end_state": "responding"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["end_state"])
    assert list(anna.patch(path, {"ended_at": now.isoformat(), "end_state": "cured"}).json["errors"]) == ["end_state"]
    ended = anna.patch(path, {"ended_at": now.isoformat(), "end_state": "responding"}).json
    assert (ended["end_state"], ended["ended_at"]) == ("responding", now.isoformat())


@pytest.mark.parametrize(
    ("intake", "flags", "expected"),
    [
        pytest.param({}, [], ["neck-type-unknown", "no-diagnosis"], id="neck, nothing known"),
        pytest.param({"neck_type": "myelopathy", "diagnosis": "DCM"}, [], ["cord-signs"], id="myelopathy"),
        pytest.param(
            {"neck_type": "mixed", "diagnosis": "x", "symptoms_at_intake": ["dizziness"]},
            [],
            ["specialized-care"],
            id="mixed and dizzy",
        ),
        pytest.param(
            {"neck_type": "muscular"}, ["skin-infection"], ["skin-infection", "no-diagnosis"], id="a contraindication"
        ),
    ],
)
def test_warnings_are_answered_before_the_next_session(
    cast: Cast, anna: Api, intake: dict[str, Any], flags: list[str], expected: list[str]
):
    anna.patch(f"patients/{cast.maya.pk}", {"flags": flags})
    course = new_course(anna, cast, **intake).json["id"]
    shown = anna.get(f"courses/{course}/warnings").json
    assert codes(anna, course) == expected
    assert shown["needs_reason"] is bool(flags)
    assert shown["ask"] == "Ask before you start: has anything changed since the last session?"


def test_a_mixed_neck_is_warned_of_when_the_diary_says_dizzy(cast: Cast, anna: Api, now: datetime):
    course = new_course(anna, cast, neck_type="mixed", diagnosis="x").json["id"]
    assert codes(anna, course) == []
    log(cast.maya, now - 31 * DAY, 3, "light-headed-brief")
    assert codes(anna, course) == []
    log(cast.maya, now - 2 * DAY, 3, "light-headed-brief")
    assert codes(anna, course) == ["specialized-care"]


def test_pain_of_less_than_two_weeks_is_noted(cast: Cast, anna: Api, now: datetime):
    onset = (now - 5 * DAY).date().isoformat()
    course = new_course(anna, cast, neck_type="muscular", diagnosis="x", onset_date=onset).json["id"]
    assert codes(anna, course) == ["recent-onset"]


def test_a_session_keeps_what_had_changed_and_what_was_gone_ahead_with(cast: Cast, anna: Api, now: datetime):
    anna.patch(f"patients/{cast.maya.pk}", {"flags": ["bleeding-risk", "diabetes"]})
    course = new_course(anna, cast, neck_type="muscular", diagnosis="x").json["id"]
    said = {"anything_changed": True, "what_changed": "On warfarin now", "proceed_reason": "Shallow only"}
    session = record(anna, course, now - HOUR, **said).json
    assert {name: session[name] for name in said} == said
    assert session["contraindications"] == ["bleeding-risk"]

    anna.patch(f"patients/{cast.maya.pk}", {"flags": []})
    later = record(anna, course, now).json
    assert (later["anything_changed"], later["contraindications"]) == (None, [])
    assert anna.get(f"sessions/{session['id']}").json["contraindications"] == ["bleeding-risk"]


@pytest.mark.parametrize(
    ("flags", "points", "expected", "is_chest"),
    [
        pytest.param([], ["BL13"], ["over-the-lungs"], True, id="over the lungs"),
        pytest.param(["pregnant"], ["LI4"], ["pregnant", "pregnant-li4"], True, id="LI4 in pregnancy"),
        pytest.param([], ["LI4"], [], True, id="LI4"),
    ],
)
def test_points_of_a_session_are_warned_of(
    cast: Cast, anna: Api, now: datetime, flags: list[str], points: list[str], expected: list[str], is_chest: bool
):
    anna.patch(f"patients/{cast.maya.pk}", {"flags": flags})
    course = new_course(anna, cast, neck_type="muscular", diagnosis="x").json["id"]
    session = record(anna, course, now, points=points, proceed_reason="Agreed").json
    assert [warning["code"] for warning in session["warnings"]] == expected
    assert session["chest_wall_needled"] is is_chest


def test_what_had_changed_is_not_for_the_patients_own_view(cast: Cast, anna: Api, maya: Api, now: datetime):
    course = new_course(anna, cast, diagnosis="x").json["id"]
    session = record(anna, course, now, what_changed="Seems low").json["id"]
    assert not {"what_changed", "warnings", "contraindications"} & set(maya.get(f"sessions/{session}").json)


def test_the_phone_is_told_what_to_ask(cast: Cast, anna: Api, maya: Api):
    assert maya.get("me").json["ask"] == {"pinned": [], "every_entry": {"groups": [], "symptoms": []}, "known": []}
    assert anna.get("me").json["ask"] is None

    anna.patch(f"patients/{cast.maya.pk}", {"flags": ["cauda-equina-risk", "osteoporosis"]})
    new_course(anna, cast, neck_type="sympathetic", symptoms_at_intake=["dizziness"])
    myelopathy = new_course(anna, cast, neck_type="myelopathy").json["id"]
    ask = maya.get("me").json["ask"]
    assert ask == {
        "pinned": ["clumsy-unsteady", "pain-night-no-rest", "injury-before"],
        "every_entry": {"groups": ["pee-poo-private"], "symptoms": ["dizzy-lasting", "light-headed-brief"]},
        "known": ["light-headed-brief", "dizzy-lasting"],
    }
    anna.patch(f"courses/{myelopathy}", {"ended_at": "2026-01-01T00:00:00Z"})
    assert maya.get("me").json["ask"]["pinned"] == ["pain-night-no-rest", "injury-before"]


def test_the_phone_is_told_which_self_care_fits_now(cast: Cast, anna: Api, maya: Api, now: datetime):
    assert maya.get("me").json["self_care"] is None
    assert anna.get("me").json["self_care"] is None
    course = start_course(cast.maya, cast.anna, now - 10 * DAY)
    treat(course, cast.anna, now - 3 * HOUR)
    card = maya.get("me").json["self_care"]
    assert (card["code"], card["since"]) == ("day_0", (now - 3 * HOUR).isoformat())
    assert card["texts"][:2] == ["expect", "rest"]
    assert {"warmth", "cold"} <= set(card["texts"])

    anna.patch(f"courses/{course.pk}", {"symptoms_at_intake": ["arm-hand-numbness"]})
    assert not {"warmth", "cold"} & set(maya.get("me").json["self_care"]["texts"])
    anna.patch(f"courses/{course.pk}", {"symptoms_at_intake": []})
    maya.log(entry(now, 3, "site-hot-swollen"))
    assert maya.get("me").json["self_care"]["texts"] == ["cold"]
    maya.log(entry(now, 3, "chest-pain"))
    assert maya.get("me").json["self_care"] is None


def test_every_text_of_the_card_is_in_the_catalogue(cast: Cast, maya: Api, stranger: Api, now: datetime):
    treat(start_course(cast.maya, cast.anna, now - 10 * DAY), cast.anna, now - 60 * HOUR)
    catalogue = stranger.get("catalogue").json
    assert set(maya.get("me").json["self_care"]["texts"]) <= set(catalogue["self_care"])
    assert catalogue["self_care_table"]["footer"].startswith("Talk to a doctor")


# The flag `sensitive`: clinical reference 1.3 (S002-11), scenario C of 1.8.


@pytest.fixture
def course(cast: Cast, now: datetime) -> Course:
    return start_course(cast.maya, cast.anna, now - 20 * DAY, diagnosis="Sprain")


def flags_of(patient: Patient) -> list[str]:
    return list(Patient.objects.get(pk=patient.pk).flags)


def test_scenario_c_woozy_after_session_2_scales_session_3_down(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    for days in (10, 7):
        treat(course, cast.anna, now - days * DAY)
    assert codes(anna, str(course.pk)) == []
    maya.log(entry(now - 6 * DAY, 4, "woozy-unpleasant"))

    assert codes(anna, str(course.pk)) == ["sensitive"]
    third = record(anna, str(course.pk), now - 3 * DAY).json
    assert [(each["code"], each["kind"]) for each in third["warnings"]] == [("sensitive", "caution")]
    assert "scale down, with fewer needles or a shorter time" in third["warnings"][0]["text"]
    change = FlagChange.objects.get()
    assert (change.is_set, change.changed_by, change.entry is not None) == (True, cast.maya.user, True)


def test_only_a_reason_clears_it_and_old_news_does_not_bring_it_back(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    treat(course, cast.anna, now - 3 * DAY)
    maya.log(entry(now - 2 * DAY, 4, "woozy-unpleasant"))
    path = f"patients/{cast.maya.pk}"
    left_out = anna.patch(path, {"flags": []})
    assert (left_out.status, list(left_out.json["errors"])) == (422, ["flags"])
    for body in ({}, {"reason": ""}, {"reason": "   "}):
        assert list(anna.post(f"{path}/clear-sensitive", body).json["errors"]) == ["reason"]

    cleared = anna.post(f"{path}/clear-sensitive", {"reason": "Two calm sessions with fewer needles."})
    assert (cleared.status, cleared.json["flags"]) == (200, [])
    assert FlagChange.objects.get(is_set=False).reason == "Two calm sessions with fewer needles."
    maya.log(entry(now - HOUR, 3))
    assert flags_of(cast.maya) == []
    assert anna.post(f"{path}/clear-sensitive", {"reason": "Again."}).json["flags"] == []
    assert FlagChange.objects.filter(is_set=False).count() == 1

    maya.log(entry(now, 3, "woozy-unpleasant"))
    assert flags_of(cast.maya) == ["sensitive"]


def test_an_entry_that_arrives_late_or_is_corrected_after_the_clearing_sets_it_again(
    cast: Cast, anna: Api, maya: Api, course: Course, now: datetime
):
    treat(course, cast.anna, now - 3 * DAY)
    plain = maya.log(entry(now - 2 * DAY, 4)).json["id"]
    maya.log(entry(now - 2 * DAY + HOUR, 4, "woozy-unpleasant"))
    path = f"patients/{cast.maya.pk}/clear-sensitive"
    anna.post(path, {"reason": "Calm."})
    maya.put(f"entries/{plain}", entry(now - 2 * DAY, 4, "woozy-unpleasant"), If_Match='"1"')
    assert flags_of(cast.maya) == ["sensitive"]
    anna.post(path, {"reason": "Calm."})
    maya.log(entry(now - 40 * HOUR, 4, "woozy-unpleasant"))
    assert flags_of(cast.maya) == ["sensitive"]


def test_it_is_set_without_monitoring_outside_a_recovery_and_from_a_refused_entry(
    cast: Cast, anna: Api, maya: Api, zoe: Api, now: datetime
):
    maya.put("consents/monitoring", {"given": False, "version": "2026-1"})
    maya.log(entry(now, 4, "woozy-unpleasant"))
    assert flags_of(cast.maya) == ["sensitive"]

    anna.post(f"patients/{cast.maya.pk}/clear-sensitive", {"reason": "Calm."})
    refused = maya.log(entry(now, 11, "woozy-unpleasant"))
    assert refused.status == 422
    assert flags_of(cast.maya) == ["sensitive"]


def test_a_practitioner_may_set_it_and_who_did_is_kept(cast: Cast, anna: Api):
    assert anna.patch(f"patients/{cast.maya.pk}", {"flags": ["sensitive"]}).json["flags"] == ["sensitive"]
    assert anna.patch(f"patients/{cast.maya.pk}", {"flags": ["sensitive", "diabetes"]}).status == 200
    change = FlagChange.objects.get()
    assert (change.is_set, change.changed_by, change.entry) == (True, cast.anna, None)
