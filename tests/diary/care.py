"""Maya in treatment: a course, a session fifty hours ago, entries before and after it, and the alerts they raised.

And people whose part has ended: they may see nothing of her.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alerts.fields import uuid7
from alerts.models import Alert
from diary.actions.care import create_staff, end_membership, join_care_team
from diary.actions.cover import arrange_cover
from diary.actions.entries import EntryBody, Recorded, record_entry
from diary.models import Course, Entry, Patient, Session, User
from tests.cast import Cast, start_course, treat

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Care:
    """What is known of Maya. `feverish` is her last entry; `fever` and `lasting` are the alerts of it."""

    course: Course
    session: Session
    feverish: Entry
    fever: Alert
    lasting: Alert


def log(
    patient: Patient, recorded_at: datetime, nrs: float | None, *symptoms: str, now: datetime | None = None, **more: Any
) -> Recorded:
    """The patient records a score, or symptoms, or both; received at `now`, or at once."""
    if symptoms:
        more["symptoms"] = [{"code": code, "severity": None, "new": True} for code in symptoms]
    body = EntryBody(recorded_at=recorded_at, time_zone="Europe/London", nrs_average=nrs, **more)
    entry_id: UUID = uuid7()
    return record_entry(patient=patient, entry_id=entry_id, body=body, by=patient.user, now=now or recorded_at)


def make_care(cast: Cast, now: datetime) -> Care:
    """Maya scored 3 for three days, was treated 50 hours ago, and has 6 and a fever by now."""
    course = start_course(cast.maya, cast.anna, now - 10 * DAY)
    for days in (5, 4, 3):
        log(cast.maya, now - days * DAY, 3)
    session = treat(course, cast.anna, now - 50 * HOUR, regions=["knee"])
    log(cast.maya, now - 20 * HOUR, 6)
    feverish = log(cast.maya, now, 6, "fever").entry
    alerts = {alert.rule: alert for alert in Alert.objects.filter(subject=cast.maya.pk)}
    return Care(course, session, feverish, fever=alerts["red_flag"], lasting=alerts["forty_eight_hours"])


def once_covered(cast: Cast, now: datetime) -> User:
    """Carl of Harbour clinic covered for Anna until yesterday."""
    carl = create_staff(clinic=cast.harbour, email="carl@harbour.example", name="Carl", roles=["practitioner"])
    since, until = now - 9 * DAY, now - DAY
    arrange_cover(
        clinic=cast.harbour, user=carl, covers=cast.anna, starts_at=since, ends_at=until, by=cast.mia, now=since
    )
    return carl


def once_worked_here(cast: Cast, now: datetime) -> User:
    """Eva treated Maya too, and left Harbour clinic yesterday."""
    eva = create_staff(clinic=cast.harbour, email="eva@harbour.example", name="Eva", roles=["practitioner"])
    join_care_team(patient=cast.maya, user=eva, now=now - 30 * DAY)
    end_membership(clinic=cast.harbour, user=eva, now=now - DAY)
    return eva
