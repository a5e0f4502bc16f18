"""A clinic that only records: the diary is kept, nobody is told, nothing is judged where anybody reads it, and all of it says so."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alerts import actions as alerts
from alerts.models import Alert, Delivery
from diary.actions import looking
from diary.actions.offering import ProfileRefused, offer_monitoring, record_only
from diary.invariants import EVERY
from diary.models import Clinic, ClinicChange, Consent, Patient
from diary.reports.words import RECORDS_ONLY
from tests.cast import Api, Cast, entry, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

SIGNED = {
    "deployer": "Harbour Ltd",
    "safety_officer": "Dr Ada Quill",
    "device_status": "registered as class I",
}
HARBOUR = f"Harbour: {RECORDS_ONLY}"


@pytest.fixture
def recording(cast: Cast, now: datetime) -> Clinic:
    """Harbour only records; Maya, who had agreed to be monitored there, was treated fifty hours ago."""
    for days in (14, 13, 12):
        log(cast.maya, now - days * DAY, 3)
    treat(start_course(cast.maya, cast.anna, now - 15 * DAY), cast.anna, now - 50 * HOUR)
    return record_only(clinic=cast.harbour, by=cast.mia, now=now - 40 * HOUR)


def test_the_worst_entry_is_kept_and_advised_and_nobody_is_told_of_it(
    recording: Clinic, cast: Cast, maya: Api, now: datetime, anna: Api
):
    known = set(Delivery.objects.values_list("pk", flat=True))
    answer = maya.log(entry(now - HOUR, 9, "saddle-numb"))
    log(cast.maya, now, 9)
    looking.look_again(now=now + DAY)

    assert answer.status == 201
    assert answer.json["advice"], "what to do is a fixed text, and never waits for a clinic"
    assert "told" not in " ".join(line for block in answer.json["advice"] for line in block["lines"])
    assert not Alert.objects.exists()
    assert not Delivery.objects.exclude(pk__in=known).exists()
    assert anna.get("worklist").json["results"] == []
    assert EVERY["I1"](now + DAY) == [], "what is not offered is not missing"


def test_every_screen_says_so_and_no_curve_compares(recording: Clinic, maya: Api, anna: Api, mia: Api, now: datetime):
    maya.log(entry(now - HOUR, 9))
    session = anna.get("sessions").json["results"][0]["id"]
    course = anna.get("courses").json["results"][0]["id"]

    for who in (maya, anna):
        curve = who.get(f"sessions/{session}/curve").json
        assert (curve["points"], curve["sentence"]) == ([], RECORDS_ONLY)
        assert [(each["nrs"], each["above_expected"]) for each in curve["readings"]] == [(9, False)]
        whole = who.get(f"courses/{course}/curve").json
        assert (whole["points"], whole["percentile"], whole["sentence"]) == ([], None, RECORDS_ONLY)
        assert who.get("me").json["notice"] == HARBOUR
    me = maya.get("me").json
    assert (me["monitoring"]["state"], me["self_care"], me["clinic"]["profile"]) == ("off", None, "record-only")
    assert (mia.get("clinic").json["profile"], mia.get("clinic").json["answered_for"]) == ("record-only", None)


def test_the_letter_says_so_and_holds_no_band(recording: Clinic, anna: Api):
    course = anna.get("courses").json["results"][0]["id"]
    fhir = anna.post("reports", {"course": course, "format": "fhir"}).json
    content = anna.get(f"reports/{fhir['id']}/content").response.content.decode()
    assert RECORDS_ONLY in content
    assert "has not agreed" not in content


def test_nobody_agrees_to_what_is_not_offered(recording: Clinic, cast: Cast, maya: Api):
    assert "monitoring" not in [each["purpose"] for each in maya.get("consents").json["results"]]
    answers = Consent.objects.filter(patient=cast.maya, purpose="monitoring").count()
    answer = maya.put("consents/monitoring", {"given": True, "version": "2026-1", "locale": "es"})
    assert (answer.status, answer.code) == (409, "conflict")
    assert Consent.objects.filter(patient=cast.maya, purpose="monitoring").count() == answers
    taken_back = maya.put("consents/monitoring", {"given": False, "version": "2026-1", "locale": "en-GB"})
    assert (taken_back.status, taken_back.json["given"]) == (200, False)


def test_nothing_is_switched_off_while_an_alert_waits(care: Care, cast: Cast, now: datetime):
    with pytest.raises(ProfileRefused, match="2 alerts are not closed"):
        record_only(clinic=cast.harbour, by=cast.mia, now=now)
    assert Clinic.objects.get(pk=cast.harbour.pk).profile == "monitoring"


@pytest.mark.parametrize("missing", SIGNED)
def test_monitoring_is_offered_by_somebody_who_answers_for_it(
    missing: str, recording: Clinic, cast: Cast, now: datetime
):
    with pytest.raises(ProfileRefused):
        offer_monitoring(clinic=recording, by=cast.mia, now=now, **SIGNED | {missing: "  "})
    assert Clinic.objects.get(pk=recording.pk).profile == "record-only"


def test_from_the_moment_it_is_offered_who_agreed_is_watched_and_what_is_still_new_is_told(
    recording: Clinic, cast: Cast, maya: Api, now: datetime
):
    maya.log(entry(now - HOUR, 9, "saddle-numb"))
    assert not Alert.objects.exists()
    offer_monitoring(clinic=recording, by=cast.mia, now=now, **SIGNED)

    assert Alert.objects.filter(subject=cast.maya.pk, rule="red_flag").exists()
    assert maya.get("me").json["notice"] is None
    change = ClinicChange.objects.filter(clinic=recording, action="clinic.profile").latest("at")
    assert (change.by, change.detail) == (cast.mia, {"profile": ["record-only", "monitoring"]})


def test_the_team_hears_that_nobody_is_told_any_more(recording: Clinic, cast: Cast):
    told = Delivery.objects.filter(message="team_changed", subject=recording.pk)
    assert {cast.anna.pk, cast.mia.pk} <= set(told.values_list("recipient", flat=True))


def test_every_patient_who_had_agreed_hears_it_once_and_nobody_else(cast: Cast, maya: Api, anna: Api, now: datetime):
    never_asked = Patient.objects.get(pk=anna.post("patients", {"name": "Noor", "birth_date": "1988-08-08"}).json["id"])
    for patient in (cast.maya, cast.walter, never_asked):
        point = f"{patient.pk}@mail.example"
        alerts.add_contact_point(user_id=patient.user_id, channel="email", address=point, now=now)
    for _ in range(2):
        record_only(clinic=cast.harbour, by=cast.mia, now=now)

    told = Delivery.objects.filter(message="nobody_told")
    assert [(each.recipient, each.subject) for each in told] == [(cast.maya.user, cast.maya.pk)]


def profile(*words: str) -> str:
    out = StringIO()
    call_command("profile", *words, stdout=out)
    return out.getvalue()


def test_the_operator_says_which_and_a_new_clinic_records_until_somebody_answers_for_more(db: None):
    call_command("create_clinic", "Quay", "erin@quay.example", "Erin", stdout=StringIO())
    assert "records only" in profile("erin@quay.example")
    with pytest.raises(CommandError, match="all three"):
        profile("erin@quay.example", "monitoring")
    signed = [f"--{name.replace('_', '-')}={words}" for name, words in SIGNED.items()]
    assert "Dr Ada Quill signed its rules" in profile("erin@quay.example", "monitoring", *signed)
    assert "records only" in profile("erin@quay.example", "record-only")
    call_command("create_clinic", "Pier", "finn@pier.example", "Finn", *signed, stdout=StringIO())
    assert "monitors. Harbour Ltd offers it" in profile("finn@pier.example")
