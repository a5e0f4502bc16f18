"""Entry points for Celery; they read the clock, and the actions do the work."""

from celery import shared_task
from django.utils import timezone

from alerts import actions as alerts
from alerts import clocks
from diary.actions import (
    anchoring,
    cliniko,
    coming_of_age,
    drilling,
    erasing,
    learning,
    looking,
    presets,
    reminders,
    retaining,
)
from diary.models import Clinic
from diary.partitions import make_months


@shared_task
def look_again() -> int:
    """Judge the sessions whose time has come."""
    return looking.look_again(now=alerts.trust_clock(lane="celery", tick=clocks.tick()).at)


@shared_task
def relearn() -> int:
    """At night: one task for each clinic, so that none outlasts its time."""
    clinics = list(Clinic.objects.values_list("pk", flat=True))
    for clinic in clinics:
        relearn_clinic.delay(str(clinic))
    return len(clinics)


@shared_task
def relearn_clinic(clinic: str) -> int:
    """Learn one clinic's curves again."""
    return len(learning.relearn_clinic(clinic=Clinic.objects.get(pk=clinic), now=timezone.now()))


@shared_task
def remind() -> int:
    """Remind the patients whose moment has come."""
    return reminders.remind_due(now=timezone.now())


@shared_task
def erase() -> int:
    """Erase the diaries whose thirty days are over."""
    return erasing.erase_due(now=timezone.now())


@shared_task
def end_records() -> int:
    """End the records that have been kept long enough."""
    return len(retaining.end_records(now=timezone.now()))


@shared_task
def ask_who_came_of_age() -> int:
    """Ask patients who are old enough by now to agree in person."""
    return coming_of_age.ask_who_came_of_age(now=timezone.now())


@shared_task
def anchor_audit() -> int:
    """Chain what has settled of the record of who looked."""
    return len(anchoring.anchor_audit(now=timezone.now()))


@shared_task
def drill() -> int:
    """Start the weekly drills that are due."""
    return drilling.drill_due(now=timezone.now())


@shared_task
def replay() -> int:
    """Go on with what a clinic asked: what another preset would have meant."""
    return presets.go_on_with_replays(now=timezone.now())


@shared_task
def fetch_appointments() -> int:
    """Fetch the appointments of clinics that book with Cliniko."""
    return cliniko.poll_due(now=timezone.now())


@shared_task
def make_coming_months() -> int:
    """Make the months that are coming, where tables are kept in months."""
    return len(make_months(timezone.now()))
