"""A pytest plugin that is loaded before Django: gives the tests secrets and a data folder of their own."""

import atexit
import gc
import os
import shutil
import tempfile
from typing import Any

from django.db.backends.sqlite3.base import DatabaseOperations

from config import secrets

# Whoever makes tables and imports Django makes much and throws little away: to look through it all each time costs a tenth.
gc.set_threshold(20_000, 10, 100)

if "EBB_VAR" not in os.environ:
    # Only the process that made the folder removes it: workers of the same run inherit the name.
    os.environ["EBB_VAR"] = tempfile.mkdtemp(prefix="ebb-tests-")
    atexit.register(shutil.rmtree, os.environ["EBB_VAR"], ignore_errors=True)
for name in secrets.NAMES:
    os.environ.setdefault(name, secrets.generate(name))


def pytest_collection_finish() -> None:
    """What is imported by now stays: it need not be looked through for garbage."""
    gc.freeze()


def _owners_first(tables: list[str]) -> list[str]:
    """Tests on SQLite empty tables by DELETE; the database keeps an alert's events as long as the alert, who looked while
    there is a clinic."""
    return sorted(tables, key=lambda table: table not in ("alerts_alert", "diary_clinic"))


def _flush_in_order(self: DatabaseOperations, style: Any, tables: Any, **options: Any) -> Any:
    return _sql_flush(self, style, _owners_first(list(tables)), **(options | {"allow_cascade": False}))


_sql_flush = DatabaseOperations.sql_flush
DatabaseOperations.sql_flush = _flush_in_order  # type: ignore[method-assign]
