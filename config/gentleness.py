"""Which migrations an older version can go on working beside, and which it cannot; and which keep writers waiting.

A rolling update runs both versions for a while, on the newer tables. So tables are widened first, and what nothing uses any
more goes one version later. A migration that must be otherwise says so in its docstring: a line beginning `While it runs:`.
"""

from django.db.migrations import operations as ops
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

SAID = "While it runs:"
TAKES_AWAY = (ops.DeleteModel, ops.RemoveField, ops.RenameField, ops.RenameModel, ops.AlterModelTable)


def harm_of(operation: Operation) -> str | None:
    """What this operation does to an older version that is still running, in a few words; None when nothing."""
    what = operation.describe()
    if isinstance(operation, TAKES_AWAY):
        return f"{what}: the older version still asks for it"
    if isinstance(operation, ops.AddField):
        field = operation.field
        if field.null or field.many_to_many or field.db_default is not NOT_PROVIDED:
            return None
        return f"{what}: the older version writes rows without it (give it db_default, or null)"
    if isinstance(operation, ops.AlterField):
        return f"{what}: the table may be written anew, under a lock"
    if isinstance(operation, ops.RunSQL | ops.RunPython):
        return f"{what}: nobody can know"
    if isinstance(operation, ops.SeparateDatabaseAndState):
        return next(filter(None, map(harm_of, operation.database_operations)), None)
    return None


def wait_of(operation: Operation) -> str | None:
    """Whether writers wait while this runs on a large table."""
    if isinstance(operation, ops.AddIndex | ops.AddConstraint):
        return f"{operation.describe()}: nobody writes to that table meanwhile"
    return None


def harms_of(migration: Migration) -> list[str]:
    """Everything in it that an older version cannot bear."""
    return [said for said in map(harm_of, _on_what_is_there(migration)) if said]


def waits_of(migration: Migration) -> list[str]:
    """Everything in it that keeps writers waiting."""
    return [said for said in map(wait_of, _on_what_is_there(migration)) if said]


def _on_what_is_there(migration: Migration) -> list[Operation]:
    """Without what it does to tables that it makes itself: nobody uses those yet."""
    own = {made.name_lower for made in migration.operations if isinstance(made, ops.CreateModel)}
    return [made for made in migration.operations if getattr(made, "model_name_lower", None) not in own]
