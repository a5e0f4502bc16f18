"""Every route, asked by everybody about Maya, answers as `tests/diary/access_matrix.py` says, and strangers learn nothing."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import Alert, AlertEvent, Delivery
from diary.actions.adverse import record_adverse_event
from diary.actions.care import create_patient, create_staff
from diary.actions.carers import invite_carer
from diary.actions.cover import arrange_cover
from diary.actions.reports import agree_to_report, draft_report
from diary.actions.sharing import share_report
from diary.actions.signing_in import invite_patient, sign_in_url
from diary.actions.tokens import SCOPES, make_service_token
from diary.api import urls
from diary.models import (
    AdverseEvent,
    Assessment,
    AuditEvent,
    Carer,
    Consent,
    Course,
    Device,
    Easing,
    Entry,
    EntryRevision,
    FlagChange,
    Invitation,
    Patient,
    RefusedEntry,
    Report,
    Review,
    Session,
    Share,
    User,
)
from diary.reports.typesetter import typeset
from tests.alerts.browsers import Browser
from tests.cast import Answer, Api, Cast, entry, make_cast, undone
from tests.diary.access_matrix import PRINCIPALS, ROWS, STRANGERS, TOKENS, Row
from tests.diary.care import HOUR, Care, make_care, once_covered, once_worked_here

pytestmark = pytest.mark.django_db

PAGE = typeset({"main.typ": b"The page."}, format="pdf")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/maya"
METHODS = ("get", "post", "put", "patch", "delete")
LISTS = [
    row for row in ROWS if row.route in ("entries", "patients", "courses", "sessions", "worklist", "alerts", "reports")
]
WITH_ID = [row for row in ROWS if "{id}" in row.route or row.route in ("courses", "sessions", "reports")]


@dataclass(frozen=True)
class World:
    """Maya's record and everybody who asks about it."""

    cast: Cast
    care: Care
    report: Report
    share: Share
    carer: Carer
    unwanted: AdverseEvent
    reached: dict[str, str]
    people: dict[str, Api]
    now: datetime


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    now, cast = built_once, make_cast(built_once)
    care = make_care(cast, now)
    staff = {"carl": once_covered(cast, now), "eva": once_worked_here(cast, now)}
    staff |= {name: getattr(cast, name) for name in ("anna", "ben", "mia", "piet", "zoe")}
    people = {name: Api(user, by="token") for name, user in staff.items()}
    people |= {"nobody": Api(), "maya": Api(cast.maya.user, by="device"), "walter": Api(cast.walter.user, by="device")}
    reached = reach(cast, now) | {"me": str(Device.objects.get(user=cast.maya.user).pk)}
    agreed = agree_to_report(report=draft(care, cast.anna, now), by=cast.maya.user, now=now)
    shared = share_report(report=agreed, by=cast.anna, now=now).share
    tom, _ = invite_carer(patient=cast.maya, name="Tom", by=cast.maya.user, now=now)
    people["tom"] = Api(tom.user, by="device")
    people |= {scope: service(cast, scope, now) for scope in TOKENS}
    return World(cast, care, draft(care, cast.anna, now), shared, tom, fainted(cast, now), reached, people, now)


@pytest.fixture
def world(house: World, db: None) -> World:
    """As it was built, whatever the tests before did to it."""
    return replace(house, people={name: api.again() for name, api in house.people.items()})


def fainted(cast: Cast, now: datetime) -> AdverseEvent:
    """What Anna wrote down after a treatment of Maya's."""
    said = {"what": "faint-dizzy", "severity": "moderate", "cause": "unknown", "outcome": "recovered"}
    return record_adverse_event(patient=cast.maya, session=None, happened_at=now, by=cast.anna, now=now, **said)


def service(cast: Cast, scope: str, now: datetime) -> Api:
    """Another system of Harbour clinic, with a token for this scope alone."""
    _, secret = make_service_token(clinic=cast.harbour, name=scope, scopes=[scope], by=cast.mia, now=now)
    asks = Api()
    asks.headers["Authorization"] = f"Bearer {secret}"
    return asks


def reach(cast: Cast, now: datetime) -> dict[str, str]:
    """Maya is told by e-mail and on her phone, Anna by a webhook; the ids of each."""
    maya = {"user_id": cast.maya.user_id, "now": now}
    mail = alerts.add_contact_point(channel="email", address="maya@mail.example", **maya)
    phone = alerts.add_contact_point(channel="push", address=ENDPOINT, secret=Browser().kept, **maya)
    hook = alerts.add_contact_point(
        user_id=cast.anna.pk, channel="webhook", address="https://hooks.example/anna", now=now
    )
    points = {"contact-points": mail, "push-subscriptions": phone, "webhooks": hook}
    return {route: str(point.pk) for route, point in points.items()}


