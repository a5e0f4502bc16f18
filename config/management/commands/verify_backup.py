"""Whether a backup is whole and opens with the key; touches nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backup
from config.backup_words import Progress, counted, key_to_open


class Command(BaseCommand):
    help = "Read the whole of FILE, and say what it holds. Touches neither the database nor the file."
    requires_system_checks = []  # noqa: RUF012 - it asks no database anything

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        progress = Progress("reading")
        try:
            facts = backup.facts_of(file)
            counts = backup.verify(file, key=key_to_open(), progress=progress)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        self.stdout.write(f"{file} is whole: {counted(counts)}.")
        self.stdout.write(f"Made {facts['made_at']} by Ebb {facts['version']} on {facts['database']}.")
