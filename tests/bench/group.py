"""A group of clinics on PostgreSQL, as large as one likes: one patient's story is told through the actions, then copied inside the
database, each copy a little later than the one before. `plans` and `growth` ask it.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, models

from alerts import actions as alerts
from alerts.models import Alert, AlertCause, AlertEvent, Delivery
from diary.actions.auditing import record_access
from diary.actions.care import create_patient
from diary.models import (
    Assessment,
    AuditEvent,
    CareTeamMember,
    Clinic,
    Consent,
    Course,
    Entry,
    EntryRevision,
    Membership,
    Patient,
    Session,
    User,
)
from tests.bench.bench_sweep import _loading, _run, _say
from tests.bench.bench_workspace import _seal
from tests.cast import Cast, agree, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

SESSIONS_OF_EACH, ENTRIES_OF_EACH = 8, 12
SPAN = timedelta(days=730)  # between the first copy and the last
ALERTED, DUE, ARMED = 10, 100, 10  # one patient in so many has an open alert, a session that is due, one that will be
DETAIL = {"because": "6 out of 10 at 50 hours; before the session 3.", "hours_since_session": 50.0}
OWN = (User, Patient, CareTeamMember, Consent, Course, Session, Entry, EntryRevision, Assessment, AuditEvent)
ONE_FOR_EACH_ENTRY = {
    Assessment: "row.id IN (SELECT DISTINCT ON (entry_id) id FROM diary_assessment WHERE entry_id IS NOT NULL)",
    AuditEvent: "row.action = 'timeline.read'",
}
OF_ALERTS = (Alert, AlertCause, AlertEvent, Delivery)
COPY_OF = """
CREATE FUNCTION copy_of(one uuid, nth int) RETURNS uuid IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
SELECT (lpad(to_hex(('x' || substr(replace(one::text, '-', ''), 1, 12))::bit(48)::bigint + nth::bigint * {step} - {span}), 12, '0')
    || '7' || substr(md5(one::text || nth), 1, 19))::uuid $$
