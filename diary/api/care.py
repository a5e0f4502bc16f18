"""Patients and their courses, for the staff who treat; patients read their own courses."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.validators import EmailValidator
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.models import Alert, SweepBeat
from diary import access
from diary.actions.auditing import record_access, record_list_access
from diary.actions.care import EndStateWithoutEnd, create_course, update_course, update_patient
from diary.actions.flags import ClearingNeedsReason
from diary.api.agreement import AgreementAnswer, show_agreement
from diary.api.base import EbbView, parse_uuid
from diary.api.opened import GlassBrokenAnswer, opened_lately, read_only_until, show_opened
from diary.api.problems import Problem
from diary.api.shapes import Choice, Instant, Shape, Text, Whole, YesNo, Zone
from diary.api.shown import PatientAnswer, show_course, show_patient
from diary.api.typed import Answer
from diary.api.visits import VisitAnswer, next_visits
from diary.clinical import intake
from diary.clinical.review import EndState
from diary.clinical.symptoms import REGIONS, REGIONS_OR_OTHER
from diary.models import Chronicity, Course, Patient, Sex
from diary.reports.course_curve import describe_course_curve

MOST_LISTED = 30


class PatientShape(Shape):
    name = Text(max_length=200)
    birth_date = serializers.DateField()
    sex = Choice(Sex.values, required=False, allow_null=True)
    email = Text(required=False, allow_null=True, max_length=254, validators=[EmailValidator()])
    phone = Text(required=False, allow_null=True, max_length=40)
    time_zone = Zone(required=False)
    locale = Text(required=False, max_length=35)
    flags = serializers.ListField(child=Choice(sorted(intake.FLAGS)), required=False, max_length=MOST_LISTED)
    child_because = Text(required=False, max_length=1_000)

    def validate_birth_date(self, value: Any) -> Any:
        if value > self.context["now"].date():
            raise serializers.ValidationError("A birth date lies in the past.")
        return value


class NewPatientShape(PatientShape):
    clinic = serializers.UUIDField(required=False)


class CourseShape(Shape):
    patient = serializers.UUIDField()
    region = Choice(list(REGIONS_OR_OTHER))
    regions = serializers.ListField(child=Choice(list(REGIONS)), required=False, max_length=MOST_LISTED)
    onset_date = serializers.DateField(required=False, allow_null=True)
    chronicity = Choice(Chronicity.values, required=False)
    modality = Choice(list(intake.MODALITIES))
    neck_type = Choice(list(intake.NECK_TYPES), required=False, allow_null=True)
    planned_sessions = Whole(required=False, allow_null=True, min_value=1, max_value=200)
    course_pattern = Choice(list(intake.COURSE_PATTERNS), required=False, allow_null=True)
    trauma = YesNo(required=False, allow_null=True)
    diagnosis = Text(required=False, allow_null=True, allow_blank=True, max_length=2_000)
    diagnosed_by = Text(required=False, allow_null=True, allow_blank=True, max_length=200)
    imaging = YesNo(required=False, allow_null=True)
    imaging_date = serializers.DateField(required=False, allow_null=True)
    triggers = serializers.ListField(child=Choice(list(intake.TRIGGERS)), required=False, max_length=MOST_LISTED)
    symptoms_at_intake = serializers.ListField(
        child=Choice(list(intake.INTAKE_SYMPTOMS)), required=False, max_length=MOST_LISTED
    )
    patches_allowed = YesNo(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not self.partial and not attrs.get("chronicity") and not attrs.get("onset_date"):
            raise serializers.ValidationError(
                {"onset_date": ["Send onset_date or chronicity: how long have they had it?"]}
            )
        if attrs.get("onset_date") and attrs["onset_date"] > self.context["now"].date():
            raise serializers.ValidationError({"onset_date": ["The onset lies in the past."]})
        if attrs.get("imaging_date") and attrs["imaging_date"] > self.context["now"].date():
            raise serializers.ValidationError({"imaging_date": ["A picture that was taken lies in the past."]})
        return attrs


class CourseChangeShape(CourseShape):
    patient = None  # type: ignore[assignment]
    ended_at = Instant(required=False, allow_null=True)
    end_state = Choice([state.value for state in EndState], required=False, allow_null=True)
    phase = Choice(["treatment", "maintenance"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A phase is kept as the moment it began; asked for again, it keeps the moment it has."""
        attrs = super().validate(attrs)
        phase = attrs.pop("phase", None)
        if phase == "treatment":
            attrs["maintenance_since_at"] = None
        elif phase == "maintenance" and not self.context["in_maintenance"]:
            attrs["maintenance_since_at"] = self.context["now"]
        return attrs


