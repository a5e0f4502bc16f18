"""A clinic and the first person of its staff, who manages it and treats."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from diary.actions.care import create_clinic, welcome_staff
from diary.actions.signing_in import sign_in_url
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
        )
        roles = ["practitioner", "manager"]
        user = welcome_staff(clinic=clinic, email=options["email"], name=options["name"], roles=roles, now=now)
        self.stdout.write(f"{clinic.name} is there. {user.name} signs in with this link, once, within a day:")
        self.stdout.write(sign_in_url(user))
