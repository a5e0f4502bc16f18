"""The sweeps' own record."""

from django.db import models

from alerts.fields import privacy


class SweepBeat(models.Model):
    """When a sweep last went well, and how old the oldest message was that it left behind (None: nothing is due)."""

    name = models.CharField(max_length=40, primary_key=True)
    last_ok_at = models.DateTimeField()
    oldest_due_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(operational="name last_ok_at oldest_due_at")

    def __str__(self) -> str:
        return self.name
