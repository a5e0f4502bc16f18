"""When the staff are reached: each person's own quiet hours, and who covers for whom."""

from datetime import time
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import actions as alerts
from alerts.models import QuietHours
from diary import access
from diary.actions.cover import CoverRefused, arrange_cover, end_cover
from diary.api.care import StaffView
from diary.api.problems import Problem
from diary.api.shapes import Instant, Shape, Zone
from diary.api.shown import instant
from diary.models import Cover, User


class QuietShape(Shape):
    starts = serializers.TimeField()
    ends = serializers.TimeField()
    time_zone = Zone(max_length=64, required=False)


class CoverShape(Shape):
    clinic = serializers.UUIDField(required=False)
    user = serializers.UUIDField()
    covers = serializers.UUIDField(required=False, allow_null=True)
    starts_at = Instant()
    ends_at = Instant(required=False, allow_null=True)

    def validate_ends_at(self, value: Any) -> Any:
        if value is not None and value <= self.context["now"]:
            raise serializers.ValidationError("This moment is past: nobody would be covered.")
        return value


class Quiet(StaffView):
    """When I want to hear of emergencies only."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        return Response(show_quiet(self.asker))

    @extend_schema(request=QuietShape, responses=dict)
    def put(self, request: Request) -> Response:
        body = self.body(QuietShape)
        try:
            alerts.set_quiet_hours(
                user_id=self.asker.pk,
                starts=body["starts"],
                ends=body["ends"],
                zone=body.get("time_zone", self.asker.time_zone),
            )
        except ValueError as error:
            raise Problem(422, "invalid", f"Please correct: {error}.", {"ends": [str(error)]}) from error
        return Response(show_quiet(self.asker))

    @extend_schema(responses={200: dict})
    def delete(self, request: Request) -> Response:
        alerts.end_quiet_hours(user_id=self.asker.pk)
        return Response(show_quiet(self.asker))


class Covers(StaffView):
    """Who covers for whom, from now on; managers arrange it."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        response, _ = self.page(access.covers_visible_to(self.asker, self.now), show_cover)
        return response

    @extend_schema(request=CoverShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        body = self.body(CoverShape)
        clinic = access.clinic_to_manage(self.asker, body.get("clinic"))
        try:
            cover = arrange_cover(
                clinic=clinic,
                user=access.colleague(clinic, body["user"]),
                covers=access.colleague(clinic, body["covers"]) if body.get("covers") else None,
                starts_at=body["starts_at"],
                ends_at=body.get("ends_at"),
                by=self.asker,
                now=self.now,
            )
        except (CoverRefused, access.NotAColleague) as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_cover(cover), status=201)


class EndCover(StaffView):
    """Cover ends now; one that has not begun never does."""

    @extend_schema(request=None, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        cover = self.one(access.covers_visible_to(self.asker, self.now), pk)
        access.clinic_to_manage(self.asker, cover.clinic_id)
        return Response(show_cover(end_cover(cover=cover, by=self.asker, now=self.now)))


def show_quiet(user: User) -> dict[str, Any]:
    """When somebody is not to be rung, by the clock of their own zone; null where they set nothing."""
    found = QuietHours.objects.filter(user=user).first()
    if found is None:
        return {"starts": None, "ends": None, "time_zone": user.time_zone}
    return {"starts": _clock(found.starts), "ends": _clock(found.ends), "time_zone": found.zone}


def show_cover(cover: Cover) -> dict[str, Any]:
    """Who answers for whom, from when until when; `covers` null: for everybody, `ends_at` null: until further notice."""
    return {
        "id": str(cover.pk),
        "clinic": str(cover.clinic_id),
        "user": {"id": str(cover.user_id), "name": cover.user.name},
        "covers": None if cover.covers is None else {"id": str(cover.covers_id), "name": cover.covers.name},
        "starts_at": instant(cover.starts_at),
        "ends_at": instant(cover.ends_at),
    }


def _clock(moment: time) -> str:
    return moment.isoformat(timespec="minutes")
