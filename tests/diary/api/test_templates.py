"""Texts for patients that say nothing of anybody's health, and plans for courses that keep their versions."""

import pytest

from alerts.fields import uuid7
from diary.actions.texts import BUILT_IN, Filled, check_text, fill
from diary.models import CoursePlan
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
