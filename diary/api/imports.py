"""Bringing in appointments: what a file would do first, then doing it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.appointments_file import BadRow, Row, UnreadableFile, read_csv, read_ical
from diary.actions.importing import LARGEST, Plan, Planned, apply_import, fetch_calendar, plan_import
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text, YesNo
from diary.api.shown import instant
from diary.models import Clinic, Patient


class ImportShape(Shape):
    format = Choice(["csv", "ical"])
    text = Text(required=False, allow_blank=True, max_length=LARGEST, trim_whitespace=False)
    url = Text(required=False, max_length=2048)
    apply = YesNo(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("text" in attrs) == ("url" in attrs):
            raise Problem(422, "invalid", "Send text or url.", {"text": ["Send the file's text, or its url."]})
        return attrs


class ImportAppointments(EbbView):
    """Appointments of patients whom the asker may see. Without `apply` nothing is kept: look first."""

    service_scope = "appointments"
    checks_size_itself = True

    @extend_schema(request=ImportShape, responses=dict)
    def post(self, request: Request) -> Response:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise Problem(413, "too_large", "The file is larger than 2 MB. Send a shorter period.")
        clinic, patients = self._whose(request)
        body = self.body(ImportShape)
        rows, bad = self._read(body, clinic)
        plan = plan_import(clinic=clinic, patients=patients, rows=rows, bad=bad)
        if body["apply"]:
            apply_import(clinic=clinic, plan=plan, by=self.asker, now=self.now)
        return Response(show_plan(plan, applied=body["apply"]))

    def _whose(self, request: Request) -> tuple[Clinic, list[Patient]]:
        """The clinic, and whose appointments may come in: a token brings in for all of it."""
        if (clinic := self.clinic_of_token) is not None:
            return clinic, list(Patient.objects.filter(clinic=clinic))
        access.check_is_staff(self.asker)
        clinic = access.clinic_to_work_in(self.asker, named_clinic(request))
        return clinic, list(access.patients_visible_to(self.asker, self.now).filter(clinic=clinic))

    def _read(self, body: dict[str, Any], clinic: Clinic) -> tuple[list[Row], list[BadRow]]:
        field = "url" if "url" in body else "text"
        try:
            text = fetch_calendar(body["url"]) if field == "url" else body["text"]
            return (read_csv if body["format"] == "csv" else read_ical)(text, clinic.time_zone)
        except UnreadableFile as error:
            raise Problem(422, "invalid", str(error), {field: [str(error)]}) from error


def show_plan(plan: Plan, *, applied: bool) -> dict[str, Any]:
    """What an import would do, or did: how many of each kind, each row, and the lines that could not be read."""
    counts: dict[str, int] = {}
    for each in plan.rows:
        counts[each.becomes.value] = counts.get(each.becomes.value, 0) + 1
    return {
        "applied": applied,
        "counts": counts,
        "results": [show_row(each) for each in plan.rows],
        "problems": [{"line": each.line, "reason": each.reason} for each in plan.bad],
        "next": None,
    }


def show_row(planned: Planned) -> dict[str, Any]:
    """One appointment of an import, whose it is, and what becomes of it."""
    return {
        "line": planned.row.line,
        "patient": {"id": str(planned.patient.pk), "name": planned.patient.name},
        "starts_at": instant(planned.row.starts_at),
        "ends_at": instant(planned.row.ends_at),
        "becomes": planned.becomes.value,
    }
