"""What Celery calls. The rows are the queue: a task that is lost, late or doubled changes nothing."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts import actions, nudge


@shared_task(name=nudge.DELIVER)
def deliver(delivery_id: str) -> None:
    actions.deliver(delivery_id=UUID(delivery_id), lane="celery", clock=timezone.now)


@shared_task(name="alerts.tasks.sweep")
def sweep() -> None:
    actions.sweep(clock=timezone.now, lane="celery")
