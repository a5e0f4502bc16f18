"""How rows look in JSON. The field names are the contract of docs/api.md."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, overload
from uuid import UUID
from zoneinfo import ZoneInfo

from alerts.lifecycle import INHIBITING, LEVELS, NOT_CLOSED, UNSEEN_AFTER, AlertState
from alerts.many import among
from alerts.models import Alert, AlertCause
from diary.actions.erasing import erased_from
from diary.api.advice import Speech, show_advice
from diary.api.known import show_treatment
from diary.clinical.course import plan
from diary.clinical.history import HOUR, Level
from diary.clinical.intake import Intake, warnings_of
from diary.clinical.wording import at_home
from diary.models import Assessment, Course, Entry, Patient, Session
from diary.models.histories import LATELY, Ticked, as_float, baseline_of, facts_of, intake_of, ticked_since
from diary.reports.curve import describe_baseline


@overload
def instant(moment: datetime) -> str: ...
@overload
def instant(moment: datetime | None) -> str | None: ...
def instant(moment: datetime | None) -> str | None:
    """RFC 3339 with offset, or null."""
    return None if moment is None else moment.isoformat()


def whole(value: Any) -> int | float | None:
    """A score: whole where it is whole."""
    number = as_float(value) if value is not None else None
    return int(number) if number is not None and number == int(number) else number


# What says who has seen an alert.
ANSWERED = (
    "cause",
    *(f"alert__{name}" for name in ("level", "state", "raised_at", "acknowledged_at", "resolved_at")),
    *("alert__acknowledged_by__name", "alert__resolved_by__name"),
)


class ErasureAnswer(TypedDict):
    """The patient asked for the diary to go: from when their words may be gone, and since when they are."""

    asked_at: str
    due_at: str
    done_at: str | None


class PatientAnswer(TypedDict):
    """A patient's own data, for the staff."""

    id: str
    clinic: str
    name: str
    birth_date: str
    sex: str | None
    email: str | None
    phone: str | None
    time_zone: str
    locale: str
    flags: list[str]
    created_at: str
    erasure: ErasureAnswer | None


def show_patient(patient: Patient) -> PatientAnswer:
    """A patient's own data, to the staff who treat."""
    return {
        "id": str(patient.pk),
        "clinic": str(patient.clinic_id),
        "name": patient.name,
        "birth_date": patient.birth_date.isoformat(),
        "sex": patient.sex,
        "email": patient.email,
        "phone": patient.phone,
        "time_zone": patient.time_zone,
        "locale": patient.locale,
        "flags": patient.flags,
        "created_at": instant(patient.created_at),
        "erasure": show_erasure(patient),
    }


def show_erasure(patient: Patient) -> ErasureAnswer | None:
    """Null while the patient did not ask for it."""
    due_at = erased_from(patient)
    if patient.erasure_asked_at is None or due_at is None:
        return None
    return {
        "asked_at": instant(patient.erasure_asked_at),
        "due_at": instant(due_at),
        "done_at": instant(patient.erased_at),
    }


def show_course(course: Course) -> dict[str, Any]:
    """A course, to staff and to the patient alike; `plan_days` are days after its first session."""
    return {
        "id": str(course.pk),
        "patient": str(course.patient_id),
        "region": course.region,
        "regions": course.regions,
        "onset_date": course.onset_date.isoformat() if course.onset_date else None,
        "chronicity": course.chronicity,
        "modality": course.modality,
        "neck_type": course.neck_type,
        "planned_sessions": course.planned_sessions,
        "course_pattern": course.course_pattern,
        "trauma": course.trauma,
        "diagnosis": course.diagnosis,
        "diagnosed_by": course.diagnosed_by,
        "imaging": course.imaging,
        "imaging_date": course.imaging_date.isoformat() if course.imaging_date else None,
        "triggers": course.triggers,
        "symptoms_at_intake": course.symptoms_at_intake,
        "patches_allowed": course.patches_allowed,
        "phase": "treatment" if course.maintenance_since_at is None else "maintenance",
        "maintenance_since_at": instant(course.maintenance_since_at),
        "plan_days": list(plan(course.planned_sessions)) if course.planned_sessions else [],
        "created_at": instant(course.created_at),
        "ended_at": instant(course.ended_at),
        "end_state": course.end_state,
    }


class TakenBackAnswer(TypedDict):
    """A session that was entered in error: which one it was, and who took it back, when and why."""

    id: str
    ended_at: str
    modality: str
    by: str
    at: str
    because: str


