"""A one-time sign-in link for a member of staff."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diary.actions.signing_in import sign_in_url
from diary.models import User


class Command(BaseCommand):
    help = "Make a one-time sign-in link for EMAIL, valid for a day; the link is the last line printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        self.stdout.write(sign_in_url(user))
