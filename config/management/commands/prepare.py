"""Bring the data folder to this version: tables, static files, and the demo clinic. `./ebb run` does it at each start."""

import io
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from alerts.fields import UnsealError
from config.static import collect
from config.steps import step, tell
from diary.actions.first_clinic import is_set_up, set_up_url


class Command(BaseCommand):
    help = "Make what the programs need before they start, and print how to sign in."
    requires_system_checks = []  # noqa: RUF012 - they run below, when the databases they ask are there

    def handle(self, *args: Any, **options: Any) -> None:
        with step(f"database: {database_words()}"):
            try:
                call_command("migrate", interactive=False, verbosity=0)
                # For verbs that are called by hand: they do not know our own broker, which has the cache of the programs.
                call_command("createcachetable", settings.CACHE_TABLE, verbosity=0)
            except DatabaseError as error:
                raise CommandError(f"the database does not answer or refuses: {str(error).strip()}") from error
        with step("static files"):
            collect()
        warnings = io.StringIO()
        with step("settings"):
            tags = [Tags.security, Tags.database]  # whether every URL and model is sound the tests ask
            call_command("check", tags=tags, databases=["default"], stdout=io.StringIO(), stderr=warnings)
        tell(warnings.getvalue(), end="")
        self.stdout.write(self.ways_in(), ending="")

    def ways_in(self) -> str:
        """How to sign in: to the demo clinic, or to a clinic that is still to be made. Empty when there is one of their own."""
        if not settings.IS_DEMO:
            return "" if is_set_up() else f"  There is no clinic yet. Make it here, once: {set_up_url()}\n"
        lines = io.StringIO()
        with step("demo clinic"):
            try:
                call_command("demo", stdout=lines)
            except UnsealError as error:
                raise CommandError(f"this data folder's secrets are not those of its database. {error}") from error
        return lines.getvalue()


def database_words() -> str:
    """Which database this is, for the screen: never its password."""
    where = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return f"SQLite, {where['NAME']}"
    return f"{connection.display_name}, {where['NAME']} on {where['HOST'] or 'this machine'}"
