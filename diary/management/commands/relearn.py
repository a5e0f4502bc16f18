"""Learn every clinic's curves from its own diaries now, as is done every night; old versions are kept."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from diary.actions.learning import relearn

COLUMNS = (
    "clinic",
    "treatment",
    "version",
    "patients",
    "sessions",
    "flares",
    "P(flare)",
    "height",
    "noise, 1 as usual",
)


class Command(BaseCommand):
    help = "Re-estimate flare rate, height and noise for each clinic and treatment, from patients who agreed to be counted."

    def handle(self, *args: Any, **options: Any) -> None:
        made = relearn(now=timezone.now(), report=self.stderr.write)
        rows = [
            (
                row.clinic.name,
                row.modality,
                str(row.version),
                str(row.patients),
                str(row.sessions),
                str(row.flares),
                f"{row.pi:.3f}",
                f"{row.height:.2f}",
                f"{row.noise:.2f}",
            )
            for row in made
        ]
        if not rows:
            self.stdout.write("Nothing new to learn from.")
            return
        widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
        for line in (COLUMNS, *rows):
            self.stdout.write("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())
