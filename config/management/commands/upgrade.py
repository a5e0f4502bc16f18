"""Bring the tables to this version: look first, back up, migrate, look again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.utils import timezone

from config import doctor, gentleness
from config.doctor import BROKEN, Line, examine

BEFORE = (doctor.database, doctor.checks, doctor.keys, doctor.disk)
AFTER = (doctor.migrations, doctor.checks)


class Command(BaseCommand):
    help = "After installing a new version: refuse on what is broken, make a backup, migrate, and check what must hold."
    requires_system_checks = []  # noqa: RUF012 - they are asked below, beside the rest

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--without-backup", action="store_true", help="there is a fresh one already")

    def handle(self, *args: Any, plan: bool, without_backup: bool, **options: Any) -> None:
        self.refuse_if_broken(BEFORE, "Nothing was changed.")
        waiting = self.waiting()
        for migration in waiting:
            self.stdout.write(f"{migration.app_label} {migration.name}")
            for said in gentleness.harms_of(migration):
                self.stdout.write(f"  stop the older version first: {said}")
            for said in gentleness.waits_of(migration):
                self.stdout.write(f"  takes a lock: {said}")
        if not waiting:
            self.stdout.write("The tables are as this version wants them.")
        if plan or not waiting:
            return
        if not without_backup:
            call_command("backup", stdout=self.stdout)
        call_command("migrate", interactive=False, verbosity=0)
        self.refuse_if_broken(AFTER, "The tables were migrated. Restore the backup to go back.")
        call_command("check_invariants", stdout=self.stdout)
        self.stdout.write(f"{len(waiting)} migrations done. Start every part anew, then ./ebb doctor.")

    def waiting(self) -> list[Migration]:
        """The migrations that this version brings and the database has not taken, in their order."""
        executor = MigrationExecutor(connection)
        return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]

    def refuse_if_broken(self, parts: tuple[doctor.Part, ...], so: str) -> None:
        """Print what these parts of `doctor` find broken. Raises CommandError, ending with `so`, if anything is."""
        broken: list[Line] = [line for line in examine(parts, timezone.now()) if line.state == BROKEN]
        for line in broken:
            self.stderr.write(f"{line.name}: {line.found} -> {line.do}")
        if broken:
            raise CommandError(f"{len(broken)} broken. {so}")
