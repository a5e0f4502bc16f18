"""The sweep on PostgreSQL, every commit on disk: 10,000 due sessions looked at and their alerts written, beside up to a million
settled ones. 90 % fell silent calmly, 8 % after a flare, and of 2 % the pain has lasted five days, so that 10 % alert; then all
of them do. Times are by the clock; behind them, CPU: ours and that of all of PostgreSQL's processes.

The stories of four patients are told through the actions, then copied inside the database. Copies of sessions and entries have ids in
order of time, as Ebb makes them; patients stand anywhere among the others. PostgreSQL has the memory that docs/scale.md asks
for (1 GB of `shared_buffers`): with its own 128 MB a million would be measured by what it fetches again and again.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from pathlib import Path
from uuid import UUID

from django.db import connection, models

from alerts import actions as alerts
from alerts.models import Alert
from diary.actions.care import create_patient
from diary.actions.looking import DUE, PASSING_OVER, judge_alone, look_again
from diary.models import CareTeamMember, Consent, Course, Entry, Patient, Session, User
from tests.bench.database import migrated
from tests.bench.page import Row, at_most
from tests.cast import agree, make_cast, start_course, treat
from tests.diary.care import log

MANY, ALONE = 10_000, 100
TARGET, FLAT = 2.0, 1.25
BUFFERS = "1GB"
SHARES = {"calm": 0.90, "flare": 0.08, "lasting": 0.02}
SETTLED = (10_000, 100_000, 1_000_000)
SETTLED_OF_EACH = 10
# A copy's id. What is made by the hour begins with its time, as Ebb's ids do, so that rows of one moment stand side by side;
# the patients whose moment has come are anywhere among all the others.
ANYWHERE = "md5({0} || '/' || copy.number)::uuid"
BY_TIME = "overlay(md5({0} || '/' || copy.number) PLACING left(replace({0}::text, '-', ''), 12) FROM 1 FOR 12)::uuid"
READINGS = (
    f"COALESCE((SELECT jsonb_agg({BY_TIME.format('each')}::text) "  # noqa: S608 - names of our own
    "FROM jsonb_array_elements_text(row.baseline_readings) each), '[]'::jsonb)"
)
HOUR = timedelta(hours=1)
ENDED_AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
NOW = ENDED_AT + 72 * HOUR + timedelta(minutes=1)

# Hours after the last visit and scores. A week before there was another visit, and its pain settled.
BEFORE = ((-216, 3), (-192, 3), (-160, 4), (-143, 3), (-117, 3), (-96, 3), (-74, 3), (-50, 4), (-26, 3))
STORIES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "calm": ((8, 4), (26, 3)),
    "flare": ((8, 5), (30, 6)),
    "lasting": ((8, 5), (30, 6), (50, 6)),
    "settled": ((26, 3), (50, 3)),
}
STARTS_EARLIER = {"lasting": 48 * HOUR}  # so that its five days are over when the others' three are
COPIED: Mapping[type[models.Model], str] = {
    **dict.fromkeys((User, Patient, CareTeamMember, Consent, Course), ANYWHERE),
    **dict.fromkeys((Session, Entry), BY_TIME),
}


@dataclass(frozen=True)
class Looked:
    """How long a sweep took, and the CPU time of ourselves and of PostgreSQL."""

    count: int
    seconds: float
    ours: float
    theirs: float

    @property
    def cpu(self) -> float:
        return self.ours + self.theirs

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.ours:.2f} + {self.theirs:.2f} of CPU)"


def measure() -> list[Row]:
    with migrated(durable=True, buffers=BUFFERS):
        # Tidying up after the copying is not the sweep's work: `_settle_down` does it beforehand.
        _run("ALTER SYSTEM SET autovacuum = off")
        _run("SELECT pg_reload_conf()")
        return list(_measure())


def _measure() -> Iterator[Row]:
    clinics = Clinics()
    looks: list[Looked] = []
    for size in SETTLED:
        _say(f"{size:,} settled sessions ...")
        clinics.settle(size)
        clinics.fall_due(SHARES)
        if size == SETTLED[-1]:
            plan = clinics.plan()
            yield Row("who is due is found by", plan, "session_look_again", "session_look_again" in plan)
        looks.append(clinics.look())
        what = f"{MANY:,} due, 10 % alert, beside {size:,} settled"
        yield Row(what, str(looks[-1]), f"under {TARGET:.0f} s", looks[-1].seconds < TARGET)
    grown = looks[-1].cpu / looks[0].cpu
    yield at_most(f"  beside {SETTLED[-1]:,}, of the time beside {SETTLED[0]:,}", grown, FLAT)
    clinics.fall_due({"flare": 1.0})
    every = clinics.look()
    yield Row(f"{MANY:,} due, every one alerts", str(every), f"under {TARGET:.0f} s", every.seconds < TARGET)
    clinics.fall_due(SHARES, ALONE)
    alone = clinics.look_alone()
    share = (looks[-1].cpu / MANY) / (alone.cpu / ALONE)
    yield Row(f"one of the mixed ones, judged alone ({ALONE} of them)", f"{alone.cpu / ALONE * 1000:.1f} ms")
    yield Row("  in a batch, of that", f"{share:.3f}")


class Clinics:
    """Four patients whose stories were told, and their copies."""

    def __init__(self) -> None:
        self.cast = make_cast(ENDED_AT)
        self.templates = {name: self._tell(name) for name in STORIES}
        self.alert = Alert.objects.get(subject=self.templates["lasting"].pk)
        self.settled = self.copies = 0
        Session.objects.update(look_again_at=None)

    def _tell(self, name: str) -> Patient:
        ended_at = ENDED_AT - STARTS_EARLIER.get(name, timedelta(0))
        long_ago = ended_at - timedelta(days=40)
        patient = create_patient(by=self.cast.anna, now=long_ago, name=name, birth_date=date(1970, 1, 1))
        agree(patient, long_ago)
        course = start_course(patient, self.cast.anna, long_ago)
        facts: list[tuple[float, float | None]] = [*BEFORE, *STORIES[name]]
        visits = [-168.0 * number for number in range(SETTLED_OF_EACH if name == "settled" else 2)]
        for hours, nrs in sorted([*facts, *((visit, None) for visit in visits)], key=lambda each: each[0]):
            if nrs is None:
                treat(course, self.cast.anna, ended_at + hours * HOUR)
            else:
                log(patient, ended_at + hours * HOUR, nrs)
        return patient

    def settle(self, size: int) -> None:
        """Copies of the settled patient until there are so many settled sessions."""
        self._copy("settled", (size - self.settled) // SETTLED_OF_EACH, look_again_at="NULL")
        self.settled = size

    def fall_due(self, shares: Mapping[str, float], of: int = MANY) -> None:
        """Copies whose moment has come."""
        for name, share in shares.items():
            hours = 120 if name == "lasting" else 72
            count = round(share * of)
            last = Session.objects.filter(patient=self.templates[name]).latest("ended_at").pk
            due = f"CASE WHEN row.id = '{last}' THEN row.ended_at + INTERVAL '{hours} hours' END"
            numbers = self._copy(name, count, look_again_at=due)
            if name == "lasting":
                self._alert_again(numbers)
        _settle_down()

    def _alert_again(self, numbers: range) -> None:
        """What was told when the pain of these copies was found to last, two days after it was."""
        alert, causes = self.alert, list(self.alert.causes.values_list("cause", flat=True))
        found = [
            alerts.Found(
                subject=copy_of(alert.subject, number),
                about=None if alert.about is None else copy_of(alert.about, number, Session),
                rule=alert.rule,
                code=None,
                level=alert.level,
                causes=tuple(copy_of(cause, number, Entry) for cause in causes),
                detail={
                    **alert.detail,
                    "readings": [str(copy_of(UUID(each), number, Entry)) for each in alert.detail["readings"]],
                },
            )
            for number in numbers
        ]
        alerts.open_many(found=found, now=alert.raised_at)

    def _copy(self, name: str, count: int, **columns: str) -> range:
        """Copy all rows of a patient so many times; `columns` are SQL for some of the session's."""
        numbers = range(self.copies, self.copies + count)
        self.copies += count
        patient = self.templates[name]
        with _loading():
            for model in COPIED:
                whose = {User: f"id = '{patient.user_id}'", Patient: f"id = '{patient.pk}'"}
                is_theirs = whose.get(model, f"patient_id = '{patient.pk}'")
                _copy_rows(
                    model, is_theirs, numbers, {**columns, "baseline_readings": READINGS} if model is Session else {}
                )
        return numbers

    def plan(self) -> str:
        """The plan of the query that finds who is due, innermost first; whole on the way."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {DUE} {PASSING_OVER}", [NOW, 500])
            lines = [str(line) for (line,) in cursor.fetchall()]
        _say("\n  ".join(lines))
        found = next((line for line in lines if "on diary_session" in line), lines[0])
        return found.split("->")[-1].partition("(")[0].strip()

    def look(self) -> Looked:
        """One sweep over everything that is due."""
        return _timed(lambda: look_again(now=NOW, limit=MANY), MANY)

    def look_alone(self) -> Looked:
        """The same one by one."""
        due = list(Session.objects.filter(look_again_at__lte=NOW).values_list("pk", flat=True))
        return _timed(lambda: sum(judge_alone(pk, NOW) for pk in due), ALONE)


def copy_of(row: UUID, number: int, of: type[models.Model] = Patient) -> UUID:
    """The id that a copy of this row of a model has."""
    mixed = md5(f"{row}/{number}".encode(), usedforsecurity=False).hexdigest()
    return UUID(row.hex[:12] + mixed[12:] if COPIED[of] is BY_TIME else mixed)


def _copy_rows(model: type[models.Model], where: str, numbers: range, columns: Mapping[str, str]) -> None:
    names, values = [], []
    for field in model._meta.concrete_fields:
        value = f"row.{field.column}"
        whose = model if field.primary_key else getattr(field, "related_model", None)
        if whose in COPIED:
            # Whoever treats and records stays the same person: only what is the patient's own becomes a copy.
            is_staff = field.name in ("created_by", "answered_by") or (model is CareTeamMember and field.name == "user")
            value = value if is_staff else COPIED[whose].format(value)
        names.append(field.column)
        values.append(columns.get(field.name, value))
    _run(
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM {model._meta.db_table} row, generate_series({numbers.start}, {numbers.stop - 1}) copy(number) WHERE row.{where}"
    )


def _timed(work: Callable[[], int], expected: int) -> Looked:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = _parent_of(cursor.fetchone()[0])
    began, ours, theirs = time.perf_counter(), time.process_time(), _cpu_of(server)
    count = work()
    looked = Looked(count, time.perf_counter() - began, time.process_time() - ours, _cpu_of(server) - theirs)
    assert count == expected, (count, expected)
    assert not Session.objects.filter(look_again_at__lte=NOW).exists()
    return looked


def _parent_of(pid: int) -> int:
    return int(_stat_of(pid)[1])


def _cpu_of(server: int) -> float:
    """Seconds of all processes of this server, those that have ended too."""
    ended = sum(map(int, _stat_of(server)[13:15])) / os.sysconf("SC_CLK_TCK")
    children = Path("/proc", str(server), "task", str(server), "children").read_text().split()
    return ended + sum(map(_cpu_of_one, children))


def _cpu_of_one(pid: str) -> float:
    """Nothing for one that has just ended."""
    try:
        return int(Path("/proc", pid, "schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


def _stat_of(pid: int) -> list[str]:
    """What /proc says of a process, from its state on."""
    return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _settle_down() -> None:
    """As a database is whose rows came over weeks: seen, counted and on disk. Else the sweep would pay for how they were copied."""
    _run("VACUUM ANALYZE")
    _run("CHECKPOINT")


@contextmanager
def _loading() -> Iterator[None]:
    """Without the checks of foreign keys: what is copied was checked once."""
    _run("SET session_replication_role = replica")
    try:
        yield
    finally:
        _run("SET session_replication_role = DEFAULT")


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)  # noqa: T201
