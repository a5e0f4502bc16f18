"""Due sessions read together and judged by the rules one after the other: the steps at five days and two weeks, and what is rare."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.many import among
from diary.actions.auditing import place_of
from diary.actions.judging import (
    PERSON_CLOSED,
    Judged,
    Loaded,
    assessment_of,
    first_to_judge,
    judge_loaded,
)
from diary.actions.looking_told import Told, add_findings, monitored_of
from diary.clinical.history import Reading
from diary.clinical.surprise import surprise_at
from diary.models import Assessment, Course, Entry, Patient, Session
from diary.models.histories import LONGEST_BASELINE, READ_OFF, prediction_of, reading_in
from diary.models.surroundings import LOOK_BACK, around_treatments

log = logging.getLogger(__name__)


def by_the_rules(due: Collection[UUID], now: datetime) -> list[Told]:
    """What is to be written of each, where everything that judging needs is known beforehand. Six statements to read.

    A session whose judging fails is left out and logged: on its own it will fail again, and be set aside.
    """
    if not due:
        return []
    told: list[Told] = []
    judged: list[tuple[Told, Judged]] = []
    for session, loaded in _load(due, now):
        try:
            one, its = _judge(session, loaded, now)
        except Exception as error:
            log.error("session %s is judged on its own: %s\n%s", session.pk, type(error).__name__, place_of(error))
            continue
        if not any(finding.rule in PERSON_CLOSED for each in its for finding in each.judgement.findings):
            told.append(one)
            judged += [(one, each) for each in its]
    _add_findings(judged)
    return told


def _judge(session: Session, loaded: Loaded, now: datetime) -> tuple[Told, list[Judged]]:
    late_by = now - (session.look_again_at or now)
    one = Told(session.pk, session.patient_id, [], [])
    its = []
    for each in judge_loaded(loaded, session.ended_at, now):
        if each.session is None:
            continue
        its.append(each)
        one.assessments.append(assessment_of(loaded.patient, each, Assessment.Trigger.TIME, now, None, late_by))
        one.changes.append((each.session.pk, {name: _change(each.session, name) for name in each.changed}))
        one.keys[each.session.pk] = set()
    return one, its


def _change(session: Session, name: str) -> Any:
    """The new value; a next look that is whole hours after the session's end as these hours, since most are the same hours."""
    value = getattr(session, name)
    if name == "look_again_at" and value is not None and not (value - session.ended_at) % timedelta(hours=1):
        return value - session.ended_at
    return value


def _add_findings(judged: Sequence[tuple[Told, Judged]]) -> None:
    monitored = monitored_of({one.patient for one, _ in judged})
    named = []
    for one, each in judged:
        if each.session is None or one.patient not in monitored:
            continue
        prediction = prediction_of(each.session)
        for finding in each.judgement.findings:
            hours = finding.hours
            w = None if prediction is None or hours is None else surprise_at(each.history, prediction, hours)
            named.append((one, each.session.pk, finding, prediction, w))
    add_findings(named)


def _load(due: Collection[UUID], now: datetime) -> Iterator[tuple[Session, Loaded]]:
    """Each session that is still due, with all that judging its course reads; none of which a band is still to be fixed."""
    mine = list(Session.objects.filter(among("pk", due), look_again_at__lte=now).order_by("look_again_at"))
    people = {each.patient_id for each in mine}
    patients = {each.pk: each for each in Patient.objects.select_related("clinic").filter(among("pk", people))}
    courses = {each.pk: each for each in Course.objects.filter(among("pk", {each.course_id for each in mine}))}
    sessions: dict[UUID, list[Session]] = defaultdict(list)
    for each in Session.objects.filter(among("patient", people)).order_by("ended_at", "id"):
        sessions[each.patient_id].append(each)
    firsts = {each.pk: _first(each, sessions) for each in mine}
    entries = _entries(people, min((_since(first) for first in firsts.values()), default=now))
    for each in mine:
        of_course = [other for other in sessions[each.patient_id] if other.course_id == each.course_id]
        begin, first = of_course.index(each), firsts[each.pk]
        if any(other.expected is None for other in of_course[min(begin, of_course.index(first)) :]):
            continue
        its = entries.get(each.patient_id, ())
        readings = [
            reading
            for course, reading in its
            if course in (None, each.course_id) and reading.recorded_at >= first.started_at - LONGEST_BASELINE
        ]
        around = around_treatments(its, sessions[each.patient_id], first.ended_at)
        yield of_course[begin], Loaded(patients[each.patient_id], courses[each.course_id], of_course, readings, around)


def _first(session: Session, sessions: Mapping[UUID, Sequence[Session]]) -> Session:
    """The first session that is judged when this one's moment has come."""
    of_course = [other for other in sessions[session.patient_id] if other.course_id == session.course_id]
    return of_course[first_to_judge(of_course, session.ended_at)]


def _since(first: Session) -> datetime:
    return min(first.started_at - LONGEST_BASELINE, first.ended_at - LOOK_BACK)


def _entries(patients: Collection[UUID], since: datetime) -> dict[UUID, list[tuple[UUID | None, Reading]]]:
    found: dict[UUID, list[tuple[UUID | None, Reading]]] = defaultdict(list)
    entries = Entry.objects.filter(among("patient", patients), recorded_at__gte=since, deleted_at=None)
    for patient, course, *columns in entries.values_list("patient_id", "course_id", *READ_OFF):
        found[patient].append((course, reading_in(columns)))
    return found
