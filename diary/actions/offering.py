"""What a clinic offers: a diary alone, or one that somebody is told of. Nobody gets from one to the other by accident.

What a diary alone leaves out is asked in one place each: whether anybody is told in `judging.is_monitored`, what is drawn and
said in `records_only`. See docs/intended-use.md and docs/adr/0057-a-clinic-that-only-records.md.
"""

from datetime import datetime

from django.db import transaction

from alerts import actions as alerts
from alerts.lifecycle import DRILL, NOT_CLOSED
from alerts.lifecycle.refused import Refused
from alerts.models import Alert
from diary.actions.clinic import note_change
from diary.actions.consents import judge_what_was_not_told
from diary.actions.entries import lock_patient
from diary.actions.judging import is_monitored
from diary.actions.reaching import agreed_to
from diary.models import Clinic, Membership, Patient, Purpose, User

ANSWERS = ("deployer", "safety_officer", "device_status")
CHANGED = "clinic.profile"


class ProfileRefused(Refused):
    """The clinic goes on offering what it does; `field` says what stands against the other."""


@transaction.atomic
def offer_monitoring(
    *, clinic: Clinic, deployer: str, safety_officer: str, device_status: str, by: User, now: datetime
) -> Clinic:
    """Tell of alerts from now on, as those named here answer for it; who agreed to it is judged at once. Raises ProfileRefused.

    For a clinic that monitors already it keeps who answers for it.
    """
    said = {
        "deployer": deployer.strip(),
        "safety_officer": safety_officer.strip(),
        "device_status": device_status.strip(),
    }
    for name, words in said.items():
        if not words:
            raise ProfileRefused(
                name, "Say who offers monitoring, who signed its rules, and its device status: all three."
            )
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    began = clinic.profile != Clinic.Profile.MONITORING
    _offer(clinic, Clinic.Profile.MONITORING, said, by, now)
    if began:
        for patient in Patient.objects.filter(clinic=clinic, erased_at=None).order_by("pk"):
            held = lock_patient(patient)
            if is_monitored(held):
                judge_what_was_not_told(held, by, now)
    return clinic


@transaction.atomic
def record_only(*, clinic: Clinic, by: User, now: datetime) -> Clinic:
    """Tell nobody of anything from now on; staff hear of it, and every patient who had agreed to be monitored.

    Raises ProfileRefused while an alert is not closed: somebody must still answer it.
    """
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    everybody = Patient.objects.filter(clinic=clinic)
    waiting = Alert.objects.filter(subject__in=everybody.values("pk"), state__in=NOT_CLOSED).exclude(rule=DRILL).count()
    if waiting:
        raise ProfileRefused(
            "profile", f"{waiting} alerts are not closed. Close each first: nobody would be told of it again."
        )
    if clinic.profile != Clinic.Profile.RECORD_ONLY:
        _offer(clinic, Clinic.Profile.RECORD_ONLY, None, by, now)
        staff = Membership.objects.filter(clinic=clinic, ended_at=None).order_by("created_at", "id")
        told = list(dict.fromkeys(staff.values_list("user_id", flat=True)))
        alerts.notify(user_ids=told, message="team_changed", subject=clinic.pk, now=now)
        for patient in agreed_to(Purpose.MONITORING, list(everybody.filter(erased_at=None).order_by("pk"))):
            alerts.notify(user_ids=[patient.user_id], message="nobody_told", subject=patient.pk, now=now)
    return clinic


def _offer(
    clinic: Clinic, profile: Clinic.Profile, answered_for: dict[str, str] | None, by: User, now: datetime
) -> None:
    before = clinic.profile
    clinic.profile, clinic.answered_for = profile, answered_for
    clinic.save(update_fields=["profile", "answered_for"])
    note_change(clinic=clinic, by=by, action=CHANGED, now=now, detail={"profile": [before, profile.value]})
