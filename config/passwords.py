"""What a password may not be, besides short or common: made of our own words, or known from a breach."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from diary.models import Clinic, User

# Beside the names of the person's clinics and their own address. The list is in docs/operations.md too.
OWN_WORDS = (
    "symptom",
    "diary",
    "clinic",
    "patient",
    "practitioner",
    "acupuncture",
    "osteopathy",
    "physiotherapy",
    "ebb",
)
LEAST_OF_ONES_OWN = 8
LONG_ENOUGH_TO_COUNT = 3
DIGITS_OF_SHA1 = 40


class OwnWords:
    """Refuses what is little more than the words anybody would try here first."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.casefold()
        for word in sorted((*OWN_WORDS, *_words_of(user)), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < LEAST_OF_ONES_OWN:
            raise ValidationError(
                "This is made of words that anybody would try here: your clinic's name, say. Add others."
            )

    def get_help_text(self) -> str:
        return "More than your clinic's name and words like it."


def _words_of(user: Any) -> list[str]:
    if not isinstance(user, User) or user._state.adding:
        return []
    names = Clinic.objects.filter(memberships__user=user, memberships__ended_at=None).values_list("name", flat=True)
    found = re.findall(r"\w+", " ".join([*names, user.name, str(user.email or "")]).casefold())
    return [word for word in found if len(word) >= LONG_ENOUGH_TO_COUNT]


class NotBreached:
    """Refuses what stands in the list of breached passwords that the operator keeps; without a list nothing."""

    def validate(self, password: str, user: Any = None) -> None:
        if not settings.BREACHED_PASSWORDS:
            return
        try:
            is_known = is_breached(password, Path(settings.BREACHED_PASSWORDS))
        except OSError as error:
            raise ValidationError("The list of breached passwords cannot be read. Tell whoever hosts Ebb.") from error
        if is_known:
            raise ValidationError("This password is known from a breach elsewhere. Choose another.")

    def get_help_text(self) -> str:
        return "None that is known from a breach elsewhere."


def is_breached(password: str, file: Path) -> bool:
    """Whether the SHA-1 of `password` stands in `file`: one a line in capital hex, sorted, anything after it. Raises OSError.

    It is searched by halves: the whole list has some tens of gigabytes.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:

        def hash_from(place: int) -> bytes:
            """The hash of the first line that begins at `place` or after it; empty at the end."""
            lines.seek(max(0, place - 1))
            if place:
                lines.readline()
            return lines.readline()[:DIGITS_OF_SHA1].upper()

        low, high = 0, file.stat().st_size
        while low < high:
            middle = (low + high) // 2
            found = hash_from(middle)
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
        return hash_from(low) == wanted
