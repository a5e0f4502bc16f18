"""A patient's phones, as the clinic has a hand in them: a way in for one, and all of them signed out."""

from typing import TypedDict
from uuid import UUID

import segno
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary.actions.proxies import Undecided
from diary.actions.signing_in import invite_patient, pairing_url, sign_patient_out
from diary.api.agreement import DECIDE_FIRST
from diary.api.care import StaffView
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape
from diary.api.shown import instant
from diary.api.typed import Answer


class InvitationShape(Shape):
    channel = Choice(["qr", "email", "sms"], default="qr")


class InvitationAnswer(TypedDict):
    """The way in for a patient's phone; shown once."""

    url: str
    code: str
    qr_svg: str
    expires_at: str


class Invite(StaffView):
    """A link, a code and a QR picture with which the patient pairs a phone; shown once."""

    @extend_schema(request=InvitationShape, responses={201: Answer(InvitationAnswer)})
    def post(self, request: Request, pk: UUID) -> Response:
        patient = self.one(self.patients(), pk)
        channel = self.body(InvitationShape, optional=True)["channel"]
        try:
            invited = invite_patient(patient=patient, channel=channel, by=self.asker, now=self.now)
        except Undecided as error:
            raise Problem(409, "child_undecided", DECIDE_FIRST) from error
        url = pairing_url(invited.token)
        shown: InvitationAnswer = {
            "url": url,
            "code": invited.code,
            "qr_svg": segno.make(url, error="m").svg_inline(scale=4, border=4, omitsize=True),
            "expires_at": instant(invited.invitation.expires_at),
        }
        return Response(shown, status=201)


class PatientDevices(StaffView):
    """Every phone of the patient, signed out by the clinic: one is lost, and its owner has no other. It empties itself."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        sign_patient_out(patient=self.one(self.patients(), pk), by=self.asker, now=self.now)
        return Response(status=204)