def draft(care: Care, by: User, now: datetime) -> Report:
    """A page about Maya's course; what stands on it does not matter here."""
    return draft_report(
        course=care.course,
        report_format="pdf",
        since=now - HOUR,
        until=now,
        request="Please advise.",
        recipient="Dr Okafor",
        include_notes=True,
        content=PAGE,
        rules_version="2026.1",
        by=by,
        now=now,
    )


def session_body(world: World, course: str) -> dict[str, Any]:
    ended_at = (world.now - HOUR).isoformat()
    return {"course": course, "ended_at": ended_at, "modality": "acupuncture", "regions": ["low-back"]}


def course_body(world: World, patient: str) -> dict[str, Any]:
    return {"patient": patient, "region": "knee", "chronicity": "acute", "modality": "massage"}


def pair_body(world: World, _: str) -> dict[str, Any]:
    invited = invite_patient(patient=world.cast.maya, channel="qr", by=world.cast.anna, now=world.now)
    return {"token": invited.token, "birth_date": world.cast.maya.birth_date.isoformat()}


BODIES: dict[str, Callable[[World, str], Any]] = {
    "POST pair": pair_body,
    "POST sign-in": lambda world, _: {"token": sign_in_url(world.cast.zoe).partition("#t=")[2]},
    "PATCH me": lambda world, _: {"locale": "es"},
    "POST me/carers": lambda world, _: {"name": "Tom"},
    "POST me/erasure": lambda world, _: {"birth_date": world.cast.maya.birth_date.isoformat()},
    "PUT consents/{purpose}": lambda world, _: {"given": True, "version": "1"},
    "PUT entries/{id}": lambda world, _: entry(world.now - HOUR, 2),
    "POST entries/{id}/checked": lambda world, _: {"checked_at": world.now.isoformat()},
    "POST patients": lambda world, _: {"name": "New One", "birth_date": "1990-01-01"},
    "PATCH patients/{id}": lambda world, _: {"phone": "+44 1632 960123"},
    "POST courses": course_body,
    "PATCH courses/{id}": lambda world, _: {"planned_sessions": 6},
    "POST patients/{id}/clear-sensitive": lambda world, _: {"reason": "Two calm sessions."},
    "POST patients/{id}/adverse-events": lambda world, _: {
        "happened_at": world.now.isoformat(),
        "what": "faint-dizzy",
        "severity": "mild",
    },
    "POST adverse-events/{id}/correction": lambda world, _: {
        "happened_at": world.now.isoformat(),
        "what": "faint-dizzy",
        "severity": "mild",
        "reason": "It was mild.",
    },
    "POST patients/{id}/easing": lambda world, _: {
        "reason": "Swings by three points every day.",
        "until": (world.now + 24 * HOUR).isoformat(),
    },
    "POST courses/{id}/review": lambda world, _: {"plan": "continue"},
    "POST sessions": session_body,
    "PATCH sessions/{id}": lambda world, _: {"needles": 8},
    "PUT contact-points/{id}": lambda world, _: {"channel": "email", "address": "maya@mail.example"},
    "POST contact-points/{id}/verify": lambda world, _: {"code": "000000"},
    "PUT push-subscriptions/{id}": lambda world, _: {"endpoint": ENDPOINT + "2", "keys": Browser().keys},
    "POST push-receipts": lambda world, _: {"delivery": str(uuid7())},
    "POST webhooks": lambda world, _: {"url": "https://hooks.example/mia"},
    "PATCH webhooks/{id}": lambda world, _: {"active": False},
    "POST reports": lambda world, course: {"course": course, "format": "csv"},
    "POST reports/text": lambda world, course: {"course": course, "format": "pdf"},
    "PUT quiet-hours": lambda world, _: {"starts": "22:00", "ends": "07:00"},
    "POST cover": lambda world, subject: {"user": subject, "starts_at": world.now.isoformat()},
    "PATCH clinic": lambda world, _: {"phone": "+44 1632 960555"},
    "POST clinic/members": lambda world, _: {"email": "new@harbour.example", "name": "New", "roles": ["practitioner"]},
    "PATCH clinic/members/{id}": lambda world, _: {"roles": ["practitioner", "manager"]},
    "POST clinic/members/{id}/end": lambda world, _: {"successor": str(world.cast.ben.pk)},
    "PUT message-templates/{id}": lambda world, _: {"name": "Door", "text": "Hello {first_name}."},
    "PUT course-plans/{id}": lambda world, _: {
        "name": "Low back",
        "modality": "massage",
        "sessions": 8,
        "spacing_days": 7,
    },
    "PUT session-templates/{id}": lambda world, _: {"name": "Low back", "modality": "massage"},
    "PUT clinic/cliniko": lambda world, _: {"key": "MS0xLWlOdzRNbTVPU0Jk-uk1"},
    "POST imports/appointments": lambda world, _: {
        "format": "csv",
        "text": "starts_at,name,birth_date\n2026-05-04 09:00,Maya Lindqvist,1958-03-14\n",
        "apply": True,
    },
    "POST clinic/tokens": lambda world, _: {"name": "Diary of the practice", "scopes": ["alerts"]},
    "POST clinic/preset/replay": lambda world, _: {"preset": "quiet"},
    "POST s/open": lambda world, _: {"token": "guessed", "code": "ABC234"},
    "POST s/reply": lambda world, _: {"token": "guessed", "code": "ABC234", "answer": "seen"},
    "POST shl/{token}": lambda world, _: {"recipient": "Surgery", "passcode": "ABC234"},
    "POST a": lambda world, _: {"signed": "guessed.1:no"},
    "POST alerts/{id}/snooze": lambda world, _: {"until": (world.now + HOUR).isoformat(), "reason": "later"},
    "POST alerts/{id}/resolve": lambda world, _: {"outcome": "advised"},
    "POST alerts/{id}/notes": lambda world, _: {"text": "Rang."},
}


