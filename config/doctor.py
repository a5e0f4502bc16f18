"""Is this installation well? One line for each thing that can be wrong, with what to do. Asks; changes nothing.

What it asks is kept where it belongs: settings in `config/checks.py`, figures in `alerts/watch.py` and `config/metrics.py`.
Mail, broker and the address outside are in `config/reaching_out.py`.
"""

import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from alerts.models import SweepBeat
from alerts.watch import figures
from config import backup, secrets
from config.metrics import late_sessions
from config.version import VERSION
from diary import partitions

OK, LOOK, BROKEN = "ok", "look", "broken"
LATE_SECONDS = 60
CLOCK_SECONDS = 5
LITTLE_BYTES, LOW_BYTES = 500_000_000, 2_000_000_000
MANY_STRAYS = 1_000_000  # rows
BACKUP_AGE = timedelta(hours=36)
DRILL_DAYS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: its state, its name, what was found and, when it is not well, what to do."""

    state: str
    name: str
    found: str
    do: str = ""


Part = Callable[[datetime], Iterable[Line]]


def examine(parts: Iterable[Part], now: datetime) -> Iterator[Line]:
    """Every line of these parts. A database that does not answer is a line, and no end."""
    for part in parts:
        try:
            yield from part(now)
        except DatabaseError as error:
            yield Line(BROKEN, name_of(part), f"not known ({type(error).__name__})", "see the line of the database")


def name_of(part: Part) -> str:
    """What a part is called on the screen: its function's name, in words."""
    return getattr(part, "__name__", "").replace("_", " ")


# --- The database -----------------------------------------------------------------------------------------------------


def database(now: datetime) -> Iterator[Line]:
    """Whether it answers, which kind and version it is, and on SQLite whether each commit reaches the disk."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        said = str(error).strip().partition("\n")[0]
        yield Line(BROKEN, "database", f"does not answer: {said}", "start it, or correct DATABASE_URL")
        return
    yield Line(OK, "database", f"{connection.display_name} {version_of_database()}")
    if connection.vendor == "sqlite":
        yield from sqlite_syncs()


def version_of_database() -> str:
    """The server's or library's version, with points."""
    numbers = connection.get_database_version()
    return ".".join(map(str, numbers))


def sqlite_syncs() -> Iterator[Line]:
    """PostgreSQL is asked the same by `ebb.E008`."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (level,) = cursor.fetchone()
    if level < 2:
        yield Line(
            BROKEN, "database", "a power cut may lose what was saved (synchronous)", "leave config/settings.py as it is"
        )


def migrations(now: datetime) -> Iterator[Line]:
    """Whether the tables are those of this version: neither steps that wait nor steps that it does not know."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = {
        *executor.loader.disk_migrations,
        *(old for new in executor.loader.disk_migrations.values() for old in new.replaces),
    }
    newest = {ours: max(number_of(name) for app, name in known if app == ours) for ours in ("diary", "alerts")}
    # A squash of an earlier version is not on disk any more, and stays noted where that version was installed.
    unknown = [
        name
        for app, name in executor.loader.applied_migrations
        if (app, name) not in known and app in newest and number_of(name) > newest[app]
    ]
    if unknown:
        yield Line(
            BROKEN,
            "tables",
            f"made by a later version: {unknown[0]}",
            "run the version that made them, or restore a backup",
        )
    elif waiting:
        yield Line(BROKEN, "tables", f"{len(waiting)} migrations wait, first {waiting[0][0]}", "./ebb upgrade")
    else:
        yield Line(OK, "tables", "as this version wants them")


def number_of(migration: str) -> int:
    """`0020` of `0020_relief_is_kept`."""
    return int(migration.partition("_")[0])


def months(now: datetime) -> Iterator[Line]:
    """Nothing where tables are not kept in months."""
    if not partitions.is_begun():
        return
    lacking = partitions.missing(now)
    strays = max(
        (part.rows / MANY_STRAYS, part.relation) for part in partitions.parts() if part.name == partitions.OTHER
    )
    if lacking:
        yield Line(
            LOOK, "months", f"{len(lacking)} are not there, first {lacking[0]}", "is beat running? ./ebb partitions"
        )
    elif strays[0] >= 1:
        yield Line(LOOK, "months", f"{strays[1]} grows: ids that tell no moment", "docs/operations.md, PostgreSQL")
    else:
        yield Line(OK, "months", "made ahead")


def clock(now: datetime) -> Iterator[Line]:
    """This machine's against the database's; and whether the pipeline itself believes it."""
    off = abs((now_there() - datetime.now(UTC)).total_seconds())
    if off > CLOCK_SECONDS:
        yield Line(BROKEN, "clock", f"{off:,.0f} s apart from the database's", "set both by NTP")
        return
    if stepped := figures(now).clock_off_by:
        yield Line(LOOK, "clock", f"stepped by {stepped:,.0f} s, and is not believed yet", "find out what set it")
        return
    yield Line(OK, "clock", f"{off:.1f} s apart from the database's" if connection.vendor != "sqlite" else "steady")


def now_there() -> datetime:
    """What the database's machine takes the time to be, in UTC."""
    if connection.vendor == "sqlite":
        return datetime.now(UTC)  # the same machine's
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


# --- Settings and keys ------------------------------------------------------------------------------------------------


