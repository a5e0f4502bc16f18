"""`add_webhook EMAIL URL`: tell this person by a webhook too. The last line printed is the signing secret."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alerts import actions


class Command(BaseCommand):
    help = "Add a webhook (Standard Webhooks 1.0.0) to a person's contact points; prints its signing secret."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("url")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        try:
            user = users.objects.get(email=options["email"])
            point = actions.add_contact_point(
                user_id=user.pk, channel="webhook", address=options["url"], now=timezone.now()
            )
        except users.DoesNotExist as error:
            raise CommandError(f"Nobody here has the address {options['email']}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Webhook {point.pk} added. Check signatures with this secret:")
        self.stdout.write(point.secret)
