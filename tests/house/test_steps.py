"""From where the newest squash begins, with a row in each table, through every later step: nothing is lost, and the tables end
as those of a new database.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from alerts.actions.contacts import email_hash
from config import rows
from tests.house.filling import OURS, fill
from tests.postgresql import fresh_database

Facts = set[tuple[Any, ...]]
SHAPE = {
    "sqlite": """
        SELECT 'column', made.name, own.name, own.type, own."notnull", own.dflt_value, own.pk
        FROM sqlite_master AS made, pragma_table_info(made.name) AS own WHERE made.type = 'table'
        UNION ALL SELECT 'key', made.name, own."from", own."table", own."to", own.on_delete, own.on_update
        FROM sqlite_master AS made, pragma_foreign_key_list(made.name) AS own WHERE made.type = 'table'
        UNION ALL SELECT type, name, tbl_name, sql, 0, 0, 0 FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql > ''
    """,
    "postgresql": """
        SELECT 'column', table_name, column_name, data_type, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', ''
        FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'wall', tablename, policyname, qual, with_check, cmd FROM pg_policies
        UNION ALL SELECT 'is walled', relname, relrowsecurity::text, relforcerowsecurity::text, '', ''
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    """,
}


@contextmanager
def an_older_one(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database of this run's kind, with a row in each table, that stands where the newest squash begins."""
    with somewhere(folder) as place, rows.aside(place) as older:
        rows.migrate(older, beginning())
        fill(older)
        yield older


@contextmanager
def somewhere(folder: Path) -> Iterator[dict[str, Any]]:
    if connection.vendor == "postgresql":
        with fresh_database(os.environ["DATABASE_URL"]) as url:
            yield {**connection.settings_dict, **dj_database_url.parse(url)}
    else:
        options = {"transaction_mode": "IMMEDIATE", "init_command": settings.SQLITE_PRAGMAS}
        yield {**connection.settings_dict, "NAME": str(folder / "older"), "OPTIONS": options}


def newest_squashes() -> dict[str, Migration]:
    made = MigrationLoader(None, replace_migrations=False).disk_migrations
    return {app: made[max(key for key, each in made.items() if key[0] == app and each.replaces)] for app in OURS}


def beginning() -> rows.Stand:
    """What the diary's newest squash builds upon."""
    before = dict(rest for rest in newest_squashes()["diary"].dependencies if rest[0] in OURS)
    assert before.keys() == set(OURS)
    return rows.stand_of(before)


def take_steps(older: BaseDatabaseWrapper) -> None:
    """One after the other: that the last but one was reached by itself keeps a squash from being taken instead."""
    rows.migrate(older, [squash.replaces[-2] for squash in newest_squashes().values()])
    rows.migrate(older)


def shape_of(database: BaseDatabaseWrapper) -> Facts:
    """Columns, constraints, indexes, triggers and walls: all that a step may forget."""
    with database.cursor() as cursor:
        cursor.execute(SHAPE[database.vendor])
        facts = set(cursor.fetchall())
        for table in database.introspection.table_names(cursor):
            found = database.introspection.get_constraints(cursor, table)
            facts |= {("check", table, name) for name, told in found.items() if told["check"]}
    return {fact for fact in facts if any(str(part).startswith(OURS) for part in fact[1:3])}


def rows_of(database: BaseDatabaseWrapper) -> dict[str, list[dict[str, Any]]]:
    """For each table of ours, its rows by their columns."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model in rows.models_of(database):
        if model._meta.app_label in OURS:
            columns = [field.attname for field in rows.fields_of(model)]
            found[model._meta.db_table] = list(model._base_manager.using(rows.ASIDE).order_by("pk").values(*columns))
    return found


@pytest.mark.timeout(240)
@pytest.mark.django_db(transaction=True)
def test_what_stood_in_each_table_is_there_after_every_step(tmp_path: Path) -> None:
    with an_older_one(tmp_path) as older:
        before = rows_of(older)
        assert [table for table, held in before.items() if not held] == []
        take_steps(older)
        older.check_constraints()
        after = rows_of(older)
        assert shape_of(older) == shape_of(connection)
    (point,) = after["alerts_contactpoint"]
    assert point["address_hash"] == email_hash("anna@example.org")
    assert len(after["diary_auditevent"][0]["reason_hash"]) == 64
    before["alerts_contactpoint"][0]["address_hash"] = point["address_hash"]  # the one that a step has to change
    for table, held in before.items():
        kept = [{name: row[name] for name in then if name in row} for then, row in zip(held, after[table], strict=True)]
        assert kept == held, table
