"""`evidence ALERT`: everything about one alert as JSON, with its chain of events checked. Fails when the chain is broken."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alerts.evidence import evidence_of
from alerts.models import Alert


class Command(BaseCommand):
    help = "Print one alert as evidence (JSON, with clinical text) and check its chain of events."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("alert", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        alert = Alert.objects.filter(pk=options["alert"]).first()
        if alert is None:
            raise CommandError(f"There is no alert {options['alert']}.")
        evidence = evidence_of(alert)
        self.stdout.write(json.dumps(evidence, indent=2, ensure_ascii=False))
        if evidence["broken"]:
            raise CommandError(f"The chain is broken: {evidence['broken']}.")
