"""Records come to an end: what a clinic has kept for `retention_years` since the last contact goes, unless somebody says why not.

What stays is a patient without a name, who was seen by whom (and no longer why), and when it ended. See
docs/adr/0047-a-record-comes-to-its-end.md.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from alerts import actions as alerts
from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert
from diary.actions.auditing import place_of, record_access
from diary.actions.clinic import note_change
from diary.actions.diary_rows import tables
from diary.actions.entries import lock_patient
from diary.actions.erasing import GRACE
from diary.actions.signing_in import sign_out_everywhere
from diary.models import (
    Appointment,
    AuditEvent,
    Carer,
    CareTeamMember,
    Clinic,
    ClinicChange,
    Entry,
    Invitation,
    Membership,
    Passkey,
    Patient,
    Role,
    Session,
    Share,
    ShareEvent,
    User,
)

log = logging.getLogger(__name__)

OF_AGE = 18  # years
KEPT_UNTIL = 25  # years old; for who was a child at the last contact. Source: NHS Records Management Code, appendix II
NO_DAY = date(1900, 1, 1)  # stands where a birth date was
CONTACTS: tuple[tuple[Any, str], ...] = ((Session, "ended_at"), (Entry, "received_at"), (Appointment, "starts_at"))


class HoldNeedsReason(ValueError):
    """A record is kept for longer only for a reason that can be read later."""

    field = "because"


@dataclass(frozen=True, slots=True)
class Over:
    """A record whose time has passed since `last_contact`. `waits_for` says why it stays all the same; empty when nothing does."""

    patient: UUID
    clinic: UUID
    last_contact: datetime
    waits_for: str


def years_later(day: date, years: int) -> date:
    """The same day some years on; the 1st of March where there is no 29th of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def kept_until(*, last_contact: date, birth_date: date | None, years: int) -> date:
    """From which day on a record need not be kept: `years` after the last contact, and a child's until they are 25."""
    over = years_later(last_contact, years)
    if birth_date is not None and last_contact < years_later(birth_date, OF_AGE):
        return max(over, years_later(birth_date, KEPT_UNTIL))
    return over


def records_over(*, now: datetime) -> list[Over]:
    """Every record whose time has passed, by clinic; also those that wait for something."""
    found = []
    for clinic in Clinic.objects.order_by("pk"):
        years = _years_of(clinic, now)
        for patient, contact in _last_contacts(clinic, years, now):
            ends = kept_until(last_contact=contact.date(), birth_date=patient.birth_date, years=years)
            if ends <= now.date():
                found.append(Over(patient.pk, clinic.pk, contact, _waits_for(patient)))
    return found


def end_records(*, now: datetime) -> list[Over]:
    """End every record that is over and waits for nothing; those that were ended. Each clinic's managers hear how many."""
    ended = [over for over in records_over(now=now) if not over.waits_for and _end_or_say(over, now)]
    for clinic, number in Counter(over.clinic for over in ended).items():
        _tell_managers(Clinic.objects.get(pk=clinic), number, now)
    return ended


@transaction.atomic
def hold_record(*, patient: Patient, because: str, by: User | None, now: datetime) -> None:
    """Keep the record beyond its time, for a complaint or a court say, until it is released. Raises HoldNeedsReason."""
    if not because.strip():
        raise HoldNeedsReason("Say why the record is kept.")
    patient = lock_patient(patient)
    patient.held_because = because.strip()
    patient.save(update_fields=["held_because"])
    record_access(by=by, patient=patient, action="record.hold", now=now)


@transaction.atomic
def release_record(*, patient: Patient, by: User | None, now: datetime) -> None:
    """What kept the record is over: it ends when its time has passed. Again: nothing happens."""
    patient = lock_patient(patient)
    if patient.held_because is not None:
        patient.held_because = None
        patient.save(update_fields=["held_because"])
        record_access(by=by, patient=patient, action="record.release", now=now)


