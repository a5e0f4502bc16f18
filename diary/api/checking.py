""" "I have been checked by a doctor"."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.checking import CheckedBefore, CheckedInFuture, record_check
from diary.actions.entries import UnknownEntry
from diary.api.base import EbbView
from diary.api.problems import Problem
from diary.api.shapes import Instant, Shape, Text
from diary.api.shown import show_entries


class CheckedShape(Shape):
    checked_at = Instant()
    note = Text(required=False, allow_blank=True, default="", max_length=10_000)


class EntryChecked(EbbView):
    """The patient says that a doctor has checked what the entry says: it closes what rests on nothing later."""

    @extend_schema(request=CheckedShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        patient = access.check_writes_diary(self.asker)
        body = self.body(CheckedShape)
        try:
            entry = record_check(
                patient=patient,
                entry_id=pk,
                checked_at=body["checked_at"],
                note=body["note"],
                by=self.asker,
                now=self.now,
            )
        except UnknownEntry as error:
            raise Problem(404, "not_found", str(error)) from error
        except (CheckedBefore, CheckedInFuture) as error:
            raise Problem(422, "invalid", "Please correct: checked_at.", {"checked_at": [str(error)]}) from error
        return Response(show_entries([entry], patient)[0])
