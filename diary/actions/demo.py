"""The demo clinic: invented people whose stories are told as of now, through the same actions as everything else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import Alert
from diary.actions.care import create_clinic, create_course, create_patient, create_staff
from diary.actions.consents import CONSENT_VERSION, answer_consent
from diary.actions.cover import arrange_cover
from diary.actions.entries import EntryBody, record_entry
from diary.actions.session_templates import keep_session_template
from diary.actions.sessions import record_session
from diary.models import Clinic, Course, Patient, Purpose, User

ANNA = "anna@demo.example"
BEN = "ben@demo.example"
INVENTED = {
    "deployer": "Harbour Street Acupuncture (invented)",
    "safety_officer": "Dr Ada Quill (invented)",
    "device_status": "a demo, for nobody's care",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One session, so many hours ago, and what the patient wrote after it: (hours after the session, score, more)."""

    hours_ago: float
    after: Sequence[tuple[float, int, dict[str, Any]]] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One invented patient. `before` are scores on the days before the first session, newest last."""

    name: str
    birth_date: date
    sex: str
    phone: str
    region: str
    chronicity: str
    modality: str
    before: Sequence[int]
    visits: Sequence[Visit]
    flags: list[str] = field(default_factory=list)
    acknowledged: bool = False


def symptom(code: str, severity: int | None = None) -> dict[str, Any]:
    """A tick as the phone sends it: new since the treatment, severity 0 to 10 or not asked."""
    return {"code": code, "severity": severity, "new": True}


STORIES = (
    Story(
        "Maya Lindqvist",
        date(1958, 3, 14),
        "female",
        "+44 7700 900101",
        "low-back",
        "persistent",
        "acupuncture",
        before=(3, 4, 3),
        visits=(
            Visit(
                176, ((5, 5, {}), (24, 4, {}), (49, 3, {"change": "better"}), (72, 3, {}), (97, 3, {}), (120, 3, {}))
            ),
            Visit(
                52,
                (
                    (4, 6, {"symptoms": [symptom("sore-at-site", 3)]}),
                    (25, 7, {"note": "Hard to sit at work."}),
                    (50.5, 6, {"change": "worse", "function": "some"}),
                ),
            ),
        ),
    ),
    Story(
        "Tom Okafor",
        date(1979, 11, 2),
        "male",
        "+44 7700 900102",
        "upper-back",
        "acute",
        "acupuncture",
        before=(5, 5),
        visits=(Visit(9, ((7.5, 5, {"symptoms": [symptom("short-of-breath", 6)], "note": "Since about tea time."}),)),),
        acknowledged=True,
    ),
    Story(
        "Ines Duarte",
        date(1991, 6, 23),
        "female",
        "+44 7700 900103",
        "neck",
        "chronic",
        "physio-manual",
        before=(6, 5, 6, 5),
        visits=(
            Visit(240, ((6, 7, {}), (25, 6, {}), (50, 5, {"change": "better"}), (74, 4, {"change": "better"}))),
            Visit(74, ((5, 5, {"symptoms": [symptom("tired", 2)]}), (26, 4, {}), (51, 3, {"change": "much_better"}))),
        ),
    ),
    Story(
        "Joseph Adeyemi",
        date(1949, 1, 30),
        "male",
        "+44 7700 900104",
        "knee",
        "chronic",
        "acupuncture",
        before=(4, 4, 5),
        visits=(Visit(80, ((6, 7, {}), (30, 7, {"note": "Kept me awake."}))),),
        flags=["bleeding-risk"],
    ),
    Story(
        "Ruth Feldman",
        date(1966, 8, 9),
        "female",
        "+44 7700 900105",
        "shoulder",
        "persistent",
        "dry-needling",
        before=(6, 6, 7),
        visits=(Visit(20, ((4, 7, {"symptoms": [symptom("sore-at-site", 4)]}),)),),
    ),
)


@transaction.atomic
def create_demo(*, now: datetime) -> Clinic:
    """The demo clinic with Anna (practitioner and manager), Ben who covers, and five patients at different points of recovery."""
    clinic = create_clinic(name="Harbour Street Acupuncture", now=now, country="GB", phone="+44 1632 960 001")
    clinic.answered_for = INVENTED
    clinic.save(update_fields=["answered_for"])
    anna = create_staff(clinic=clinic, email=ANNA, name="Anna Berg", roles=["practitioner", "manager"])
    ben = create_staff(clinic=clinic, email=BEN, name="Ben Osei", roles=["practitioner"])
    for person, address in ((anna, ANNA), (ben, BEN)):
        alerts.add_contact_point(user_id=person.pk, channel="email", address=address, now=now)
    arrange_cover(
        clinic=clinic, user=ben, covers=None, starts_at=now - timedelta(days=30), ends_at=None, by=anna, now=now
    )
    keep_session_template(
        clinic=clinic,
        template_id=uuid7(),
        name="Low back, prone",
        modality="acupuncture",
        regions=["low-back"],
        needles=10,
        retention_minutes=25,
        position="prone",
        points=["BL23", "BL40"],
        by=anna,
        now=now,
    )
    for story in STORIES:
        _tell(story, anna, now)
    return clinic


def _tell(story: Story, anna: User, now: datetime) -> Patient:
    first = now - timedelta(hours=story.visits[0].hours_ago)
    joined = first - timedelta(days=len(story.before) + 1)
    patient = create_patient(
        by=anna,
        now=joined,
        name=story.name,
        birth_date=story.birth_date,
        sex=story.sex,
        phone=story.phone,
        flags=story.flags,
    )
    for purpose in (Purpose.MONITORING, Purpose.REMINDERS, Purpose.AUDIT):
        answer_consent(
            patient=patient,
            purpose=purpose,
            given=True,
            version=CONSENT_VERSION,
            locale="en-GB",
            by=patient.user,
            now=joined,
        )
    course = create_course(
        patient=patient,
        by=anna,
        now=joined,
        region=story.region,
        regions=[story.region],
        chronicity=story.chronicity,
        modality=story.modality,
        planned_sessions=8,
    )
    for days, score in enumerate(reversed(story.before), start=1):
        _log(patient, first - timedelta(days=days, hours=2), score, {}, None)
    for visit in story.visits:
        _visit(story, visit, patient, course, anna, now)
    if story.acknowledged:
        for alert in Alert.objects.filter(subject=patient.pk, state="open"):
            alerts.acknowledge(alert_id=alert.pk, by=anna.pk, now=now - timedelta(minutes=20))
    return patient


def _visit(story: Story, visit: Visit, patient: Patient, course: Course, anna: User, now: datetime) -> None:
    ended_at = now - timedelta(hours=visit.hours_ago)
    record_session(
        course=course,
        by=anna,
        now=ended_at + timedelta(minutes=5),
        ended_at=ended_at,
        modality=story.modality,
        regions=[story.region],
        needles=10 if story.modality == "acupuncture" else None,
        retention_minutes=25,
        position="prone",
        proceed_reason="Discussed; shallow needling only." if story.flags else None,
    )
    for hours, score, more in visit.after:
        _log(patient, ended_at + timedelta(hours=hours), score, more, course.pk)


def _log(patient: Patient, moment: datetime, score: int, more: dict[str, Any], course: UUID | None) -> None:
    body = EntryBody(recorded_at=moment, time_zone=patient.time_zone, course=course, nrs_average=score, **more)
    record_entry(patient=patient, entry_id=uuid7(), body=body, by=patient.user, now=moment)
