"""Where Django looks for a database's `DatabaseWrapper`."""

from datetime import UTC
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.sql import Literal

from alerts.arrays import Array

MOMENT = psycopg.adapters.types["timestamptz"].oid


class ArrayDumper(Dumper):
    """Sends an array as it is; its kind is the one that the statement names."""

    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        return obj


class ShownArrayDumper(ArrayDumper):
    """Writes it out in a statement that is shown to somebody, and not sent."""

    format = Format.TEXT

    def quote(self, obj: Array) -> bytes:
        return Literal(list(obj.values)).as_bytes(self.connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django reads each moment in Python, to put it into a zone of its own choice. Ours are in UTC, in which PostgreSQL sends them:
    psycopg's reader, in C where there is one, makes the same of them for a tenth of the work.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        reader = psycopg.adapters.get_loader(MOMENT, Format.TEXT)
        if self.timezone == UTC and reader is not None:
            connection.adapters.register_loader(MOMENT, reader)
        connection.adapters.register_dumper(Array, ShownArrayDumper)
        connection.adapters.register_dumper(Array, ArrayDumper)  # the last one is asked first
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which would give each cursor its own reader; that stays where a zone was set for this database."""
        if self.timezone != UTC:
            return super().create_cursor(name)
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)
