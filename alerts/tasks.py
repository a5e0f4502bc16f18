"""What Celery calls. The rows are the queue: a task that is lost, late or doubled changes nothing."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from alerts import actions, clocks, nudge

LANE = "celery"


@shared_task(name=nudge.DELIVER)
def deliver(delivery_id: str) -> None:
    """Try one delivery now. Lost, it costs a moment: a sweep finds the same row."""
    actions.deliver(delivery_id=UUID(delivery_id), lane=LANE, clock=timezone.now)


@shared_task(name="alerts.tasks.sweep")
def sweep() -> None:
    """One sweep of Celery's lane over everything that is due, with the clock trusted as far as the machine's ticks agree."""
    trusted = actions.trust_clock(lane=LANE, tick=clocks.tick())
    actions.sweep(clock=timezone.now, lane=LANE, trusted=trusted)