class StaffView(EbbView):
    """A view for the staff of a clinic; patients get 403 `not_allowed`. `roles`: what the asker is, asked once."""

    roles: access.Roles

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.roles = access.check_is_staff(self.asker)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        if final.status_code < 400:  # how far the page can be trusted: nobody may read calm out of a watchdog that died
            age = self.sweep_age
            final.headers["Ebb-Sweep-Age-Seconds"] = "never" if age is None else f"{age:.1f}"
        return final

    @cached_property
    def sweep_age(self) -> float | None:
        """How old the last sweep is, in seconds; None when there was none."""
        return SweepBeat.age(self.now)

    def patients(self) -> QuerySet[Patient]:
        """Whose record the asker may open."""
        return access.patients_visible_to(self.asker, self.now, self.roles, reading=self.is_reading)

    def alerts(self) -> QuerySet[Alert]:
        """Which alerts the asker may see."""
        return access.alerts_visible_to(self.asker, self.now, self.roles)


class OnePatientAnswer(PatientAnswer):
    """A patient's own data, when they come next, who agrees for them, and who opened the record without a part in the care.

    `read_only_until`: whoever did so may read it until then; null for everybody else.
    """

    next_visit: VisitAnswer | None
    agreement: AgreementAnswer
    opened: list[GlassBrokenAnswer]
    read_only_until: str | None


class OnePatient(StaffView):
    """One patient's own data."""

    @extend_schema(responses=Answer(OnePatientAnswer))
    def get(self, request: Request, pk: UUID) -> Response:
        patient = patient_or_404(self, pk)
        record_access(by=self.asker, patient=patient, action="patient.read", object_id=pk, now=self.now)
        opened = opened_lately(patient, self.now)
        shown: OnePatientAnswer = {
            **show_patient(patient),
            "next_visit": next_visits([pk], self.now).get(pk),
            "agreement": show_agreement(patient, self.now),
            "opened": show_opened(opened),
            "read_only_until": read_only_until(patient, opened, self.asker, self.roles, self.now),
        }
        return Response(shown)

    @extend_schema(request=PatientShape, responses=Answer(PatientAnswer))
    def patch(self, request: Request, pk: UUID) -> Response:
        patient = self.one(self.patients().select_related("user"), pk)
        changes = self.body(PatientShape, partial=True)
        try:
            changed = update_patient(patient=patient, by=self.asker, now=self.now, changes=changes)
        except ClearingNeedsReason as error:
            raise Problem(422, "invalid", str(error), {"flags": [str(error)]}) from error
        return Response(show_patient(changed))


class Courses(EbbView):
    """Courses of treatment."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        courses = access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related("patient")
        if patient := request.query_params.get("patient"):
            courses = courses.filter(patient=parse_uuid(patient, "patient"))
        response, shown = self.page(courses, show_course)
        record_list_access(by=self.asker, patients={each.patient for each in shown}, action="course.list", now=self.now)
        return response

    @extend_schema(request=CourseShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        access.check_is_staff(self.asker)
        body = self.body(CourseShape)
        patient = self.one(access.patients_visible_to(self.asker, self.now), body.pop("patient"))
        return Response(show_course(create_course(patient=patient, by=self.asker, now=self.now, **body)), status=201)


class OneCourse(EbbView):
    """One course of treatment."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        course = self._course(pk)
        record_access(by=self.asker, patient=course.patient, action="course.read", object_id=pk, now=self.now)
        return Response(show_course(course))

    @extend_schema(request=CourseChangeShape, responses=dict)
    def patch(self, request: Request, pk: UUID) -> Response:
        access.check_is_staff(self.asker)
        course = self._course(pk)
        changes = self.body(CourseChangeShape, partial=True, in_maintenance=course.maintenance_since_at is not None)
        try:
            course = update_course(course=course, by=self.asker, now=self.now, changes=changes)
        except EndStateWithoutEnd as error:
            raise Problem(422, "invalid", str(error), {"end_state": [str(error)]}) from error
        return Response(show_course(course))

    def _course(self, pk: UUID) -> Course:
        return self.one(
            access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related("patient"), pk
        )


class CourseCurve(EbbView):
    """Where patients like this one are expected to be over the weeks, and where this one is."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        courses = access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "patient__clinic"
        )
        course = self.one(courses, pk)
        record_access(by=self.asker, patient=course.patient, action="course_curve.read", object_id=pk, now=self.now)
        return Response(describe_course_curve(course, self.now, to_staff=self.is_staff_to(course.patient)))


def patient_or_404(view: StaffView, pk: UUID) -> Patient:
    """A patient the asker may see."""
    return view.one(view.patients().select_related("clinic"), pk)
