"""Many rows of one table in one statement: what all of them share is said once, and only what differs is sent for each."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState

from alerts.arrays import array_of, is_known
from alerts.fields import SealedTextField

Row = TypeVar("Row", bound=models.Model)


def made(model: type[Row], **columns: Any) -> Row:
    """A row to insert, as `model(...)` makes it, in a fifth of the time: `columns` by attribute (`patient_id`), of their own types.

    What is not named has its default. Raises TypeError for a column that the model has not.
    """
    known, fixed, called = _defaults(model)
    if not columns.keys() <= known:
        raise TypeError(f"{model.__name__} has no column {', '.join(columns.keys() - known)}")
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(fixed)
    for name, default in called:
        if name not in columns:
            row.__dict__[name] = default()
    row.__dict__.update(columns)
    return row


@cache
def _defaults(model: type[models.Model]) -> tuple[frozenset[str], dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The names of a model's columns, the defaults that are always the same, and those that are made anew for each row."""
    fields = model._meta.concrete_fields
    anew = [field for field in fields if field.has_default() and callable(field.default)]
    fixed = {field.attname: field.get_default() for field in fields if field not in anew}
    return frozenset(field.attname for field in fields), fixed, [(field.attname, field.default) for field in anew]


def insert_together(*rows: models.Model) -> None:
    """Insert rows, made but not yet saved, whatever models they are of: PostgreSQL takes them in one statement, each as a document.

    A value for each column would be eighty of them, which psycopg reads one by one.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_taking_documents(tuple(map(type, rows))), list(map(_document, rows)))
        else:
            for row in rows:
                fields = row._meta.concrete_fields
                values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                cursor.execute(_taking_values(type(row)), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _taking_documents(of: tuple[type[models.Model], ...]) -> str:
    statements = [
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"  # noqa: S608 - names of our own columns
        for table, names in map(_named, of)
    ]
    before = ", ".join(f"_{number} AS ({one})" for number, one in enumerate(statements[:-1]))
    return f"WITH {before} {statements[-1]}" if before else statements[-1]


@cache
def _taking_values(model: type[models.Model]) -> str:
    table, names = _named(model)
    values = ", ".join(["%s"] * len(model._meta.concrete_fields))
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - names of our own columns


def _named(model: type[models.Model]) -> tuple[str, str]:
    """The names of a model's table and of its columns, as a statement has them."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)


def _document(row: models.Model) -> str:
    """A row's columns as JSON, of which PostgreSQL makes values of their types."""
    return _encode({column: value(row) for column, value in _values_by_column(type(row))})


@cache
def _values_by_column(model: type[models.Model]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((str(field.column), _value_of(field)) for field in model._meta.concrete_fields)


def _value_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if _is_filled_in(field):
        return lambda row: field.pre_save(row, True)
    return attrgetter(field.attname)


def _plain(value: Any) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)} microseconds"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a value of a column")


_encode = json.JSONEncoder(default=_plain, allow_nan=False).encode


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, made but not yet saved, as `bulk_create` does; PostgreSQL needs a third of the time for it.

    A key that the database counts up itself is not read back.
    """
    if not rows:
        return
    if len(rows) == 1 or connection.vendor != "postgresql":
        type(rows[0])._default_manager.bulk_create(rows)
        return
    shared: dict[str, Any] = {}
    own: dict[str, list[Any]] = {}
    columns = [row.__dict__ for row in rows]
    for field in rows[0]._meta.concrete_fields:
        values = _values(field, rows, columns)
        if values[0] == values[-1] and values.count(values[0]) == len(values):
            shared[field.attname] = values[0]
        else:
            own[field.attname] = values
    _insert(type(rows[0]), shared, own)
    alias = connection.alias
    for row in rows:
        row._state.adding, row._state.db = False, alias


def insert_alike(model: type[models.Model], *, shared: Mapping[str, Any], own: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows that nobody needs as objects: what they `share`, and a column of values for what differs.

    Both go by attribute (`patient_id`); what neither names has its default. Not for sealed fields.
    """
    names = list(own)
    if connection.vendor != "postgresql":
        columns = zip(*own.values(), strict=True)
        model._default_manager.bulk_create(model(**shared, **dict(zip(names, row, strict=True))) for row in columns)
        return
    defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields if field.attname not in own}
    _insert(model, {**defaults, **shared}, own)


def _values(
    field: "models.Field[Any, Any]", rows: Sequence[models.Model], columns: Sequence[Mapping[str, Any]]
) -> list[Any]:
    """As `field.pre_save` has them; most fields only read the attribute there, and it costs less without asking the field."""
    if isinstance(field, SealedTextField):
        return field.sealed_of(rows)
    return list(map(_value_of(field), rows) if _is_filled_in(field) else map(itemgetter(field.attname), columns))


def _is_filled_in(field: "models.Field[Any, Any]") -> bool:
    is_moment = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return bool(is_moment) or isinstance(field, SealedTextField | models.FileField)


def _insert(model: type[models.Model], shared: Mapping[str, Any], own: Mapping[str, Sequence[Any]]) -> None:
    """`own` are columns of one length. A key without a value is counted up."""
    names: list[str] = []
    words, shares, columns = [], [], []
    for field in model._meta.concrete_fields:
        kind = str(field.db_type(connection)).partition("(")[0]
        if field.attname in own:
            names.append(str(field.column))
            words.append(f"%s::{kind}[]")
            columns.append(_array(field, kind, own[field.attname]))
        elif not field.primary_key:
            shares.append((str(field.column), f"%s::{kind}", field.get_db_prep_save(shared[field.attname], connection)))
    told, written, given = zip(*shares, strict=True) if shares else ((), (), ())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join([*names, *told])}) "  # noqa: S608 - names of our own columns
            f"SELECT {', '.join([*(f'own.{name}' for name in names), *written])} "
            f"FROM unnest({', '.join(words)}) AS own ({', '.join(names)})",
            [*given, *columns],
        )


def _array(field: "models.Field[Any, Any]", kind: str, values: Sequence[Any]) -> Any:
    if kind == "jsonb":
        write = _writer(getattr(field, "encoder", None))
        return array_of(kind, [None if value is None else write(value) for value in values])
    if is_known(kind):
        return array_of(kind, values)
    database = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up anew for each value
    return [field.get_db_prep_save(value, database) for value in values]


@cache
def _writer(encoder: type[json.JSONEncoder] | None) -> Callable[[Any], str]:
    """As `json.dumps` writes, which makes its encoder anew each time."""
    return (encoder or json.JSONEncoder)().encode
