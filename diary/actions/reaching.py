"""Whom messages may not reach: patients who want to be reminded, and staff who would be told of an alert. And a new address."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alerts import actions as alerts
from alerts.models import REACHES, ContactPoint
from diary import access
from diary.models import Consent, Patient, Purpose, User


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """One person, what is wrong with their channels, and which of them still work."""

    user: User
    name: str
    role: str
    patient: Patient | None
    troubles: list[alerts.Trouble]
    reached_by: list[str]


def agreed_to(purpose: str, patients: list[Patient]) -> list[Patient]:
    """Those of `patients` whose latest answer for this purpose is yes."""
    answers: dict[UUID, bool] = {}
    asked = Consent.objects.filter(patient__in=patients, purpose=purpose).order_by("answered_at", "id")
    for patient_id, given in asked.values_list("patient_id", "given"):
        answers[patient_id] = given
    return [patient for patient in patients if answers.get(patient.pk)]


def whom_nobody_reaches(*, by: User, now: datetime) -> list[OutOfReach]:
    """Those `by` may see, longest unreached first: patients who agreed to reminders, and the staff `by` manages."""
    visible = access.patients_visible_to(by, now).exclude(user=by).select_related("user")
    patients = {patient.user_id: patient for patient in agreed_to(Purpose.REMINDERS, list(visible))}
    staff = {user.pk: user for user in access.staff_managed_by(by)}
    troubles: dict[UUID, list[alerts.Trouble]] = defaultdict(list)
    for trouble in alerts.troubles_of(user_ids=[*patients, *staff]):
        troubles[trouble.user].append(trouble)
    working = defaultdict(list)
    active = ContactPoint.objects.filter(user__in=troubles, active=True, silent_since=None).order_by("position", "id")
    for user, channel in active.values_list("user_id", "channel"):
        working[user].append(channel)
    found = [
        OutOfReach(
            user=patients[user].user if user in patients else staff[user],
            name=patients[user].name if user in patients else staff[user].name,
            role="patient" if user in patients else "staff",
            patient=patients.get(user),
            troubles=own,
            reached_by=list(dict.fromkeys(working[user])),
        )
        for user, own in troubles.items()
    ]
    return sorted(found, key=lambda each: (bool(each.reached_by), min(t.since or now for t in each.troubles)))


def prove_own_address(*, user: User, contact_point_id: UUID, code: str, now: datetime) -> ContactPoint:
    """The code that arrived there was typed. A patient who is told elsewhere too hears of the new address: by it one may come
    back into the diary, and it may not have been her. Raises alerts.CodeRefused.
    """
    point = alerts.prove_contact_point(contact_point_id=contact_point_id, code=code, now=now)
    others = ContactPoint.objects.filter(REACHES, user=user).exclude(pk=point.pk)
    patient = access.patient_of(user)
    if patient is not None and point.verified_at == now and others.exists():
        alerts.notify(user_ids=[user.pk], message="address", subject=patient.pk, now=now)
    return point