def checks(now: datetime) -> Iterator[Line]:
    """What Django's and our own checks have against the settings; those for deployment outside the demo."""
    found = run_checks(databases=["default"], include_deployment_checks=not settings.IS_DEMO)
    for message in found:
        state = BROKEN if message.level >= ERROR else LOOK
        yield Line(state, "settings", f"{message.id}: {message.msg}", message.hint or "docs/operations.md")
    if not found:
        yield Line(OK, "settings", "nothing unsafe" + (", for a demo" if settings.IS_DEMO else ""))


def keys(now: datetime) -> Iterator[Line]:
    """Whether anybody else may read the secrets, where they are, and how old the oldest is."""
    folder = secrets.var_folder() / "secrets"
    files = [folder / name for name in secrets.NAMES if not os.environ.get(name)]
    # A group may: that is how container platforms hand files to a user of their own.
    opened = [file for file in files if file.exists() and file.stat().st_mode & 0o007]
    if opened:
        yield Line(BROKEN, "secrets", f"{opened[0]} can be read by others", f"chmod -R go= {folder}")
    elif not files:
        yield Line(OK, "secrets", "from the environment")
    else:
        oldest = min(file.stat().st_mtime for file in files)
        yield Line(OK, "secrets", f"{len(files)} in {folder}, {(now.timestamp() - oldest) / 86400:,.0f} days old")


# --- The pipeline -----------------------------------------------------------------------------------------------------


def sweeps(now: datetime) -> Iterator[Line]:
    """How long ago each lane has swept. One that has stopped is a remark, both are a breakdown."""
    ages = {beat.name: max(0.0, (now - beat.last_ok_at).total_seconds()) for beat in SweepBeat.objects.all()}
    fresh = [lane for lane, age in ages.items() if age <= LATE_SECONDS]
    for lane, means in (("sweeper", "the sweeper"), ("celery", "worker and beat")):
        age = ages.get(lane)
        found = "has never swept" if age is None else f"swept {age:,.0f} s ago"
        if lane in fresh:
            yield Line(OK, means, found)
        else:
            state = LOOK if fresh else BROKEN
            yield Line(state, means, found, "./ebb run, or start that service; its log says why it stopped")


def waiting(now: datetime) -> Iterator[Line]:
    """What should have happened by now and has not: messages, rungs, judgements, and what was set aside."""
    found, (late, late_age) = figures(now), late_sessions(now)
    if found.oldest_due_age > LATE_SECONDS:
        text = f"the oldest is {found.oldest_due_age:,.0f} s late, {found.pending} wait"
        yield Line(BROKEN, "messages", text, "is anything sweeping? ./ebb set_aside; the log of the sweeper")
    else:
        yield Line(OK, "messages", f"none is late, {found.pending} wait for their moment")
    if found.overdue_rungs:
        yield Line(
            BROKEN, "alerts", f"{found.overdue_rungs} open, and the next person not told", "the log of the sweeper"
        )
    else:
        yield Line(OK, "alerts", f"{sum(found.alerts.values())} not closed, everybody told who should be")
    if late_age > LATE_SECONDS:
        yield Line(BROKEN, "judging", f"{late} sessions, the oldest {late_age:,.0f} s late", "the log of the sweeper")
    else:
        yield Line(OK, "judging", "no session is late")
    if found.set_aside:
        kinds = ", ".join(f"{number} {kind}" for kind, number in found.set_aside.items())
        yield Line(LOOK, "set aside", kinds, "./ebb set_aside says which, and by what error")


def drills(now: datetime) -> Iterator[Line]:
    """How the last drill went, and whether it is too long ago."""
    drill = figures(now).drill
    if drill.age is None:
        yield Line(OK if settings.IS_DEMO else LOOK, "drill", "there was none yet", "./ebb drill")
    elif drill.age > DRILL_DAYS * 86400:
        yield Line(LOOK, "drill", f"the last was {drill.age / 86400:,.0f} days ago", "is beat running? ./ebb drill")
    else:
        yield Line(OK, "drill", f"{drill.answered} of {drill.asked} answered the last")


# --- The machine ------------------------------------------------------------------------------------------------------


def disk(now: datetime) -> Iterator[Line]:
    """How much room is left where the data lie."""
    free = shutil.disk_usage(settings.VAR).free
    state = BROKEN if free < LITTLE_BYTES else LOOK if free < LOW_BYTES else OK
    yield Line(state, "disk", f"{free / 1e9:,.1f} GB free in {settings.VAR}", "" if state == OK else "make room")


def backups(now: datetime) -> Iterator[Line]:
    """How old the newest backup is that this machine knows of."""
    made = backup.last_made()
    if made is None:
        state, found = (OK if settings.IS_DEMO else LOOK), "none was made from here"
    else:
        age = now - made
        state = OK if age <= BACKUP_AGE or settings.IS_DEMO else LOOK
        found = f"the last is {age.total_seconds() / 3600:,.0f} hours old"
    yield Line(state, "backup", found, "" if state == OK else "./ebb backup, every night")


def versions(now: datetime) -> Iterator[Line]:
    """What runs here: Ebb, Python and what it stands on."""
    yield Line(OK, "versions", f"Ebb {VERSION}, Python {platform.python_version()}, Django {django.get_version()}")


INSIDE: tuple[Part, ...] = (
    versions,
    database,
    migrations,
    months,
    checks,
    keys,
    clock,
    sweeps,
    waiting,
    drills,
    disk,
    backups,
)
