"""What goes wrong, and how: each fault is one function of the whole, chosen by a seeded dice."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg

from tests.chaos import hosts
from tests.chaos.book import Moment
from tests.chaos.brokers import Broker
from tests.chaos.servers import Server
from tests.journeys.people import descendants, kill_tree

LONGEST_PAUSE = 6.0
CLOCK_STEPS = (0, 20, -20, 75, -75)  # seconds
CLOCK_MOVES = timedelta(seconds=max(CLOCK_STEPS) - min(CLOCK_STEPS))  # at most, at once


@dataclass
class Whole:
    """Everything that runs, and the dice. `clock` is the file that moves the clock of Ebb's programs, `folders` are the data
    folders of all hosts."""

    folders: list[Path]
    postgres: Server
    broker: Broker
    rng: random.Random
    clock: Path
    survived: Counter[str] = field(default_factory=Counter)
    harm: list[Moment] = field(default_factory=list)

    def program(self, kind: str) -> None:
        """SIGKILL one of Ebb's programs of this kind and all its children."""
        with suppress(OSError, ValueError, IndexError):
            kill_tree(self.rng.choice(hosts.pids(self.folders, kind)))

    def worker_child(self) -> None:
        """SIGKILL one child of a worker: the one that may be sending."""
        with suppress(OSError, ValueError, IndexError):
            kill_tree(self.rng.choice(descendants(self.rng.choice(hosts.pids(self.folders, "worker")))))

    def disconnect(self) -> None:
        """Cut every connection that PostgreSQL has."""
        with suppress(psycopg.Error), psycopg.connect(self.postgres.url, autocommit=True, connect_timeout=5) as mine:
            mine.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")

    def step_clock(self) -> None:
        seconds = self.rng.choice(CLOCK_STEPS)
        set_clock(self.clock, seconds)
        self.harm.append(Moment(time.monotonic(), f"it is {seconds:+d} s off"))


FAULTS: Mapping[str, Callable[[Whole], object]] = {
    "worker killed": lambda whole: whole.program("worker"),
    "worker's child killed": Whole.worker_child,
    "beat killed": lambda whole: whole.program("beat"),
    "web server killed": lambda whole: whole.program("web"),
    "sweeper killed": lambda whole: whole.program("sweeper"),
    "broker killed": lambda whole: whole.broker.crash(),
    "broker killed and emptied": lambda whole: whole.broker.crash(forgets=True),
    "broker flushed": lambda whole: whole.broker.flush(),
    "broker silent": lambda whole: whole.broker.pause(whole.rng.uniform(1, LONGEST_PAUSE)),
    "PostgreSQL killed": lambda whole: whole.postgres.crash(),
    "PostgreSQL silent": lambda whole: whole.postgres.pause(whole.rng.uniform(1, LONGEST_PAUSE)),
    "PostgreSQL hangs up": Whole.disconnect,
    "clock stepped": Whole.step_clock,
}


def set_clock(clock: Path, seconds: float) -> None:
    """Move the clock of Ebb's programs; in one move, so that nobody reads half a number."""
    written = clock.with_suffix(".new")
    written.write_text(f"{seconds}\n")
    written.replace(clock)


def do_harm(whole: Whole, kinds: list[str], every: float, until: float, say: Callable[[str], None]) -> None:
    """One fault about every `every` seconds until the monotonic moment `until`.

    To be called from the main thread: what it starts again dies with the thread that started it.
    """
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(whole.rng.expovariate(1 / every), left))
        if kinds and time.monotonic() < until:
            kind = whole.rng.choice(kinds)
            began = time.monotonic()
            FAULTS[kind](whole)
            lasted = time.monotonic() - began
            whole.harm.append(Moment(began, kind if lasted < 1 else f"{kind}, for {lasted:.1f} s"))
            whole.survived[kind] += 1
            say(kind)
    set_clock(whole.clock, 0)
