"""How staff sign in: allauth does passwords, passkeys and second factors; a one-time link from the operator opens the first door."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from diary.api.authentication import check_same_origin
from diary.api.base import EbbView
from diary.api.problems import Problem
from diary.api.shapes import Shape, Text
from diary.models import User


class SignInLinks(PasswordResetTokenGenerator):
    """Single-use tokens: each is bound to the last sign-in and the password, so that using one ends it. Valid for one day."""

    key_salt = "ebb.sign-in-link"


sign_in_links = SignInLinks()


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a clinic, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInShape(Shape):
    token = Text(max_length=200)


class SignIn(EbbView):
    """Sign in with a one-time link made by the operator (`./ebb sign_in_link EMAIL`)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=SignInShape, responses=dict)
    def post(self, request: Request) -> Response:
        check_same_origin(request)
        user_id, _, token = self.body(SignInShape)["token"].partition(".")
        user = User.objects.filter(pk=user_id, is_active=True).first() if is_uuid(user_id) else None
        if user is None or not sign_in_links.check_token(user, token):
            raise Problem(
                422, "invalid", "This link was used or has expired. Ask for a new one.", {"token": ["Not valid."]}
            )
        login(request._request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return Response({"id": str(user.pk), "name": user.name})


def is_uuid(text: str) -> bool:
    return len(text) == 36 and text.replace("-", "").isalnum() and all(c in "0123456789abcdef-" for c in text)


def sign_in_token(user: User) -> str:
    """The secret of a one-time sign-in link."""
    return f"{user.pk}.{sign_in_links.make_token(user)}"
