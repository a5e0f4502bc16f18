"""A clinic and the first person of its staff, who manages it and treats."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from diary.actions.care import create_clinic, welcome_staff
from diary.actions.offering import ANSWERS, ProfileRefused, offer_monitoring
from diary.actions.signing_in import sign_in_url
from diary.management.commands.profile import said_of
from diary.models import Clinic


class Command(BaseCommand):
    help = "Make a clinic with its first practitioner and manager; prints their one-time sign-in link as last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("clinic", help="the clinic's name")
        parser.add_argument("email", help="e-mail address of the first person")
        parser.add_argument("name", help="name of the first person")
        parser.add_argument("--country", default="GB", help="ISO code, for emergency numbers (default: GB)")
        parser.add_argument("--time-zone", default="Europe/London", help="IANA zone of its opening hours")
        parser.add_argument(
            "--preset", default="standard", choices=Clinic.Preset.values, help="how readily lasting pain is told of"
        )
        parser.add_argument("--phone", default="", help="number that patients are given")
        parser.add_argument(
            "--deployer", default="", help="the organisation that offers monitoring; without it, a diary alone"
        )
        parser.add_argument("--safety-officer", default="", help="the clinician who signed its rules, by name")
        parser.add_argument("--device-status", default="", help="as what it is registered, or why it need not be")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        clinic = create_clinic(
            name=options["clinic"],
            now=now,
            country=options["country"].upper(),
            time_zone=options["time_zone"],
            phone=options["phone"],
            preset=options["preset"],
            profile=Clinic.Profile.RECORD_ONLY,
        )
        roles = ["practitioner", "manager"]
        user = welcome_staff(clinic=clinic, email=options["email"], name=options["name"], roles=roles, now=now)
        answers = {name: options[name] for name in ANSWERS}
        if any(answers.values()):
            try:
                clinic = offer_monitoring(clinic=clinic, by=user, now=now, **answers)
            except ProfileRefused as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{clinic.name}: {said_of(clinic)}")
        self.stdout.write(f"{clinic.name} is there. {user.name} signs in with this link, once, within a day:")
        self.stdout.write(sign_in_url(user))
