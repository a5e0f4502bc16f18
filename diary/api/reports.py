"""Reports: a page or a file about a course, drafted by the staff or the patient, agreed to by the patient, downloaded by both."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access, record_list_access
from diary.actions.reports import (
    AnsweredOtherwise,
    SharingTakenBack,
    agree_to_report,
    decline_report,
    draft_report,
    draft_without_notes,
    record_export,
)
from diary.api.base import EbbView, parse_uuid
from diary.api.problems import Problem
from diary.api.report_answers import ReportAnswer, show_report
from diary.api.shapes import Choice, Instant, Shape, Text, YesNo
from diary.api.typed import Answer, Page
from diary.models import Course, Report, ReportFormat, ReportState
from diary.reports import csv, pdf, picture, plain
from diary.reports.facts import Said, Summary
from diary.reports.fhir import document
from diary.reports.page import PAPERS
from diary.reports.summary import summarise
from diary.reports.words import PRIORITIES, TASKS

CONTENT_TYPES = {
    ReportFormat.PDF: "application/pdf",
    ReportFormat.FHIR: "application/fhir+json; fhirVersion=4.0",
    ReportFormat.CSV: "text/csv; charset=utf-8",
    ReportFormat.JSON: "application/json",
}
ENDINGS = {ReportFormat.PDF: "pdf", ReportFormat.FHIR: "fhir.json", ReportFormat.CSV: "csv", ReportFormat.JSON: "json"}
RENDER = {
    ReportFormat.PDF: pdf.render,
    ReportFormat.FHIR: document.render,
    ReportFormat.CSV: csv.render,
    ReportFormat.JSON: plain.render,
}
OPTIONS = ("priority", "sbar", "paper", "tasks", "appendix")
LONGEST_PERIOD = timedelta(days=3 * 366)
ONE_DAY = timedelta(days=1)


@extend_schema_field({"type": "string", "description": "A day (2026-01-31) of the patient's calendar, or an instant."})
class DayOrInstant(Instant):
    """A calendar day, or a moment with an offset."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            day = parse_date(data) if isinstance(data, str) else None
        except ValueError:
            day = None
        return day or super().to_internal_value(data)


PeriodShape = type(
    "PeriodShape", (Shape,), {"from": DayOrInstant(), "to": DayOrInstant()}
)  # `from` is a word of Python


class SaidShape(Shape):
    """The text at the top of the page, as a person wrote it; an empty part is left out."""

    situation = Text(required=False, allow_blank=True, default="", max_length=600)
    background = Text(required=False, allow_blank=True, default="", max_length=600)
    assessment = Text(required=False, allow_blank=True, default="", max_length=600)
    recommendation = Text(required=False, allow_blank=True, default="", max_length=600)


class ReportShape(Shape):
    course = serializers.UUIDField()
    period = PeriodShape(required=False, allow_null=True, default=None)
    format = Choice(ReportFormat.values)
    request = Text(required=False, allow_blank=True, default="", max_length=400)
    recipient = Text(required=False, allow_blank=True, default="", max_length=120)
    include_notes = YesNo(default=False)
    priority = Choice(list(PRIORITIES), required=False, allow_null=True, default=None)
    sbar = SaidShape(required=False, allow_null=True, default=None)
    paper = Choice(list(PAPERS), required=False, default="a4")
    tasks = serializers.ListField(child=Choice(list(TASKS)), required=False, default=list, max_length=len(TASKS))
    appendix = YesNo(default=False)


class AgreeShape(Shape):
    content_hash = Text(required=False, allow_null=True, default=None, max_length=64)


class DeclineShape(Shape):
    because = Text(required=False, allow_blank=True, default="", max_length=400)


