"""The file in which Ebb's programs write what they do with a message (`tests.chaos.doubles`), by the clock that nobody steps."""

import os
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

SWEEPS = UUID(int=0)  # under which the ends of sweeps stand


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, in monotonic seconds."""

    at: float
    what: str


def write_down(book: Path, delivery: UUID, what: str) -> None:
    """One line, in one move: many programs write at once."""
    line = f"{time.monotonic():.3f}\t{delivery}\t{what} ({os.getpid()})\n"
    place = os.open(book, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(place, line.encode())
    finally:
        os.close(place)


def read_book(book: Path) -> dict[UUID, list[Moment]]:
    """What was done with each delivery, in order."""
    found: dict[UUID, list[Moment]] = defaultdict(list)
    for line in book.read_text().splitlines() if book.exists() else ():
        at, delivery, what = line.split("\t")
        found[UUID(delivery)].append(Moment(float(at), what))
    return found
