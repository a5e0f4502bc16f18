"""What a practice's own diaries say about its treatments, version by version."""

from typing import ClassVar

from django.db import models

from alerts.fields import privacy, uuid7
from diary.models.people import Clinic


class PracticeCurve(models.Model):
    """One version of what a clinic's consenting patients teach about a treatment, with the counts it rests on. Never changed.

    `pi` is the probability of a flare, `height` its median (points), `noise` the variance of a day's score beside the
    literature's (1: as usual). Sessions remember the version that their band was drawn with.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="practice_curves")
    modality = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    curves_version = models.CharField(max_length=20)
    patients = models.PositiveIntegerField()
    sessions = models.PositiveIntegerField()
    flares = models.PositiveIntegerField()
    weeks = models.PositiveIntegerField()
    pi = models.FloatField()
    height = models.FloatField()
    noise = models.FloatField()

    privacy = privacy(
        operational="id clinic modality version made_at curves_version patients sessions flares weeks pi height noise",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "modality", "version"], name="practice_curve_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.clinic_id} {self.modality} {self.version}"
