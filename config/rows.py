"""Every row of the database as lines of text, and back: the same for SQLite and PostgreSQL, so that one can become the other.

Rows are read in one transaction that sees one moment, beside whoever writes meanwhile. Tables are those that the database's
own migrations made, which may be older than this program: what is restored is first brought back as it was, then migrated.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model
from django.db.utils import load_backend
from django.utils.duration import duration_string
from psycopg import IsolationLevel

from alerts.fields import Sealed, SealedTextField

ASIDE = "aside"
MANY = 1000
# Sign-ins of staff end with a restore: one that was ended after the backup must not come to life again.
LEFT_OUT = {"django_session", "usersessions_usersession"}

Stand = list[tuple[str, str]]  # the last migration of each app


class RowsError(Exception):
    """The rows cannot be read or brought in; the message is one line."""


# --- A connection of its own ------------------------------------------------------------------------------------------


@contextmanager
def aside(settings: Mapping[str, Any] | None = None, **options: Any) -> Iterator[BaseDatabaseWrapper]:
    """A second connection, inside the wall: to our database, or to the one that `settings` describe. `options` are the driver's."""
    chosen = dict(settings or connections[DEFAULT_DB_ALIAS].settings_dict)
    chosen["OPTIONS"] = {**chosen.get("OPTIONS", {}), **options}
    connection: BaseDatabaseWrapper = load_backend(chosen["ENGINE"]).DatabaseWrapper(chosen, ASIDE)
    connections[ASIDE] = connection
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('ebb.wall', 'inside', false)")
        yield connection
    finally:
        connection.close()
        del connections[ASIDE]


@contextmanager
def one_moment(settings: Mapping[str, Any] | None = None) -> Iterator[BaseDatabaseWrapper]:
    """A transaction that sees the database as it is now until it ends, and holds nobody up."""
    is_sqlite = (settings or connections[DEFAULT_DB_ALIAS].settings_dict)["ENGINE"].endswith("sqlite3")
    # Otherwise Ebb's transactions on SQLite begin by taking the lock of writers.
    options = {"transaction_mode": "DEFERRED"} if is_sqlite else {"isolation_level": IsolationLevel.REPEATABLE_READ}
    with aside(settings, **options) as connection, transaction.atomic(using=ASIDE):
        yield connection


# --- What the tables are ----------------------------------------------------------------------------------------------


