"""Acknowledging from a message: a signed link, one button, nothing clinical. Only a POST does anything: scanners follow links."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import actions as alerts
from diary.actions.auditing import record_access
from diary.api.base import EbbView, client_address
from diary.api.limits import check_failures, count_failure
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.api.shown import instant
from diary.models import Patient, User


class SignedShape(Shape):
    signed = Text(max_length=200)


class AnswerByLink(EbbView):
    """I have seen it and will act, said by whoever holds the link of a message. Says nothing about anybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=SignedShape, responses=dict)
    def post(self, request: Request) -> Response:
        signed = self.body(SignedShape)["signed"]
        address = client_address(request._request)
        check_failures("answering", address)
        try:
            alert = alerts.acknowledge_by_link(signed=signed, now=self.now)
        except alerts.LinkRefused as error:
            count_failure("answering", address)
            raise Problem(422, "link_refused", str(error), {"signed": [str(error)]}) from error
        except alerts.AlreadyAnswered as error:
            raise Problem(
                409, "conflict", "Somebody else has answered this.", extra={"at": instant(error.at)}
            ) from error
        if (patient := Patient.objects.filter(pk=alert.subject).first()) is not None:
            by = alert.acknowledged_by_id or alert.resolved_by_id
            record_access(
                by=User.objects.filter(pk=by).first() if by else None,
                patient=patient,
                action="alert.acknowledge",
                object_id=alert.pk,
                now=self.now,
            )
        return Response({"state": alert.state, "at": instant(alert.acknowledged_at or alert.resolved_at)})