class Reports(EbbView):
    """The reports of whom the asker may see, newest first; and drafting one."""

    @extend_schema(responses=Answer(Page[ReportAnswer]))
    def get(self, request: Request) -> Response:
        reports = shown_reports(self)
        if text := request.query_params.get("patient"):
            reports = reports.filter(patient=parse_uuid(text, "patient"))
        response, rows = self.page(reports, show_report)
        record_list_access(by=self.asker, patients={each.patient for each in rows}, action="report.list", now=self.now)
        return response

    @extend_schema(request=ReportShape, responses={201: Answer(ReportAnswer)})
    def post(self, request: Request) -> Response:
        body = self.body(ReportShape)
        courses = access.courses_to_write_of(self.asker, self.now).select_related("patient__clinic")
        course = self.one(courses, body["course"])
        since, until = moments_of(body["period"], course, self.now)
        is_own = course.patient.user_id == self.asker.pk
        summary = summarise(course, since, until, now=self.now, by_patient=is_own, **asked_in(body))
        content = rendered(summary, body["format"])
        report = draft_report(
            course=course,
            report_format=body["format"],
            since=summary.since,
            until=summary.until,
            content=content,
            rules_version=summary.rules_version,
            by=self.asker,
            now=self.now,
            options={name: body[name] for name in OPTIONS} | {"pages": pages_of(content, body["format"])},
            reference=summary.reference,
            **{name: body[name] for name in ("request", "recipient", "include_notes")},
        )
        return Response(show_report(report), status=201)


class OneReport(EbbView):
    """What is known of a report beside its content."""

    @extend_schema(responses=Answer(ReportAnswer))
    def get(self, request: Request, pk: UUID) -> Response:
        report = self.one(shown_reports(self), pk)
        record_access(by=self.asker, patient=report.patient, action="report.read", object_id=pk, now=self.now)
        return Response(show_report(report))


class ReportContent(EbbView):
    """The page or file itself: a draft to look at, an agreed report to keep."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whoever asks for `application/pdf` gets what there is, not a 406: the format was chosen at drafting."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "application/fhir+json"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.OBJECT,
        }
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        report, content = handed_out(self, pk)
        way = "attachment" if report.state == ReportState.AGREED else "inline"
        return HttpResponse(
            content,
            content_type=CONTENT_TYPES[ReportFormat(report.format)],
            headers={
                "Content-Disposition": f'{way}; filename="{file_name_of(report)}"',
                "ETag": f'"{report.content_hash}"',
            },
        )


class ReportPicture(EbbView):
    """A picture of each page, drawn from the bytes of the PDF themselves: for a phone, which shows no PDF inside a page.

    Of a FHIR document: of the printed page inside it.
    """

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """An `<img>` asks for pictures and gets one."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        parameters=[OpenApiParameter("page", int, description="Which page, from 1 to the report's `pages`.")],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        report, content = handed_out(self, pk)
        printed = page_of(content, report.format)
        number = request.query_params.get("page", "1")
        if printed is None or not number.isascii() or not number.isdecimal():
            raise Problem(404, "not_found", "Only a page has a picture; this is a table.")
        if not 1 <= int(number[:9]) <= picture.pages_in(printed):
            raise Problem(404, "not_found", "There is no such page.")
        return HttpResponse(
            picture.of_page(printed, int(number)),
            content_type="image/png",
            headers={"ETag": f'"{report.content_hash}-{number}"', "Content-Disposition": "inline"},
        )


class Agree(EbbView):
    """The patient agrees that exactly this report is shared; `content_hash` says which bytes were looked at."""

    @extend_schema(request=AgreeShape, responses=Answer(ReportAnswer))
    def post(self, request: Request, pk: UUID) -> Response:
        seen = self.body(AgreeShape, optional=True)["content_hash"]
        report = own_report(self, pk)
        if seen is not None and seen != report.content_hash:
            raise Problem(409, "conflict", "This is not the page that was looked at. Open it again.")
        try:
            return Response(show_report(agree_to_report(report=report, by=self.asker, now=self.now)))
        except AnsweredOtherwise as error:
            raise answered_before(error) from error


class Decline(EbbView):
    """The patient does not want this report shared; why is up to them."""

    @extend_schema(request=DeclineShape, responses=Answer(ReportAnswer))
    def post(self, request: Request, pk: UUID) -> Response:
        because = self.body(DeclineShape, optional=True)["because"]
        report = own_report(self, pk)
        try:
            return Response(show_report(decline_report(report=report, because=because, by=self.asker, now=self.now)))
        except AnsweredOtherwise as error:
            raise answered_before(error) from error


