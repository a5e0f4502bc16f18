"""A PUT of one entry, whole, beside a bare insert, and how it grows with the patient's history."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment

from alerts.fields import uuid7
from diary.actions.auditing import record_access
from diary.management.commands.replay import use_temporary_database
from tests.bench.page import Row, at_most
from tests.cast import Api, Cast, entry, make_cast, start_course, treat

ROUNDS = 60
HOUR = timedelta(hours=1)


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        use_temporary_database(Path(folder))
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        setup_test_environment()
        try:
            return _measure()
        finally:
            teardown_test_environment()
            connections["default"].close()


def _measure() -> list[Row]:
    now = datetime.now(UTC)
    cast = make_cast(now)
    treat(start_course(cast.maya, cast.anna, now - timedelta(days=20)), cast.anna, now - 90 * HOUR, now=now)
    phone = Api(cast.maya.user, by="device")
    moments = iter(now - 80 * HOUR + timedelta(minutes=number) for number in range(2000))

    def put() -> None:
        answer = phone.log(entry(next(moments), 3))
        assert answer.status == 201, answer

    floor = cpu_ms(lambda: one_insert(cast, now))
    few = cpu_ms(put)
    for _ in range(240):
        put()
    many = cpu_ms(put)
    with CaptureQueriesContext(connection) as queries:
        put()
    return [
        Row("one INSERT in a transaction of its own", f"{floor:.2f} ms CPU"),
        Row("PUT entries/{id}, whole, about 100 entries", f"{few:.1f} ms CPU, {few / floor:.0f} times that"),
        at_most("  about 400 entries of this patient, beside that", many / few, 1.1, "{:.2f} times"),
        Row("statements of one PUT", str(len(queries)), "8 at most", len(queries) <= 8),
    ]


def one_insert(cast: Cast, now: datetime) -> None:
    with transaction.atomic():
        record_access(by=cast.anna, patient=cast.maya, action="bench", object_id=uuid7(), now=now)


def cpu_ms(work: Callable[[], None]) -> float:
    """The least CPU time of three runs, per call."""
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], None]) -> float:
    begin = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - begin) / ROUNDS * 1000
