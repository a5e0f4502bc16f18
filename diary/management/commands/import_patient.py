"""A diary that export_patient wrote, taken in again: good rows stay, bad ones are named."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.access import NotAllowed
from diary.actions.diary_file import NotADiary, import_diary
from diary.models import User


class Command(BaseCommand):
    help = "Take in the diary in FILE as EMAIL, who joins the care team of a patient who is new here. Fails if a row was refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("email", help="the member of staff who takes it in")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        try:
            content = json.loads(options["file"].read_text(encoding="utf-8"))
            done = import_diary(content=content, by=user, now=timezone.now())
        except (OSError, UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
            raise CommandError(f"Cannot read {options['file']}: {error}") from error
        except (NotADiary, NotAllowed) as error:
            raise CommandError(str(error)) from error
        for bad in done.refused:
            self.stderr.write(f"{bad.table} row {bad.row} {bad.id}: {'; '.join(bad.errors)}")
        taken = ", ".join(f"{count} {table}" for table, count in done.taken.items()) or "nothing new"
        self.stdout.write(f"Taken in for patient {done.patient.pk}: {taken}. {done.known} rows were here already.")
        if done.refused:
            raise CommandError(f"{len(done.refused)} rows were refused; the lines above say why.")
