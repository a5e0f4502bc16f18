"""Sessions that may have fallen silent, with their readings, as columns: four statements for any number of them.

Moments come as microseconds since 1970, because turning each into a `datetime` costs more than judging it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import BigIntegerField, FloatField, Func, Q
from django.db.models.functions import Cast
from numpy.typing import NDArray

from alerts.arrays import EPOCH as POSTGRESQL_EPOCH
from alerts.arrays import Array, array_of
from alerts.many import among
from diary.clinical.silence import DAY_US, MICROSECOND, Before, Due, Recorded
from diary.models.care import Session
from diary.models.entries import Entry
from diary.models.histories import BASELINE_DAYS, LONGEST_BASELINE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REMEMBERED_US = 28 * DAY_US
FIRST = {"postgresql": 1, "sqlite": 0}  # the number that each begins to count with

Wanted = tuple[UUID, UUID, int]  # a patient, a course, and the microsecond since when

# What the patients recorded since a moment of each, for one course of each or for none.
READINGS = {
    "postgresql": """
        SELECT {columns}
        FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) WITH ORDINALITY AS due (patient, course, since, place),
        LATERAL (
            SELECT * FROM diary_entry entry
            WHERE entry.patient_id = due.patient AND entry.recorded_at {when} due.since AND entry.deleted_at IS NULL
                AND (entry.course_id IS NULL OR entry.course_id = due.course)
            OFFSET 0 -- patient by patient: otherwise a table that looks small is read whole
        ) entry
    """,
    "sqlite": """
        SELECT {columns}
        FROM (SELECT key AS place, value FROM json_each(%s)) due
        JOIN diary_entry entry ON entry.patient_id = due.value ->> 0 AND entry.recorded_at {when} due.value ->> 2
        WHERE entry.deleted_at IS NULL AND (entry.course_id IS NULL OR entry.course_id = due.value ->> 1)
    """,
}
# SQLite knows thousandths of a second, and rounds them up into the next one: the fraction is added apart.
SECONDS = {
    "postgresql": "date_part('epoch', {})",
    "sqlite": "(unixepoch(substr({0}, 1, 19)) + ('0' || substr({0}, 20)))",
}
# A float holds seconds since 1970 to a quarter of a microsecond.
MICROSECONDS = {vendor: f"CAST(round({seconds} * 1000000) AS BIGINT)" for vendor, seconds in SECONDS.items()}
# A column of theirs as one value: as rows they take longer to travel than to be found. Whole numbers and moments come as
# PostgreSQL keeps them, which neither side has to write or to read.
JOINED = {"postgresql": "string_agg(({})::text, ',')", "sqlite": "group_concat({}, ',')"}
KEPT = {"postgresql": "array_send(array_agg({}))", "sqlite": JOINED["sqlite"]}
KEPT_AT = {"postgresql": "entry.recorded_at", "sqlite": MICROSECONDS["sqlite"].format("entry.recorded_at")}
KEPT_SINCE = {"postgresql": (POSTGRESQL_EPOCH - EPOCH) // MICROSECOND, "sqlite": 0}
HEAD_OF_ARRAY = 20  # bytes


class Moment(Func):
    """An instant as microseconds since 1970."""

    output_field = BigIntegerField()
    convert_value = staticmethod(Func._convert_value_noop)  # type: ignore[attr-defined]  # it is a number already
    template = MICROSECONDS["postgresql"].format("%(expressions)s")

    def as_sqlite(self, compiler: Any, connection: Any, **named: Any) -> Any:
        return self.as_sql(compiler, connection, template=MICROSECONDS["sqlite"].format("%(expressions)s"), **named)


class DueSession(NamedTuple):
    """A session whose moment has come, as judging last left it."""

    pk: UUID
    patient: UUID
    course: UUID
    recovery: str
    is_lasting: bool
    is_silent: bool
    baseline_quality: str
    baseline_nrs: float | None
    nrs_before: float | None
    look_again: int
    started: int
    ended: int
    settled: int | None
    maintenance: int | None

    @property
    def look_back(self) -> int:
        """How far before its start a baseline is looked for."""
        since = self.maintenance
        return (LONGEST_BASELINE if since is not None and since <= self.started else BASELINE_DAYS) // MICROSECOND

    @property
    def ended_at(self) -> datetime:
        """When the session ended, from its microseconds."""
        return EPOCH + self.ended * MICROSECOND


class Columns(NamedTuple):
    """The same sessions as `diary.clinical.silence` reads them."""

    due: Due
    recorded: Recorded
    before: Before


def due_sessions(sessions: Collection[UUID], now: datetime) -> list[DueSession]:
    """Those of `sessions` that are still due, that nobody closed, and whose end and band are fixed; one of each patient."""
    fixed = Session.objects.filter(
        among("pk", sessions), look_again_at__lte=now, closed_at=None, ended_at_estimated=False, expected__isnull=False
    )
    rows = (
        fixed.order_by("look_again_at")
        .annotate(
            nrs=Cast("baseline_nrs", FloatField()),
            check_in=Cast("nrs_before", FloatField()),
            look_again=Moment("look_again_at"),
            started=Moment("started_at"),
            ended=Moment("ended_at"),
            settled=Moment("settled_at"),
            maintenance=Moment("course__maintenance_since_at"),
        )
        .values_list(
            *("pk", "patient_id", "course_id", "recovery", "is_lasting", "is_silent", "baseline_quality"),
            *("nrs", "check_in", "look_again", "started", "ended", "settled", "maintenance"),
        )
    )
    by_patient: dict[UUID, DueSession] = {}
    for row in rows:
        by_patient.setdefault(row[1], DueSession._make(row))
    return list(by_patient.values())


def last_ones(due: Sequence[DueSession]) -> tuple[list[DueSession], dict[UUID, list[int]]]:
    """Those that are the last of their courses, and after no recovery that is followed still; with the ends of those before them.

    Only what lies within 28 days, or lasted and was closed by hand, is looked at: nothing else is remembered.
    """
    if not due:
        return [], {}
    by_course = {each.course: each for each in due}
    oldest = EPOCH + (min(each.started for each in due) - REMEMBERED_US) * MICROSECOND
    others = Session.objects.filter(
        Q(ended_at__gte=oldest) | Q(is_lasting=True, closed_at__isnull=False), among("course", by_course)
    )
    apart: set[UUID] = set()
    ends: dict[UUID, list[int]] = {}
    found = others.annotate(ended=Moment("ended_at"), is_closed=Q(closed_at__isnull=False)).values_list(
        "course_id", "ended", "is_lasting", "is_closed"
    )
    for course, ended, is_lasting, is_closed in found:
        mine = by_course[course]
        if ended == mine.ended:  # no two sessions of a course end at one moment
            continue
        if ended >= mine.ended or (is_lasting and (is_closed or ended >= mine.started - REMEMBERED_US)):
            apart.add(mine.pk)
        ends.setdefault(mine.pk, []).append(ended)
    return [each for each in due if each.pk not in apart], ends


def columns_of(due: Sequence[DueSession], ends: Mapping[UUID, list[int]]) -> Columns:
    """Sessions of different patients, what was recorded for their courses, and the ends of the sessions before them."""
    recorded = _recorded([(each.patient, each.course, each.started - each.look_back) for each in due])
    before = sorted((row, end) for row, each in enumerate(due) for end in ends.get(each.pk, ()))
    return Columns(
        Due(
            np.array([each.started for each in due], dtype=np.int64),
            np.array([each.ended for each in due], dtype=np.int64),
            np.array([each.look_back for each in due], dtype=np.int64),
            np.array([each.nrs_before for each in due], dtype=np.float64),
        ),
        recorded,
        Before(
            np.array([row for row, _ in before], dtype=np.intp), np.array([end for _, end in before], dtype=np.int64)
        ),
    )


def _recorded(wanted: Sequence[Wanted]) -> Recorded:
    """The readings of each, in order of place and moment."""
    vendor = connection.vendor
    columns = [
        KEPT[vendor].format("2 * due.place + CASE entry.symptoms WHEN '[]' THEN 0 ELSE 1 END"),
        KEPT[vendor].format(KEPT_AT[vendor]),
        JOINED[vendor].format("coalesce(CAST(entry.nrs_average AS TEXT), 'NaN')"),
        JOINED[vendor].format("coalesce(CAST(entry.nrs_now AS TEXT), 'NaN')"),
    ]
    ((places, moments, averages, nows),) = _ask(", ".join(columns), wanted)
    place, at = _whole(places), _whole(moments) + KEPT_SINCE[vendor]
    average, now = (np.fromstring(text or "", dtype=np.float64, sep=",") for text in (averages, nows))
    order = np.lexsort((at, place))
    place = place[order]
    return Recorded(place // 2 - FIRST[vendor], at[order], average[order], now[order], place % 2 > 0)


def _whole(column: str | bytes | None) -> NDArray[np.int64]:
    """Whole numbers, none of them null, as they come from either database; None where there are no rows."""
    if isinstance(column, bytes):
        each = np.dtype([("length", ">i4"), ("number", ">i8")])
        return np.frombuffer(column, each, offset=HEAD_OF_ARRAY)["number"].astype(np.int64)
    return np.fromstring(column or "", dtype=np.int64, sep=",")


def entries_at(wanted: Sequence[tuple[DueSession, int]]) -> list[UUID]:
    """The entry with a score that each of these sessions' courses has at a moment."""
    rows = _ask(
        "due.place, entry.id, entry.nrs_average IS NULL AND entry.nrs_now IS NULL",
        [(each.patient, each.course, moment) for each, moment in wanted],
        when="=",
    )
    found = {place: entry for place, entry, is_unscored in rows if not is_unscored}
    ids = [found[place] for place, _ in enumerate(wanted, start=FIRST[connection.vendor])]
    return [each if isinstance(each, UUID) else UUID(each) for each in ids]


