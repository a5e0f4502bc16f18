"""Learning: what a patient's earlier sessions teach about the next one, and what a practice's diaries teach about a treatment.

Nothing that was fixed before is touched: a session keeps the parameters of its day, and old versions of a practice's curve stay.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

import numpy as np
from django.db import transaction

from diary.clinical.expected import days_of
from diary.clinical.history import DAY, HOUR, History, Reading
from diary.clinical.level import prior_by
from diary.clinical.parameters import Parameters
from diary.clinical.personal import PastSession, flare_rise, has_flared, is_asked, parameters_of
from diary.clinical.practice import Lesson, Practice, learn
from diary.clinical.recovery import CURVES_VERSION, FLARES
from diary.models import Clinic, Consent, Course, Patient, PracticeCurve, Purpose, Session
from diary.models.histories import BASELINE_DAYS, baseline_of, history_of, readings_of_course

FLARE_TIME = timedelta(hours=48)


def learned_parameters(
    history: History, earlier: Sequence[Session], readings: Sequence[Reading], clinic: Clinic
) -> Parameters:
    """The parameters for a new session: the practice's latest curve, and what the course's `earlier` sessions teach."""
    modality = "" if history.session is None else history.session.modality
    return parameters_of(history, past_sessions(earlier, readings), latest_practice(clinic, modality))


def latest_practice(clinic: Clinic, modality: str) -> Practice | None:
    """The newest version of a practice's curve for a treatment."""
    row = PracticeCurve.objects.filter(clinic=clinic, modality=modality).order_by("-version").first()
    if row is None:
        return None
    return Practice(row.version, row.pi, row.height, row.noise, row.sessions, row.flares, row.weeks)


def past_sessions(sessions: Sequence[Session], readings: Sequence[Reading]) -> tuple[PastSession, ...]:
    """Sessions in order of time, as learning sees them; each has the scores up to the next one."""
    scored = sorted((each.recorded_at, each.score) for each in readings if each.score is not None)
    return tuple(
        PastSession(
            modality=session.modality,
            day=(session.ended_at - sessions[0].ended_at) / DAY,
            baseline=baseline_of(session).nrs,
            scores=tuple(
                ((moment - session.ended_at) / HOUR, score)
                for moment, score in scored
                if session.ended_at <= moment and (following is None or moment < following.started_at)
            ),
        )
        for session, following in zip_longest(sessions, sessions[1:])
    )


def relearn(*, now: datetime, report: Callable[[str], None] = lambda _: None) -> list[PracticeCurve]:
    """Learn every clinic's curves again; returns the new versions. `report` is called with a line for each clinic."""
    made = []
    for clinic in Clinic.objects.order_by("name", "pk"):
        rows = relearn_clinic(clinic=clinic, now=now)
        report(f"{clinic.name}: {len(rows)} new")
        made += rows
    return made


@transaction.atomic
def relearn_clinic(*, clinic: Clinic, now: datetime) -> list[PracticeCurve]:
    """A new version for each treatment whose counts have changed, from patients who agreed to be counted.

    Safe to run twice at once: the clinic's row is the lock. Source: clinical reference 3.5, point 6.
    """
    Clinic.objects.select_for_update().get(pk=clinic.pk)
    lessons: dict[str, list[Lesson]] = {}
    taught: dict[str, set[Patient]] = {}
    for patient, modality, lesson in _lessons(clinic, now):
        lessons.setdefault(modality, []).append(lesson)
        taught.setdefault(modality, set()).add(patient)
    rows = [
        _next_version(clinic, modality, lessons[modality], len(taught[modality]), now) for modality in sorted(lessons)
    ]
    return [row for row in rows if row is not None]


def _next_version(
    clinic: Clinic, modality: str, lessons: list[Lesson], patients: int, now: datetime
) -> PracticeCurve | None:
    last = PracticeCurve.objects.filter(clinic=clinic, modality=modality).order_by("-version").first()
    learned = learn(modality, lessons, 1 if last is None else last.version + 1)
    found = {
        "curves_version": CURVES_VERSION,
        "patients": patients,
        "sessions": learned.sessions,
        "flares": learned.flares,
        "weeks": learned.weeks,
        "pi": learned.pi,
        "height": learned.height,
        "noise": learned.noise,
    }
    if last is not None and all(getattr(last, name) == value for name, value in found.items()):
        return None
    return PracticeCurve.objects.create(clinic=clinic, modality=modality, version=learned.version, made_at=now, **found)


def _lessons(clinic: Clinic, now: datetime) -> Iterator[tuple[Patient, str, Lesson]]:
    """What each session of a consenting patient teaches, once its 48 hours are over."""
    for patient in Patient.objects.filter(clinic=clinic).select_related("clinic").order_by("pk"):
        if not _agrees_to_be_counted(patient):
            continue
        for course in Course.objects.filter(patient=patient):
            for modality, lesson in _lessons_of_course(patient, course, now):
                yield patient, modality, lesson


def _agrees_to_be_counted(patient: Patient) -> bool:
    answer = Consent.objects.filter(patient=patient, purpose=Purpose.AUDIT).order_by("-answered_at", "-id").first()
    return answer is not None and answer.given


def _lessons_of_course(patient: Patient, course: Course, now: datetime) -> Iterator[tuple[str, Lesson]]:
    sessions = list(Session.objects.filter(course=course, ended_at__lte=now - FLARE_TIME).order_by("ended_at", "id"))
    if not sessions:
        return
    readings = readings_of_course(patient, course, sessions[0].started_at - BASELINE_DAYS)
    usual = prior_by(course.region, course.chronicity).variance
    for index, past in enumerate(past_sessions(sessions, readings)):
        if past.modality in FLARES:
            means, _ = days_of(history_of(patient, course, sessions, index, readings), baseline_of(sessions[index]))
            flared = has_flared(past) if is_asked(past) else None
            week = tuple(float(mean) for mean in means[~np.isnan(means)])
            yield past.modality, Lesson(flared, flare_rise(past) if flared else None, week, usual)
