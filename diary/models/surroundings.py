"""What combinations of symptoms look at beside one course: the patient's other entries, all treatments, and what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from diary.clinical.combinations import SCORES_COUNT_BESIDE, treatment_of
from diary.clinical.history import History, Reading, Recovery, Treatment
from diary.clinical.scene import LONGEST_DAYS
from diary.models.care import Course, Patient, Session
from diary.models.histories import age_at, as_float, more_than_scores_by_course, readings_by_course

WINDOW_OPENS = timedelta(hours=48)
LOOK_BACK = timedelta(days=LONGEST_DAYS)
OPEN = {Recovery.LASTING.value, Recovery.GP_ADVISED.value, Recovery.SPECIALIST_ADVISED.value}


def as_treatment(session: Session) -> Treatment:
    """The session as combinations of symptoms see it."""
    return treatment_of(session.ended_at, session.modality, session.regions, session.points, session.needles)


@dataclass(frozen=True, slots=True)
class Known:
    """What the phone cannot know by itself and needs to judge as we do; moments as the phone reads them."""

    flags: tuple[str, ...]
    age: int
    baseline: float | None
    lasting: tuple[tuple[datetime, datetime | None], ...]


def known_of(patient: Patient, now: datetime) -> Known:
    """Intake flags and neck types, age, the newest baseline, and since when the 48-hour rule is open."""
    last = Session.objects.filter(patient=patient).order_by("-ended_at", "-id").first()
    courses = Course.objects.filter(patient=patient, ended_at=None).exclude(neck_type=None)
    neck_types = courses.values_list("neck_type", flat=True)
    is_open = last is not None and last.recovery in OPEN
    return Known(
        flags=tuple(sorted({*patient.flags, *(each for each in neck_types if each)})),
        age=age_at(patient.birth_date, now),
        baseline=None if last is None else as_float(last.baseline_nrs),
        lasting=((last.ended_at + WINDOW_OPENS, None),) if last is not None and is_open else (),
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What combinations of symptoms look at beside one course: the patient's entries of the weeks before, and all treatments."""

    readings: tuple[Reading, ...] = ()
    treatments: tuple[Treatment, ...] = ()

    def around(self, history: History) -> History:
        """The same history with its surroundings."""
        return replace(history, context=self.readings, treatments=self.treatments)


def around_treatments(
    readings: Iterable[tuple[UUID | None, Reading]], sessions: Iterable[Session], since: datetime
) -> Surroundings:
    """The surroundings from 35 days before `since` on, out of a patient's readings by course and all their sessions."""
    return Surroundings(
        tuple(reading for _, reading in readings if reading.recorded_at >= since - LOOK_BACK),
        tuple(as_treatment(each) for each in sessions),
    )


def recorded_around(
    patient: Patient, treated_at: datetime, since: datetime, beside: Sequence[tuple[UUID | None, Reading]] = ()
) -> list[tuple[UUID | None, Reading]]:
    """Everything the patient recorded from `since` on, with the course it is about, and what combinations look at of the 35 days
    before `treated_at`; also what is `beside` it, because it is yet to be stored.

    Scores alone are read of those weeks only where a symptom was ticked beside which they count. One query; then two.
    """
    opens_at = treated_at - LOOK_BACK
    if since <= opens_at:
        return [*readings_by_course(patient, since), *beside]
    told = [*more_than_scores_by_course(patient, opens_at, since), *beside]
    if any(tick.code in SCORES_COUNT_BESIDE for _, reading in told for tick in reading.symptoms):
        return [*readings_by_course(patient, opens_at), *beside]
    return told


def surroundings_of(patient: Patient, since: datetime, unstored: Reading | None = None) -> Surroundings:
    """What the patient recorded around treatments from `since` on, in any course, and all their sessions. Two queries, or three.

    `unstored`: an entry that the answer is for, and that the database may not have yet.
    """
    sessions = Session.objects.filter(patient=patient).order_by("ended_at", "id")
    beside = () if unstored is None else ((None, unstored),)
    return around_treatments(recorded_around(patient, since, since, beside), sessions, since)
