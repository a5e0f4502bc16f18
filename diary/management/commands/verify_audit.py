"""Whether the record of who looked is whole: nothing changed, taken out or put in since it was anchored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diary.actions.anchoring import breaks, mark_of, waiting
from diary.models import AuditAnchor


class Command(BaseCommand):
    help = "Compute the anchors of the record of who looked again, and name each that does not hold and its rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--known",
            metavar="NUMBER:HASH",
            type=marked,
            nargs="+",
            default=[],
            help="anchors from a log kept elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(breaks(options["known"]))
        for each in found:
            self.stdout.write(each)
        last = AuditAnchor.objects.order_by("-number").first()
        if found:
            raise CommandError(f"The record of who looked was touched: {len(found)} places.")
        held = f"{last.number} anchors hold; the last is {mark_of(last)}" if last else "There is no anchor yet"
        self.stdout.write(f"{held}. {waiting()} rows wait for the next one.")


def marked(text: str) -> tuple[int, str]:
    """An anchor's number and hash, as the log has them. Raises ValueError."""
    number, _, known = text.partition(":")
    return int(number), known.lower()
