"""What a clinic's managers read of it as a whole."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.api.base import moment_in_query
from diary.api.care import StaffView
from diary.api.shown import instant
from diary.reports.precision import precision_of

DAYS = timedelta(days=90)


class Precision(StaffView):
    """Of the alerts that fired, how many led to something; per rule. Ninety days unless `from` and `to` say otherwise."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        access.clinic_to_manage(self.asker)
        try:
            clinic = access.clinic_to_manage(self.asker, pk)
        except access.NotAllowed as error:
            raise Http404 from error
        until = moment_in_query(request, "to") or self.now
        since = moment_in_query(request, "from") or until - DAYS
        rows = precision_of(clinic, since, until)
        return Response({"from": instant(since), "to": instant(until), "results": rows, "next": None})
