"""Who opened a patient's record without a part in the care: read by those who have one, and by whoever opened it, until when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict

from diary import access
from diary.api.shown import instant
from diary.models import AuditEvent, Patient, User

SHOWN_FOR = timedelta(days=14)


class GlassBrokenAnswer(TypedDict):
    """Somebody of the clinic broke the glass: who, when, and why."""

    by: str
    at: str
    reason: str


def opened_lately(patient: Patient, now: datetime) -> list[AuditEvent]:
    """When the glass of this record was broken in the last two weeks, newest first."""
    lately = AuditEvent.objects.filter(patient=patient, action=access.BREAK_GLASS, at__gt=now - SHOWN_FOR)
    return list(lately.select_related("actor").order_by("-at"))


def show_opened(events: Iterable[AuditEvent]) -> list[GlassBrokenAnswer]:
    """Who it was each time, when, and why."""
    return [
        {"by": event.actor.name if event.actor else "", "at": instant(event.at), "reason": event.reason or ""}
        for event in events
    ]


def read_only_until(
    patient: Patient, events: Iterable[AuditEvent], asker: User, roles: access.Roles, now: datetime
) -> str | None:
    """The moment at which the record closes again to `asker`, who may read it and change nothing; None for who has a part in it."""
    for event in events:
        if event.actor_id == asker.pk and event.at + access.GLASS_LASTS > now:
            has_a_part = access.patients_visible_to(asker, now, roles).filter(pk=patient.pk).exists()
            return None if has_a_part else instant(event.at + access.GLASS_LASTS)
    return None
