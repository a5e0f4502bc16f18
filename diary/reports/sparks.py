"""The small curves of a list: for many sessions at once, from columns rather than models, and one drawing of their bands.

The scores of a session come as one text: a row and a date for each of them would cost more than all the rest.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

import numpy as np
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from alerts.many import Pairs, among, milliseconds
from diary.clinical.band import PERCENTILES, band_many
from diary.clinical.prediction import Prediction
from diary.models import Entry, Patient, Session
from diary.models.histories import prediction_in

HOURS = np.array([0.0, 12, 24, 48, 72, 120, 168])
HOUR_MS = 3_600_000
BANDS_KEPT = 20_000
LOW, HIGH = PERCENTILES.index(10.0), PERCENTILES.index(90.0)


class Visited(NamedTuple):
    """A session as a list knows it. `expected`: the text of what was expected, as the database keeps it; `scores`: all that are
    about this session, as `alerts.many.Pairs` writes them.
    """

    pk: UUID
    patient: UUID
    number: int
    ended_at: datetime
    recovery: str
    expected: str | None
    scores: str | None


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
    named = Patient.objects.filter(among("pk", patients)).annotate(last=Subquery(latest)).values_list("last", flat=True)
    return {each.patient: each for each in these_sessions({last for last in named if last is not None})}


def these_sessions(sessions: Collection[UUID]) -> list[Visited]:
    """The sessions with these ids, in the order of their ids, and their scores. One statement."""
    scored = Entry.objects.filter(session=OuterRef("pk"), deleted_at=None).order_by().values("session")
    scores = scored.annotate(said=Pairs("recorded_at", Coalesce("nrs_average", "nrs_now"))).values("said")
    found = Session.objects.filter(among("pk", sessions)).order_by("pk")
    return [Visited(*row) for row in found.values_list(*COLUMNS, Cast("expected", TextField()), Subquery(scores))]


def scores_of(session: Visited) -> list[tuple[float, float]]:
    """When and how much: milliseconds since 1970 and 0 to 10, oldest first."""
    numbers = map(float, (session.scores or "").split())
    return sorted(zip(numbers, numbers, strict=True))


def sparks_of(sessions: Collection[Visited]) -> dict[UUID, Spark]:
    """The small curve of each session, by its id."""
    bands = _bands({each.expected for each in sessions})
    return {each.pk: {"readings": _readings(each), "band": bands[each.expected]} for each in sessions}


def _readings(session: Visited) -> list[SparkReading]:
    ended_at = milliseconds(session.ended_at)
    after = (((at - ended_at) / HOUR_MS, score) for at, score in scores_of(session))
    return [{"hours": round(hours, 1), "nrs": score} for hours, score in after if 0 <= hours <= HOURS[-1]]


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
