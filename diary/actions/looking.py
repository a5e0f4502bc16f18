"""Looking again at the sessions whose moment has come: many at once, and one by one where that is not plain.

A batch is claimed by its patients' rows, passing over those that somebody holds, so that any number of processes may look at
once. What the batch cannot answer for certain (`looking_together.py`), and every session of a batch that fails, is judged on
its own, in a transaction of its own. One that cannot be judged at all is set aside: shown to operators, and in nobody's way.
"""

import gc
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from alerts import actions as alerts
from alerts.prepared import prepared
from diary.actions.auditing import place_of
from diary.actions.judging import judge_course, load_course, waiting_if_told
from diary.actions.looking_together import SET_ASIDE, look_together
from diary.models import Assessment, Patient, Session

log = logging.getLogger(__name__)

BATCH = 1_000
LIMIT = 4_000  # then messages that are due come first again
LANES = 2
SET_ASIDE_FOR = timedelta(minutes=5)

DUE = """
    SELECT diary_session.id, diary_session.patient_id
    FROM diary_session JOIN diary_patient ON diary_patient.id = diary_session.patient_id
    WHERE diary_session.look_again_at <= %s AND diary_session.taken_back_at IS NULL
    ORDER BY diary_session.look_again_at
    LIMIT %s
"""
PASSING_OVER = "FOR UPDATE OF diary_session, diary_patient SKIP LOCKED"


def look_again(*, now: datetime, limit: int = LIMIT) -> int:
    """Judge the sessions whose `look_again_at` has passed, oldest first; return how many. Safe to run from several processes.

    `limit` bounds how many are looked at. A patient's second session that is due is looked at in the next batch. When more are
    due than one batch holds, two lanes look at once: while the database writes what one has found, the other judges.
    """
    if not _first_due(now):
        return 0
    with collecting_later():
        if limit <= BATCH or not _may_look_beside() or not _is_due(now, more_than=BATCH):
            return _look_on(now, limit)
        with ThreadPoolExecutor(max_workers=LANES, thread_name_prefix="look") as pool:
            return sum(pool.map(_look_on_beside, [now] * LANES, [-(-limit // LANES)] * LANES))


def _may_look_beside() -> bool:
    """Whether claims pass over each other, and other connections see what this one does."""
    return connection.features.has_select_for_update_skip_locked and not connection.in_atomic_block


def _is_due(now: datetime, *, more_than: int) -> bool:
    return _due(now)[more_than : more_than + 1].exists()


def _due(now: datetime) -> QuerySet[Session]:
    """Rather too many: what was taken back has no moment, and to ask for that too leads PostgreSQL to plan each second anew."""
    return Session.every.filter(look_again_at__lte=now).order_by("look_again_at")


@prepared
def _first_due(now: datetime) -> QuerySet[Session, UUID]:
    return _due(now).values_list("pk", flat=True)[:1]


def _look_on(now: datetime, limit: int) -> int:
    seen = done = 0
    while seen < limit:
        claimed, judged = _look_at_batch(now, min(BATCH, limit - seen))
        if not claimed:
            break
        seen, done = seen + claimed, done + judged
    return done


def _look_on_beside(now: datetime, limit: int) -> int:
    """The same on a connection of this thread's own."""
    try:
        return _look_on(now, limit)
    finally:
        connection.close()


@contextmanager
def collecting_later() -> Iterator[None]:
    """Without looking for cycles: what a batch makes lives until its end, and would be walked through again and again."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _look_at_batch(now: datetime, size: int) -> tuple[int, int]:
    """How many were claimed, and how many of them judged."""
    due: list[UUID] = []
    try:
        with transaction.atomic():
            due = claim_due(now=now, limit=size)
            judged = look_together(due=due, now=now)
    except Exception as error:
        if not due:
            raise
        log.error(
            "a batch of %d sessions is judged one by one: %s\n%s", len(due), type(error).__name__, place_of(error)
        )
        judged = set()
    alone = [pk for pk in due if pk not in judged]
    return len(due), len(judged) + sum(_look_at_one(pk, now) for pk in alone)


def claim_due(*, now: datetime, limit: int) -> list[UUID]:
    """The sessions that are due, oldest first, one of each patient; until the transaction ends nobody else judges these patients."""
    passing_over = PASSING_OVER if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(DUE + passing_over, [now, limit])
        rows = cursor.fetchall()
    first: dict[object, UUID] = {}
    for session, patient in rows:
        first.setdefault(patient, session if isinstance(session, UUID) else UUID(session))
    return list(first.values())


def _look_at_one(pk: UUID, now: datetime) -> int:
    due_at = Session.objects.filter(pk=pk).values_list("look_again_at", flat=True).first()
    try:
        judged = judge_alone(pk, now)
    except Exception as error:
        if alerts.has_database_hung_up(error):
            raise  # it is still due, and would be the next in this very loop
        log.error("session %s set aside: %s\n%s", pk, type(error).__name__, place_of(error))
        Session.objects.filter(pk=pk, look_again_at=due_at).update(look_again_at=now + SET_ASIDE_FOR)
        alerts.set_aside(kind=SET_ASIDE, row=pk, error=error, now=now, lasting=SET_ASIDE_FOR)
        return 0
    if judged:
        alerts.forget(kind=SET_ASIDE, rows=[pk])
    return judged


@transaction.atomic
def judge_alone(pk: UUID, now: datetime) -> int:
    """Judge one due session and every later one of its course; 1, or 0 when it is not due or somebody else has it."""
    session = Session.every.select_related("course").get(pk=pk)  # taken back since it was claimed, it is not due
    # The patient's row is the lock of everything that judges; whoever holds it is judging this session already.
    patient = (
        Patient.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("clinic")
        .filter(pk=session.patient_id)
        .first()
    )
    if patient is None:
        return 0
    session.refresh_from_db(fields=["look_again_at"])
    if session.look_again_at is None or session.look_again_at > now:
        return 0
    if loaded := load_course(patient, session.course, session.ended_at):
        judge_course(
            loaded=loaded,
            since=session.ended_at,
            trigger=Assessment.Trigger.TIME,
            now=now,
            waiting=waiting_if_told(patient),
            late_by=now - session.look_again_at,
        )
    return 1
