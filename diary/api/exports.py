"""The patient takes everything along: the whole diary as JSON that can be taken in again, or every entry as CSV, row by row."""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from diary import access
from diary.actions.auditing import record_access
from diary.actions.diary_file import export_diary
from diary.api.base import EbbView
from diary.api.shapes import Choice, Shape
from diary.clinical import rules
from diary.models import Entry, Patient, Session
from diary.reports import csv, sheet
from diary.reports.rows import entry_lines

AT_A_TIME = 500


class ExportShape(Shape):
    format = Choice(["json", "csv"], required=False, default="json")


class MyExport(EbbView):
    """Everything that is kept about the patient who asks, and nobody else."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        request=ExportShape,
        responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, "text/csv"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request) -> HttpResponseBase:
        patient = access.check_is_patient(self.asker)
        wanted = self.body(ExportShape, optional=True)["format"]
        headers = {"Content-Disposition": f'attachment; filename="ebb-{self.now:%Y-%m-%d}.{wanted}"'}
        if wanted == "json":
            content = export_diary(patient=patient, by=self.asker, now=self.now)
            return HttpResponse(json.dumps(content, ensure_ascii=False), "application/json", headers=headers)
        record_access(by=self.asker, patient=patient, action="patient.export", object_id=patient.pk, now=self.now)
        return StreamingHttpResponse(csv_of(patient), content_type="text/csv; charset=utf-8", headers=headers)


class EmergencySheet(EbbView):
    """One page to hand to a doctor who has never heard of Ebb, as PDF: what the app's screen of that name says."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        patient = access.check_writes_diary(self.asker)  # whoever is at the bedside
        record_access(by=self.asker, patient=patient, action="sheet.export", object_id=patient.pk, now=self.now)
        headers = {"Content-Disposition": f'inline; filename="ebb-{self.now:%Y-%m-%d}.pdf"'}
        return HttpResponse(sheet.render(patient, self.now), "application/pdf", headers=headers)


def csv_of(patient: Patient) -> Iterator[str]:
    """Every entry of the diary, oldest first. Memory does not grow with the diary: rows are read as they are sent."""
    zone = ZoneInfo(patient.time_zone)
    sessions = {session.pk: session for session in Session.objects.filter(patient=patient)}
    entries = Entry.objects.filter(patient=patient, deleted_at=None).order_by("recorded_at", "id")
    lines = entry_lines(entries, sessions, zone, AT_A_TIME)
    whose = csv.Whose(patient.name, patient.birth_date.isoformat(), rules.RULES_VERSION)
    return csv.lines_of(whose, lines)
