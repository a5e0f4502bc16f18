"""Maya's record, everybody who may ask about it, and how each route is asked: for tests of who sees what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts import actions as alerts
from alerts.actions.returning import code_back
from alerts.fields import uuid7
from diary.actions.adverse import record_adverse_event
from diary.actions.carers import invite_carer
from diary.actions.passkeys import Site, add_passkey, ask_for_known, ask_for_new
from diary.actions.reports import agree_to_report, draft_report
from diary.actions.sharing import share_report
from diary.actions.signing_in import invite_patient, sign_in_url
from diary.actions.tokens import make_service_token
from diary.models import (
    AdverseEvent,
    Carer,
    Device,
    Report,
    Share,
    User,
)
from diary.reports.typesetter import typeset
from tests.alerts.browsers import Browser
from tests.authenticator import HOST, Phone, own_origin
from tests.cast import Answer, Api, Cast, entry, make_cast
from tests.diary.access_matrix import TOKENS, Row
from tests.diary.care import HOUR, Care, make_care, once_covered, once_worked_here

PAGE = typeset({"main.typ": b"The page."}, format="pdf")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/maya"


@dataclass(frozen=True)
class World:
    """Maya's record and everybody who asks about it."""

    cast: Cast
    care: Care
    report: Report
    share: Share
    carer: Carer
    unwanted: AdverseEvent
    phone: Phone
    reached: dict[str, str]
    people: dict[str, Api]
    now: datetime


def build_world(now: datetime) -> World:
    cast = make_cast(now)
    care = make_care(cast, now)
    staff = {"carl": once_covered(cast, now), "eva": once_worked_here(cast, now)}
    staff |= {name: getattr(cast, name) for name in ("anna", "ben", "mia", "piet", "zoe")}
    people = {name: Api(user, by="token") for name, user in staff.items()}
    people |= {"nobody": Api(), "maya": Api(cast.maya.user, by="device"), "walter": Api(cast.walter.user, by="device")}
    reached = reach(cast, now) | {"me": str(Device.objects.get(user=cast.maya.user).pk)}
    phone = Phone()
    reached["me/passkeys"] = str(add_passkey(**new_passkey(cast, phone, now)).pk)
    agreed = agree_to_report(report=draft(care, cast.anna, now), by=cast.maya.user, now=now)
    shared = share_report(report=agreed, by=cast.anna, now=now).share
    tom, _ = invite_carer(patient=cast.maya, name="Tom", by=cast.maya.user, now=now)
    people["tom"] = Api(tom.user, by="device")
    people |= {scope: service(cast, scope, now) for scope in TOKENS}
    return World(cast, care, draft(care, cast.anna, now), shared, tom, fainted(cast, now), phone, reached, people, now)


def site() -> Site:
    return Site(host=HOST, origin=own_origin())


def new_passkey(cast: Cast, phone: Phone, now: datetime) -> dict[str, Any]:
    """What `add_passkey` takes for one of Maya's."""
    state, options = ask_for_new(patient=cast.maya, site=site(), now=now)
    made = {"state": state, "credential": phone.make(options)}
    return {"patient": cast.maya, "by": cast.maya.user, "site": site(), "now": now, **made}


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


def back_body(world: World, _: str) -> dict[str, Any]:
    asked, secret = alerts.ask_to_return(address="maya@mail.example", now=world.now)
    return {"ask": secret, "code": code_back(asked.pk)}


def new_passkey_body(world: World, _: str) -> dict[str, Any]:
    made = new_passkey(world.cast, Phone(), world.now)
    return {"state": made["state"], "credential": made["credential"]}


def passkey_body(world: World, _: str) -> dict[str, Any]:
    state, options = ask_for_known(site=site(), now=world.now)
    return {"state": state, "credential": world.phone.show(options)}


BODIES: dict[str, Callable[[World, str], Any]] = {
    "POST pair": pair_body,
    "POST again": lambda world, _: {"address": "maya@mail.example"},
    "POST again/code": back_body,
    "POST again/passkey": passkey_body,
    "POST me/passkeys": new_passkey_body,
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
    "POST patients/{id}/break-glass": lambda world, _: {"reason": "She rang, Anna cannot be reached."},
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
    "POST sessions/{id}/take-back": lambda world, _: {"because": "It was Walter's."},
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
    own = (each for each in ("me/carers", "me/passkeys") if row.route.startswith(each))
    family = next(own, row.route.partition("/")[0])
    return str(kinds.get(family, maya))


def ask(world: World, row: Row, who: str, subject: str | None = None) -> Answer:
    named = subject or subject_of(row, world)
    path = row.route.replace("{id}", named).replace("{purpose}", "audit")
    headers = {"If_Match": f'"{world.care.feverish.revision}"'} if row.method in ("PUT", "DELETE") else {}
    if row.route == "sign-in":
        headers["X_Ebb"] = "1"
    body = BODIES.get(str(row), lambda *_: None)(world, named)
    return world.people[who](row.method, path, body, **headers)


def mentions_of_maya(world: World, answer: Answer, row: Row) -> list[str]:
    care, maya = world.care, world.cast.maya
    ids = (care.feverish.pk, care.course.pk, care.session.pk, care.fever.pk, care.lasting.pk, maya.pk, maya.user_id)
    text = answer.response.content.decode(errors="replace")
    return [secret for secret in (*map(str, ids), maya.name, "fever", "Harbour") if secret in text]
