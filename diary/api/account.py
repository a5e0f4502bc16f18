"""What belongs to the patient alone: who helps them write, the way into another window, and the end of the diary."""

from typing import TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.carers import TooManyCarers, invite_carer, revoke_carer
from diary.actions.erasing import ask_for_erasure, keep_diary
from diary.actions.signing_in import pairing_url, transfer_sign_in
from diary.api.base import EbbView, client_address
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import ErasureAnswer, instant, show_erasure
from diary.api.typed import Answer, Page
from diary.models import Carer


class CarerShape(Shape):
    name = Text(max_length=80)


class ErasureShape(Shape):
    birth_date = serializers.DateField()


class CarerAnswer(TypedDict):
    """Somebody who writes for the patient; `seen_at` is null until their phone is paired."""

    id: str
    name: str
    created_at: str
    seen_at: str | None


class InvitedCarerAnswer(TypedDict):
    """A new carer, with the link and the code that pair their phone; shown this once."""

    id: str
    name: str
    url: str
    code: str
    expires_at: str


class TransferAnswer(TypedDict):
    """A code for another window of the same person, such as the installed app."""

    code: str
    expires_at: str


class MyCarers(EbbView):
    """Who writes for the patient, and asking somebody to."""

    @extend_schema(responses=Answer(Page[CarerAnswer]))
    def get(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        record_access(by=self.asker, patient=patient, action="carer.list", now=self.now)
        carers = Carer.objects.filter(patient=patient, revoked_at=None).select_related("user")
        seen = Max("user__devices__last_seen_at", filter=Q(user__devices__revoked_at=None))
        shown: list[CarerAnswer] = [
            {
                "id": str(carer.pk),
                "name": carer.user.name,
                "created_at": instant(carer.created_at),
                "seen_at": instant(carer.seen_at),
            }
            for carer in carers.annotate(seen_at=seen).order_by("created_at", "id")
        ]
        return Response({"results": shown, "next": None})

    @extend_schema(request=CarerShape, responses={201: Answer(InvitedCarerAnswer)})
    def post(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        name = self.body(CarerShape)["name"]
        try:
            carer, invited = invite_carer(patient=patient, name=name, by=self.asker, now=self.now)
        except TooManyCarers as error:
            raise Problem(409, "conflict", str(error)) from error
        shown: InvitedCarerAnswer = {
            "id": str(carer.pk),
            "name": name,
            "url": pairing_url(invited.token),
            "code": invited.code,
            "expires_at": instant(invited.invitation.expires_at),
        }
        return Response(shown, status=201)


class OneCarer(EbbView):
    """A carer who shall write no more."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        patient = access.check_is_patient(self.asker)
        carers = Carer.objects.filter(patient=patient, revoked_at=None).select_related("user", "patient")
        revoke_carer(carer=self.one(carers, pk), by=self.asker, now=self.now)
        return Response(status=204)


class Transfer(EbbView):
    """A code that signs the same person in once more, in the installed app, within a quarter of an hour."""

    @extend_schema(request=None, responses={201: Answer(TransferAnswer)})
    def post(self, request: Request) -> Response:
        patient = access.check_writes_diary(self.asker)
        invited = transfer_sign_in(patient=patient, by=self.asker, now=self.now)
        shown: TransferAnswer = {"code": invited.code, "expires_at": instant(invited.invitation.expires_at)}
        return Response(shown, status=201)


class Erasure(EbbView):
    """The patient wants the diary to go, or to be kept after all."""

    @extend_schema(request=ErasureShape, responses=Answer(ErasureAnswer))
    def post(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        born = self.body(ErasureShape)["birth_date"]
        address = client_address(request._request)
        check_failures("erasure", address)
        if born != patient.birth_date:
            count_failure("erasure", address)
            wrong = "That is not the birth date your clinic has for you."
            raise Problem(422, "wrong_birth_date", wrong, {"birth_date": [wrong]})
        response = Response(show_erasure(ask_for_erasure(patient=patient, by=self.asker, now=self.now)))
        response.delete_cookie(settings.DEVICE_COOKIE_NAME)
        return response

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        keep_diary(patient=patient, by=self.asker, now=self.now)
        return Response(status=204)
