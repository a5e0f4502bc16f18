"""Turns rows into the frozen values that the clinical core reads. Knows no rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from diary.clinical.history import (
    Baseline,
    BaselineQuality,
    EarlierRecovery,
    History,
    Preset,
    Reading,
    SessionFacts,
    SymptomReport,
)
from diary.clinical.parameters import Parameters
from diary.clinical.prediction import Prediction
from diary.models.care import Course, Patient, Session
from diary.models.entries import Entry

BASELINE_DAYS = timedelta(days=7)


def as_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def reading_of(entry: Entry) -> Reading:
    """The entry as the rules see it."""
    return Reading(
        entry=entry.pk,
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
        nrs_average=as_float(entry.nrs_average),
        nrs_worst=as_float(entry.nrs_worst),
        nrs_now=as_float(entry.nrs_now),
        stiffness=as_float(entry.stiffness),
        regions=tuple(region["code"] for region in entry.regions),
        both_sides=_both_sides(entry.regions),
        symptoms=tuple(
            SymptomReport(code=symptom["code"], severity=symptom.get("severity"), new=symptom.get("new", True))
            for symptom in entry.symptoms
        ),
        change=entry.change,
        function=entry.function,
        recalled=entry.recalled,
    )


def _both_sides(regions: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    sides: dict[str, set[str | None]] = {}
    for region in regions:
        sides.setdefault(region["code"], set()).add(region.get("side"))
    return tuple(code for code, named in sides.items() if "both" in named or {"left", "right"} <= named)


def facts_of(session: Session) -> SessionFacts:
    """The session as the rules see it."""
    return SessionFacts(
        session=session.pk,
        number=session.number,
        started_at=session.started_at,
        ended_at=session.ended_at,
        modality=session.modality,
        regions=tuple(session.regions),
        ended_at_estimated=session.ended_at_estimated,
        nrs_before=as_float(session.nrs_before),
        points=tuple(session.points),
        needles=session.needles,
    )


def baseline_of(session: Session) -> Baseline:
    """The baseline that judging the session last found."""
    return Baseline(
        nrs=as_float(session.baseline_nrs),
        quality=BaselineQuality(session.baseline_quality),
        readings=tuple(UUID(entry) for entry in session.baseline_readings),
        stiffness=as_float(session.baseline_stiffness),
    )


def earlier_recovery_of(session: Session) -> EarlierRecovery:
    return EarlierRecovery(
        ended_at=session.ended_at,
        baseline=baseline_of(session),
        lasting=session.is_lasting,
        settled_at=session.settled_at,
    )


def parameters_of(session: Session) -> Parameters | None:
    """The parameters that the session's band was fixed with; None before it was first judged."""
    return None if session.expected is None else Parameters(**session.expected["parameters"])


def prediction_of(session: Session) -> Prediction | None:
    """What was expected after the session, as it was fixed; None before it was first judged."""
    return None if session.expected is None else Prediction(**session.expected["prediction"])


def fixed(parameters: Parameters, prediction: Prediction) -> dict[str, Any]:
    """Both, as the session keeps them."""
    return {"parameters": asdict(parameters), "prediction": asdict(prediction)}


def age_at(birth_date: date, moment: datetime) -> int:
    """Completed years."""
    day = moment.date()
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def readings_of_course(patient: Patient, course: Course, since: datetime) -> list[Reading]:
    """The course's readings from `since` on: its own entries and those without a course. One query."""
    entries = Entry.objects.filter(
        Q(course=course) | Q(course=None), patient=patient, deleted_at=None, recorded_at__gte=since
    )
    return [reading_of(entry) for entry in entries]


def history_of(
    patient: Patient, course: Course, sessions: Sequence[Session], index: int, readings: Iterable[Reading]
) -> History:
    """The history of `sessions[index]`, given all sessions of the course in order of time and their readings."""
    session = sessions[index]
    following = sessions[index + 1] if index + 1 < len(sessions) else None
    opens_at = session.started_at - BASELINE_DAYS
    return History(
        session=facts_of(session),
        readings=tuple(
            reading
            for reading in readings
            if opens_at <= reading.recorded_at and (following is None or reading.recorded_at < following.ended_at)
        ),
        earlier=tuple(earlier_recovery_of(earlier) for earlier in sessions[:index]),
        next_session=None if following is None else facts_of(following),
        intake_flags=frozenset(patient.flags),
        floor=patient.clinic.floor,
        region=course.region,
        chronicity=course.chronicity,
        sex=patient.sex,
        age=age_at(patient.birth_date, session.started_at),
        sensitive="sensitive" in patient.flags,
        preset=Preset(patient.clinic.preset),
        parameters=parameters_of(session),
    )
