"""Judging: ask the clinical core, keep its answer, and hand what it finds to `alerts`. The same way for entries and for time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from alerts import actions as alerts
from alerts.actions.inserting import insert_together, made
from alerts.lifecycle import NOT_CLOSED, rank
from alerts.models import Alert
from alerts.prepared import first_of, prepared
from diary.actions.learning import learned_parameters
from diary.clinical import rules
from diary.clinical.band import Expected, expected_at
from diary.clinical.course import relief_so_far
from diary.clinical.facts import Facts
from diary.clinical.history import Finding, History, Judgement, Reading
from diary.clinical.personal import parameters_of
from diary.clinical.prediction import Prediction
from diary.clinical.surprise import shown, surprise_at
from diary.models import Assessment, Clinic, Consent, Course, Entry, Patient, Purpose, Session
from diary.models.histories import (
    FOLLOWED_FOR,
    LONGEST_BASELINE,
    age_at,
    fixed,
    history_of,
    opening_of,
    prediction_of,
    reading_of,
)
from diary.models.surroundings import Surroundings, around_treatments, recorded_around, surroundings_of

PERSON_CLOSED = frozenset({"red_flag", "symptom"})
ONCE_PER_SESSION = frozenset(
    {"forty_eight_hours", "late_report", "flare_then_silence", "five_days", "two_weeks", "worsening_after_alert"}
)
# A heavy flare may be told of again: each new heavy score is a new reading of it.
WITHDRAWABLE = ONCE_PER_SESSION | {"heavy_flare"}
OF_THE_COURSE = frozenset({"relapse", "review_due"})
BAND_LASTS = 168.0
# Where a clinic only records, no answer lets anybody be told.
CONSENTS_THAT_COUNT = Consent.objects.filter(
    purpose=Purpose.MONITORING, patient__clinic__profile=Clinic.Profile.MONITORING
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging one session found, and its history. `session` is None for an entry outside any recovery.

    `changed` are the session's columns that differ from before.
    """

    session: Session | None
    history: History
    judgement: Judgement
    changed: tuple[str, ...] = ()


def is_monitored(patient: Patient) -> bool:
    """Whether somebody is told: the clinic offers it, and the patient's latest answer to the monitoring consent is yes."""
    return bool(first_of(_answers(patient.pk)))


def waiting_if_told(patient: Patient) -> Sequence[alerts.Waiting] | None:
    """The patient's alerts that are not closed; None where nobody is told of anything (`is_monitored`)."""
    return alerts.waiting_of(patient.pk) if is_monitored(patient) else None


@prepared
def _answers(patient: UUID) -> QuerySet[Consent, bool]:
    newest = CONSENTS_THAT_COUNT.filter(patient=patient).order_by("-answered_at", "-id")
    return newest.values_list("given", flat=True)[:1]


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that judging a course reads: its sessions in order of time, what was recorded for it, and what surrounds it."""

    patient: Patient
    course: Course
    sessions: Sequence[Session]
    readings: Sequence[Reading]
    surroundings: Surroundings


def load_course(
    patient: Patient,
    course: Course,
    since: datetime,
    treated: Sequence[Session] | None = None,
    unstored: Entry | None = None,
) -> Loaded | None:
    """All that judging the course from `since` on reads, and an entry that is yet to be stored; None before its first session.

    Two queries, or one where all that the patient was `treated` is known, in order of time.
    """
    if treated is None:
        treated = list(Session.objects.filter(patient=patient).order_by("ended_at", "id"))
    own = course.pk
    sessions = [session for session in treated if session.course_id == own]
    if not sessions:
        return None
    first = first_to_judge(sessions, since)
    # Only a session that is new learns from all before it: its band is fixed once.
    looks_back_to = 0 if any(session.expected is None for session in sessions[first:]) else first
    opens_at = min(opening_of(course, session) for session in sessions[looks_back_to:])
    surrounded_by = sessions[first].ended_at
    beside = () if unstored is None else ((unstored.course_id, reading_of(unstored)),)
    recorded = recorded_around(patient, surrounded_by, opens_at, beside)
    readings = [
        reading for about, reading in recorded if (about is None or about == own) and reading.recorded_at >= opens_at
    ]
    return Loaded(patient, course, sessions, readings, around_treatments(recorded, treated, surrounded_by))


def judge_course(
    *,
    loaded: Loaded,
    since: datetime,
    trigger: str,
    now: datetime,
    waiting: Sequence[alerts.Waiting] | None,
    entry: Entry | None = None,
    late_by: timedelta | None = None,
    beside: Sequence[Model] = (),
) -> list[Judged]:
    """Judge the session that `since` falls after and every later one of the course, in order, because a baseline may rest on the
    recovery before it. The caller holds the patient's row, and knows what is `waiting_if_told`. Rows made and not yet saved, if
    any, are stored `beside` the first assessment.
    """
    patient = loaded.patient
    judged: list[Judged] = []
    for each in judge_loaded(loaded, since, now):
        if each.session is not None and each.changed:
            each.session.save(update_fields=each.changed)
        insert_together(*(() if judged else beside), assessment_of(patient, each, trigger, now, entry, late_by))
        if waiting is not None:
            _tell(patient, each.session, each.history, each.judgement, waiting, now)
        judged.append(each)
    return judged


def judge_loaded(loaded: Loaded, since: datetime, now: datetime) -> Iterator[Judged]:
    """The same without writing: each session's columns are changed in memory, and the next one is judged with them."""
    sessions, readings = loaded.sessions, loaded.readings
    for index in range(first_to_judge(sessions, since), len(sessions)):
        session = sessions[index]
        history = history_of(loaded.patient, loaded.course, sessions, index, readings)
        if history.parameters is None:
            clinic = loaded.patient.clinic
            history = replace(history, parameters=learned_parameters(history, sessions[:index], readings, clinic))
        around = loaded.surroundings.around(history)
        facts = Facts(around.as_of(now))
        judgement = rules.judge(around, now, facts)
        yield Judged(session, history, judgement, _keep(session, judgement, facts))


