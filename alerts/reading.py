"""How the rows of a prepared question become what the ORM makes of them, worked out once: models with related ones, tuples, values.

A model's own `__init__` looks at each column anew for each row. Here a row is filled in as it comes, and nobody is signalled.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import FloatField, JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

Change = Callable[[Any, Any], Any]
Changes = Sequence[tuple[int, Change]]
Read = Callable[[Iterable[Sequence[Any]], Any], list[Any]]
_EMPTY = {"[]": list, "{}": dict}
_decode = json.JSONDecoder().raw_decode


def reader_of(queryset: "QuerySet[Any, Any]", compiler: SQLCompiler) -> Read:
    """What makes of rows, given the connection they came by, what iterating over the queryset would.

    Models that are selected with others are one object each in an answer. Raises TypeError for dictionaries and named tuples.
    """
    selected = [column for column, *_ in compiler.select[: compiler.col_count]]
    asked = compiler.get_converters(selected)
    changes = [
        (place, _change(converters, expression))
        for place, (converters, expression) in asked.items()
        if type(expression.output_field) is not FloatField  # both databases answer a float with one
    ]
    iterates: Any = queryset._iterable_class
    if iterates is FlatValuesListIterable:
        return lambda rows, connection: [_changed(row, changes, connection)[0] for row in rows]
    if iterates is ValuesListIterable:
        return lambda rows, connection: [tuple(_changed(row, changes, connection)) for row in rows]
    if iterates is not ModelIterable or compiler.annotation_col_map:
        raise TypeError("a prepared question answers models, tuples or single values")
    columns = _Columns(compiler.klass_info, compiler, changes)

    def models(rows: Iterable[Sequence[Any]], connection: Any) -> list[Any]:
        known: dict[tuple[_Columns, Any], Model] = {}
        return [columns.model_of(row, connection, known) for row in rows]

    return models


def _changed(row: Sequence[Any], changes: Changes, connection: Any) -> Sequence[Any]:
    if not changes:
        return row
    values = list(row)
    for place, change in changes:
        values[place] = change(values[place], connection)
    return values


class _Columns:
    """Where a model's columns stand in a row, what is to be done to them, and the same of the models selected with it."""

    def __init__(self, info: Mapping[str, Any], compiler: SQLCompiler, changes: Changes) -> None:
        places = info["select_fields"]
        self.model: type[Model] = info["model"]
        self.start, self.end = places[0], places[-1] + 1
        if list(places) != list(range(self.start, self.end)):
            raise TypeError("a prepared question answers no models that inherit columns from others")
        self.names = [column.target.attname for column, *_ in compiler.select[self.start : self.end]]
        self.key = self.start + self.names.index(str(self.model._meta.pk.attname))
        self.changes = [(place - self.start, each) for place, each in changes if self.start <= place < self.end]
        self.related = [
            (_Columns(each, compiler, changes), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]

    def model_of(self, row: Sequence[Any], connection: Any, known: dict[tuple["_Columns", Any], Model]) -> Model:
        model = self.model.__new__(self.model)
        state = model._state = ModelState()
        state.adding, state.db = False, connection.alias
        values = _changed(row[self.start : self.end], self.changes, connection)
        model.__dict__.update(zip(self.names, values, strict=True))
        for columns, set_here, set_there in self.related:
            key = row[columns.key]
            other = None if key is None else known.get((columns, key))
            if key is not None and other is None:
                other = known[columns, key] = columns.model_of(row, connection, known)
            set_here(model, other)
            if other is not None:
                set_there(other, model)
        return model


def _change(converters: list[Callable[[Any, Any, Any], Any]], expression: Any) -> Change:
    """What is done to one value of the database: a sealed one is opened, JSON is read."""
    field = expression.output_field
    if type(field) is JSONField and field.decoder is None and converters == [field.from_db_value]:
        return _json

    def one_after_the_other(value: Any, connection: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, connection)
        return value

    return one_after_the_other


def _json(text: str | None, _: Any) -> Any:
    """As a JSONField reads it. Most lists of a diary are empty."""
    if text is None:
        return None
    empty = _EMPTY.get(text)
    return empty() if empty else _decode(text)[0]
