"""`check_invariants`: what must never be, as queries. Prints offending ids and fails when there are any."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diary.invariants import EVERY


class Command(BaseCommand):
    help = "Check the invariants of the alert pipeline and of the diary; prints the ids of rows that break one."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        broken = 0
        for name, offenders in EVERY.items():
            for offender in offenders(now):
                self.stdout.write(f"{name} {offender}")
                broken += 1
        if broken:
            raise CommandError(f"{broken} rows break an invariant.")
        self.stdout.write(f"{len(EVERY)} invariants hold.")
