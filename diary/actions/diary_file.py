"""A patient's whole diary as one JSON value, and taking such a file in again: row by row, so that a bad one costs no good one.

A file is the patient's property and holds everything in clear. What it tells of alerts and of who looked is read and never written.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from alerts.models import Alert
from diary.actions.auditing import record_access
from diary.actions.care import create_patient
from diary.actions.consents import judge_what_was_not_told
from diary.actions.diary_rows import Row, Table, object_of, row_of, tables
from diary.actions.entries import hash_of, lock_patient
from diary.actions.judging import is_monitored
from diary.clinical import rules
from diary.models import AuditEvent, EntryRevision, Patient, Session, User

FORMAT: Final = "ebb-diary"
VERSION: Final = 1
OF_NOBODYS_CONCERN: Final = {"note": None, "proceed_reason": None, "what_changed": None, "taken_back_because": ""}
PERSON: Final = ("name", "birth_date", "sex", "email", "phone", "time_zone", "locale", "flags")


class NotADiary(Exception):
    """The file is not a diary of Ebb, or of another patient than the one it is given for."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken in: its table, its place there counted from 1, its id if it has one, and what is wrong."""

    table: str
    row: int
    id: str
    errors: tuple[str, ...]


@dataclass(slots=True)
class Imported:
    """What came of a file: rows taken in by table, how many were here already, and the refused ones."""

    patient: Patient
    taken: dict[str, int] = field(default_factory=dict)
    known: int = 0
    refused: list[BadRow] = field(default_factory=list)


@transaction.atomic
def export_diary(*, patient: Patient, by: User | None, now: datetime) -> dict[str, Any]:
    """Everything that is kept about `patient`, as JSON values. Lossless: `import_diary` makes the same rows of it."""
    record_access(by=by, patient=patient, action="patient.export", object_id=patient.pk, now=now)
    rows: dict[str, list[Row]] = {}
    people: set[Any] = set()
    for table in tables():
        held = list(table._base_manager.filter(patient=patient).order_by("pk"))
        rows[table.__name__] = [_told_of(each) for each in held]
        people |= {getattr(each, name) for each in held for name in _names_of_people(table)}
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "rules_version": rules.RULES_VERSION,
        "patient": {"id": str(patient.pk), **_person(patient)},
        "rows": rows,
        "people": {str(each.pk): each.name for each in User.objects.filter(pk__in=people - {None}).order_by("pk")},
        "alerts": [_alert(each) for each in Alert.objects.filter(subject=patient.pk).order_by("raised_at", "pk")],
        "record_access": _who_looked(patient),
    }


def _told_of(row: models.Model) -> Row:
    """A session that was taken back may be about somebody else's treatment: what was written on it goes to nobody."""
    in_error = isinstance(row, Session) and row.taken_back_at is not None
    return row_of(row) | (OF_NOBODYS_CONCERN if in_error else {})


def _names_of_people(table: Table) -> list[str]:
    return [each.attname for each in table._meta.concrete_fields if each.related_model is User]


def _person(patient: Patient) -> Row:
    said = {name: getattr(patient, name) for name in PERSON}
    return {**said, "birth_date": patient.birth_date.isoformat()}


def _alert(alert: Alert) -> Row:
    moments = {name: getattr(alert, name) for name in ("raised_at", "acknowledged_at", "resolved_at", "withdrawn_at")}
    return {
        "id": str(alert.pk),
        **{name: getattr(alert, name) for name in ("rule", "code", "level", "state", "outcome")},
        **{name: None if moment is None else moment.isoformat() for name, moment in moments.items()},
        "because": alert.detail.get("because", ""),
        "readings": alert.detail.get("readings", []),
    }


def _who_looked(patient: Patient) -> list[Row]:
    events = AuditEvent.objects.filter(patient=patient).select_related("actor").order_by("at", "pk")
    return [
        {"at": event.at.isoformat(), "who": event.actor.name if event.actor else "", "action": event.action}
        for event in events
    ]


