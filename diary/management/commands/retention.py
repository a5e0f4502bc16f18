"""Which records have been kept long enough, and ending them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from diary.actions.retaining import HoldNeedsReason, Over, end_records, hold_record, records_over, release_record
from diary.models import Patient


class Command(BaseCommand):
    help = "Say which records have been kept long enough; --apply ends them. Prints ids and counts, no names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="end them, as is done every night")
        parser.add_argument("--hold", metavar="PATIENT", help="keep this record beyond its time")
        parser.add_argument("--because", default="", help="why it is kept")
        parser.add_argument("--release", metavar="PATIENT", help="what kept this record is over")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["hold"]:
            try:
                hold_record(patient=patient_of(options["hold"]), because=options["because"], by=None, now=now)
            except HoldNeedsReason as error:
                raise CommandError(f"{error} --because REASON") from error
            self.stdout.write("Kept until it is released.")
        elif options["release"]:
            release_record(patient=patient_of(options["release"]), by=None, now=now)
            self.stdout.write("Released.")
        else:
            self.report(options["apply"], now)

    def report(self, is_applied: bool, now: Any) -> None:
        """List the records that are over, by id and clinic alone, and end those that nothing holds when it is applied."""
        over = records_over(now=now)
        ended = end_records(now=now) if is_applied else []
        done = {each.patient for each in ended}
        for each in over:
            self.stdout.write(
                f"{each.patient}  clinic {each.clinic}  last seen {each.last_contact:%Y-%m-%d}  {word(each, done)}"
            )
        free = sum(1 for each in over if not each.waits_for)
        said = f"{len(ended)} ended" if is_applied else f"{free} would be ended; nothing was done (--apply does it)"
        self.stdout.write(f"{len(over)} records are over: {said}, {len(over) - free} wait.")


def word(over: Over, done: set[Any]) -> str:
    """What became of one record, or would."""
    if over.waits_for:
        return f"waits for {over.waits_for}"
    return "ended" if over.patient in done else "to be ended"


def patient_of(text: str) -> Patient:
    """The patient of this id. Raises CommandError."""
    try:
        patient = Patient.objects.filter(pk=text).first()
    except (ValidationError, ValueError) as error:
        raise CommandError(f"{text} is not an id.") from error
    if patient is None:
        raise CommandError(f"There is no patient {text}.")
    return patient
