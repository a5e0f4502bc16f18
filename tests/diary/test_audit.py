"""Who looked at Maya's record and who changed it: one line each, never a word of what it said."""

from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any

import pytest
from django.db.models import CharField, TextField

from alerts.fields import SealedTextField, uuid7
from diary.actions.signing_in import invite_patient
from diary.models import AuditEvent
from tests.cast import BIRTH_DATE, Answer, Api, Cast, entry, make_cast
from tests.diary.care import HOUR, Care, make_care

pytestmark = pytest.mark.django_db

Ask = Callable[["World"], Answer]


class World:
    """Maya's record, her phone, Anna, and Zoe who has no part in it."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.care: Care = make_care(cast, now)
        self.maya, self.patient = Api(cast.maya.user, by="device"), cast.maya.pk
        self.anna, self.zoe = Api(cast.anna, by="token"), Api(cast.zoe, by="token")
        self.fever = f"alerts/{self.care.fever.pk}"
        self.entry = f"entries/{self.care.feverish.pk}"

    def session_body(self) -> dict[str, Any]:
        ended_at = (self.now - HOUR).isoformat()
        return {
            "course": str(self.care.course.pk),
            "ended_at": ended_at,
            "modality": "acupuncture",
            "regions": ["neck"],
        }

    def course_body(self) -> dict[str, Any]:
        return {"patient": str(self.patient), "region": "knee", "chronicity": "acute", "modality": "massage"}

    def pair(self) -> Answer:
        invited = invite_patient(patient=self.cast.maya, channel="qr", by=self.cast.anna, now=self.now)
        self.forget()
        return Api().post("pair", {"token": invited.token, "birth_date": BIRTH_DATE.isoformat()})

    def same_again(self) -> Answer:
        body, pk = entry(self.now, 2), uuid7()
        self.maya.log(body, pk)
        self.forget()
        return self.maya.log(body, pk)

    def forget(self) -> None:
        """What was written until here was to prepare."""
        self.known = set(AuditEvent.objects.values_list("pk", flat=True))


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    return World(make_cast(built_once), built_once)


@pytest.fixture
def world(house: World, db: None) -> World:
    """As it was built, whatever the tests before did to it."""
    fresh = copy(house)
    fresh.maya, fresh.anna, fresh.zoe = house.maya.again(), house.anna.again(), house.zoe.again()
    return fresh


BY_STAFF: dict[str, Ask] = {
    "patient.list": lambda w: w.anna.get("patients"),
    "patient.read": lambda w: w.anna.get(f"patients/{w.patient}"),
    "patient.change": lambda w: w.anna.patch(f"patients/{w.patient}", {"sex": "other"}),
    "patient.invite": lambda w: w.anna.post(f"patients/{w.patient}/invitation"),
    "timeline.read": lambda w: w.anna.get(f"patients/{w.patient}/timeline"),
    "course.list": lambda w: w.anna.get("courses"),
    "course.create": lambda w: w.anna.post("courses", w.course_body()),
    "course.read": lambda w: w.anna.get(f"courses/{w.care.course.pk}"),
    "course.change": lambda w: w.anna.patch(f"courses/{w.care.course.pk}", {"planned_sessions": 4}),
    "patient.clear_sensitive": lambda w: w.anna.post(
        f"patients/{w.patient}/clear-sensitive", {"reason": "Calm twice."}
    ),
    "warnings.read": lambda w: w.anna.get(f"courses/{w.care.course.pk}/warnings"),
    "review.read": lambda w: w.anna.get(f"courses/{w.care.course.pk}/review"),
    "review.complete": lambda w: w.anna.post(f"courses/{w.care.course.pk}/review", {"plan": "continue"}),
    "session.list": lambda w: w.anna.get("sessions"),
    "session.record": lambda w: w.anna.post("sessions", w.session_body()),
    "session.read": lambda w: w.anna.get(f"sessions/{w.care.session.pk}"),
    "session.change": lambda w: w.anna.patch(f"sessions/{w.care.session.pk}", {"needles": 4}),
    "session.take_back": lambda w: w.anna.post(
        f"sessions/{w.care.session.pk}/take-back", {"because": "Somebody else's."}
    ),
    "curve.read": lambda w: w.anna.get(f"sessions/{w.care.session.pk}/curve"),
    "entry.list": lambda w: w.anna.get("entries"),
    "entry.read": lambda w: w.anna.get(w.entry),
    "entry.revisions": lambda w: w.anna.get(f"{w.entry}/revisions"),
    "report.text": lambda w: w.anna.post("reports/text", {"course": str(w.care.course.pk), "format": "pdf"}),
    "worklist.read": lambda w: w.anna.get("worklist"),
    "alert.list": lambda w: w.anna.get("alerts"),
    "alert.read": lambda w: w.anna.get(w.fever),
    "alert.acknowledge": lambda w: w.anna.post(f"{w.fever}/acknowledge", {"note": "Ringing"}),
    "alert.resolve": lambda w: w.anna.post(f"{w.fever}/resolve", {"outcome": "advised", "note": "Rest"}),
    "alert.note": lambda w: w.anna.post(f"{w.fever}/notes", {"text": "Rang"}),
}
BY_PATIENT: dict[str, Ask] = {
    "device.pair": lambda w: w.pair(),
    "me.read": lambda w: w.maya.get("me"),
    "me.change": lambda w: w.maya.patch("me", {"locale": "es"}),
    "patient.export": lambda w: w.maya.post("me/export"),
    "consent.read": lambda w: w.maya.get("consents"),
    "consent.answer": lambda w: w.maya.put("consents/audit", {"given": True, "version": "1"}),
    "entry.record": lambda w: w.maya.log(entry(w.now, 2)),
    "entry.repeat": lambda w: w.same_again(),
    "entry.correct": lambda w: w.maya.put(w.entry, entry(w.now, 2), If_Match='"1"'),
    "entry.delete": lambda w: w.maya("DELETE", w.entry, If_Match='"1"'),
    "entry.list": lambda w: w.maya.get("entries"),
    "entry.read": lambda w: w.maya.get(w.entry),
    "entry.revisions": lambda w: w.maya.get(f"{w.entry}/revisions"),
    "course.list": lambda w: w.maya.get("courses"),
    "course.read": lambda w: w.maya.get(f"courses/{w.care.course.pk}"),
    "session.list": lambda w: w.maya.get("sessions"),
    "session.read": lambda w: w.maya.get(f"sessions/{w.care.session.pk}"),
    "curve.read": lambda w: w.maya.get(f"sessions/{w.care.session.pk}/curve"),
}


@pytest.mark.parametrize("action", BY_STAFF)
def test_what_staff_do_leaves_one_line(world: World, action: str):
    check_one_line(world, action, BY_STAFF[action], world.cast.anna.pk)


@pytest.mark.parametrize("action", BY_PATIENT)
def test_what_the_patient_does_leaves_one_line(world: World, action: str):
    check_one_line(world, action, BY_PATIENT[action], world.cast.maya.user_id)


def check_one_line(world: World, action: str, ask: Ask, actor: Any) -> None:
    world.forget()
    answer = ask(world)

    assert 200 <= answer.status < 300
    event = AuditEvent.objects.exclude(pk__in=world.known).get()
    assert (event.action, event.actor_id, event.patient_id) == (action, actor, world.patient)
    assert event.clinic_id == world.cast.harbour.pk
    assert (event.at - world.now).total_seconds() < 600


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "consents/monitoring"), ("DELETE", "entry"), ("PATCH", "me")],
    ids=["the same consent", "deleted twice", "nothing changed"],
)
def test_what_changes_nothing_is_a_line_too(world: World, method: str, path: str):
    bodies = {"consents/monitoring": {"given": True, "version": "2026-1", "locale": "en-GB"}, "me": {}}
    if path == "entry":
        world.maya("DELETE", world.entry, If_Match='"1"')
    before = AuditEvent.objects.filter(patient=world.patient).count()
    answer = world.maya(method, world.entry if path == "entry" else path, bodies.get(path), If_Match='"1"')

    assert answer.status == 200
    assert AuditEvent.objects.filter(patient=world.patient).count() == before + 1


@pytest.mark.parametrize("action", BY_STAFF)
def test_a_stranger_leaves_no_line_in_her_record(world: World, action: str):
    before = AuditEvent.objects.filter(patient=world.patient).count()
    world.anna = world.zoe
    BY_STAFF[action](world)
    assert AuditEvent.objects.filter(patient=world.patient).count() == before


def test_a_page_of_a_list_names_only_those_on_it(world: World):
    other = world.anna.post("patients", {"name": "Omar", "birth_date": "1960-01-01"}).json["id"]
    for query in ("patients?limit=1", "alerts?limit=1", "worklist?limit=1"):
        known = set(AuditEvent.objects.values_list("pk", flat=True))
        page = world.anna.get(query).json
        shown = {each.get("patient", each)["id"] for each in page["results"]}
        noted = AuditEvent.objects.exclude(pk__in=known).values_list("patient", flat=True)
        assert [str(pk) for pk in noted] == list(shown)
        assert page["next"]
    assert other


def test_no_line_can_hold_what_a_record_says():
    """Every column is an id, a moment, or one word of a fixed list. Only why the glass was broken is text, and that is sealed."""
    texts = [field for field in AuditEvent._meta.get_fields() if isinstance(field, CharField | TextField)]
    assert [field.name for field in texts if not isinstance(field, SealedTextField)] == ["action", "reason_hash"]
    assert [field.name for field in texts if isinstance(field, SealedTextField)] == ["reason"]


def test_lines_hold_words_of_a_fixed_list_only(world: World):
    for ask in (*BY_STAFF.values(), *BY_PATIENT.values()):
        ask(world)
    world.maya("PUT", world.entry, raw=b"fever Maya")
    known = {*BY_STAFF, *BY_PATIENT, "patient.create", "entry.refused"}
    assert set(AuditEvent.objects.values_list("action", flat=True)) <= known
