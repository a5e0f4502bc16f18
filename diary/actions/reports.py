"""Drafting a report, the patient's answer to exactly that, and handing it out. It knows bytes, not what they say.

The agreement to one page is itself the consent to share that page: it needs no standing consent, and taking back `sharing`
later stops the staff from handing it on.
"""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction

from diary.actions.auditing import record_access
from diary.models import Consent, Course, Purpose, Report, ReportState, User

REPLACED = "A draft without the notes takes its place."


class SharingTakenBack(Exception):
    """After agreeing to the page, the patient took back the consent to share."""


class AnsweredOtherwise(Exception):
    """The patient has answered this report already, with the other answer. `report` says which, and when."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"This was {report.state} before. Ask for a new draft.")
        self.report = report


@transaction.atomic
def draft_report(
    *,
    course: Course,
    report_format: str,
    since: datetime,
    until: datetime,
    request: str,
    recipient: str,
    include_notes: bool,
    content: bytes,
    rules_version: str,
    by: User,
    now: datetime,
    options: dict[str, Any] | None = None,
    reference: str = "",
) -> Report:
    """Freeze `content`, which describes `course` from `since` until `until`, for the patient to see and agree to.

    `reference` is printed on the page; whoever holds the page can ask by it whether Ebb made it.
    """
    report = Report.objects.create(
        patient=course.patient,
        course=course,
        format=report_format,
        since=since,
        until=until,
        request=request,
        recipient=recipient,
        include_notes=include_notes,
        options=options or {},
        reference=reference,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        rules_version=rules_version,
        created_at=now,
        created_by=by,
    )
    record_access(by=by, patient=course.patient, action="report.draft", object_id=report.pk, now=now)
    return report


@transaction.atomic
def agree_to_report(*, report: Report, by: User, now: datetime) -> Report:
    """The patient agrees that exactly this report is shared. Again: nothing happens, the first moment stays.

    Raises AnsweredOtherwise when it was declined.
    """
    agreed = Report.objects.filter(pk=report.pk, state=ReportState.DRAFT).update(
        state=ReportState.AGREED, agreed_at=now, agreed_by=by
    )
    if agreed:
        record_access(by=by, patient=report.patient, action="report.agree", object_id=report.pk, now=now)
    return _answered(report, ReportState.AGREED)


@transaction.atomic
def decline_report(*, report: Report, because: str, by: User, now: datetime) -> Report:
    """The patient does not want this report shared. Again: nothing happens, the first answer stays.

    Raises AnsweredOtherwise when it was agreed to: that is taken back with the consent to share.
    """
    declined = Report.objects.filter(pk=report.pk, state=ReportState.DRAFT).update(
        state=ReportState.DECLINED, declined_at=now, declined_by=by
    )
    answered = _answered(report, ReportState.DECLINED)
    if declined:
        answered.declined_because = because
        answered.save(update_fields=["declined_because"])
        record_access(by=by, patient=report.patient, action="report.decline", object_id=report.pk, now=now)
    return answered


@transaction.atomic
def draft_without_notes(
    *,
    report: Report,
    since: datetime,
    until: datetime,
    content: bytes,
    rules_version: str,
    reference: str,
    options: dict[str, Any],
    by: User,
    now: datetime,
) -> Report:
    """The patient hides the notes: the draft is declined, and a new one with the same ask takes its place.

    Raises AnsweredOtherwise when the patient has answered the draft already.
    """
    if Report.objects.filter(pk=report.pk).exclude(state=ReportState.DRAFT).exists():
        raise AnsweredOtherwise(Report.objects.get(pk=report.pk))
    decline_report(report=report, because=REPLACED, by=by, now=now)
    return draft_report(
        course=report.course,
        report_format=report.format,
        since=since,
        until=until,
        request=report.request,
        recipient=report.recipient,
        include_notes=False,
        options=options,
        reference=reference,
        content=content,
        rules_version=rules_version,
        by=by,
        now=now,
    )


def _answered(report: Report, state: ReportState) -> Report:
    """The report as it stands. Raises AnsweredOtherwise when that is not in `state`."""
    found = Report.objects.select_related("patient", "created_by", "agreed_by", "declined_by").get(pk=report.pk)
    if found.state != state:
        raise AnsweredOtherwise(found)
    return found


@transaction.atomic
def record_export(*, report: Report, by: User, now: datetime) -> bytes:
    """Hand out the content and note who had it: a draft is viewed, an agreed report is exported.

    The audit row names the report, and the report's `content_hash` names the bytes. Raises SharingTakenBack for staff when the
    patient took back the consent to share after agreeing.
    """
    is_agreed = report.state == ReportState.AGREED
    is_own = report.patient.user_id == by.pk
    if is_agreed and not is_own and is_taken_back(report):
        raise SharingTakenBack("The patient has taken back the consent to share since agreeing to this page.")
    action = "report.export" if is_agreed else "report.view"
    record_access(by=by, patient=report.patient, action=action, object_id=report.pk, now=now)
    content: bytes = report.content
    return content


def made_on(*, reference: str, content_hash: str | None) -> date | None:
    """The day a report with this reference (and these bytes, when their hash is given) was made; None when there is none."""
    found = Report.objects.filter(reference=reference).exclude(reference="")
    if content_hash is not None:
        found = found.filter(content_hash=content_hash)
    moment = found.order_by("created_at").values_list("created_at", flat=True).first()
    return None if moment is None else moment.date()


def is_taken_back(report: Report) -> bool:
    """Whether the last answer on sharing is a no that came after the agreement."""
    last = (
        Consent.objects.filter(patient=report.patient_id, purpose=Purpose.SHARING)
        .order_by("-answered_at", "-id")
        .first()
    )
    return last is not None and not last.given and report.agreed_at is not None and last.answered_at > report.agreed_at
