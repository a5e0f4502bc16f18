"""What a clinic often does in a session, offered where one is recorded. All staff read it, managers change it."""

from typing import Any, TypedDict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.session_templates import SessionTemplateRefused, keep_session_template, remove_session_template
from diary.api.base import EbbView
from diary.api.care import MOST_LISTED
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text, Whole
from diary.api.typed import Answer, Page
from diary.clinical import intake
from diary.clinical.symptoms import REGIONS_OR_OTHER
from diary.models import SessionTemplate


class SessionTemplateShape(Shape):
    name = Text(max_length=80)
    modality = Choice(list(intake.MODALITIES))
    regions = serializers.ListField(
        child=Choice(list(REGIONS_OR_OTHER)), required=False, default=list, max_length=MOST_LISTED
    )
    needles = Whole(required=False, allow_null=True, default=None, min_value=0, max_value=200)
    retention_minutes = Whole(
        required=False,
        allow_null=True,
        default=None,
        min_value=intake.RETENTION_MINUTES[0],
        max_value=intake.RETENTION_MINUTES[1],
    )
    position = Choice(list(intake.POSITIONS), required=False, allow_null=True, default=None)
    points = serializers.ListField(child=Text(max_length=12), required=False, default=list, max_length=100)


class SessionTemplateAnswer(TypedDict):
    """A template: what the form of a session is filled with. Without `regions`, those of the course stay."""

    id: str
    name: str
    modality: str
    regions: list[str]
    needles: int | None
    retention_minutes: int | None
    position: str | None
    points: list[str]


class SessionTemplates(EbbView):
    """The clinic's templates, by name."""

    @extend_schema(responses=Answer(Page[SessionTemplateAnswer]))
    def get(self, request: Request) -> Response:
        access.check_is_staff(self.asker)
        clinic = access.clinic_to_read(self.asker, named_clinic(request))
        kept = SessionTemplate.objects.filter(clinic=clinic).order_by("name")
        return Response({"results": [show_session_template(each) for each in kept], "next": None})


class OneSessionTemplate(EbbView):
    """A template under an id that the browser makes."""

    @extend_schema(
        request=SessionTemplateShape, responses={200: Answer(SessionTemplateAnswer), 201: Answer(SessionTemplateAnswer)}
    )
    def put(self, request: Request, pk: UUID) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        body: dict[str, Any] = self.body(SessionTemplateShape)
        try:
            kept, is_new = keep_session_template(clinic=clinic, template_id=pk, by=self.asker, now=self.now, **body)
        except SessionTemplateRefused as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_session_template(kept), status=201 if is_new else 200)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        mine = SessionTemplate.objects.filter(clinic__in=access.clinics_managed_by(self.asker))
        remove_session_template(template=self.one(mine.select_related("clinic"), pk), by=self.asker, now=self.now)
        return Response(status=204)


def show_session_template(template: SessionTemplate) -> SessionTemplateAnswer:
    """What the session form is filled with."""
    return {
        "id": str(template.pk),
        "name": template.name,
        "modality": template.modality,
        "regions": template.regions,
        "needles": template.needles,
        "retention_minutes": template.retention_minutes,
        "position": template.position or None,
        "points": template.points,
    }
