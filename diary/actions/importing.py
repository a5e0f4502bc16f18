"""Appointments from other systems: found out whose they are, shown first, then kept. The same file twice is the same.

One door for files and for what is fetched: whoever reads another system makes `Row`s.
"""

import hashlib
import http.client
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from alerts.channels import outside
from diary.actions.appointments_file import BadRow, Row, UnreadableFile
from diary.actions.auditing import record_list_access
from diary.actions.clinic import note_change
from diary.models import Appointment, Clinic, ExternalPatient, Patient, User

FILE = "file"
LARGEST = 2 * 1024 * 1024


class Becomes(StrEnum):
    """What a row does."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Planned:
    """One row that can be kept: whose it is, and what it does. `known` is the appointment that it changes."""

    row: Row
    patient: Patient
    external_id: str
    becomes: Becomes
    known: Appointment | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do: the rows that can be kept, and those that are left out, with line and reason."""

    rows: tuple[Planned, ...]
    bad: tuple[BadRow, ...]


def fetch_calendar(url: str) -> str:
    """The text behind an address that a user gave us, by the guard for such addresses. Raises UnreadableFile."""
    try:
        answer = outside.call(
            "GET", url, headers={"Accept": "text/calendar, text/csv"}, wants_body=True, longest=LARGEST + 1
        )
    except outside.Refused as error:
        raise UnreadableFile(str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise UnreadableFile("Nobody answered at this address.") from error
    if answer.status != http.HTTPStatus.OK:
        raise UnreadableFile("This address does not answer with a file.")
    if len(answer.body) > LARGEST:
        raise UnreadableFile("What is at this address is larger than 2 MB.")
    return answer.body.decode("utf-8", "replace")


def plan_import(
    *, clinic: Clinic, patients: Iterable[Patient], rows: Sequence[Row], bad: Iterable[BadRow], source: str = FILE
) -> Plan:
    """What these rows would do for these patients of the clinic; nothing is written. Three queries, however many rows."""
    book = _Book(clinic, patients, source)
    known = _known(clinic, source)
    planned: list[Planned] = []
    left_out = list(bad)
    seen: dict[str, int] = {}
    for row in rows:
        patient, reason = book.whose(row)
        if patient is None:
            left_out.append(BadRow(row.line, reason))
            continue
        external = row.appointment_id or _made_up(patient, row)
        if external in seen:
            left_out.append(BadRow(row.line, f"the same appointment as in line {seen[external]}"))
            continue
        seen[external] = row.line
        before = known.get(external)
        if before is not None and before.patient_id != patient.pk:
            left_out.append(BadRow(row.line, "this appointment is kept for another patient"))
            continue
        planned.append(Planned(row, patient, external, _becomes(row, before), before))
    return Plan(tuple(planned), tuple(sorted(left_out, key=lambda each: each.line)))


@transaction.atomic
def apply_import(*, clinic: Clinic, plan: Plan, by: User | None, now: datetime, source: str = FILE) -> None:
    """Keep what was planned. Rows that were left out hold up no other; the same again changes nothing."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)
    for each in plan.rows:
        row = each.row
        if each.becomes is not Becomes.SAME:
            Appointment.objects.update_or_create(
                clinic=clinic,
                source=source,
                external_id=each.external_id,
                defaults={
                    "patient": each.patient,
                    "starts_at": row.starts_at,
                    "ends_at": row.ends_at,
                    "cancelled_at": _cancelled_at(each, now),
                    "imported_at": now,
                    "imported_by": by,
                },
            )
        if row.patient_id:
            ExternalPatient.objects.get_or_create(
                clinic=clinic, source=source, external_id=row.patient_id, defaults={"patient": each.patient}
            )
    if by is not None:
        touched = {each.patient for each in plan.rows}
        record_list_access(by=by, patients=touched, action="appointment.import", now=now)
    detail = {"rows": len(plan.rows), "left_out": len(plan.bad), "source": source}
    note_change(clinic=clinic, by=by, action="appointments.import", now=now, detail=detail)


def _cancelled_at(planned: Planned, now: datetime) -> datetime | None:
    if not planned.row.is_cancelled:
        return None
    return planned.known.cancelled_at if planned.known is not None and planned.known.cancelled_at else now


def _becomes(row: Row, before: Appointment | None) -> Becomes:
    if before is None:
        return Becomes.CANCELLED if row.is_cancelled else Becomes.NEW
    if row.is_cancelled != (before.cancelled_at is not None):
        return Becomes.CANCELLED if row.is_cancelled else Becomes.CHANGED
    same = (before.starts_at, before.ends_at) == (row.starts_at, row.ends_at)
    return Becomes.SAME if same else Becomes.CHANGED


def _known(clinic: Clinic, source: str) -> dict[str, Appointment]:
    return {each.external_id: each for each in Appointment.objects.filter(clinic=clinic, source=source)}


def _made_up(patient: Patient, row: Row) -> str:
    """A name for an appointment that has none: the same for the same patient and start."""
    return hashlib.sha256(f"{patient.pk} {row.starts_at.isoformat()}".encode()).hexdigest()[:40]


class _Book:
    """Finds patients by what other systems call them. Names and addresses lie sealed, so they are opened once."""

    def __init__(self, clinic: Clinic, patients: Iterable[Patient], source: str) -> None:
        held = {patient.pk: patient for patient in patients if patient.clinic_id == clinic.pk and not patient.erased_at}
        self.by_email: dict[str, list[Patient]] = defaultdict(list)
        self.by_name: dict[tuple[str, object], list[Patient]] = defaultdict(list)
        for patient in held.values():
            self.by_name[plain_name(patient.name), patient.birth_date].append(patient)
            if patient.email:
                self.by_email[patient.email.strip().lower()].append(patient)
        named = ExternalPatient.objects.filter(clinic=clinic, source=source).values_list("external_id", "patient_id")
        self.by_external: dict[str, Patient] = {external: held[pk] for external, pk in named if pk in held}

    def whose(self, row: Row) -> tuple[Patient | None, str]:
        """The one patient that a row is about; else None and why."""
        if row.patient_id in self.by_external:
            return self.by_external[row.patient_id], ""
        by_name = self.by_name.get((plain_name(row.name), row.birth_date), []) if row.birth_date else []
        by_email = self.by_email.get(row.email.lower(), []) if row.email else []
        found = _only(by_name) or _only(by_email)
        if by_name and by_email and not set(_keys(by_name)) & set(_keys(by_email)):
            return None, "the name and the e-mail address are of two patients"
        if found is not None:
            return found, ""
        if by_name or by_email:
            return None, "more than one patient is meant"
        return None, "no patient of this name and birth date, e-mail address or id"


def _only(patients: Sequence[Patient]) -> Patient | None:
    return patients[0] if len(patients) == 1 else None


def _keys(patients: Iterable[Patient]) -> Collection[UUID]:
    return [patient.pk for patient in patients]


def plain_name(name: str) -> str:
    """A name as it is compared: "Lindqvist, Maya" is "Maya Lindqvist"."""
    last, comma, first = name.partition(",")
    return " ".join((f"{first} {last}" if comma else name).casefold().split())
