"""What the three commands about backups share: the operator's key, a line of progress, and counts for a screen."""

import sys
import time
from collections.abc import Mapping
from getpass import getpass

from django.core.management.base import CommandError

from config import backup


def key_to_open() -> str:
    """The key of the settings, else what is typed. Raises `CommandError` when there is nobody to type."""
    if found := backup.key_at_hand():
        return found
    if not sys.stdin.isatty():
        raise CommandError("The backup key is needed: set EBB_BACKUP_KEY.")
    return getpass("Backup key: ").strip()


class Progress:
    """One line that is written over, on a terminal only; from the second second on."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.next = time.monotonic() + 1
        self.is_shown = False

    def __call__(self, rows: int, part: float | None) -> None:
        if not sys.stderr.isatty() or time.monotonic() < self.next:
            return
        self.next, self.is_shown = time.monotonic() + 0.5, True
        share = "" if part is None else f", {part:4.0%}"
        sys.stderr.write(f"\r  {self.doing}: {rows:,} rows{share} ")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line that was written over and over, so that what follows begins on its own."""
        if self.is_shown:
            sys.stderr.write("\n")


def counted(counts: Mapping[str, int]) -> str:
    """`1,204 rows in 61 tables, 812 of them entries`."""
    entries = counts.get("diary_entry", 0)
    return f"{sum(counts.values()):,} rows in {len(counts)} tables, {entries:,} of them entries"