def subject_of(row: Row, world: World) -> str:
    """The id of Maya's that the route is asked about, in its path or its body."""
    care, maya = world.care, world.cast.maya.pk
    kinds = {"entries": care.feverish.pk, "alerts": care.fever.pk, "patients": maya}
    if row.method == "POST" and "{id}" not in row.route:
        kinds |= {"courses": maya, "sessions": care.course.pk}
    else:
        kinds |= {"courses": care.course.pk, "sessions": care.session.pk}
    kinds |= world.reached  # type: ignore[arg-type]
    kinds["shares"] = world.share.pk
    kinds["adverse-events"] = world.unwanted.pk
    kinds["clinics"] = world.cast.harbour.pk
    kinds["clinic"] = world.cast.anna.pk if row.route.startswith("clinic/members") else maya
    kinds["reports"] = world.report.pk if "{id}" in row.route else care.course.pk
    kinds["me/carers"] = world.carer.pk
    family = "me/carers" if row.route.startswith("me/carers") else row.route.partition("/")[0]
    return str(kinds.get(family, maya))


def ask(world: World, row: Row, who: str, subject: str | None = None) -> Answer:
    named = subject or subject_of(row, world)
    path = row.route.replace("{id}", named).replace("{purpose}", "audit")
    headers = {"If_Match": f'"{world.care.feverish.revision}"'} if row.method in ("PUT", "DELETE") else {}
    if row.route == "sign-in":
        headers["X_Ebb"] = "1"
    body = BODIES.get(str(row), lambda *_: None)(world, named)
    return world.people[who](row.method, path, body, **headers)


def routes_of_the_api() -> set[str]:
    """Every method and route of the URL list, in the words of the contract."""
    found = set()
    for pattern in urls.urlpatterns:
        route = re.sub(r"<uuid:\w+>", "{id}", re.sub(r"<str:(\w+)>", r"{\1}", str(pattern.pattern)))
        view = pattern.callback.view_class  # type: ignore[union-attr]
        found |= {f"{method.upper()} {route}" for method in METHODS if hasattr(view, method)}
    return found


def unmatched(rows: Iterable[Row]) -> set[str]:
    """The routes without a row, and the rows without a route."""
    return {str(row) for row in rows} ^ routes_of_the_api()