class WithoutNotes(EbbView):
    """The patient hides the notes: a new draft with the same ask takes the place of this one (clinical reference 5.3)."""

    @extend_schema(request=None, responses={201: Answer(ReportAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        self.body(Shape, optional=True)
        report = own_report(self, pk)
        if not report.include_notes:
            raise Problem(409, "conflict", "There are no notes on this page.")
        course = self.one(
            access.courses_to_write_of(self.asker, self.now).select_related("patient__clinic"), report.course_id
        )
        ask = {"request": report.request, "recipient": report.recipient, "include_notes": False}
        options = report.options or {}
        summary = summarise(course, report.since, report.until, now=self.now, **asked_in({**options, **ask}))
        content = rendered(summary, report.format)
        try:
            drafted = draft_without_notes(
                report=report,
                since=summary.since,
                until=summary.until,
                content=content,
                options=options | {"pages": pages_of(content, report.format)},
                rules_version=summary.rules_version,
                reference=summary.reference,
                by=self.asker,
                now=self.now,
            )
        except AnsweredOtherwise as error:
            raise answered_before(error) from error
        return Response(show_report(drafted), status=201)


def file_name_of(report: Report) -> str:
    """What a download is called: the day and the id, nothing about anybody."""
    return f"ebb-{report.created_at:%Y-%m-%d}-{report.pk.hex[-8:]}.{ENDINGS[ReportFormat(report.format)]}"


def shown_reports(view: EbbView) -> "QuerySet[Report]":
    """The reports the asker may see, without their content."""
    visible = access.reports_visible_to(view.asker, view.now)
    return visible.select_related("patient", "created_by", "agreed_by", "declined_by").defer("content")


def own_report(view: EbbView, pk: UUID) -> Report:
    """The report, for its patient alone; 403 for the staff, who see it and cannot answer it."""
    report = view.one(shown_reports(view), pk)
    if report.patient.user_id != view.asker.pk:
        raise access.NotAllowed("Only the patient can answer a report, in their own diary.")
    return report


def handed_out(view: EbbView, pk: UUID) -> tuple[Report, bytes]:
    """The report with its bytes, noted as seen or taken."""
    report = view.one(access.reports_visible_to(view.asker, view.now).select_related("patient"), pk)
    try:
        return report, record_export(report=report, by=view.asker, now=view.now)
    except SharingTakenBack as error:
        raise Problem(403, "consent_required", str(error)) from error


def answered_before(error: AnsweredOtherwise) -> Problem:
    """A 409 with the letter as it was answered first."""
    return Problem(409, "conflict", str(error), extra={"report": show_report(error.report)})


def asked_in(body: dict[str, Any]) -> dict[str, Any]:
    """What `summarise` takes of a body, or of a report's own columns and options."""
    said = body.get("sbar")
    return {
        **{name: body[name] for name in ("request", "recipient", "include_notes")},
        "priority": body.get("priority") or "",
        "said": Said(**said) if said else None,
        "paper": body.get("paper") or "a4",
        "tasks": body.get("tasks") or (),
        "appendix": bool(body.get("appendix")),
        "verify_at": f"{settings.BASE_URL}/api/v1/verify",
    }


def moments_of(period: dict[str, Any] | None, course: Course, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From the beginning of the first day until the end of the last, on the patient's calendar. Without a period: None."""
    if period is None:
        return None, None
    zone = ZoneInfo(course.patient.time_zone)
    since, until = _start_of(period["from"], zone), period["to"]
    until = until if isinstance(until, datetime) else _start_of(until + ONE_DAY, zone)
    if since >= min(until, now):
        raise _wrong_period("from", "A period begins before it ends, and before now.")
    if until - since > LONGEST_PERIOD:
        raise _wrong_period("from", "A report covers three years at most.")
    return since, until


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(), zone)


def _wrong_period(name: str, sentence: str) -> Problem:
    return Problem(422, "invalid", f"Please correct: period.{name}.", {f"period.{name}": [sentence]})


def page_of(content: bytes, report_format: str) -> bytes | None:
    """The printed page of a report; None for a table."""
    if report_format == ReportFormat.FHIR:
        return document.page_in(content)
    return content if report_format == ReportFormat.PDF else None


def pages_of(content: bytes, report_format: str) -> int:
    """How many pages there are to look at; 0 for a table."""
    printed = page_of(content, report_format)
    return 0 if printed is None else picture.pages_in(printed)


def rendered(summary: Summary, report_format: str) -> bytes:
    """The bytes of a letter. Raises a 422 where a page cannot hold it."""
    try:
        return RENDER[ReportFormat(report_format)](summary)
    except pdf.PageTooLong as error:
        sentence = "This does not fit on one page. Shorten the request, or send CSV."
        raise Problem(422, "invalid", "Please correct: request.", {"request": [sentence]}) from error
