"""The small curves of a list: for many sessions at once, in one statement and one drawing of their bands."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict
from uuid import UUID

import numpy as np
from django.db.models import OuterRef, Subquery

from diary.clinical.band import PERCENTILES, band_many
from diary.clinical.history import HOUR
from diary.clinical.prediction import Prediction
from diary.models import Entry, Patient, Session
from diary.models.histories import prediction_in

HOURS = np.array([0.0, 12, 24, 48, 72, 120, 168])
BANDS_KEPT = 20_000
LOW, HIGH = PERCENTILES.index(10.0), PERCENTILES.index(90.0)


class SparkReading(TypedDict):
    """One score, so many hours after the session."""

    hours: float
    nrs: float


class SparkBand(TypedDict):
    """The central 80 % of the expected scores at one hour."""

    hours: float
    p10: float
    p90: float


class Spark(TypedDict):
    """The scores since a session, on what was expected after it."""

    readings: list[SparkReading]
    band: list[SparkBand]


def last_sessions(patients: Collection[UUID]) -> dict[UUID, Session]:
    """The session that ended last, for each of these patients who has one. One statement."""
    latest = Session.objects.filter(patient=OuterRef("pk")).order_by("-ended_at", "-pk").values("pk")[:1]
    named = Patient.objects.filter(pk__in=patients).annotate(last=Subquery(latest)).values("last")
    wanted = Session.objects.filter(pk__in=named)
    return {each.patient_id: each for each in wanted.only("patient", "ended_at", "recovery", "number", "expected")}


def sparks_of(sessions: Iterable[Session]) -> dict[UUID, Spark]:
    """The small curve of each session, by its id. One statement."""
    known = {session.pk: session for session in sessions}
    readings: dict[UUID, list[SparkReading]] = {pk: [] for pk in known}
    scored = Entry.objects.filter(session__in=known, deleted_at=None).order_by("recorded_at", "pk")
    for session, at, average, now in scored.values_list("session_id", "recorded_at", "nrs_average", "nrs_now"):
        score = average if average is not None else now
        hours = (at - known[session].ended_at) / HOUR
        if score is not None and 0 <= hours <= HOURS[-1]:
            readings[session].append({"hours": round(hours, 1), "nrs": float(score)})
    bands = _bands(known)
    return {pk: {"readings": readings[pk], "band": bands.get(pk, [])} for pk in known}


# A band is fixed with its session: what was drawn once is not drawn again while this process lives.
_drawn: dict[Prediction, list[SparkBand]] = {}


def _bands(sessions: Mapping[UUID, Session]) -> dict[UUID, list[SparkBand]]:
    found = {pk: prediction_in(session.expected) for pk, session in sessions.items()}
    fixed = {pk: prediction for pk, prediction in found.items() if prediction is not None}
    new = list(set(fixed.values()) - _drawn.keys())
    if len(_drawn) + len(new) > BANDS_KEPT:
        _drawn.clear()
        new = list(set(fixed.values()))
    if new:
        _drawn.update(zip(new, _draw(new), strict=True))
    return {pk: _drawn[prediction] for pk, prediction in fixed.items()}


def _draw(predictions: list[Prediction]) -> list[list[SparkBand]]:
    quantiles = band_many(predictions, np.tile(HOURS, (len(predictions), 1))).round(1)
    return [
        [
            {"hours": hours, "p10": low, "p90": high}
            for hours, low, high in zip(HOURS.tolist(), drawn[LOW].tolist(), drawn[HIGH].tolist(), strict=True)
        ]
        for drawn in quantiles
    ]
