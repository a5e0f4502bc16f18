"""One of Ebb's programs alone, for containers and several machines: web, worker, beat or sweeper."""

import io
import os
from argparse import ArgumentParser, ArgumentTypeError
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
        parser.add_argument(
            "--queues",
            default=stack.QUEUES,
            type=queue_words,
            help=f"of a worker, the more urgent first ({stack.QUEUES})",
        )
        parser.add_argument(
            "--processes",
            default=stack.PROCESSES,
            type=process_words,
            help=f"of a worker: how many, or MOST,LEAST to grow and shrink with its work ({stack.PROCESSES})",
        )

    def handle(self, *args: Any, name: str, queues: str, processes: str, **options: Any) -> None:
        try:
            stack.make_folder(settings.VAR)
        except stack.StackError as error:
            raise CommandError(str(error)) from error
        call_command("check", tags=[Tags.security], stdout=io.StringIO(), stderr=self.stderr)
        if name in ("worker", "beat") and not settings.BROKER_ADDRESS:
            raise CommandError(f"{name} needs REDIS_URL or EBB_BROKER_URL: without a broker the sweeper does its work.")
        if name == "web":
            # Each web server has its own files, so that an old one and a new one can serve side by side.
            collect()
        words = stack.worker_command(queues, processes) if name == "worker" else self.words(name)
        os.execv(words[0], words)  # noqa: S606 - our own commands

    def words(self, name: str) -> list[str]:
        """The command line of a program that is no worker, as `./ebb run` has it."""
        if name == "web":
            return stack.web_command(settings.VAR, settings.BIND, settings.PORT)
        if name == "sweeper":
            return stack.sweeper_command()
        return stack.beat_command(settings.VAR)


def queue_words(text: str) -> str:
    """`alerts`, `later` or both, as it was given. Raises ArgumentTypeError for a queue that nobody fills."""
    if unknown := set(text.split(",")) - set(stack.QUEUES.split(",")):
        raise ArgumentTypeError(f"there are {stack.QUEUES}; not {', '.join(sorted(unknown))}")
    return text


def process_words(text: str) -> str:
    """`4` or `8,2` as it was given. Raises ArgumentTypeError for what no worker could be."""
    numbers = [int(word) if word.isdecimal() else 0 for word in text.split(",")]
    if len(numbers) > 2 or min(numbers) < 1 or numbers != sorted(numbers, reverse=True):
        raise ArgumentTypeError(f"{text!r} is neither a number of processes nor MOST,LEAST")
    return text
