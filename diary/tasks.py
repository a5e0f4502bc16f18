"""Entry points for Celery; they read the clock, and the actions do the work."""

from celery import shared_task
from django.utils import timezone

from diary.actions import judging, learning, reminders
from diary.models import Clinic


@shared_task
def look_again() -> int:
    """Judge the sessions whose time has come."""
    return judging.look_again(now=timezone.now())


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