def first_to_judge(sessions: Sequence[Session], since: datetime) -> int:
    """The session that `since` falls after, or an earlier one whose pain lasts: what is recorded now may end it or add to it."""
    last = max((index for index, session in enumerate(sessions) if session.ended_at <= since), default=0)
    followed = (index for index, session in enumerate(sessions) if _is_followed(session, since))
    return min((last, *followed))


def _is_followed(session: Session, since: datetime) -> bool:
    is_open = session.is_lasting and session.settled_at is None and session.closed_at is None
    return is_open and session.ended_at <= since < session.ended_at + FOLLOWED_FOR


def judge_entry_alone(
    *,
    patient: Patient,
    entry: Entry,
    now: datetime,
    beside: Sequence[Model] = (),
    trigger: str = Assessment.Trigger.ENTRY,
) -> Judged:
    """Judge an entry that belongs to no recovery: only its red flags count, alone and with what else the patient recorded.

    Rows made and not yet saved, if any, are stored `beside` the assessment.
    """
    history = History(
        session=None,
        readings=(reading_of(entry),),
        floor=patient.clinic.floor,
        intake_flags=frozenset(patient.flags),
        age=age_at(patient.birth_date, entry.recorded_at),
    )
    around = surroundings_of(patient, entry.recorded_at, history.readings[0]).around(history)
    judgement = rules.judge(around, now)
    judged = Judged(None, history, judgement)
    insert_together(*beside, assessment_of(patient, judged, trigger, now, entry, None))
    if is_monitored(patient):
        tell_of_findings(patient=patient, session=None, findings=judgement.findings, now=now, history=history)
    return judged


def tell_of_findings(
    *,
    patient: Patient,
    session: Session | None,
    findings: Iterable[Finding],
    now: datetime,
    history: History | None = None,
) -> None:
    """Hand findings to `alerts`, which opens or refreshes one alert for each."""
    about = None if session is None else session.pk
    prediction = None if session is None else prediction_of(session)
    findings = tuple(findings)
    told = _told_elsewhere(patient, about, findings)
    for finding in findings:
        if any(_holds(alert, finding) for alert in told):
            continue
        alerts.raise_alert(
            subject=patient.pk,
            about=about,
            rule=finding.rule,
            code=finding.code,
            level=finding.level.value,
            causes=finding.readings,
            detail=_detail(finding, prediction, history),
            now=now,
            once=finding.rule in ONCE_PER_SESSION | OF_THE_COURSE,
        )


def _told_elsewhere(patient: Patient, about: UUID | None, findings: Sequence[Finding]) -> list[Alert]:
    """Alerts of the patient that only people close, about something else than `about`.

    A session recorded late takes in entries whose red flags were told before: nobody is asked twice about one reading.
    """
    if not any(finding.rule in PERSON_CLOSED for finding in findings):
        return []
    waiting = Alert.objects.filter(subject=patient.pk, rule__in=PERSON_CLOSED, state__in=NOT_CLOSED)
    return list(waiting.exclude(about=about).prefetch_related("causes"))


def _holds(alert: Alert, finding: Finding) -> bool:
    """Whether `alert` asks about the same thing, with no less weight and for every reading of it."""
    is_same = (alert.rule, alert.code) == (finding.rule, finding.code or "") and rank(alert.level) <= rank(
        finding.level
    )
    return is_same and set(finding.readings) <= {cause.cause for cause in alert.causes.all()}


