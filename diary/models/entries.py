"""What patients record, every revision of it, what was refused, and what was concluded."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from alerts.fields import SealedJSONField, SealedTextField, privacy, uuid7
from diary.models.care import Course, Patient, Session
from diary.models.people import User

SCORES = ("nrs_average", "nrs_worst", "nrs_now", "stiffness", "activity_nrs")


def score_field() -> "models.DecimalField[Any, Any]":
    """A numeric rating 0-10 with one decimal, or nothing."""
    return models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)


class Clock(models.TextChoices):
    """How far the phone's clock could be trusted."""

    OK = "ok"
    SKEWED = "skewed"
    FUTURE_CLAMPED = "future_clamped"


class Entry(models.Model):
    """What a patient recorded at one moment, as of its latest revision. The id is made by the phone.

    `by_carer` is the name of the carer who wrote that revision; null when it was the patient.
    """

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="entries", db_index=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="entries", null=True, blank=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="entries", null=True, blank=True)
    names_course = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    clock = models.CharField(max_length=16, choices=Clock, default=Clock.OK)
    nrs_average = score_field()
    nrs_worst = score_field()
    nrs_now = score_field()
    stiffness = score_field()
    activity_nrs = score_field()
    regions = models.JSONField(default=list)
    symptoms = models.JSONField(default=list)
    none_of_these = models.BooleanField(null=True)
    change = models.CharField(max_length=12, null=True, blank=True)
    function = models.CharField(max_length=16, null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    recalled = models.BooleanField(default=False)
    by_carer = SealedTextField(null=True, blank=True)
    details = SealedJSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    deleted_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        clinical="recorded_at nrs_average nrs_worst nrs_now stiffness activity_nrs regions symptoms none_of_these change "
        "function urgency recalled details",
        identifying="by_carer",
        operational="id patient course session names_course revision received_at time_zone clock content_hash deleted_at",
    )

    class Meta:
        constraints: ClassVar = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 10}),
                    name=f"entry_{name}_0_10",
                )
                for name in SCORES
            ),
            models.CheckConstraint(condition=Q(urgency__isnull=True) | Q(urgency__lte=10), name="entry_urgency_0_10"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="entry_revision_from_1"),
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="entry_clock_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "recorded_at"], name="entry_patient_recorded")]

    def __str__(self) -> str:
        return str(self.pk)


class EntryRevision(models.Model):
    """One version of an entry exactly as it was sent; never changed. `deleted` marks the revision that hid the entry.

    `by_carer` is the name of the carer who wrote it, `device` the phone that it came from; no phone, no device.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="revisions", db_index=False)
    revision = models.PositiveIntegerField()
    body = SealedJSONField()
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    by_carer = SealedTextField(null=True, blank=True)
    device = models.UUIDField(null=True, blank=True)
    deleted = models.BooleanField(default=False)

    privacy = privacy(
        clinical="body recorded_at",
        identifying="by_carer",
        operational="id patient entry revision content_hash received_at received_by device deleted",
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "revision"], name="entry_revision_once")]


class RefusedEntry(models.Model):
    """A body that could not become an entry, kept as it came; a red flag inside it was judged all the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="refused_entries", db_index=False)
    entry_id = models.UUIDField()
    received_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    body = SealedTextField()
    content_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)

    privacy = privacy(
        clinical="body findings",
        operational="id patient entry_id received_at status code content_hash",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "entry_id", "content_hash"], name="refused_entry_once"),
        ]


class Assessment(models.Model):
    """All findings at one moment, kept for ever: what was judged, by which rules, and when to look again."""

    class Trigger(models.TextChoices):
        ENTRY = "entry"
        SESSION = "session"
        TIME = "time"
        CONSENT = "consent"
        INTAKE = "intake"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="assessments", db_index=False)
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="assessments", null=True, blank=True, db_index=False
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="assessments", null=True, blank=True)
    trigger = models.CharField(max_length=8, choices=Trigger)
    made_at = models.DateTimeField()
    late_by = models.DurationField(null=True, blank=True)
    level = models.CharField(max_length=12)
    recovery = models.CharField(max_length=20, blank=True, default="")
    findings = models.JSONField(default=list)
    next_look_at = models.DateTimeField(null=True, blank=True)
    rules_version = models.CharField(max_length=20)

    privacy = privacy(
        clinical="level recovery findings",
        operational="id patient session entry trigger made_at late_by next_look_at rules_version",
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["patient", "made_at"], name="assessment_patient_made")]
