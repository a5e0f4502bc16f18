"""A worse alert holds back the softer ones of its subject: they exist, marked and unsent, until it is closed.

The mark is set where alerts are raised and taken off by the sweep, so that closing an alert locks no other row.
"""

from datetime import datetime

from alerts.actions.changing import HELD_BACK, suppress_pending
from alerts.actions.journal import record
from alerts.lifecycle import INHIBITED, INHIBITING, NOT_CLOSED, AlertState
from alerts.models import Alert, EventKind


def inhibitor_of(alert: Alert) -> Alert | None:
    """The alert of the same subject, not closed, that this one must wait for; the oldest of several."""
    if alert.level not in INHIBITED:
        return None
    worse = Alert.objects.filter(subject=alert.subject, level__in=INHIBITING, state__in=NOT_CLOSED)
    return worse.exclude(pk=alert.pk).order_by("raised_at", "pk").first()


def hold_back(alert: Alert, inhibitor: Alert, *, now: datetime) -> None:
    """Mark an open alert as waiting for `inhibitor`. Its next move is due the moment it is let go."""
    suppress_pending(alert, HELD_BACK)
    was_held_back = alert.inhibited_by_id is not None
    alert.inhibited_by = inhibitor
    alert.next_rung_at = now
    alert.save(update_fields=["inhibited_by", "next_rung_at"])
    if not was_held_back:
        record(alert, EventKind.INHIBITED, now=now)


def inhibit_softer(alert: Alert, *, now: datetime) -> None:
    """Hold back the open softer alerts of the subject, when `alert` is one that others wait for.

    Call it only where the subject's alerts are raised: it locks other rows than the alert's own.
    """
    if alert.level not in INHIBITING:
        return
    softer = Alert.objects.select_for_update().filter(
        subject=alert.subject, level__in=INHIBITED, state=AlertState.OPEN, inhibited_by=None
    )
    for each in softer.order_by("pk"):
        hold_back(each, alert, now=now)
