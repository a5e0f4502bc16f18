"""The sweeps' own record, and what they had to leave aside."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from alerts.fields import privacy


class SweepBeat(models.Model):
    """When a sweep last went well, and how old the oldest message was that it left behind (None: nothing is due).

    The rest is its trust in the wall clock (`alerts.lifecycle.clock`): the time it went by, and since when it did not
    believe the wall.
    """

    name = models.CharField(max_length=40, primary_key=True)
    last_ok_at = models.DateTimeField()
    oldest_due_at = models.DateTimeField(null=True, blank=True)
    trusted_at = models.DateTimeField(null=True, blank=True)
    since_boot = models.DurationField(null=True, blank=True)
    boot = models.CharField(max_length=40, blank=True, default="")
    off_by = models.DurationField(default=timedelta)
    suspected = models.DurationField(null=True, blank=True)

    privacy = privacy(operational="name last_ok_at oldest_due_at trusted_at since_boot boot off_by suspected")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def age(cls, now: datetime) -> float | None:
        """Seconds since any sweep last went well, 0 for one that ended while `now` was being asked; None when there never was one."""
        last = max(cls.objects.values_list("last_ok_at", flat=True), default=None)  # a row for each lane: a handful
        return None if last is None else max(0.0, (now - last).total_seconds())


class SetAside(models.Model):
    """A row that could not be handled, left alone `until` then, so that it holds up nothing. `row` is its id."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    row = models.UUIDField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    until = models.DateTimeField()
    error = models.CharField(max_length=80)

    privacy = privacy(operational="id kind row times first_at last_at until error")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "row"], name="set_aside_once")]
