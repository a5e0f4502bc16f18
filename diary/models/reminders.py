"""What patients were reminded of."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from alerts.fields import privacy, uuid7
from diary.clinical.reminding import ReminderKind
from diary.models.care import Patient, Session


class ReminderState(models.TextChoices):
    """Sent: handed to a channel. Dropped: its time had passed, the day was full, or no channel was left."""

    SENT = "sent"
    DROPPED = "dropped"


class Reminder(models.Model):
    """One reminder whose moment came. The schedule itself is never stored: `diary.clinical.reminding` says what is due."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reminders")
    session = models.ForeignKey(Session, models.PROTECT, related_name="reminders")
    key = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    handled_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ReminderState)

    privacy = privacy(clinical="key kind due_at", operational="id patient session handled_at state")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "key"], name="reminder_once"),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="reminder_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ReminderKind]), name="reminder_kind_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "handled_at"], name="reminder_of_patient")]
