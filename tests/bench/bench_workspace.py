"""The practitioner's screens on PostgreSQL with 5,000 patients and 500,000 entries: worklist, caseload, a search by name, who comes
this week, and of one patient the page, the timeline and an alert, as Anna is answered. Times are CPU for one answer, ours and
PostgreSQL's together, medians of the quietest round, behind them the statements; a search is measured also right after a start, when
every name is opened for the first time. The clinic's audit page, over a year, is for its manager. PostgreSQL's wall between clinics
(docs/adr/0046) stands: each table of a list looks at whom the asker may see.

One patient's story is told through the actions, then copied inside the database; names and alerts are made for each copy.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.fields import SealedTextField, seal
from alerts.models import Alert
from diary.actions.care import create_patient
from diary.api import caseload
from diary.models import (
    Appointment,
    CareTeamMember,
    Consent,
    Course,
    Entry,
    Patient,
    Purpose,
    Session,
    User,
)
from tests.bench.bench_sweep import _copy_rows, _loading, _say, _settle_down, copy_of
from tests.bench.database import migrated
from tests.bench.page import Row, at_most
from tests.cast import Api, Cast, agree, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

PATIENTS, ENTRIES_OF_EACH, SESSIONS_OF_EACH, OPEN_ALERTS, LOOKED_AT = 5_000, 100, 8, 200, 20
COME_THIS_WEEK = 10
COPIED = (User, Patient, CareTeamMember, Consent, Course, Session, Entry)
ROUNDS, CALLS, TARGET = 5, 10, 50.0
MS = "{:.1f} ms CPU"


def measure() -> list[Row]:
    with migrated(durable=False):
        return list(_measure())


def _measure() -> Iterator[Row]:
    now = datetime.now(UTC)
    cast = make_cast(now - 90 * DAY)
    template = tell(cast, now)
    fill(template, now)
    anna = Api(cast.anna, by="token", now=now)
    alerts.sweep(lane="bench", clock=lambda: datetime.now(UTC))
    yield Row("patients, entries", f"{Patient.objects.count():,}, {Entry.objects.count():,}")
    worklist = anna.get("worklist?limit=50")
    assert worklist.status == 200, worklist
    assert len(worklist.json["results"]) == 50
    etag = worklist.headers["ETag"]
    patient = copy_of(template.pk, 3)
    timeline = f"patients/{patient}/timeline"
    alert = Alert.objects.get(subject=patient).pk
    for what, ask in (
        ("worklist, a page of 50 alerts", asking(anna, "worklist?limit=50")),
        ("  asked again, nothing new (304)", asking(anna, "worklist?limit=50", etag)),
        ("caseload, a page of 50", asking(anna, "patients?limit=50")),
        ("  found by name", asking(anna, "patients?limit=50&q=copy%2042")),
        ("  who comes this week", asking(anna, "patients?limit=50&coming=week")),
        ("one patient", asking(anna, f"patients/{patient}")),
        (f"  the timeline of {ENTRIES_OF_EACH} entries", asking(anna, timeline)),
        ("  one alert", asking(anna, f"alerts/{alert}")),
    ):
        measured = cpu_ms(ask)
        figure = f"{MS.format(measured)}, {len(statements_of(ask))} statements"
        yield Row(what, figure, f"under {MS.format(TARGET)}", measured < TARGET)
    caseload._names.clear()
    yield Row("the first search after a start", MS.format(one(asking(anna, "patients?q=copy"))))
    for what, path, table, index in (
        ("the scores of a worklist are found by", "worklist?limit=50", "diary_entry", "session"),
        ("the entries of a timeline are found by", timeline, "diary_entry", "entry_patient_recorded"),
        ("whether a patient is Anna's is found by", timeline, "diary_patient", "care_team_member_once"),
    ):
        found = plan_of(statements_of(asking(anna, path)), table, index)
        yield Row(what, found or "no index", f"an index: {index}", bool(found))
    mia = Api(cast.mia, by="token", now=now)
    yield at_most("the clinic's audit page", one(asking(mia, "clinic/audit")) / 1000, 1.0, "{:.1f} s CPU")


def tell(cast: Cast, now: datetime) -> Patient:
    """Eight visits a week apart, and a hundred scores."""
    patient = create_patient(by=cast.anna, now=now - 80 * DAY, name="Template", birth_date=date(1970, 1, 1))
    agree(patient, now - 80 * DAY)
    course = start_course(patient, cast.anna, now - 70 * DAY)
    visits = [now - timedelta(days=7 * number, hours=60) for number in range(SESSIONS_OF_EACH)]
    facts = sorted([*visits, *(now - number * 14 * HOUR for number in range(ENTRIES_OF_EACH))])
    for at in facts:
        if at in visits:
            treat(course, cast.anna, at)
        else:
            log(patient, at, 3 + at.day % 2)
    return patient


def fill(template: Patient, now: datetime) -> None:
    """Copies of the patient, each with a name of their own, and alerts for some of them."""
    numbers = range(PATIENTS - Patient.objects.count())
    with _loading():
        for model in COPIED:
            whose = {User: f"id = '{template.user_id}'", Patient: f"id = '{template.pk}'"}
            _copy_rows(model, whose.get(model, f"patient_id = '{template.pk}'"), numbers, {})
    patients = [copy_of(template.pk, number) for number in numbers]
    _seal(Patient, "name", {pk: f"Copy {number}" for number, pk in enumerate(patients)})
    looked_at = patients[:LOOKED_AT]
    entries = Entry.objects.filter(patient__in=looked_at).values_list("pk", flat=True)
    _seal(Entry, "details", dict.fromkeys(entries, "{}"))
    clinic, start = template.clinic_id, now + HOUR
    booked = [
        Appointment(clinic_id=clinic, patient_id=pk, source="file", external_id=str(pk), imported_at=now)
        for pk in patients[::COME_THIS_WEEK]
    ]
    for number, each in enumerate(booked):
        each.starts_at = start + number % 100 * HOUR
    Appointment.objects.bulk_create(booked)
    agreed = Consent.objects.filter(purpose=Purpose.MONITORING).order_by("patient")
    Consent.objects.bulk_create(
        Consent(
            patient_id=each.patient_id,
            purpose=Purpose.AUDIT,
            version=each.version,
            given=True,
            locale=each.locale,
            answered_at=each.answered_at,
            answered_by_id=each.answered_by_id,
        )
        for each in agreed
    )
    last = Session.objects.filter(patient=template).latest("ended_at").pk
    found = [
        alerts.Found(
            subject=copy_of(template.pk, number),
            about=copy_of(last, number, Session),
            rule="forty_eight_hours",
            code=None,
            level="practitioner",
            causes=(),
            detail={"because": "6 out of 10 at 50 hours; before the session 3.", "hours_since_session": 50.0},
        )
        for number in range(OPEN_ALERTS)
    ]
    alerts.open_many(found=found, now=now - HOUR)
    _settle_down()


def _seal(model: type[Model], name: str, values: dict[UUID, str]) -> None:
    """A sealed column is bound to its row: copies get one of their own."""
    field = model._meta.get_field(name)
    assert isinstance(field, SealedTextField)
    sealed = [seal(text, field.place_of(pk)) for pk, text in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET {field.column} = new.text "  # noqa: S608 - names of our own columns
            "FROM unnest(%s::uuid[], %s::text[]) AS new (id, text) WHERE "
            f"{model._meta.db_table}.id = new.id",
            [list(values), sealed],
        )


def asking(who: Api, path: str, etag: str | None = None) -> Callable[[], HttpResponse]:
    """The question alone: what a browser does with the answer is no work of the server's."""
    headers = who.headers if etag is None else {**who.headers, "If-None-Match": etag}

    def ask() -> HttpResponse:
        answer = who.client.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == (200 if etag is None else 304), answer
        return answer

    return ask


