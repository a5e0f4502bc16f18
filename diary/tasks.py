"""Entry points for Celery; they read the clock, and the actions do the work."""

from celery import shared_task
from django.utils import timezone

from diary.actions import judging


@shared_task
def look_again() -> int:
    """Judge the sessions whose time has come."""
    return judging.look_again(now=timezone.now())
