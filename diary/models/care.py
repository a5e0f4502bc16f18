"""The patient, who looks after them, and what is done: courses of treatment and their sessions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.clinical.history import BaselineQuality, Recovery
from diary.clinical.review import EndState
from diary.models.people import Clinic, User


class Sex(models.TextChoices):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Patient(models.Model):
    """A person in treatment at one clinic. `user` is what their devices sign in as.

    `child_because`: why the clinic uses Ebb for somebody under 18, without which it does not. `asked_again_at`: since when one
    whose proxy agreed has been asked to answer in person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    user = models.OneToOneField(User, models.PROTECT, related_name="patient")
    name = SealedTextField()
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, choices=Sex, null=True, blank=True)
    email = SealedTextField(null=True, blank=True)
    phone = SealedTextField(null=True, blank=True)
    time_zone = models.CharField(max_length=64)
    locale = models.CharField(max_length=35, default="en-GB")
    flags = models.JSONField(default=list, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminders_paused_until = models.DateTimeField(null=True, blank=True)
    reminder_times = models.JSONField(default=list, blank=True)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    held_because = SealedTextField(null=True, blank=True)
    child_because = SealedTextField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    record_erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = privacy(
        identifying="name birth_date sex email phone held_because child_because",
        clinical="flags",
        operational="id clinic user time_zone locale remind_at reminders_paused_until reminder_times erasure_asked_at "
        "erased_at record_erased_at asked_again_at created_at created_by",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sex__isnull=True) | Q(sex__in=Sex.values), name="patient_sex_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(erasure_asked_at__isnull=False),
                name="patient_erased_after_asking",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="patient_remind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Carer(models.Model):
    """Somebody who writes for a patient and reads the diary with them, until the patient takes it back. Signs in as `user`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="carers")
    user = models.OneToOneField(User, models.PROTECT, related_name="carer")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id patient user created_at revoked_at")

    def __str__(self) -> str:
        return str(self.pk)


class CareTeamMember(models.Model):
    """A practitioner who looks after a patient, from `since_at` until `until_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="care_team")
    user = models.ForeignKey(User, models.PROTECT, related_name="care_teams")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id patient user since_at until_at")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "user"], condition=Q(until_at__isnull=True), name="care_team_member_once"
            ),
        ]


class Chronicity(models.TextChoices):
    ACUTE = "acute"
    SUBACUTE = "subacute"
    PERSISTENT = "persistent"
    CHRONIC = "chronic"


class Course(models.Model):
    """A course of treatment for one complaint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="courses")
    region = models.CharField(max_length=20)
    regions = models.JSONField(default=list, blank=True)
    onset_date = models.DateField(null=True, blank=True)
    chronicity = models.CharField(max_length=12, choices=Chronicity)
    modality = models.CharField(max_length=20)
    neck_type = models.CharField(max_length=16, null=True, blank=True)
    planned_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    course_pattern = models.CharField(max_length=20, null=True, blank=True)
    trauma = models.BooleanField(null=True, blank=True)
    diagnosis = SealedTextField(null=True, blank=True)
    diagnosed_by = SealedTextField(null=True, blank=True)
    imaging = models.BooleanField(null=True, blank=True)
    imaging_date = models.DateField(null=True, blank=True)
    triggers = models.JSONField(default=list, blank=True)
    symptoms_at_intake = models.JSONField(default=list, blank=True)
    patches_allowed = models.BooleanField(default=False)
    maintenance_since_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_state = models.CharField(max_length=16, null=True, blank=True)

    privacy = privacy(
        clinical="region regions onset_date chronicity modality neck_type planned_sessions course_pattern trauma diagnosis "
        "diagnosed_by imaging imaging_date triggers symptoms_at_intake patches_allowed maintenance_since_at end_state",
        operational="id patient created_at created_by ended_at",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(chronicity__in=Chronicity.values), name="course_chronicity_known"),
            models.CheckConstraint(
                condition=Q(end_state__isnull=True)
                | Q(end_state__in=[state.value for state in EndState], ended_at__isnull=False),
                name="course_end_state_of_an_ended_course",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GivenSessions(models.Manager["Session"]):
    """All sessions but those that were taken back: what everything that judges, shows, counts or writes letters asks."""

    def get_queryset(self) -> "models.QuerySet[Session]":
        return super().get_queryset().filter(taken_back_at=None)


class Session(models.Model):
    """One treatment visit. Its end starts the 48-hour clock; the columns from `recovery` on are what judging it last found.

    `is_eased`: judged one preset softer than the clinic's, by an `Easing` that stood when it ended.
    `relief` is what became of its pain, as far as scores tell and whatever the time; empty until it is judged (`Treated`).
    `expected` holds the parameters that its band was fixed with, and the prediction they gave; its band is drawn from nothing else.
    One that was entered in error is taken back: it stays, with who, when and why, and only `every` still finds it (docs/adr/0074).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="sessions", db_index=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", db_index=False)
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    ended_at_estimated = models.BooleanField(default=False)
    modality = models.CharField(max_length=20)
    regions = models.JSONField(default=list)
    needles = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.CharField(max_length=12, null=True, blank=True)
    points = models.JSONField(default=list, blank=True)
    nrs_before = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    note = SealedTextField(null=True, blank=True)
    proceed_reason = SealedTextField(null=True, blank=True)
    anything_changed = models.BooleanField(null=True, blank=True)
    what_changed = SealedTextField(null=True, blank=True)
    contraindications = models.JSONField(default=list, blank=True)
    is_eased = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    recovery = models.CharField(max_length=20, default=Recovery.WATCHING.value)
    settled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_lasting = models.BooleanField(default=False)
    is_silent = models.BooleanField(default=False)
    baseline_nrs = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    baseline_stiffness = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    baseline_quality = models.CharField(max_length=8, default=BaselineQuality.NONE.value)
    baseline_readings = models.JSONField(default=list)
    relief = models.CharField(max_length=12, blank=True, default="", db_default="")
    expected = models.JSONField(null=True, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    taken_back_because = SealedTextField(null=True, blank=True)

    objects = GivenSessions()
    every = models.Manager["Session"]()

    privacy = privacy(
        clinical="number started_at ended_at ended_at_estimated modality regions needles retention_minutes position points "
        "nrs_before note proceed_reason anything_changed what_changed contraindications is_eased recovery settled_at closed_at "
        "is_lasting is_silent baseline_nrs baseline_stiffness baseline_quality baseline_readings relief expected taken_back_because",
        operational="id patient course created_at created_by look_again_at taken_back_at taken_back_by",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="session_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["course", "ended_at"], condition=Q(taken_back_at__isnull=True), name="session_once_per_end"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, taken_back_because__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, taken_back_because__isnull=False),
                name="session_taken_back_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(nrs_before__isnull=True) | Q(nrs_before__gte=0, nrs_before__lte=10),
                name="session_nrs_before_0_10",
            ),
            models.CheckConstraint(
                condition=Q(baseline_nrs__isnull=True) | Q(baseline_nrs__gte=0, baseline_nrs__lte=10),
                name="session_baseline_0_10",
            ),
            models.CheckConstraint(
                condition=Q(recovery__in=[state.value for state in Recovery]), name="session_recovery_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["look_again_at"], condition=Q(look_again_at__isnull=False), name="session_look_again"),
            models.Index(fields=["patient", "ended_at"], name="session_patient_ended"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
