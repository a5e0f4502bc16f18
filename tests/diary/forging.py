"""What somebody with the database's own password could do to the record of who looked: take off the guards, and write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from diary.guards import guards_off, guards_on


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the guards of who looked and of its anchors; afterwards they stand again."""
    connection.check_constraints()  # PostgreSQL alters no table for which it has still something to check
    with connection.cursor() as cursor:
        for statement in guards_off(connection.vendor):
            cursor.execute(statement)
    yield
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in guards_on(connection.vendor):
            cursor.execute(statement)
