"""What Celery calls. The rows are the queue: a task that is lost, late or doubled changes nothing."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts import actions, clocks, nudge

LANE = "celery"


@shared_task(name=nudge.DELIVER)
def deliver(delivery_id: str) -> None:
    actions.deliver(delivery_id=UUID(delivery_id), lane=LANE, clock=timezone.now)


@shared_task(name="alerts.tasks.sweep")
def sweep() -> None:
    trusted = actions.trust_clock(lane=LANE, tick=clocks.tick())
    actions.sweep(clock=timezone.now, lane=LANE, trusted=trusted)
