"""A clinic's connection to Cliniko: its key goes in and never comes out again."""

from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.cliniko import KeyRefused, end_cliniko, keep_cliniko_key
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import instant
from diary.api.typed import Answer
from diary.models import Clinic, ClinikoAccount


class ClinikoShape(Shape):
    key = Text(max_length=220)


class CountAnswer(TypedDict):
    """How many appointments, and what became of them, or why they were left out."""

    what: str
    count: int


class ClinikoAnswer(TypedDict):
    """Whether appointments are fetched, and what the last look found; `trouble` is why it found nothing."""

    connected: bool
    since: str | None
    by: str | None
    looked_at: str | None
    not_before: str | None
    trouble: str | None
    kept: list[CountAnswer]
    left_out: list[CountAnswer]


class Cliniko(EbbView):
    """The key with which appointments are fetched, for managers: set, looked after, taken away."""

    needs_recent_sign_in = True

    @extend_schema(responses=Answer(ClinikoAnswer))
    def get(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        return Response(show_cliniko(clinic))

    @extend_schema(request=ClinikoShape, responses=Answer(ClinikoAnswer))
    def put(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        try:
            keep_cliniko_key(clinic=clinic, key=self.body(ClinikoShape)["key"].strip(), by=self.asker, now=self.now)
        except KeyRefused as error:
            raise Problem(422, "invalid", str(error), {"key": [str(error)]}) from error
        return Response(show_cliniko(clinic))

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        account = ClinikoAccount.objects.select_related("clinic").filter(clinic=clinic).first()
        if account is not None:
            end_cliniko(account=account, by=self.asker, now=self.now)
        return Response(status=204)


def show_cliniko(clinic: Clinic) -> ClinikoAnswer:
    """How the clinic's connection stands and what came of the last look; never its key."""
    account = ClinikoAccount.objects.select_related("created_by").filter(clinic=clinic).first()
    found = account.found if account else {}
    return {
        "connected": account is not None,
        "since": instant(account.created_at) if account else None,
        "by": account.created_by.name if account else None,
        "looked_at": instant(account.polled_at) if account else None,
        "not_before": instant(account.not_before) if account else None,
        "trouble": (account.trouble or None) if account else None,
        "kept": [{"what": what, "count": count} for what, count in found.items() if what != "left_out"],
        "left_out": [{"what": why, "count": count} for why, count in found.get("left_out", {}).items()],
    }
