"""The curve of a whole course: where patients like this one are expected to be, week by week, and where this one is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean, median
from typing import Any

import numpy as np

from diary.clinical.course_curve import course_band, course_percentile
from diary.clinical.history import DAY, Reading
from diary.clinical.recovery import curve_key, flare_of
from diary.clinical.sentence import course_sentence
from diary.models import Clinic, Course, Session
from diary.models.histories import BASELINE_DAYS, baseline_of, readings_of_course
from diary.reports.curve import POINT_NAMES, describe_baseline
from diary.reports.words import RECORDS_ONLY

LEAST_WEEKS = 8
FLARE_TIME = timedelta(hours=48)
WEEK = timedelta(days=7)


def describe_course_curve(course: Course, now: datetime, *, to_staff: bool = False) -> dict[str, Any]:
    """Band points day by day from the first session, the scores so far, and one sentence. Scores are NRS 0-10; days are elapsed.

    Without a session, or without a baseline before the first one, there is no band. Staff are told how many patients like this
    one have more pain; a patient is not compared with others in words. Source: clinical reference 3.3 and 3.6.7.
    """
    sessions = list(Session.objects.filter(course=course).order_by("ended_at", "id"))
    readings = readings_of_course(course.patient, course, sessions[0].started_at - BASELINE_DAYS) if sessions else []
    start = baseline_of(sessions[0]) if sessions else None
    level = level_now(readings, sessions, now)
    began = sessions[0].ended_at if sessions else now
    is_compared = course.patient.clinic.profile == Clinic.Profile.MONITORING
    days = (now - began) / DAY
    percentile = None
    if is_compared and to_staff and start is not None and start.nrs is not None and level is not None:
        where = {"region": course.region, "chronicity": course.chronicity}
        percentile = round(course_percentile(level, start=start.nrs, days=days, **where))
    return {
        "course": str(course.pk),
        "start": None if start is None else describe_baseline(start),
        "now": level,
        "percentile": percentile,
        "unit": "days",
        "points": []
        if not is_compared or start is None or start.nrs is None
        else _points(course, start.nrs, sessions, now),
        "sessions": [
            {"session": str(each.pk), "number": each.number, "days": round((each.ended_at - began) / DAY, 2)}
            for each in sessions
        ],
        "readings": [
            {"entry": str(each.entry), "days": round((each.recorded_at - began) / DAY, 2), "nrs": each.score}
            for each in sorted(readings, key=lambda reading: reading.recorded_at)
            if each.score is not None
        ],
        "sentence": course_sentence(None if start is None else start.nrs, level, days, len(sessions), percentile)
        if is_compared
        else RECORDS_ONLY,
        "curve_key": curve_key(course.region, course.chronicity),
    }


def level_now(readings: Sequence[Reading], sessions: Sequence[Session], now: datetime) -> float | None:
    """The median of the daily means of the last seven days, scores within 48 hours after a session left out."""
    days: dict[int, list[float]] = {}
    for reading in readings:
        is_flare_time = any(each.ended_at <= reading.recorded_at < each.ended_at + FLARE_TIME for each in sessions)
        if reading.score is not None and now - WEEK < reading.recorded_at <= now and not is_flare_time:
            days.setdefault((now - reading.recorded_at) // DAY, []).append(reading.score)
    return round(median(fmean(scores) for scores in days.values()), 1) if days else None


def _points(course: Course, start: float, sessions: Sequence[Session], now: datetime) -> list[dict[str, float]]:
    began = sessions[0].ended_at
    days = np.arange(0.0, max(7.0 * LEAST_WEEKS, (now - began) / DAY + 7.0) + 1.0)
    band = course_band(
        start=start,
        days=days,
        region=course.region,
        chronicity=course.chronicity,
        sessions=[(each.ended_at - began) / DAY for each in sessions],
        flare=flare_of(course.modality),
    )
    return [
        {"days": float(day), **dict(zip(POINT_NAMES, (round(float(each), 2) for each in column), strict=True))}
        for day, column in zip(days, band.quantiles.T, strict=True)
    ]