def statements_of(ask: Callable[[], object]) -> list[str]:
    """What one answer asks of the database."""
    ask()
    with CaptureQueriesContext(connection) as caught:
        ask()
        return [each["sql"] for each in caught.captured_queries]


def plan_of(statements: list[str], table: str, index: str) -> str | None:
    """The step of the plan that uses this index, in the statement that reads this table; whole on the way."""
    asked = next(each for each in statements if f'FROM "{table}"' in each)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {asked}")
        lines = [str(line)[:160] for (line,) in cursor.fetchall()]
    _say("\n  ".join(lines))
    found = next((line for line in lines if "Index" in line and index in line), None)
    return found and found.split("->")[-1].partition("(")[0].strip()


def cpu_ms(ask: Callable[[], object]) -> float:
    """The median of one answer in the quietest round: other work on the machine only ever adds."""
    ask()
    return min(median(one(ask) for _ in range(CALLS)) for _ in range(ROUNDS))


def one(ask: Callable[[], object]) -> float:
    """CPU milliseconds of one answer, ours and the database process's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = int(cursor.fetchone()[0])
    ours, theirs = time.process_time_ns(), _cpu_of(server)
    ask()
    return (time.process_time_ns() - ours + _cpu_of(server) - theirs) / 1e6


def _cpu_of(pid: int) -> int:
    with open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[0])
