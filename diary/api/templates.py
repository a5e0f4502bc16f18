"""What a clinic uses again and again: texts for patients, and plans for courses. All staff read them, managers change them."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.plans import PlanRefused, keep_plan, retire_plan
from diary.actions.texts import BUILT_IN, PLACEHOLDERS, TextRefused, keep_template, remove_template
from diary.api.base import EbbView
from diary.api.office import named_clinic
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text, Whole
from diary.api.shown import instant
from diary.clinical.intake import MODALITIES
from diary.models import CoursePlan, MessageTemplate


class TemplateShape(Shape):
    name = Text(max_length=80)
    text = Text(max_length=480)


class PlanShape(Shape):
    name = Text(max_length=80)
    modality = Choice(list(MODALITIES))
    sessions = Whole(min_value=1, max_value=200)
    spacing_days = Whole(min_value=1, max_value=90)
    points = serializers.ListField(child=Text(max_length=12), required=False, default=list, max_length=100)


class MessageTemplates(EbbView):
    """The texts that may be sent: those that come with Ebb first, then the clinic's own."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        access.check_is_staff(self.asker)
        clinic = access.clinic_to_read(self.asker, named_clinic(request))
        built_in = [{"id": key, "name": name, "text": text, "built_in": True} for key, (name, text) in BUILT_IN.items()]
        own = MessageTemplate.objects.filter(clinic=clinic).order_by("name")
        results = [*built_in, *(show_template(each) for each in own)]
        return Response({"results": results, "placeholders": list(PLACEHOLDERS), "next": None})


class OneMessageTemplate(EbbView):
    """A text of the clinic's own, under an id that the browser makes."""

    @extend_schema(request=TemplateShape, responses={200: dict, 201: dict})
    def put(self, request: Request, pk: UUID) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        body = self.body(TemplateShape)
        try:
            kept, is_new = keep_template(clinic=clinic, template_id=pk, by=self.asker, now=self.now, **body)
        except TextRefused as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_template(kept), status=201 if is_new else 200)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        mine = MessageTemplate.objects.filter(clinic__in=access.clinics_managed_by(self.asker))
        remove_template(template=self.one(mine.select_related("clinic"), pk), by=self.asker, now=self.now)
        return Response(status=204)


class CoursePlans(EbbView):
    """The plans in use, each in its newest version."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        access.check_is_staff(self.asker)
        clinic = access.clinic_to_read(self.asker, named_clinic(request))
        plans = CoursePlan.objects.filter(clinic=clinic, retired_at=None).order_by("name")
        return Response({"results": [show_plan(each) for each in plans], "next": None})


class OneCoursePlan(EbbView):
    """One plan, under an id that the browser makes: a change is its next version, and it may be retired."""

    @extend_schema(request=PlanShape, responses=dict)
    def put(self, request: Request, pk: UUID) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        body = self.body(PlanShape)
        try:
            kept = keep_plan(clinic=clinic, plan=pk, by=self.asker, now=self.now, **body)
        except PlanRefused as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_plan(kept))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        mine = CoursePlan.objects.filter(clinic__in=access.clinics_managed_by(self.asker), retired_at=None)
        newest = mine.select_related("clinic").filter(plan=pk).values_list("pk", flat=True).first()
        retire_plan(plan=self.one(mine.select_related("clinic"), newest or pk), by=self.asker, now=self.now)
        return Response(status=204)


def show_template(template: MessageTemplate) -> dict[str, Any]:
    """A text of the clinic's own for messages to patients, its places still empty."""
    return {"id": str(template.pk), "name": template.name, "text": template.text, "built_in": False}


def show_plan(plan: CoursePlan) -> dict[str, Any]:
    """A plan in its newest version; `spacing_days` lie between two sessions."""
    return {
        "id": str(plan.plan),
        "version": plan.version,
        "name": plan.name,
        "modality": plan.modality,
        "sessions": plan.sessions,
        "spacing_days": plan.spacing_days,
        "points": plan.points,
        "since": instant(plan.created_at),
    }
