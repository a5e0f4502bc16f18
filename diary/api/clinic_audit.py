"""The audit page of a clinic: its managers and auditors read it, as figures or as a table for a spreadsheet."""

from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.api.base import EbbView, moment_in_query
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shown import instant
from diary.reports.audit import as_csv, audit_of

USUAL = timedelta(days=365)
LONGEST = timedelta(days=5 * 366)


class ClinicAudit(EbbView):
    """How the clinic's treatments go, of patients who agreed to be counted. A year unless `from` and `to` say otherwise."""

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponseBase:
        clinic = access.clinic_to_audit(self.asker, named_clinic(request))
        until = moment_in_query(request, "to") or self.now
        since = moment_in_query(request, "from") or until - USUAL
        if not timedelta(0) < until - since <= LONGEST:
            raise Problem(422, "invalid", "Please correct: from.", {"from": ["Choose a period of up to five years."]})
        audit = audit_of(clinic, since, min(until, self.now))
        if request.query_params.get("as") == "csv":
            headers = {"Content-Disposition": 'attachment; filename="ebb-audit.csv"'}
            return HttpResponse(as_csv(audit), content_type="text/csv; charset=utf-8", headers=headers)
        return Response({"from": instant(since), "to": instant(until), **audit})
