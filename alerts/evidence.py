"""One alert as evidence: what was found, what happened in which order, who was told how, and whether the log is whole."""

from datetime import UTC, datetime
from typing import Any

from alerts.actions.journal import first_break
from alerts.fields import UnsealError
from alerts.models import Alert, AlertEvent, Delivery


def evidence_of(alert: Alert) -> dict[str, Any]:
    """Everything that is kept about an alert, fit for JSON. `broken` says where the log is broken, or is None.

    It holds clinical text: whoever exports it looks after it. People are ids, and no address is in it.
    """
    events = list(alert.events.order_by("seq"))
    return {
        "alert": {
            **{name: getattr(alert, name) for name in ("rule", "code", "level", "state", "key", "outcome")},
            **{
                name: _text(getattr(alert, name)) for name in ("id", "subject", "about", "resolved_by_id", "follows_id")
            },
            **{
                name: _text(getattr(alert, name))
                for name in ("raised_at", "acknowledged_at", "resolved_at", "withdrawn_at")
            },
            "causes": sorted(str(cause) for cause in alert.causes.values_list("cause", flat=True)),
            "detail": _opened(alert, "detail"),
            "note": _opened(alert, "note"),
            "event_count": alert.event_count,
            "event_hash": alert.event_hash,
        },
        "events": [_event(event) for event in events],
        "deliveries": [
            _delivery(each) for each in alert.deliveries.select_related("contact_point").order_by("created_at", "id")
        ],
        "broken": first_break(alert, events) or None,
    }


def _event(event: AlertEvent) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": _text(event.at),
        "kind": event.kind,
        "by": _text(event.by_id),
        "round": event.round,
        "step": event.step,
        "because": _opened(event, "because"),
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "message": row.message,
        "round": row.round,
        "step": row.step,
        "channel": row.contact_point.channel,
        "recipient": str(row.recipient_id),
        "state": row.state,
        "reason": row.reason,
        "created_at": _text(row.created_at),
        "sent_at": _text(row.sent_at),
        "provider_ref": row.provider_ref,
        "attempts": [
            {
                "number": each.number,
                "lane": each.lane,
                "started_at": _text(each.started_at),
                "ended_at": _text(each.ended_at),
                "outcome": each.outcome,
                "status": each.status,
            }
            for each in row.tries.order_by("number")
        ],
    }


def _opened(row: Alert | AlertEvent, name: str) -> Any:
    """A sealed value; one that cannot be opened is null, and the chain says why."""
    try:
        return getattr(row, name)
    except (UnsealError, ValueError):
        return None


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return None if value is None else str(value)
