"""What is decided along a course of treatment: reviews of progress, and flags that a diary set or a person cleared."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.clinical.review import Plan, Result
from diary.models.care import Course, Patient
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
