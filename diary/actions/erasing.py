"""A patient's diary goes when they ask for it: monitoring and sign-ins at once, their own words and addresses after thirty days.

What stays is the clinic's own record of the treatment, which the law asks it to keep: name and birth date, treatments, scores,
symptoms, alerts and answers, letters that were agreed to, and who looked. See docs/adr/0035-what-is-erased-and-when.md.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from alerts import actions as alerts
from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert
from diary.actions.auditing import place_of, record_access
from diary.actions.carers import revoke_carer
from diary.actions.consents import answer_consent
from diary.actions.entries import SEALED_DETAILS, hash_of, lock_patient
from diary.actions.sharing import revoke_share
from diary.actions.signing_in import sign_out_everywhere
from diary.actions.telling import team_and_managers
from diary.models import (
    Appointment,
    Carer,
    Consent,
    Entry,
    EntryRevision,
    ExternalPatient,
    Invitation,
    Passkey,
    Patient,
    RefusedEntry,
    Report,
    ReportState,
    Share,
    User,
)

log = logging.getLogger(__name__)

GRACE = timedelta(days=30)
OWN_WORDS = (*SEALED_DETAILS, "activity")  # of the week's questions the scores stay


def erased_from(patient: Patient) -> datetime | None:
    """From when the patient's words may be gone; None while nobody asked for it."""
    return None if patient.erasure_asked_at is None else patient.erasure_asked_at + GRACE


@transaction.atomic
def ask_for_erasure(*, patient: Patient, by: User, now: datetime) -> Patient:
    """End monitoring, consents, links, carers and every sign-in now, tell the clinic, and erase after `GRACE`. Again: the same."""
    patient = lock_patient(patient)
    if patient.erasure_asked_at is None:
        patient.erasure_asked_at = now
        patient.save(update_fields=["erasure_asked_at"])
        _take_everything_back(patient, by, now)
        alerts.notify(user_ids=team_and_managers(patient), message="notice", subject=patient.pk, now=now)
    sign_out_everywhere(user=patient.user, now=now)
    record_access(by=by, patient=patient, action="erasure.ask", now=now)
    return patient


def _take_everything_back(patient: Patient, by: User, now: datetime) -> None:
    answers = Consent.objects.filter(patient=patient).order_by("answered_at", "id")
    for answer in {each.purpose: each for each in answers}.values():
        if answer.given:
            answer_consent(
                patient=patient,
                purpose=answer.purpose,
                given=False,
                version=answer.version,
                locale=answer.locale,
                by=by,
                now=now,
            )
    for share in Share.objects.filter(report__patient=patient, revoked_at=None).select_related("report__patient"):
        revoke_share(share=share, by=by, now=now)
    for carer in Carer.objects.filter(patient=patient, revoked_at=None).select_related("user", "patient"):
        revoke_carer(carer=carer, by=by, now=now)
    Invitation.objects.filter(patient=patient, used_at=None, expires_at__gt=now).update(expires_at=now)


@transaction.atomic
def keep_diary(*, patient: Patient, by: User, now: datetime) -> None:
    """The patient wants the diary kept after all. Consents stay taken back until they are given anew."""
    patient = lock_patient(patient)
    if patient.erasure_asked_at is not None and patient.erased_at is None:
        patient.erasure_asked_at = None
        patient.save(update_fields=["erasure_asked_at"])
    record_access(by=by, patient=patient, action="erasure.keep", now=now)


def erase_due(*, now: datetime) -> int:
    """Erase what thirty days have passed for; how many. One with an open alert waits: somebody must still be able to read it."""
    due = Patient.objects.filter(erasure_asked_at__lte=now - GRACE, erased_at=None).values_list("pk", flat=True)
    waiting = set(Alert.objects.filter(subject__in=due, state__in=NOT_CLOSED).values_list("subject", flat=True))
    return sum(_erase_or_say(pk, now) for pk in list(due) if pk not in waiting)


def _erase_or_say(pk: UUID, now: datetime) -> int:
    try:
        return _erase(pk, now)
    except Exception as error:
        log.error("patient %s could not be erased: %s\n%s", pk, type(error).__name__, place_of(error))
        return 0


@transaction.atomic
def _erase(pk: UUID, now: datetime) -> int:
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=pk)
    if patient.erased_at is not None or patient.erasure_asked_at is None or patient.erasure_asked_at > now - GRACE:
        return 0
    for entry in Entry.objects.filter(patient=patient):
        _forget_words(entry)
    for refused in RefusedEntry.objects.filter(patient=patient):
        refused.body = ""
        refused.save(update_fields=["body"])
    Report.objects.filter(patient=patient).exclude(state=ReportState.AGREED).delete()
    ExternalPatient.objects.filter(patient=patient).delete()
    Appointment.objects.filter(patient=patient).delete()
    Passkey.objects.filter(patient=patient).delete()
    people = [patient.user_id, *Carer.objects.filter(patient=patient).values_list("user_id", flat=True)]
    for user in people:
        alerts.forget_addresses(user_id=user, now=now)
    User.objects.filter(pk__in=people).update(is_active=False)
    patient.email = patient.phone = None
    patient.erased_at = now
    patient.save(update_fields=["email", "phone", "erased_at"])
    record_access(by=None, patient=patient, action="erasure.done", now=now)
    return 1


def _forget_words(entry: Entry) -> None:
    """Scores and symptoms stay, in every version; notes, medicines and everything else in the patient's own words goes."""
    for revision in EntryRevision.objects.filter(entry=entry):
        revision.body = {name: value for name, value in revision.body.items() if name not in OWN_WORDS}
        revision.content_hash = hash_of(revision.body)
        revision.save(update_fields=["body", "content_hash"])
        if revision.revision == entry.revision:
            entry.content_hash = revision.content_hash
    entry.details = {"peg": peg} if (peg := entry.details.get("peg")) else {}
    entry.by_carer = None
    entry.save(update_fields=["details", "by_carer", "content_hash"])
