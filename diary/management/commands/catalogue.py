"""The symptom catalogue in all its languages as JSON, as the phone's app is built with it."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from diary.clinical.languages import for_the_phone
from diary.clinical.symptoms import CATALOGUE


class Command(BaseCommand):
    help = "Print the symptom catalogue as JSON; frontend/api/catalogue.json is this."
    requires_system_checks = []  # noqa: RUF012 - it reads files only

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps({**CATALOGUE, "languages": for_the_phone()}, ensure_ascii=False, indent=1))
