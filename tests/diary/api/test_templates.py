"""Texts for patients that say nothing of anybody's health, plans for courses that keep their versions, templates of sessions."""

from typing import Any

import pytest

from alerts.fields import uuid7
from diary.actions.care import create_staff
from diary.actions.texts import BUILT_IN, Filled, check_text, fill
from diary.models import CoursePlan, SessionTemplate, User
from tests.cast import Api, Cast

pytestmark = pytest.mark.django_db
PLAN = {"name": "Low back", "modality": "acupuncture", "sessions": 8, "spacing_days": 7, "points": ["BL23", "BL40"]}


@pytest.fixture
def mia(cast: Cast) -> Api:
    return Api(cast.mia, by="token")


@pytest.mark.parametrize("key", BUILT_IN)
def test_what_comes_with_ebb_is_neutral_and_can_be_filled_in(key: str):
    text = BUILT_IN[key][1]
    check_text(text)
    said = fill(text, Filled("Maya {phone}", "Harbour", "+44 1632"))
    assert "Maya {phone}" in said
    assert "{first_name}" not in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("How is your pain today?", "pain"),
        ("About your Needling yesterday", "needling"),
        ("Is the numb leg better?", "numb"),
        ("Your score was high", "score"),
        ("Hello {name}", "We do not know {name}"),
        ("Hello {first_name.__class__}", "We do not know"),
        ("Hello {first_name!r}", "We do not know"),
        ("Hello {first_name:>9}", "We do not know"),
        ("Hello {", "has no"),
        ("Hello {}", "We do not know"),
    ],
    ids=lambda value: value,
)
def test_a_text_that_says_too_much_or_cannot_be_filled_in_is_refused(mia: Api, text: str, reason: str):
    answer = mia.put(f"message-templates/{uuid7()}", {"name": "Mine", "text": text})
    assert (answer.status, list(answer.json["errors"])) == (422, ["text"])
    assert reason in answer.json["errors"]["text"][0]


def test_a_manager_keeps_changes_and_removes_a_text_that_all_staff_read(mia: Api, anna: Api, zoe: Api):
    pk = uuid7()
    body = {"name": "Door", "text": "Hello {first_name}, {clinic} has moved. Call {phone}."}
    assert mia.put(f"message-templates/{pk}", body).status == 201
    assert mia.put(f"message-templates/{pk}", {**body, "name": "New door"}).status == 200
    assert mia.put(f"message-templates/{uuid7()}", {**body, "name": "New door"}).status == 422
    listed = anna.get("message-templates").json["results"]
    assert [each["built_in"] for each in listed] == [True] * len(BUILT_IN) + [False]
    assert listed[-1]["name"] == "New door"
    assert len(zoe.get("message-templates").json["results"]) == len(BUILT_IN)
    assert mia("DELETE", f"message-templates/{pk}").status == 204
    assert len(anna.get("message-templates").json["results"]) == len(BUILT_IN)


def test_a_changed_plan_is_its_next_version_and_the_same_again_is_the_same(mia: Api, anna: Api):
    pk = uuid7()
    for body, version in ((PLAN, 1), (PLAN, 1), ({**PLAN, "sessions": 10}, 2)):
        answer = mia.put(f"course-plans/{pk}", body)
        assert (answer.status, answer.json["version"]) == (200, version)
    (shown,) = anna.get("course-plans").json["results"]
    assert (shown["id"], shown["sessions"], shown["points"]) == (str(pk), 10, ["BL23", "BL40"])
    assert list(CoursePlan.objects.order_by("version").values_list("sessions", flat=True)) == [8, 10]


def test_a_retired_plan_is_offered_no_more_and_its_versions_stay(mia: Api, anna: Api):
    pk = uuid7()
    mia.put(f"course-plans/{pk}", PLAN)
    assert mia("DELETE", f"course-plans/{pk}").status == 204
    assert anna.get("course-plans").json["results"] == []
    assert mia("DELETE", f"course-plans/{pk}").status == 404
    assert CoursePlan.objects.count() == 1
    assert mia.put(f"course-plans/{pk}", PLAN).json["version"] == 2


def test_two_plans_have_two_names(mia: Api):
    mia.put(f"course-plans/{uuid7()}", PLAN)
    answer = mia.put(f"course-plans/{uuid7()}", PLAN)
    assert (answer.status, list(answer.json["errors"])) == (422, ["name"])


USUAL = {
    "name": "Low back, prone",
    "modality": "acupuncture",
    "regions": ["low-back"],
    "needles": 8,
    "retention_minutes": 20,
    "position": "prone",
    "points": ["BL23", "BL40"],
}


def test_a_manager_keeps_a_template_of_a_session_that_all_staff_of_the_clinic_are_offered(
    mia: Api, anna: Api, zoe: Api
):
    pk = uuid7()
    assert mia.put(f"session-templates/{pk}", USUAL).status == 201
    again = mia.put(f"session-templates/{pk}", {**USUAL, "needles": 6, "position": None})
    assert (again.status, again.json) == (200, {"id": str(pk), **USUAL, "needles": 6, "position": None})
    assert anna.get("session-templates").json["results"] == [again.json]
    assert zoe.get("session-templates").json["results"] == []
    assert mia("DELETE", f"session-templates/{pk}").status == 204
    assert anna.get("session-templates").json["results"] == []


def test_the_least_a_template_says_is_its_name_and_the_modality(mia: Api):
    answer = mia.put(f"session-templates/{uuid7()}", {"name": "Massage", "modality": "massage"})
    empty = {"regions": [], "needles": None, "retention_minutes": None, "position": None, "points": []}
    assert {key: answer.json[key] for key in empty} == empty


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"modality": "leeches"}, "modality"),
        ({"regions": ["tail"]}, "regions.0"),
        ({"needles": 201}, "needles"),
        ({"retention_minutes": 61}, "retention_minutes"),
        ({"position": "upside-down"}, "position"),
        ({"name": ""}, "name"),
        ({"name": USUAL["name"]}, "name"),
    ],
    ids=str,
)
def test_what_no_session_could_hold_no_template_holds(mia: Api, wrong: dict[str, Any], field: str):
    mia.put(f"session-templates/{uuid7()}", USUAL)
    answer = mia.put(f"session-templates/{uuid7()}", {**USUAL, "name": "Another", **wrong})
    assert (answer.status, list(answer.json["errors"])) == (422, [field])
    assert SessionTemplate.objects.count() == 1


def test_nobody_changes_a_template_of_another_clinic_nor_learns_of_it(cast: Cast, mia: Api):
    pk = uuid7()
    create_staff(clinic=cast.hill, email="max@hill.example", name="Max", roles=["manager"])
    mia.put(f"session-templates/{pk}", USUAL)
    max_of_hill = Api(User.objects.get(email="max@hill.example"), by="token")
    assert max_of_hill.put(f"session-templates/{pk}", {**USUAL, "name": "Mine"}).status == 422
    assert max_of_hill("DELETE", f"session-templates/{pk}").status == 404
    assert SessionTemplate.objects.get().name == USUAL["name"]
