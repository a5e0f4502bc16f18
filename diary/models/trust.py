"""Consent, the ways in, and the record of who looked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from alerts.fields import SealedTextField, privacy, uuid7
from diary.models.care import Carer, Patient
from diary.models.people import Clinic, User


class Purpose(models.TextChoices):
    MONITORING = "monitoring"
    REMINDERS = "reminders"
    AUDIT = "audit"
    SHARING = "sharing"


class Relation(models.TextChoices):
    """What a proxy is to the patient they answer for (docs/adr/0060-who-agrees-for-somebody-else.md)."""

    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"
    ATTORNEY = "attorney"
    REPRESENTATIVE = "representative"


class Consent(models.Model):
    """One answer to one purpose, of one version of its text. The latest answer counts; none is ever changed.

    A proxy's answer has their name and relation; `answered_by` is whose phone it was given on. `by_time`: nobody answered, the
    proxy's yes ended because the patient is old enough.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=20)
    given = models.BooleanField()
    locale = models.CharField(max_length=35)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proxy_name = SealedTextField(null=True, blank=True)
    proxy_relation = models.CharField(max_length=16, choices=Relation, null=True, blank=True)
    by_time = models.BooleanField(default=False, db_default=False)

    privacy = privacy(
        identifying="proxy_name",
        operational="id patient purpose version given locale answered_at answered_by proxy_relation by_time",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"),
            models.CheckConstraint(
                condition=Q(proxy_name__isnull=True, proxy_relation__isnull=True)
                | Q(proxy_name__isnull=False, proxy_relation__in=Relation.values),
                name="consent_proxy_named",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "purpose", "answered_at"], name="consent_latest")]


class Invitation(models.Model):
    """A link and a code with which a patient, or the `carer` it names, pairs one device. Only keyed hashes of both are kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="invitations")
    carer = models.ForeignKey(Carer, models.PROTECT, related_name="invitations", null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    privacy = privacy(
        operational="id patient carer token_hash code_hash channel created_at created_by expires_at used_at failures",
    )


class Device(models.Model):
    """A phone or browser that is signed in for a patient or carer, until it is revoked or expires."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id user token_hash created_at last_seen_at expires_at revoked_at")


class Passkey(models.Model):
    """A key on a patient's phone that opens her diary again, and nothing else: staff's are allauth's, in a table of its own.

    `credential`: base64 of what the phone gave (its model, the credential's id, the public key); it opens nothing by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="passkeys")
    credential_hash = models.CharField(max_length=64, unique=True)
    credential = models.TextField()
    sign_count = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id patient credential_hash credential sign_count created_at last_used_at")


class ApiToken(models.Model):
    """A token acts until it is revoked or expires: a personal one as `user` with all their rights.

    A service token has a `clinic` and does only what its `scopes` say, for that clinic; `user` is who made it, and answers for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="service_tokens", null=True, blank=True)
    name = models.CharField(max_length=80, blank=True, default="")
    scopes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="id user token_hash clinic name scopes created_at last_used_at expires_at revoked_at")


class AuditEvent(models.Model):
    """One read or write of a person's record: who, whose, what, when, and why where that was asked. No content.

    Append-only: the database refuses (`diary/guards.py`), but for `reason`, which goes when the record ends. Its hash stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="audit_events", null=True, blank=True, db_index=False
    )
    action = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True, blank=True)
    reason = SealedTextField(null=True, blank=True)
    reason_hash = models.CharField(max_length=64, blank=True, default="")

    privacy = privacy(identifying="reason", operational="id at actor clinic patient action object_id reason_hash")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["patient", "at"], name="audit_patient_at"),
            models.Index(fields=["actor", "at"], condition=Q(action="record.break_glass"), name="audit_glass_broken"),
        ]


class AuditAnchor(models.Model):
    """The audit rows up to the id `upto` that no anchor before it holds, in one hash over the anchor before. Append-only.

    `rows_hash` is over those rows in the order of their ids; `hash` over this row and `prev_hash` (`diary.actions.anchoring`).
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    upto = models.UUIDField()
    rows = models.PositiveIntegerField()
    rows_hash = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    privacy = privacy(operational="number at upto rows rows_hash prev_hash hash")
