"""Opening the record of somebody in whose care one has no part, when it cannot wait: for a reason, for an hour, and not unseen."""

from datetime import datetime

from django.db import transaction

from alerts import actions as alerts
from diary.access import BREAK_GLASS, GLASS_LASTS
from diary.actions.anchoring import reason_hash_of
from diary.actions.clinic import note_change
from diary.models import AuditEvent, CareTeamMember, Membership, Patient, Role, User


@transaction.atomic
def break_glass(*, patient: Patient, by: User, reason: str, now: datetime) -> datetime:
    """Let `by` read the record until the moment that is returned; the care team and the managers are told at once.

    What is written down of it is at the same time what opens the record: nobody can have the one without the other.
    """
    event = AuditEvent(
        at=now,
        actor=by,
        clinic_id=patient.clinic_id,
        patient=patient,
        action=BREAK_GLASS,
        object_id=patient.pk,
        reason=reason,
    )
    event.reason_hash = reason_hash_of(event.pk, reason)
    event.save(force_insert=True)
    note_change(clinic=patient.clinic, by=by, action="glass.break", about=patient.pk, now=now)
    team = CareTeamMember.objects.filter(patient=patient, until_at=None).values_list("user_id", flat=True)
    managers = Membership.objects.filter(clinic=patient.clinic_id, role=Role.MANAGER, ended_at=None)
    told = dict.fromkeys([*team, *managers.values_list("user_id", flat=True)])
    told.pop(by.pk, None)
    alerts.notify(user_ids=list(told), message="notice", subject=patient.pk, now=now)
    return now + GLASS_LASTS
