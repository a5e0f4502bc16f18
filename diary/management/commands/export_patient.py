"""One patient's whole diary as a JSON file that can be imported again."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.diary_file import export_diary
from diary.models import Patient


class Command(BaseCommand):
    help = "Write everything kept about PATIENT (an id) to FILE, in clear; only its owner can read the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("patient", help="the patient's id")
        parser.add_argument("file", type=Path, help="must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            patient = Patient.objects.filter(pk=options["patient"]).first()
        except (ValidationError, ValueError) as error:
            raise CommandError(f"{options['patient']} is not an id.") from error
        if patient is None:
            raise CommandError(f"There is no patient {options['patient']}.")
        content = export_diary(patient=patient, by=None, now=timezone.now())
        try:
            handle = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"Cannot write {options['file']}: {error.strerror}.") from error
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
        counted = sum(map(len, content["rows"].values()))
        self.stdout.write(f"{counted} rows written to {options['file']}. They are not encrypted: keep the file safe.")
