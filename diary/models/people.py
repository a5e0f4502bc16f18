"""People and the clinics they belong to: who signs in, who treats whom, who covers."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedTextField, privacy, uuid7


class UserManager(BaseUserManager["User"]):
    """Makes users; staff have an e-mail address, patients need none."""

    def create_user(self, *, email: str | None, name: str, password: str | None = None, **fields: Any) -> "User":
        """A user; without a password nobody signs in by one, and without an address nobody is written to."""
        user = self.model(email=self.normalize_email(email) if email else None, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in: staff by e-mail (and a second factor), patients and carers by their device.

    `email` stays readable because sign-in looks it up; it is the staff's work address. A patient's own address is sealed
    on the Patient.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    name = SealedTextField(default="")
    locale = models.CharField(max_length=35, default="en-GB")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    privacy = privacy(
        identifying="email name",
        operational="id password last_login locale time_zone is_active created_at",
    )

    def __str__(self) -> str:
        return str(self.pk)


class Clinic(models.Model):
    """A practice: one zone, one set of hours, one sensitivity, one profile. `answered_for`: by whom, since it monitors.

    `consent_age`: from which birthday on a patient agrees for themself.
    """

    class Preset(models.TextChoices):
        SENSITIVE = "sensitive"
        STANDARD = "standard"
        QUIET = "quiet"

    class Profile(models.TextChoices):
        """What the clinic offers: a diary alone, or one that somebody is told of (docs/intended-use.md)."""

        RECORD_ONLY = "record-only"
        MONITORING = "monitoring"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="GB")
    time_zone = models.CharField(max_length=64, default="Europe/London")
    phone = models.CharField(max_length=40, blank=True, default="")
    opening_hours = models.JSONField(null=True, blank=True)
    preset = models.CharField(max_length=12, choices=Preset, default=Preset.STANDARD)
    profile = models.CharField(max_length=12, choices=Profile, default=Profile.MONITORING)
    answered_for = models.JSONField(null=True, blank=True)
    floor = models.PositiveSmallIntegerField(default=3)
    retention_years = models.PositiveSmallIntegerField(default=8)
    consent_age = models.PositiveSmallIntegerField(default=16, db_default=16)
    created_at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        identifying="answered_for",
        operational="id name country time_zone phone opening_hours preset profile floor retention_years consent_age "
        "created_at",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(profile__in=["record-only", "monitoring"]), name="clinic_profile_known"),
            models.CheckConstraint(condition=Q(floor__gte=3, floor__lte=5), name="clinic_floor_3_to_5"),
            models.CheckConstraint(
                condition=Q(retention_years__gte=1, retention_years__lte=99), name="clinic_keeps_1_to_99_years"
            ),
            models.CheckConstraint(
                condition=Q(consent_age__gte=13, consent_age__lte=18), name="clinic_consent_age_13_to_18"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    PRACTITIONER = "practitioner"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Membership(models.Model):
    """One role of one person in one clinic; somebody with two roles has two. Ended ones are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id user clinic role created_at ended_at")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "clinic", "role"], condition=Q(ended_at__isnull=True), name="membership_once_per_role"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]


class Cover(models.Model):
    """`user` answers for `covers` (or, when empty, for the whole clinic) from `starts_at` until `ends_at` (or further notice)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="covers")
    user = models.ForeignKey(User, models.PROTECT, related_name="covering")
    covers = models.ForeignKey(User, models.PROTECT, related_name="covered_by", null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id clinic user covers starts_at ends_at")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="cover_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(covers__isnull=True) | ~Q(covers=F("user")), name="cover_is_somebody_else"
            ),
        ]
