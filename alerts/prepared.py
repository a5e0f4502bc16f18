"""Questions that are asked all day with other values: the ORM puts each into SQL once, and what it reads is what it always reads.

Putting a question into SQL costs Python several times what its answer costs PostgreSQL. Why so, and what this leans on in Django:
docs/adr/0065-questions-that-are-put-into-sql-once.md.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from alerts.reading import Read, reader_of

P = ParamSpec("P")
Row = TypeVar("Row")

# Values that nobody means, by their type: where they turn up in the statement is where a caller's value belongs.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    UUID: lambda number: UUID(int=0xEBB << 64 | number),
    datetime: lambda number: datetime(1815, 12, 10, tzinfo=UTC) + timedelta(days=number),
    str: lambda number: f"a value to come: {number}",
    int: lambda number: 30_000 + number,  # within the smallest column of whole numbers
}


def prepared(question: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
    """Make of a function that builds a queryset one that answers its rows; the SQL is made on the first call and kept.

    Its parameters are UUIDs, moments, texts or whole numbers, are given by place, reach the database as they come and are
    never None. Raises TypeError otherwise, or where the function does something else for other values.
    """
    kinds = [parameter.annotation for parameter in inspect.signature(question).parameters.values()]
    if unknown := [kind for kind in kinds if kind not in _STAND_INS]:
        raise TypeError(f"{question.__name__}: no parameter of a prepared question can be {unknown[0]!r}")

    @cache
    def plan(vendor: str) -> _Plan:
        return _plan(question, kinds)

    @wraps(question)
    def answer(*values: P.args, **named: P.kwargs) -> list[Row]:
        if None in values or named or len(values) != len(kinds):
            raise TypeError(f"{question.__name__} takes {len(kinds)} values by their place, and none of them is None")
        connection = connections[DEFAULT_DB_ALIAS]
        return plan(connection.vendor).answer(values, connection)

    return answer


def first_of(rows: Sequence[Row]) -> Row | None:
    """The first row of an answer, if there is one."""
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The SQL, for each of its values whose place it is in or what it always is, and how its rows are read."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    is_locking: bool
    read: Read

    def answer(self, values: tuple[Any, ...], connection: Any) -> list[Any]:
        if self.is_locking and connection.get_autocommit():
            raise TransactionManagementError("A row is locked within a transaction only.")
        given = [spoken(value, connection) for value in values]
        params = tuple(always if place is None else given[place] for place, always in self.places)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return self.read(rows, connection)


def spoken(value: Any, connection: Any) -> Any:
    """A value as this database is told it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _plan(question: Callable[..., "QuerySet[Any, Any]"], kinds: list[type]) -> _Plan:
    """Build the queryset twice, with other stand-ins: what differs is the callers', and all else has to be alike."""
    connection = connections[DEFAULT_DB_ALIAS]
    once, again = ([_STAND_INS[kind](number + turn) for number, kind in enumerate(kinds)] for turn in (0, len(kinds)))
    queryset = question(*once)
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    other_sql, other_params = question(*again).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    first, second = [spoken(value, connection) for value in once], [spoken(value, connection) for value in again]
    places: list[tuple[int | None, Any]] = []
    for one, other in zip(params, other_params, strict=True):
        if one == other:
            places.append((None, one))
        elif one in first and other in second and first.index(one) == second.index(other):
            places.append((first.index(one), None))
        else:
            raise TypeError(f"{question.__name__}: a value is changed on its way to the database; change it before")
    if sql != other_sql or {place for place, _ in places} - {None} != set(range(len(kinds))):
        raise TypeError(f"{question.__name__}: what is asked must not depend on a value, and each value is asked for")
    if cast(Any, queryset)._prefetch_related_lookups or not sql:
        raise TypeError(f"{question.__name__}: a prepared question is one statement, always")
    written, left = _with_its_own_values(sql, places)
    return _Plan(written, left, queryset.query.select_for_update, reader_of(queryset, compiler))


def _with_its_own_values(
    sql: str, places: list[tuple[int | None, Any]]
) -> tuple[str, tuple[tuple[int | None, Any], ...]]:
    """The statement with what is always the same written into it, and the values that remain.

    A plan that PostgreSQL keeps for any value cannot go by an index of open alerts where `open` is a value.
    """
    written, left = [], []
    given = iter(places)
    for part in re.split("(%s|%%)", sql):
        if part != "%s":
            written.append(part)
            continue
        place, always = next(given)
        is_plain = place is None and isinstance(always, str | int) and not isinstance(always, bool)
        written.append(_written(always) if is_plain else part)
        left += [] if is_plain else [(place, always)]
    return "".join(written), tuple(left)


def _written(value: str | int) -> str:
    if isinstance(value, int):
        return str(int(value))
    return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"
