"""Turns rows into the frozen values that the clinical core reads. Knows no rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import FloatField, Func, JSONField, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from alerts.prepared import first_of, prepared
from diary.clinical.course import CourseHistory, Relief, Treated
from diary.clinical.function import Scored, peg_score
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
from diary.clinical.intake import Intake
from diary.clinical.parameters import Parameters
from diary.clinical.prediction import Prediction
from diary.clinical.steps import FOLLOWED_HOURS
from diary.models.care import Course, Patient, Session
from diary.models.entries import Entry
from diary.models.progress import Review

BASELINE_DAYS = timedelta(days=7)
LONGEST_BASELINE = timedelta(days=14)
LATELY = timedelta(days=30)
FOLLOWED_FOR = timedelta(hours=FOLLOWED_HOURS)


def as_float(value: Decimal | None) -> float | None:
    """A score of the database as the rules reckon with it."""
    return None if value is None else float(value)


class _UnlessEmpty(Func):
    """A list of an entry, or null: most say nothing more than a score, and an empty list takes Python longer to read."""

    template = "NULLIF(%(expressions)s, '[]')"
    output_field = JSONField()


# What `reading_in` looks at: whoever asks for many entries asks for these columns alone, with scores as the rules have them.
READ_OFF: tuple[str | Combinable, ...] = (
    *("pk", "recorded_at", "received_at"),
    *(Cast(score, FloatField()) for score in ("nrs_average", "nrs_worst", "nrs_now", "stiffness")),
    *(_UnlessEmpty(name) for name in ("regions", "symptoms")),
    *("change", "function", "recalled"),
)


def reading_in(columns: Sequence[Any]) -> Reading:
    """The entry of which these are the columns `READ_OFF`, as the rules see it."""
    *plain, regions, symptoms, change, function, recalled = columns
    codes = tuple(region["code"] for region in regions) if regions else ()
    ticks = reports_of(symptoms) if symptoms else ()
    both_sides = _both_sides(regions) if regions else ()
    return Reading.kept((*plain, codes, both_sides, ticks, change, function, recalled))


def reading_of(entry: Entry) -> Reading:
    """The entry as the rules see it."""
    regions = entry.regions or ()
    return Reading(
        entry=entry.pk,
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
        nrs_average=as_float(entry.nrs_average),
        nrs_worst=as_float(entry.nrs_worst),
        nrs_now=as_float(entry.nrs_now),
        stiffness=as_float(entry.stiffness),
        regions=tuple(region["code"] for region in regions),
        both_sides=_both_sides(regions),
        symptoms=reports_of(entry.symptoms or ()),
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
        closed_at=session.closed_at,
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
    """A recovery that the practitioner closed is over, as one that settled: nothing is carried on from it."""
    return EarlierRecovery(
        ended_at=session.ended_at,
        baseline=baseline_of(session),
        lasting=session.is_lasting,
        settled_at=session.settled_at or session.closed_at,
    )


def parameters_of(session: Session) -> Parameters | None:
    """The parameters that the session's band was fixed with; None before it was first judged."""
    return None if session.expected is None else Parameters(**session.expected["parameters"])


def prediction_of(session: Session) -> Prediction | None:
    """What was expected after the session, as it was fixed; None before it was first judged."""
    return prediction_in(session.expected)


def prediction_in(expected: Mapping[str, Any] | None) -> Prediction | None:
    """The same, of what the session keeps."""
    return None if expected is None else Prediction(**expected["prediction"])


def fixed(parameters: Parameters, prediction: Prediction) -> dict[str, Any]:
    """Both, as the session keeps them."""
    return {"parameters": _numbers_of(parameters), "prediction": _numbers_of(prediction)}


def _numbers_of(holder: Parameters | Prediction) -> dict[str, Any]:
    return {field.name: getattr(holder, field.name) for field in fields(holder)}


def age_at(birth_date: date, moment: datetime) -> int:
    """Completed years."""
    day = moment.date()
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def readings_of_course(patient: Patient, course: Course, since: datetime) -> list[Reading]:
    """The course's readings from `since` on: its own entries and those without a course. One query."""
    return [reading for about, reading in readings_by_course(patient, since) if about in (None, course.pk)]


def scores_to_relapse(patient: Patient, course: Course, sessions: Sequence[Session]) -> list[Reading]:
    """All that relief can be told from: the scores alone since the first of these sessions of the course. One query."""
    scored = _scored(patient.pk, course.pk, sessions[0].ended_at)
    return [Reading(pk, at, at, float(score)) for pk, at, score in scored]


@prepared
def _scored(patient: UUID, course: UUID, since: datetime) -> QuerySet[Entry, tuple[UUID, datetime, Decimal]]:
    about = Q(course=course) | Q(course=None)
    entries = Entry.objects.filter(about, patient=patient, deleted_at=None, recorded_at__gt=since)
    scored = entries.annotate(score=Coalesce("nrs_average", "nrs_now")).filter(score__isnull=False)
    return scored.values_list("pk", "recorded_at", "score")


def readings_by_course(patient: Patient, since: datetime) -> list[tuple[UUID | None, Reading]]:
    """Everything the patient recorded from `since` on, each with the course it is about. One query."""
    return [(course, reading_in(columns)) for course, *columns in _recorded(patient.pk, since)]


@prepared
def _recorded(patient: UUID, since: datetime) -> QuerySet[Entry, tuple[Any, ...]]:
    entries = Entry.objects.filter(patient=patient, deleted_at=None, recorded_at__gte=since)
    return entries.values_list("course_id", *READ_OFF)


def more_than_scores_by_course(patient: Patient, since: datetime, until: datetime) -> list[tuple[UUID | None, Reading]]:
    """Of what the patient recorded from `since` on, what names a symptom or a region, and all from `until` on. One query."""
    return [(course, reading_in(columns)) for course, *columns in _told(patient.pk, since, until)]


