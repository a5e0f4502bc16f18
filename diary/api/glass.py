"""Reading, when it cannot wait, the record of somebody in whose care the asker has no part."""

from typing import TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.breaking_glass import break_glass
from diary.api.care import StaffView
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import instant
from diary.api.typed import Answer


class GlassShape(Shape):
    reason = Text(max_length=500)


class GlassAnswer(TypedDict):
    """Until when the record may be read."""

    until: str


class BreakGlass(StaffView):
    """For an hour, for a reason. The care team, the managers and the patient see that it was done, and by whom."""

    needs_recent_sign_in = True

    @extend_schema(request=GlassShape, responses={201: Answer(GlassAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        patient = self.one(access.patients_of_colleagues(self.asker), pk)
        reason = self.body(GlassShape)["reason"]
        if self.patients().filter(pk=patient.pk).exists():
            raise Problem(409, "conflict", "You have a part in this patient's care: the record is open to you.")
        until = break_glass(patient=patient, by=self.asker, reason=reason, now=self.now)
        shown: GlassAnswer = {"until": instant(until)}
        return Response(shown, status=201)
