"""Sessions that may have fallen silent, with their readings, as columns: four statements for any number of them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import FloatField, Q
from django.db.models.functions import Cast

from diary.clinical.silence import MICROSECOND, Before, Due, Recorded
from diary.models.care import Session
from diary.models.entries import Entry
from diary.models.histories import BASELINE_DAYS, LONGEST_BASELINE

REMEMBERED = timedelta(days=28)


class DueSession(NamedTuple):
    """A session whose moment has come, as judging last left it."""

    pk: UUID
    patient: UUID
    course: UUID
    look_again_at: datetime
    started_at: datetime
    ended_at: datetime
    nrs_before: Decimal | None
    recovery: str
    settled_at: datetime | None
    is_lasting: bool
    is_silent: bool
    baseline_nrs: Decimal | None
    baseline_quality: str
    maintenance_since_at: datetime | None

    @property
    def look_back(self) -> timedelta:
        """How far before its start a baseline is looked for."""
        since = self.maintenance_since_at
        return LONGEST_BASELINE if since is not None and since <= self.started_at else BASELINE_DAYS


class Columns(NamedTuple):
    """The same sessions as `diary.clinical.silence` reads them; `entries` are the ids of `recorded`, place by place."""

    due: Due
    recorded: Recorded
    before: Before
    entries: list[UUID]


def due_sessions(sessions: Collection[UUID], now: datetime) -> list[DueSession]:
    """Those of `sessions` that are still due, that nobody closed, and whose end and band are fixed; one of each patient."""
    rows = (
        Session.objects.filter(
            pk__in=sessions,
            look_again_at__lte=now,
            closed_at=None,
            ended_at_estimated=False,
            expected__isnull=False,
        )
        .order_by("look_again_at")
        .values_list(
            "pk",
            "patient_id",
            "course_id",
            "look_again_at",
            "started_at",
            "ended_at",
            "nrs_before",
            "recovery",
            "settled_at",
            "is_lasting",
            "is_silent",
            "baseline_nrs",
            "baseline_quality",
            "course__maintenance_since_at",
        )
    )
    by_patient: dict[UUID, DueSession] = {}
    for row in rows:
        by_patient.setdefault(row[1], DueSession._make(row))
    return list(by_patient.values())


def last_ones(due: Sequence[DueSession]) -> tuple[list[DueSession], dict[UUID, list[datetime]]]:
    """Those that are the last of their courses, and after no recovery that is followed still; with the ends of those before them.

    Only what lies within 28 days, or lasted and was closed by hand, is looked at: nothing else is remembered.
    """
    if not due:
        return [], {}
    by_course = {each.course: each for each in due}
    oldest = min(each.started_at for each in due) - REMEMBERED
    others = Session.objects.filter(
        Q(ended_at__gte=oldest) | Q(is_lasting=True, closed_at__isnull=False), course__in=by_course
    )
    apart: set[UUID] = set()
    ends: dict[UUID, list[datetime]] = {}
    for pk, course, ended_at, is_lasting, closed_at in others.values_list(
        "pk", "course_id", "ended_at", "is_lasting", "closed_at"
    ):
        mine = by_course[course]
        if pk == mine.pk:
            continue
        if ended_at >= mine.ended_at or (is_lasting and (closed_at or ended_at >= mine.started_at - REMEMBERED)):
            apart.add(mine.pk)
        ends.setdefault(mine.pk, []).append(ended_at)
    return [each for each in due if each.pk not in apart], ends


def columns_of(due: Sequence[DueSession], ends: dict[UUID, list[datetime]]) -> Columns:
    """Sessions of different patients, what was recorded for their courses, and the ends of the sessions before them."""
    look_back = np.array([each.look_back // MICROSECOND for each in due], dtype=np.int64)
    check_in = np.array([np.nan if each.nrs_before is None else float(each.nrs_before) for each in due])
    places = {each.patient: (row, each.course) for row, each in enumerate(due)}
    kept = []
    for patient, course, moment, average, now, pk, is_ticked in _rows(due):
        row, mine = places[patient]
        if course is None or course == mine:
            kept.append((row, moment, average, now, is_ticked, pk))
    # By row, not by patient: the rows are in order of look-again time, and what follows counts on their order.
    kept.sort(key=lambda each: each[0])
    rows, moments, averages, nows, ticked, entries = zip(*kept, strict=True) if kept else ((),) * 6
    before = sorted((row, end) for row, each in enumerate(due) for end in ends.get(each.pk, ()))
    return Columns(
        Due(
            _microseconds([each.started_at for each in due]),
            _microseconds([each.ended_at for each in due]),
            look_back,
            check_in,
        ),
        Recorded(
            np.array(rows, dtype=np.intp),
            _microseconds(moments),
            np.array(averages, dtype=np.float64),
            np.array(nows, dtype=np.float64),
            np.array(ticked, dtype=bool),
        ),
        Before(np.array([row for row, _ in before], dtype=np.intp), _microseconds([end for _, end in before])),
        list(entries),
    )


def _rows(
    due: Sequence[DueSession],
) -> Collection[tuple[UUID, UUID | None, datetime, float | None, float | None, UUID, bool]]:
    """What the patients recorded since the first day that a baseline may rest on, in order of patient, moment and entry."""
    entries = Entry.objects.filter(
        patient__in=[each.patient for each in due],
        recorded_at__gte=min(each.started_at - each.look_back for each in due),
        deleted_at=None,
    )
    return list(
        entries.order_by("patient_id", "recorded_at", "id")
        .annotate(
            average=Cast("nrs_average", FloatField()),
            at_once=Cast("nrs_now", FloatField()),
            is_ticked=~Q(symptoms=[]),
        )
        .values_list("patient_id", "course_id", "recorded_at", "average", "at_once", "pk", "is_ticked")
    )


def ticked_lately(sessions: Sequence[DueSession], lately: timedelta) -> set[UUID]:
    """The patients who ticked a symptom within `lately` before their session's end, or since, in any course."""
    if not sessions:
        return set()
    ticked = Entry.objects.exclude(symptoms=[]).filter(
        patient__in=[each.patient for each in sessions],
        recorded_at__gte=min(each.ended_at for each in sessions) - lately,
        deleted_at=None,
    )
    return set(ticked.values_list("patient_id", flat=True))


def _microseconds(moments: Sequence[datetime]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Since 1970. A float holds them to a quarter of a microsecond, so that rounding gives the very one."""
    return np.rint(np.array([moment.timestamp() for moment in moments], dtype=np.float64) * 1e6).astype(np.int64)
