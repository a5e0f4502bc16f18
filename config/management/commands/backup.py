"""The database and its keys, as they are now, in one encrypted file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config import backup
from config.backup_words import Progress, counted
from config.version import VERSION

NEW_KEY = """
A backup key was made: {key}
Keep it somewhere else than on this machine. Whoever has it can read every backup; without it nobody can. It is
also in {place}, and used from there. You will not be shown it again.
"""


class Command(BaseCommand):
    help = "Write a backup to FILE, beside whoever works meanwhile; without FILE, into the folder backups of the data folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="must not exist yet")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        now = timezone.now()
        if file is None:
            folder = settings.VAR / "backups"
            folder.mkdir(mode=0o700, exist_ok=True)
            file = folder / f"ebb-{now:%Y%m%d-%H%M%S}.backup"
        key = backup.key_at_hand()
        is_new = key is None
        progress = Progress("backing up")
        try:
            key = key or backup.make_key()
            counts = backup.make(file, key=key, version=VERSION, now=now, progress=progress)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        size = file.stat().st_size / 1000
        self.stdout.write(f"{file}: {counted(counts)}, {size:,.0f} kB.")
        if is_new:
            self.stdout.write(NEW_KEY.format(key=key, place=settings.VAR / "secrets" / backup.KEY))
