"""The drill: a labelled message to everybody on the staff, through the real channels, so that a dead one is found in peace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.lifecycle import DRILL, OpeningHours
from alerts.models import Alert
from diary.access import STAFF_ROLES
from diary.models import Clinic, Membership, User

EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drilled:
    """How one person's last drill went: what left by which channel, and when they answered, if they did."""

    person: User
    started_at: datetime
    messages: tuple[tuple[str, str], ...]
    answered_at: datetime | None


@transaction.atomic
def start_drill(*, clinic: Clinic, now: datetime) -> int:
    """Send everybody on the clinic's staff a drill of their own; return to how many. One that is still open is left alone."""
    people = _staff(clinic)
    for user in people:
        alerts.raise_alert(
            subject=clinic.pk,
            about=user,
            rule=DRILL,
            code=None,
            level="practitioner",
            causes=[uuid7()],
            detail={},
            now=now,
        )
    return len(people)


def drill_due(*, now: datetime) -> int:
    """Start the weekly drill of every clinic that is open now and has had none for a week; return how many clinics."""
    started = 0
    for clinic in Clinic.objects.order_by("created_at", "id"):
        last = Alert.objects.filter(subject=clinic.pk, rule=DRILL).order_by("-raised_at").first()
        since = clinic.created_at if last is None else last.raised_at
        hours = OpeningHours.from_setting(clinic.time_zone, clinic.opening_hours)
        if now - since >= EVERY and hours.next_open(now) == now:
            started += bool(start_drill(clinic=clinic, now=now))
    return started


def drills_of(clinic: Clinic) -> list[Drilled]:
    """The last drill of everybody on the staff."""
    found = []
    for user in User.objects.filter(pk__in=_staff(clinic)).order_by("created_at", "id"):
        last = Alert.objects.filter(subject=clinic.pk, about=user.pk, rule=DRILL).order_by("-raised_at").first()
        if last is not None:
            sent = last.deliveries.order_by("created_at", "id").values_list("contact_point__channel", "state")
            found.append(Drilled(user, last.raised_at, tuple(sent), last.resolved_at))
    return found


def _staff(clinic: Clinic) -> Sequence[UUID]:
    here = Membership.objects.filter(clinic=clinic, ended_at=None, role__in=STAFF_ROLES)
    return list(dict.fromkeys(here.order_by("created_at", "id").values_list("user_id", flat=True)))
