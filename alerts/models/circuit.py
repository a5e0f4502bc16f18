"""What is known of the services that messages leave by."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from alerts.fields import privacy


class Circuit(models.Model):
    """How one service has done lately. While `open_until` lies ahead, only emergencies are tried there.

    `failures` in a row; `openings` since it last worked, so that the waits grow.
    """

    name = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    privacy = privacy(operational="name failures openings open_until changed_at")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(openings=0) | Q(open_until__isnull=False), name="circuit_open_until_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name
