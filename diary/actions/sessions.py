"""Recording treatment sessions, correcting them, and taking back what never was.

A session starts a 48-hour clock, and one recorded late is judged at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from alerts import actions as alerts
from alerts.actions.inserting import insert_together
from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert
from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.actions.flags import note_sensitivity
from diary.actions.judging import (
    OF_THE_COURSE,
    PERSON_CLOSED,
    WITHDRAWABLE,
    Judged,
    assessment_of,
    judge_entry_alone,
)
from diary.actions.looking_together import SET_ASIDE
from diary.actions.placing import place_again
from diary.actions.progress import judge_whole_course
from diary.actions.reminders import LATEST, plan_reminders, take_back_reminders
from diary.clinical.intake import contraindications
from diary.models import AdverseEvent, Assessment, Course, Easing, Entry, Patient, Reminder, Session, User

USUAL_LENGTH = timedelta(minutes=60)
ENTERED_IN_ERROR = "The session was entered in error and taken back."
STANDS = "What the patient reported stands."


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


class SessionTakenBack(Exception):
    """The session was taken back before; `by` and `at` say who and when, as far as the caller may know."""

    def __init__(self, session: Session) -> None:
        by = session.taken_back_by.name if session.taken_back_by else ""
        super().__init__(f"This session was taken back by {by}. Record the right one anew.")
        self.by, self.at = by, session.taken_back_at


class UnwantedAfterIt(Exception):
    """Something unwanted is written down for the session: whoever takes it back would lose it from every count."""


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
    """Correct a session and judge again from the recovery before it. Raises as `record_session`, and SessionTakenBack.

    `closed` ends the steps that follow pain that lasts, or opens them again. Raises NotLasting when there is none.
    """
    patient = session.patient = lock_patient(session.patient)
    _check_given(session)
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


@transaction.atomic
def take_back_session(*, session: Session, because: str, by: User, now: datetime) -> Session:
    """Take back a session that was entered in error, for a reason: nothing counts it any more, and nothing of it is deleted.

    Its entries belong to what they would have belonged to without it, and are judged again. What its rules alone had found is
    withdrawn; what the patient ticked stays for a person to close. See docs/adr/0074. Raises SessionTakenBack, UnwantedAfterIt.
    """
    patient = lock_patient(session.patient)
    _check_given(session)
    _check_nothing_unwanted(session)
    own = list(Entry.objects.filter(session=session, deleted_at=None).values_list("pk", flat=True))
    session.refresh_from_db()
    session.patient = patient
    session.taken_back_at, session.taken_back_by, session.taken_back_because = now, by, because
    session.look_again_at = None
    session.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because", "look_again_at"])
    alerts.forget(kind=SET_ASIDE, rows=[session.pk])
    # What it taught the sessions after it was not so: their bands are fixed anew, without it.
    Session.objects.filter(course=session.course, ended_at__gt=session.ended_at).update(expected=None)
    _number_again(session.course)
    touched = place_again(patient=patient, since=session.ended_at)
    _withdraw(session, by, now)
    _judge_entries_again(own, _judge(session, session.ended_at, touched, by, now), patient, by, now)
    if Reminder.objects.filter(session=session, handled_at__gt=now - LATEST).exists():
        take_back_reminders(patient=patient, now=now)
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="session.take_back", object_id=session.pk, now=now)
    return session


def _check_given(session: Session) -> None:
    gone = Session.every.filter(pk=session.pk).exclude(taken_back_at=None).select_related("taken_back_by").first()
    if gone is not None:
        raise SessionTakenBack(gone)


def _check_nothing_unwanted(session: Session) -> None:
    if AdverseEvent.objects.filter(session=session, corrected_by=None, is_mistake=False).exists():
        raise UnwantedAfterIt(
            "Something unwanted is written down as having followed this session. Correct that first: name another session, "
            "or say that it did not happen to this patient."
        )


def _withdraw(session: Session, by: User, now: datetime) -> None:
    alerts.withdraw_unfound(
        subject=session.patient_id,
        about=session.pk,
        rules=WITHDRAWABLE | OF_THE_COURSE,
        found_keys=(),
        because=ENTERED_IN_ERROR,
        now=now,
    )
    ticked = Alert.objects.filter(
        subject=session.patient_id, about=session.pk, rule__in=PERSON_CLOSED, state__in=NOT_CLOSED
    )
    for alert in ticked.order_by("pk"):
        alerts.add_note(alert_id=alert.pk, by=by.pk, text=f"{ENTERED_IN_ERROR} {STANDS}", now=now)


def _judge_entries_again(
    entries: Collection[UUID], judged: Sequence[Judged], patient: Patient, by: User, now: datetime
) -> None:
    """What is shown of each entry is the last that was found for it: kept for each anew, since its session is another or none."""
    found = {each.session.pk: each for each in judged if each.session is not None}
    for entry in Entry.objects.filter(pk__in=entries).order_by("recorded_at", "id"):
        if entry.session_id is None:
            alone = judge_entry_alone(patient=patient, entry=entry, now=now, trigger=Assessment.Trigger.SESSION)
            note_sensitivity(patient=patient, findings=alone.judgement.findings, by=by, now=now)
        else:
            its = found[entry.session_id]
            insert_together(assessment_of(patient, its, Assessment.Trigger.SESSION, now, entry))


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


def _judge(
    session: Session, earliest: datetime, touched: Mapping[UUID, datetime], by: User, now: datetime
) -> list[Judged]:
    """Judge the session's course from the recovery before it, and every other course that won or lost an entry."""
    before = Session.objects.filter(course=session.course, ended_at__lt=earliest).order_by("-ended_at").first()
    since = {**touched, session.course_id: earliest if before is None else before.ended_at}
    judged: list[Judged] = []
    for course in Course.objects.filter(pk__in=since).order_by("pk"):
        whole = judge_whole_course(
            patient=session.patient,
            course=course,
            since=since[course.pk],
            trigger=Assessment.Trigger.SESSION,
            by=by,
            now=now,
        )
        judged += whole.judged
    return judged
