"""Visits that are booked, as another system of the clinic told them: which is the next, and who comes in these days."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from alerts.many import among
from diary.api.problems import Problem
from diary.clinical.history import HOUR
from diary.models import Appointment, Clinic, Patient

# Who told no end is taken to stay for so long: a visit that is going on is still the next one.
USUAL_LENGTH = HOUR
COMING: Final = {"today": 1, "week": 7}
COLUMNS = ("id", "starts_at", "ends_at", "source", "clinic__time_zone")


class VisitAnswer(TypedDict):
    """A booked visit. Its moments carry the offset of the clinic's own clock; `source`: `file`, or the system that books."""

    id: str
    starts_at: str
    ends_at: str | None
    time_zone: str
    source: str


def show_visit(pk: UUID, starts_at: datetime, ends_at: datetime | None, source: str, zone: str) -> VisitAnswer:
    """An appointment by the clock of the clinic, whose zone is named beside it."""
    here = ZoneInfo(zone)
    return {
        "id": str(pk),
        "starts_at": starts_at.astimezone(here).isoformat(),
        "ends_at": None if ends_at is None else ends_at.astimezone(here).isoformat(),
        "time_zone": zone,
        "source": source,
    }


def to_come(now: datetime) -> QuerySet[Appointment]:
    """Visits that are neither over nor cancelled, the next first."""
    is_not_over = Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now - USUAL_LENGTH)
    return Appointment.objects.filter(is_not_over, cancelled_at=None).order_by("starts_at", "pk")


def next_visits(patients: Collection[UUID], now: datetime) -> dict[UUID, VisitAnswer]:
    """The next visit of each of these patients who has one. One statement."""
    first: dict[UUID, VisitAnswer] = {}
    for patient, *row in to_come(now).filter(among("patient", patients)).values_list("patient_id", *COLUMNS):
        if patient not in first:
            first[patient] = show_visit(*row)
    return first


Booked = tuple[datetime, VisitAnswer]


def visits_of(patient: Patient) -> list[Booked]:
    """What is, or was, booked for a patient and not cancelled, by its start. One statement."""
    booked = Appointment.objects.filter(patient=patient, cancelled_at=None).order_by("starts_at", "pk")
    return [(row[1], show_visit(*row)) for row in booked.values_list(*COLUMNS)]


def next_of(booked: Iterable[Booked], now: datetime) -> VisitAnswer | None:
    """The first of these that is not over, as `to_come` means it."""
    for starts_at, visit in booked:
        ends_at = visit["ends_at"]
        if (starts_at + USUAL_LENGTH if ends_at is None else datetime.fromisoformat(ends_at)) > now:
            return visit
    return None


def who_comes(patients: QuerySet[Patient], when: str, now: datetime) -> QuerySet[Patient]:
    """Those of `patients` with a visit to come today, or in seven days with today, as `visit_at`. Days are the clinic's own.

    Raises a 422 for any other word.
    """
    if when not in COMING:
        problem = f"One of: {', '.join(COMING)}."
        raise Problem(422, "invalid", "Please correct: coming.", {"coming": [problem]})
    in_time = Q(pk__in=())
    for zone in Clinic.objects.values_list("time_zone", flat=True).distinct():
        in_time |= Q(clinic__time_zone=zone, starts_at__lt=_midnight(now, zone, COMING[when]))
    visits = to_come(now).filter(in_time)
    first = visits.filter(patient=OuterRef("pk")).values("starts_at")[:1]
    return patients.filter(pk__in=visits.order_by().values("patient")).annotate(visit_at=Subquery(first))


def _midnight(now: datetime, zone: str, days: int) -> datetime:
    """When so many days have ended by this zone's clocks, today being the first."""
    here = now.astimezone(ZoneInfo(zone))
    return (here + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
