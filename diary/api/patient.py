"""Signing in with an invitation, who I am, what I allow, and the catalogue."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.utils.http import parse_etags
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.consents import NotOffered, answer_consent, latest_answers
from diary.actions.profile import update_profile
from diary.actions.proxies import NotForOneself, NotTheirProxy, Proxy, Undecided
from diary.actions.reminders import PauseTooLong, TimesRefused, choose_reminder_times, pause_reminders
from diary.actions.signing_in import (
    DEVICE_LIFETIME,
    InvitationInvalid,
    WrongBirthDate,
    key_of_phone,
    pair_device,
    sign_device_out,
)
from diary.api.agreement import ProxyShape, is_any_asked_again, purposes_to_ask, show_consent, show_consents
from diary.api.authentication import SIGNED_IN
from diary.api.base import EbbView, client_address
from diary.api.idle import locks_after
from diary.api.known import show_known
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.shapes import Instant, Shape, Text, YesNo, Zone
from diary.api.shown import show_erasure
from diary.api.standing import (
    count_reports_waiting,
    show_asked,
    show_cover_for,
    show_monitoring,
    show_reminders,
    show_self_care,
    show_taken_back,
)
from diary.clinical.symptoms import CATALOGUE
from diary.models import Clinic, Device, Membership, Patient, Purpose, User
from diary.reports.words import RECORDS_ONLY

MAIN_ROLES = ("patient", "carer", "practitioner", "manager", "auditor")


class SignOutShape(Shape):
    keep = YesNo(default=False)


class PairShape(Shape):
    token = Text(max_length=200)
    birth_date = serializers.DateField()


class RemindersShape(Shape):
    paused_until = Instant(allow_null=True, required=False)
    times = serializers.ListField(child=serializers.TimeField(format="%H:%M"), required=False)


class MeShape(Shape):
    locale = Text(max_length=35)
    time_zone = Zone(max_length=64)
    reminders = RemindersShape(required=False)


class ConsentShape(Shape):
    given = YesNo()
    version = Text(max_length=20)
    locale = Text(max_length=35, default="en-GB")
    proxy = ProxyShape(required=False, allow_null=True)


class Pair(EbbView):
    """Pair a device by invitation token (or typed code) and birth date."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=PairShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        body = self.body(PairShape)
        address = client_address(request._request)
        check_failures("pairing", address)
        try:
            patient, user, secret = pair_device(token=body["token"], birth_date=body["birth_date"], now=self.now)
        except (InvitationInvalid, WrongBirthDate) as error:
            count_failure("pairing", address)
            code = "wrong_birth_date" if isinstance(error, WrongBirthDate) else "invitation_invalid"
            raise Problem(422, code, str(error)) from error
        return paired(patient, user, secret, self.now)


def paired(patient: Patient, user: User, secret: str, now: datetime) -> Response:
    """The answer to a device that was just signed in as `user`, with its cookie."""
    response = Response(
        {
            "patient": {
                "id": str(patient.pk),
                "name": patient.name,
                "locale": patient.locale,
                "time_zone": patient.time_zone,
            },
            "clinic": show_clinic(patient.clinic),
            # A carer answers nothing in the patient's name.
            "consents_needed": purposes_to_ask(patient, now) if user.pk == patient.user_id else [],
        },
        status=201,
    )
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        secret,
        max_age=DEVICE_LIFETIME,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


class SignOut(EbbView):
    """End this device's sign-in. `keep`: entries that wait, locked, stay in the browser for their owner."""

    @extend_schema(request=SignOutShape, responses={204: None})
    def post(self, request: Request) -> Response:
        keeps = self.body(SignOutShape, optional=True)["keep"]
        if isinstance(request.auth, Device):
            sign_device_out(device=request.auth, now=self.now)
        elif request.auth == SIGNED_IN:
            logout(request._request)
        response = Response(status=204)
        response.delete_cookie(settings.DEVICE_COOKIE_NAME)
        # What staff keep in a browser is nothing of a patient's. A diary beside it, with entries that wait to be sent, stays.
        response["Clear-Site-Data"] = (
            '"cache", "storage"' if isinstance(request.auth, Device) and not keeps else '"cache"'
        )
        return response


