"""One of Ebb's programs alone, for containers and several machines: web, worker, beat or sweeper."""

import io
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import stack
from config.static import collect

PARTS = ("web", "worker", "beat", "sweeper")


class Command(BaseCommand):
    help = "Check the settings, then become that program: signals reach it, and it logs to the terminal."
    requires_system_checks = []  # noqa: RUF012 - those that matter here are asked below

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=PARTS)

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            stack.make_folder(settings.VAR)
        except stack.StackError as error:
            raise CommandError(str(error)) from error
        call_command("check", tags=[Tags.security], stdout=io.StringIO(), stderr=self.stderr)
        if name in ("worker", "beat") and not settings.REDIS_URL:
            raise CommandError(f"{name} needs REDIS_URL: without a broker the sweeper does its work.")
        if name == "web":
            # Each web server has its own files, so that an old one and a new one can serve side by side.
            collect()
        words = self.words(name)
        os.execv(words[0], words)  # noqa: S606 - our own commands

    def words(self, name: str) -> list[str]:
        """The command line of that program, as `./ebb run` has it."""
        if name == "web":
            return stack.web_command(settings.VAR, settings.BIND, settings.PORT)
        if name == "sweeper":
            return stack.sweeper_command()
        return stack.worker_command() if name == "worker" else stack.beat_command(settings.VAR)
