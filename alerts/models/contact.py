"""Where people can be reached."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.fields import SealedTextField, privacy, uuid7


class Channel(models.TextChoices):
    """The ways a message can leave; `alerts.channels` has one function for each."""

    EMAIL = "email"
    PUSH = "push"
    SERVICE = "service"
    SMS = "sms"
    WEBHOOK = "webhook"


REACHES = Q(active=True, verified_at__isnull=False)  # contact points that messages go to


class ContactPoint(models.Model):
    """One way to reach one person; lower positions are tried first. Kept when disabled, with the reason.

    Nothing is sent there but a code until it is `verified_at`; outside its `hours` (none: always) only emergencies are.

    `device` is opaque (to the diary: a phone that is signed in). `address_hash` finds an address that is sealed.
    `secret_since`: the secret was changed then, and the one before signs too for a while. `silent_since`: messages are
    accepted for it, and nothing says that they arrive.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_points")
    channel = models.CharField(max_length=12, choices=Channel)
    address = SealedTextField()
    address_hash = models.CharField(max_length=64, blank=True, default="")
    secret = SealedTextField(blank=True, default="")
    secret_since = models.DateTimeField(null=True, blank=True)
    device = models.UUIDField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    hours = models.JSONField(null=True, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    verified_at = models.DateTimeField(null=True, blank=True)
    code = SealedTextField(null=True, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=60, blank=True, default="")
    silent_since = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        identifying="address secret code",
        operational="""id user channel address_hash secret_since device position hours zone verified_at
            code_expires_at code_tries active created_at disabled_at
            disabled_reason silent_since""",
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
            models.Index(fields=["address_hash"], condition=Q(active=True), name="contact_by_address"),
            models.Index(fields=["device"], condition=Q(active=True, device__isnull=False), name="contact_by_device"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuietHours(models.Model):
    """When somebody wants to hear of emergencies only: from one local time to another, every day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="quiet_hours", primary_key=True)
    zone = models.CharField(max_length=64)
    starts = models.TimeField()
    ends = models.TimeField()

    privacy = privacy(operational="user zone starts ends")