class Me(EbbView):
    """Who is signed in, and how monitoring stands for a patient."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        patient = access.diary_of(self.asker)
        if patient is not None:
            record_access(by=self.asker, patient=patient, action="me.read", now=self.now)
        return Response(self._show())

    @extend_schema(request=MeShape, responses=dict)
    def patch(self, request: Request) -> Response:
        changes = self.body(MeShape, partial=True)
        if (reminders := changes.pop("reminders", None)) is not None:
            self._change_reminders(reminders)
        update_profile(user=self.asker, changes=changes, now=self.now)
        self.asker.refresh_from_db()
        diary = access.diary_of(self.asker)
        if diary is not None and diary.user_id != self.asker.pk:  # a carer is answered whose diary they write
            record_access(by=self.asker, patient=diary, action="me.read", now=self.now)
        return Response(self._show())

    def _change_reminders(self, wanted: dict[str, Any]) -> None:
        patient = access.check_is_patient(self.asker)
        change: dict[str, Any] = {"patient": patient, "by": self.asker, "now": self.now}
        try:
            if "paused_until" in wanted:
                pause_reminders(until=wanted["paused_until"], **change)
            if "times" in wanted:
                choose_reminder_times(times=wanted["times"], **change)
        except (PauseTooLong, TimesRefused) as error:
            name = "reminders." + ("times" if isinstance(error, TimesRefused) else "paused_until")
            raise Problem(422, "invalid", f"Please correct: {name}.", {name: [str(error)]}) from error

    def _show(self) -> dict[str, Any]:
        user = self.asker
        patient = access.diary_of(user)
        is_carer = patient is not None and patient.user_id != user.pk
        memberships = (
            Membership.objects.filter(user=user, ended_at=None).select_related("clinic").order_by("created_at", "id")
        )
        main = "carer" if is_carer else "patient"
        roles = [main] if patient is not None else sorted({membership.role for membership in memberships})
        clinics = {membership.clinic_id: membership.clinic for membership in memberships}
        if patient is not None:
            clinics = {patient.clinic_id: patient.clinic}
        return {
            "id": str(user.pk),
            "role": next((role for role in MAIN_ROLES if role in roles), "none"),
            "roles": roles,
            # Whose diary it is: what a carer's phone shows to a doctor must name the patient.
            "name": user.name if patient is None else patient.name,
            "carer": user.name if is_carer else None,
            "locale": user.locale,
            "time_zone": user.time_zone,
            "judging": None if patient is None else show_known(patient, self.now),
            "clinic": next((show_clinic(clinic) for clinic in clinics.values()), None),
            "clinics": [show_clinic(clinic) for clinic in clinics.values()],
            "notice": notice_of(clinics.values()),
            "patient": None if patient is None else str(patient.pk),
            # A phone that is left locks with it what it could not send; whoever signs in again gets it again.
            "seal": key_of_phone(user) if isinstance(self.request.auth, Device) else None,
            "locks_after": locks_after(user) if self.request.auth == SIGNED_IN else None,
            "cover": None if patient is None else show_cover_for(patient, self.now),
            "monitoring": None if patient is None else show_monitoring(patient, self.now),
            "reports_waiting": None if patient is None or is_carer else count_reports_waiting(patient),
            "reminders": None if patient is None or is_carer else show_reminders(patient),
            "consent_asked": patient is not None and not is_carer and is_any_asked_again(patient, self.now),
            "erasure": None if patient is None else show_erasure(patient),
            "ask": None if patient is None else show_asked(patient),
            "taken_back": None if patient is None else show_taken_back(patient, self.now),
            "self_care": None if patient is None else show_self_care(patient, self.now),
        }


class Consents(EbbView):
    """All purposes, with the patient's answers."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        record_access(by=self.asker, patient=patient, action="consent.read", now=self.now)
        return Response({"results": show_consents(patient, self.now), "next": None})


class ConsentAnswer(EbbView):
    """Give or take back one consent."""

    @extend_schema(request=ConsentShape, responses=dict)
    def put(self, request: Request, purpose: str) -> Response:
        patient = access.check_is_patient(self.asker)
        if purpose not in Purpose.values:
            raise Problem(404, "not_found", f"There is no such purpose. There are: {', '.join(Purpose.values)}.")
        body = self.body(ConsentShape)
        said = body.pop("proxy", None)
        proxy = None if said is None else Proxy(**said)
        try:
            answer_consent(patient=patient, purpose=purpose, by=self.asker, now=self.now, proxy=proxy, **body)
        except NotOffered as error:
            raise Problem(409, "conflict", str(error)) from error
        except NotForOneself as error:
            raise Problem(409, "proxy_needed", str(error)) from error
        except Undecided as error:
            raise Problem(409, "child_undecided", str(error)) from error
        except NotTheirProxy as error:
            raise Problem(422, "invalid", str(error), {"proxy.relation": [str(error)]}) from error
        return Response(show_consent(patient, Purpose(purpose), latest_answers(patient)[purpose], self.now))


class Catalogue(EbbView):
    """All that the phone needs offline: symptoms, groups, combinations, advice, emergency numbers, regions."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=dict)
    def get(self, request: Request) -> HttpResponse:
        headers = {"ETag": CATALOGUE_ETAG, "Cache-Control": "public, no-cache", "Vary": "Accept-Language"}
        known = parse_etags(request.headers.get("If-None-Match", ""))
        # A proxy that compresses makes the tag a weak one.
        if "*" in known or CATALOGUE_ETAG in [tag.removeprefix("W/") for tag in known]:
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(CATALOGUE_BYTES, content_type="application/json", headers=headers)


CATALOGUE_BYTES = json.dumps({**CATALOGUE, "locale": "en-GB"}, ensure_ascii=False, separators=(",", ":")).encode()
CATALOGUE_ETAG = f'"{hashlib.sha256(CATALOGUE_BYTES).hexdigest()[:32]}"'


def notice_of(clinics: Iterable[Clinic]) -> str | None:
    """What stands on every screen where a clinic only records; null where none does."""
    names = [clinic.name for clinic in clinics if clinic.profile == Clinic.Profile.RECORD_ONLY]
    return f"{', '.join(names)}: {RECORDS_ONLY}" if names else None


def show_clinic(clinic: Clinic) -> dict[str, Any]:
    """A clinic as its patients and staff know it: how to reach it, when, and whether anybody watches."""
    return {
        "id": str(clinic.pk),
        "name": clinic.name,
        "country": clinic.country,
        "time_zone": clinic.time_zone,
        "phone": clinic.phone,
        "opening_hours": clinic.opening_hours,
        "profile": clinic.profile,
    }
