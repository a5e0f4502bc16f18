"""What the staff who treat should know before a session, and how a course goes: its warnings and its review."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.care import clear_sensitive
from diary.actions.progress import (
    NothingToReview,
    complete_review,
    figures_of,
    progress_notices,
    progress_of,
    review_is_due,
)
from diary.api.care import StaffView
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text
from diary.api.shown import instant, show_patient, show_warnings
from diary.clinical.intake import ASK_CHANGES, Kind
from diary.clinical.review import CAUSES, Plan
from diary.models import Course, Review
from diary.models.histories import intake_of

MOST_POINTS = 100


class ReviewShape(Shape):
    plan = Choice([plan.value for plan in Plan])
    causes = serializers.ListField(child=Choice(list(CAUSES)), required=False, max_length=len(CAUSES))
    note = Text(required=False, allow_blank=True, max_length=10_000)


class ReasonShape(Shape):
    reason = Text(max_length=2_000)


class CourseWarnings(StaffView):
    """What to know and to ask before the next session of a course; `points` (BL13,LI4) adds what these call for."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        course = self.one(
            access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related("patient__clinic"),
            pk,
        )
        record_access(by=self.asker, patient=course.patient, action="warnings.read", object_id=pk, now=self.now)
        points = [each for each in request.query_params.get("points", "").split(",")[:MOST_POINTS] if each.strip()]
        warnings = show_warnings(intake_of(course, course.patient, self.now, points))
        warnings += [
            {"code": code, "kind": Kind.NOTICE.value, "text": text} for code, text in progress_notices(course, self.now)
        ]
        return Response(
            {
                "course": str(course.pk),
                "warnings": warnings,
                "needs_reason": any(each["kind"] == Kind.CONTRAINDICATION for each in warnings),
                "ask": ASK_CHANGES,
            }
        )


class ClearSensitive(StaffView):
    """The patient is sensitive to treatment no more, for a reason."""

    @extend_schema(request=ReasonShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        patient = self.one(access.patients_visible_to(self.asker, self.now), pk)
        cleared = clear_sensitive(patient=patient, by=self.asker, now=self.now, **self.body(ReasonShape))
        return Response(show_patient(cleared))


class CourseReview(StaffView):
    """How a course goes by its diary, whether a review is due, and the reviews written so far."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        course = self._course(pk)
        record_access(by=self.asker, patient=course.patient, action="review.read", object_id=pk, now=self.now)
        return Response(
            {
                "course": str(course.pk),
                "due": review_is_due(course),
                "progress": figures_of(progress_of(course, self.now)),
                "causes": [{"code": code, "text": text} for code, text in CAUSES.items()],
                "reviews": [
                    show_review(each)
                    for each in Review.objects.filter(course=course)
                    .select_related("created_by")
                    .order_by("-created_at", "-id")
                ],
            }
        )

    @extend_schema(request=ReviewShape, responses={201: dict})
    def post(self, request: Request, pk: UUID) -> Response:
        course = self._course(pk)
        try:
            review = complete_review(course=course, by=self.asker, now=self.now, **self.body(ReviewShape))
        except NothingToReview as error:
            raise Problem(409, "conflict", str(error)) from error
        return Response(show_review(review), status=201)

    def _course(self, pk: UUID) -> Course:
        courses = access.courses_visible_to(self.asker, self.now, reading=self.is_reading).select_related(
            "patient__clinic"
        )
        return self.one(courses, pk)


def show_review(review: Review) -> dict[str, Any]:
    """A review as it was completed, with the figures of that moment."""
    return {
        "id": str(review.pk),
        "after_session": review.after_session,
        "result": review.result,
        "progress": review.figures,
        "plan": review.plan,
        "causes": review.causes,
        "note": review.note,
        "rules_version": review.rules_version,
        "at": instant(review.created_at),
        "by": review.created_by.name,
    }
