"""What asks for a fresh sign-in: a browser may stand open on a desk, and some things must not be done by whoever passes.

Tokens have no sign-in: they were made for what they do. A patient's phone is asked for the birth date where it matters.
"""

from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from rest_framework.request import Request

from diary.api.authentication import SIGNED_IN
from diary.api.problems import Problem
from diary.models import User

FRESH = timedelta(minutes=10)


def check_recent_sign_in(request: Request, now: datetime) -> None:
    """Raise Problem 403 `sign_in_again` for a browser in which nobody has signed in, or shown who they are, for ten minutes.

    Who has neither password nor factor could show nothing: in the demo, where nobody else can ask.
    """
    if request.auth != SIGNED_IN or not isinstance(request.user, User):
        return
    shown = [record["at"] for record in get_authentication_records(request._request, request.user) if "at" in record]
    if shown and now.timestamp() - max(shown) < FRESH.total_seconds():
        return
    if not get_reauthentication_flows(request.user):
        return
    raise Problem(
        403,
        "sign_in_again",
        "Your sign-in is older than ten minutes. Sign in again, then repeat this: is it still you?",
    )
