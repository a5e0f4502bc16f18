"""Treatment sessions: recorded, corrected and taken back by the staff who treat; patients read their own, and their curves."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access, record_list_access
from diary.actions.sessions import (
    NotLasting,
    ReasonNeeded,
    SessionEndsBeforeStart,
    SessionInFuture,
    SessionTakenBack,
    SessionTwice,
    UnwantedAfterIt,
    record_session,
    take_back_session,
    update_session,
)
from diary.api.base import EbbView, parse_uuid
from diary.api.care import MOST_LISTED, StaffView
from diary.api.problems import Problem
from diary.api.shapes import Choice, Instant, Score, Shape, Text, Whole, YesNo
from diary.api.shown import TakenBackAnswer, instant, show_session, show_taken_back
from diary.api.typed import Answer
from diary.clinical import intake
from diary.clinical.symptoms import REGIONS_OR_OTHER
from diary.models import Session
from diary.reports.curve import describe_curve


class SessionShape(Shape):
    course = serializers.UUIDField()
    started_at = Instant(required=False)
    ended_at = Instant()
    ended_at_estimated = YesNo(required=False)
    modality = Choice(list(intake.MODALITIES))
    regions = serializers.ListField(child=Choice(list(REGIONS_OR_OTHER)), min_length=1, max_length=MOST_LISTED)
    needles = Whole(required=False, allow_null=True, min_value=0, max_value=200)
    retention_minutes = Whole(
        required=False, allow_null=True, min_value=intake.RETENTION_MINUTES[0], max_value=intake.RETENTION_MINUTES[1]
    )
    position = Choice(list(intake.POSITIONS), required=False, allow_null=True)
    points = serializers.ListField(child=Text(max_length=12), required=False, max_length=100)
    nrs_before = Score()
    note = Text(required=False, allow_null=True, allow_blank=True, max_length=10_000)
    proceed_reason = Text(required=False, allow_null=True, max_length=2_000)
    anything_changed = YesNo(required=False, allow_null=True)
    what_changed = Text(required=False, allow_null=True, allow_blank=True, max_length=2_000)


class SessionChangeShape(SessionShape):
    course = None  # type: ignore[assignment]
    closed = YesNo(required=False)


class Sessions(EbbView):
    """Treatment sessions."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        sessions = access.sessions_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "patient", "course"
        )
        for name in ("patient", "course"):
            if text := request.query_params.get(name):
                sessions = sessions.filter(**{name: parse_uuid(text, name)})
        response, shown = self.page(sessions, self.show, order=("-ended_at", "-pk"))
        record_list_access(
            by=self.asker, patients={each.patient for each in shown}, action="session.list", now=self.now
        )
        return response

    @extend_schema(request=SessionShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        access.check_is_staff(self.asker)
        body = self.body(SessionShape)
        course = self.one(
            access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related("patient"),
            body.pop("course"),
        )
        with SessionRefusals():
            session = record_session(course=course, by=self.asker, now=self.now, **body)
        return Response(show_session(session, to_staff=True), status=201)

    def show(self, session: Session) -> dict[str, Any]:
        """A session for who asks: neither the patient nor a carer reads what was written for the staff."""
        return show_session(session, to_staff=self.is_staff_to(session.patient))


class OneSession(EbbView):
    """One treatment session."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        session = self._session(pk)
        record_access(by=self.asker, patient=session.patient, action="session.read", object_id=pk, now=self.now)
        return Response(show_session(session, to_staff=self.is_staff_to(session.patient)))

    @extend_schema(request=SessionChangeShape, responses=dict)
    def patch(self, request: Request, pk: UUID) -> Response:
        access.check_is_staff(self.asker)
        session = self._session(pk)
        changes = self.body(SessionChangeShape, partial=True)
        with SessionRefusals():
            session = update_session(session=session, by=self.asker, now=self.now, changes=changes)
        return Response(show_session(session, to_staff=True))

    def _session(self, pk: UUID) -> Session:
        """Of those that were taken back staff alone read: one may be about somebody else's treatment."""
        treated = access.patients_visible_to(self.asker, self.now, reading=self.is_reading).exclude(user=self.asker)
        given = access.sessions_visible_to(self.asker, self.now, reading=self.is_reading)
        seen = Session.every.filter(Q(pk__in=given.values("pk")) | Q(patient__in=treated.values("pk")))
        return self.one(seen.select_related("patient", "course", "taken_back_by"), pk)


class SessionTakeBackShape(Shape):
    because = Text(max_length=2_000)


class TakeBackSession(StaffView):
    """A session that was entered in error: it counts no more, and stays with who, when and why."""

    @extend_schema(request=SessionTakeBackShape, responses=Answer(TakenBackAnswer))
    def post(self, request: Request, pk: UUID) -> Response:
        sessions = Session.every.filter(patient__in=self.patients().values("pk"))
        session = self.one(sessions.select_related("patient", "course"), pk)
        because = self.body(SessionTakeBackShape)["because"]
        with SessionRefusals():
            session = take_back_session(session=session, because=because, by=self.asker, now=self.now)
        return Response(show_taken_back(session))


class SessionCurve(EbbView):
    """What was expected after a session, and what came."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        sessions = access.sessions_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "patient__clinic", "course"
        )
        session = self.one(sessions, pk)
        record_access(by=self.asker, patient=session.patient, action="curve.read", object_id=pk, now=self.now)
        return Response(describe_curve(session, self.now, to_staff=self.is_staff_to(session.patient)))


class SessionRefusals:
    """Turns what is refused of a session into problems that name the field, or say what stands in the way."""

    FIELDS: ClassVar = {
        SessionInFuture: "ended_at",
        SessionEndsBeforeStart: "started_at",
        ReasonNeeded: "proceed_reason",
        NotLasting: "closed",
    }

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SessionTwice | UnwantedAfterIt):
            raise Problem(409, "conflict", str(error)) from error
        if isinstance(error, SessionTakenBack):
            raise Problem(409, "conflict", str(error), extra={"by": error.by, "at": instant(error.at)}) from error
        if isinstance(error, tuple(self.FIELDS)):
            field = self.FIELDS[type(error)]  # type: ignore[index]
            raise Problem(422, "invalid", str(error), {field: [str(error)]}) from error
