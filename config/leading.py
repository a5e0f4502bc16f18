"""Celery's clockwork, of which several may run: one at a time asks, the others keep time and say nothing.

Who asks holds a lock of PostgreSQL that lives as long as its connection, so it needs no clock and nobody has to give it back. On
SQLite there is one machine, and one beat. What is asked for twice is done once all the same: the lock only saves the asking.
"""

import logging
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

log = logging.getLogger(__name__)

LOCK = int.from_bytes(b"ebb beat")
# Who holds it may ask again. A host that is gone without a word must not keep it: the server looks for it after ten seconds of
# silence, then five times, two seconds apart.
TAKE = """
    SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '2', false),
           set_config('tcp_keepalives_count', '5', false), pg_try_advisory_lock(%s)
"""


def may_ask(database: BaseDatabaseWrapper) -> bool:
    """Whether this process is the one that asks, over `database`'s own connection; without a database nobody is."""
    if database.vendor != "postgresql":
        return True
    try:
        with database.cursor() as cursor:
            cursor.execute(TAKE, [LOCK])
            return bool(cursor.fetchone()[-1])
    except DatabaseError as error:
        log.warning("no word from the database, so nothing is asked for: %s", type(error).__name__)
        database.close()
        return False


class LeadingScheduler(PersistentScheduler):
    """Beat's scheduler. Whoever does not lead lets each moment pass, so that nothing is owed when its turn comes."""

    database: BaseDatabaseWrapper = connection
    was_leading: bool | None = None

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        is_leading = may_ask(self.database)
        if is_leading is not self.was_leading:
            log.info("this beat asks" if is_leading else "another beat asks")
            self.was_leading = is_leading
        if is_leading:
            super().apply_entry(entry, producer=producer)
