"""What many tests begin with is made once through the actions, and from then on written again as it was.

The statements that wrote it are kept with their values; to send them again costs a tenth of what thinking them up costs.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection

T = TypeVar("T")
WRITES = ("INSERT", "UPDATE", "DELETE")
SAME_MOMENT = timedelta(minutes=10)


@dataclass
class Replayed(Generic[T]):
    """`make(now)` on an empty database, and the same again for every test that asks for about the same moment."""

    make: Callable[[datetime], T]
    is_empty: Callable[[], bool]
    _kept: list["_Kept"] = field(default_factory=list)

    def __call__(self, now: datetime) -> T:
        """What `make` answers; what it writes is undone with the test. Outside of a transaction, and beside others, made anew."""
        if not connection.in_atomic_block or not self.is_empty():
            return self.make(now)
        for each in self._kept:
            if each.vendor == connection.vendor and timedelta(0) <= now - each.at <= SAME_MOMENT:
                return each.again()
        writes: list[tuple[str, Any]] = []
        with connection.execute_wrapper(_noting(writes)):
            made = self.make(now)
        self._kept.append(_Kept(connection.vendor, now, writes, pickle.dumps(made)))
        return made


@dataclass(frozen=True)
class _Kept:
    vendor: str
    at: datetime
    writes: Sequence[tuple[str, Any]]
    made: bytes

    def again(self) -> Any:
        with connection.cursor() as cursor:
            for statement, values in self.writes:
                cursor.execute(statement, values)
        return pickle.loads(self.made)  # noqa: S301 - our own, from this process


def _noting(writes: list[tuple[str, Any]]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], statement: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        assert not many, "only single statements are kept"
        if statement.startswith(WRITES):
            writes.append((statement, values))
        return execute(statement, values, many, context)

    return note