"""
OF_EACH_CLINIC = 500
# The clinic and the practitioner of a copy: the first are Harbour's, and Anna's.
PLACE = "CASE WHEN nth < {size} THEN '{first}'::uuid ELSE md5('{what}' || nth / {size})::uuid END"


class Group:
    """Clinics of 500 patients, `patients` at most; `now` is the day of the youngest copy."""

    def __init__(self, now: datetime, *, patients: int) -> None:
        self.now, self.clinics, self.patients = now, patients // OF_EACH_CLINIC + 1, 0
        self.cast: Cast = make_cast(now - 90 * DAY)
        self.template = self._tell()
        self.step = int(SPAN / timedelta(milliseconds=1) / patients)
        _run(COPY_OF.format(step=self.step, span=self.step * patients))
        self.late = f"({self.step}::bigint * nth - {self.step * patients}) * INTERVAL '1 ms'"
        self.later = f"'{now + 30 * DAY:%Y-%m-%d %H:%M}Z'::timestamptz"
        with _loading():
            self._open_clinics()

    def grow(self, patients: int) -> None:
        """Copies of the patient until there are so many."""
        numbers = range(self.patients + 1, patients + 1)
        with _loading(), _without_indexes():
            for model in (*OWN, *OF_ALERTS):
                began = time.perf_counter()
                self._copy(model, numbers)
                _say(f"{model.__name__}: {time.perf_counter() - began:.0f} s")
        self.patients = patients
        self._seal_those_of_harbour()
        _run("VACUUM ANALYZE")
        _run("CHECKPOINT")

    def copy_of(self, row: UUID, number: int) -> UUID:
        with connection.cursor() as cursor:
            cursor.execute("SELECT copy_of(%s, %s)", [row, number])
            found: UUID = cursor.fetchone()[0]
            return found

    @property
    def of_harbour(self) -> UUID:
        """A patient of Harbour clinic with an open alert."""
        return self.copy_of(self.template.pk, OF_EACH_CLINIC - ALERTED)

    def _tell(self) -> Patient:
        """Eight visits a week apart, twelve scores, and two alerts, one of them answered."""
        now, anna = self.now, self.cast.anna
        patient = create_patient(by=anna, now=now - 80 * DAY, name="Template", birth_date=date(1970, 1, 1))
        agree(patient, now - 80 * DAY)
        course = start_course(patient, anna, now - 70 * DAY)
        visits = [now - timedelta(days=7 * number, hours=60) for number in range(SESSIONS_OF_EACH)]
        for at in sorted([*visits, *(now - number * 112 * HOUR for number in range(ENTRIES_OF_EACH))]):
            if at in visits:
                treat(course, anna, at)
            else:
                log(patient, at, 3 + at.day % 2)
                record_access(by=anna, patient=patient, action="timeline.read", now=at)
        last = Session.objects.filter(patient=patient).latest("ended_at").pk
        found = [
            alerts.Found(
                subject=patient.pk,
                about=last,
                rule=rule,
                code=None,
                level="practitioner",
                causes=(Entry.objects.filter(patient=patient).latest("recorded_at").pk,),
                detail=DETAIL,
            )
            for rule in ("forty_eight_hours", "lasting_pain")
        ]
        answered, _ = alerts.open_many(found=found, now=now - 2 * HOUR)
        alerts.sweep(lane="bench", clock=lambda: now)
        alerts.resolve(alert_id=answered.pk, by=anna.pk, outcome="expected_no_action", note="It settled.", now=now)
        Session.objects.update(look_again_at=None)
        return patient

    def _open_clinics(self) -> None:
        for model, whose in ((Clinic, self.cast.harbour.pk), (User, self.cast.anna.pk), (Membership, None)):
            columns = {
                "id": f"md5('{model.__name__}' || nth)::uuid",
                "email": "'anna' || nth || '@group.example'",
                "clinic": "md5('Clinic' || nth)::uuid",
                "user": "md5('User' || nth)::uuid",
            }
            where = f"row.id = '{whose}'" if whose else f"row.user_id = '{self.cast.anna.pk}'"
            _insert(model, columns, where, range(1, self.clinics))

    def _copy(self, model: type[models.Model], numbers: range) -> None:
        where, columns = self._whose(model), {}
        for field in model._meta.concrete_fields:
            value, of = f"row.{field.column}", getattr(field, "related_model", None)
            if isinstance(field, models.DateTimeField):
                columns[field.name] = f"{value} + {self.late}"
            elif of is User:
                columns[field.name] = (
                    f"CASE WHEN {value} = '{self.template.user_id}' THEN copy_of({value}, nth) ELSE {value} END"
                )
            elif of in (*OWN, *OF_ALERTS) or (field.primary_key and isinstance(field, models.UUIDField)):
                columns[field.name] = f"copy_of({value}, nth)"
        columns |= self._special(model)
        if model in OF_ALERTS:  # all have the answered one
            which = "id" if model is Alert else "alert_id"
            where += f" AND (row.{which} = '{self._answered()}' OR nth % {ALERTED} = 0)"
        _insert(model, columns, where, numbers)

    def _whose(self, model: type[models.Model]) -> str:
        if model is User:
            return f"row.id = '{self.template.user_id}'"
        if model is Patient:
            return f"row.id = '{self.template.pk}'"
        if model is Alert:
            return f"row.subject = '{self.template.pk}'"
        if model in OF_ALERTS:
            return f"row.alert_id IN (SELECT id FROM alerts_alert WHERE subject = '{self.template.pk}')"  # noqa: S608
        theirs = f"row.patient_id = '{self.template.pk}'"
        return f"{theirs} AND {ONE_FOR_EACH_ENTRY[model]}" if model in ONE_FOR_EACH_ENTRY else theirs

    def _special(self, model: type[models.Model]) -> Mapping[str, str]:
        clinic = PLACE.format(size=OF_EACH_CLINIC, first=self.cast.harbour.pk, what="Clinic")
        anna = PLACE.format(size=OF_EACH_CLINIC, first=self.cast.anna.pk, what="User")
        if model in (Patient, AuditEvent):
            return {"clinic": clinic}
        if model is CareTeamMember:
            return {"user": anna}
        if model is Session:
            last = f"row.id = '{Session.objects.filter(patient=self.template).latest('ended_at').pk}'"
            return {
                "look_again_at": f"CASE WHEN {last} AND nth % {DUE} = 0 THEN '{self.now - HOUR:%Y-%m-%d %H:%M}Z'::timestamptz "
                f"WHEN {last} AND nth % {ARMED} = 1 THEN {self.later} END"
            }
        if model is Alert:
            about = {name: f"copy_of(row.{name}, nth)" for name in ("subject", "about")}
            return {**about, "next_rung_at": f"CASE WHEN row.next_rung_at IS NOT NULL THEN {self.later} END"}
        if model is Delivery:
            return {
                "next_attempt_at": f"CASE WHEN row.state = 'pending' THEN {self.later} ELSE row.next_attempt_at + {self.late} END"
            }
        if model is AlertCause:
            return {
                "id": "nextval(pg_get_serial_sequence('alerts_alertcause', 'id'))",
                "cause": "copy_of(row.cause, nth)",
            }
        return {}

    def _answered(self) -> UUID:
        return Alert.objects.get(subject=self.template.pk, state="resolved").pk

    def _seal_those_of_harbour(self) -> None:
        """A sealed column is bound to its row: what Anna looks at gets one of its own."""
        patients = Patient.objects.filter(clinic=self.cast.harbour)
        own = Alert.objects.filter(subject__in=patients.values("pk"))
        for model, name, text, rows in (
            (Patient, "name", "A copy", patients),
            (Entry, "details", "{}", Entry.objects.filter(patient=self.of_harbour)),
            (Alert, "detail", json.dumps(DETAIL), own),
            (Alert, "note", "", own),
            (AlertEvent, "because", "", AlertEvent.objects.filter(alert__in=own)),
        ):
            _seal(model, name, dict.fromkeys(rows.values_list("pk", flat=True), text))


@contextmanager
def _without_indexes() -> Iterator[None]:
    """They are made again at the end, which is quicker than row by row; those of keys stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
            "WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
            [[model._meta.db_table for model in (*OWN, *OF_ALERTS)]],
        )
        made_by = dict(cursor.fetchall())
    for name in made_by:
        _run(f'DROP INDEX "{name}"')
    yield
    for statement in made_by.values():
        _run(statement)


def _insert(model: type[models.Model], columns: Mapping[str, str], where: str, numbers: range) -> None:
    fields = model._meta.concrete_fields
    names = ", ".join(field.column for field in fields)
    values = ", ".join(columns.get(field.name, f"row.{field.column}") for field in fields)
    _run(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} "  # noqa: S608 - names of our own columns
        f"FROM generate_series({numbers.start}, {numbers.stop - 1}) AS copy(nth), {model._meta.db_table} row WHERE {where}"
    )
