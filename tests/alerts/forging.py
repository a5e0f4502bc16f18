"""What somebody with the database's own password could do: take off the guards, and write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from alerts.guards import OFF


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the guards of the event log, until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        for statement in OFF[connection.vendor]:
            cursor.execute(statement)
    yield
