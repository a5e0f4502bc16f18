"""Where people can be reached."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.fields import SealedTextField, privacy, uuid7


class Channel(models.TextChoices):
    """The ways a message can leave; `alerts.channels` has one function for each."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class ContactPoint(models.Model):
    """One way to reach one person; lower positions are tried first. Kept when disabled, with the reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_points")
    channel = models.CharField(max_length=12, choices=Channel)
    address = SealedTextField()
    secret = SealedTextField(blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    disabled_reason = models.CharField(max_length=60, blank=True, default="")

    privacy = privacy(
        identifying="address secret", operational="id user channel position active created_at disabled_reason"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contact_channel_known"),
            models.CheckConstraint(
                condition=Q(active=True, disabled_reason="") | (Q(active=False) & ~Q(disabled_reason="")),
                name="contact_disabled_for_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "position"], condition=Q(active=True), name="contact_active"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
