"""One row for each table, whatever its columns are: for a database whose migrations stand where nobody's code stands any more."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from alerts.fields import SealedJSONField
from config import rows
from diary.models.reports import SealedBytesField

OURS = ("alerts", "diary")

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
FIRST: "dict[type[models.Field[Any, Any]], Any]" = {
    SealedJSONField: {"nrs": 4},
    SealedBytesField: b"a letter",
    models.CharField: "x",
    models.TextField: "x",
    models.DateTimeField: AT,
    models.DateField: AT.date(),
    models.TimeField: AT.time(),
    models.BooleanField: True,
    models.IntegerField: 1,
    models.FloatField: 0.5,
    models.UUIDField: UUID(int=1),
    models.JSONField: {},
}
ENDS = {"ends_at", "ended_at", "expires_at", "until"}
# What a constraint or the story asks for, where the first value that a column may have is not it.
SAID: dict[str, dict[str, Any]] = {
    "alerts.Alert": {"level": "urgent", "next_rung_at": LATER, "notified_at": AT},
    "alerts.ContactPoint": {"address": "anna@example.org", "address_hash": "as it was found before"},
    "alerts.Delivery": {"state": "failed", "reason": "gone", "alert": ...},
    "diary.AuditEvent": {"actor": ..., "clinic": ..., "patient": ..., "reason": "asked by telephone"},
    "diary.ClinicChange": {"actor": ...},
    "diary.PresetReplay": {"becomes": "another"},
    "diary.Session": {"look_again_at": LATER},
}


def fill(connection: BaseDatabaseWrapper) -> None:
    """A row in every table of ours, as this database's migrations left it, and beside its alert one that waits for it."""
    made: dict[str, Any] = {}
    for model in in_order([model for model in rows.models_of(connection) if model._meta.app_label in OURS]):
        made[model._meta.label] = write(connection, model, made)
    alert = made["alerts.Alert"]
    write(connection, type(alert), made, id=UUID(int=2), key="held back", level="practitioner", inhibited_by=alert)


def write(connection: BaseDatabaseWrapper, model: type[models.Model], made: dict[str, Any], **said: Any) -> Any:
    values = {field.name: value_of(field, made) for field in rows.fields_of(model) if not is_numbered(field)}
    row = model(**values | said)
    row.save(using=connection.alias, force_insert=True)
    return row


def in_order(tables: list[type[models.Model]]) -> Iterator[type[models.Model]]:
    """Whoever is led to comes first."""
    waiting = {model._meta.label: model for model in tables}
    while waiting:
        ready = next(label for label, model in waiting.items() if not leads_to(model) & waiting.keys())
        yield waiting.pop(ready)


def leads_to(model: type[models.Model]) -> set[str]:
    keys = [field for field in rows.fields_of(model) if isinstance(field, models.ForeignKey)]
    return {cast(Any, key).related_model._meta.label for key in keys if is_wanted(key)}


def is_wanted(field: "models.Field[Any, Any]") -> bool:
    return not field.null or field.name in SAID.get(field.model._meta.label, {})


def is_numbered(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField)


def value_of(field: "models.Field[Any, Any]", made: dict[str, Any]) -> Any:
    """What is said for it, else what it is by itself, else the first thing that fits."""
    if isinstance(field, models.ForeignKey):
        return made[cast(Any, field).related_model._meta.label] if is_wanted(field) else None
    said = SAID.get(field.model._meta.label, {})
    if field.name in said:
        return said[field.name]
    if field.has_default() or field.null:
        return field.get_default()
    if allowed := choices_of(field):
        return allowed[0]
    return next(value for kind, value in FIRST.items() if isinstance(field, kind)) if field.name not in ENDS else LATER


def choices_of(field: "models.Field[Any, Any]") -> list[Any]:
    """What a constraint lets stand there."""
    checks = [each for each in field.model._meta.constraints if isinstance(each, models.CheckConstraint)]
    told = [part for check in checks for part in cast(Any, check.condition).children if isinstance(part, tuple)]
    return next((list(values) for name, values in told if name == f"{field.name}__in"), [])
