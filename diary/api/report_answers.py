"""What the API tells of a report beside its content."""

from datetime import datetime
from typing import Literal, TypedDict, cast

from diary.api.shown import instant
from diary.api.typed import By
from diary.models import Report, ReportFormat, User

PeriodAnswer = TypedDict("PeriodAnswer", {"from": str, "to": str})


class DeclinedAnswer(By):
    """The patient's no, and why, where it was said."""

    because: str


class SaidAnswer(TypedDict):
    """The text at the top of the page as a person sent it."""

    situation: str
    background: str
    assessment: str
    recommendation: str


class ReportAnswer(TypedDict):
    """What is known of a report beside its content."""

    id: str
    patient: str
    course: str
    format: Literal["pdf", "fhir", "csv", "json"]
    state: Literal["draft", "agreed", "declined"]
    period: PeriodAnswer
    request: str
    recipient: str
    include_notes: bool
    priority: str | None
    sbar: SaidAnswer | None
    paper: str
    tasks: list[str]
    appendix: bool
    pages: int
    reference: str
    content_hash: str
    rules_version: str
    created: By
    agreed: By | None
    declined: DeclinedAnswer | None


def show_report(report: Report) -> ReportAnswer:
    """A letter without its bytes: what it asks, of which period, and who agreed or declined."""
    options = report.options or {}
    agreed, declined = by_whom(report.agreed_by, report.agreed_at), by_whom(report.declined_by, report.declined_at)
    return {
        "id": str(report.pk),
        "patient": str(report.patient_id),
        "course": str(report.course_id),
        "format": cast("Literal['pdf', 'fhir', 'csv', 'json']", report.format),
        "state": cast("Literal['draft', 'agreed', 'declined']", report.state),
        "period": {"from": instant(report.since), "to": instant(report.until)},
        "request": report.request,
        "recipient": report.recipient,
        "include_notes": report.include_notes,
        "priority": options.get("priority"),
        "sbar": options.get("sbar"),
        "paper": options.get("paper", "a4"),
        "tasks": options.get("tasks") or [],
        "appendix": bool(options.get("appendix")),
        "pages": options.get("pages", int(report.format == ReportFormat.PDF)),
        "reference": report.reference,
        "content_hash": report.content_hash,
        "rules_version": report.rules_version,
        "created": {"by": report.created_by.name, "at": instant(report.created_at)},
        "agreed": agreed,
        "declined": None if declined is None else {**declined, "because": report.declined_because or ""},
    }


def by_whom(user: User | None, at: datetime | None) -> By | None:
    """Who and when, or null where either is not known."""
    return None if user is None or at is None else {"by": user.name, "at": instant(at)}