@transaction.atomic
def import_diary(*, content: Any, by: User, now: datetime, clinic: UUID | None = None) -> Imported:
    """Take in what `export_diary` made: into the same patient's diary, or a new patient's of `clinic` who keeps the old id.

    Rows that are here already stay as they are. Afterwards what is still going on is judged as on agreeing to monitoring; what
    was told long ago is not told again. Raises NotADiary; a row that cannot be read is refused alone, and named.
    """
    rows = _checked(content)
    done = Imported(_patient(content["patient"], by, now, clinic))
    lock_patient(done.patient)
    for table in tables():
        for number, row in enumerate(rows.get(table.__name__, []), start=1):
            _take_in(table, number, row, done, by)
    _refuse_tables_nobody_knows(rows, done)
    if is_monitored(done.patient):
        judge_what_was_not_told(done.patient, by, now)
    record_access(by=by, patient=done.patient, action="patient.import", object_id=done.patient.pk, now=now)
    return done


def _checked(content: Any) -> dict[str, list[Any]]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NotADiary("This is not a diary exported by Ebb.")
    if content.get("version") != VERSION:
        raise NotADiary(f"This diary has version {content.get('version')!r}; this Ebb reads {VERSION}.")
    rows = content.get("rows")
    if not isinstance(rows, dict) or not all(isinstance(each, list) for each in rows.values()):
        raise NotADiary("The file holds no rows.")
    return rows


def _patient(person: Any, by: User, now: datetime, clinic: UUID | None) -> Patient:
    """The patient of the file when they are here, else a new one with the same id."""
    try:
        pk = UUID(person["id"])
        found = Patient.objects.filter(pk=pk).first()
        if found is not None:
            return found
        said = {name: person[name] for name in PERSON}
        said["birth_date"] = date.fromisoformat(said["birth_date"])
        return create_patient(by=by, now=now, clinic=clinic, patient_id=pk, **said)
    except (KeyError, TypeError, ValueError) as error:
        raise NotADiary("The file does not say whose diary it is.") from error


def _take_in(table: Table, number: int, row: Any, done: Imported, by: User) -> None:
    try:
        made = object_of(table, row, done.patient, by)
        _check_hash(made)
        if _is_known(made, done.patient):
            done.known += 1
            return
        with transaction.atomic():
            made.save(force_insert=True)
    except ValidationError as error:
        done.refused.append(BadRow(table.__name__, number, _id_of(row), _sentences(error)))
    except DatabaseError as error:
        constraint = str(error).splitlines()[0].partition("DETAIL")[0]
        done.refused.append(BadRow(table.__name__, number, _id_of(row), (f"The database refuses it: {constraint}",)))
    else:
        done.taken[table.__name__] = done.taken.get(table.__name__, 0) + 1


def _check_hash(made: models.Model) -> None:
    """A revision that was changed on the way is not what the patient sent."""
    if isinstance(made, EntryRevision) and (not isinstance(made.body, dict) or hash_of(made.body) != made.content_hash):
        raise ValidationError({"content_hash": ["The body does not match its hash: it was changed since."]})


def _is_known(made: models.Model, patient: Patient) -> bool:
    found = type(made)._base_manager.filter(pk=made.pk).first()
    if found is not None and getattr(found, "patient_id", None) != patient.pk:
        raise ValidationError({"id": ["This id belongs to somebody else's diary."]})
    return found is not None


def _refuse_tables_nobody_knows(rows: dict[str, list[Any]], done: Imported) -> None:
    for name in sorted(set(rows) - {table.__name__ for table in tables()}):
        for number, row in enumerate(rows[name], start=1):
            done.refused.append(BadRow(name, number, _id_of(row), ("This Ebb has no such table.",)))


def _id_of(row: Any) -> str:
    return str(row.get("id", "")) if isinstance(row, dict) else ""


def _sentences(error: ValidationError) -> tuple[str, ...]:
    if hasattr(error, "error_dict"):
        return tuple(f"{name}: {sentence}" for name, said in error.message_dict.items() for sentence in said)
    return tuple(error.messages)
