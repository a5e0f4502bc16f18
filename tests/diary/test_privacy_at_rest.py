"""A stolen database file and the log say nothing that a patient wrote, nor who they are."""

import logging
from datetime import datetime

import pytest
import time_machine
from django.db import connection

from alerts import actions as alerts
from alerts.fields import uuid7
from diary.actions.looking import look_again
from diary.clinical.symptoms import SYMPTOMS
from tests.cast import Api, Cast, entry
from tests.diary.care import DAY, HOUR

PATIENT = {
    "name": "Quintessa Zephyrine",
    "birth_date": "1961-07-19",
    "email": "quintessa.z@mail.example",
    "phone": "+44 7700 900123",
}
SAID = {
    "note": "worse after carrying the aquarium",
    "medicines": [{"name": "zopiclone", "amount": "7.5 mg"}],
    "other_treatments": [{"kind": "hydrotherapy-pool"}],
    "events": [{"what": "tripped on the ferry"}],
    "advice_shown": {"catalogue_version": "canary-catalogue", "codes": ["ADV-E"]},
    "peg": {"pain": 6, "enjoyment": 5, "activity": 7},
    "activity": "juggling on the promenade",
}
STAFF_WROTE = {
    "session note": "trembling on the left side",
    "proceed reason": "haematologist said yes",
    "acknowledgement": "ringing the neighbour",
    "alert note": "her brother answered",
    "outcome note": "sat down with camomile",
    "diagnosis": "spondylolisthesis of the lighthouse",
    "diagnosed by": "Dr Quillfeather",
    "what changed": "new tablets from the harbourmaster",
    "review note": "likes the mandolin",
    "reason to clear": "slept well in the hammock",
}
CANARIES = (
    *(PATIENT["name"], PATIENT["email"], PATIENT["phone"], "Zephyrine"),
    *("aquarium", "zopiclone", "hydrotherapy", "ferry", "promenade", "canary-catalogue", "refused-canary"),
    *STAFF_WROTE.values(),
)


@pytest.fixture
def journey(cast: Cast, anna: Api, now: datetime) -> str:
    """Everything that can be written, written once, with canaries; returns the secrets that were handed out."""
    patient = anna.post("patients", {**PATIENT, "flags": ["bleeding-risk"]}).json["id"]
    invitation = anna.post(f"patients/{patient}/invitation").json
    token = invitation["url"].partition("#t=")[2]
    phone = Api()
    assert phone.post("pair", {"token": token, "birth_date": "1961-07-20"}).status == 422
    assert phone.post("pair", {"token": token, "birth_date": PATIENT["birth_date"]}).status == 201
    phone.headers["X-Ebb"] = "1"
    phone.put("consents/monitoring", {"given": True, "version": "2026-1"})
    intake = {"diagnosis": STAFF_WROTE["diagnosis"], "diagnosed_by": STAFF_WROTE["diagnosed by"]}
    course = anna.post(
        "courses",
        {"patient": patient, "region": "low-back", "chronicity": "chronic", "modality": "acupuncture", **intake},
    ).json["id"]
    for days in (3, 4, 5):
        phone.log(entry(now - days * DAY, 3))
    session = anna.post(
        "sessions",
        {
            "course": course,
            "ended_at": (now - 50 * HOUR).isoformat(),
            "modality": "acupuncture",
            "regions": ["low-back"],
            "note": STAFF_WROTE["session note"],
            "proceed_reason": STAFF_WROTE["proceed reason"],
            "what_changed": STAFF_WROTE["what changed"],
        },
    ).json["id"]
    pk = uuid7()
    assert phone.log(entry(now, 7, "fever", "saddle-numb", **SAID), pk).status == 201
    assert phone.log(entry(now, 6, "fever", **SAID), pk, If_Match='"1"').status == 200
    assert phone.log(entry(now, 6, "fever", note="refused-canary", nrs_worst=11), pk).status == 422
    assert phone.log(entry(now, 6, note="refused-canary"), pk, If_Match='"9"').status == 412
    for path in (f"entries/{pk}", f"entries/{pk}/revisions", f"sessions/{session}/curve", "entries", "me"):
        assert phone.get(path).status == 200
    for path in (f"patients/{patient}", f"patients/{patient}/timeline", "worklist", f"patients/{uuid7()}"):
        anna.get(path)
    assert anna.post(f"courses/{course}/review", {"plan": "continue", "note": STAFF_WROTE["review note"]}).status == 201
    anna.patch(f"patients/{patient}", {"flags": ["bleeding-risk", "sensitive"]})
    assert anna.post(f"patients/{patient}/clear-sensitive", {"reason": STAFF_WROTE["reason to clear"]}).status == 200
    first, *_, last = anna.get("alerts").json["results"]
    anna.post(f"alerts/{first['id']}/acknowledge", {"note": STAFF_WROTE["acknowledgement"]})
    anna.post(f"alerts/{first['id']}/notes", {"text": STAFF_WROTE["alert note"]})
    body = {"outcome": "expected_no_action", "note": STAFF_WROTE["outcome note"]}
    assert anna.post(f"alerts/{last['id']}/resolve", body).status == 200
    with time_machine.travel(now + DAY):
        look_again(now=now + DAY)
        alerts.sweep(lane="test", clock=lambda: now + DAY)
    phone("DELETE", f"entries/{pk}", If_Match='"2"')
    phone.put("consents/monitoring", {"given": False, "version": "2026-1"})
    phone.post("sign-out")
    return f"{token} {invitation['code']}"


def every_row() -> dict[str, str]:
    """All raw rows of all tables, as a thief would read them."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables' names
            rows[table] = "\n".join(str(row) for row in cursor.fetchall())
    return rows


def test_rows_hold_nothing_that_was_written_or_who_wrote_it(journey: str):
    rows = every_row()
    secrets = (*CANARIES, *journey.split(), journey.split()[1].replace("-", ""))

    assert len(rows["diary_entry"]) > 500
    assert [(table, secret) for table, text in rows.items() for secret in secrets if secret in text] == []


def test_the_journey_left_something_in_every_table_it_should(journey: str):
    rows = every_row()
    written = (
        "patient",
        "course",
        "session",
        "entry",
        "entryrevision",
        "refusedentry",
        "assessment",
        "auditevent",
        "device",
    )
    assert [name for name in written if not rows[f"diary_{name}"]] == []
    assert rows["alerts_alert"]
    assert rows["alerts_delivery"]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("", "django", "diary", "alerts"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def test_the_log_holds_nothing_clinical_and_nobodys_name(
    logged: pytest.LogCaptureFixture, request: pytest.FixtureRequest
):
    secrets = str(request.getfixturevalue("journey"))
    words = (*CANARIES, *secrets.split(), PATIENT["birth_date"], "1961-07-20", "Anna", "anna@")
    records = [record for record in logged.records if not record.name.startswith(("faker", "asyncio", "hypothesis"))]
    text = "\n".join(f"{record.getMessage()} {record.exc_text or ''} {record.args}" for record in records)

    assert any(record.name.startswith("django") for record in records)
    assert [word for word in words if word in text] == []
    assert [code for code in SYMPTOMS if code in text.replace(":", " ").split()] == []
    for word in ("fever", "saddle-numb", "low-back", "out of 10", "bleeding-risk", "forty_eight_hours"):
        assert word not in text
