"""The way back of somebody who lost their phone: a code to an e-mail address that they proved before.

Nobody who asks learns whose an address is: the request writes one row for any address, and the sweep looks for whom to send to.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from alerts import audience
from alerts.actions.contacts import email_hash
from alerts.actions.proving import PRIORITY, CodeRefused
from alerts.models import REACHES, Channel, ContactPoint, Delivery, WayBack

BACK = "return"
CODE_LASTS = timedelta(minutes=10)
CODE_DIGITS = 8
MOST_TRIES = 3
MOST_ASKED = 5  # codes to one address, in `ASKED_FOR`
ASKED_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)
AT_ONCE = 50
REFUSED = "This is not the code, or it is not valid any more. Ask for a new one."


class ReturnGuessed(CodeRefused):
    """The last wrong try: the code is void. `users`: whose address it went to."""

    def __init__(self, users: Sequence[UUID]) -> None:
        super().__init__(REFUSED)
        self.users = users


@transaction.atomic
def ask_to_return(*, address: str, now: datetime) -> tuple[WayBack, str]:
    """A code to this address, if it is somebody's; and the secret without which the code is worth nothing.

    The same row and the same work for every address. Codes of yesterday are forgotten on the way.
    """
    WayBack.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    secret = secrets.token_urlsafe(32)
    asked = WayBack.objects.create(
        address_hash=email_hash(address), secret_hash=_hashed(secret), created_at=now, expires_at=now + CODE_LASTS
    )
    return asked, secret


def not_looked_for(now: datetime) -> QuerySet[WayBack]:
    """Ways back that were asked for, whose address nobody has looked up yet, and that still open something."""
    return WayBack.objects.filter(looked_at=None, expires_at__gt=now)


def send_ways_back(*, now: datetime) -> int:
    """Look once at each code that was asked for: whose address is it? How many leave. More than a few an hour do not."""
    waiting = not_looked_for(now).order_by("created_at", "id")[:AT_ONCE]
    return sum(_send(asked, now) for asked in list(waiting))


@transaction.atomic
def _send(asked: WayBack, now: datetime) -> bool:
    if not WayBack.objects.filter(pk=asked.pk, looked_at=None).update(looked_at=now):
        return False
    lately = WayBack.objects.filter(address_hash=asked.address_hash, created_at__gt=now - ASKED_FOR, pk__lte=asked.pk)
    point = next(iter(_points(asked.address_hash)), None)
    if point is None or lately.count() > MOST_ASKED:
        return False
    Delivery.objects.create(
        id=asked.pk,
        message=BACK,
        recipient_id=point.user_id,
        contact_point=point,
        priority=PRIORITY,
        created_at=now,
        next_attempt_at=now,
        give_up_at=asked.expires_at,
    )
    return True


def prove_return(*, secret: str, code: str, now: datetime) -> list[UUID]:
    """The code that arrived, typed in the browser that asked for it: everybody whose address it went to, once.

    Counted before it is compared, and in no transaction that a refusal would undo. Raises CodeRefused, and `ReturnGuessed`
    the time that ends it.
    """
    asked = WayBack.objects.filter(
        secret_hash=_hashed(secret), used_at=None, expires_at__gt=now, tries__lt=MOST_TRIES
    ).first()
    if asked is None:
        raise CodeRefused(REFUSED)
    unused = WayBack.objects.filter(pk=asked.pk, used_at=None)
    if not unused.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise CodeRefused(REFUSED)
    typed = "".join(sign for sign in code if sign.isalnum())
    if not hmac.compare_digest(code_back(asked.pk).encode(), typed.encode()):
        raise ReturnGuessed(_users(asked.address_hash)) if asked.tries + 1 >= MOST_TRIES else CodeRefused(REFUSED)
    if not unused.update(used_at=now):
        raise CodeRefused(REFUSED)
    return _users(asked.address_hash)


def code_back(asked: UUID) -> str:
    """The code of a `WayBack`: eight digits that only the server's key can make."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"ebb.way-back:" + asked.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(made) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def _points(hashed: str) -> list[ContactPoint]:
    """The proved contact points of this address, of people who come back by it; the one that was proved first first."""
    proved = ContactPoint.objects.filter(REACHES, channel=Channel.EMAIL, address_hash=hashed)
    found = list(proved.order_by("verified_at", "id"))
    returning = audience.current().returning([point.user_id for point in found])
    return [point for point in found if point.user_id in returning]


def _users(hashed: str) -> list[UUID]:
    return list(dict.fromkeys(point.user_id for point in _points(hashed)))


def _hashed(secret: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"ebb.asked:" + secret.encode(), hashlib.sha256).hexdigest()
