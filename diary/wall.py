"""The second wall: what PostgreSQL itself lets a request see, whatever a query forgot to ask. SQLite has none.

Each connection is told on which side it stands (`ebb.wall`) and, outside, whom it serves (`ebb.person`) and whose rows that
may touch (`ebb.sees`: clinics and patients). The policies that read it are made by migration 0015. Why so, and what it does
not keep out: docs/adr/0046-a-second-wall-in-postgresql.md.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

OUTSIDE, INSIDE = "outside", "inside"

_STAND = "SELECT set_config('ebb.wall', %s, false), set_config('ebb.person', %s, false), set_config('ebb.sees', "
_NOBODY = _STAND + "'', false)"
_CLINIC = _STAND + "%s, false)"
# Neither table is behind the wall: they say who may pass it.
_OWN = """coalesce((SELECT string_agg(id::text, ',') FROM (
    SELECT clinic_id AS id FROM diary_membership WHERE user_id = %s AND ended_at IS NULL
    UNION SELECT patient_id FROM diary_carer WHERE user_id = %s AND revoked_at IS NULL) AS own), ''), false)"""
_PERSON = _STAND + _OWN

_here = threading.local()  # a thread has one connection, and serves one request at a time


def serve_nobody() -> None:
    """From here on this thread's statements see no patient at all. In the web server's processes they never do, until told."""
    if settings.WALL != OUTSIDE:
        _tell(_NOBODY, [OUTSIDE, ""])


def serve_person(user: UUID) -> None:
    """They see the patients of the clinics where `user` works today, whom `user` cares for, and `user` as a patient."""
    _tell(_PERSON, [OUTSIDE, str(user), user, user])


def serve_clinic(clinic: UUID) -> None:
    """They see the patients of this clinic: another system asks, by a token of the clinic's."""
    _tell(_CLINIC, [OUTSIDE, "", str(clinic)])


def serve_secret() -> None:
    """They see everything: a secret opens the one thing it was made for, and says no name that could be asked before."""
    _tell(_NOBODY, [INSIDE, ""])


def leave() -> None:
    """The request is over: nothing of it stays on this connection, which the next one uses. One that cannot say so is closed."""
    if not getattr(_here, "was_told", False):
        return
    try:
        _tell(_NOBODY, [settings.WALL, ""])
    except DatabaseError:
        connection.close()
    _here.was_told = False


@contextmanager
def inside() -> Iterator[None]:
    """For figures about the running whole, which are about nobody, and for asking whether an id is taken."""
    before = where()
    serve_secret()
    try:
        yield
    finally:
        _go_back(before)


def streamed(user: UUID, content: Iterable[bytes]) -> Iterator[bytes]:
    """What is read while it is sent, after the view is left: seen as `user` sees it."""
    serve_person(user)
    try:
        yield from content
    finally:
        leave()


def where() -> tuple[str, ...]:
    """What this thread's connection was told: its side, whom it serves, whose rows that may touch. Empty on SQLite."""
    if connection.vendor != "postgresql":
        return ()
    names = ("ebb.wall", "ebb.person", "ebb.sees")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), current_setting(%s, true), current_setting(%s, true)", names)
        return tuple(value or "" for value in cursor.fetchone())


def _tell(statement: str, values: Sequence[str | UUID]) -> None:
    if connection.vendor != "postgresql":
        return
    _here.was_told = True
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _go_back(before: tuple[str, ...]) -> None:
    try:
        _tell(_CLINIC, before)
    except DatabaseError:
        connection.close()
