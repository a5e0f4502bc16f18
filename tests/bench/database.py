"""A PostgreSQL of a benchmark's own, as Django's only connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_test_environment

from config.database import postgresql_options
from tests.postgresql import fresh_database, postgres


@contextmanager
def migrated(*, durable: bool, buffers: str = "128MB") -> Iterator[None]:
    """A new database with our tables on a server of its own, for as long as it is measured. `durable`: commits reach the disk.

    `buffers`: the server's memory for what it has read; a server for a million sessions has more than PostgreSQL's own 128 MB.
    """
    setup_test_environment()
    with postgres(durable=durable, buffers=buffers) as server, fresh_database(server) as url, using(url):
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def using(url: str) -> Iterator[None]:
    """Point Django's only connection at this database, then back."""
    before: dict[str, Any] = connections.settings["default"]
    connections["default"].close()
    connections.settings["default"] = {
        **before,
        "OPTIONS": postgresql_options(settings.WALL),
        **dj_database_url.parse(url, conn_max_age=60),
        "ENGINE": "config.postgresql",
    }
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        del connections["default"]
