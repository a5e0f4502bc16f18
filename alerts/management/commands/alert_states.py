"""`alert_states`: the states of alerts and deliveries, as the page in docs. Made from the table that the code obeys."""

from typing import Any

from django.core.management.base import BaseCommand

from alerts.lifecycle.diagram import document


class Command(BaseCommand):
    help = "Print docs/alert-states.md: the states of alerts and deliveries, drawn."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
