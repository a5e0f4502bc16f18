"""A patient for whom a proxy agreed is old enough to answer in person: asked anew, and both sides are told.

What was allowed goes on for thirty days, which is as long as a recovery is followed: whatever was under way on the birthday is
watched to its end. Then it ends, and both sides are told again: nothing stops unseen, and nobody is told for ever by a word that
is no longer anybody's. See docs/adr/0060-who-agrees-for-somebody-else.md.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alerts import actions as alerts
from diary.actions.auditing import place_of, record_access
from diary.actions.consents import end_by_time, latest_answers
from diary.actions.entries import lock_patient
from diary.actions.proxies import has_outgrown
from diary.actions.telling import team_and_managers
from diary.models import Consent, Patient, Purpose

log = logging.getLogger(__name__)

GRACE = timedelta(days=30)


def ask_who_came_of_age(*, now: datetime) -> int:
    """Ask those who are old enough by now, and end what nobody has answered for thirty days; how many were asked or ended."""
    answered_for = Consent.objects.filter(given=True, proxy_relation__isnull=False).values("patient")
    due = Patient.objects.filter(Q(pk__in=answered_for) | Q(asked_again_at__isnull=False), erased_at=None)
    return sum(_ask_or_say(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


def _ask_or_say(pk: UUID, now: datetime) -> int:
    try:
        return _ask(pk, now)
    except Exception as error:
        log.error("patient %s could not be asked anew: %s\n%s", pk, type(error).__name__, place_of(error))
        return 0


@transaction.atomic
def _ask(pk: UUID, now: datetime) -> int:
    patient = lock_patient(Patient(pk=pk))
    outgrown = [answer for answer in latest_answers(patient).values() if has_outgrown(patient, answer, now)]
    if not outgrown:
        _note_asked(patient, None)
        return 0
    if patient.asked_again_at is None:
        _note_asked(patient, now)
        record_access(by=None, patient=patient, action="consent.ask_again", now=now)
        alerts.notify(user_ids=team_and_managers(patient), message="notice", subject=patient.pk, now=now)
        alerts.notify(user_ids=[patient.user_id], message="asked_again", subject=patient.pk, now=now)
        return 1
    if now < patient.asked_again_at + GRACE:
        return 0
    for answer in outgrown:
        end_by_time(patient=patient, before=answer, now=now)
    if any(answer.purpose == Purpose.MONITORING for answer in outgrown):
        alerts.notify(user_ids=[patient.user_id], message="nobody_told", subject=patient.pk, now=now)
    _note_asked(patient, None)
    return 1


def _note_asked(patient: Patient, at: datetime | None) -> None:
    if patient.asked_again_at != at:
        patient.asked_again_at = at
        patient.save(update_fields=["asked_again_at"])
