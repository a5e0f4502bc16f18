"""Is everything well? One screen; each line that is not says what to do."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.doctor import BROKEN, INSIDE, LOOK, Line, examine
from config.reaching_out import OUTSIDE, sending

NAME_WIDTH = 14


class Command(BaseCommand):
    help = "Look at everything that can be wrong, and change nothing. Fails when something is broken."
    requires_system_checks = []  # noqa: RUF012 - they are among the lines

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--send", metavar="ADDRESS", help="send one test e-mail there")

    def handle(self, *args: Any, send: str | None, **options: Any) -> None:
        parts = [*INSIDE, *OUTSIDE, *([sending(send)] if send else [])]
        states = []
        for line in examine(parts, timezone.now()):
            states.append(line.state)
            self.stdout.write(shown(line))
            self.stdout.flush()
        broken, look = states.count(BROKEN), states.count(LOOK)
        self.stdout.write(f"\n{broken} broken, {look} to look at, {len(states) - broken - look} ok.")
        if broken:
            sys.exit(1)


def shown(line: Line) -> str:
    """`broken  e-mail   mail.example:587: timed out`, and below what to do."""
    text = f"{line.state:<7} {line.name:<{NAME_WIDTH}} {line.found}"
    return f"{text}\n{'':{8 + NAME_WIDTH}} -> {line.do}" if line.do and line.state != "ok" else text
