"""The curve of one session: what was expected, what was recorded, and the sentence that says so."""

from datetime import datetime
from typing import Any

import numpy as np

from diary.clinical import recovery, rules
from diary.clinical.band import band as draw
from diary.clinical.expected import predict
from diary.clinical.history import Baseline, History, Reading
from diary.clinical.prediction import Prediction
from diary.clinical.sentence import sentence
from diary.clinical.surprise import half_step, shown, surprise
from diary.models import Clinic, Session
from diary.models.histories import (
    LONGEST_BASELINE,
    baseline_of,
    history_of,
    parameters_of,
    prediction_of,
    readings_of_course,
)
from diary.reports.words import RECORDS_ONLY

HOURS = np.arange(0.0, 169.0, 2.0)
POINT_NAMES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")


def history_of_session(session: Session) -> History:
    """The history of `session` with all that is known today. Four statements."""
    sessions = list(Session.objects.filter(course=session.course).order_by("ended_at", "id"))
    index = next(place for place, each in enumerate(sessions) if each.pk == session.pk)
    patient = session.patient
    readings = readings_of_course(patient, session.course, session.started_at - LONGEST_BASELINE)
    return history_of(patient, session.course, sessions, index, readings)


def describe_baseline(baseline: Baseline) -> dict[str, Any]:
    """The baseline as the API shows it."""
    return {
        "nrs": baseline.nrs,
        "quality": baseline.quality.value,
        "readings": [str(entry) for entry in baseline.readings],
    }


def describe_curve(session: Session, now: datetime, *, to_staff: bool = False) -> dict[str, Any]:
    """Band points for 0-168 h, the readings of the recovery, and one sentence. Scores are NRS 0-10.

    The band is the one that was fixed at the session. Staff also see how rare each reading is, and what the band rests on.
    """
    history = history_of_session(session)
    if session.patient.clinic.profile == Clinic.Profile.RECORD_ONLY:
        return _recorded(session, history)
    baseline = baseline_of(session)
    prediction = prediction_of(session) or predict(history)
    band = draw(prediction, HOURS)
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
                **(_rarity(history, prediction, reading) if to_staff else {}),
            }
            for reading in history.readings
            if reading.score is not None and reading.recorded_at >= session.ended_at
        ],
        "sentence": sentence(history, judgement, band),
        "curve_key": recovery.curve_key(session.course.region, session.course.chronicity),
        "rules_version": rules.RULES_VERSION,
        **({"learned": _learned(session)} if to_staff else {}),
    }


def _recorded(session: Session, history: History) -> dict[str, Any]:
    """The same where the clinic only records: what was written, and nothing that it is compared with."""
    return {
        "session": str(session.pk),
        "baseline": describe_baseline(baseline_of(session)),
        "unit": "hours",
        "points": [],
        "readings": [
            {
                "entry": str(reading.entry),
                "hours": round(history.hours(reading.recorded_at), 2),
                "nrs": reading.score,
                "above_expected": False,
            }
            for reading in history.readings
            if reading.score is not None and reading.recorded_at >= session.ended_at
        ],
        "sentence": RECORDS_ONLY,
        "curve_key": recovery.curve_key(session.course.region, session.course.chronicity),
        "rules_version": rules.RULES_VERSION,
    }


def _rarity(history: History, prediction: Prediction, reading: Reading) -> dict[str, Any]:
    """W of a reading, and in how many days one is this high."""
    hours = history.hours(reading.recorded_at)
    return shown(None if reading.score is None else surprise(prediction, hours, reading.score, half_step(history)))


def _learned(session: Session) -> dict[str, Any] | None:
    """What the band rests on besides the week before: so many sessions and flares of this patient, and the practice's version."""
    known = parameters_of(session)
    if known is None:
        return None
    return {
        "sessions": known.sessions,
        "flares": known.flares,
        "practice": known.practice,
        "curves_version": known.version,
    }


def _rounded(value: float) -> float:
    return round(float(value), 2)
