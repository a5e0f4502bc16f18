"""The first clinic of an empty installation, made on a page by whoever holds the code that its start printed."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from diary.actions.care import create_clinic, welcome_staff
from diary.models import Clinic, User


class AlreadySetUp(Exception):
    """There is a clinic. Its managers, and the operator's verbs, do the rest."""


class WrongCode(Exception):
    """The code is not the one that was printed."""


def is_set_up() -> bool:
    """Whether there is any clinic, or anybody."""
    return Clinic.objects.exists() or User.objects.exists()


def set_up_code() -> str:
    """26 letters that only this installation's key makes. They open one thing, once: an installation without a clinic."""
    made = hmac.new(settings.SECRET_KEY.encode(), b"ebb.set-up", hashlib.sha256).digest()[:16]
    return base64.b32encode(made).decode().rstrip("=")


def set_up_url() -> str:
    """The page with the code behind `#`, so that it reaches no log."""
    return f"{settings.BASE_URL}/set-up#code={set_up_code()}"


@transaction.atomic
def create_first_clinic(*, code: str, clinic: dict[str, Any], email: str, name: str, now: datetime) -> User:
    """The clinic, which only records until somebody answers for more (`offering`), and its first practitioner and manager.

    Raises `WrongCode`, `AlreadySetUp`.
    """
    if not hmac.compare_digest(code.strip().upper().encode(), set_up_code().encode()):
        raise WrongCode
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # two at once would each see none; SQLite has one writer anyway
            cursor.execute("LOCK TABLE diary_clinic IN SHARE ROW EXCLUSIVE MODE")
    if is_set_up():
        raise AlreadySetUp
    made = create_clinic(now=now, profile=Clinic.Profile.RECORD_ONLY, **clinic)
    return welcome_staff(clinic=made, email=email, name=name, roles=["practitioner", "manager"], now=now)
