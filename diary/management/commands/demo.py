"""The demo clinic, made once; prints fresh ways in each time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from diary.actions.demo import ANNA, create_demo
from diary.actions.first_clinic import is_set_up
from diary.actions.signing_in import invite_patient, pairing_url, sign_in_url
from diary.models import Patient, User


class Command(BaseCommand):
    help = (
        "Make the demo clinic if there is none, and print sign-in links for its practitioner and one of its patients."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if not User.objects.filter(email=ANNA).exists():
            if is_set_up():
                raise CommandError("there is a clinic already, and no demo is put beside it. Set EBB_DEMO=0.")
            create_demo(now=now)
        anna = User.objects.get(email=ANNA)
        patient = Patient.objects.filter(clinic__memberships__user=anna).order_by("pk").first()
        self.stdout.write(f"  practitioner  {anna.name}: {sign_in_url(anna)}")
        if patient is not None:
            invited = invite_patient(patient=patient, channel="qr", by=anna, now=now)
            self.stdout.write(
                f"  patient       {patient.name}, born {patient.birth_date:%-d %B %Y}: {pairing_url(invited.token)}"
            )
