"""Judging a whole course beside its recoveries: relief that does not last, a review that is due, and the review itself."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alerts import actions as alerts
from alerts.actions.inserting import insert_together, made
from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert
from diary.actions.auditing import record_access
from diary.actions.flags import note_sensitivity
from diary.actions.judging import (
    OF_THE_COURSE,
    Judged,
    Loaded,
    describe,
    judge_course,
    keys_held_by_deleted_entries,
    load_course,
    tell_of_findings,
    waiting_if_told,
)
from diary.actions.standing import Written
from diary.clinical import course as course_rules
from diary.clinical import review, rules
from diary.clinical.course import CourseFinding, CourseHistory
from diary.clinical.course_curve import course_percentile
from diary.clinical.function import before_and_now
from diary.clinical.history import Finding, Recovery
from diary.models import Assessment, Course, Entry, Patient, Review, Session, User
from diary.models.histories import (
    LONGEST_BASELINE,
    course_history_of,
    pegs_of_course,
    readings_of_course,
    scores_to_relapse,
)

# Infection items count for 30 days after a session (clinical reference 2.1).
STILL_OPEN = timedelta(days=30)
PAIN_LASTS = (Recovery.LASTING.value, Recovery.GP_ADVISED.value, Recovery.SPECIALIST_ADVISED.value)
WRITTEN = "The review of the course was written."
NO_LONGER = "The course was reviewed or ended, or later entries mean that the rule no longer holds."


class Whole(NamedTuple):
    """What judging a course found: of each recovery, and of the course as a whole."""

    judged: list[Judged]
    of_the_course: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """All findings, those of the recoveries first."""
        return [*(finding for each in self.judged for finding in each.judgement.findings), *self.of_the_course]


class NothingToReview(Exception):
    """The course has no session yet."""


def judge_whole_course(
    *,
    patient: Patient,
    course: Course,
    since: datetime,
    trigger: str,
    by: User,
    now: datetime,
    entry: Entry | None = None,
    written: Written | None = None,
) -> Whole:
    """Judge the recoveries from `since` on as `judge_course` does, then the course as a whole and what it says of the patient.

    The caller holds the patient's row, and may have `written` something, of which it knows more.
    """
    if written is None:
        loaded = load_course(patient, course, since)
    else:
        loaded = load_course(patient, course, since, written.treated, written.unstored)
    if loaded is None:
        return Whole([], [])
    waiting = waiting_if_told(patient) if written is None else written.standing.waiting(patient)
    beside = () if written is None else written.take()
    judged = judge_course(
        loaded=loaded, since=since, trigger=trigger, now=now, waiting=waiting, entry=entry, beside=beside
    )
    findings = [finding for each in judged for finding in each.judgement.findings]
    note_sensitivity(patient=patient, findings=findings, by=by, now=now)
    may_withdraw = any(each.rule in OF_THE_COURSE for each in waiting or ())
    if len(loaded.sessions) < course_rules.REVIEW_AFTER and not may_withdraw:
        return Whole(judged, [])
    return Whole(judged, _judge_progress(loaded, trigger, now, waiting, entry))


def judge_open_recoveries(*, patient: Patient, courses: Iterable[Course], by: User, now: datetime) -> None:
    """Judge again what is still open, because what is known of the patient or the course has changed.

    From the first session on that ended in the last 30 days, or whose pain lasts; else the last one. The caller holds
    the patient's row.
    """
    for course in courses:
        sessions = Session.objects.filter(course=course).order_by("ended_at", "id")
        waiting = sessions.filter(Q(ended_at__gt=now - STILL_OPEN) | Q(recovery__in=PAIN_LASTS)).first()
        waiting = waiting or sessions.last()
        if waiting is not None:
            judge_whole_course(
                patient=patient,
                course=course,
                since=waiting.ended_at,
                trigger=Assessment.Trigger.INTAKE,
                by=by,
                now=now,
            )


def _judge_progress(
    loaded: Loaded, trigger: str, now: datetime, waiting: Iterable[alerts.Waiting] | None, entry: Entry | None
) -> list[Finding]:
    """Judge the course as a whole, from the fourth session on; before, only where one was taken back since it was told of.

    Each finding is told about one session, the same one each time; what is found no longer is withdrawn.
    """
    patient, sessions = loaded.patient, {session.pk: session for session in loaded.sessions}
    found = course_rules.find(_course_of(loaded, now), now)
    for finding, about in found:
        _assess(patient, sessions[about], finding, trigger, now, entry)
    if waiting is not None:
        for finding, about in found:
            tell_of_findings(patient=patient, session=sessions[about], findings=(finding,), now=now)
        _withdraw_unfound(patient, found, sessions, waiting, now)
    return [finding for finding, _ in found]


def _course_of(loaded: Loaded, now: datetime) -> CourseHistory:
    """The course as its rules see it. Relief is kept with each session, so the scores of the whole course are read only where it
    is told, for what it rests on, or where a session was judged before it was kept.
    """
    is_kept = all(session.relief for session in loaded.sessions)
    if is_kept:
        kept = course_history_of(loaded.course, loaded.sessions, (), as_kept=True)
        if len(course_rules.relapses(kept.as_of(now), now)) < course_rules.RELAPSES_ALERT:
            return kept
    scores = scores_to_relapse(loaded.patient, loaded.course, loaded.sessions)
    course = course_history_of(loaded.course, loaded.sessions, scores)
    if not is_kept:
        _keep_reliefs(loaded.sessions, course)
    return course


def _keep_reliefs(sessions: Iterable[Session], course: CourseHistory) -> None:
    place_of = {treated.facts.session: place for place, treated in enumerate(course.sessions)}
    for session in sessions:
        if not session.relief:
            session.relief = course_rules.relief_after(course, place_of[session.pk], session.ended_at).value
            session.save(update_fields=["relief"])


def progress_of(course: Course, now: datetime) -> review.Progress:
    """How the course goes, as the review shows it. Four statements."""
    sessions = {session.pk: session for session in Session.objects.filter(course=course).order_by("ended_at", "id")}

    def place(baseline: float, days: float, nrs: float) -> float:
        return course_percentile(nrs, start=baseline, days=days, region=course.region, chronicity=course.chronicity)

    first = next(iter(sessions.values())).ended_at if sessions else None
    before, lately = before_and_now(pegs_of_course(course), first, now)
    history = _history(course.patient, course, sessions)
    return review.progress(history, now, place=place, peg_before=before, peg_now=lately)


@transaction.atomic
def complete_review(
    *, course: Course, plan: str, by: User, now: datetime, causes: Iterable[str] = (), note: str = ""
) -> Review:
    """Keep a review with what Ebb showed at this moment, and answer the alert that asked for it. Raises NothingToReview."""
    patient = Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=course.patient_id)
    shown = progress_of(course, now)
    if not shown.given:
        raise NothingToReview("This course has no session yet: there is nothing to look back on.")
    written = Review.objects.create(
        patient=patient,
        course=course,
        after_session=shown.given,
        result=shown.result.value if shown.result else None,
        figures=figures_of(shown),
        plan=plan,
        causes=sorted(set(causes)),
        note=note,
        rules_version=rules.RULES_VERSION,
        created_at=now,
        created_by=by,
    )
    if shown.given >= course_rules.REVIEW_AFTER:
        _answer_alert(course, plan, by, now)
    record_access(by=by, patient=patient, action="review.complete", object_id=written.pk, now=now)
    return written


def progress_notices(course: Course, now: datetime) -> list[tuple[str, str]]:
    """What the course as a whole says before the next session: a code and a sentence each. Three statements."""
    sessions = {session.pk: session for session in Session.objects.filter(course=course).order_by("ended_at", "id")}
    history = _history(course.patient, course, sessions).as_of(now)
    due, warning = course_rules.review_due(history), course_rules.relapse_warning(history, now)
    notices = [("review-due", due.finding.because)] if due is not None else []
    return notices + ([("relapse", warning)] if warning is not None else [])


def review_is_due(course: Course) -> bool:
    """Whether session 4 was given and nobody has reviewed the course since. Two statements."""
    return course_rules.review_due(course_history_of(course, Session.objects.filter(course=course), ())) is not None


def figures_of(shown: review.Progress) -> dict[str, Any]:
    """What a review shows, as JSON values."""
    return asdict(shown)


def _history(patient: Patient, course: Course, sessions: Mapping[UUID, Session]) -> CourseHistory:
    if not sessions:
        return course_history_of(course, (), ())
    first = next(iter(sessions.values()))
    readings = readings_of_course(patient, course, first.started_at - LONGEST_BASELINE)
    return course_history_of(course, sessions.values(), readings)


def _answer_alert(course: Course, plan: str, by: User, now: datetime) -> None:
    """Whoever writes the review has answered the request for it."""
    sessions = Session.objects.filter(course=course).values("pk")
    waiting = Alert.objects.filter(
        subject=course.patient_id, about__in=sessions, rule="review_due", state__in=NOT_CLOSED
    )
    outcome = "referred_gp" if plan == review.Plan.REFER else "advised"
    for alert in waiting:
        with suppress(alerts.AlreadyAnswered):
            alerts.resolve(alert_id=alert.pk, by=by.pk, outcome=outcome, note=WRITTEN, now=now)


def _withdraw_unfound(
    patient: Patient,
    found: Iterable[CourseFinding],
    sessions: Mapping[UUID, Session],
    waiting: Iterable[alerts.Waiting],
    now: datetime,
) -> None:
    keys = [alerts.key_of(finding.rule, finding.code, patient.pk, about) for finding, about in found]
    unfound = {each.about for each in waiting if each.rule in OF_THE_COURSE and each.key not in keys}
    for about in sessions.keys() & unfound:
        alerts.withdraw_unfound(
            subject=patient.pk,
            about=about,
            rules=OF_THE_COURSE,
            found_keys=[*keys, *keys_held_by_deleted_entries(patient, sessions[about])],
            because=NO_LONGER,
            now=now,
        )


def _assess(
    patient: Patient, session: Session, finding: Finding, trigger: str, now: datetime, entry: Entry | None
) -> None:
    assessment = made(
        Assessment,
        patient_id=patient.pk,
        session_id=session.pk,
        entry_id=None if entry is None else entry.pk,
        trigger=trigger,
        made_at=now,
        level=finding.level.value,
        findings=[describe(finding)],
        rules_version=rules.RULES_VERSION,
    )
    insert_together(assessment)
