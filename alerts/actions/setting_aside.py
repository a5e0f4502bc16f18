"""Rows that cannot be handled must not hold up the others: they are set aside for a while, and shown to operators."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from alerts.models import SetAside

log = logging.getLogger(__name__)

FOR = timedelta(seconds=60)


def each_or_set_aside(kind: str, rows: Iterable[UUID], work: Callable[[UUID], object], *, now: datetime) -> int:
    """Do `work` for each row; one that raises is set aside. Returns for how many rows `work` gave something true."""
    done, handled = 0, []
    for row in list(rows):
        try:
            done += bool(work(row))
        except Exception as error:
            if not has_database_hung_up(error):
                set_aside(kind=kind, row=row, error=error, now=now)
        else:
            handled.append(row)
    forget(kind=kind, rows=handled)
    return done


def has_database_hung_up(error: Exception) -> bool:
    """Whether the connection was cut: that says nothing of the row, which stays due as it is.

    Raises OperationalError where no other connection can be had: then no row can be handled.
    """
    is_cut = isinstance(error, OperationalError | InterfaceError) and not (
        connection.connection is not None and connection.is_usable()
    )
    if is_cut:
        connection.close()
        connection.ensure_connection()
    return is_cut


def set_aside(*, kind: str, row: UUID, error: BaseException, now: datetime, lasting: timedelta = FOR) -> None:
    """Leave this row alone for a while. Only the error's type is kept: its text may hold what somebody wrote."""
    name = type(error).__name__[:80]
    log.error("%s %s set aside: %s", kind, row, name)
    with transaction.atomic():
        known = SetAside.objects.filter(kind=kind, row=row)
        changed = known.update(times=F("times") + 1, last_at=now, until=now + lasting, error=name)
        if not changed:
            SetAside.objects.get_or_create(
                kind=kind, row=row, defaults={"first_at": now, "last_at": now, "until": now + lasting, "error": name}
            )


def waiting(kind: str, *, now: datetime) -> "QuerySet[SetAside, UUID]":
    """The rows of this kind that are still set aside: exclude them from what is due.

    One that says "in an hour" was set aside by a clock that has been put right since: it waits no longer.
    """
    return SetAside.objects.filter(kind=kind, until__gt=now, until__lte=now + 2 * FOR).values_list("row", flat=True)


def forget(*, kind: str, rows: Collection[UUID]) -> None:
    """These rows were handled after all."""
    if rows and SetAside.objects.filter(kind=kind).exists():
        SetAside.objects.filter(kind=kind, row__in=rows).delete()
