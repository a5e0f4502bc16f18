"""Which course and which session an entry belongs to, and what a session recorded late changes about that.

An entry that names no course is about the last treatment before it: the course, going on at that moment, whose session
ended last at or before it was recorded. That must not depend on which of two was sent first.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from alerts.prepared import prepared
from diary.models import Course, Entry, Patient, Session

# What was written for people: no rule reads it, and it is the larger part of a row.
UNREAD = (
    *("note", "proceed_reason", "what_changed", "anything_changed", "contraindications"),
    *("retention_minutes", "position", "created_at", "created_by"),
    *("taken_back_at", "taken_back_by", "taken_back_because"),
)
UNREAD_OF_COURSES = (
    *("diagnosis", "diagnosed_by", "imaging", "imaging_date", "triggers", "symptoms_at_intake", "onset_date", "trauma"),
    *("patches_allowed", "course_pattern", "created_at", "created_by"),
)
Placed = tuple[UUID | None, UUID | None]


def place_of(
    treated: Sequence[Session], course: Course | None, recorded_at: datetime
) -> tuple[Course | None, Session | None]:
    """The course an entry is about and the session whose recovery it belongs to, given all that the patient was `treated`, the
    last first; `course` is the one it names, if any.
    """
    session = _last_before(treated, None if course is None else course.pk, recorded_at)
    return (course if session is None else session.course, session)


def place_again(*, patient: Patient, since: datetime) -> dict[UUID, datetime]:
    """Place the entries recorded from `since` on anew, because a session was recorded or moved.

    Returns the courses that won or lost an entry, each with the first moment it did: they are to be judged again from
    there. The caller holds the patient's row.
    """
    sessions = sessions_of(patient)
    moved: dict[Placed, list[UUID]] = defaultdict(list)
    touched: dict[UUID, datetime] = {}
    entries = Entry.objects.filter(patient=patient, recorded_at__gte=since).order_by("recorded_at")
    for entry in entries.only("pk", "course_id", "session_id", "recorded_at", "names_course"):
        named = entry.course_id if entry.names_course else None
        session = _last_before(sessions, named, entry.recorded_at)
        place = (named, None) if session is None else (session.course_id, session.pk)
        if place == (entry.course_id, entry.session_id):
            continue
        moved[place].append(entry.pk)
        for course in {entry.course_id, place[0]}:
            if course is not None:
                touched.setdefault(course, entry.recorded_at)
    for (course, session_id), held in moved.items():
        Entry.objects.filter(pk__in=held).update(course=course, session=session_id)
    return touched


def sessions_of(patient: Patient) -> list[Session]:
    """The patient's sessions with their courses, the last to end first."""
    return _sessions(patient.pk)


@prepared
def _sessions(patient: UUID) -> QuerySet[Session]:
    treated = Session.objects.filter(patient=patient).select_related("course").order_by("-ended_at", "-id")
    return treated.defer(*UNREAD, *(f"course__{name}" for name in UNREAD_OF_COURSES))


def _last_before(sessions: Sequence[Session], course: UUID | None, moment: datetime) -> Session | None:
    """The last session before `moment` of this course, or of any course that went on then."""
    for session in sessions:
        goes_on = session.course.ended_at is None or session.course.ended_at > moment
        if session.ended_at <= moment and (session.course_id == course if course is not None else goes_on):
            return session
    return None
