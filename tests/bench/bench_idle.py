"""What a second in which nothing is due costs the sweeper in a clinic with 1,000 open alerts that wait for
their moments. CPU of ours and of all of PostgreSQL's processes, and statements; on SQLite, ours. A second of everything: clocks,
sessions, reminders, alerts, messages, and the beat that says that all went well.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts import actions as alerts
from alerts.models import Alert, Delivery, SweepBeat
from diary.management.commands.sweep import Command
from tests.bench.bench_sweep import _cpu_of, _parent_of, _run
from tests.bench.database import migrated
from tests.bench.page import Row, at_most
from tests.cast import make_cast
from tests.processes import short_folder

OPEN, TICKS, FEW = 1_000, 60, 8
AHEAD = timedelta(days=1)


def measure() -> list[Row]:
    with migrated(durable=True):
        rows = list(_measure("PostgreSQL"))
    with on_sqlite():
        return rows + list(_measure("SQLite"))


def _measure(name: str) -> Iterator[Row]:
    open_alerts()
    command = Command()
    command.is_behind, command.heartbeat = False, None
    for _ in range(10):  # until statements are prepared, and PostgreSQL has made up its mind about their plans
        command._sweep()
    assert not Delivery.objects.filter(state="pending", next_attempt_at__lte=timezone.now()).exists()
    with CaptureQueriesContext(connection) as caught:
        command._sweep()
    asked = [each["sql"] for each in caught.captured_queries]
    server = server_of() if connection.vendor == "postgresql" else None
    ours, theirs = time.process_time(), server_cpu(server)
    for _ in range(TICKS):
        command._sweep()
    ours, theirs = time.process_time() - ours, server_cpu(server) - theirs
    beat = SweepBeat.objects.get()
    assert timezone.now() - beat.last_ok_at < timedelta(seconds=5), beat.last_ok_at
    yield at_most(f"{name}: statements of a second in which nothing is due", len(asked), FEW, "{:.0f}")
    each = (ours + theirs) / TICKS * 1000
    text = f"{each:.2f} ms CPU" + (f" ({ours / TICKS * 1000:.2f} ours)" if server else "")
    yield Row(f"{name}: such a second, beside {OPEN:,} open alerts", text)
    yield Row("  of one core", f"{each / 10:.2f} %")


def open_alerts() -> None:
    """Open, told, and not due for a day."""
    now = timezone.now()
    maya = make_cast(now).maya.pk
    alerts.open_many(
        found=[
            alerts.Found(
                subject=maya, about=None, rule="flare", code=str(n), level="practitioner", causes=(), detail={}
            )
            for n in range(OPEN)
        ],
        now=now,
    )
    alerts.sweep(lane="sweeper", clock=timezone.now)
    Alert.objects.update(next_rung_at=now + AHEAD)
    Delivery.objects.filter(state="pending").update(next_attempt_at=now + AHEAD)
    if connection.vendor == "postgresql":
        _run("VACUUM ANALYZE")


def server_of() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return _parent_of(cursor.fetchone()[0])


def server_cpu(server: int | None) -> float:
    return 0.0 if server is None else _cpu_of(server)


@contextmanager
def on_sqlite() -> Iterator[None]:
    """A new file as Django's only connection."""
    before = connections.settings["default"]
    with short_folder("idle") as folder:
        options = {"transaction_mode": "IMMEDIATE", "init_command": settings.SQLITE_PRAGMAS}
        name = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "ebb.sqlite3"), "OPTIONS": options}
        connections["default"].close()
        connections.settings["default"] = {**before, **name}
        del connections["default"]
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connections["default"].close()
            connections.settings["default"] = before
            del connections["default"]
