"""Bring the database and its keys back from a backup."""

from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from config import backup, stack
from config.backup_words import Progress, counted, key_to_open
from diary.actions import erasing, retaining

AFTERWARDS = """
What is true now:
  - Open alerts are open, and what was due is sent at the next start; what had left after the backup may be sent twice.
  - Staff sign in anew. Who left, lost a phone or took a consent back after {made_at} has to be told off again.
  - Requests for erasure made after that moment are not known here: ask whoever made one.
Only trying a restore? Do not start it, or it tells real people. ./ebb check_invariants looks at what came back.
Else start ./ebb run with the settings it had (EBB_DEMO=0), then ./ebb doctor.
"""


class Command(BaseCommand):
    help = "Restore FILE into an empty database; with --replace, put aside what the database holds first."
    requires_system_checks = []  # noqa: RUF012 - a database that is not there yet cannot be asked

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="keep what the database holds beside it, and restore"
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        now = timezone.now()
        stack.make_folder(settings.VAR)
        try:
            with ExitStack() as held:
                held.enter_context(stack.take_lock(settings.VAR))
                self.restore(file, replace, now)
        except (backup.BackupError, stack.StackError) as error:
            raise CommandError(str(error)) from error

    def restore(self, file: Path, replace: bool, now: datetime) -> None:
        """Put rows and secrets of the file in place of what is there, and say how many. The secrets are looked at before a
        row is touched.
        """
        made_at = datetime.fromisoformat(backup.facts_of(file)["made_at"])
        key, progress = key_to_open(), Progress("restoring")
        found = backup.secrets_in(file, key=key)
        backup.check_secrets(found)
        into = connections["default"].settings_dict
        try:
            counts = backup.restore(file, key=key, into=into, replace=replace, now=now, progress=progress)
        finally:
            progress.end()
        replaced = backup.put_secrets(found, now=now)
        self.stdout.write(f"Restored as of {made_at:%Y-%m-%d %H:%M} UTC: {counted(counts)}.")
        if replaced:
            self.stdout.write(f"Keys that were replaced are kept beside the new ones: {', '.join(replaced)}.")
        erased = erasing.erase_due(now=now) + len(retaining.end_records(now=now))
        self.stdout.write(f"Erased again, because their time has come: {erased}.")
        if now - made_at > erasing.GRACE:
            self.stdout.write(
                f"THE BACKUP IS OLDER THAN {erasing.GRACE // timedelta(days=1)} DAYS: who was erased since is back, without"
                " the request. Erase them by hand."
            )
        self.stdout.write(AFTERWARDS.format(made_at=f"{made_at:%Y-%m-%d %H:%M}"))
