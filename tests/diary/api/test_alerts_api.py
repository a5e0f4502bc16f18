"""Alerts as staff work with them: one list worst first, answered once, and a worklist that never says "all clear" in error."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import Alert, AlertCause
from diary.models import Clinic
from tests.cast import Api, Cast, entry, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

FIELDS = {
    *("id", "rule", "level", "state", "patient", "session", "because", "readings", "hours_since_session", "band"),
    *("rules_version", "raised_at", "acknowledged", "resolved", "rung", "inhibited_by", "deliveries", "events"),
}
SECOND = timedelta(seconds=1)
OUTCOMES = ["advised", "short_visit", "referred_gp", "referred_specialist", "sent_to_emergency"]


@pytest.fixture
def fever(care: Care) -> str:
    return f"alerts/{care.fever.pk}"


def codes(page: Any) -> list[str]:
    return [each["code"] or each["rule"] for each in page.json["results"]]


def test_an_alert_has_the_shape_of_the_contract(cast: Cast, care: Care, anna: Api, now: datetime):
    alert = anna.get(f"alerts/{care.lasting.pk}").json

    assert set(alert) >= FIELDS
    assert (alert["rule"], alert["level"], alert["state"]) == ("forty_eight_hours", "practitioner", "open")
    assert alert["patient"] == {"id": str(cast.maya.pk), "name": "Maya Lindqvist"}
    assert (alert["session"], alert["hours_since_session"]) == (str(care.session.pk), 50)
    assert alert["because"].startswith("6 out of 10 at 50 hours; before the session 3")
    assert str(care.feverish.pk) in alert["readings"]
    assert all(UUID(reading) for reading in alert["readings"])
    assert (alert["acknowledged"], alert["resolved"]) == (None, None)
    assert (alert["inhibited_by"], alert["next_rung_at"]) == (str(care.fever.pk), None)
    assert {"p10", "p50", "p90"} <= set(alert["band"])
    assert datetime.fromisoformat(alert["raised_at"]) == now
    assert isinstance(alert["rung"], int)
    deliveries = anna.get(f"alerts/{care.fever.pk}").json["deliveries"]
    for delivery in deliveries:
        assert set(delivery) == {"channel", "to", "state", "at", "attempts"}
    assert [(each["channel"], each["to"]) for each in deliveries] == [("email", "Anna")]
    assert alert["deliveries"] == []
    for event in alert["events"]:
        assert set(event) == {"at", "kind", "by", "because", "hash"}
        assert len(event["hash"]) == 64
    assert alert["events"][0]["kind"] == "raised"


def test_alerts_come_worst_first_then_oldest(cast: Cast, care: Care, anna: Api, now: datetime):
    for code in ("seizure", "chest-pain"):
        now += SECOND
        log(cast.maya, now - HOUR, None, code, now=now)

    assert codes(anna.get("alerts")) == ["seizure", "chest-pain", "fever", "forty_eight_hours"]
    assert codes(anna.get("worklist")) == codes(anna.get("alerts"))


def test_alerts_are_filtered_by_state_patient_and_session(cast: Cast, care: Care, anna: Api, fever: str):
    anna.post(f"{fever}/acknowledge")

    assert codes(anna.get("alerts?state=acknowledged")) == ["fever"]
    assert codes(anna.get("alerts?state=open")) == ["forty_eight_hours"]
    assert codes(anna.get("alerts?state=withdrawn")) == []
    assert codes(anna.get(f"alerts?patient={cast.maya.pk}&session={care.session.pk}")) == ["fever", "forty_eight_hours"]
    assert codes(anna.get(f"alerts?patient={cast.walter.pk}")) == []
    for query, field in (("state=shut", "state"), ("patient=maya", "patient"), ("session=1", "session")):
        answer = anna.get(f"alerts?{query}")
        assert (answer.status, list(answer.json["errors"])) == (422, [field])


def test_acknowledging_again_changes_nothing(anna: Api, fever: str, now: datetime):
    first, again = anna.post(f"{fever}/acknowledge"), anna.post(f"{fever}/acknowledge", {"note": ""})

    assert (first.status, again.status) == (200, 200)
    assert first.json == again.json
    assert (first.json["state"], first.json["acknowledged"]["by"]) == ("acknowledged", "Anna")
    assert datetime.fromisoformat(first.json["acknowledged"]["at"]) - now < timedelta(minutes=1)


def test_a_note_sent_with_an_acknowledgement_is_kept(anna: Api, fever: str):
    answer = anna.post(f"{fever}/acknowledge", {"note": "Ringing her at two."})
    assert [each["because"] for each in answer.json["events"] if each["kind"] == "noted"] == ["Ringing her at two."]


def test_who_comes_second_hears_who_was_first_and_when(anna: Api, ben: Api, fever: str):
    first = anna.post(f"{fever}/acknowledge").json["acknowledged"]
    second = ben.post(f"{fever}/acknowledge")

    assert (second.status, second.code) == (409, "conflict")
    assert {"by": second.json["by"], "at": second.json["at"]} == first == {"by": "Anna", "at": second.json["at"]}
    assert "Anna" in second.json["detail"]
    assert ben.post(f"{fever}/resolve", {"outcome": "advised"}).status == 200
    late = anna.post(f"{fever}/resolve", {"outcome": "short_visit"})
    assert (late.status, late.json["by"]) == (409, "Ben")


def test_a_red_flag_is_put_off_with_a_reason_and_an_end(anna: Api, fever: str, now: datetime):
    until = (now + HOUR).isoformat()
    for body, field in (({"until": until}, "reason"), ({"reason": "later"}, "until")):
        answer = anna.post(f"{fever}/snooze", body)
        assert (answer.status, list(answer.json["errors"])) == (422, [field])
    answer = anna.post(f"{fever}/snooze", {"until": (now - HOUR).isoformat(), "reason": "later"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["until"])

    put_off = anna.post(f"{fever}/snooze", {"until": until, "reason": "She rings at two."}).json
    assert (put_off["state"], put_off["snoozed_until"]) == ("snoozed", until)
    assert put_off["events"][-1]["because"] == "She rings at two."
    assert anna.post(f"{fever}/snooze", {"until": until, "reason": "Again."}).json == put_off


def test_an_emergency_cannot_be_put_off(cast: Cast, care: Care, anna: Api, now: datetime):
    log(cast.maya, now, None, "saddle-numb", now=now)
    emergency = anna.get("alerts").json["results"][0]
    body = {"until": (now + HOUR).isoformat(), "reason": "later"}
    answer = anna.post(f"alerts/{emergency['id']}/snooze", body)
    assert (emergency["level"], answer.status, list(answer.json["errors"])) == ("emergency", 422, ["until"])


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_it_is_closed_with_what_was_done(care: Care, anna: Api, fever: str, outcome: str):
    answer = anna.post(f"{fever}/resolve", {"outcome": outcome})

    assert (answer.status, answer.json["state"]) == (200, "resolved")
    resolved = answer.json["resolved"]
    assert (resolved["by"], resolved["outcome"], resolved["note"]) == ("Anna", outcome, "")
    assert anna.post(f"{fever}/resolve", {"outcome": outcome}).json["events"] == answer.json["events"]
    assert codes(anna.get("worklist")) == ["forty_eight_hours"]


def test_a_second_outcome_is_not_dropped_in_silence(anna: Api, fever: str):
    first = anna.post(f"{fever}/resolve", {"outcome": "advised", "note": "Rang."}).json["resolved"]
    for other in ({"outcome": "short_visit", "note": "Rang."}, {"outcome": "advised", "note": "Rang her son."}):
        again = anna.post(f"{fever}/resolve", other)
        assert (again.status, again.code, again.json["by"], again.json["at"]) == (409, "conflict", "Anna", first["at"])
    assert anna.get(fever).json["resolved"] == first


def test_the_reason_tells_the_time_on_the_clinics_clock(cast: Cast, anna: Api, maya: Api, now: datetime):
    """Nine in the evening in London in summer is eight by UTC; the clinic moved to Madrid reads ten."""
    summer = datetime(2026, 7, 3, 20, 5, tzinfo=UTC)
    log(cast.maya, summer, None, "fever", now=summer)
    [alert] = anna.get("alerts").json["results"]
    assert "on Fri 3 July 2026, 21:05." in alert["because"]
    Clinic.objects.update(time_zone="Europe/Madrid")
    assert "Fri 3 July 2026, 22:05" in anna.get("alerts").json["results"][0]["because"]
    assert "21:05" in maya.get("entries").json["results"][0]["findings"][0]["because"]


@pytest.mark.parametrize("outcome", ["expected_no_action", "logged_in_error"])
def test_a_dismissal_says_why(anna: Api, fever: str, outcome: str):
    for note in ({}, {"note": ""}, {"note": "  "}):
        answer = anna.post(f"{fever}/resolve", {"outcome": outcome, **note})
        assert (answer.status, answer.code, list(answer.json["errors"])) == (422, "invalid", ["note"])
    assert (
        anna.post(f"{fever}/resolve", {"outcome": outcome, "note": "Hot bath."}).json["resolved"]["note"] == "Hot bath."
    )


def test_who_could_not_be_reached_is_tried_again(anna: Api, fever: str, now: datetime):
    answer = anna.post(f"{fever}/resolve", {"outcome": "could_not_reach"})
    assert (answer.status, list(answer.json["errors"])) == (422, ["follow_up_at"])
    body = {"outcome": "could_not_reach", "follow_up_at": (now + DAY).isoformat()}
    assert anna.post(f"{fever}/resolve", body).status == 200


@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("resolve", None, "invalid", "outcome"),
        ("resolve", {"outcome": "cured"}, "invalid", "outcome"),
        ("resolve", {"outcome": "advised", "why": "x"}, "unknown_field", "why"),
        ("resolve", {"outcome": "could_not_reach", "follow_up_at": "tomorrow"}, "invalid", "follow_up_at"),
        ("acknowledge", {"nte": "x"}, "unknown_field", "nte"),
        ("notes", None, "invalid", "text"),
        ("notes", {"text": ""}, "invalid", "text"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_changes_nothing(
    care: Care, anna: Api, fever: str, path: str, body: Any, code: str, field: str
):
    answer = anna.post(f"{fever}/{path}", body)

    assert (answer.status, answer.code, list(answer.json["errors"])) == (422, code, [field])
    assert Alert.objects.get(pk=care.fever.pk).state == "open"


def test_notes_are_added_once_each_and_by_name(anna: Api, ben: Api, fever: str):
    anna.post(f"{fever}/notes", {"text": "Rang, no answer."})
    anna.post(f"{fever}/notes", {"text": "Rang, no answer."})
    answer = ben.post(f"{fever}/notes", {"text": "Reached her daughter."})

    assert answer.status == 201
    noted = [(each["by"], each["because"]) for each in answer.json["events"] if each["kind"] == "noted"]
    assert noted == [("Anna", "Rang, no answer."), ("Ben", "Reached her daughter.")]


def test_the_worklist_is_clear_only_when_nothing_is_open(cast: Cast, anna: Api, now: datetime):
    before = anna.get("worklist").json
    assert (before["clear_as_of"], before["sweep_age_seconds"]) == (None, None)

    alerts.sweep(lane="test", clock=lambda: now - 7 * SECOND)
    clear = anna.get("worklist").json
    assert clear["results"] == []
    assert datetime.fromisoformat(clear["clear_as_of"]) == now - 7 * SECOND
    assert 7 <= clear["sweep_age_seconds"] < 60

    log(cast.maya, now, None, "fever")
    open_now = anna.get("worklist").json
    assert (open_now["clear_as_of"], codes(anna.get("worklist"))) == (None, ["fever"])
    anna.post(f"alerts/{open_now['results'][0]['id']}/acknowledge")
    assert anna.get("worklist").json["clear_as_of"] is None


def test_an_empty_last_page_is_not_all_clear(care: Care, anna: Api, now: datetime):
    alerts.sweep(lane="test", clock=lambda: now)
    first = anna.get("worklist?limit=1").json
    anna.post(f"alerts/{care.lasting.pk}/resolve", {"outcome": "advised"})
    page = anna.get(f"worklist?limit=1&cursor={first['next']}").json

    assert (page["results"], page["clear_as_of"]) == ([], None)


def test_what_is_answered_meanwhile_hides_nothing_behind_it(cast: Cast, care: Care, anna: Api, now: datetime):
    for code in ("seizure", "chest-pain"):
        now += SECOND
        log(cast.maya, now - HOUR, None, code, now=now)
    first = anna.get("worklist?limit=2")
    for each in first.json["results"]:
        anna.post(f"alerts/{each['id']}/resolve", {"outcome": "sent_to_emergency"})
    second = anna.get(f"worklist?limit=2&cursor={first.json['next']}")

    assert codes(first) + codes(second) == ["seizure", "chest-pain", "fever", "forty_eight_hours"]
    assert second.json["next"] is None


def test_every_alert_is_on_one_page_and_no_more(cast: Cast, care: Care, anna: Api, now: datetime):
    for code in ("seizure", "chest-pain", "weight-loss"):
        log(cast.maya, now - HOUR, None, code, now=now + SECOND)
    seen, cursor = [], ""
    while cursor is not None:
        page = anna.get(f"alerts?limit=1{cursor and f'&cursor={cursor}'}")
        seen += codes(page)
        cursor = page.json["next"]

    assert seen == codes(anna.get("alerts"))
    assert len(seen) == 5


def test_a_cursor_of_another_list_or_a_forged_one_is_refused(care: Care, anna: Api):
    cursor = anna.get("alerts?limit=1").json["next"]
    assert anna.get(f"alerts?limit=1&cursor={cursor}").status == 200
    for path in (f"entries?cursor={cursor}", f"alerts?cursor=x{cursor}"):
        answer = anna.get(path)
        assert (answer.status, list(answer.json["errors"])) == (422, ["cursor"])


@pytest.mark.parametrize("path", ["alerts", "worklist"])
def test_ten_alerts_cost_no_more_statements_than_one(cast: Cast, anna: Api, now: datetime, path: str):
    log(cast.maya, now, None, "fever")
    with CaptureQueriesContext(connection) as one:
        assert len(anna.get(path).json["results"]) == 1

    symptoms = (
        "chest-pain",
        "seizure",
        "short-of-breath",
        "coughing-blood",
        "bladder-retention",
        "bowel-control-loss",
    )
    for number, code in enumerate((*symptoms, "one-sided-weakness", "fainted", "new-confusion")):
        log(cast.maya, now - number * HOUR, None, code, now=now)
    with CaptureQueriesContext(connection) as many:
        assert len(anna.get(path).json["results"]) > 5

    assert len(many) == len(one)


def test_alerts_of_two_patients_name_each_their_own(cast: Cast, care: Care, anna: Api, mia: Api, now: datetime):
    other = anna.post("patients", {"name": "Omar", "birth_date": "1960-01-01"}).json["id"]
    omar = cast.harbour.patients.get(pk=other)
    Api(omar.user, by="device").put("consents/monitoring", {"given": True, "version": "1"})
    treat(start_course(omar, cast.anna, now - 3 * DAY), cast.anna, now - DAY)
    log(omar, now, None, "chest-pain")

    for reader in (anna, mia):
        named = [(each["patient"]["name"], each["code"]) for each in reader.get("alerts").json["results"]]
        assert named == [("Omar", "chest-pain"), ("Maya Lindqvist", "fever"), ("Maya Lindqvist", None)]


def test_an_entry_is_seen_when_the_worst_it_raised_is_answered(care: Care, anna: Api, maya: Api):
    def seen() -> Any:
        return maya.get(f"entries/{care.feverish.pk}").json["seen"]

    assert (care.fever.level, care.lasting.level) == ("urgent", "practitioner")
    anna.post(f"alerts/{care.lasting.pk}/acknowledge")
    assert seen() is None

    answered = anna.post(f"alerts/{care.fever.pk}/acknowledge").json["acknowledged"]
    assert seen() == answered


def test_an_answer_from_before_an_entry_is_none_to_it(cast: Cast, care: Care, anna: Api, maya: Api, now: datetime):
    """She says the same again after somebody has said "I will act": nobody has seen what she says now."""
    anna.post(f"alerts/{care.fever.pk}/acknowledge")
    pk = uuid7()
    maya.log(entry(now, None, "fever"), pk)
    assert AlertCause.objects.filter(alert=care.fever, cause=pk).exists()

    def seen(entry_id: UUID) -> bool:
        return maya.get(f"entries/{entry_id}").json["seen"] is not None

    assert (seen(care.feverish.pk), seen(pk)) == (True, False)
    anna.post(f"alerts/{care.fever.pk}/resolve", {"outcome": "advised"})
    assert (seen(care.feverish.pk), seen(pk)) == (True, True)