@prepared
def _told(patient: UUID, since: datetime, until: datetime) -> QuerySet[Entry, tuple[Any, ...]]:
    entries = Entry.objects.filter(patient=patient, deleted_at=None, recorded_at__gte=since)
    named = entries.alias(ticks=_UnlessEmpty("symptoms"), places=_UnlessEmpty("regions"))
    says_more = Q(ticks__isnull=False) | Q(places__isnull=False)
    return named.filter(Q(recorded_at__gte=until) | says_more).values_list("course_id", *READ_OFF)


def history_of(
    patient: Patient, course: Course, sessions: Sequence[Session], index: int, readings: Iterable[Reading]
) -> History:
    """The history of `sessions[index]`, given all sessions of the course in order of time and their readings."""
    session = sessions[index]
    following = sessions[index + 1] if index + 1 < len(sessions) else None
    in_maintenance = _in_maintenance(course, session)
    opens_at = opening_of(course, session)
    closes_at = session.ended_at + FOLLOWED_FOR
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
        in_maintenance=in_maintenance,
        preset=preset_of(patient.clinic.preset, is_eased=session.is_eased),
        parameters=parameters_of(session),
        afterwards=tuple(
            reading
            for reading in readings
            if following is not None and following.ended_at <= reading.recorded_at < closes_at
        ),
    )


def opening_of(course: Course, session: Session) -> datetime:
    """From when on the course's entries are read for the session: its baseline rests on a week, in maintenance on two."""
    return session.started_at - (LONGEST_BASELINE if _in_maintenance(course, session) else BASELINE_DAYS)


def _in_maintenance(course: Course, session: Session) -> bool:
    return course.maintenance_since_at is not None and course.maintenance_since_at <= session.started_at


def preset_of(clinics: str, *, is_eased: bool) -> Preset:
    """How readily the pain after a session is told of: the clinic's preset, or one softer."""
    preset = Preset(clinics)
    return preset.softer if is_eased else preset


def course_history_of(
    course: Course, sessions: Iterable[Session], readings: Iterable[Reading], *, as_kept: bool = False
) -> CourseHistory:
    """The whole course as its rules see it, given its sessions and readings. One query, for the last review.

    `as_kept`: relief is what each session keeps of it, and no reading is looked at for it.
    """
    return CourseHistory(
        sessions=tuple(
            Treated(facts_of(session), baseline_of(session), Relief(session.relief) if as_kept else None)
            for session in sessions
        ),
        readings=tuple(readings),
        planned=course.planned_sessions,
        maintenance_since=course.maintenance_since_at,
        ended_at=course.ended_at,
        reviewed_after=first_of(_reviewed_after(course.pk)),
    )


@prepared
def _reviewed_after(course: UUID) -> QuerySet[Review, int]:
    last = Review.objects.filter(course=course).order_by("-after_session")
    return last.values_list("after_session", flat=True)[:1]


def pegs_of_course(course: Course) -> tuple[Scored, ...]:
    """Every PEG of the patient that is about this course or about none, oldest first. One query; the answers lie sealed."""
    entries = Entry.objects.filter(Q(course=course) | Q(course=None), patient=course.patient_id, deleted_at=None)
    told = (
        (each.recorded_at, each.details.get("peg"))
        for each in entries.only("recorded_at", "details").order_by("recorded_at", "id")
    )
    return tuple(Scored(at, peg_score(**peg)) for at, peg in told if peg)


def intake_of(
    course: Course,
    patient: Patient,
    at: datetime,
    points: Iterable[str] = (),
    ticked: "Sequence[Ticked] | None" = None,
) -> Intake:
    """What is known of patient and course before a session at `at`. One query, for a mixed neck type only.

    Whoever asks for many sessions gives what the patient `ticked` in the 30 days before the first of them and since.
    """
    lately: frozenset[str] = frozenset()
    if course.neck_type == "mixed":
        known = ticked_since(patient, at - LATELY) if ticked is None else ticked
        lately = frozenset(code for moment, codes in known if moment >= at - LATELY for code in codes)
    return Intake(
        today=at.astimezone(ZoneInfo(patient.time_zone)).date(),
        flags=tuple(patient.flags),
        regions=frozenset({course.region, *course.regions}),
        neck_type=course.neck_type,
        onset_date=course.onset_date,
        has_diagnosis=bool(course.diagnosis),
        symptoms=frozenset(course.symptoms_at_intake),
        lately=lately,
        points=tuple(points),
    )


Ticked = tuple[datetime, tuple[str, ...]]


def ticked_since(patient: Patient, since: datetime) -> tuple[Ticked, ...]:
    """When, from `since` on, and what the patient ticked. One query."""
    entries = Entry.objects.filter(patient=patient, deleted_at=None, recorded_at__gte=since).order_by(
        "recorded_at", "id"
    )
    return tuple(
        (at, tuple(report.code for report in reports_of(symptoms)))
        for at, symptoms in entries.values_list("recorded_at", "symptoms")
    )


def reports_since(patient: Patient, since: datetime) -> tuple[SymptomReport, ...]:
    """What the patient ticked in entries recorded from `since` on. One query."""
    entries = Entry.objects.filter(patient=patient, deleted_at=None, recorded_at__gte=since)
    ticked = entries.order_by("recorded_at", "id").values_list("symptoms", flat=True)
    return tuple(report for symptoms in ticked for report in reports_of(symptoms))


def reports_of(symptoms: Iterable[Mapping[str, Any]]) -> tuple[SymptomReport, ...]:
    """The ticks of one entry as the rules see them."""
    return tuple(SymptomReport(each["code"], each.get("severity"), each.get("new", True)) for each in symptoms)
