"""The tables of telling people. Constraints live here and in the database; when to write what, in `alerts.actions`.

`subject`, `about` and causes are opaque ids (to the diary: a patient, a session, entries); `detail` is opaque too.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from alerts.fields import SealedJSONField, SealedTextField, privacy, uuid7
from alerts.lifecycle import LEVELS, NOT_CLOSED, AlertState, DeliveryState, Outcome

LEVEL_CHOICES = [(level, level) for level in LEVELS]


def values(members: Iterable[StrEnum]) -> list[str]:
    """Plain strings in a fixed order, so that migrations do not name our classes."""
    return sorted(member.value for member in members)


def choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(value, value) for value in values(members)]


def paired(first: str, second: str) -> Q:
    """Both are set, or neither is."""
    return Q((f"{first}__isnull", True), (f"{second}__isnull", True)) | Q(
        (f"{first}__isnull", False), (f"{second}__isnull", False)
    )


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts, as people work through them."""

    def worst_first(self) -> Self:
        """The worst level first, then the oldest."""
        ranks = [When(level=level, then=rank) for rank, level in enumerate(LEVELS)]
        return self.order_by(Case(*ranks), "raised_at", "id")


class Alert(models.Model):
    """A request for a person's attention, open until answered. `step` is the rung last told, in this `round`.

    A round begins when everybody must hear anew: a worse level, news after 12 hours, an acknowledgement run out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.UUIDField()
    about = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=200)
    rule = models.CharField(max_length=60)
    code = models.CharField(max_length=80, blank=True, default="")
    level = models.CharField(max_length=16, choices=LEVEL_CHOICES)
    state = models.CharField(max_length=12, choices=choices(AlertState), default=AlertState.OPEN.value)
    round = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    occurrences = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    next_rung_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    acknowledgement_expires_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.CharField(max_length=24, choices=choices(Outcome), blank=True, default="")
    note = SealedTextField(blank=True, default="")
    follow_up_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    detail = SealedJSONField(default=dict)
    inhibited_by = models.ForeignKey("self", models.PROTECT, related_name="inhibits", null=True, blank=True)
    event_count = models.PositiveIntegerField(default=0)
    event_hash = models.CharField(max_length=64, blank=True, default="")

    objects = AlertQuerySet.as_manager()
    privacy = privacy(
        identifying="subject about",
        clinical="key rule code outcome note detail",
        operational="""id level state round step occurrences raised_at notified_at next_rung_at acknowledged_at
            acknowledged_by acknowledgement_expires_at snoozed_until resolved_at resolved_by follow_up_at withdrawn_at
            inhibited_by event_count event_hash""",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "key"], condition=Q(state__in=values(NOT_CLOSED)), name="alert_one_per_key"
            ),
            models.CheckConstraint(condition=Q(state__in=values(AlertState)), name="alert_state_known"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="alert_level_known"),
            models.CheckConstraint(
                condition=~Q(state=AlertState.OPEN.value) | Q(next_rung_at__isnull=False),
                name="alert_open_has_a_next_move",
            ),
            models.CheckConstraint(
                condition=~Q(state=AlertState.ACKNOWLEDGED.value)
                | Q(acknowledged_at__isnull=False, acknowledgement_expires_at__isnull=False),
                name="alert_acknowledgement_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state=AlertState.SNOOZED.value) | Q(snoozed_until__isnull=False), name="alert_snooze_ends"
            ),
            models.CheckConstraint(
                condition=~Q(state=AlertState.RESOLVED.value)
                | Q(resolved_at__isnull=False, outcome__in=values(Outcome)),
                name="alert_resolved_by_a_person_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.WITHDRAWN.value, withdrawn_at__isnull=False)
                | (~Q(state=AlertState.WITHDRAWN.value) & Q(withdrawn_at__isnull=True)),
                name="alert_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=paired("acknowledged_at", "acknowledged_by"), name="alert_acknowledged_paired"
            ),
            models.CheckConstraint(condition=paired("resolved_at", "resolved_by"), name="alert_resolved_paired"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_rung_at"], condition=Q(state=AlertState.OPEN.value), name="alert_rung_due"),
            models.Index(
                fields=["acknowledgement_expires_at"],
                condition=Q(state=AlertState.ACKNOWLEDGED.value),
                name="alert_acknowledged_until",
            ),
            models.Index(
                fields=["snoozed_until"], condition=Q(state=AlertState.SNOOZED.value), name="alert_snoozed_until"
            ),
            models.Index(fields=["subject", "rule"], name="alert_by_rule"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AlertCause(models.Model):
    """Something an alert rests on (to the diary: an entry)."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="causes")
    cause = models.UUIDField(db_index=True)

    privacy = privacy(operational="id alert cause")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["alert", "cause"], name="cause_once_per_alert")]


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
    NOTED = "noted"
    NO_LONGER_FOUND = "no_longer_found"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class AppendOnly(Exception):
    """Somebody tried to change or delete what has happened."""


class AlertEvent(models.Model):
    """One thing that happened to an alert. Append-only; each hash covers the one before (`alerts.actions.journal`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=EventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    round = models.PositiveIntegerField()
    step = models.PositiveIntegerField()
    because = SealedTextField(blank=True, default="")
    hash = models.CharField(max_length=64)

    privacy = privacy(clinical="because", operational="id alert seq at kind by round step hash")

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


class Delivery(models.Model):
    """One message to one contact point. The id is the idempotency key that the provider sees on every attempt.

    `alert` is empty for a plain notice. `give_up_at` ends the retries; the ladder goes on without it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="deliveries", null=True, blank=True)
    subject = models.UUIDField(null=True, blank=True)
    message = models.CharField(max_length=40)
    round = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=12, choices=choices(DeliveryState), default=DeliveryState.PENDING.value)
    priority = models.PositiveSmallIntegerField()
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    give_up_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=60, blank=True, default="")

    privacy = privacy(
        identifying="subject",
        operational="""id alert message round step recipient contact_point state priority attempts created_at
            next_attempt_at claim_token claimed_until give_up_at sent_at provider_ref reason""",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "round", "step", "contact_point", "message"], name="delivery_once_per_rung"
            ),
            models.CheckConstraint(condition=Q(state__in=values(DeliveryState)), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.CLAIMED.value, claim_token__isnull=False, claimed_until__isnull=False)
                | (~Q(state=DeliveryState.CLAIMED.value) & Q(claim_token__isnull=True, claimed_until__isnull=True)),
                name="delivery_claimed_with_token_and_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DeliveryState.FAILED.value, DeliveryState.SUPPRESSED.value]) | ~Q(reason=""),
                name="delivery_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT.value) | Q(sent_at__isnull=False), name="delivery_sent_at"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["priority", "next_attempt_at"],
                condition=Q(state=DeliveryState.PENDING.value),
                name="delivery_due",
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state=DeliveryState.CLAIMED.value), name="delivery_claimed_until"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """One try to send one delivery, by one lane. Without an end, the process died in it."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    lane = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)

    privacy = privacy(operational="id delivery number lane started_at ended_at outcome status")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number_once"),
        ]


class SweepBeat(models.Model):
    """When a sweep last went well, and how old the oldest message was that it left behind (None: nothing is due)."""

    name = models.CharField(max_length=40, primary_key=True)
    last_ok_at = models.DateTimeField()
    oldest_due_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="name last_ok_at oldest_due_at")

    def __str__(self) -> str:
        return self.name
