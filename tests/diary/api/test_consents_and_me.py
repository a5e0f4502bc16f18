"""What the patient allows, and who the API thinks I am."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from alerts.fields import uuid7
from alerts.messages import TEXTS
from alerts.models import Alert, Delivery
from diary.actions.consents import CONSENT_VERSION
from diary.models import Consent
from tests.cast import Api, Cast, agree, entry
from tests.diary.care import DAY, HOUR, Care, once_worked_here

PURPOSES = ["monitoring", "reminders", "audit", "sharing"]


@pytest.fixture
def newcomer(cast: Cast, anna: Api) -> Api:
    """A patient who has answered nothing yet, on a paired phone."""
    patient = anna.post("patients", {"name": "Noor", "birth_date": "1988-08-08"}).json["id"]
    token = anna.post(f"patients/{patient}/invitation").json["url"].partition("#t=")[2]
    phone = Api()
    assert phone.post("pair", {"token": token, "birth_date": "1988-08-08"}).status == 201
    phone.headers["X-Ebb"] = "1"
    return phone


def answers(phone: Api) -> dict[str, Any]:
    return {each["purpose"]: each["given"] for each in phone.get("consents").json["results"]}


def test_every_purpose_is_listed_before_there_is_an_answer(newcomer: Api):
    results = newcomer.get("consents").json["results"]

    assert [each["purpose"] for each in results] == PURPOSES
    for each in results:
        assert set(each) == {"purpose", "version", "text", "given", "at", "proxy", "asks", "relations", "again"}
        assert (each["proxy"], each["asks"], each["again"]) == (None, "patient", False)
        assert (each["given"], each["at"], each["version"]) == (None, None, CONSENT_VERSION)
        assert len(each["text"]) > 40


@pytest.mark.parametrize("purpose", PURPOSES)
def test_an_answer_is_kept_with_its_version_and_moment(newcomer: Api, now: datetime, purpose: str):
    answer = newcomer.put(f"consents/{purpose}", {"given": True, "version": "2026-1", "locale": "es"})

    assert (answer.status, answer.json["purpose"], answer.json["given"], answer.json["version"]) == (
        200,
        purpose,
        True,
        "2026-1",
    )
    assert timedelta(0) <= datetime.fromisoformat(answer.json["at"]) - now < timedelta(minutes=1)
    assert answers(newcomer) == {**dict.fromkeys(PURPOSES), purpose: True}


def test_answers_are_added_never_changed_and_the_latest_counts(newcomer: Api):
    for given, version in ((True, "1"), (True, "1"), (True, "2"), (False, "2"), (True, "2")):
        newcomer.put("consents/sharing", {"given": given, "version": version})

    kept = Consent.objects.filter(purpose="sharing").order_by("answered_at")
    assert [(each.given, each.version) for each in kept] == [(True, "1"), (True, "2"), (False, "2"), (True, "2")]
    assert answers(newcomer)["sharing"] is True


@pytest.mark.parametrize(
    ("purpose", "body", "status", "code"),
    [
        ("selling", {"given": True, "version": "1"}, 404, "not_found"),
        ("monitoring", {}, 422, "invalid"),
        ("monitoring", {"given": "yes", "version": "1"}, 422, "invalid"),
        ("monitoring", {"given": 1, "version": "1"}, 422, "invalid"),
        ("monitoring", {"given": None, "version": "1"}, 422, "invalid"),
        ("monitoring", {"given": True}, 422, "invalid"),
        ("monitoring", {"given": True, "version": "x" * 21}, 422, "invalid"),
        ("monitoring", {"given": True, "version": "1", "sharing": True}, 422, "unknown_field"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_is_refused(newcomer: Api, purpose: str, body: Any, status: int, code: str):
    answer = newcomer.put(f"consents/{purpose}", body)
    assert (answer.status, answer.code) == (status, code)
    assert set(answers(newcomer).values()) == {None}


def test_withdrawing_monitoring_tells_the_team_and_says_nothing_clinical(
    cast: Cast, care: Care, maya: Api, now: datetime
):
    once_worked_here(cast, now)
    before = set(Delivery.objects.values_list("pk", flat=True))
    assert maya.put("consents/monitoring", {"given": False, "version": "2026-1"}).status == 200

    notice = Delivery.objects.exclude(pk__in=before).get()
    assert (notice.message, notice.recipient, notice.alert) == ("monitoring_stopped", cast.anna, None)
    text = TEXTS["monitoring_stopped"]
    words = f"{text.subject} {text.body} {text.path}".lower()
    assert not any(word in words for word in ("maya", "pain", "fever", "symptom", "monitor", "harbour", "diary"))


def test_saying_no_twice_tells_once_and_a_first_no_tells_nobody(cast: Cast, maya: Api, newcomer: Api):
    for phone in (newcomer, maya, maya):
        phone.put("consents/monitoring", {"given": False, "version": "2026-1"})
    assert Delivery.objects.filter(message="monitoring_stopped").count() == 1


@pytest.mark.parametrize("purpose", ["reminders", "audit", "sharing"])
def test_withdrawing_another_purpose_tells_nobody(cast: Cast, maya: Api, purpose: str):
    for given in (True, False):
        maya.put(f"consents/{purpose}", {"given": given, "version": "2026-1"})
    assert not Delivery.objects.exists()
    assert maya.get("me").json["monitoring"]["state"] == "on"


def test_a_warning_sign_logged_before_the_first_consent_is_told_once_it_is_given(newcomer: Api, now: datetime):
    newcomer.log(entry(now - HOUR, None, "chest-pain"))
    newcomer.log(entry(now - 8 * DAY, None, "fever"))
    assert Alert.objects.count() == 0

    newcomer.put("consents/monitoring", {"given": True, "version": "2026-1"})
    assert [(alert.code, alert.level) for alert in Alert.objects.all()] == [("chest-pain", "emergency")]


@pytest.mark.parametrize("back", [timedelta(minutes=1), 3 * DAY], ids=["a minute", "three days"])
def test_the_last_answer_counts_although_the_clock_was_put_back(cast: Cast, maya: Api, now: datetime, back: timedelta):
    maya.put("consents/monitoring", {"given": False, "version": "2026-1"})
    with time_machine.travel(now - back):
        maya.put("consents/monitoring", {"given": True, "version": "2026-1"})

        assert answers(maya)["monitoring"] is True
        assert maya.put(f"entries/{uuid7()}", entry(now - back, 6, "short-of-breath")).status == 201
        assert Alert.objects.filter(subject=cast.maya.pk, rule="red_flag").exists()


def test_me_for_a_patient(cast: Cast, care: Care, maya: Api):
    me = maya.get("me").json

    assert (me["id"], me["role"], me["roles"], me["name"]) == (
        str(cast.maya.user_id),
        "patient",
        ["patient"],
        "Maya Lindqvist",
    )
    assert (me["locale"], me["time_zone"], me["patient"]) == ("en-GB", "Europe/London", str(cast.maya.pk))
    assert me["clinic"]["name"] == "Harbour"
    assert [clinic["id"] for clinic in me["clinics"]] == [str(cast.harbour.pk)]
    until = (care.session.ended_at + 30 * DAY).isoformat()
    assert me["monitoring"] | {"opens_at": None} == {"state": "on", "agreed": True, "until": until, "opens_at": None}
    assert me["reminders"] == {"agreed": False, "paused_until": None, "times": [], "next_at": None}


def test_me_says_when_nobody_watches(newcomer: Api, maya: Api):
    assert newcomer.get("me").json["monitoring"].items() >= {"state": "off", "agreed": False, "until": None}.items()
    maya.put("consents/monitoring", {"given": False, "version": "1"})
    assert maya.get("me").json["monitoring"].items() >= {"state": "off", "agreed": False, "until": None}.items()
    maya.put("consents/reminders", {"given": True, "version": "1"})
    assert maya.get("me").json["reminders"]["agreed"] is True


def test_reminders_can_be_paused_and_begun_again(cast: Cast, care: Care, maya: Api, now: datetime):
    maya.put("consents/reminders", {"given": True, "version": "1"})
    until = (now + 7 * DAY).isoformat()
    paused = maya.patch("me", {"reminders": {"paused_until": until}}).json["reminders"]
    assert (paused["agreed"], paused["paused_until"]) == (True, until)
    assert paused["next_at"] is None or paused["next_at"] >= until
    assert maya.patch("me", {"reminders": {"paused_until": None}}).json["reminders"]["paused_until"] is None
    late = maya.patch("me", {"reminders": {"paused_until": (now - DAY).isoformat()}})
    assert (late.status, list(late.json["errors"])) == (422, ["reminders.paused_until"])
    assert Api(cast.anna, by="token").patch("me", {"reminders": {"paused_until": None}}).status == 403


def test_a_time_of_day_is_chosen_and_taken_back(cast: Cast, care: Care, maya: Api):
    agree(cast.maya, care.session.ended_at, purpose="reminders")
    chosen = maya.patch("me", {"reminders": {"times": ["09:00", "19:30"]}}).json["reminders"]
    assert chosen["times"] == ["09:00", "19:30"]
    assert chosen["next_at"] is None or chosen["next_at"][11:16] in ("09:00", "08:00", "19:30", "18:30")
    for wrong in (["21:00"], ["09:00", "10:00"], ["nine"]):
        refused = maya.patch("me", {"reminders": {"times": wrong}})
        assert (refused.status, next(iter(refused.json["errors"])).split(".")[0]) == (422, "reminders")
    assert maya.get("me").json["reminders"]["times"] == ["09:00", "19:30"]
    assert maya.patch("me", {"reminders": {"times": []}}).json["reminders"]["times"] == []


@pytest.mark.parametrize(("who", "role"), [("anna", "practitioner"), ("mia", "manager"), ("zoe", "practitioner")])
def test_me_for_staff(cast: Cast, who: str, role: str):
    me = Api(getattr(cast, who), by="token").get("me").json

    assert (me["role"], me["roles"], me["name"]) == (role, [role], who.title())
    assert (me["patient"], me["monitoring"], me["reminders"]) == (None, None, None)
    assert me["clinic"]["name"] == ("Hill" if who == "zoe" else "Harbour")


def test_who_has_left_is_signed_in_and_nothing_more(cast: Cast, now: datetime):
    me = Api(once_worked_here(cast, now), by="token").get("me").json
    assert (me["role"], me["roles"], me["clinic"], me["clinics"]) == ("none", [], None, [])


def test_me_is_changed_and_the_patients_record_follows(cast: Cast, maya: Api, anna: Api):
    answer = maya.patch("me", {"locale": "zh-Hans", "time_zone": "Asia/Shanghai"})

    assert answer.status == 200
    assert answer.json == maya.get("me").json
    record = anna.get(f"patients/{cast.maya.pk}").json
    assert (
        (record["locale"], record["time_zone"])
        == ("zh-Hans", "Asia/Shanghai")
        == (answer.json["locale"], answer.json["time_zone"])
    )
    assert anna.patch("me", {"time_zone": "America/Lima"}).json["time_zone"] == "America/Lima"
    assert anna.patch("me", {}).json["time_zone"] == "America/Lima"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"time_zone": "Mars/Olympus"}, "invalid"),
        ({"time_zone": None}, "invalid"),
        ({"locale": ""}, "invalid"),
        ({"name": "Queen"}, "unknown_field"),
        ({"role": "manager"}, "unknown_field"),
    ],
    ids=str,
)
def test_me_refuses_what_is_not_mine_to_change(maya: Api, change: Any, code: str):
    before = maya.get("me").json
    answer = maya.patch("me", change)
    assert (answer.status, answer.code, list(answer.json["errors"])) == (422, code, list(change))
    assert maya.get("me").json == before
