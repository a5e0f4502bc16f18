"""A clinic's own settings. Every change is kept with who made it, when, from what to what, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from alerts.lifecycle import OpeningHours
from alerts.lifecycle.refused import Refused
from diary.models import Clinic, ClinicChange, User

CHANGEABLE = ("name", "phone", "time_zone", "opening_hours", "country", "retention_years", "consent_age")


class ClinicRefused(Refused):
    """This setting makes no sense; `field` names which."""


def note_change(
    *,
    clinic: Clinic,
    by: User | None,
    action: str,
    now: datetime,
    about: UUID | None = None,
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> ClinicChange:
    """Write down that `by` did `action` to the clinic; `detail` holds what changed, and nothing about a patient."""
    return ClinicChange.objects.create(
        clinic=clinic, at=now, by=by, action=action, about=about, detail=detail or {}, reason=reason
    )


@transaction.atomic
def change_clinic(*, clinic: Clinic, by: User, now: datetime, changes: dict[str, Any]) -> Clinic:
    """Change settings of the clinic; `changes` holds field names of Clinic, already of the right type. Raises ClinicRefused.

    Opening hours count from the next rung on: nobody who waits is told later than they would have been.
    """
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if unknown := set(changes) - set(CHANGEABLE):
        raise ClinicRefused(min(unknown), "This is not changed here.")
    if {"opening_hours", "time_zone"} & set(changes):
        _check_hours(changes.get("time_zone", clinic.time_zone), changes.get("opening_hours", clinic.opening_hours))
    before = {name: getattr(clinic, name) for name in changes}
    different = {name: value for name, value in changes.items() if before[name] != value}
    if different:
        for name, value in different.items():
            setattr(clinic, name, value)
        clinic.save(update_fields=list(different))
        detail = {name: [before[name], value] for name, value in different.items()}
        note_change(clinic=clinic, by=by, action="clinic.change", now=now, detail=detail)
    return clinic


def _check_hours(zone: str, hours: Any) -> None:
    problem = 'Send periods by day, such as {"mon": [["09:00", "17:30"]]}, or null for Monday to Friday 09:00-18:00.'
    try:
        opened = OpeningHours.from_setting(zone, hours)
    except (ValueError, TypeError, AttributeError) as error:
        raise ClinicRefused("opening_hours", problem) from error
    if opened.is_always_open:
        raise ClinicRefused("opening_hours", "Give at least one day on which somebody is there.")
