"""The patient has been checked by a doctor: said about one entry, kept with its date, and the end of what that entry alone raised."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from alerts import actions as alerts
from alerts.lifecycle import NOT_CLOSED, Outcome
from alerts.models import Alert
from diary.actions.auditing import record_access
from diary.actions.entries import UnknownEntry, lock_patient
from diary.actions.judging import PERSON_CLOSED
from diary.models import Entry, Patient, User

CLOCK_TOLERANCE = timedelta(minutes=5)


class CheckedBefore(Exception):
    """Whoever looked before the entry was made has not seen what it says."""


class CheckedInFuture(Exception):
    """A check that is still to come closes nothing."""


@transaction.atomic
def record_check(
    *, patient: Patient, entry_id: UUID, checked_at: datetime, note: str, by: User, now: datetime
) -> Entry:
    """Keep that a doctor has seen what the entry says, and close the red flags and symptoms that rest on nothing later.

    An alert that rests on a later entry as well stays, with a note: the doctor cannot have seen that one. Said again, it
    changes nothing. Raises UnknownEntry, CheckedBefore, CheckedInFuture. Source: clinical reference 2.1.
    """
    patient = lock_patient(patient)
    entry = Entry.objects.filter(pk=entry_id, patient=patient, deleted_at=None).select_related("session").first()
    if entry is None:
        raise UnknownEntry("There is no such entry.")
    if checked_at < entry.recorded_at:
        raise CheckedBefore("This was before the entry. Say when a doctor checked what you wrote.")
    if checked_at > now + CLOCK_TOLERANCE:
        raise CheckedInFuture("This is still to come. Tell us after the doctor has checked you.")
    said = {"checked_at": checked_at.isoformat(), "note": note}
    if entry.details.get("checked") == said:
        return entry
    entry.details = {**entry.details, "checked": said}
    entry.save(update_fields=["details"])
    text = " ".join(filter(None, [f"Checked by a doctor on {checked_at:%Y-%m-%d %H:%M %Z}, the patient says.", note]))
    for alert in _alerts_resting_on(entry):
        if _rests_on_nothing_after(alert, checked_at):
            alerts.resolve(alert_id=alert.pk, by=by.pk, outcome=Outcome.ADVISED.value, note=text, now=now)
        else:
            alerts.add_note(alert_id=alert.pk, by=by.pk, text=text, now=now)
    record_access(by=by, patient=patient, action="entry.checked", object_id=entry.pk, now=now)
    return entry


def _alerts_resting_on(entry: Entry) -> list[Alert]:
    found = Alert.objects.filter(
        subject=entry.patient_id, rule__in=PERSON_CLOSED, state__in=NOT_CLOSED, causes__cause=entry.pk
    )
    return list(found.distinct().order_by("raised_at", "pk"))


def _rests_on_nothing_after(alert: Alert, moment: datetime) -> bool:
    causes = set(alert.causes.values_list("cause", flat=True))
    return not Entry.objects.filter(pk__in=causes, recorded_at__gt=moment).exists()
