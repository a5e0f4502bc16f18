"""A patient's passkeys: listed, added and taken off on a phone that is signed in, and shown to come back without one."""

from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.passkeys import (
    PasskeyRefused,
    Site,
    TooManyPasskeys,
    add_passkey,
    ask_for_known,
    ask_for_new,
    remove_passkey,
    return_by_passkey,
)
from diary.api.base import EbbView
from diary.api.coming_back import count_knock
from diary.api.patient import paired
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import instant
from diary.api.typed import Answer, Page
from diary.models import Device, Passkey, Patient

LONGEST_STATE = 400


class PasskeyAnswer(TypedDict):
    """One passkey. Which phone made it, Ebb does not know."""

    id: str
    created_at: str
    last_used_at: str | None


class PasskeyAskedAnswer(TypedDict):
    """What the browser is asked (`publicKey` of the Web Authentication API, as JSON), and what it brings back, within five minutes."""

    state: str
    options: Any


class ShownShape(Shape):
    state = Text(max_length=LONGEST_STATE)
    credential = serializers.DictField()


class MyPasskeys(EbbView):
    """The patient's passkeys, oldest first; and one more, made by this phone. A phone that is paired is proof enough."""

    @extend_schema(responses=Answer(Page[PasskeyAnswer]))
    def get(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        record_access(by=self.asker, patient=patient, action="passkey.list", now=self.now)
        rows = Passkey.objects.filter(patient=patient).order_by("created_at", "id")
        shown: Page[PasskeyAnswer] = {"results": [show_passkey(each) for each in rows], "next": None}
        return Response(shown)

    @extend_schema(request=ShownShape, responses={201: Answer(PasskeyAnswer)})
    def post(self, request: Request) -> Response:
        patient = check_on_phone(self)
        body = self.body(ShownShape)
        site = site_of(request._request)
        try:
            passkey = add_passkey(patient=patient, by=self.asker, site=site, now=self.now, **body)
        except PasskeyRefused as error:
            raise refused(error) from error
        except TooManyPasskeys as error:
            raise Problem(409, "conflict", str(error)) from error
        return Response(show_passkey(passkey), status=201)


class BeginPasskey(EbbView):
    """What this phone is to make. Five at the most."""

    @extend_schema(request=None, responses=Answer(PasskeyAskedAnswer))
    def post(self, request: Request) -> Response:
        patient = check_on_phone(self)
        try:
            state, options = ask_for_new(patient=patient, site=site_of(request._request), now=self.now)
        except TooManyPasskeys as error:
            raise Problem(409, "conflict", str(error)) from error
        record_access(by=self.asker, patient=patient, action="passkey.begin", now=self.now)
        shown: PasskeyAskedAnswer = {"state": state, "options": options}
        return Response(shown)


class OnePasskey(EbbView):
    """A passkey that is to open this diary no more."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        patient = access.check_is_patient(self.asker)
        passkey = self.one(Passkey.objects.filter(patient=patient).select_related("patient"), pk)
        remove_passkey(passkey=passkey, by=self.asker, now=self.now)
        return Response(status=204)


class AskForPasskey(EbbView):
    """What whoever comes back is to sign. It names nobody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=None, responses=Answer(PasskeyAskedAnswer))
    def post(self, request: Request) -> Response:
        count_knock(request)
        state, options = ask_for_known(site=site_of(request._request), now=self.now)
        shown: PasskeyAskedAnswer = {"state": state, "options": options}
        return Response(shown)


class ReturnByPasskey(EbbView):
    """The passkey is shown: this browser is signed in, as by pairing. Whatever is wrong with it, the answer is the same."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=ShownShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        body = self.body(ShownShape)
        count_knock(request)
        try:
            patient, secret = return_by_passkey(site=site_of(request._request), now=self.now, **body)
        except PasskeyRefused as error:
            raise refused(error) from error
        return paired(patient, patient.user, secret, self.now)


def check_on_phone(view: EbbView) -> Patient:
    """The patient, on a phone that is signed in: a token that leaked makes no lasting way in. Raises NotAllowed."""
    patient = access.check_is_patient(view.asker)
    if not isinstance(view.request.auth, Device):
        raise access.NotAllowed("A passkey is made on a phone that is signed in.")
    return patient


def site_of(request: HttpRequest) -> Site:
    """As allauth names it for staff: the host without its port. The origin is exact, where allauth takes any below that name."""
    host = request.get_host()
    return Site(host=host.partition(":")[0], origin=f"{'https' if settings.IS_HTTPS else 'http'}://{host}")


def refused(error: PasskeyRefused) -> Problem:
    """A 422 that names the credential and says what is wrong with it."""
    return Problem(422, "invalid", str(error), {"credential": [str(error)]})


def show_passkey(passkey: Passkey) -> PasskeyAnswer:
    """A patient's passkey by when it was made and last used; of the key itself nothing."""
    used = passkey.last_used_at
    return {
        "id": str(passkey.pk),
        "created_at": instant(passkey.created_at),
        "last_used_at": None if used is None else instant(used),
    }
