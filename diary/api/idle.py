"""A workspace that nobody touches locks itself: its sign-in answers nothing until somebody shows who they are, and then goes on.

The pages ask by themselves, every few seconds. So they say with each request how long nobody has touched them, and that counts, not
the request.
"""

from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest

from diary.api.problems import Problem
from diary.api.second_factor import is_open_before
from diary.models import User

HEADER = "Ebb-Idle"  # whole seconds
TOUCHED_AT = "ebb.touched_at"
COARSELY = timedelta(minutes=1)  # the sign-in is a row: it is written once a minute at the most


def check_not_idle(request: HttpRequest, user: User, now: datetime) -> None:
    """Raise Problem 403 `locked` when nobody has touched this sign-in's pages for too long, nor shown who they are since.

    Who has neither password nor factor could not unlock it, and is not locked out: in the demo.
    """
    if not settings.IDLE_LOCK:
        return
    touched = _touched(request, user, now)
    if now - touched < settings.IDLE_LOCK:
        _note_touch(request, touched, now)
    elif not is_open_before(request) and get_reauthentication_flows(user):
        raise Problem(403, "locked", "Nobody was here for a while. Show that it is you, then go on.")


def locks_after(user: User) -> int | None:
    """After how many seconds the workspace covers itself; None: never."""
    locks = settings.IDLE_LOCK and get_reauthentication_flows(user)
    return int(settings.IDLE_LOCK.total_seconds()) if locks else None


def _touched(request: HttpRequest, user: User, now: datetime) -> datetime:
    """When somebody last touched a page of this sign-in, or showed who they are. At first, when it began."""
    shown = [record["at"] for record in get_authentication_records(request, user) if "at" in record]
    if TOUCHED_AT not in request.session:
        began = datetime.fromtimestamp(min(shown, default=now.timestamp()), UTC)
        request.session[TOUCHED_AT] = began.timestamp()
        # It ends when it would have ended: touching it does not make it longer.
        request.session.set_expiry(began + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    return datetime.fromtimestamp(max([request.session[TOUCHED_AT], *shown]), UTC)


def _note_touch(request: HttpRequest, touched: datetime, now: datetime) -> None:
    said = request.headers.get(HEADER, "")
    if not (said.isascii() and said.isdigit() and len(said) < 8):
        return
    since = now - timedelta(seconds=int(said))
    if since - touched >= COARSELY:
        request.session[TOUCHED_AT] = since.timestamp()
