"""Before and after a report: the text that Ebb drafts for it, and the answer to "did Ebb make this page?"."""

import re
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.reports import made_on
from diary.api.base import EbbView
from diary.api.problems import Problem
from diary.api.reports import ReportShape, asked_in, moments_of
from diary.reports import sbar
from diary.reports.summary import summarise
from diary.reports.words import day_text

REFERENCE = re.compile("[a-z2-7]{16}")
SHA_256 = re.compile("[0-9a-f]{64}")


class ReportText(EbbView):
    """The text a report would open with, sentence by sentence, each with the entries it rests on. Nothing is kept."""

    @extend_schema(request=ReportShape, responses=dict)
    def post(self, request: Request) -> Response:
        body = self.body(ReportShape)
        courses = access.courses_to_write_of(self.asker, self.now).select_related("patient__clinic")
        course = self.one(courses, body["course"])
        since, until = moments_of(body["period"], course, self.now)
        summary = summarise(course, since, until, now=self.now, **asked_in(body))
        record_access(by=self.asker, patient=course.patient, action="report.text", object_id=course.pk, now=self.now)
        drafted = sbar.draft(summary)
        return Response({part: _part(getattr(drafted, part)) for part in sbar.PARTS})


def _part(statements: tuple[sbar.Statement, ...]) -> dict[str, Any]:
    return {
        "text": " ".join(each.text for each in statements),
        "statements": [{"text": each.text, "entries": [str(pk) for pk in each.entries]} for each in statements],
    }


class Verify(EbbView):
    """For anybody who holds a page: whether Ebb made it, and on which day. Nothing about whom it is, or what it says."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A phone that reads the code on the page asks for HTML, and gets plain words."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        parameters=[OpenApiParameter("sha256", str, description="The SHA-256 of the file, to ask for its bytes too.")],
        responses={200: OpenApiTypes.OBJECT, (200, "text/plain"): OpenApiTypes.STR},
    )
    def get(self, request: Request, reference: str) -> HttpResponse:
        wanted = request.query_params.get("sha256")
        is_asked_well = REFERENCE.fullmatch(reference) and (wanted is None or SHA_256.fullmatch(wanted))
        day = made_on(reference=reference, content_hash=wanted) if is_asked_well else None
        if day is None:
            raise Problem(404, "not_found", "Ebb knows of no such page.")
        said = f"This page was made by Ebb on {day_text(day)}. The {'hash' if wanted else 'reference'} matches."
        if "text/html" in request.headers.get("Accept", ""):
            return HttpResponse(said, content_type="text/plain; charset=utf-8")
        return Response({"made_by": "Ebb", "made_on": day.isoformat(), "matches": True, "detail": said})
