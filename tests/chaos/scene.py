"""One run from the first start to the count: people, provider, Ebb, harm, quiet, verdict."""

import random
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connections

from tests.chaos import doubles, faults, hosts, phones, stories, verdict
from tests.chaos.brokers import Broker
from tests.chaos.provider import Provider, serving
from tests.chaos.servers import Server
from tests.processes import short_folder
from tests.services import ebb

SILENT = 12
DRAIN_SECONDS = 180.0
QUIET_SECONDS = 15.0  # longer than a claim lives, so that nothing is under way when we count
REPORT_EVERY = 30.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do to it: seconds of load, red flags per second, seconds between faults, the provider's slowness, the dice.

    `numbers`: how many of each kind of program there are, where it is not one.
    """

    seconds: float
    rate: float
    every: float
    slow: float
    seed: int
    kinds: list[str]
    is_naive: bool
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it plays: the servers, and the address of a fresh migrated database."""

    postgres: Server
    broker: Broker
    database_url: str


def play(plan: Plan, stage: Stage, say: Callable[[str], None]) -> verdict.Verdict:
    """The whole run. Progress goes to `say`; what it came to is answered."""
    rng = random.Random(plan.seed)
    provider = Provider(random.Random(plan.seed + 1), plan.slow)
    with ExitStack() as held:
        hook = held.enter_context(serving(provider))
        number = int(plan.seconds * plan.rate / len(phones.CODES)) + 1
        say(f"{number} patients pair their phones")
        people = phones.make_people(phones=number, silent=SILENT, seconds=plan.seconds, hook=hook, rng=rng)
        connections.close_all()
        clock = held.enter_context(short_folder("clock")) / "clock"
        book = clock.with_name("book")
        faults.set_clock(clock, 0)
        surroundings = surroundings_of(plan, stage) | {doubles.CLOCK: str(clock), doubles.BOOK: str(book)}
        running = held.enter_context(ebb(**surroundings))
        names = hosts.names_of(plan.numbers)
        folders = [running.var, held.enter_context(hosts.more_hosts(names, surroundings))]
        crowd = phones.Crowd(running.base_url, people, rng)
        held.callback(crowd.stop)
        provider.on_arrival = crowd.notice
        anna = crowd.acknowledge_as_they_come()
        whole = faults.Whole(folders, stage.postgres, stage.broker, random.Random(plan.seed + 2), clock)
        began = time.monotonic()
        until = began + plan.seconds

        def note(line: str) -> None:
            say(
                f"  {time.monotonic() - began:6.1f} s  {line}; {len(crowd.sent)} answered for, {len(provider.arrivals)} arrived"
            )

        phones_sending = crowd.send_all(plan.rate, plan.seconds)
        faults.do_harm(whole, plan.kinds, plan.every, until, note)
        say(f"quiet again after {time.monotonic() - began:.0f} s; letting everything arrive")
        phones_sending.join(DRAIN_SECONDS)
        wait_until_told(crowd, provider, say)
        crowd.stop()
        anna.join()
        phones_sending.join()
        time.sleep(QUIET_SECONDS)
        result = verdict.judge(crowd, provider, datetime.now(UTC), is_clock_moved="clock stepped" in plan.kinds)
        result.figures |= {f"asked for by {beat}": str(times) for beat, times in hosts.asked(folders).items()}
        result.figures |= {f"survived: {kind}": str(times) for kind, times in sorted(whole.survived.items())}
        result.stories += stories.told(verdict.waits(crowd, provider), whole.harm, book, began)
        return result


def surroundings_of(plan: Plan, stage: Stage) -> dict[str, str]:
    """The environment of Ebb's programs."""
    return {
        "DATABASE_URL": stage.database_url,
        **stage.broker.settings,
        "EBB_DEMO": "false",
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        doubles.DESIGN: "naive" if plan.is_naive else "ebb",
    }


def wait_until_told(crowd: phones.Crowd, provider: Provider, say: Callable[[str], None]) -> None:
    """Until everybody who must be told is told, or it has taken too long."""
    end = time.monotonic() + DRAIN_SECONDS
    next_report = time.monotonic() + REPORT_EVERY
    while time.monotonic() < end:
        left = len(verdict.missing(crowd, provider)) + len(verdict.silent_missing(crowd, provider))
        if not left:
            return
        if time.monotonic() > next_report:
            say(f"  still waiting for {left}")
            next_report += REPORT_EVERY
        time.sleep(1)
