"""How people are reached: contact points, push subscriptions and their receipts, a clinic's webhooks, and whom nobody reaches."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import actions as alerts
from alerts.channels import push, sealed_push
from alerts.models import Channel, ContactPoint
from diary import access
from diary.actions.auditing import record_list_access
from diary.actions.guessing import note_guessing_at
from diary.actions.reaching import prove_own_address, whom_nobody_reaches
from diary.api.base import EbbView
from diary.api.care import StaffView
from diary.api.problems import Problem
from diary.api.shapes import Choice, Shape, Text, Whole, YesNo, Zone
from diary.api.shown import instant
from diary.models import Device, User

OWN_CHANNELS = (Channel.EMAIL.value, Channel.SMS.value)
MOST_POINTS = 20
LONGEST_ADDRESS = 2048


class ContactPointShape(Shape):
    channel = Choice(OWN_CHANNELS)
    address = Text(max_length=LONGEST_ADDRESS)
    position = Whole(required=False, min_value=0, max_value=100)
    hours = serializers.JSONField(required=False, allow_null=True)
    time_zone = Zone(max_length=64, required=False)


class CodeShape(Shape):
    code = Text(max_length=20)


class KeysShape(Shape):
    p256dh = Text(max_length=200)
    auth = Text(max_length=100)


class PushSubscriptionShape(Shape):
    endpoint = Text(max_length=LONGEST_ADDRESS)
    keys = KeysShape()


class ReceiptShape(Shape):
    delivery = serializers.UUIDField()


class WebhookShape(Shape):
    url = Text(max_length=LONGEST_ADDRESS)
    user = serializers.UUIDField(required=False)


class WebhookChangeShape(Shape):
    active = YesNo()


class ContactPoints(EbbView):
    """Where the asker is told, in the order in which it is tried; also what was disabled, and why."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        points = ContactPoint.objects.filter(user=self.asker).order_by("-active", "position", "id")
        return Response({"results": [show_point(point) for point in points[:MOST_POINTS]], "next": None})


class OneContactPoint(EbbView):
    """Add an e-mail address or a number for SMS, change it, or take it away. A code goes there; nothing else until it is typed."""

    @extend_schema(request=ContactPointShape, responses={200: dict, 201: dict})
    @transaction.atomic
    def put(self, request: Request, pk: UUID) -> Response:
        body = self.body(ContactPointShape)
        asks_hours, hours = "hours" in body, body.pop("hours", None)
        zone = body.pop("time_zone", self.asker.time_zone)
        point, is_new = added(self, pk, verified=False, **body)
        if asks_hours:
            point = with_hours(point, hours, zone)
        if point.created_at == self.now:
            send_code(self, point)
        return Response(show_point(point), status=201 if is_new else 200)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        self.one(own_points(self), pk)
        if not access.is_staff(self.asker):
            alerts.disable_contact_point(contact_point_id=pk, reason="removed", now=self.now)
            return Response(status=204)
        try:
            alerts.remove_contact_point(contact_point_id=pk, reason="removed", now=self.now)
        except alerts.LastContactPoint as error:
            raise Problem(409, "conflict", str(error)) from error
        return Response(status=204)


