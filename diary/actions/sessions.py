"""Recording treatment sessions. A session starts a 48-hour clock, and one recorded late is judged at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.actions.placing import place_again
from diary.actions.progress import judge_whole_course
from diary.actions.reminders import plan_reminders
from diary.clinical.intake import contraindications
from diary.models import Assessment, Course, Easing, Patient, Session, User

USUAL_LENGTH = timedelta(minutes=60)


class SessionInFuture(Exception):
    """A session can be recorded once it has ended."""


class SessionEndsBeforeStart(Exception):
    """The end lies before the start."""


class ReasonNeeded(Exception):
    """The patient has a contraindication and no reason to go on was given."""


class NotLasting(Exception):
    """Only a recovery whose pain was found to last can be closed."""


class SessionTwice(Exception):
    """The course has a session that ended at that moment already."""


@transaction.atomic
def record_session(*, course: Course, by: User, now: datetime, ended_at: datetime, **fields: Any) -> Session:
    """Record a session of `course`, take in the entries made since its end, and judge every course that this touches.

    `started_at` defaults to 60 minutes before the end. Raises SessionInFuture, SessionEndsBeforeStart, ReasonNeeded, SessionTwice.
    """
    patient = lock_patient(course.patient)
    started_at = fields.pop("started_at", None) or ended_at - USUAL_LENGTH
    _check_times(started_at, ended_at, now)
    _check_reason(patient, fields.get("proceed_reason"))
    session = Session(
        patient=patient,
        course=course,
        number=0,
        started_at=started_at,
        ended_at=ended_at,
        created_at=now,
        created_by=by,
        contraindications=contraindications(patient.flags),
        is_eased=_is_eased(patient, ended_at),
        **fields,
    )
    _save(session, force_insert=True)
    _number_again(course)
    _judge(session, ended_at, place_again(patient=patient, since=ended_at), by, now)
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="session.record", object_id=session.pk, now=now)
    session.refresh_from_db()
    return session


@transaction.atomic
def update_session(*, session: Session, by: User, now: datetime, changes: dict[str, Any]) -> Session:
    """Correct a session and judge again from the recovery before it. Raises as `record_session`.

    `closed` ends the steps that follow pain that lasts, or opens them again. Raises NotLasting when there is none.
    """
    patient = session.patient = lock_patient(session.patient)
    if "closed" in changes:
        changes = {name: value for name, value in changes.items() if name != "closed"} | {
            "closed_at": _closed_at(session, is_closed=changes["closed"], now=now)
        }
    if "proceed_reason" in changes:
        _check_reason(patient, changes["proceed_reason"])
    earliest = min(session.ended_at, changes.get("ended_at", session.ended_at))
    for name, value in changes.items():
        setattr(session, name, value)
    _check_times(session.started_at, session.ended_at, now)
    if "ended_at" in changes:
        session.is_eased = _is_eased(patient, session.ended_at)
        changes = {**changes, "is_eased": session.is_eased}
    if changes:
        _save(session, update_fields=list(changes))
    touched: dict[UUID, datetime] = {}
    if "ended_at" in changes:
        _number_again(session.course)
        touched = place_again(patient=patient, since=earliest)
    _judge(session, earliest, touched, by, now)
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="session.change", object_id=session.pk, now=now)
    session.refresh_from_db()
    return session


def _is_eased(patient: Patient, ended_at: datetime) -> bool:
    return Easing.objects.filter(patient=patient, starts_at__lte=ended_at, ends_at__gt=ended_at).exists()


def _closed_at(session: Session, *, is_closed: bool, now: datetime) -> datetime | None:
    session.refresh_from_db()
    if is_closed and not session.is_lasting:
        raise NotLasting("The pain was not found to last after this session: there is nothing to close.")
    return (session.closed_at or now) if is_closed else None


def _check_times(started_at: datetime, ended_at: datetime, now: datetime) -> None:
    if ended_at > now:
        raise SessionInFuture("A session is recorded after it has ended. Check the date and time.")
    if ended_at < started_at:
        raise SessionEndsBeforeStart("The session ends before it starts. Check the times.")


def _check_reason(patient: Patient, proceed_reason: str | None) -> None:
    flags = contraindications(patient.flags)
    if flags and not proceed_reason:
        raise ReasonNeeded(f"Give a reason to go on (proceed_reason): {', '.join(flags)}.")


def _save(session: Session, **how: Any) -> None:
    try:
        with transaction.atomic():
            session.save(**how)
    except IntegrityError as error:
        if Session.objects.filter(course=session.course, ended_at=session.ended_at).exclude(pk=session.pk).exists():
            raise SessionTwice("This course already has a session that ended at that moment.") from error
        raise


def _number_again(course: Course) -> None:
    for number, session in enumerate(Session.objects.filter(course=course).order_by("ended_at", "id"), start=1):
        if session.number != number:
            Session.objects.filter(pk=session.pk).update(number=number)


def _judge(session: Session, earliest: datetime, touched: Mapping[UUID, datetime], by: User, now: datetime) -> None:
    """Judge the session's course from the recovery before it, and every other course that won or lost an entry."""
    before = Session.objects.filter(course=session.course, ended_at__lt=earliest).order_by("-ended_at").first()
    since = {**touched, session.course_id: earliest if before is None else before.ended_at}
    for course in Course.objects.filter(pk__in=since).order_by("pk"):
        judge_whole_course(
            patient=session.patient,
            course=course,
            since=since[course.pk],
            trigger=Assessment.Trigger.SESSION,
            by=by,
            now=now,
        )
