"""How staff sign in: allauth does passwords, passkeys and second factors; a one-time link from the operator opens the first door."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user, login
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary.actions.guessing import note_guessing_at
from diary.actions.signing_in import user_of_link
from diary.actions.staff import PREFIX, NotYours, accept_staff_invitation
from diary.api.authentication import check_same_origin
from diary.api.base import EbbView, address_of
from diary.api.problems import Problem
from diary.api.second_factor import note_set_up
from diary.api.shapes import Shape, Text
from diary.models import User

log = logging.getLogger(__name__)

CHANGED_SUBJECT = "Ebb: the way you sign in was changed"
CHANGED = (
    "A password, an authenticator app, a passkey or recovery codes were added to your account, or taken off it.\n"
    "Was it you? Then all is well. If not: speak to whoever hosts Ebb at once, and look at your sign-ins here:"
)


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a clinic, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try. When there were too many, whoever manages the account's clinic reads of it."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if user := User.objects.filter(email__iexact=str(credentials.get("email", "")), is_active=True).first():
                note_guessing_at(what="password", user=user, now=timezone.now())
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leaves a line in the log, without the address that was tried."""
        log.warning("a sign-in of the staff was refused")

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> Any:
        """Leaves a line in the log, once every factor was shown."""
        log.info("user %s signed in", user.pk)
        return super().post_login(request, user, **more)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **more: Any) -> None:
        """Tells a person by mail that their password or a factor is another now, in words of our own: no address, no browser."""
        note_set_up(self.request, user, template_prefix)
        send_mail(
            CHANGED_SUBJECT, f"{CHANGED}\n\n{settings.BASE_URL}/clinic/office/security\n", None, [str(user.email)]
        )


class SignInShape(Shape):
    token = Text(max_length=200)


class SignIn(EbbView):
    """Sign in with a one-time link: made by the operator (`./ebb sign_in_link EMAIL`), or by a manager who asks somebody to join."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    opened_by_secret = True

    @extend_schema(request=SignInShape, responses=dict)
    def post(self, request: Request) -> Response:
        check_same_origin(request)
        secret = self.body(SignInShape)["token"]
        try:
            user = self._joining(secret) if secret.startswith(PREFIX) else user_of_link(secret)
        except NotYours as error:
            raise Problem(409, "conflict", str(error), {"token": [str(error)]}) from error
        if user is None:
            raise Problem(
                422, "invalid", "This link was used or has expired. Ask for a new one.", {"token": ["Not valid."]}
            )
        login(request._request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        record_authentication(request._request, user, method="link")
        # Else it could be neither seen nor ended from elsewhere.
        UserSession.objects.create_from_request(request._request)
        log.info("user %s signed in by a link", user.pk)
        return Response({"id": str(user.pk), "name": user.name})

    def _joining(self, secret: str) -> User | None:
        """Who joins a clinic by this link. Whoever has an account joins with it, signed in as they always are."""
        signed_in = get_user(self.request._request)
        return accept_staff_invitation(
            secret=secret, signed_in=signed_in if isinstance(signed_in, User) else None, now=self.now
        )
