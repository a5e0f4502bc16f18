"""A clinic's own settings and what was changed of them, its service tokens, and how much waits."""

from typing import Any, TypedDict
from uuid import UUID

from django.db.models import Count, Min
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.lifecycle import DRILL, LEVELS, NOT_CLOSED
from alerts.models import Alert
from diary import access
from diary.actions import tokens
from diary.actions.clinic import ClinicRefused, change_clinic
from diary.actions.presets import PresetRefused, switch_preset
from diary.api.base import EbbView, parse_uuid
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text, Whole, Zone
from diary.api.shown import instant
from diary.api.typed import Answer
from diary.clinical.symptoms import emergency_values
from diary.models import ApiToken, Clinic, Patient


class ClinicShape(Shape):
    name = Text(required=False, max_length=200)
    phone = Text(required=False, allow_blank=True, max_length=40)
    time_zone = Zone(required=False, max_length=64)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, error_messages={"invalid": "Send two letters: GB."})
    opening_hours = serializers.JSONField(required=False, allow_null=True)
    retention_years = Whole(required=False, min_value=1, max_value=99)
    consent_age = Whole(required=False, min_value=13, max_value=18)
    preset = Choice(Clinic.Preset.values, required=False)
    reason = Text(required=False, max_length=1_000)


class TokenShape(Shape):
    name = Text(max_length=80)
    scopes = serializers.ListField(child=Choice(list(tokens.SCOPES)), min_length=1, max_length=len(tokens.SCOPES))


class AnsweredFor(TypedDict):
    """Who offers monitoring, which clinician signed its rules, and as what it is registered."""

    deployer: str
    safety_officer: str
    device_status: str


class ClinicAnswer(TypedDict):
    """A clinic's settings. `emergency` are the numbers that patients read, by its country; `may_change`: the asker manages it."""

    id: str
    name: str
    phone: str
    time_zone: str
    country: str
    emergency_number: str
    urgent_line: str
    opening_hours: Any
    preset: str
    retention_years: int
    consent_age: int
    profile: str
    answered_for: AnsweredFor | None
    may_change: bool


class OneClinic(EbbView):
    """The settings of a clinic: all who work there read them, its managers change them."""

    @extend_schema(responses=Answer(ClinicAnswer))
    def get(self, request: Request) -> Response:
        clinic = access.clinic_to_read(self.asker, named_clinic(request))
        return Response(show_clinic(clinic, may_change=access.manages(self.asker, clinic)))

    @extend_schema(request=ClinicShape, responses=Answer(ClinicAnswer))
    def patch(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        changes = self.body(ClinicShape, partial=True)
        reason, preset = changes.pop("reason", ""), changes.pop("preset", None)
        try:
            clinic = change_clinic(clinic=clinic, by=self.asker, now=self.now, changes=changes)
            if preset is not None:
                clinic = switch_preset(clinic=clinic, preset=preset, reason=reason, by=self.asker, now=self.now)
        except (ClinicRefused, PresetRefused) as error:
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error
        return Response(show_clinic(clinic, may_change=True))


class Waiting(EbbView):
    """How many alerts wait, by level, and since when the oldest: never whose, nor why."""

    service_scope = "alerts"

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        clinic = self.clinic_of_token or access.clinic_to_manage(self.asker, named_clinic(request))
        waiting = Alert.objects.filter(
            subject__in=Patient.objects.filter(clinic=clinic).values("pk"), state__in=NOT_CLOSED
        ).exclude(rule=DRILL)
        found = {row["level"]: row for row in waiting.values("level").annotate(n=Count("pk"), since=Min("raised_at"))}
        levels = [
            {
                "level": level,
                "waiting": found[level]["n"] if level in found else 0,
                "since": instant(found[level]["since"]) if level in found else None,
            }
            for level in LEVELS
        ]
        return Response({"results": levels, "next": None})


class ServiceTokens(EbbView):
    """What other systems of the clinic hold. The secret is shown once."""

    needs_recent_sign_in = True

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        held = ApiToken.objects.filter(clinic=clinic, revoked_at=None, expires_at__gt=self.now).order_by("-created_at")
        return Response({"results": [show_token(token) for token in held], "next": None, "scopes": tokens.SCOPES})

    @extend_schema(request=TokenShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        clinic = access.clinic_to_manage(self.asker, named_clinic(request))
        body = self.body(TokenShape)
        try:
            token, secret = tokens.make_service_token(clinic=clinic, by=self.asker, now=self.now, **body)
        except tokens.TooManyTokens as error:
            raise Problem(422, "invalid", str(error), {"name": [str(error)]}) from error
        return Response({**show_token(token), "token": secret}, status=201)


class OneServiceToken(EbbView):
    """End a token, from the next request on."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        access.check_is_manager(self.asker)
        token = self.one(ApiToken.objects.filter(clinic__in=access.clinics_managed_by(self.asker)), pk)
        tokens.end_service_token(token=token, by=self.asker, now=self.now)
        return Response(status=204)


def named_clinic(request: Request) -> UUID | None:
    """The clinic that `?clinic=` names, for who works at several."""
    text = request.query_params.get("clinic")
    return parse_uuid(text, "clinic") if text else None


def show_clinic(clinic: Clinic, *, may_change: bool) -> ClinicAnswer:
    """The clinic's settings, the numbers of its country, and whether the reader may change them."""
    numbers = emergency_values(clinic.country)
    return {
        "id": str(clinic.pk),
        "name": clinic.name,
        "phone": clinic.phone,
        "time_zone": clinic.time_zone,
        "country": clinic.country,
        "emergency_number": numbers["emergency_number"],
        "urgent_line": numbers["urgent_line"],
        "opening_hours": clinic.opening_hours,
        "preset": clinic.preset,
        "retention_years": clinic.retention_years,
        "consent_age": clinic.consent_age,
        "profile": clinic.profile,
        "answered_for": clinic.answered_for,
        "may_change": may_change,
    }


def show_token(token: ApiToken) -> dict[str, Any]:
    """A service token without its secret."""
    return {
        "id": str(token.pk),
        "name": token.name,
        "scopes": token.scopes,
        "created_at": instant(token.created_at),
        "last_used_at": instant(token.last_used_at),
        "expires_at": instant(token.expires_at),
    }
