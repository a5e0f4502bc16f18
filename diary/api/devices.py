"""The phones and browsers that are signed in for the asker, and signing one of them out from another."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from diary import access
from diary.actions.auditing import record_access
from diary.actions.signing_in import sign_device_out
from diary.api.base import EbbView
from diary.api.shown import instant
from diary.api.typed import Answer, Page
from diary.models import Device, User


class DeviceAnswer(TypedDict):
    """One phone or browser. `this` is the one that asks; which model it is, Ebb does not know."""

    id: str
    this: bool
    created_at: str
    last_seen_at: str


class MyDevices(EbbView):
    """Where the patient is signed in now, last seen first."""

    @extend_schema(responses=Answer(Page[DeviceAnswer]))
    def get(self, request: Request) -> Response:
        patient = access.check_is_patient(self.asker)
        record_access(by=self.asker, patient=patient, action="device.list", now=self.now)
        devices = signed_in(self.asker, self.now).order_by("-last_seen_at", "-id")
        return Response(
            {
                "results": [
                    {
                        "id": str(device.pk),
                        "this": isinstance(request.auth, Device) and request.auth.pk == device.pk,
                        "created_at": instant(device.created_at),
                        "last_seen_at": instant(device.last_seen_at),
                    }
                    for device in devices
                ],
                "next": None,
            }
        )


class OneDevice(EbbView):
    """A phone that is lost or given away: its sign-in ends, and nothing is sent there any more."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        patient = access.check_is_patient(self.asker)
        device = self.one(signed_in(self.asker, self.now), pk)
        sign_device_out(device=device, now=self.now)
        record_access(by=self.asker, patient=patient, action="device.sign_out", object_id=device.pk, now=self.now)
        return Response(status=204)


def signed_in(user: User, now: datetime) -> "QuerySet[Device]":
    """The user's devices whose cookie still works."""
    return Device.objects.filter(user=user, revoked_at=None, expires_at__gt=now)
