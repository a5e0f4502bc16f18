"""The second factor of staff: allauth keeps and checks it, Ebb seals its secret and lets nobody on without it.

In the demo it may be left out (`EBB_SECOND_FACTOR`); elsewhere a browser's sign-in opens nothing but `GET me` and `sign-out`, until
a factor was shown in it, or set up.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import get_pending_stage
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alerts.fields import seal, unseal
from diary.actions.guessing import note_guessing_at
from diary.api.problems import Problem
from diary.models import User

PLACE = "mfa_authenticator.data"
SET_UP = ("mfa/email/totp_activated", "mfa/email/webauthn_added")
OPEN_BEFORE = (("GET", "api/v1/me"), ("POST", "api/v1/sign-out"))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are sealed as every other secret at rest."""

    def encrypt(self, text: str) -> str:
        return seal(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, PLACE)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """A wrong code is told to the managers too: whoever sends it has the password already."""
        if code == "incorrect_code" and context.request is not None:
            stage = get_pending_stage(context.request)
            user = stage.login.user if stage else context.request.user
            if isinstance(user, User):
                note_guessing_at(what="factor", user=user, now=timezone.now())
        refused: ValidationError = super().validation_error(code, *args)
        return refused

    def get_totp_issuer(self) -> str:
        return "Ebb"


def drawn(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """allauth's view of the authenticator app, with the new secret as a picture too (`totp_svg`), to be scanned by the app."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 404:
            said = json.loads(response.content)
            if address := said.get("meta", {}).get("totp_url"):
                picture = segno.make(address, error="m", micro=False)
                said["meta"]["totp_svg"] = picture.svg_inline(scale=4, border=4, omitsize=True, light="#fff")
                response.content = json.dumps(said).encode()
        return response

    return answered


def note_set_up(request: HttpRequest, user: User, template: str) -> None:
    """Who has just set a factor up has shown it, in this browser and in no other. `template` is allauth's name of what happened."""
    if template in SET_UP:
        record_authentication(request, user, method="mfa", type="set-up", reauthenticated=True)


def is_open_before(request: HttpRequest) -> bool:
    """Whether it is one of the few things that may be asked before a factor is shown: who I am, and the way out."""
    route = "" if request.resolver_match is None else request.resolver_match.route
    return (request.method, route) in OPEN_BEFORE


def check_second_factor(request: HttpRequest, user: User) -> None:
    """Raise Problem 403 `second_factor_needed` for a sign-in in which no factor was shown or set up yet."""
    if not settings.SECOND_FACTOR or is_open_before(request):
        return
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return
    raise Problem(
        403,
        "second_factor_needed",
        "Set up a second factor, or show the one that you have: an authenticator app or a passkey.",
    )
