"""`drill`: a labelled message to everybody on the staff through the real channels; `--results` says who answered."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.drilling import drills_of, start_drill
from diary.models import Clinic


class Command(BaseCommand):
    help = "Send a drill to the staff of a clinic (of all, without --clinic), or print how the last one went."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", type=UUID, default=None)
        parser.add_argument("--results", action="store_true", help="print who answered the last drill")

    def handle(self, *args: Any, **options: Any) -> None:
        clinics = Clinic.objects.order_by("created_at", "id")
        if options["clinic"] is not None:
            clinics = clinics.filter(pk=options["clinic"])
        if not clinics:
            raise CommandError("There is no such clinic.")
        for clinic in clinics:
            if options["results"]:
                self._results(clinic)
            else:
                people = start_drill(clinic=clinic, now=timezone.now())
                self.stdout.write(
                    f"{clinic.name}: a drill for {people} people. ./ebb drill --results says who answered."
                )

    def _results(self, clinic: Clinic) -> None:
        for each in drills_of(clinic):
            sent = ", ".join(f"{channel} {state}" for channel, state in each.messages) or "no way to reach them"
            answered = f"answered {each.answered_at:%Y-%m-%d %H:%M}" if each.answered_at else "no answer"
            self.stdout.write(f"{clinic.name}: {each.person.email}: {sent}; {answered}")
