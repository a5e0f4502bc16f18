"""Many keys in one question: PostgreSQL takes them as one array, because a list of a thousand words costs it more than the answer."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In


def among(column: str, keys: Iterable[UUID]) -> Func | In:
    """For `filter()`: whether this column of keys holds one of `keys`."""
    if connection.vendor != "postgresql":
        return In(F(column), list(keys))
    array = RawSQL("%s::uuid[]", [array_of(keys)])
    return Func(F(column), array, arg_joiner=" = ANY(", template="%(expressions)s)", output_field=BooleanField())


def array_of(keys: Iterable[UUID]) -> str:
    """The keys as PostgreSQL reads a `uuid[]`."""
    return "{" + ",".join([key.hex for key in keys]) + "}"


def texts_of(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL reads a `text[]`."""
    return "{" + ",".join(['"' + text.replace("\\", r"\\").replace('"', r"\"") + '"' for text in texts]) + "}"
