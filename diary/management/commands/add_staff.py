"""One more person on a clinic's staff."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.care import welcome_staff
from diary.actions.signing_in import sign_in_url
from diary.models import Clinic, Role


class Command(BaseCommand):
    help = "Add EMAIL to a clinic's staff; prints their one-time sign-in link as last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--clinic", help="the clinic's name; may be left out when there is only one")
        parser.add_argument("--role", action="append", choices=Role.values, help="default: practitioner")

    def handle(self, *args: Any, **options: Any) -> None:
        clinics = Clinic.objects.filter(name=options["clinic"]) if options["clinic"] else Clinic.objects.all()
        if clinics.count() != 1:
            known = ", ".join(Clinic.objects.order_by("name").values_list("name", flat=True)) or "none yet"
            raise CommandError(f"Say which clinic with --clinic. There are: {known}.")
        user = welcome_staff(
            clinic=clinics.get(),
            email=options["email"],
            name=options["name"],
            roles=options["role"] or [Role.PRACTITIONER.value],
            now=timezone.now(),
        )
        self.stdout.write(sign_in_url(user))
