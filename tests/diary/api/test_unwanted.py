"""Adverse events as the staff write them down, and rules made softer for one patient."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from alerts.models import Alert
from diary.models import AdverseEvent, Clinic, Easing, Session
from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

REASON = "Her pain swings by three points every day."


def event(now: datetime, **more: Any) -> dict[str, Any]:
    body = {"happened_at": (now - HOUR).isoformat(), "what": "faint-dizzy", "severity": "moderate"}
    return {**body, "cause": "body-response", "outcome": "recovered", "note": "Lay down for ten minutes.", **more}


def ease(api: Api, cast: Cast, until: datetime, reason: str = REASON) -> Any:
    return api.post(f"patients/{cast.maya.pk}/easing", {"reason": reason, "until": until.isoformat()})


# --- adverse events --------------------------------------------------------------------------------------------------


def test_an_adverse_event_is_kept_with_its_session_and_who_wrote_it(cast: Cast, care: Care, anna: Api, now: datetime):
    path = f"patients/{cast.maya.pk}/adverse-events"
    made = anna.post(path, event(now, session=str(care.session.pk)))
    assert made.status == 201

    page = anna.get(path).json
    assert page["results"] == [made.json]
    assert (made.json["session"], made.json["by"]) == (str(care.session.pk), "Anna")
    words = {(each["kind"], each["code"]): each["text"] for each in page["words"]}
    assert all((name, made.json[name]) in words for name in ("what", "severity", "cause", "outcome"))
    assert not any("because of" in text.lower() for text in words.values())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": "curse"}, "what"),
        ({"severity": "grim"}, "severity"),
        ({"cause": "the needles"}, "cause"),
        ({"outcome": "fine"}, "outcome"),
        ({"happened_at": "2999-01-01T00:00:00Z"}, "happened_at"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_event_is_named_and_nothing_is_kept(
    cast: Cast, anna: Api, now: datetime, wrong: dict[str, str], field: str
):
    answer = anna.post(f"patients/{cast.maya.pk}/adverse-events", event(now, **wrong))
    assert (answer.status, list(answer.json["errors"])) == (422, [field])
    assert not AdverseEvent.objects.exists()


def test_an_event_is_not_put_to_a_session_of_another_or_to_one_that_came_later(
    cast: Cast, care: Care, anna: Api, now: datetime
):
    walters = treat(start_course(cast.walter, cast.zoe, now - 5 * DAY), cast.zoe, now - DAY)
    path = f"patients/{cast.maya.pk}/adverse-events"
    assert anna.post(path, event(now, session=str(walters.pk))).status == 404
    early = anna.post(path, event(now - 5 * DAY, session=str(care.session.pk)))
    assert (early.status, list(early.json["errors"])) == (422, ["session"])


# --- what was written down wrongly -----------------------------------------------------------------------------------


def written(cast: Cast, anna: Api, now: datetime, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = anna.post(f"patients/{cast.maya.pk}/adverse-events", event(now, **more)).json
    return made


def test_a_correction_keeps_the_former_version_and_says_who_and_why(
    cast: Cast, care: Care, anna: Api, ben: Api, now: datetime
):
    first = written(cast, anna, now)
    body = event(now, severity="mild", session=str(care.session.pk), reason="She never fell.")
    second = ben.post(f"adverse-events/{first['id']}/correction", body)
    assert (second.status, second.json["severity"], second.json["reason"]) == (201, "mild", "She never fell.")
    third = anna.post(f"adverse-events/{second.json['id']}/correction", event(now, reason="Not after this session."))

    (shown,) = anna.get(f"patients/{cast.maya.pk}/adverse-events").json["results"]
    assert shown == third.json
    assert [each["by"] for each in (shown, *shown["former"])] == ["Anna", "Ben", "Anna"]
    assert [each["severity"] for each in shown["former"]] == ["mild", "moderate"]
    assert {key: first[key] for key in shown["former"][1]} == shown["former"][1]


def test_one_version_is_corrected_once_and_who_comes_second_hears_who_was_first(
    cast: Cast, anna: Api, ben: Api, now: datetime
):
    path = f"adverse-events/{written(cast, anna, now)['id']}/correction"
    ben.post(path, event(now, reason="Ben knows."))
    answer = anna.post(path, event(now, reason="Anna knows."))
    assert (answer.status, answer.json["by"]) == (409, "Ben")
    assert AdverseEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": " "}, "reason"), ({"reason": None}, "reason"), ({"what": "curse"}, "what")],
    ids=["no reason", "null", "no such word"],
)
def test_a_correction_needs_a_reason_and_the_words_of_the_lists(
    cast: Cast, anna: Api, now: datetime, wrong: dict[str, Any], field: str
):
    path = f"adverse-events/{written(cast, anna, now)['id']}/correction"
    answer = anna.post(path, event(now, **{"reason": "Was mild.", **wrong}))
    assert (answer.status, list(answer.json["errors"])) == (422, [field])
    assert AdverseEvent.objects.count() == 1


def test_a_correction_follows_no_session_that_came_later(cast: Cast, care: Care, anna: Api, now: datetime):
    path = f"adverse-events/{written(cast, anna, now)['id']}/correction"
    answer = anna.post(path, event(now - 5 * DAY, session=str(care.session.pk), reason="Earlier."))
    assert (answer.status, list(answer.json["errors"])) == (422, ["session"])


def test_what_was_another_patients_is_marked_as_a_mistake_and_stays_to_be_read(cast: Cast, anna: Api, now: datetime):
    path = f"adverse-events/{written(cast, anna, now)['id']}/correction"
    assert anna.post(path, event(now, reason="It was Nora.", is_mistake=True)).status == 201
    (shown,) = anna.get(f"patients/{cast.maya.pk}/adverse-events").json["results"]
    assert (shown["is_mistake"], shown["former"][0]["is_mistake"]) == (True, False)


# --- too sensitive for this patient ----------------------------------------------------------------------------------


def swings(cast: Cast, ended_at: datetime) -> Session:
    """A second course, so that nothing is carried over: a session whose pain is two up at 30 and at 50 hours, no more."""
    course = start_course(cast.maya, cast.anna, ended_at - 10 * DAY, region="knee")
    for days in (6, 5, 4, 3, 2, 1):
        log(cast.maya, ended_at - days * DAY, 2 if days % 2 else 6, course=course.pk)
    session = treat(course, cast.anna, ended_at, regions=["knee"])
    return session


def lasting(session: Session) -> bool:
    return Alert.objects.filter(about=session.pk, rule="forty_eight_hours").exists()


@pytest.mark.parametrize("eased", [False, True], ids=["as the clinic has it", "eased"])
def test_a_session_in_the_softer_time_is_judged_softer_and_red_flags_are_not(
    cast: Cast, anna: Api, now: datetime, *, eased: bool
):
    ended_at = now
    if eased:
        assert ease(anna, cast, now + 30 * DAY).status == 201
    session = swings(cast, ended_at + timedelta(minutes=1))
    log(cast.maya, ended_at + 30 * HOUR, 6)
    log(cast.maya, ended_at + 50 * HOUR, 6, "chest-pain")

    session.refresh_from_db()
    assert session.is_eased is eased
    assert lasting(session) is not eased
    assert Alert.objects.filter(subject=cast.maya.pk, rule="red_flag", code="chest-pain").exists()


def test_worse_by_the_patients_own_account_is_told_however_soft(cast: Cast, anna: Api, now: datetime):
    ease(anna, cast, now + 30 * DAY)
    session = swings(cast, now + timedelta(minutes=1))
    log(cast.maya, now + 50 * HOUR, 6, change="worse")
    assert lasting(session)


def test_it_ends_by_itself_and_a_later_session_is_judged_as_before(cast: Cast, anna: Api, now: datetime):
    ease(anna, cast, now + DAY)
    session = swings(cast, now + 2 * DAY)
    log(cast.maya, now + 2 * DAY + 30 * HOUR, 6)
    log(cast.maya, now + 2 * DAY + 50 * HOUR, 6)
    assert (session.is_eased, lasting(session)) == (False, True)


def test_a_person_ends_it_before_and_an_earlier_one_gives_way_to_a_new_one(
    cast: Cast, anna: Api, ben: Api, now: datetime
):
    timeline = f"patients/{cast.maya.pk}/timeline"
    assert anna.get(timeline).json["easing"] is None
    first = ease(anna, cast, now + DAY).json
    second = ease(ben, cast, now + 9 * DAY, "Still swings.").json
    assert anna.get(timeline).json["easing"] == second != first
    assert Easing.objects.filter(ends_at__gt=now + timedelta(minutes=1)).count() == 1

    assert anna("DELETE", f"patients/{cast.maya.pk}/easing").status == 204
    assert anna.get(timeline).json["easing"] is None


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(5, "  ", "reason"), (-1, REASON, "until"), (200, REASON, "until")],
    ids=["no reason", "over already", "for ever"],
)
def test_softer_rules_need_a_reason_and_an_end(
    cast: Cast, anna: Api, now: datetime, days: int, reason: str, field: str
):
    answer = ease(anna, cast, now + days * DAY, reason)
    assert (answer.status, list(answer.json["errors"])) == (422, [field])
    assert not Easing.objects.exists()


def test_a_clinic_that_is_quiet_already_hears_that_nothing_would_change(cast: Cast, anna: Api, now: datetime):
    Clinic.objects.update(preset="quiet")
    answer = ease(anna, cast, now + DAY)
    assert (answer.status, "softest" in answer.json["detail"]) == (422, True)


def test_a_session_whose_end_is_put_right_falls_in_or_out_of_the_softer_time(cast: Cast, anna: Api, now: datetime):
    session = treat(start_course(cast.maya, cast.anna, now - 9 * DAY), cast.anna, now - DAY)
    ease(anna, cast, now + 5 * DAY)
    Easing.objects.update(starts_at=now - 2 * HOUR)
    assert not session.is_eased
    anna.patch(f"sessions/{session.pk}", {"ended_at": (now - HOUR).isoformat()})
    session.refresh_from_db()
    assert session.is_eased
