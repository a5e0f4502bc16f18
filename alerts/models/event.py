"""What happened to an alert, one row each, never changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.fields import SealedTextField, privacy, uuid7
from alerts.models.alert import Alert


class EventKind(models.TextChoices):
    """What can happen to an alert."""

    RAISED = "raised"
    REPEATED = "repeated"
    LEVEL_RAISED = "level_raised"
    RENOTIFIED = "renotified"
    ESCALATED = "escalated"
    UNREACHABLE = "unreachable"
    ACKNOWLEDGED = "acknowledged"
    ACKNOWLEDGEMENT_EXPIRED = "acknowledgement_expired"
    SNOOZED = "snoozed"
    SNOOZE_ENDED = "snooze_ended"
    INHIBITED = "inhibited"
    RELEASED = "released"
    UNSEEN = "unseen"
    FOLLOWED_UP = "followed_up"
    NOTED = "noted"
    NO_LONGER_FOUND = "no_longer_found"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class AppendOnly(Exception):
    """Somebody tried to change or delete what has happened."""


class AlertEvent(models.Model):
    """One thing that happened to an alert. Append-only; each hash covers the one before (`alerts.actions.journal`).

    The database refuses to change a row, except to seal `because` anew, and to delete one before its alert is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=EventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    round = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    because = SealedTextField(blank=True, default="")
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    privacy = privacy(clinical="because", operational="id alert seq at kind by round step prev_hash hash")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "seq"], name="event_in_sequence"),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("an alert's event cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("an alert's event cannot be deleted")
