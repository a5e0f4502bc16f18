"""What happened to an alert cannot be changed: the database itself refuses, whoever asks.

Migrations call this, and every later one that alters the table must call it again: SQLite makes the table anew and forgets
its triggers. A test finds the one that forgets.
"""

from typing import Any

UNCHANGED = ("id", "alert_id", "seq", "at", "kind", "by_id", "round", "step", "prev_hash", "hash")
SQLITE = (
    "DROP TRIGGER IF EXISTS alert_event_unchanged",
    "DROP TRIGGER IF EXISTS alert_event_kept",
    """
    CREATE TRIGGER alert_event_unchanged BEFORE UPDATE ON alerts_alertevent WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'what happened to an alert cannot be changed'); END
    """,
    """
    CREATE TRIGGER alert_event_kept BEFORE DELETE ON alerts_alertevent
    WHEN EXISTS (SELECT 1 FROM alerts_alert WHERE id = OLD.alert_id)
    BEGIN SELECT RAISE(ABORT, 'what happened to an alert cannot be deleted before the alert'); END
    """,
)
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION alert_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'what happened to an alert cannot be changed' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION alert_event_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT 1 FROM alerts_alert WHERE id = OLD.alert_id) THEN
        RAISE EXCEPTION 'what happened to an alert cannot be deleted before the alert'
          USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN OLD;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER alert_event_unchanged BEFORE UPDATE ON alerts_alertevent FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION alert_event_refuse()
    """,
    """
    CREATE OR REPLACE TRIGGER alert_event_kept BEFORE DELETE ON alerts_alertevent FOR EACH ROW
    EXECUTE FUNCTION alert_event_keep()
    """,
)
OFF = {
    "sqlite": ("DROP TRIGGER alert_event_unchanged", "DROP TRIGGER alert_event_kept"),
    "postgresql": (
        "DROP TRIGGER alert_event_unchanged ON alerts_alertevent",
        "DROP TRIGGER alert_event_kept ON alerts_alertevent",
    ),
}


def guard_events(apps: Any, schema_editor: Any) -> None:
    """Refuse changes, but for the sealed words being sealed anew, and deletions while the alert is there."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in UNCHANGED)
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement.format(changed=changed))


def unguard_events(apps: Any, schema_editor: Any) -> None:
    """Take the guards off, for a migration backwards."""
    for statement in OFF[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
