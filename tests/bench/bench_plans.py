"""Which way PostgreSQL takes to what Ebb asks, in a group of clinics with a million sessions: the very statements that are sent,
with the wall between patients (docs/adr/0046). For each question the rows that were read of all tables that grow, the pages,
PostgreSQL's own time by the clock, and the indexes. No such table may be read whole. Then what a row takes on disk, beside what its
indexes take.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection

from diary.models import Patient
from tests.bench.bench_sweep import _say
from tests.bench.database import migrated
from tests.bench.group import SESSIONS_OF_EACH, Group
from tests.bench.page import Row
from tests.bench.plans import Read, questions, read_of

SESSIONS = 1_000_000


def measure() -> list[Row]:
    with migrated(durable=False):
        return list(_measure())


def _measure() -> Iterator[Row]:
    patients = SESSIONS // SESSIONS_OF_EACH
    began = time.perf_counter()
    group = Group(datetime.now(UTC), patients=patients)
    group.grow(patients)
    yield Row("loaded in", f"{time.perf_counter() - began:.0f} s")
    patient = Patient.objects.get(pk=group.of_harbour)
    for question in questions(patient, group.cast.anna, group.now):
        read = read_of(question, analyze=True)
        _say(f"{question.what}: {read}")
        yield Row(question.what, said(read), "no table whole", not read.whole)
    yield from sizes()


def said(read: Read) -> str:
    indexes = ", ".join(read.indexes)
    whole = f"; WHOLE: {', '.join(read.whole)}" if read.whole else ""
    return f"{read.statements} statements, {read.rows:,} rows read, {read.pages:,} pages, {read.ms:.1f} ms: {indexes}{whole}"


def sizes() -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables
            WHERE n_live_tup > 100000 ORDER BY pg_total_relation_size(relid) DESC
            """
        )
        for name, rows, table, indexes in cursor.fetchall():
            figure = f"{rows:,} rows, {table / rows:.0f} + {indexes / rows:.0f} bytes a row with its indexes"
            yield Row(name, figure)
