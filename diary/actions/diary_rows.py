"""The tables of one patient's diary as plain JSON values, and back. It reads the models, so that a new column or table comes along.

Every table with a column `patient` belongs to the diary, unless LEFT_OUT says why not.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from diary.models import Patient, User
from diary.models.reports import SealedBytesField

LEFT_OUT: Final[Mapping[str, str]] = {
    "AuditEvent": "who looked is told beside the rows, and never written by a file",
    "Carer": "who helps is named anew by the patient; what they wrote carries their name",
    "CareTeamMember": "who treats is decided by the clinic that takes the diary in",
    "Invitation": "a way in, used once",
}
OWN: Final = "patient"
Row = dict[str, Any]
Table = type[models.Model]


def tables() -> tuple[Table, ...]:
    """Every table of a diary, each after those that its rows point to."""
    left = {
        model
        for model in apps.get_app_config("diary").get_models()
        if model.__name__ not in LEFT_OUT and any(field.name == OWN for field in model._meta.concrete_fields)
    }
    ordered: list[Table] = []
    while left:
        free = sorted((each for each in left if not _points_to(each) & (left - {each})), key=lambda each: each.__name__)
        if not free:
            raise RuntimeError("tables of the diary point to each other in a circle")
        ordered += free
        left -= set(free)
    return tuple(ordered)


def _points_to(table: Table) -> set[Table]:
    related = (field.related_model for field in table._meta.concrete_fields if field.is_relation)
    return {each for each in related if isinstance(each, type)}


def columns(table: Table) -> tuple["models.Field[Any, Any]", ...]:
    """The columns of a row in the file: all but whose it is."""
    return tuple(field for field in table._meta.concrete_fields if field.name != OWN)


def row_of(row: models.Model) -> Row:
    """All columns of a row as JSON values; sealed ones in clear."""
    return {field.name: _plain(field, getattr(row, field.attname)) for field in columns(type(row))}


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, SealedBytesField):
        return b64encode(value).decode()
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def object_of(table: Table, row: Any, patient: Patient, by: User) -> models.Model:
    """An unsaved row of `table` for `patient`. Whoever is not known here becomes `by`. Raises ValidationError that names columns."""
    if not isinstance(row, dict):
        raise ValidationError("A row is an object.")
    known = {field.name: field for field in columns(table)}
    wrong: dict[str, Any] = {name: ["We do not know this column."] for name in row if name not in known}
    values: dict[str, Any] = {}
    for name, field in known.items():
        try:
            if name in row:
                values[field.attname] = _read(field, row[name], by)
            elif not (field.has_default() or field.null or field.blank):
                raise ValidationError("This column is missing.")
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            wrong[name] = error.messages if isinstance(error, ValidationError) else ["This is not of the right kind."]
    if wrong:
        raise ValidationError(wrong)
    return table(patient=patient, **values)


def _read(field: "models.Field[Any, Any]", value: Any, by: User) -> Any:
    if isinstance(field, SealedBytesField):
        return b64decode(value, validate=True)
    if field.is_relation:
        return _read_relation(field, value, by)
    if isinstance(field, models.DateTimeField) and value is not None:
        moment = field.to_python(value)
        if moment is None or timezone.is_naive(moment):
            raise ValidationError("Send a moment with an offset.")
        return moment
    if isinstance(field, models.TextField | models.CharField) and value is not None and not _is_text(field, value):
        raise ValidationError("Send text.")
    read = field.to_python(value)
    if isinstance(read, Decimal) and not read.is_finite():
        raise ValidationError("Send a number.")
    if read is None and not field.null:
        raise ValidationError("This cannot be empty.")
    if field.choices and read not in (None, "") and read not in {choice for choice, _ in field.flatchoices}:
        raise ValidationError("There is no such choice.")
    if read is not None:
        field.run_validators(read)
    return read


def _is_text(field: "models.Field[Any, Any]", value: Any) -> bool:
    """Text columns hold text; a sealed one may hold JSON."""
    return isinstance(value, str) or type(field).__name__ == "SealedJSONField"


def _read_relation(field: "models.Field[Any, Any]", value: Any, by: User) -> Any:
    if value is None:
        if field.null:
            return None
        raise ValidationError("This cannot be empty.")
    related: Any = field.related_model
    pk = related._meta.pk.to_python(value)
    if related is User:
        return pk if User.objects.filter(pk=pk).exists() else by.pk
    if not related._base_manager.filter(pk=pk).exists():
        raise ValidationError(f"The {related._meta.verbose_name} it points to is not here.")
    return pk
