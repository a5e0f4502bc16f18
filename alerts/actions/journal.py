"""The event log of an alert: each event's hash covers the one before, and the alert itself keeps the last.

So a changed, missing or cut-off event shows, unless the alert's row is forged with it.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from alerts.actions.inserting import made
from alerts.fields import UnsealError
from alerts.models import Alert, AlertEvent, EventKind

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def record(alert: Alert, kind: EventKind, *, now: datetime, by: UUID | None = None, because: str = "") -> AlertEvent:
    """Append one event. The caller holds the alert's row, so that numbers and hashes follow each other."""
    event = next_event(alert, kind, now=now, by=by, because=because)
    event.save(force_insert=True)
    alert.save(update_fields=["event_count", "event_hash"])
    return event


def next_event(
    alert: Alert, kind: EventKind, *, now: datetime, by: UUID | None = None, because: str = ""
) -> AlertEvent:
    """The event that would come next, with its hash; the alert knows of it. Neither is saved yet."""
    event = made(
        AlertEvent,
        alert_id=alert.pk,
        seq=alert.event_count + 1,
        at=now,
        kind=kind,
        by_id=by,
        round=alert.round,
        step=alert.step,
        because=because,
    )
    event.prev_hash = alert.event_hash
    event.hash = hash_of(event, alert.event_hash)
    alert.event_count, alert.event_hash = event.seq, event.hash
    return event


def hash_of(event: AlertEvent, previous: str) -> str:
    """SHA-256 over the hash before and every field of the event, as JSON in this order."""
    fields = [
        previous,
        str(event.alert_id),
        event.seq,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(event.kind),
        str(event.by_id) if event.by_id else None,
        event.round,
        event.step,
        event.because,
    ]
    return hashlib.sha256(_encode(fields).encode()).hexdigest()


def first_break(alert: Alert, events: Iterable[AlertEvent]) -> str:
    """Where the chain is broken, in words; empty when `events` (all of the alert's, by number) are whole and untouched."""
    previous, seq = "", 0
    for event in events:
        seq += 1
        if event.seq != seq:
            return f"event {seq} is missing: the next one is event {event.seq}"
        if event.prev_hash != previous:
            return f"event {seq} does not follow the one before it"
        try:
            expected = hash_of(event, previous)
        except UnsealError:
            return f"event {seq} cannot be opened: its words were changed or moved, or its key is missing"
        if event.hash != expected:
            return f"event {seq} was changed"
        previous = event.hash
    if seq != alert.event_count:
        return f"{alert.event_count - seq} events are missing after event {seq}"
    if previous != alert.event_hash:
        return f"event {seq} is not the last that the alert knows of"
    return ""


def is_intact(alert: Alert, events: Iterable[AlertEvent]) -> bool:
    """Whether `events` (all of the alert's, by number) form the chain that ends at the alert's own hash."""
    return not first_break(alert, events)
