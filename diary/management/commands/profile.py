"""What a clinic offers: monitoring, for which somebody answers by name, or a diary alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.offering import ProfileRefused, offer_monitoring, record_only
from diary.models import Clinic, Membership, Role


class Command(BaseCommand):
    help = "Say what the clinic that EMAIL manages offers, or change it. Monitoring asks who answers for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="a manager of the clinic")
        parser.add_argument("profile", nargs="?", choices=Clinic.Profile.values, help="what it offers from now on")
        parser.add_argument("--deployer", default="", help="the organisation that offers it to patients")
        parser.add_argument("--safety-officer", default="", help="the clinician who signed its rules, by name")
        parser.add_argument("--device-status", default="", help="as what it is registered, or why it need not be")

    def handle(self, *args: Any, **options: Any) -> None:
        here = Membership.objects.filter(user__email__iexact=options["email"], role=Role.MANAGER, ended_at=None)
        membership = here.select_related("clinic", "user").order_by("created_at").first()
        if membership is None:
            raise CommandError(f"{options['email']} manages no clinic.")
        clinic, by, now = membership.clinic, membership.user, timezone.now()
        try:
            if options["profile"] == Clinic.Profile.RECORD_ONLY:
                clinic = record_only(clinic=clinic, by=by, now=now)
            elif options["profile"] == Clinic.Profile.MONITORING:
                answers = {name: options[name] for name in ("deployer", "safety_officer", "device_status")}
                clinic = offer_monitoring(clinic=clinic, by=by, now=now, **answers)
        except ProfileRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{clinic.name}: {said_of(clinic)}")


def said_of(clinic: Clinic) -> str:
    """What the clinic offers, and who answers for it, in a sentence."""
    if clinic.profile == Clinic.Profile.RECORD_ONLY:
        return "records only. Nobody is told of anything, and nothing is judged."
    if not clinic.answered_for:
        return "monitors, and nobody has said who answers for that. See docs/intended-use.md."
    said = clinic.answered_for
    return (
        f"monitors. {said['deployer']} offers it, {said['safety_officer']} signed its rules, {said['device_status']}."
    )
