"""What the harness switches into the programs under test, by a settings module of its own: a control, and a clock that steps."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from alerts import clocks
from alerts.actions import deliveries, sweeping
from alerts.lifecycle import DeliveryState, Tick
from alerts.models import Delivery

CLOCK = "CHAOS_CLOCK"  # a file that holds by how many seconds the clock is wrong
DESIGN = "CHAOS_DESIGN"
TRIES = 3

send_honestly = deliveries.send
true_now = timezone.now
true_tick = clocks.tick


def mark_then_send(
    claimed: deliveries.Claim, composed: deliveries.Outgoing | deliveries.DeliveryError
) -> deliveries.Result:
    """The order that other alerting systems have: the row says "sent", then three tries, back to back.

    Whoever is killed in between has lost a message: a harness that does not see this sees nothing.
    """
    Delivery.objects.filter(pk=claimed.delivery.pk).update(
        state=DeliveryState.SENT, sent_at=timezone.now(), claim_token=None, claimed_until=None
    )
    for _ in range(TRIES):
        result = send_honestly(claimed, composed)
        if isinstance(result, deliveries.Accepted):
            break
    return result


def stepped_now() -> datetime:
    """The time as a machine tells it whose clock somebody has moved."""
    return true_now() + timedelta(seconds=float(Path(os.environ[CLOCK]).read_text() or 0))


def stepped_tick() -> Tick:
    """The wall clock has moved, the time since the start has not: by that the sweepers notice."""
    return replace(true_tick(), wall=stepped_now())


def switch_in() -> None:
    """Put the doubles in their places, as the environment asks."""
    if os.environ.get(DESIGN) == "naive":
        deliveries.send = sweeping.send = mark_then_send
    if CLOCK in os.environ:
        timezone.now = stepped_now
        clocks.tick = stepped_tick
