"""The cast of the tests: people with names and parts, made through actions, and a small client that speaks the API as they do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import Client

from alerts import actions as alerts
from alerts.fields import uuid7
from diary.actions.care import create_clinic, create_course, create_patient, create_staff
from diary.actions.consents import CONSENT_VERSION, answer_consent
from diary.actions.cover import arrange_cover
from diary.actions.sessions import record_session
from diary.actions.signing_in import make_api_token, sign_device_in
from diary.models import Clinic, Course, Patient, Session, User
from tests.replayed import Replayed

BIRTH_DATE = date(1958, 3, 14)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace, so that the next one asks the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Cast:
    """Harbour clinic: Anna treats Maya, Ben covers, Mia manages, Piet works there too. Zoe, of Hill clinic, treats Walter."""

    harbour: Clinic
    hill: Clinic
    anna: User
    ben: User
    mia: User
    piet: User
    zoe: User
    maya: Patient
    walter: Patient


def make_cast(now: datetime) -> Cast:
    """Everybody, at `now` or some minutes before; Maya and Walter have agreed to monitoring."""
    return _cast(now)


def _make_cast(now: datetime) -> Cast:
    then = now - timedelta(days=60)
    harbour = create_clinic(name="Harbour", now=then, phone="+44 1632 960001")
    hill = create_clinic(name="Hill", now=then)
    people = {
        name: create_staff(
            clinic=clinic, email=f"{name}@{clinic.name.lower()}.example", name=name.title(), roles=[role]
        )
        for name, clinic, role in (
            ("anna", harbour, "practitioner"),
            ("ben", harbour, "practitioner"),
            ("mia", harbour, "manager"),
            ("piet", harbour, "practitioner"),
            ("zoe", hill, "practitioner"),
        )
    }
    for person in people.values():
        alerts.add_contact_point(user_id=person.pk, channel="email", address=str(person.email), now=then)
    mia = people["mia"]
    arrange_cover(
        clinic=harbour, user=people["ben"], covers=people["anna"], starts_at=then, ends_at=None, by=mia, now=then
    )
    maya = create_patient(by=people["anna"], now=then, name="Maya Lindqvist", birth_date=BIRTH_DATE, sex="female")
    walter = create_patient(by=people["zoe"], now=then, name="Walter Hill", birth_date=date(1970, 1, 1))
    for patient in (maya, walter):
        agree(patient, then)
    return Cast(harbour, hill, maya=maya, walter=walter, **people)


_cast = Replayed(_make_cast, is_empty=lambda: not Clinic.objects.exists())


def agree(patient: Patient, now: datetime, *, purpose: str = "monitoring", given: bool = True) -> None:
    answer_consent(
        patient=patient, purpose=purpose, given=given, version=CONSENT_VERSION, locale="en-GB", by=patient.user, now=now
    )


def start_course(patient: Patient, by: User, now: datetime, **fields: Any) -> Course:
    return create_course(
        patient=patient,
        by=by,
        now=now,
        **{"region": "low-back", "chronicity": "persistent", "modality": "acupuncture", **fields},
    )


def treat(course: Course, by: User, ended_at: datetime, now: datetime | None = None, **fields: Any) -> Session:
    return record_session(
        course=course,
        by=by,
        now=now or ended_at,
        ended_at=ended_at,
        **{"modality": "acupuncture", "regions": ["low-back"], **fields},
    )


def entry(recorded_at: datetime, nrs: int | None = None, *symptoms: str, **more: Any) -> dict[str, Any]:
    """The body of a PUT: a score, or symptoms, or both."""
    body: dict[str, Any] = {
        "recorded_at": recorded_at.isoformat(),
        "time_zone": "Europe/London",
        "nrs_average": nrs,
        **more,
    }
    if symptoms:
        body["symptoms"] = [{"code": code} for code in symptoms]
    return body


class Api:
    """The API as one person uses it: staff by token, patients by their phone's cookie, or a stranger with neither."""

    def __init__(self, user: User | None = None, *, by: str = "none", now: datetime | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        self.cookie = ""
        moment = now or datetime.now(UTC)
        if user is not None and by == "token":
            self.headers["Authorization"] = f"Bearer {make_api_token(user=user, now=moment)}"
        elif user is not None:
            self.cookie = sign_device_in(user=user, now=moment)
            self.client.cookies[settings.DEVICE_COOKIE_NAME] = self.cookie
            self.headers["X-Ebb"] = "1"

    def again(self) -> "Api":
        """The same person in a browser that has forgotten what happened since they signed in."""
        fresh = Api()
        fresh.headers, fresh.cookie = dict(self.headers), self.cookie
        if self.cookie:
            fresh.client.cookies[settings.DEVICE_COOKIE_NAME] = self.cookie
        return fresh

    def __call__(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> "Answer":
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.generic(
            method, f"/api/v1/{path}", data, content_type="application/json", headers={**self.headers, **named}
        )
        return Answer(response)

    def get(self, path: str, **headers: str) -> "Answer":
        return self("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> "Answer":
        return self("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> "Answer":
        return self("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> "Answer":
        return self("PUT", path, body, **headers)

    def log(self, body: dict[str, Any], entry_id: UUID | None = None, **headers: str) -> "Answer":
        """PUT an entry; a fresh id unless one is given."""
        return self.put(f"entries/{entry_id or uuid7()}", body, **headers)


class Answer:
    """Status, headers and JSON of one answer."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.response = response
        content = b"" if response.streaming else response.content
        self.json: Any = json.loads(content) if content[:1] in (b"{", b"[") else None

    @property
    def code(self) -> str:
        return str(self.json["code"])

    def __repr__(self) -> str:
        return f"<{self.status} {self.json}>"
