"""Messages on their way, and each try to send one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.fields import privacy, uuid7
from alerts.lifecycle import ENDED_UNSENT, DeliveryState
from alerts.models.alert import Alert
from alerts.models.contact import ContactPoint
from alerts.models.parts import choices, one_of, values


class Delivery(models.Model):
    """One message to one contact point. The id is the idempotency key that the provider sees on every attempt.

    `alert` is empty for a plain notice. `give_up_at` ends the retries; the ladder goes on without it. `instead_of` is
    the message that failed on another channel. `receipt_due_at`: a push that nothing has confirmed yet. `ladder_knows`:
    it failed or was suppressed, and the sweep has looked whether its step has ended with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="deliveries", null=True, blank=True, db_index=False)
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
    receipt_due_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    instead_of = models.OneToOneField("self", models.PROTECT, related_name="replacement", null=True, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=60, blank=True, default="")
    # Said by the sweep, and by nobody who ends a message: an older version that runs beside this one ends some too.
    ladder_knows = models.BooleanField(default=False, db_default=False)

    privacy = privacy(
        identifying="subject",
        operational="""id alert message round step recipient contact_point state priority attempts created_at
            next_attempt_at claim_token claimed_until give_up_at sent_at receipt_due_at received_at
            instead_of provider_ref reason ladder_knows""",
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
                fields=["receipt_due_at"], condition=Q(receipt_due_at__isnull=False), name="delivery_receipt_due"
            ),
            models.Index(
                fields=["recipient", "subject", "sent_at"],
                condition=Q(state=DeliveryState.SENT.value),
                name="delivery_told",
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state=DeliveryState.CLAIMED.value), name="delivery_claimed_until"
            ),
            models.Index(
                fields=["created_at"],
                condition=one_of("state", ENDED_UNSENT) & Q(alert__isnull=False, ladder_knows=False),
                name="delivery_ended",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """One try to send one delivery, by one lane. Without an end, the process died in it."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries", db_index=False)
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
