"""Reports: what was drafted of a course, frozen byte for byte, and what the patient said to exactly that."""

import zlib
from base64 import b64decode, b64encode
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from alerts.fields import SealedJSONField, SealedTextField, privacy, uuid7
from diary.models.care import Course, Patient
from diary.models.people import User

MAY_CHANGE = frozenset({"state", "agreed_at", "agreed_by", "declined_at", "declined_by", "declined_because"})


class SealedBytesField(SealedTextField):
    """Bytes, compressed and encrypted at rest, as `SealedTextField`."""

    _pyi_private_set_type: Any  # for the type checker only: bytes may be assigned
    _pyi_private_get_type: Any

    def dumps(self, value: Any) -> str:
        return b64encode(zlib.compress(value)).decode()

    def loads(self, text: str) -> Any:
        return zlib.decompress(b64decode(text))


class ReportFormat(models.TextChoices):
    PDF = "pdf"
    FHIR = "fhir"
    CSV = "csv"
    JSON = "json"


class ReportState(models.TextChoices):
    DRAFT = "draft"
    AGREED = "agreed"
    DECLINED = "declined"


class ReportFrozen(Exception):
    """A report is what it was when it was drafted: another content is another report."""


class Report(models.Model):
    """One page or file about a course. `content` and all that describes it never change; only the patient's answer is added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="reports")
    course = models.ForeignKey(Course, models.PROTECT, related_name="reports")
    format = models.CharField(max_length=4, choices=ReportFormat)
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.DRAFT)
    since = models.DateTimeField()
    until = models.DateTimeField()
    request = SealedTextField(default="")
    recipient = SealedTextField(default="")
    include_notes = models.BooleanField()
    options = SealedJSONField(null=True, blank=True)
    reference = models.CharField(max_length=16, default="", db_index=True)
    content = SealedBytesField()
    content_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    declined_because = SealedTextField(null=True, blank=True)

    privacy = privacy(
        identifying="recipient",
        clinical="since until request options content declined_because",
        operational="id patient course format state include_notes reference content_hash rules_version created_at created_by "
        "agreed_at agreed_by declined_at declined_by",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(format__in=ReportFormat.values), name="report_format_known"),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.DRAFT.value, agreed_at=None, agreed_by=None, declined_at=None, declined_by=None
                )
                | Q(state=ReportState.AGREED.value, agreed_at__isnull=False, agreed_by__isnull=False)
                & Q(declined_at=None, declined_by=None)
                | Q(state=ReportState.DECLINED.value, declined_at__isnull=False, declined_by__isnull=False)
                & Q(agreed_at=None, agreed_by=None),
                name="report_answered_once_by_somebody_at_some_time",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="report_ends_after_it_begins"),
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "created_at"], name="report_patient_created")]

    def __str__(self) -> str:
        return str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields")
        if not self._state.adding and (changed is None or not set(changed) <= MAY_CHANGE):
            raise ReportFrozen("a report cannot be changed once it is drafted")
        super().save(*args, **kwargs)
