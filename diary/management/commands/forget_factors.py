"""Take every second factor off a member of staff who lost them, and end their sign-ins."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from diary.actions.factors import forget_factors
from diary.models import User


class Command(BaseCommand):
    help = (
        "Take every second factor off EMAIL, who lost them; they set up new ones at the next sign-in. Be sure who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        self.stdout.write(
            f"{forget_factors(user=user)} gone. Give them a new link: ./ebb sign_in_link {options['email']}"
        )
