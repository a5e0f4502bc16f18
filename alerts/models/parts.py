"""What the tables share: choices as plain strings, and a check for columns that go in pairs."""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Q


def values(members: Iterable[StrEnum]) -> list[str]:
    """Plain strings in a fixed order, so that migrations do not name our classes."""
    return sorted(member.value for member in members)


def choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The members as Django wants choices: value and label alike, since nobody reads them but the database."""
    return [(value, value) for value in values(members)]


def paired(first: str, second: str) -> Q:
    """Both are set, or neither is."""
    return Q((f"{first}__isnull", True), (f"{second}__isnull", True)) | Q(
        (f"{first}__isnull", False), (f"{second}__isnull", False)
    )


def one_of(column: str, members: Iterable[str]) -> Q:
    """The column is one of these, said so that SQLite finds a partial index by it: `IN` with bound values finds none."""
    return reduce(or_, (Q((column, str(member))) for member in sorted(members)))
