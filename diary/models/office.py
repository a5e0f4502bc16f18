"""What the office of a clinic keeps: who was asked to join, what was changed and why, texts and plans that are used again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.models.care import Patient
from diary.models.people import Clinic, User


class ClinicChange(models.Model):
    """One change of a clinic's settings or staff: who, when, what from and to, and the reason that was given. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    action = models.CharField(max_length=40)
    about = models.UUIDField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    reason = SealedTextField(default="", blank=True)

    privacy = privacy(identifying="reason", operational="id clinic at by action about detail")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["clinic", "at"], name="clinic_change_at")]


class StaffInvitation(models.Model):
    """A link by which somebody joins a clinic's staff, once. Only the keyed hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="staff_invitations")
    email = models.EmailField()
    name = SealedTextField()
    roles = models.JSONField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        identifying="email name",
        operational="id clinic roles token_hash created_at created_by expires_at used_at revoked_at",
    )


class MessageTemplate(models.Model):
    """A text of the clinic's own that staff send to patients by SMS or e-mail. It names no symptom and no treatment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="message_templates")
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=480)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = privacy(operational="id clinic name text changed_at changed_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "name"], name="message_template_once_per_name"),
        ]


class SessionTemplate(models.Model):
    """What a clinic often does in a session, offered where one is recorded. What was recorded with it keeps its own copy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="session_templates")
    name = models.CharField(max_length=80)
    modality = models.CharField(max_length=20)
    regions = models.JSONField(default=list, blank=True)
    needles = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.CharField(max_length=10, blank=True, default="")
    points = models.JSONField(default=list, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = privacy(
        operational="id clinic name modality regions needles retention_minutes position points changed_at changed_by"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "name"], name="session_template_once_per_name"),
        ]


class CoursePlan(models.Model):
    """One version of a plan for a course: how many sessions, how far apart, which points. A change makes the next version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="course_plans")
    plan = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    modality = models.CharField(max_length=20)
    sessions = models.PositiveSmallIntegerField()
    spacing_days = models.PositiveSmallIntegerField()
    points = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        operational="id clinic plan version name modality sessions spacing_days points created_at created_by retired_at"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "version"], name="course_plan_version_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(retired_at__isnull=True), name="course_plan_one_version_in_use"
            ),
        ]


class PresetReplay(models.Model):
    """What another preset would have meant for a clinic's last sessions. Reckoned in steps, each of which writes how far it is.

    `after` is the last course that was done; `result` holds counts by rule and the alerts that were gained and lost.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="preset_replays")
    was = models.CharField(max_length=12, choices=Clinic.Preset)
    becomes = models.CharField(max_length=12, choices=Clinic.Preset)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    sessions = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    after = models.UUIDField(null=True, blank=True)
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    privacy = privacy(
        clinical="result",
        operational="id clinic was becomes asked_at asked_by since sessions done after touched_at finished_at",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(was=F("becomes")), name="preset_replay_of_a_change"),
        ]


class ExternalPatient(models.Model):
    """How another system of the clinic names one of its patients, so that the next import finds them without asking."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="external_ids")
    source = models.CharField(max_length=12)
    external_id = models.CharField(max_length=200)

    privacy = privacy(identifying="external_id", operational="id clinic patient source")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "source", "external_id"], name="external_patient_once"),
        ]


class Appointment(models.Model):
    """A visit that is booked, as another system of the clinic told it. A session is what then took place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="appointments")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    source = models.CharField(max_length=12)
    external_id = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    privacy = privacy(
        identifying="external_id",
        clinical="starts_at ends_at cancelled_at",
        operational="id clinic patient source imported_at imported_by",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "source", "external_id"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="appointment_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "starts_at"], name="appointment_patient_starts")]


class ClinikoAccount(models.Model):
    """A clinic's key for Cliniko, from which appointments are fetched. `seen_until` is the newest change that was taken in;
    `found` counts what the last look did: new, changed, cancelled, same, and left_out by reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.OneToOneField(Clinic, models.PROTECT, related_name="cliniko")
    key = SealedTextField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    seen_until = models.DateTimeField(null=True, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True, default="")
    found = models.JSONField(default=dict, blank=True)

    privacy = privacy(
        identifying="key", operational="id clinic created_at created_by seen_until polled_at not_before trouble found"
    )
