"""Patients and their courses of treatment. Who creates a patient joins their care team."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.db import transaction

from alerts import actions as alerts
from alerts.fields import uuid7
from diary.access import clinic_to_work_in
from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.actions.flags import change_flags, clear_flag
from diary.actions.progress import judge_open_recoveries
from diary.clinical.course import PLANNED_SESSIONS
from diary.models import CareTeamMember, Chronicity, Clinic, Course, Membership, Patient, Role, User

ACUTE_UNTIL = timedelta(weeks=6)
SUBACUTE_UNTIL = timedelta(weeks=12)
PERSISTENT_UNTIL = timedelta(days=365)
ZONES = available_timezones()
# What the rules know of a person beside the diary: a change of it changes what is true of the diary.
RULES_LOOK_AT = frozenset({"birth_date", "flags", "sex"})
CHILD_DECIDED = "patient.decide_child"


class EndStateWithoutEnd(Exception):
    """How a course ended was said of a course that goes on."""


@transaction.atomic
def create_patient(
    *,
    by: User,
    now: datetime,
    name: str,
    birth_date: date,
    sex: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    time_zone: str | None = None,
    locale: str = "en-GB",
    flags: list[str] | None = None,
    child_because: str | None = None,
    clinic: UUID | None = None,
    patient_id: UUID | None = None,
) -> Patient:
    """A new patient of the clinic `by` works in; `by` joins their care team. `patient_id` is that of a diary which comes back.

    Raises NotAllowed for who works at none.
    """
    works_in = clinic_to_work_in(by, clinic)
    zone = time_zone or works_in.time_zone
    user = User.objects.create_user(email=None, name=name, locale=locale, time_zone=zone)
    patient = Patient.objects.create(
        pk=patient_id or uuid7(),
        clinic=works_in,
        user=user,
        name=name,
        birth_date=birth_date,
        sex=sex,
        email=email,
        phone=phone,
        time_zone=zone,
        locale=locale,
        flags=sorted(set(flags or [])),
        child_because=child_because,
        created_at=now,
        created_by=by,
    )
    CareTeamMember.objects.create(patient=patient, user=by, since_at=now)
    record_access(by=by, patient=patient, action="patient.create", object_id=patient.pk, now=now)
    if child_because:
        record_access(by=by, patient=patient, action=CHILD_DECIDED, object_id=patient.pk, now=now)
    return patient


@transaction.atomic
def update_patient(*, patient: Patient, by: User, now: datetime, changes: dict[str, Any]) -> Patient:
    """Change what is known of a patient; `changes` holds field names of Patient, already checked.

    What the rules look at has the open recoveries judged again. Raises ClearingNeedsReason when `sensitive` is left out.
    """
    patient = lock_patient(patient)
    if "flags" in changes:
        changes = {**changes, "flags": sorted(set(changes["flags"]))}
        change_flags(patient=patient, flags=changes["flags"], by=by, now=now)
    changed = {name for name, value in changes.items() if getattr(patient, name) != value}
    for name, value in changes.items():
        setattr(patient, name, value)
    if changes:
        patient.save(update_fields=list(changes))
    if not RULES_LOOK_AT.isdisjoint(changed):
        _judge_again(patient, by, now)
    if "child_because" in changed:
        record_access(by=by, patient=patient, action=CHILD_DECIDED, object_id=patient.pk, now=now)
    for shared in ("name", "time_zone", "locale"):
        if shared in changes:
            setattr(patient.user, shared, changes[shared])
    patient.user.save(update_fields=["name", "time_zone", "locale"])
    record_access(by=by, patient=patient, action="patient.change", object_id=patient.pk, now=now)
    return patient


@transaction.atomic
def clear_sensitive(*, patient: Patient, reason: str, by: User, now: datetime) -> Patient:
    """The patient is sensitive no more, for a reason. Not flagged: nothing happens. Raises ClearingNeedsReason."""
    patient = lock_patient(patient)
    if clear_flag(patient=patient, reason=reason, by=by, now=now):
        _judge_again(patient, by, now)
    record_access(by=by, patient=patient, action="patient.clear_sensitive", object_id=patient.pk, now=now)
    return patient


def _judge_again(patient: Patient, by: User, now: datetime) -> None:
    courses = Course.objects.filter(patient=patient, ended_at=None).order_by("pk")
    judge_open_recoveries(patient=patient, courses=courses, by=by, now=now)


@transaction.atomic
def create_course(*, patient: Patient, by: User, now: datetime, **fields: Any) -> Course:
    """A new course of treatment, of eight sessions if nothing is said. Without a chronicity it follows from `onset_date`."""
    fields.setdefault("planned_sessions", PLANNED_SESSIONS)
    if not fields.get("chronicity"):
        fields["chronicity"] = chronicity_at(fields["onset_date"], now.date())
    course = Course.objects.create(patient=patient, created_at=now, created_by=by, **fields)
    record_access(by=by, patient=patient, action="course.create", object_id=course.pk, now=now)
    return course


@transaction.atomic
def update_course(*, course: Course, by: User, now: datetime, changes: dict[str, Any]) -> Course:
    """Change or end a course, and judge it again; `changes` holds field names of Course, already checked.

    Raises EndStateWithoutEnd.
    """
    patient = lock_patient(course.patient)
    for name, value in changes.items():
        setattr(course, name, value)
    if course.ended_at is None and course.end_state is not None:
        raise EndStateWithoutEnd("Say when the course ended (ended_at) together with how (end_state).")
    if changes:
        course.save(update_fields=list(changes))
        judge_open_recoveries(patient=patient, courses=[course], by=by, now=now)
    record_access(by=by, patient=patient, action="course.change", object_id=course.pk, now=now)
    return course


def chronicity_at(onset: date, today: date) -> str:
    """How long somebody has had it, in the words of clinical reference 3.4."""
    lasted = today - onset
    if lasted < ACUTE_UNTIL:
        return Chronicity.ACUTE
    if lasted < SUBACUTE_UNTIL:
        return Chronicity.SUBACUTE
    return Chronicity.PERSISTENT if lasted < PERSISTENT_UNTIL else Chronicity.CHRONIC


@transaction.atomic
def create_clinic(*, name: str, now: datetime, **fields: Any) -> Clinic:
    """A new, empty clinic."""
    return Clinic.objects.create(name=name, **fields)


@transaction.atomic
def create_staff(*, clinic: Clinic, email: str, name: str, roles: list[str], password: str | None = None) -> User:
    """Somebody who works at `clinic` in `roles`; an account that exists by that e-mail address is used.

    The address counts as verified: whoever hosts Ebb, or the clinic, vouches for it.
    """
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email=email, name=name, password=password, time_zone=clinic.time_zone
    )
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    for role in roles:
        Membership.objects.get_or_create(user=user, clinic=clinic, role=Role(role), ended_at=None)
    return user


@transaction.atomic
def welcome_staff(*, clinic: Clinic, email: str, name: str, roles: list[str], now: datetime) -> User:
    """`create_staff`, and messages for them go to that address. Raises ValueError for an address that is none."""
    user = create_staff(clinic=clinic, email=email, name=name, roles=roles)
    alerts.add_contact_point(user_id=user.pk, channel="email", address=email, now=now)
    return user


@transaction.atomic
def join_care_team(*, patient: Patient, user: User, now: datetime) -> CareTeamMember:
    """`user` looks after `patient` from now on."""
    member, _ = CareTeamMember.objects.get_or_create(
        patient=patient, user=user, until_at=None, defaults={"since_at": now}
    )
    return member


@transaction.atomic
def end_membership(*, clinic: Clinic, user: User, now: datetime) -> None:
    """`user` no longer works at `clinic`: from now on they see nothing of it and are told nothing. Their past stays."""
    Membership.objects.filter(clinic=clinic, user=user, ended_at=None).update(ended_at=now)
