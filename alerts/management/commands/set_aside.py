"""`set_aside`: rows that could not be handled, with the error's type; they are tried again every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from alerts.models import SetAside


class Command(BaseCommand):
    help = "Print the rows that were set aside because handling them failed."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = SetAside.objects.order_by("first_at")
        for row in rows:
            self.stdout.write(
                f"{row.kind} {row.row}: {row.error}, {row.times} times since {row.first_at:%Y-%m-%d %H:%M}"
            )
        if not rows:
            self.stdout.write("Nothing is set aside.")