def last_migrations(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The last migration of each app that this database has been through."""
    loader = MigrationLoader(connection)
    applied = [key for key in loader.graph.nodes if key in loader.applied_migrations]
    followed = {
        parent.key for key in applied for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]
    }
    return dict(key for key in applied if key not in followed)


def models_of(connection: BaseDatabaseWrapper) -> list[type[Model]]:
    """The tables as this database's migrations made them, by name."""
    loader = MigrationLoader(connection)
    state = loader.project_state(list(last_migrations(connection).items()))
    models = state.apps.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted((model for model in kept if model._meta.db_table not in LEFT_OUT), key=lambda m: m._meta.db_table)


def fields_of(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that a row is written with: its own table's, without what the database works out."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


class InSteps(MigrationLoader):
    """Our migrations without those squashed ones that would step over where a backup stands."""

    def __init__(self, connection: BaseDatabaseWrapper | None, stand: Stand) -> None:
        self.stand = stand
        super().__init__(connection)

    def load_disk(self) -> None:
        super().load_disk()
        over = {
            key: made.replaces[-1]
            for key, made in self.disk_migrations.items()
            if any(last in made.replaces[:-1] for last in self.stand)
        }
        for key in over:
            del self.disk_migrations[key]
        for made in self.disk_migrations.values():
            made.dependencies = [over.get(key, key) for key in made.dependencies]  # type: ignore[misc]  # each has its own


def stand_of(last: Mapping[str, str]) -> Stand:
    """Where in our migrations a backup stands, of which these are the last ones. Raises `RowsError` when that is not known here."""
    loader = InSteps(None, list(last.items()))
    ends = {made.replaces[-1]: key for key, made in loader.replacements.items()}
    found = [key if key in loader.graph.nodes else ends.get(key, key) for key in last.items()]
    for app, name in found:
        if (app, name) not in loader.graph.nodes:
            raise RowsError(f"The backup's tables are not known here ({app} {name}): use the version that made it.")
    return found


# --- Out --------------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value as JSON can say it; `field.to_python` reads it back."""
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"no way to write a {type(value).__name__}")


def out(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """For each table what it is called and its columns, then its rows; at the end how many rows each had."""
    counts: dict[str, int] = {}
    for model in models_of(connection):
        table, fields = model._meta.db_table, fields_of(model)
        yield {"table": table, "columns": [field.column for field in fields]}
        counts[table] = 0
        rows = (
            model._base_manager.using(connection.alias).order_by("pk").values_list(*[field.attname for field in fields])
        )
        for row in rows.iterator(chunk_size=MANY):
            counts[table] += 1
            yield row
    yield {"counts": counts}


def line(said: Any) -> bytes:
    """A value as one line of JSON, in UTF-8."""
    return json.dumps(said, default=plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


# --- In ---------------------------------------------------------------------------------------------------------------


def bring_in(connection: BaseDatabaseWrapper, lines: Iterable[Any]) -> dict[str, int]:
    """Write what `out` said into empty tables, in the transaction that is open. Returns the rows of each table.

    Raises `RowsError` when tables or counts are not those of the lines.
    """
    models = {model._meta.db_table: model for model in models_of(connection)}
    counts: dict[str, int] = {}
    expected: dict[str, int] = {}
    connection.check_constraints()  # making tables in this transaction may have left keys to be checked at once
    for said, rows in _by_table(lines):
        if "counts" in said:
            expected = said["counts"]
            continue
        if said["table"] not in models:
            raise RowsError(f"The backup holds a table that its migrations do not make: {said['table']}.")
        counts[said["table"]] = _bring_in_table(connection, models[said["table"]], said["columns"], rows)
    if counts != expected:
        raise RowsError("The backup does not hold as many rows as it says.")
    connection.check_constraints()
    for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    return counts


def _by_table(lines: Iterable[Any]) -> Iterator[tuple[dict[str, Any], Iterator[list[Any]]]]:
    """Each heading with the rows that follow it, which must be read before the next heading."""
    remaining = iter(lines)
    heading: dict[str, Any] | None = next(remaining, None)

    def rows() -> Iterator[list[Any]]:
        nonlocal heading
        heading = None
        for said in remaining:
            if isinstance(said, dict):
                heading = said
                return
            yield said

    while heading is not None:
        yield heading, (following := rows())
        for _ in following:
            raise RowsError("The backup holds rows that belong to no table.")


def _bring_in_table(
    connection: BaseDatabaseWrapper, model: type[Model], columns: list[str], rows: Iterator[list[Any]]
) -> int:
    fields = {field.column: field for field in fields_of(model)}
    if set(columns) != set(fields):
        raise RowsError(f"The backup's columns of {model._meta.db_table} are not those of its migrations.")
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our tables
    chosen = [fields[column] for column in columns]
    count = 0
    with connection.cursor() as cursor:
        while batch := list(islice(rows, MANY)):
            cursor.executemany(statement, [_prepared(connection, chosen, row) for row in batch])
            count += len(batch)
    return count


def _prepared(connection: BaseDatabaseWrapper, fields: "list[Field[Any, Any]]", row: list[Any]) -> list[Any]:
    values = []
    for field, said in zip(fields, row, strict=True):
        value = field.to_python(said)
        if isinstance(field, SealedTextField) and value is not None:
            value = Sealed(value)
        values.append(field.get_db_prep_save(value, connection))
    return values


def migrate(connection: BaseDatabaseWrapper, to: Stand | None = None) -> None:
    """Bring the tables to where a backup stands, or to where this program wants them."""
    with _in_place_of_ours(connection):
        executor = MigrationExecutor(connection)
        if to is not None:
            executor.loader = InSteps(connection, to)
        executor.migrate(to or executor.loader.graph.leaf_nodes())


@contextmanager
def _in_place_of_ours(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """A migration that changes rows says no database's name: it must not meet ours."""
    ours = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connection
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = ours


def is_occupied(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database holds anybody already, or tables that are not ours."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return False
    if not {"django_migrations", "diary_user"} <= tables:
        return bool(tables - {"django_migrations", "ebb_cache"})
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM diary_user")
            return bool(cursor.fetchone()[0])
    except DatabaseError as error:
        raise RowsError("The database cannot be read.") from error
