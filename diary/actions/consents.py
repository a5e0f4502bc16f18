"""What the patient allows. Answers are added, never changed; the latest counts."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alerts import actions as alerts
from diary.actions.auditing import record_access
from diary.actions.entries import lock_patient
from diary.actions.judging import judge_entry_alone
from diary.actions.progress import judge_whole_course
from diary.actions.proxies import Proxy, check_may_agree, proxy_of
from diary.actions.reminders import plan_reminders
from diary.models import Assessment, CareTeamMember, Clinic, Consent, Course, Entry, Patient, Purpose, Session, User

CONSENT_VERSION = "2026-1"
STILL_NEW = timedelta(days=7)
# An answer never stands before the one it follows: a clock that was put back must not make the older one the last.
NEXT = timedelta(microseconds=1)
TEXTS = {
    Purpose.MONITORING: "Ebb compares your scores with what is expected after treatment and tells your practitioner when pain lasts "
    "or when you tick a warning sign. Nobody watches in real time. In an emergency, call the emergency number: do not wait for us.",
    Purpose.REMINDERS: "Ebb may remind you to write in your diary. Reminders never say what you wrote.",
    Purpose.AUDIT: "Your clinic may count your results together with those of others, without your name, to see how treatments go.",
    Purpose.SHARING: "Your practitioner may send your diary to another doctor after you have seen and agreed to exactly that page.",
}


class NotOffered(ValueError):
    """The clinic only records: nobody can agree to be monitored there."""


@transaction.atomic
def answer_consent(
    *,
    patient: Patient,
    purpose: str,
    given: bool,
    version: str,
    locale: str,
    by: User,
    now: datetime,
    proxy: Proxy | None = None,
) -> Consent:
    """Keep an answer, of the patient or of the `proxy` who answers for them. Taking back `monitoring` tells the care team; giving
    it has the open recoveries judged at once.

    Raises NotOffered for a yes to monitoring where the clinic only records, and for a yes what `check_may_agree` raises.
    """
    patient = lock_patient(patient)
    if given:
        check_may_agree(patient, purpose, proxy, now)
        if purpose == Purpose.MONITORING and patient.clinic.profile == Clinic.Profile.RECORD_ONLY:
            raise NotOffered(
                "Your clinic only keeps the diary. It is told of nothing, so there is nothing to agree to."
            )
    before = _latest(patient, purpose)
    is_same = before is not None and (before.given, before.version, before.locale) == (given, version, locale)
    if before is not None and is_same and proxy_of(before) == proxy and not before.by_time:
        record_access(by=by, patient=patient, action="consent.answer", object_id=before.pk, now=now)
        return before
    answer = _add(
        patient,
        before,
        purpose=purpose,
        given=given,
        version=version,
        locale=locale,
        answered_by=by,
        proxy=proxy,
        now=now,
    )
    if purpose == Purpose.MONITORING and given:
        judge_what_was_not_told(patient, by, now)
    record_access(by=by, patient=patient, action="consent.answer", object_id=answer.pk, now=now)
    return answer


@transaction.atomic
def take_back_for(*, patient: Patient, purpose: str, proxy: Proxy | None, by: User, now: datetime) -> None:
    """Staff take a consent back for a patient, or a proxy, who asked them to; the patient is told where monitoring ends so.

    What was not agreed to stays as it is.
    """
    patient = lock_patient(patient)
    before = _latest(patient, purpose)
    if before is None or not before.given:
        record_access(by=by, patient=patient, action="consent.read", now=now)
        return
    answer_consent(
        patient=patient,
        purpose=purpose,
        given=False,
        version=before.version,
        locale=before.locale,
        by=by,
        now=now,
        proxy=proxy,
    )
    if purpose == Purpose.MONITORING:
        alerts.notify(user_ids=[patient.user_id], message="nobody_told", subject=patient.pk, now=now)


def end_by_time(*, patient: Patient, before: Consent, now: datetime) -> Consent:
    """A proxy's yes is over and nobody has answered since: kept as an answer of its own. The caller holds the patient's row."""
    answer = _add(
        patient,
        before,
        purpose=before.purpose,
        given=False,
        version=before.version,
        locale=before.locale,
        answered_by=before.answered_by,
        by_time=True,
        now=now,
    )
    record_access(by=None, patient=patient, action="consent.end", object_id=answer.pk, now=now)
    return answer


def latest_answers(patient: Patient) -> dict[str, Consent]:
    """The latest answer to each purpose that was answered."""
    return {answer.purpose: answer for answer in Consent.objects.filter(patient=patient).order_by("answered_at", "id")}


def _latest(patient: Patient, purpose: str) -> Consent | None:
    return Consent.objects.filter(patient=patient, purpose=purpose).order_by("-answered_at", "-id").first()


def _add(
    patient: Patient, before: Consent | None, *, given: bool, proxy: Proxy | None = None, now: datetime, **said: Any
) -> Consent:
    """A new answer after `before`, and what follows from it for those who were told until now."""
    answer = Consent.objects.create(
        patient=patient,
        given=given,
        answered_at=now if before is None else max(now, before.answered_at + NEXT),
        proxy_name=None if proxy is None else proxy.name,
        proxy_relation=None if proxy is None else proxy.relation,
        **said,
    )
    if answer.purpose == Purpose.MONITORING and not given and before is not None and before.given:
        team = CareTeamMember.objects.filter(patient=patient, until_at=None).values_list("user_id", flat=True)
        alerts.notify(user_ids=list(team), message="monitoring_stopped", subject=patient.pk, now=now)
    if answer.purpose == Purpose.REMINDERS:
        _begin_or_end_reminders(patient, given, now)
    return answer


def _begin_or_end_reminders(patient: Patient, given: bool, now: datetime) -> None:
    """Who agrees can at least be reached by the e-mail address they gave; who takes it back hears nothing more."""
    if given and patient.email:
        alerts.add_contact_point(user_id=patient.user_id, channel="email", address=patient.email, now=now)
    if not given:
        alerts.take_back(user_id=patient.user_id, message=alerts.DIARY, reason="consent taken back")
    plan_reminders(patient=patient, now=now)


def judge_what_was_not_told(patient: Patient, by: User, now: datetime) -> None:
    """Judge what is still going on: each open course's last recovery, and the last week's entries that belong to none."""
    for entry in Entry.objects.filter(patient=patient, session=None, deleted_at=None, recorded_at__gt=now - STILL_NEW):
        judge_entry_alone(patient=patient, entry=entry, now=now)
    for course in Course.objects.filter(patient=patient, ended_at=None):
        last = Session.objects.filter(course=course).order_by("-ended_at").first()
        if last is not None:
            judge_whole_course(
                patient=patient, course=course, since=last.ended_at, trigger=Assessment.Trigger.CONSENT, by=by, now=now
            )
