"""Many keys in one question: PostgreSQL takes them as one array, because a list of a thousand words costs it more than the answer."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Aggregate, BigIntegerField, BooleanField, Exists, F, FloatField, Func, TextField
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.lookups import In

from alerts.arrays import array_of


def among(column: str, keys: Iterable[UUID]) -> Func | In:
    """For `filter()`: whether this column of keys holds one of `keys`."""
    if connection.vendor != "postgresql":
        return In(F(column), list(keys))
    array = RawSQL("%s::uuid[]", [array_of("uuid", keys)])
    return Func(F(column), array, arg_joiner=" = ANY(", template="%(expressions)s)", output_field=BooleanField())


# As on a disk where reading on costs less than looking up; and groups are found by a table in memory, which writes to the disk what
# outgrows it. Left to itself PostgreSQL sorts half a million rows for a few thousand groups: what the wall may cost is so large a part
# of its reckoning that both ways look the same to it.
READING_ON = {"random_page_cost": "4", "enable_sort": "off", "work_mem": "64MB"}


@contextmanager
def reading_on() -> Iterator[None]:
    """For statements that read most of a table and put it into groups: PostgreSQL plans them for that alone."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        told = ", ".join(["set_config(%s, %s, true)"] * len(READING_ON))
        cursor.execute(f"SELECT {told}", [word for setting in READING_ON.items() for word in setting])
        yield


class OneByOne(Exists):
    """`Exists`, looked up for each row, where a page of few is asked for: PostgreSQL would first find it out for all there are."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


def milliseconds(moment: datetime) -> float:
    """Since 1970, whole: as the database makes `Milliseconds`."""
    return round(moment.timestamp() * 1000)


class Milliseconds(Func):
    """A moment as whole milliseconds since 1970, where thousands are read: a number costs less than a date and time."""

    output_field = FloatField()
    template = "round(date_part('epoch', %(expressions)s) * 1000)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="round((julianday(%(expressions)s) - 2440587.5) * 86400000)", **extra
        )


class Whole(Func):
    """The whole number that is nearest: in a text it is read in a fifth of the time of another."""

    output_field = BigIntegerField()
    template = "CAST(%(expressions)s AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(round(%(expressions)s) AS bigint)", **extra)


class Joined(Aggregate):
    """What these columns say in all rows of a group, as one text with blanks between: a text is read in a fraction of the time of
    so many rows. In no order; a row where one of them is null is left out.
    """

    output_field = TextField()
    template = "string_agg(%(expressions)s, ' ')"
    arg_joiner = " || ' ' || "

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, ' ')", **extra)


class Pairs(Joined):
    """All rows of a group as "moment number moment number": a moment in milliseconds, then a number."""

    def __init__(self, moment: str, number: str | Combinable) -> None:
        super().__init__(Milliseconds(moment), F(number) if isinstance(number, str) else number)
