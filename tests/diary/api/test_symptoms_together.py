"""Symptoms that mean more together: what the patient reads, what the clinic gets, and what the phone needs to know it too."""

from datetime import datetime, timedelta

import pytest

from alerts.models import Alert
from diary.actions.care import create_patient
from tests.cast import BIRTH_DATE, Api, Cast, agree, entry, start_course, treat
from tests.diary.care import log

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_combination_is_told_to_the_patient_at_its_level_with_its_symptoms(cast: Cast, now: datetime):
    treat(start_course(cast.maya, cast.anna, now - DAY), cast.anna, now - DAY, regions=["knee"])
    answer = Api(cast.maya.user, by="device").log(entry(now, None, "rash-itch-at-site", "sick-vomiting", "stiff"))

    assert answer.json["level"] == "emergency"
    [advice] = answer.json["advice"]
    assert (advice["code"], advice["title"]) == ("ADV-E", "Get help now.")
    assert advice["lines"][0].startswith("A rash or swelling with what else you ticked can be a bad allergic reaction.")
    assert [(each.rule, each.code, each.level) for each in Alert.objects.all()] == [
        ("red_flag", "combo-anaphylaxis", "emergency")
    ]


def test_an_intake_flag_raises_a_bruise_to_urgent(cast: Cast, now: datetime):
    nora = create_patient(by=cast.anna, now=now - DAY, name="Nora", birth_date=BIRTH_DATE, flags=["bleeding-risk"])
    agree(nora, now - DAY)
    course = start_course(nora, cast.anna, now - DAY)
    treat(course, cast.anna, now - DAY, proceed_reason="Agreed with her doctor.")
    [advice] = Api(nora.user, by="device").log(entry(now, None, "bruise-large")).json["advice"]

    assert advice["code"] == "ADV-U"
    assert advice["lines"][0].startswith("You bleed easily or take blood thinners")
    assert Alert.objects.get().level == "urgent"


def test_a_common_symptom_past_its_days_is_told_to_the_practitioner(cast: Cast, now: datetime):
    treat(start_course(cast.maya, cast.anna, now - 5 * DAY), cast.anna, now - 4 * DAY)
    answer = Api(cast.maya.user, by="device").log(entry(now, None, "sore-at-site"))

    assert [(each["code"], each["title"]) for each in answer.json["advice"]] == [("ADV-P", "We have told Anna.")]
    assert [(each.rule, each.code, each.level) for each in Alert.objects.all()] == [
        ("symptom", "sore-at-site", "practitioner")
    ]


def test_symptoms_of_two_courses_are_put_together(cast: Cast, now: datetime):
    for region, days in (("knee", 3), ("hip", 2)):
        treat(
            start_course(cast.maya, cast.anna, now - 4 * DAY, region=region),
            cast.anna,
            now - days * DAY,
            regions=[region],
        )
    knee, hip = (str(each.pk) for each in cast.maya.courses.order_by("created_at", "region").order_by("-region"))
    maya = Api(cast.maya.user, by="device")
    maya.log({**entry(now - HOUR, None, "fever"), "course": knee})
    answer = maya.log({**entry(now, None, "heart-racing"), "course": hip})

    assert answer.json["level"] == "emergency"
    assert "combo-sepsis" in {each["code"] for each in answer.json["findings"]}


def test_symptoms_before_any_session_are_put_together(cast: Cast, now: datetime):
    log(cast.maya, now - HOUR, None, "calf-swollen")
    log(cast.maya, now, None, "chest-pain")

    assert Alert.objects.filter(code="combo-clot", level="emergency").count() == 1


def test_the_phone_is_given_what_it_cannot_know(cast: Cast, now: datetime):
    course = start_course(cast.maya, cast.anna, now - 10 * DAY, neck_type="myelopathy")
    for days in (5, 4, 3):
        log(cast.maya, now - days * DAY, 3)
    treat(course, cast.anna, now - 50 * HOUR, points=["BL13"])
    log(cast.maya, now - 20 * HOUR, 6)
    log(cast.maya, now, 6)
    maya = Api(cast.maya.user, by="device")
    judging = maya.get("me").json["judging"]
    [session] = maya.get("sessions").json["results"]

    assert judging["flags"] == ["myelopathy"]
    assert judging["age"] >= 67
    assert judging["baseline"] == 3
    assert judging["lasting"] == [[(now - 2 * HOUR).isoformat(), None]]
    assert (session["needled"], session["chest_wall_needled"]) == (True, True)


@pytest.mark.parametrize("who", ["anna", "mia"])
def test_staff_are_given_nothing_to_judge(cast: Cast, who: str):
    assert Api(getattr(cast, who), by="token").get("me").json["judging"] is None


def test_before_any_session_the_phone_has_no_baseline(cast: Cast):
    judging = Api(cast.maya.user, by="device").get("me").json["judging"]
    assert (judging["flags"], judging["baseline"], judging["lasting"]) == ([], None, [])
