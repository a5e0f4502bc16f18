"""The curve of one session: what was expected, what was recorded, and the sentence that says so."""

from datetime import datetime
from typing import Any

import numpy as np

from diary.clinical import recovery, rules
from diary.clinical.expected import expected_band
from diary.clinical.history import Baseline, History
from diary.clinical.sentence import sentence
from diary.models import Session
from diary.models.histories import BASELINE_DAYS, baseline_of, history_of, readings_of_course

HOURS = np.arange(0.0, 169.0, 2.0)
POINT_NAMES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")


def history_of_session(session: Session) -> History:
    """The history of `session` with all that is known today. Four statements."""
    sessions = list(Session.objects.filter(course=session.course).order_by("ended_at", "id"))
    index = next(place for place, each in enumerate(sessions) if each.pk == session.pk)
    patient = session.patient
    readings = readings_of_course(patient, session.course, session.started_at - BASELINE_DAYS)
    return history_of(patient, session.course, sessions, index, readings)


def describe_baseline(baseline: Baseline) -> dict[str, Any]:
    """The baseline as the API shows it."""
    return {
        "nrs": baseline.nrs,
        "quality": baseline.quality.value,
        "readings": [str(entry) for entry in baseline.readings],
    }


def describe_curve(session: Session, now: datetime) -> dict[str, Any]:
    """Band points for 0-168 h, the readings of the recovery, and one sentence. Scores are NRS 0-10."""
    history = history_of_session(session)
    baseline = baseline_of(session)
    band = expected_band(history, HOURS)
    judgement = rules.judge(history, now)
    return {
        "session": str(session.pk),
        "baseline": describe_baseline(baseline),
        "unit": "hours",
        "points": [
            {"hours": float(hours), **dict(zip(POINT_NAMES, map(_rounded, column), strict=True))}
            for hours, column in zip(band.hours, band.quantiles.T, strict=True)
        ],
        "readings": [
            {
                "entry": str(reading.entry),
                "hours": round(history.hours(reading.recorded_at), 2),
                "nrs": reading.score,
                "above_expected": bool(reading.score > band.at(history.hours(reading.recorded_at)).p90),
            }
            for reading in history.readings
            if reading.score is not None and reading.recorded_at >= session.ended_at
        ],
        "sentence": sentence(history, judgement, band),
        "curve_key": recovery.curve_key(session.course.region, session.course.chronicity),
        "rules_version": rules.RULES_VERSION,
    }


def _rounded(value: float) -> float:
    return round(float(value), 2)