def show_taken_back(session: Session) -> TakenBackAnswer:
    """A session that was taken back, to staff."""
    by, at, because = session.taken_back_by, session.taken_back_at, session.taken_back_because
    return {
        "id": str(session.pk),
        "ended_at": instant(session.ended_at),
        "modality": session.modality,
        "by": by.name if by else "",
        "at": instant(at) or "",
        "because": because or "",
    }


def show_sessions(sessions: Sequence[Session], patient: Patient) -> list[dict[str, Any]]:
    """Sessions of one patient, to staff; at most one statement, whatever their number."""
    mixed = [each.ended_at for each in sessions if each.course.neck_type == "mixed"]
    ticked = ticked_since(patient, min(mixed) - LATELY) if mixed else ()
    return [show_session(each, to_staff=True, ticked=ticked) for each in sessions]


def show_session(session: Session, *, to_staff: bool, ticked: Sequence[Ticked] | None = None) -> dict[str, Any]:
    """A session; the practitioner's note and reason are for staff. `ticked` spares a statement when many are shown."""
    shown = {
        "id": str(session.pk),
        "patient": str(session.patient_id),
        "course": str(session.course_id),
        "number": session.number,
        "started_at": instant(session.started_at),
        "ended_at": instant(session.ended_at),
        "ended_at_estimated": session.ended_at_estimated,
        "modality": session.modality,
        "regions": session.regions,
        "needles": session.needles,
        "retention_minutes": session.retention_minutes,
        "position": session.position,
        "points": session.points,
        **show_treatment(session),
        "nrs_before": whole(session.nrs_before),
        "recovery": session.recovery,
        "settled_at": instant(session.settled_at),
        "closed_at": instant(session.closed_at),
        "silent": session.is_silent,
        "baseline": describe_baseline(baseline_of(session)),
    }
    if to_staff:
        shown |= {
            "note": session.note,
            "proceed_reason": session.proceed_reason,
            "anything_changed": session.anything_changed,
            "what_changed": session.what_changed,
            "contraindications": session.contraindications,
            "is_eased": session.is_eased,
            "taken_back": show_taken_back(session) if session.taken_back_at else None,
            "chest_wall_needled": facts_of(session).chest_wall_needled,
            "look_again_at": instant(session.look_again_at),
            "warnings": show_warnings(
                intake_of(session.course, session.patient, session.ended_at, session.points, ticked)
            ),
        }
    return shown


def show_warnings(intake: Intake) -> list[dict[str, str]]:
    """What the practitioner should know before needling, the weightiest first."""
    return [{"code": each.code, "kind": each.kind.value, "text": each.text} for each in warnings_of(intake)]


def show_entries(
    entries: Sequence[Entry], patient: Patient, *, found: Mapping[UUID, list[dict[str, Any]]] | None = None
) -> list[dict[str, Any]]:
    """Entries of one patient with level, findings, advice and who has seen them; a fixed number of statements.

    `found`: what judging them has just found, where they are new. On one that raised nothing no alert can rest yet: nobody is
    asked who has seen it.
    """
    are_new = found is not None
    if found is None:
        found = _findings_of(entries)
    seen, unseen_after = _seen_of([entry for entry in entries if found[entry.pk] or not are_new], patient)
    speech, zone = Speech(patient), ZoneInfo(patient.time_zone)
    return [
        _show_entry(entry, found[entry.pk], seen.get(entry.pk), unseen_after.get(entry.pk), speech, zone)
        for entry in entries
    ]


def _show_entry(
    entry: Entry,
    findings: list[dict[str, Any]],
    seen: dict[str, Any] | None,
    unseen_after: datetime | None,
    speech: Speech,
    zone: ZoneInfo,
) -> dict[str, Any]:
    session = entry.session
    levels = [Level(finding["level"]) for finding in findings]
    return {
        "id": str(entry.pk),
        "patient": str(entry.patient_id),
        "course": str(entry.course_id) if entry.course_id else None,
        "session": str(entry.session_id) if entry.session_id else None,
        "hours_since_session": None if session is None else round((entry.recorded_at - session.ended_at) / HOUR, 2),
        "revision": entry.revision,
        "recorded_at": instant(entry.recorded_at),
        "received_at": instant(entry.received_at),
        "time_zone": entry.time_zone,
        "clock": entry.clock,
        "nrs_average": whole(entry.nrs_average),
        "nrs_worst": whole(entry.nrs_worst),
        "nrs_now": whole(entry.nrs_now),
        "stiffness": whole(entry.stiffness),
        "activity_nrs": whole(entry.activity_nrs),
        "regions": entry.regions,
        "symptoms": entry.symptoms,
        "none_of_these": entry.none_of_these,
        "change": entry.change,
        "function": entry.function,
        "urgency": entry.urgency,
        "recalled": entry.recalled,
        "by_carer": entry.by_carer,
        "checked": None,
        "peg": None,
        "activity": "",
        **entry.details,
        "deleted_at": instant(entry.deleted_at),
        "level": max(levels, key=lambda level: level.rank, default=Level.EXPECTED).value,
        "findings": [
            {key: finding[key] for key in ("rule", "code", "level")} | {"because": at_home(finding["because"], zone)}
            for finding in findings
        ],
        "advice": show_advice(entry, findings, speech),
        "seen": seen,
        "unseen_after": None if seen else instant(unseen_after),
    }


