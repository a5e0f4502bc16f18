"""What is decided or written down along a course of treatment: reviews of progress, flags that a diary set or a person cleared,
what was unwanted after a treatment, and rules that are softer for a while.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.clinical.adverse import CAUSES, OUTCOMES, SEVERITIES, WHAT
from diary.clinical.review import Plan, Result
from diary.models.care import Course, Patient, Session
from diary.models.entries import Entry
from diary.models.people import User


class Review(models.Model):
    """One review of a course, as it was completed; never changed. `figures` are what Ebb showed at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reviews")
    course = models.ForeignKey(Course, models.PROTECT, related_name="reviews")
    after_session = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12, null=True, blank=True)
    figures = models.JSONField()
    plan = models.CharField(max_length=12)
    causes = models.JSONField(default=list, blank=True)
    note = SealedTextField(default="", blank=True)
    rules_version = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = privacy(
        clinical="after_session result figures plan causes note",
        operational="id patient course rules_version created_at created_by",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result__isnull=True) | Q(result__in=[result.value for result in Result]),
                name="review_result_known",
            ),
            models.CheckConstraint(condition=Q(plan__in=[plan.value for plan in Plan]), name="review_plan_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["course", "created_at"], name="review_course_created")]


class FlagChange(models.Model):
    """A flag of a patient that was set by what their diary says (`entry`), or cleared by a person for a reason; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="flag_changes")
    flag = models.CharField(max_length=32)
    is_set = models.BooleanField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", null=True, blank=True)
    reason = SealedTextField(default="", blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    privacy = privacy(clinical="flag is_set reason", operational="id patient entry changed_at changed_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_set=True) | Q(is_set=False, changed_by__isnull=False), name="flag_cleared_by_somebody"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "flag", "changed_at"], name="flag_change_latest")]


class AdverseEvent(models.Model):
    """Something unwanted that followed a treatment, as the staff wrote it down; never changed. Words lie in `note`.

    What was written down wrongly is corrected by a row of its own: `corrects` is the version before it, `reason` says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="adverse_events")
    session = models.ForeignKey(Session, models.PROTECT, related_name="adverse_events", null=True, blank=True)
    happened_at = models.DateTimeField()
    what = models.CharField(max_length=24)
    severity = models.CharField(max_length=12)
    cause = models.CharField(max_length=24)
    outcome = models.CharField(max_length=16)
    note = SealedTextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True, blank=True)
    reason = SealedTextField(null=True, blank=True)
    is_mistake = models.BooleanField(default=False)

    privacy = privacy(
        clinical="happened_at what severity cause outcome note reason is_mistake",
        operational="id patient session recorded_at recorded_by corrects",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=list(WHAT)), name="adverse_what_known"),
            models.CheckConstraint(condition=Q(severity__in=list(SEVERITIES)), name="adverse_severity_known"),
            models.CheckConstraint(condition=Q(cause__in=list(CAUSES)), name="adverse_cause_known"),
            models.CheckConstraint(condition=Q(outcome__in=list(OUTCOMES)), name="adverse_outcome_known"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(reason__isnull=False), name="adverse_corrected_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_mistake=False) | Q(corrects__isnull=False), name="adverse_mistake_by_a_correction"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "happened_at"], name="adverse_patient_happened")]


class Easing(models.Model):
    """Somebody said "too sensitive for this patient": the 48-hour rule is one preset softer for sessions
    that end from one moment to another.

    Ends by itself, or is ended by a person before. Red flags and symptoms are never softer. See docs/adr/0041.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="easings")
    reason = SealedTextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    privacy = privacy(clinical="reason", operational="id patient starts_at ends_at created_by ended_by")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="easing_ends_after_it_starts"),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "ends_at"], name="easing_patient_ends")]
