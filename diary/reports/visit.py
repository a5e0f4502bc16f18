"""Before the next visit: what became of the last one, in five numbers."""

from collections.abc import Sequence
from typing import TypedDict

from diary.clinical.history import HOUR
from diary.models import Entry, Session
from diary.models.histories import as_float


class Scored(TypedDict):
    """A score and when it was recorded, in hours after the session."""

    nrs: float
    hours: float


class LastVisit(TypedDict):
    """The last session and its scores. `hours_to_half`: from the session until the first score, after the highest, that had come
    at least half the way back to the baseline; null while none has, or where nothing rose.
    """

    session: str
    number: int
    hours_since: float
    baseline: float | None
    peak: Scored | None
    hours_to_half: float | None
    now: Scored | None


def last_visit(session: Session, entries: Sequence[Entry], hours_since: float) -> LastVisit:
    """The strip for `session`, from `entries` of the patient, oldest first. Source: product, next-visit strip."""
    scores: list[Scored] = []
    for entry in entries:
        score = as_float(entry.nrs_average if entry.nrs_average is not None else entry.nrs_now)
        hours = (entry.recorded_at - session.ended_at) / HOUR
        if score is not None and entry.session_id == session.pk and hours >= 0:
            scores.append({"nrs": score, "hours": round(hours, 1)})
    baseline = as_float(session.baseline_nrs)
    peak = max(scores, key=lambda each: (each["nrs"], -each["hours"]), default=None)
    return {
        "session": str(session.pk),
        "number": session.number,
        "hours_since": round(hours_since, 1),
        "baseline": baseline,
        "peak": peak,
        "hours_to_half": _hours_to_half(scores, peak, baseline),
        "now": scores[-1] if scores else None,
    }


def _hours_to_half(scores: Sequence[Scored], peak: Scored | None, baseline: float | None) -> float | None:
    if peak is None or baseline is None or peak["nrs"] <= baseline:
        return None
    half = baseline + (peak["nrs"] - baseline) / 2
    after = (each["hours"] for each in scores if each["hours"] > peak["hours"] and each["nrs"] <= half)
    return next(after, None)
