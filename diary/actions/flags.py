"""The flag `sensitive`: set by what a diary says, in the transaction that judges it; cleared by a person, for a reason.

Source: clinical reference 1.3 (S002-11).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from diary.actions.auditing import record_access
from diary.clinical.history import Finding
from diary.clinical.intake import SENSITIVE, SETS_SENSITIVE
from diary.models import Entry, EntryRevision, FlagChange, Patient, User


class ClearingNeedsReason(Exception):
    """A flag that a diary may set is cleared by saying why."""


def note_sensitivity(*, patient: Patient, findings: Iterable[Finding], by: User, now: datetime) -> None:
    """Set the flag if these findings say so and rest on something sent since it was last cleared.

    The caller holds the patient's row; an entry that was known when a person cleared the flag sets it no more.
    """
    entries = {entry for finding in findings if finding.code in SETS_SENSITIVE for entry in finding.readings}
    if not entries or SENSITIVE in patient.flags:
        return
    sent = EntryRevision.objects.filter(patient=patient, entry__in=entries).select_related("entry")
    cleared = FlagChange.objects.filter(patient=patient, flag=SENSITIVE, is_set=False).order_by("-changed_at").first()
    if cleared is not None:
        sent = sent.filter(received_at__gt=cleared.changed_at)
    newest = sent.order_by("-received_at", "-revision").first()
    if newest is not None:
        set_sensitive(patient=patient, by=by, now=now, entry=newest.entry)


def set_sensitive(*, patient: Patient, by: User, now: datetime, entry: Entry | None = None) -> None:
    """Set the flag, and write down which entry said so. The caller holds the patient's row."""
    if SENSITIVE in patient.flags:
        return
    patient.flags = sorted({*patient.flags, SENSITIVE})
    patient.save(update_fields=["flags"])
    FlagChange.objects.create(patient=patient, flag=SENSITIVE, is_set=True, entry=entry, changed_at=now, changed_by=by)
    record_access(
        by=by, patient=patient, action="patient.sensitive", object_id=entry.pk if entry else patient.pk, now=now
    )


def change_flags(*, patient: Patient, flags: Collection[str], by: User, now: datetime) -> None:
    """Check a new list of flags, and write down that `sensitive` is set by a person. The caller saves the list.

    Raises ClearingNeedsReason: a form that was opened before the diary set the flag must not take it off unseen.
    """
    if SENSITIVE in patient.flags and SENSITIVE not in flags:
        raise ClearingNeedsReason(
            "This patient is flagged as sensitive to treatment. Clear that with a reason, then save."
        )
    if SENSITIVE in flags and SENSITIVE not in patient.flags:
        FlagChange.objects.create(patient=patient, flag=SENSITIVE, is_set=True, changed_at=now, changed_by=by)


def clear_flag(*, patient: Patient, reason: str, by: User, now: datetime) -> bool:
    """Take `sensitive` off for a reason; whether it was on. The caller holds the patient's row. Raises ClearingNeedsReason."""
    if not reason.strip():
        raise ClearingNeedsReason("Say why the patient is sensitive no more.")
    if SENSITIVE not in patient.flags:
        return False
    patient.flags = [flag for flag in patient.flags if flag != SENSITIVE]
    patient.save(update_fields=["flags"])
    FlagChange.objects.create(
        patient=patient, flag=SENSITIVE, is_set=False, reason=reason, changed_at=now, changed_by=by
    )
    return True