def _keep(session: Session, judgement: Judgement, facts: Facts) -> tuple[str, ...]:
    """Change the session's columns to what judging found; the names of those that differ. Nothing is saved."""
    baseline = judgement.baseline
    found = {
        "recovery": judgement.recovery.value,
        "settled_at": judgement.settled_at,
        "is_lasting": judgement.lasting,
        "is_silent": judgement.silent,
        "baseline_nrs": baseline.nrs,
        "baseline_stiffness": baseline.stiffness,
        "baseline_quality": baseline.quality.value,
        "baseline_readings": [str(entry) for entry in baseline.readings],
        "relief": relief_so_far(facts.history, baseline).value,
        "look_again_at": judgement.next_look_at,
        "expected": fixed(facts.history.parameters or parameters_of(facts.history), facts.prediction),
    }
    changed = tuple(name for name, value in found.items() if getattr(session, name) != value)
    for name in changed:
        setattr(session, name, found[name])
    return changed


def assessment_of(
    patient: Patient,
    judged: Judged,
    trigger: str,
    now: datetime,
    entry: Entry | None = None,
    late_by: timedelta | None = None,
) -> Assessment:
    """The judgement as it is kept for ever; not yet saved."""
    session, judgement = judged.session, judged.judgement
    return made(
        Assessment,
        patient_id=patient.pk,
        session_id=None if session is None else session.pk,
        entry_id=None if entry is None else entry.pk,
        trigger=trigger,
        made_at=now,
        late_by=late_by,
        level=judgement.level.value,
        recovery="" if session is None else judgement.recovery.value,
        findings=[describe(finding) for finding in judgement.findings],
        next_look_at=judgement.next_look_at,
        rules_version=rules.RULES_VERSION,
    )


def _tell(
    patient: Patient,
    session: Session | None,
    history: History,
    judgement: Judgement,
    waiting: Iterable[alerts.Waiting],
    now: datetime,
) -> None:
    tell_of_findings(patient=patient, session=session, findings=judgement.findings, now=now, history=history)
    # What was raised only now was found only now: nothing of it can be withdrawn.
    if session is not None and any(each.about == session.pk and each.rule in WITHDRAWABLE for each in waiting):
        alerts.withdraw_unfound(
            subject=patient.pk,
            about=session.pk,
            rules=WITHDRAWABLE,
            found_keys=[*_keys(patient, session, judgement.findings), *keys_held_by_deleted_entries(patient, session)],
            because="A later entry or correction means that the rule no longer holds.",
            now=now,
        )


def _keys(patient: Patient, session: Session, findings: Sequence[Finding]) -> list[str]:
    return [alerts.key_of(finding.rule, finding.code, patient.pk, session.pk) for finding in findings]


def keys_held_by_deleted_entries(patient: Patient, session: Session) -> list[str]:
    """Deleting an entry closes no alert: what rests on a deleted one, itself or by its baseline, is left to people."""
    before = Q(Q(course=session.course_id) | Q(course=None), recorded_at__lte=session.started_at)
    since = session.started_at - LONGEST_BASELINE
    of_session = Entry.objects.filter(before | Q(session=session), patient=patient, recorded_at__gte=since)
    deleted = of_session.exclude(deleted_at=None).values_list("pk", "recorded_at", "deleted_at")
    if not deleted:
        return []
    held = alerts.keys_held_by(subject=patient.pk, causes=[pk for pk, _, _ in deleted])
    baseline_changed = [at for _, recorded_at, at in deleted if at and recorded_at <= session.started_at]
    if baseline_changed:
        raised = Alert.objects.filter(subject=patient.pk, about=session.pk, raised_at__lte=max(baseline_changed))
        held += raised.values_list("key", flat=True)
    return held


def describe(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored with an assessment."""
    return {
        "rule": finding.rule,
        "code": finding.code,
        "level": finding.level.value,
        "because": finding.because,
        "readings": [str(entry) for entry in finding.readings],
        "hours": finding.hours,
        "codes": list(finding.codes),
    }


def _detail(finding: Finding, prediction: Prediction | None, history: History | None) -> dict[str, Any]:
    expected, w = None, None
    if prediction is not None and finding.hours is not None and 0 <= finding.hours <= BAND_LASTS:
        expected = expected_at(prediction, finding.hours)
        w = None if history is None else surprise_at(history, prediction, finding.hours)
    return detail_of(finding, expected, w)


def detail_of(finding: Finding, expected: Expected | None, w: float | None) -> dict[str, Any]:
    """What the alert keeps for its reader; `alerts` itself never looks inside."""
    return {
        "because": finding.because,
        "readings": [str(entry) for entry in finding.readings],
        "hours_since_session": finding.hours,
        "band": None if expected is None else {name: round(nrs, 2) for name, nrs in expected._asdict().items()},
        **shown(w),
        "rules_version": rules.RULES_VERSION,
        "codes": list(finding.codes),
    }
