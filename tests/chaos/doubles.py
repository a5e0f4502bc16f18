"""What the harness switches into the programs under test, by a settings module of its own.

A control, a clock that steps, and a book of what is done with each message.
"""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from alerts import actions, clocks, nudge
from alerts.actions import deliveries, sweeping
from alerts.lifecycle import DeliveryState, Tick
from alerts.models import Delivery
from tests.chaos.book import SWEEPS, write_down

CLOCK = "CHAOS_CLOCK"  # a file that holds by how many seconds the clock is wrong
DESIGN = "CHAOS_DESIGN"
BOOK = "CHAOS_BOOK"  # a file in which the programs write what they do with a message
TRIES = 3

send_honestly = deliveries.send
claim, finish, publish, sweep = deliveries.claim, deliveries.finish, nudge.publish, actions.sweep
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


def note(delivery: UUID, what: str) -> None:
    write_down(Path(os.environ[BOOK]), delivery, what)


def noted_claim(*, delivery_id: UUID, lane: str, now: datetime) -> deliveries.Claim | None:
    claimed = claim(delivery_id=delivery_id, lane=lane, now=now)
    note(delivery_id, f"{lane} claims try {claimed.number}" if claimed else f"{lane} may not claim it")
    return claimed


def noted_finish(claimed: deliveries.Claim, result: deliveries.Result, *, now: datetime) -> bool:
    outcome = "accepted" if isinstance(result, deliveries.Accepted) else result.reason
    note(claimed.delivery.pk, f"{claimed.lane} has sent try {claimed.number}: {outcome}")
    is_ours = finish(claimed, result, now=now)
    note(claimed.delivery.pk, f"{claimed.lane} has written down try {claimed.number}")
    return is_ours


def noted_publish(delivery_id: UUID) -> None:
    try:
        publish(delivery_id)
    except Exception as error:
        note(delivery_id, f"no nudge: {type(error).__name__}")
        raise
    note(delivery_id, "nudged")


def noted_sweep(*, lane: str, **more: Any) -> sweeping.Swept:
    swept = sweep(lane=lane, **more)
    note(SWEEPS, f"{lane} has swept")
    return swept


def switch_in() -> None:
    """Put the doubles in their places, as the environment asks."""
    if os.environ.get(DESIGN) == "naive":
        deliveries.send = sweeping.send = mark_then_send
    if CLOCK in os.environ:
        timezone.now = stepped_now
        clocks.tick = stepped_tick
    if BOOK in os.environ:
        deliveries.claim = noted_claim
        deliveries.finish = sweeping.finish = noted_finish
        nudge.publish = noted_publish
        actions.sweep = noted_sweep
