"""The rule book and its picture, written out of the code into diary/clinical/ for a clinician to read and sign."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import diary.clinical
from diary.reports.curve_family import draw_curve_family
from diary.reports.rulebook import PICTURE, write_rulebook

FOLDER = Path(diary.clinical.__file__).parent


class Command(BaseCommand):
    help = "Write RULES.md and curves.svg beside the rules, or into FOLDER. The tests compare them with the code."
    requires_system_checks = []  # noqa: RUF012 - it reads files only

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        for name, text in (("RULES.md", write_rulebook()), (PICTURE, draw_curve_family())):
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(str(folder / name))
