"""Clinics, their practitioners, and ten thousand patients with paired phones: one of each clinic is told, the others are copied."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from alerts import actions as alerts
from alerts.fields import uuid7
from diary.actions.care import create_clinic, create_patient, create_staff
from diary.actions.signing_in import DEVICE_LIFETIME, keyed_hash, make_api_token
from diary.models import CareTeamMember, Consent, Course, Device, Entry, Patient, Session, User
from tests.bench.bench_sweep import READINGS, _copy_rows, _loading, _settle_down, copy_of
from tests.bench.bench_workspace import _seal
from tests.cast import agree, start_course, treat
from tests.diary.care import HOUR, log
from tests.load.week import WEEK_HOURS

CLINICS = 4
BASELINE_HOURS = (-74.0, -50.0, -26.0, -4.0)
BASELINE = 3
CHUNK = 1_000
COPIED = (User, Patient, CareTeamMember, Consent, Course, Session, Entry)


@dataclass(frozen=True, slots=True)
class Person:
    """A patient's phone."""

    patient: UUID
    headers: dict[str, str]
    treated_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """`tokens`: of each clinic's practitioner. Patients stand in the order of their numbers."""

    tokens: list[str]
    patients: list[Person]


def make_people(*, patients: int, now: datetime, hook: str, say: Callable[[str], None]) -> People:
    """Everybody, on an empty PostgreSQL. Each clinic's patients were treated at one hour, about a week before `now`."""
    tokens: list[str] = []
    people: list[Person] = []
    for number in range(CLINICS):
        treated_at = now - timedelta(hours=WEEK_HOURS + 12 - number)
        token, template = tell_of_one(number, treated_at, now, hook)
        tokens.append(token)
        last = patients * (number + 1) // CLINICS
        while len(people) < last:
            people += copies(template, range(len(people), min(len(people) + CHUNK, last)), treated_at, now)
            say(f"  clinic {number + 1} of {CLINICS}: {len(people):,} of {patients:,} patients")
    _settle_down()
    return People(tokens, people)


def tell_of_one(number: int, treated_at: datetime, now: datetime, hook: str) -> tuple[str, Patient]:
    """A clinic whose practitioner hears by webhook, and one patient with a baseline and a session."""
    long_ago = treated_at - timedelta(days=30)
    clinic = create_clinic(name=f"Harbour {number + 1}", now=long_ago)
    anna = create_staff(clinic=clinic, email=f"anna@harbour-{number + 1}.example", name="Anna", roles=["practitioner"])
    alerts.add_contact_point(user_id=anna.pk, channel="webhook", address=hook, now=long_ago)
    patient = create_patient(by=anna, now=long_ago, name="Template", birth_date=date(1970, 1, 1))
    agree(patient, long_ago)
    course = start_course(patient, anna, long_ago)
    for hours in BASELINE_HOURS:
        log(patient, treated_at + hours * HOUR, BASELINE)
    treat(course, anna, treated_at)
    Session.objects.filter(patient=patient).update(look_again_at=None)  # nothing is overdue before the week begins
    return make_api_token(user=anna, now=now), patient


def copies(template: Patient, numbers: range, treated_at: datetime, now: datetime) -> list[Person]:
    """One patient for each number, with a name and a phone of their own."""
    with _loading():
        for model in COPIED:
            whose = {User: f"id = '{template.user_id}'", Patient: f"id = '{template.pk}'"}
            columns = {"baseline_readings": READINGS} if model is Session else {}
            _copy_rows(model, whose.get(model, f"patient_id = '{template.pk}'"), numbers, columns)
    patients = {number: copy_of(template.pk, number) for number in numbers}
    _seal(Patient, "name", {pk: f"Patient {number}" for number, pk in patients.items()})
    _seal(
        Entry,
        "details",
        dict.fromkeys(Entry.objects.filter(patient__in=patients.values()).values_list("pk", flat=True), "{}"),
    )
    secrets = {number: f"load-{uuid7()}" for number in numbers}
    Device.objects.bulk_create(
        Device(
            user_id=copy_of(template.user_id, number),
            token_hash=keyed_hash(secret),
            created_at=now,
            last_seen_at=now,
            expires_at=now + DEVICE_LIFETIME,
        )
        for number, secret in secrets.items()
    )
    return [
        Person(
            patients[number], {"Cookie": f"{settings.DEVICE_COOKIE_NAME}={secrets[number]}", "X-Ebb": "1"}, treated_at
        )
        for number in numbers
    ]