def _years_of(clinic: Clinic, now: datetime) -> int:
    """How long the clinic keeps a record. A shorter time counts only after `GRACE`: a slip of the pen ends nothing that night."""
    lately = ClinicChange.objects.filter(clinic=clinic, action="clinic.change", at__gt=now - GRACE)
    before = [
        detail["retention_years"][0]
        for detail in lately.values_list("detail", flat=True)
        if "retention_years" in detail
    ]
    return max(clinic.retention_years, *before) if before else clinic.retention_years


def _last_contacts(clinic: Clinic, years: int, now: datetime) -> list[tuple[Patient, datetime]]:
    """Patients of whom nothing was heard for about so many years, and when it last was. A little too many, never too few."""
    since = now - timedelta(days=365 * years)
    patients = Patient.objects.filter(clinic=clinic, record_erased_at=None, created_at__lt=since)
    for table, moment in CONTACTS:
        lately = table.objects.filter(**{"patient__clinic": clinic, f"{moment}__gte": since})
        patients = patients.exclude(pk__in=lately.values("patient"))
    found = {patient.pk: (patient, patient.created_at) for patient in patients.order_by("pk")}
    for table, moment in CONTACTS:
        last = table.objects.filter(patient__in=found).values_list("patient").annotate(last=Max(moment))
        for pk, at in last.values_list("patient", "last"):
            found[pk] = (found[pk][0], max(found[pk][1], at))
    return list(found.values())


def _waits_for(patient: Patient) -> str:
    if patient.held_because is not None:
        return "a hold"
    if Alert.objects.filter(subject=patient.pk, state__in=NOT_CLOSED).exists():
        return "an alert that is not closed"
    return ""


def _end_or_say(over: Over, now: datetime) -> bool:
    try:
        return _end(over.patient, now)
    except Exception as error:
        log.error(
            "the record of patient %s could not be ended: %s\n%s", over.patient, type(error).__name__, place_of(error)
        )
        return False


@transaction.atomic
def _end(pk: UUID, now: datetime) -> bool:
    patient = lock_patient(Patient(pk=pk))
    if patient.record_erased_at is not None or _waits_for(patient):
        return False  # somebody was quicker
    alerts.forget_alerts(subject=pk)
    shares = Share.objects.filter(report__patient=pk)
    ShareEvent.objects.filter(share__in=shares).delete()
    shares.delete()
    for table in reversed(tables()):
        _delete_all(table._base_manager.filter(patient=pk))
    Invitation.objects.filter(patient=pk).delete()
    Passkey.objects.filter(patient=pk).delete()
    CareTeamMember.objects.filter(patient=pk, until_at=None).update(until_at=now)
    Carer.objects.filter(patient=pk, revoked_at=None).update(revoked_at=now)
    carers = Carer.objects.filter(patient=pk).values("user")
    for user in User.objects.filter(Q(pk=patient.user_id) | Q(pk__in=carers)):
        sign_out_everywhere(user=user, now=now)
        alerts.forget_addresses(user_id=user.pk, now=now)
        user.name, user.is_active = "", False
        user.save(update_fields=["name", "is_active"])
    AuditEvent.objects.filter(patient=pk).exclude(reason=None).update(reason=None)
    _forget_who(patient, now)
    record_access(by=None, patient=patient, action="record.end", now=now)
    return True


def _delete_all(rows: "QuerySet[Any]") -> None:
    """In one statement: rows of a table that point to each other (a correction to what it corrects) go together."""
    rows._raw_delete(rows.db)


def _forget_who(patient: Patient, now: datetime) -> None:
    patient.name, patient.email, patient.phone, patient.sex = "", None, None, None
    patient.birth_date, patient.flags, patient.remind_at = NO_DAY, [], None
    patient.child_because = patient.asked_again_at = None
    patient.erasure_asked_at = patient.erasure_asked_at or now
    patient.erased_at = patient.erased_at or now
    patient.record_erased_at = now
    patient.save()


def _tell_managers(clinic: Clinic, number: int, now: datetime) -> None:
    note_change(clinic=clinic, by=None, action="records.end", now=now, detail={"records": number})
    managers = Membership.objects.filter(clinic=clinic, role=Role.MANAGER, ended_at=None)
    told = list(managers.order_by("created_at", "id").values_list("user_id", flat=True))
    alerts.notify(user_ids=told, message="team_changed", subject=clinic.pk, now=now)
