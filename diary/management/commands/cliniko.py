"""The key with which a clinic's appointments are fetched from Cliniko."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.cliniko import KeyRefused, keep_cliniko_key, poll
from diary.models import Membership, Role


class Command(BaseCommand):
    help = "Fetch appointments from Cliniko for the clinic that EMAIL manages; the key is read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="a manager of the clinic")

    def handle(self, *args: Any, **options: Any) -> None:
        here = Membership.objects.filter(user__email__iexact=options["email"], role=Role.MANAGER, ended_at=None)
        membership = here.select_related("clinic", "user").order_by("created_at").first()
        if membership is None:
            raise CommandError(f"{options['email']} manages no clinic.")
        now = timezone.now()
        try:
            key = sys.stdin.readline().strip()
            account = keep_cliniko_key(clinic=membership.clinic, key=key, by=membership.user, now=now)
        except KeyRefused as error:
            raise CommandError(str(error)) from error
        for bad in poll(account=account, now=now):
            self.stderr.write(f"appointment {bad.line}: {bad.reason}; left out")
        self.stdout.write(account.trouble or f"Fetched for {membership.clinic.name}; from now on every ten minutes.")