def test_every_route_has_its_row_in_the_matrix_and_no_row_is_left_over():
    assert not unmatched(ROWS)
    assert all(unmatched(other for other in ROWS if other is not row) == {str(row)} for row in ROWS)
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_every_scope_of_a_token_has_its_column():
    assert set(TOKENS) == set(SCOPES)
    assert all(tuple(row.expected) == PRINCIPALS for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_matrix_holds(row: Row, world: World):
    """Everybody is answered as the table says; a refusal says nothing of Maya and changes nothing in her record."""
    got = {}
    refused = [who for who in PRINCIPALS if row.expected[who] >= 400]
    for who in (who for who in PRINCIPALS if who not in refused):
        with undone():
            got[who] = ask(world, row, who).status
    before = record_of(world.cast.maya)
    for who in refused:
        answer = ask(world, row, who)
        got[who] = answer.status
        assert not mentions_of_maya(world, answer, row), who
        if answer.status == 403:
            assert answer.code == "not_allowed", who
        if answer.status == 401:
            assert (answer.code, answer.headers["WWW-Authenticate"]) == ("not_signed_in", 'Bearer realm="ebb"')

    assert got == row.expected
    assert record_of(world.cast.maya) == before


@pytest.mark.parametrize("row", WITH_ID, ids=str)
def test_what_is_hidden_looks_like_what_does_not_exist(row: Row, world: World):
    for who in (who for who, status in row.expected.items() if status == 404):
        with undone():
            hidden = ask(world, row, who)
        with undone():
            unknown = ask(world, row, who, str(uuid7()))
        assert (hidden.status, hidden.json) == (unknown.status, unknown.json), who
        assert hidden.headers["Content-Type"] == unknown.headers["Content-Type"] == "application/problem+json"


def record_of(patient: Patient) -> dict[str, list[Any]]:
    """Every row about the patient, and every line of who looked."""
    own = (Course, Session, Entry, EntryRevision, RefusedEntry, Assessment, Consent, Invitation, Report, AuditEvent)
    own += (Review, FlagChange, AdverseEvent, Easing)
    found = Alert.objects.filter(subject=patient.pk)
    rows = {model.__name__: model.objects.filter(patient=patient) for model in own}
    rows |= {
        "Patient": Patient.objects.filter(pk=patient.pk),
        "User": User.objects.filter(pk=patient.user_id),
        "Alert": found,
    }
    rows |= {
        "Event": AlertEvent.objects.filter(alert__in=found),
        "Delivery": Delivery.objects.filter(alert__in=found),
    }
    return {name: list(found.order_by("pk").values_list()) for name, found in rows.items()}


def mentions_of_maya(world: World, answer: Answer, row: Row) -> list[str]:
    care, maya = world.care, world.cast.maya
    ids = (care.feverish.pk, care.course.pk, care.session.pk, care.fever.pk, care.lasting.pk, maya.pk, maya.user_id)
    text = answer.response.content.decode()
    return [secret for secret in (*map(str, ids), maya.name, "fever", "Harbour") if secret in text]


@pytest.mark.parametrize("row", LISTS, ids=str)
def test_lists_hold_nothing_of_others_whatever_the_filter(row: Row, world: World):
    if row.method != "GET":
        return
    care, maya = world.care, world.cast.maya.pk
    queries = (
        "",
        f"?patient={maya}",
        f"?course={care.course.pk}",
        f"?session={care.session.pk}",
        "?since=2020-01-01T00:00:00Z",
    )
    for who in (who for who in STRANGERS if row.expected[who] == 200):
        for query in queries:
            answer = world.people[who].get(row.route + query)
            assert answer.status == 200, (who, query)
            assert not mentions_of_maya(world, answer, row), (who, query)
    for who in ("anna", "ben", "mia"):
        assert mentions_of_maya(world, world.people[who].get(row.route), row), who


def test_who_covers_in_two_clinics_sees_in_each_only_those_they_cover_there(world: World):
    """Ben covers Anna at Harbour and Zoe at Hill. Anna also treats Hugo at Hill, where nobody covers for her."""
    cast = world.cast
    for person in (cast.anna, cast.ben):
        create_staff(clinic=cast.hill, email=str(person.email), name="", roles=["practitioner"])
    hugo = create_patient(by=cast.anna, now=world.now, name="Hugo", birth_date=date(1980, 2, 3), clinic=cast.hill.pk)
    arrange_cover(clinic=cast.hill, user=cast.ben, covers=cast.zoe, starts_at=world.now - HOUR, ends_at=None)

    ben = world.people["ben"]
    assert ben.get(f"patients/{cast.maya.pk}").status == ben.get(f"patients/{cast.walter.pk}").status == 200
    assert ben.get(f"patients/{hugo.pk}").status == 404


@pytest.mark.parametrize("path", ["patients", "sessions", "courses", "worklist", "alerts", "entries"])
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=%C2%B2", "limit=ten", "cursor=%C2%B2", "cursor=99", "cursor=e30"]
)
def test_a_wrong_page_is_named(world: World, path: str, query: str):
    answer = world.people["anna"].get(f"{path}?{query}")
    assert (answer.status, answer.code, list(answer.json["errors"])) == (422, "invalid", [query.partition("=")[0]])
