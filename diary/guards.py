"""Who looked cannot be changed or deleted: the database itself refuses, whoever asks.

Migrations call this, and every later one that alters one of these tables must call it again: SQLite makes the table anew and
forgets its triggers. A test finds the one that forgets. Only a system without any clinic, which is a test's, may be emptied.
"""

from collections.abc import Iterator
from typing import Any

KEPT = {  # every column but the sealed reason, which is sealed anew with a new key, and goes when the record ends
    "diary_auditevent": ["id", "at", "actor_id", "clinic_id", "patient_id", "action", "object_id", "reason_hash"],
    "diary_auditanchor": ["number", "at", "upto", "rows", "rows_hash", "prev_hash", "hash"],
}
SQLITE = (
    "DROP TRIGGER IF EXISTS {table}_unchanged",
    "DROP TRIGGER IF EXISTS {table}_kept",
    """
    CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'who looked cannot be updated'); END
    """,
    """
    CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} WHEN EXISTS (SELECT 1 FROM diary_clinic)
    BEGIN SELECT RAISE(ABORT, 'who looked cannot be deleted'); END
    """,
)
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION who_looked_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM diary_clinic) THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION USING MESSAGE = 'who looked cannot be ' || lower(TG_OP) || 'd', ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION who_looked_refuse()
    """,
    """
    CREATE OR REPLACE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION who_looked_refuse()
    """,
)


def guard_audit(apps: Any, schema_editor: Any) -> None:
    """Refuse every change of a row of who looked or of an anchor, and every deletion."""
    for statement in guards_on(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unguard_audit(apps: Any, schema_editor: Any) -> None:
    """Take the guards off, for a migration backwards."""
    for statement in guards_off(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def guards_on(vendor: str) -> Iterator[str]:
    """The statements that put them on."""
    is_sqlite = vendor == "sqlite"
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    for table, names in KEPT.items():
        changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in names)
        for statement in SQLITE if is_sqlite else POSTGRESQL:
            yield statement.format(table=table, changed=changed)


def guards_off(vendor: str) -> Iterator[str]:
    """Those that take them off."""
    for table in KEPT:
        for name in ("unchanged", "kept"):
            yield f"DROP TRIGGER {table}_{name}" + ("" if vendor == "sqlite" else f" ON {table}")
