"""The small curves of a list: for many sessions at once, from columns rather than models, and one drawing of their bands."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypedDict
from uuid import UUID

import numpy as np
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from diary.clinical.band import PERCENTILES, band_many
from diary.clinical.history import HOUR
from diary.clinical.prediction import Prediction
from diary.models import Entry, Patient, Session
from diary.models.histories import prediction_in

HOURS = np.array([0.0, 12, 24, 48, 72, 120, 168])
BANDS_KEPT = 20_000
LOW, HIGH = PERCENTILES.index(10.0), PERCENTILES.index(90.0)


class Visited(NamedTuple):
    """A session as a list knows it. `expected`: the text of what was expected, as the database keeps it."""

    pk: UUID
    patient: UUID
    number: int
    ended_at: datetime
    recovery: str
    expected: str | None


class Rated(NamedTuple):
    """A score after a session, as it is kept."""

    session: UUID
    at: datetime
    average: Decimal | None
    now: Decimal | None


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


COLUMNS = ("pk", "patient_id", "number", "ended_at", "recovery")


def last_sessions(patients: Collection[UUID]) -> dict[UUID, Visited]:
    """The session that ended last, for each of these patients who has one. Two statements.

    In one, PostgreSQL reads all sessions: where it guards rows it no longer sees that the inner query names few.
    """
    latest = Session.objects.filter(patient=OuterRef("pk")).order_by("-ended_at", "-pk").values("pk")[:1]
    named = Patient.objects.filter(pk__in=patients).annotate(last=Subquery(latest)).values_list("last", flat=True)
    return {each.patient: each for each in these_sessions({last for last in named if last is not None})}


def these_sessions(sessions: Collection[UUID]) -> list[Visited]:
    """The sessions with these ids. One statement."""
    return _visited(Session.objects.filter(pk__in=sessions))


def _visited(sessions: QuerySet[Session]) -> list[Visited]:
    return [Visited(*row) for row in sessions.values_list(*COLUMNS, Cast("expected", TextField()))]


def scores_after(sessions: Iterable[Visited]) -> list[Rated]:
    """All scores that are about these sessions, oldest first. One statement."""
    rated = Entry.objects.filter(session__in=[each.pk for each in sessions], deleted_at=None)
    rows = rated.order_by("recorded_at", "pk").values_list("session_id", "recorded_at", "nrs_average", "nrs_now")
    return [Rated(*row) for row in rows]


def sparks_of(sessions: Collection[Visited], scores: Iterable[Rated]) -> dict[UUID, Spark]:
    """The small curve of each session, by its id."""
    readings: dict[UUID, list[SparkReading]] = {each.pk: [] for each in sessions}
    ended_at = {each.pk: each.ended_at for each in sessions}
    for session, at, average, now in scores:
        score = average if average is not None else now
        hours = (at - ended_at[session]) / HOUR
        if score is not None and 0 <= hours <= HOURS[-1]:
            readings[session].append({"hours": round(hours, 1), "nrs": float(score)})
    bands = _bands({each.expected for each in sessions})
    return {each.pk: {"readings": readings[each.pk], "band": bands[each.expected]} for each in sessions}


# A band is fixed with its session: what was drawn once is not drawn again while this process lives.
_drawn: dict[str | None, list[SparkBand]] = {}


def _bands(expected: Collection[str | None]) -> dict[str | None, list[SparkBand]]:
    """The band of each of these texts; none where nothing was expected."""
    if len(_drawn) + len(expected) > BANDS_KEPT:
        _drawn.clear()
    new = {text: prediction_in(json.loads(text or "null")) for text in expected if text not in _drawn}
    fixed = {text: prediction for text, prediction in new.items() if prediction is not None}
    drawn = _draw(list(fixed.values())) if fixed else []
    _drawn.update({text: [] for text in new} | dict(zip(fixed, drawn, strict=True)))
    return {text: _drawn[text] for text in expected}


def _draw(predictions: list[Prediction]) -> list[list[SparkBand]]:
    quantiles = band_many(predictions, np.tile(HOURS, (len(predictions), 1))).round(1)
    return [
        [
            {"hours": hours, "p10": low, "p90": high}
            for hours, low, high in zip(HOURS.tolist(), drawn[LOW].tolist(), drawn[HIGH].tolist(), strict=True)
        ]
        for drawn in quantiles
    ]
