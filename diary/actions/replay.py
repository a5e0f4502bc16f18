"""Real diaries, replayed: every rating goes through `record_entry` at its own time, with a session every seventh day.

This shows what the rules do on pain nobody treated: how often they would call a practitioner for nothing.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile, zip_longest

from alerts.fields import uuid7
from alerts.models import Alert
from diary.actions.care import create_clinic, create_course, create_patient, create_staff
from diary.actions.consents import CONSENT_VERSION, answer_consent
from diary.actions.entries import EntryBody, record_entry
from diary.actions.sessions import record_session
from diary.models import Clinic, Course, Entry, Patient, Purpose, Session, User

DAY_ZERO = datetime(2025, 1, 1, tzinfo=UTC)
DAYS_BETWEEN_SESSIONS = 7
WINDOW = (timedelta(hours=48), timedelta(hours=96))
COLUMNS = ("subject", "day", "pain")

Told = tuple[str, int, str]
Diaries = Mapping[str, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be replayed, by its line in the file."""

    line: int
    reason: str


@dataclass(slots=True)
class Replayed:
    """What came of a replay; `lasting` counts 48-hour alerts, `judged` the sessions with a reading in 48-96 h.

    `found` has the sentence of every alert by subject, number of the session and rule.
    """

    subjects: int = 0
    ratings: int = 0
    sessions: int = 0
    judged: int = 0
    lasting: int = 0
    alerts: Counter[str] = field(default_factory=Counter)
    found: dict[Told, str] = field(default_factory=dict)


def read_diaries(text: str) -> tuple[Diaries, list[BadRow]]:
    """Ratings by subject, in order of time: (day, pain). Raises ValueError when a column is missing; bad rows are returned."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise ValueError(f"The file needs the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}.")
    diaries: dict[str, list[tuple[float, float]]] = {}
    bad = []
    for row in rows:
        reason = _reason_against(row)
        if reason:
            bad.append(BadRow(rows.line_num, reason))
        else:
            diaries.setdefault(row["subject"], []).append((float(row["day"]), float(row["pain"])))
    return {subject: sorted(ratings) for subject, ratings in diaries.items()}, bad


def replay_diaries(
    diaries: Diaries,
    *,
    report: Callable[[int, int, int], None],
    preset: str = Clinic.Preset.STANDARD,
    chronicity: str = "chronic",
) -> Replayed:
    """Replay every diary in a clinic of that preset; `report(subjects done, of, ratings so far)` is called after each subject."""
    clinic = create_clinic(name="Replay", now=DAY_ZERO, preset=preset)
    practitioner = create_staff(
        clinic=clinic, email=f"replay-{uuid7()}@replay.invalid", name="Replay", roles=["practitioner"]
    )
    replayed = Replayed()
    for done, (subject, ratings) in enumerate(diaries.items(), start=1):
        _replay_one(subject, ratings, practitioner, chronicity, replayed)
        report(done, len(diaries), replayed.ratings)
    return replayed


def _reason_against(row: Mapping[str, str | None]) -> str:
    if not row["subject"]:
        return "there is no subject"
    for name in ("day", "pain"):
        try:
            float(row[name] or "")
        except ValueError:
            return f"{name} {row[name]!r} is not a number"
    if not 0 <= float(row["pain"] or "") <= 10:
        return f"pain {row['pain']} is not from 0 to 10"
    return "" if 0 <= float(row["day"] or "") < 100_000 else f"day {row['day']} is not from 0 on"


def _replay_one(
    subject: str, ratings: list[tuple[float, float]], by: User, chronicity: str, replayed: Replayed
) -> None:
    patient = create_patient(by=by, now=DAY_ZERO, name=subject, birth_date=date(1975, 1, 1))
    answer_consent(
        patient=patient,
        purpose=Purpose.MONITORING,
        given=True,
        version=CONSENT_VERSION,
        locale="en-GB",
        by=patient.user,
        now=DAY_ZERO,
    )
    course = create_course(
        patient=patient, by=by, now=DAY_ZERO, region="low-back", chronicity=chronicity, modality="acupuncture"
    )
    next_session = DAYS_BETWEEN_SESSIONS
    for index, (day, pain) in enumerate(ratings):
        while next_session <= day:
            _treat(course, next_session, by)
            next_session += DAYS_BETWEEN_SESSIONS
        _log(patient, day, pain, ratings[: index + 1])
    replayed.subjects += 1
    replayed.ratings += Entry.objects.filter(patient=patient).count()
    _count(patient, replayed)


def _treat(course: Course, day: float, by: User) -> None:
    ended_at = DAY_ZERO + timedelta(days=day)
    record_session(course=course, by=by, now=ended_at, ended_at=ended_at, modality="acupuncture", regions=["low-back"])


def _log(patient: Patient, day: float, pain: float, so_far: list[tuple[float, float]]) -> None:
    last_day = [rating for _, rating in takewhile(lambda each: each[0] > day - 1, reversed(so_far))]
    moment = DAY_ZERO + timedelta(days=day)
    body = EntryBody(
        recorded_at=moment,
        time_zone="UTC",
        nrs_now=round(pain, 1),
        nrs_average=round(sum(last_day) / len(last_day), 1),
    )
    record_entry(patient=patient, entry_id=uuid7(), body=body, by=patient.user, now=moment)


def _count(patient: Patient, replayed: Replayed) -> None:
    sessions = list(Session.objects.filter(patient=patient).order_by("ended_at"))
    replayed.sessions += len(sessions)
    for session, following in zip_longest(sessions, sessions[1:]):
        until = session.ended_at + WINDOW[1]
        if following is not None:
            until = min(until, following.started_at)
        window = Entry.objects.filter(
            patient=patient, recorded_at__gte=session.ended_at + WINDOW[0], recorded_at__lt=until
        )
        replayed.judged += window.exists()
    numbers = {session.pk: session.number for session in sessions}
    for alert in Alert.objects.filter(subject=patient.pk):
        replayed.alerts[alert.rule] += 1
        replayed.lasting += alert.rule == "forty_eight_hours"
        number = numbers[alert.about] if alert.about else 0
        replayed.found[patient.name, number, alert.rule] = str(alert.detail.get("because"))
