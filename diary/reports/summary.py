"""One picture of a course that every format draws. It reads rows and says nothing that they do not hold."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from diary.actions.judging import is_monitored
from diary.clinical import rules
from diary.clinical.band import PERCENTILES
from diary.clinical.band import band as draw
from diary.clinical.expected import predict
from diary.clinical.history import HOUR
from diary.clinical.review import RESULT_WORDS, Result
from diary.models import Clinic, Course, Review, Session, User
from diary.models.histories import age_at, as_float, history_of, prediction_of, reading_of
from diary.reports.agreed import consent_lines
from diary.reports.facts import (
    Answer,
    Ask,
    CourseFacts,
    EntryLine,
    Period,
    Person,
    Reported,
    Said,
    SessionBand,
    Start,
    Summary,
)
from diary.reports.flags import Questioned, asked_of, most_often, other_symptoms_of, red_flags_of
from diary.reports.function import activities_of, pegs_of
from diary.reports.numbers import days_of, gaps_of, numbers_of
from diary.reports.rows import Rows, alert_line, beginning_of, entry_line, read_rows, session_line
from diary.reports.words import FUNCTIONS, TASKS

BAND_LASTS = timedelta(days=14)
BAND_STEP = 4.0  # hours
PERCENTILE_ROWS = [PERCENTILES.index(percent) for percent in (10.0, 50.0, 90.0)]


def summarise(
    course: Course,
    since: datetime | None,
    until: datetime | None,
    *,
    request: str,
    recipient: str,
    include_notes: bool,
    now: datetime,
    by_patient: bool = False,
    priority: str = "",
    said: Said | None = None,
    paper: str = "a4",
    verify_at: str = "",
    tasks: Sequence[str] = (),
    appendix: bool = False,
) -> Summary:
    """Describe `course` from `since` until `until`; without them, the whole course so far. Nothing after `now` is looked at.

    `said` is the text of a person; without it the text is drafted. `verify_at` is the address that answers for the page.
    `tasks` are ticks of what is asked, `appendix` adds the entries as a table.
    """
    begins = since or beginning_of(course)
    period = Period(begins, min(until or now, now), ZoneInfo(course.patient.time_zone))
    rows = read_rows(course, period.since, period.until)
    ask = _ask(course.patient.clinic, rows.treats, request, recipient)
    ask = replace(ask, by_patient=by_patient, priority=priority, said=said, paper=paper, verify_at=verify_at)
    ask = replace(ask, tasks=tuple(task for task in TASKS if task in tasks), appendix=appendix)
    return _drawn(course, period, rows, ask, include_notes, now)


def _drawn(course: Course, period: Period, rows: Rows, ask: Ask, include_notes: bool, now: datetime) -> Summary:
    own, questioned = _lines(course, period, rows)
    alerts = tuple(alert_line(each, period.zone) for each in rows.alerts)
    flags = red_flags_of(questioned, alerts, period.zone)
    asked, not_asked = asked_of(questioned, [flag.code for flag in flags], course.patient.sex)
    records_only = course.patient.clinic.profile == Clinic.Profile.RECORD_ONLY
    bands = () if records_only else _bands(course, rows, period)
    return Summary(
        patient=_person(course, now),
        ask=ask,
        course=_course_facts(course, rows.sessions, now),
        since=period.since,
        until=period.until,
        include_notes=include_notes,
        numbers=numbers_of(own, bands, _start(rows.sessions), course.chronicity, period),
        sessions=tuple(session_line(each) for each in rows.sessions if each.ended_at >= period.since),
        entries=own if include_notes else tuple(replace(each, note="", activity="") for each in own),
        days=days_of(own),
        bands=bands,
        gaps=gaps_of(own, period.until),
        red_flags=flags,
        asked=asked,
        not_asked=not_asked,
        other_symptoms=other_symptoms_of(own),
        function=_function(own),
        medicines=_named((entry.medicines, entry.day) for entry in own),
        other_treatments=_named((entry.other_treatments, entry.day) for entry in own),
        notes=tuple(Answer(each.note, each.day) for each in reversed(own) if each.note) if include_notes else (),
        alerts=alerts,
        is_monitored=is_monitored(course.patient),
        consents=consent_lines(rows.consents),
        rules_version=rules.RULES_VERSION,
        generated_at=now,
        peg=pegs_of(own),
        activities=activities_of(own, include_names=include_notes),
        records_only=records_only,
        taken_back=rows.taken_back,
    )


def _lines(course: Course, period: Period, rows: Rows) -> tuple[tuple[EntryLine, ...], tuple[Questioned, ...]]:
    """The course's entries of the period, and all entries of the period as they answered the symptom list."""
    sessions = {session.pk: session for session in rows.sessions}
    listed = {course.region, *course.regions}
    own, questioned = [], []
    for entry in rows.entries:
        if entry.recorded_at < period.since:
            continue
        line = entry_line(entry, sessions, period.zone)
        is_own = entry.course_id in (None, course.pk)
        own += [line] if is_own else []
        regions = {region["code"] for region in entry.regions} | (listed if is_own else set())
        questioned.append(Questioned(line, frozenset(regions), is_other_complaint=not is_own))
    return tuple(own), tuple(questioned)


