"""Columns of values as PostgreSQL keeps them: an array that is sent so is read in a fraction of the time of its text.

`config.postgresql` hands these bytes to the driver as they are. A statement names the kind: `%s::uuid[]`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, Final
from uuid import UUID

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
MICROSECOND = timedelta(microseconds=1)
_HEAD = Struct("!iiIii")  # dimensions, whether any is null, the kind of the values, how many, the number of the first
_EMPTY = Struct("!iiI")
_LENGTH = Struct("!i")
_MOMENT = Struct("!iq")
_SPAN = Struct("!iqii")  # microseconds, days and months
_NULL = _LENGTH.pack(-1)
_SIXTEEN = _LENGTH.pack(16)


class Array(bytes):
    """An array, whole, with the values that it is made of. In a statement it stands where its kind is named."""

    values: Sequence[Any]


def _texts(values: Sequence[str]) -> bytes:
    length = _LENGTH.pack
    return b"".join([length(len(text)) + text for text in map(str.encode, values)])


def _documents(values: Sequence[str]) -> bytes:
    """Of `jsonb`, each written as JSON: the first version of the format, then the text."""
    length = _LENGTH.pack
    return b"".join([length(len(text) + 1) + b"\x01" + text for text in map(str.encode, values)])


def _keys(values: Sequence[UUID]) -> bytes:
    return _SIXTEEN + _SIXTEEN.join([key.int.to_bytes(16) for key in values])


def _moments(values: Sequence[datetime]) -> bytes:
    return b"".join([_MOMENT.pack(8, (moment - EPOCH) // MICROSECOND) for moment in values])


def _spans(values: Sequence[timedelta]) -> bytes:
    return b"".join([_SPAN.pack(16, span // MICROSECOND, 0, 0) for span in values])


# By the name of the kind: its number in PostgreSQL's catalogue, and how values are written that are not null.
_KINDS: Final[dict[str, tuple[int, Callable[[Any], bytes]]]] = {
    "uuid": (2950, _keys),
    "text": (25, _texts),
    "varchar": (1043, _texts),
    "jsonb": (3802, _documents),
    "timestamp with time zone": (1184, _moments),
    "interval": (1186, _spans),
}


def is_known(kind: str) -> bool:
    """Whether `array_of` writes values of this kind."""
    return kind in _KINDS


def array_of(kind: str, values: Iterable[Any]) -> Array:
    """The values, of which any may be None, as an array of this kind. Documents come as JSON that is written already."""
    number, written = _KINDS[kind]
    values = list(values)
    array = Array(_packed(number, written, values))
    array.values = values
    return array


def _packed(number: int, written: Callable[[Any], bytes], values: Sequence[Any]) -> bytes:
    if not values:
        return _EMPTY.pack(0, 0, number)
    has_null = False
    # To look for None first would cost more: a key compares itself with it in Python.
    try:
        body = written(values)
    except (AttributeError, TypeError):
        has_null = True
        body = b"".join([_NULL if value is None else written([value]) for value in values])
    return _HEAD.pack(1, has_null, number, len(values), 1) + body