def _findings_of(entries: Sequence[Entry]) -> dict[UUID, list[dict[str, Any]]]:
    """What the last judgement made for each entry found that rests on it."""
    last_made: dict[UUID | None, datetime] = {}
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    made = Assessment.objects.filter(among("entry", [entry.pk for entry in entries])).order_by("-made_at", "id")
    for entry, made_at, findings in made.values_list("entry_id", "made_at", "findings"):
        if entry is None or last_made.setdefault(entry, made_at) != made_at:
            continue
        found[entry] += [finding for finding in findings if str(entry) in finding["readings"]]
    return found


def _seen_of(entries: Sequence[Entry], patient: Patient) -> tuple[dict[UUID, dict[str, Any]], dict[UUID, datetime]]:
    """Who of the clinic has seen what an entry raised: a person's acknowledgement or answer, nothing less.

    The alerts of the worst level decide: while one of them has no answer, nobody has seen it, whatever became of a lesser one.
    An answer from before the entry arrived is none to it. An alert that later data withdrew asks for no answer. And from when
    on the phone says "your clinic has not seen this yet", for red flags that nobody has: a moment rather than a fact, so that
    it is said without a connection too.
    """
    if not entries:
        return {}, {}
    raised_by = AlertCause.objects.filter(among("cause", [entry.pk for entry in entries]))
    causes = raised_by.select_related("alert__acknowledged_by", "alert__resolved_by").only(*ANSWERED)
    raised: dict[UUID, list[Alert]] = defaultdict(list)
    for cause in causes:
        # What the patient closed ("checked by a doctor") was seen by nobody of the clinic.
        is_patients = cause.alert.resolved_by_id == patient.user_id
        if not (cause.alert.state == AlertState.WITHDRAWN or is_patients) or cause.alert.acknowledged_by:
            raised[cause.cause].append(cause.alert)
    arrived = {entry.pk: entry.received_at for entry in entries}
    seen = {
        entry: by for entry, alerts in raised.items() if (by := _seen_by(alerts, since=arrived[entry], patient=patient))
    }
    unseen_after = {entry: at for entry, alerts in raised.items() if (at := _unseen_after(alerts))}
    return seen, unseen_after


def _seen_by(alerts: list[Alert], *, since: datetime, patient: Patient) -> dict[str, Any] | None:
    """The last answer to the worst of these, once all of the worst are answered."""
    worst = min(LEVELS.index(alert.level) for alert in alerts)
    answers = [_answer_to(alert, since, patient) for alert in alerts if LEVELS.index(alert.level) == worst]
    known = [answer for answer in answers if answer is not None]
    if len(known) < len(answers):
        return None
    at, name = max(known)
    return {"by": name, "at": instant(at)}


def _answer_to(alert: Alert, since: datetime, patient: Patient) -> tuple[datetime, str] | None:
    """When and by whom of the clinic an alert was first answered from a moment on."""
    for at, by in ((alert.acknowledged_at, alert.acknowledged_by), (alert.resolved_at, alert.resolved_by)):
        if at is not None and by is not None and at >= since and by.pk != patient.user_id:
            return at, by.name
    return None


def _unseen_after(alerts: list[Alert]) -> datetime | None:
    """When the first red flag of these that nobody has seen has waited for a quarter of an hour."""
    moments = [
        alert.raised_at + UNSEEN_AFTER
        for alert in alerts
        if alert.level in INHIBITING and alert.state in NOT_CLOSED and alert.acknowledged_at is None
    ]
    return min(moments, default=None)
