"""Alerts go with the record they are about, once nothing of it need be kept any longer."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert, AlertCause, AlertEvent, Attempt, Delivery


class NotClosed(ValueError):
    """An alert that somebody may still have to answer is never forgotten."""


@transaction.atomic
def forget_alerts(*, subject: UUID) -> int:
    """Alerts about `subject`, what happened to them and every message of them go for good; how many alerts. Raises NotClosed."""
    alerts = Alert.objects.select_for_update().filter(subject=subject)
    if alerts.filter(state__in=NOT_CLOSED).exists():
        raise NotClosed("An alert is not closed.")
    ids = list(alerts.values_list("pk", flat=True))
    sent = Delivery.objects.filter(Q(alert__in=ids) | Q(subject=subject)).values_list("pk", flat=True)
    # The database lets the events go only after their alert, and looks at the ties between rows when all is done.
    for rows in (
        Alert.objects.filter(pk__in=ids),
        AlertEvent.objects.filter(alert_id__in=ids),
        AlertCause.objects.filter(alert_id__in=ids),
        Attempt.objects.filter(delivery_id__in=list(sent)),
        Delivery.objects.filter(pk__in=list(sent)),
    ):
        _delete_all(rows)
    return len(ids)


def _delete_all(rows: "QuerySet[Any]") -> None:
    rows._raw_delete(rows.db)
