"""What was unwanted after a treatment, as the staff write it down; and rules that are too sensitive for one patient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.adverse import CorrectedAlready, NotTheirSession, correct_adverse_event, record_adverse_event
from diary.actions.auditing import record_access
from diary.actions.easing import EasingRefused, ease_rules, end_easing
from diary.api.care import StaffView, patient_or_404
from diary.api.problems import Problem
from diary.api.shapes import Choice, Instant, Shape, Text, YesNo
from diary.api.shown import instant
from diary.api.typed import Answer
from diary.clinical import adverse
from diary.models import AdverseEvent, Easing, Patient, Session

MOST_SHOWN = 200
LISTS = {
    "what": adverse.WHAT,
    "severity": adverse.SEVERITIES,
    "cause": adverse.CAUSES,
    "outcome": adverse.OUTCOMES,
}
WORDS = [{"kind": kind, "code": code, "text": text} for kind, of in LISTS.items() for code, text in of.items()]


class AdverseEventShape(Shape):
    session = serializers.UUIDField(required=False, allow_null=True, default=None)
    happened_at = Instant()
    what = Choice(list(adverse.WHAT))
    severity = Choice(list(adverse.SEVERITIES))
    cause = Choice(list(adverse.CAUSES), default="unknown")
    outcome = Choice(list(adverse.OUTCOMES), default="unknown")
    note = Text(required=False, allow_blank=True, default="", max_length=10_000)

    def validate_happened_at(self, value: Any) -> Any:
        if value > self.context["now"]:
            raise serializers.ValidationError("That is still to come.")
        return value


class CorrectionShape(AdverseEventShape):
    reason = Text(max_length=2_000)
    is_mistake = YesNo(required=False, default=False)


class EasingShape(Shape):
    reason = Text(max_length=2_000)
    until = Instant()


class AdverseEventVersion(TypedDict):
    """One event as somebody wrote it down; `session` is the treatment it followed, if one. `reason` says why the version before it
    was corrected; `is_mistake`: it did not happen to this patient.
    """

    id: str
    session: str | None
    happened_at: str
    what: str
    severity: str
    cause: str
    outcome: str
    note: str
    recorded_at: str
    by: str
    reason: str | None
    is_mistake: bool


class AdverseEventAnswer(AdverseEventVersion):
    """An event in its newest version, and the former ones, newest first."""

    former: list[AdverseEventVersion]


class WordAnswer(TypedDict):
    """What a code is called; `kind` is the field it stands in."""

    kind: str
    code: str
    text: str


class AdverseEventsAnswer(TypedDict):
    """The newest first, and the words for each code."""

    results: list[AdverseEventAnswer]
    next: str | None
    words: list[WordAnswer]


class EasingAnswer(TypedDict):
    """From when to when the 48-hour rule is one preset softer for the patient, and why."""

    reason: str
    starts_at: str
    ends_at: str
    by: str


class AdverseEvents(StaffView):
    """What was unwanted after treatments of one patient."""

    @extend_schema(responses=Answer(AdverseEventsAnswer))
    def get(self, request: Request, pk: UUID) -> Response:
        patient = patient_or_404(self, pk)
        record_access(by=self.asker, patient=patient, action="adverse_event.read", object_id=pk, now=self.now)
        found = AdverseEvent.objects.filter(patient=patient).select_related("recorded_by")
        versions = {each.pk: each for each in found}
        newest = found.filter(corrected_by=None).order_by("-happened_at", "-id")[:MOST_SHOWN]
        shown = [show_adverse_event(each, versions) for each in newest]
        return Response({"results": shown, "next": None, "words": WORDS})

    @extend_schema(request=AdverseEventShape, responses={201: Answer(AdverseEventAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        patient = patient_or_404(self, pk)
        body = self.body(AdverseEventShape)
        treated = treated_in(self, body.pop("session"))
        try:
            event = record_adverse_event(patient=patient, session=treated, by=self.asker, now=self.now, **body)
        except NotTheirSession as error:
            raise Problem(422, "invalid", str(error), {"session": [str(error)]}) from error
        return Response(show_adverse_event(event, {}), status=201)


class CorrectAdverseEvent(StaffView):
    """What was written down wrongly: the next version, and why. The former one stays."""

    @extend_schema(request=CorrectionShape, responses={201: Answer(AdverseEventAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        seen = access.patients_visible_to(self.asker, self.now)
        before = self.one(AdverseEvent.objects.filter(patient__in=seen), pk)
        body = self.body(CorrectionShape)
        treated = treated_in(self, body.pop("session"))
        try:
            corrected = correct_adverse_event(event=before, session=treated, by=self.asker, now=self.now, **body)
        except NotTheirSession as error:
            raise Problem(422, "invalid", str(error), {"session": [str(error)]}) from error
        except CorrectedAlready as error:
            raise Problem(409, "conflict", str(error), extra={"by": error.by, "at": instant(error.at)}) from error
        versions = AdverseEvent.objects.filter(patient=before.patient_id).select_related("recorded_by")
        return Response(show_adverse_event(corrected, {each.pk: each for each in versions}), status=201)


class PatientEasing(StaffView):
    """The 48-hour rule is too sensitive for this patient: one preset softer until a day. Red flags stay as they are."""

    @extend_schema(request=EasingShape, responses={201: Answer(EasingAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        patient = patient_or_404(self, pk)
        try:
            easing = ease_rules(patient=patient, by=self.asker, now=self.now, **self.body(EasingShape))
        except EasingRefused as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_easing(easing), status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        end_easing(patient=patient_or_404(self, pk), by=self.asker, now=self.now)
        return Response(status=204)


def treated_in(view: StaffView, session: UUID | None) -> Session | None:
    """The session that an event is said to have followed."""
    return None if session is None else view.one(access.sessions_visible_to(view.asker, view.now), session)


def show_adverse_event(event: AdverseEvent, versions: Mapping[UUID, AdverseEvent]) -> AdverseEventAnswer:
    """An event and what it corrects, of all the patient's `versions` by id."""
    former: list[AdverseEventVersion] = []
    before = event.corrects_id
    while before is not None:
        former.append(show_version(versions[before]))
        before = versions[before].corrects_id
    return {**show_version(event), "former": former}


def show_version(event: AdverseEvent) -> AdverseEventVersion:
    """One version of an event, without those before it."""
    return {
        "id": str(event.pk),
        "session": str(event.session_id) if event.session_id else None,
        "happened_at": instant(event.happened_at),
        "what": event.what,
        "severity": event.severity,
        "cause": event.cause,
        "outcome": event.outcome,
        "note": event.note,
        "recorded_at": instant(event.recorded_at),
        "by": event.recorded_by.name,
        "reason": event.reason,
        "is_mistake": event.is_mistake,
    }


def show_easing(easing: Easing) -> EasingAnswer:
    """A softer 48-hour rule: why, from when to when, and by whom."""
    return {
        "reason": easing.reason,
        "starts_at": instant(easing.starts_at),
        "ends_at": instant(easing.ends_at),
        "by": easing.created_by.name,
    }


def easing_of(patient: Patient, now: datetime) -> EasingAnswer | None:
    """The one that stands now, if one does."""
    standing = Easing.objects.filter(patient=patient, starts_at__lte=now, ends_at__gt=now).select_related("created_by")
    easing = standing.order_by("-starts_at").first()
    return None if easing is None else show_easing(easing)
