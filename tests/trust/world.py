"""Two clinics with a marked word in every text of every record, so that a word in the wrong answer is a leak and says whose.

Maya is treated by Anna of Harbour clinic, Ben covers, Mia manages, Tom writes for Maya; Nora is treated by Piet of Harbour; Walter by
Zoe of Hill clinic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import UUIDField

from alerts.fields import uuid7
from diary.actions.care import create_patient, create_staff
from diary.actions.carers import invite_carer
from diary.actions.tokens import SCOPES, make_service_token
from diary.models import Patient, User
from tests.cast import Api, agree, entry, make_cast

HOUR = timedelta(hours=1)
MARKS = {name: f"qzx{name}xzq" for name in ("maya", "nora", "walter", "hill", "harbour")}
# Whose marks must not stand in any answer to this role.
FORBIDDEN = {
    "nobody": ("maya", "nora", "walter", "hill", "harbour"),
    "maya": ("nora", "walter", "hill"),
    "tom": ("nora", "walter", "hill"),
    "anna": ("nora", "walter", "hill"),
    "ben": ("nora", "walter", "hill"),
    "mia": ("walter", "hill"),
    "piet": ("maya", "walter", "hill"),
    "token": ("maya", "nora", "walter", "hill"),
    "walter": ("maya", "nora", "harbour"),
    "zoe": ("maya", "nora", "harbour"),
}
ROLES = tuple(FORBIDDEN)


@dataclass(frozen=True)
class World:
    """Who asks, by role, and every id that there is."""

    people: dict[str, Api]
    ids: tuple[str, ...]
    now: datetime


def make_world(now: datetime) -> World:
    """Both clinics, at `now`, with a diary, a session, alerts, a letter, templates and a token each."""
    cast = make_cast(now)
    nora = create_patient(
        by=cast.piet, now=now - timedelta(days=50), name=f"Nora {MARKS['nora']}", birth_date=cast.maya.birth_date
    )
    agree(nora, now - timedelta(days=50))
    tom, _ = invite_carer(patient=cast.maya, name=f"Tom {MARKS['maya']}", by=cast.maya.user, now=now)
    staff = {name: Api(getattr(cast, name), by="token") for name in ("anna", "ben", "mia", "piet", "zoe")}
    phones = {"maya": cast.maya.user, "walter": cast.walter.user, "tom": tom.user}
    people = {"nobody": Api(), **staff, **{name: Api(user, by="device") for name, user in phones.items()}}
    people["token"] = bearer(cast.mia, now, cast.harbour)
    rosa = create_staff(clinic=cast.hill, email="rosa@hill.example", name="Rosa", roles=["manager"])
    for name, patient, by in (("maya", cast.maya, "anna"), ("nora", nora, "piet"), ("walter", cast.walter, "zoe")):
        fill(patient, MARKS[name], staff[by], Api(patient.user, by="device"), now)
    for name, manager in (("harbour", staff["mia"]), ("hill", Api(rosa, by="token"))):
        furnish(MARKS[name], manager)
    return World(people, tuple(all_ids()), now)


def bearer(user: User, now: datetime, clinic: Any) -> Api:
    """A service token that may do all that a service token may."""
    api = Api()
    _, secret = make_service_token(clinic=clinic, name="Practice system", scopes=list(SCOPES), by=user, now=now)
    api.headers["Authorization"] = f"Bearer {secret}"
    return api


def fill(patient: Patient, mark: str, staff: Api, phone: Api, now: datetime) -> None:
    """A course, a session, entries that raise alerts, a letter and what else can be said of a patient, with `mark` in every text."""
    done(staff.patch(f"patients/{patient.pk}", {"name": f"Pat {mark}", "email": f"{mark}@mail.example", "phone": mark}))
    body = {"patient": str(patient.pk), "region": "low-back", "chronicity": "persistent", "modality": "acupuncture"}
    course = done(staff.post("courses", {**body, "diagnosis": mark, "diagnosed_by": mark}))["id"]
    ended_at = (now - 50 * HOUR).isoformat()
    session = {"course": course, "ended_at": ended_at, "modality": "acupuncture", "regions": ["low-back"]}
    done(staff.post("sessions", {**session, "note": mark, "what_changed": mark}))
    for hours, score in ((90, 2), (60, 2), (20, 7)):
        done(phone.log(entry(now - hours * HOUR, score, note=mark, activity=mark)))
    done(phone.log(entry(now - HOUR, 7, "fever", note=mark)))
    for purpose in ("sharing", "audit"):
        done(phone.put(f"consents/{purpose}", {"given": True, "version": "1"}))
    address = {"channel": "email", "address": f"{mark}@mail.example"}
    done(phone.put(f"contact-points/{uuid7()}", address))
    done(phone.post("me/carers", {"name": f"Carer {mark}"}))
    happened = {"happened_at": (now - HOUR).isoformat(), "what": "faint-dizzy", "severity": "mild", "note": mark}
    done(staff.post(f"patients/{patient.pk}/adverse-events", happened))
    done(staff.post(f"courses/{course}/review", {"plan": "continue", "note": mark}))
    letter = {"course": course, "format": "csv", "request": mark, "recipient": mark, "include_notes": True}
    report = done(staff.post("reports", letter))["id"]
    done(phone.post(f"reports/{report}/agree"))
    done(staff.post(f"reports/{report}/shares", {}))
    for alert in done(staff.get(f"alerts?patient={patient.pk}"))["results"]:
        done(staff.post(f"alerts/{alert['id']}/notes", {"text": mark}))


def furnish(mark: str, manager: Api) -> None:
    """What a clinic has of its own, with `mark` in every text."""
    done(manager.put(f"message-templates/{uuid7()}", {"name": mark, "text": mark}))
    plan = {"name": mark, "modality": "massage", "sessions": 8, "spacing_days": 7}
    done(manager.put(f"course-plans/{uuid7()}", plan))
    done(manager.post("clinic/tokens", {"name": mark, "scopes": ["alerts"]}))
    done(manager.post("webhooks", {"url": f"https://hooks.example/{mark}"}))
    done(manager.post("clinic/members", {"email": f"{mark}@new.example", "name": mark, "roles": ["practitioner"]}))
    done(manager.patch("clinic", {"name": f"Clinic {mark}"}))


def done(answer: Any) -> Any:
    """What was answered; a world that is half built would prove nothing."""
    assert answer.status in (200, 201, 204), answer
    return answer.json


def all_ids() -> Iterable[str]:
    """The id of every row that has a UUID, whoever it belongs to."""
    for model in apps.get_models():
        if isinstance(model._meta.pk, UUIDField):
            yield from map(str, model._default_manager.values_list("pk", flat=True))
