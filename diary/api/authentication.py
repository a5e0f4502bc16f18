"""Who is asking: a bearer token, a paired device's cookie, or a member of staff's sign-in.

Cookies travel by themselves, so a write that leans on one must come from our own pages: it carries `X-Ebb: 1` and no other origin.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from alerts.prepared import first_of, prepared
from diary.actions.signing_in import keyed_hash, note_device_seen
from diary.api.idle import check_not_idle
from diary.api.problems import Problem
from diary.api.second_factor import check_second_factor
from diary.models import ApiToken, Device, User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SIGNED_IN = "sign-in"  # `request.auth` of staff who signed in with a browser


class EbbAuthentication(authentication.BaseAuthentication):
    """Tries the token, then the device, then the staff session.

    A phone that somebody signed out is told so, and empties itself; one that is unknown or was long unused keeps what it has.
    """

    _was_signed_out = False

    def authenticate(self, request: Request) -> tuple[User, object] | None:
        header = request.headers.get("Authorization", "")
        if header:
            return self._by_token(header)
        found = self._by_device(request) or self._by_sign_in(request)
        if found is None and self._was_signed_out:
            raise Problem(401, "signed_out", "This phone was signed out. Pair it again.")
        if found is not None and request.method not in SAFE_METHODS:
            check_same_origin(request)
        return found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="ebb"'

    def _by_token(self, header: str) -> tuple[User, object]:
        scheme, _, token = header.partition(" ")
        found = None
        if scheme.lower() == "bearer":
            found = (
                ApiToken.objects.select_related("user", "clinic")
                .filter(
                    token_hash=keyed_hash(token.strip()),
                    revoked_at=None,
                    expires_at__gt=timezone.now(),
                    user__is_active=True,
                )
                .first()
            )
        if found is None:
            raise exceptions.AuthenticationFailed()
        return found.user, found

    def _by_device(self, request: Request) -> tuple[User, object] | None:
        secret = request.COOKIES.get(settings.DEVICE_COOKIE_NAME)
        if not secret:
            return None
        now = timezone.now()
        device = first_of(_devices(keyed_hash(secret)))
        if device is None:
            return None
        self._was_signed_out = device.revoked_at is not None
        if self._was_signed_out or device.expires_at <= now or not device.user.is_active:
            return None
        note_device_seen(device=device, now=now)
        return device.user, device

    def _by_sign_in(self, request: Request) -> tuple[User, object] | None:
        user = getattr(request._request, "user", None)
        if not (isinstance(user, User) and user.is_active):
            return None
        check_second_factor(request._request, user)
        check_not_idle(request._request, user, timezone.now())
        return user, SIGNED_IN


@prepared
def _devices(token_hash: str) -> QuerySet[Device]:
    return Device.objects.select_related("user").filter(token_hash=token_hash)


def check_same_origin(request: Request) -> None:
    """Refuse a write that another site could have caused. Raises Problem 403 `cross_site`."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    same = origin is None or urlsplit(origin).netloc == request.get_host()
    if request.headers.get("X-Ebb") != "1" or site not in ("same-origin", "none") or not same:
        raise Problem(
            403, "cross_site", "Writes from a browser come from Ebb's own pages and carry the header X-Ebb: 1."
        )
