"""Alerts and what they rest on."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from alerts.fields import SealedJSONField, SealedTextField, privacy, uuid7
from alerts.lifecycle import DRILL, INHIBITED, INHIBITING, LEVELS, NOT_CLOSED, AlertState, Outcome
from alerts.models.parts import choices, one_of, paired, values

LEVEL_CHOICES = [(level, level) for level in LEVELS]


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
    followed_up_at = models.DateTimeField(null=True, blank=True)
    unseen_told_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, related_name="followed_by", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    detail = SealedJSONField(default=dict)
    inhibited_by = models.ForeignKey(
        "self", models.PROTECT, related_name="inhibits", null=True, blank=True, db_index=False
    )
    event_count = models.PositiveIntegerField(default=0)
    event_hash = models.CharField(max_length=64, blank=True, default="")

    objects = AlertQuerySet.as_manager()
    privacy = privacy(
        identifying="subject about",
        clinical="key rule code outcome note detail",
        operational="""id level state round step occurrences raised_at notified_at next_rung_at acknowledged_at
            acknowledged_by acknowledgement_expires_at snoozed_until resolved_at resolved_by follow_up_at withdrawn_at
            inhibited_by followed_up_at unseen_told_at follows event_count event_hash""",
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
                condition=Q(inhibited_by__isnull=True) | Q(state=AlertState.OPEN.value, level__in=sorted(INHIBITED)),
                name="alert_inhibited_is_open_and_soft",
            ),
            models.CheckConstraint(
                condition=paired("acknowledged_at", "acknowledged_by"), name="alert_acknowledged_paired"
            ),
            models.CheckConstraint(condition=paired("resolved_at", "resolved_by"), name="alert_resolved_paired"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_rung_at"],
                condition=Q(state=AlertState.OPEN.value, inhibited_by__isnull=True),
                name="alert_rung_due",
            ),
            models.Index(
                fields=["raised_at"],
                condition=Q(state=AlertState.OPEN.value, inhibited_by__isnull=False),
                name="alert_held_back",
            ),
            # Of the few that wait: by an index of all SQLite would look for what is due among every alert that does not.
            models.Index(fields=["inhibited_by"], condition=Q(inhibited_by__isnull=False), name="alert_inhibited_by"),
            models.Index(
                fields=["follow_up_at"],
                condition=Q(state=AlertState.RESOLVED.value, follow_up_at__isnull=False, followed_up_at__isnull=True),
                name="alert_follow_up_due",
            ),
            models.Index(
                fields=["level", "acknowledgement_expires_at"],
                condition=Q(state=AlertState.ACKNOWLEDGED.value),
                name="alert_acknowledged_until",
            ),
            models.Index(
                fields=["snoozed_until"], condition=Q(state=AlertState.SNOOZED.value), name="alert_snoozed_until"
            ),
            models.Index(
                fields=["raised_at"],
                condition=one_of("level", INHIBITING) & Q(state=AlertState.OPEN.value, unseen_told_at__isnull=True),
                name="alert_unseen",
            ),
            models.Index(fields=["subject", "rule"], name="alert_by_rule"),
            models.Index(fields=["raised_at"], condition=Q(rule=DRILL), name="alert_drill"),
            models.Index(
                fields=["raised_at"], condition=Q(rule=DRILL, state=AlertState.OPEN.value), name="alert_drill_open"
            ),
            models.Index(
                fields=["notified_at"],
                condition=Q(state=AlertState.OPEN.value, inhibited_by__isnull=True),
                name="alert_told_at",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AlertCause(models.Model):
    """Something an alert rests on (to the diary: an entry)."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="causes", db_index=False)
    cause = models.UUIDField(db_index=True)

    privacy = privacy(operational="id alert cause")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["alert", "cause"], name="cause_once_per_alert")]