class ContactPointCode(EbbView):
    """Send another code there. The one before is void."""

    @extend_schema(request=None, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        point = self.one(own_points(self), pk)
        if point.verified_at is None:
            send_code(self, point)
        return Response(show_point(point))


class ProveContactPoint(EbbView):
    """The code that arrived there, typed by whoever it reached: from now on messages go there."""

    @extend_schema(request=CodeShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        code = self.body(CodeShape)["code"]
        self.one(own_points(self), pk)
        try:
            point = prove_own_address(user=self.asker, contact_point_id=pk, code=code, now=self.now)
        except alerts.CodeRefused as error:
            if isinstance(error, alerts.CodeGuessed):
                note_guessing_at(what="code", user=self.asker, now=self.now)
            raise Problem(422, "invalid", str(error), {"code": [str(error)]}) from error
        return Response(show_point(point))


class PushSubscriptions(EbbView):
    """The asker's subscriptions, and the key that a browser needs to make one."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        points = ContactPoint.objects.filter(user=self.asker, channel=Channel.PUSH, active=True).order_by("id")
        return Response(
            {
                "results": [show_point(point) for point in points[:MOST_POINTS]],
                "next": None,
                "public_key": sealed_push.public_key(settings.VAPID_KEY),
            }
        )


class OnePushSubscription(EbbView):
    """Tell the asker on this browser, or no more. A browser that told somebody else before tells the asker only."""

    @extend_schema(request=PushSubscriptionShape, responses={200: dict, 201: dict})
    def put(self, request: Request, pk: UUID) -> Response:
        body = self.body(PushSubscriptionShape)
        keys = body["keys"]
        if alerts.has_ended(user_id=self.asker.pk, address=body["endpoint"]):
            raise Problem(410, "gone", "The push service has ended this subscription. Subscribe anew.")
        point, is_new = added(
            self,
            pk,
            channel=Channel.PUSH.value,
            address=body["endpoint"],
            secret=push.write_secret(keys["p256dh"], keys["auth"]),
            device=request.auth.pk if isinstance(request.auth, Device) else None,
        )
        return Response(show_point(point), status=201 if is_new else 200)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        self.one(ContactPoint.objects.filter(user=self.asker, channel=Channel.PUSH, active=True), pk)
        alerts.disable_contact_point(contact_point_id=pk, reason="removed", now=self.now)
        return Response(status=204)


class PushReceipts(EbbView):
    """A browser says that a push arrived. Only the browser knows the delivery's id: it was in the sealed message."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=ReceiptShape, responses={204: None})
    def post(self, request: Request) -> Response:
        alerts.note_receipt(delivery_id=self.body(ReceiptShape)["delivery"], now=self.now)
        return Response(status=204)


class ManagerView(EbbView):
    """A view for the managers of a clinic."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        access.check_is_manager(self.asker)

    def webhooks(self) -> "QuerySet[ContactPoint]":
        """The webhooks of everybody who works where the asker manages."""
        staff = access.staff_managed_by(self.asker).values("pk")
        return ContactPoint.objects.filter(channel=Channel.WEBHOOK, user__in=staff).select_related("user")


class Webhooks(ManagerView):
    """Addresses that are told in the place of a member of staff: signed, and thin."""

    needs_recent_sign_in = True

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        response, _ = self.page(self.webhooks(), show_webhook)
        return response

    @extend_schema(request=WebhookShape, responses={201: dict})
    def post(self, request: Request) -> Response:
        body = self.body(WebhookShape)
        user = self.one(access.staff_managed_by(self.asker), body.get("user", self.asker.pk))
        try:
            point = alerts.add_contact_point(
                user_id=user.pk, channel=Channel.WEBHOOK, address=body["url"], now=self.now
            )
        except ValueError as error:
            raise Problem(422, "invalid", "Please correct: url.", {"url": [str(error)]}) from error
        is_new = point.created_at == self.now
        return Response(
            {**show_webhook(point), "secret": point.secret if is_new else None}, status=201 if is_new else 200
        )


class OneWebhook(ManagerView):
    """Stop a webhook. To begin again, add it anew."""

    needs_recent_sign_in = True

    @extend_schema(request=WebhookChangeShape, responses=dict)
    def patch(self, request: Request, pk: UUID) -> Response:
        body = self.body(WebhookChangeShape)
        point = self.one(self.webhooks(), pk)
        if body["active"] and not point.active:
            problem = "A stopped webhook stays stopped. Add it anew: it gets a new secret."
            raise Problem(422, "invalid", problem, {"active": [problem]})
        if not body["active"]:
            alerts.disable_contact_point(contact_point_id=point.pk, reason="removed", now=self.now)
        return Response(show_webhook(self.one(self.webhooks(), pk)))


class RotateWebhook(ManagerView):
    """A new signing secret; for a day the one before signs too."""

    needs_recent_sign_in = True

    @extend_schema(request=None, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        point = self.one(self.webhooks().filter(active=True), pk)
        secret = alerts.rotate_secret(contact_point_id=point.pk, now=self.now)
        return Response({**show_webhook(self.one(self.webhooks(), pk)), "secret": secret})


class Unreached(StaffView):
    """Whom messages may not reach, and why: patients who agreed to reminders, and for a manager the staff."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        found = whom_nobody_reaches(by=self.asker, now=self.now)
        patients = [each.patient for each in found if each.patient is not None]
        record_list_access(by=self.asker, patients=patients, action="unreached.read", now=self.now)
        return Response(
            {
                "results": [
                    {
                        "person": {"id": str(each.user.pk), "name": each.name, "role": each.role},
                        "patient": str(each.patient.pk) if each.patient else None,
                        "reasons": [
                            {"reason": trouble.reason, "channel": trouble.channel, "since": instant(trouble.since)}
                            for trouble in each.troubles
                        ],
                        "reached_by": each.reached_by,
                    }
                    for each in found
                ],
                "next": None,
            }
        )


def own_points(view: EbbView) -> "QuerySet[ContactPoint]":
    """The addresses and numbers that the asker may change."""
    return ContactPoint.objects.filter(user=view.asker, channel__in=OWN_CHANNELS, active=True)


def send_code(view: EbbView, point: ContactPoint) -> None:
    """Send a code to a contact point of the asker's own, or a 429."""
    try:
        message = alerts.VERIFY if access.is_staff(view.asker) else alerts.CODE
        alerts.ask_for_code(contact_point_id=point.pk, message=message, now=view.now)
    except alerts.TooManyCodes as error:
        seconds = int(alerts.CODES_COUNTED_FOR.total_seconds())
        raise Problem(429, "rate_limited", str(error), retry_after=seconds) from error


def with_hours(point: ContactPoint, hours: Any, zone: str) -> ContactPoint:
    """The contact point with the hours in which it may ring, or a 422 that says how to write hours."""
    try:
        alerts.set_hours(contact_point_id=point.pk, hours=hours, zone=zone)
    except (ValueError, TypeError, AttributeError) as error:
        problem = 'Send periods by day, such as {"mon": [["09:00", "17:30"]]}, or null for always.'
        raise Problem(422, "invalid", "Please correct: hours.", {"hours": [problem]}) from error
    point.hours, point.zone = hours, zone
    return point


def added(view: EbbView, pk: UUID, **fields: Any) -> tuple[ContactPoint, bool]:
    """Add a contact point of the asker's own, and whether its id was not known before."""
    user: User = view.asker
    count = ContactPoint.objects.filter(user=user, active=True).count()
    is_known = ContactPoint.objects.filter(user=user, pk=pk).exists()
    if count >= MOST_POINTS and not is_known:
        raise Problem(422, "invalid", f"You have {MOST_POINTS} ways to be told already. Take one away first.")
    try:
        point = alerts.add_contact_point(user_id=user.pk, contact_point_id=pk, now=view.now, **fields)
    except ValueError as error:
        name = "endpoint" if fields["channel"] == Channel.PUSH else "address"
        raise Problem(422, "invalid", f"Please correct: {name}.", {name: [str(error)]}) from error
    return point, point.created_at == view.now and not is_known


def show_point(point: ContactPoint) -> dict[str, Any]:
    """A contact point as its owner sees it. A push endpoint is a secret of the browser's, and stays here."""
    return {
        "id": str(point.pk),
        "channel": point.channel,
        "address": None if point.channel == Channel.PUSH else point.address,
        "position": point.position,
        "active": point.active,
        "verified_at": instant(point.verified_at),
        "hours": point.hours,
        "time_zone": point.zone,
        "created_at": instant(point.created_at),
        "disabled_at": instant(point.disabled_at),
        "disabled_reason": point.disabled_reason or None,
        "silent_since": instant(point.silent_since),
    }


def show_webhook(point: ContactPoint) -> dict[str, Any]:
    """A webhook without its secret."""
    return {
        "id": str(point.pk),
        "url": point.address,
        "user": {"id": str(point.user_id), "name": point.user.name},
        "active": point.active,
        "created_at": instant(point.created_at),
        "secret_since": instant(point.secret_since or point.created_at),
        "disabled_reason": point.disabled_reason or None,
    }
