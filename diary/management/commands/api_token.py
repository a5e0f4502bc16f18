"""A personal API token for a member of staff."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.signing_in import TOKEN_LIFETIME, make_api_token
from diary.models import User


class Command(BaseCommand):
    help = "Make a personal API token for EMAIL; the token is the last line printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        token = make_api_token(user=user, now=timezone.now())
        self.stdout.write(f"Acts as {user.email} for {TOKEN_LIFETIME.days} days. Shown once, so keep it safe:")
        self.stdout.write(token)