def _moment(column: str) -> str:
    """SQL for an instant as microseconds since 1970."""
    return MICROSECONDS[connection.vendor].format(column)


def _ask(columns: str, wanted: Sequence[Wanted], when: str = ">=") -> list[tuple[Any, ...]]:
    """Ask for `columns` (SQL) of what each patient recorded for a course, or for none, since a moment; `when` "=": at it."""
    words: list[str | Array]
    moments = [EPOCH + since * MICROSECOND for _, _, since in wanted]
    if connection.vendor == "postgresql":
        words = [
            array_of("uuid", [who for who, _, _ in wanted]),
            array_of("uuid", [course for _, course, _ in wanted]),
            array_of("timestamp with time zone", moments),
        ]
    else:
        due = zip(wanted, moments, strict=True)
        words = [
            json.dumps([(who.hex, course.hex, str(since.replace(tzinfo=None))) for (who, course, _), since in due])
        ]
    with connection.cursor() as cursor:
        cursor.execute(READINGS[connection.vendor].format(columns=columns, when=when), words)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def ticked_lately(sessions: Sequence[DueSession], lately: timedelta) -> set[UUID]:
    """The patients who ticked a symptom within `lately` before their session's end, or since, in any course."""
    if not sessions:
        return set()
    ticked = Entry.objects.exclude(symptoms=[]).filter(
        among("patient", [each.patient for each in sessions]),
        recorded_at__gte=min(each.ended_at for each in sessions) - lately,
        deleted_at=None,
    )
    return set(ticked.values_list("patient_id", flat=True))
