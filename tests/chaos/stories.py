"""What the longest waits were made of: each try of their messages by whom, and what went wrong meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from alerts.models import Delivery
from tests.chaos.book import SWEEPS, Moment, read_book

MOST = 5
LONG_SECONDS = 5.0
RARE_SECONDS = 3.0  # between two sweeps, of which there is one a second
BEFORE_SECONDS = 5.0  # what happened so long before the answer may still have been felt


@dataclass(frozen=True, slots=True)
class Wait:
    """From the answer for a red flag until its message was taken in."""

    alert: UUID
    code: str
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return max(0.0, self.ended - self.began)


def told(waits: Sequence[Wait], harm: Sequence[Moment], book: Path, began: float) -> Iterator[str]:
    """The stories of the longest of them, line by line; times are those of the run, which began at `began`."""
    longest = sorted((wait for wait in waits if wait.seconds > LONG_SECONDS), key=lambda wait: -wait.seconds)[:MOST]
    done = read_book(book)
    harm = [*harm, *gaps(done.get(SWEEPS, []))]
    for wait in longest:
        yield f"{wait.seconds:.1f} s for {wait.code}, {level_of(wait.alert)}"
        for moment in story(wait, harm, done):
            yield f"  {moment.at - began:7.1f} s  {moment.what}"


def gaps(sweeps: Sequence[Moment]) -> Iterator[Moment]:
    """Where nobody swept for some time."""
    for before, after in pairwise(sweeps):
        if after.at - before.at > RARE_SECONDS:
            yield Moment(after.at, f"{after.what}, the first for {after.at - before.at:.1f} s")


def story(wait: Wait, harm: Sequence[Moment], done: Mapping[UUID, Sequence[Moment]]) -> list[Moment]:
    """Everything about this wait, in order."""
    messages = Delivery.objects.filter(alert=wait.alert).values_list("pk", flat=True)
    tries = [moment for message in messages for moment in done.get(message, ())]
    own = [Moment(wait.began, "answered for"), *tries, Moment(wait.ended, "taken in")]
    about = [
        Moment(moment.at, f"-- {moment.what}")
        for moment in harm
        if wait.began - BEFORE_SECONDS <= moment.at <= wait.ended
    ]
    return sorted((moment for moment in [*own, *about] if moment.at <= wait.ended), key=lambda moment: moment.at)


def level_of(alert: UUID) -> str:
    return str(Delivery.objects.filter(alert=alert).values_list("alert__level", flat=True)[0])
