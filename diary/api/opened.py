"""Who opened a patient's record without a part in the care: read by those who have one, and by whoever opened it, until when."""

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


def show_opened(patient: Patient, now: datetime) -> list[GlassBrokenAnswer]:
    """Who broke the glass of this record in the last two weeks, newest first."""
    lately = AuditEvent.objects.filter(patient=patient, action=access.BREAK_GLASS, at__gt=now - SHOWN_FOR)
    return [
        {"by": event.actor.name if event.actor else "", "at": instant(event.at), "reason": event.reason or ""}
        for event in lately.select_related("actor").order_by("-at")
    ]


def read_only_until(patient: Patient, asker: User, now: datetime) -> str | None:
    """The moment at which the record closes again to `asker`, who may read it and change nothing; None for who has a part in it."""
    if access.patients_visible_to(asker, now).filter(pk=patient.pk).exists():
        return None
    broken = AuditEvent.objects.filter(actor=asker, patient=patient, action=access.BREAK_GLASS).order_by("-at").first()
    return instant(broken.at + access.GLASS_LASTS) if broken else None