def _ask(clinic: Clinic, treats: User | None, request: str, recipient: str) -> Ask:
    return Ask(
        request=request,
        recipient=recipient,
        clinic=clinic.name,
        clinic_phone=clinic.phone,
        practitioner="" if treats is None else treats.name,
        clinic_id=clinic.pk,
        practitioner_id=None if treats is None else treats.pk,
    )


def _person(course: Course, now: datetime) -> Person:
    patient = course.patient
    return Person(
        id=patient.pk,
        name=patient.name,
        birth_date=patient.birth_date,
        age=age_at(patient.birth_date, now),
        sex=patient.sex,
        time_zone=patient.time_zone,
        flags=tuple(patient.flags),
        phone=patient.phone or "",
        language=patient.locale,
    )


def _course_facts(course: Course, sessions: Sequence[Session], now: datetime) -> CourseFacts:
    return CourseFacts(
        id=course.pk,
        region=course.region,
        regions=tuple(course.regions),
        chronicity=course.chronicity,
        onset_date=course.onset_date,
        modality=course.modality,
        neck_type=course.neck_type,
        planned_sessions=course.planned_sessions,
        given_sessions=len(sessions),
        diagnosis=course.diagnosis or "",
        diagnosed_by=course.diagnosed_by or "",
        review=_review(course, now),
    )


def _review(course: Course, now: datetime) -> str:
    """What the last review until `now` found; empty when there was none, or too little to say."""
    last = Review.objects.filter(course=course, created_at__lte=now).order_by("-created_at", "-id").first()
    if last is None or last.result is None:
        return ""
    return f"{RESULT_WORDS[Result(last.result)]}, at the review after session {last.after_session}"


def _start(sessions: Sequence[Session]) -> Start:
    """The baseline of the first session, as judging last found it."""
    if not sessions:
        return Start(None, "none", None)
    first = sessions[0]
    readings = tuple(UUID(reading) for reading in first.baseline_readings)
    return Start(as_float(first.baseline_nrs), first.baseline_quality, first.started_at, readings)


def _bands(course: Course, rows: Rows, period: Period) -> tuple[SessionBand, ...]:
    """The expected scores after each session, until the next one, for two weeks at most, and inside the period."""
    readings = [reading_of(entry) for entry in rows.of_course(course)]
    bands = []
    for index, session in enumerate(rows.sessions):
        following = rows.sessions[index + 1].ended_at if index + 1 < len(rows.sessions) else period.until
        ends = min(following, session.ended_at + BAND_LASTS, period.until)
        begins = max(session.ended_at, period.since)
        if begins >= ends:
            continue
        hours = _steps((begins - session.ended_at) / HOUR, (ends - session.ended_at) / HOUR)
        prediction = prediction_of(session)
        if prediction is None:
            prediction = predict(history_of(course.patient, course, rows.sessions, index, readings))
        band = draw(prediction, np.array(hours))
        p10, p50, p90 = (tuple(round(float(value), 2) for value in band.quantiles[row]) for row in PERCENTILE_ROWS)
        bands.append(SessionBand(session.number, session.ended_at, hours, p10, p50, p90))
    return tuple(bands)


def _steps(begins: float, ends: float) -> tuple[float, ...]:
    """Hours every few, the last one exactly at the end."""
    count = max(1, math.ceil((ends - begins) / BAND_STEP))
    return tuple(round(begins + (ends - begins) * step / count, 4) for step in range(count + 1))


def _function(entries: Sequence[EntryLine]) -> tuple[Answer, ...]:
    """What the patient could do: the first and the last answer of the period."""
    answers = [Answer(FUNCTIONS.get(each.function, each.function), each.day) for each in entries if each.function]
    return tuple(answers[:1] + answers[1:][-1:])


def _named(lines: Iterable[tuple[tuple[str, ...], date]]) -> tuple[Reported, ...]:
    """Things named on days; the same text, whatever its capitals and blanks, is one thing."""
    days: dict[str, set[date]] = {}
    texts: dict[str, str] = {}
    for names, day in lines:
        for name in names:
            key = " ".join(name.casefold().split())
            if key:
                texts.setdefault(key, name)
                days.setdefault(key, set()).add(day)
    return most_often((texts[key], on) for key, on in days.items())
