"""Keep what grows without end in months, on PostgreSQL: begin, make coming months, drop empty ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone

from diary import partitions


class Command(BaseCommand):
    help = "Make the months that are coming and say what each part holds. See docs/operations.md before --begin."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--begin", action="store_true", help="from now on; nobody can write until it is done")
        what.add_argument("--retire", action="store_true", help="drop past months that hold no row any more")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            if options["begin"]:
                partitions.begin(now)
            if not partitions.is_begun():
                self.stdout.write("The tables are not kept in months: --begin does it (docs/operations.md).")
                return
            for name in partitions.retire(now) if options["retire"] else partitions.make_months(now, moving=True):
                self.stdout.write(f"{name} {'dropped' if options['retire'] else 'made'}.")
        except partitions.NotPossible as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"Somebody is reading or writing for too long; try again. {error}".strip()) from error
        for part in partitions.parts():
            self.stdout.write(f"{part.relation:<32} {part.size / 1e6:>12,.1f} MB  about {part.rows:,} rows")
