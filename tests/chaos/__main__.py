"""`./ebb chaos`: minutes of load on a real PostgreSQL and broker while everything is killed at random; then a count.

`--design naive` runs a control that marks messages as sent before it sends them; with `--expect-loss` it must lose some,
or this test would be blind.
"""

import argparse
import importlib
import os
import random
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import connections

import tests.env  # noqa: F401 - secrets and a data folder for this run only
from tests.chaos import faults, servers
from tests.chaos.brokers import BROKERS, Broker
from tests.postgresql import fresh_database

MANY = ("beat", "worker", "sweeper")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./ebb chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600.0, help="how long there is load and harm (600)")
    parser.add_argument("--rate", type=float, default=8.0, help="red flags in a second, all phones together (8)")
    parser.add_argument("--every", type=float, default=4.0, help="seconds between faults, on average (4)")
    parser.add_argument("--slow", type=float, default=0.3, help="the longest the provider takes, in seconds (0.3)")
    for kind in MANY:
        parser.add_argument(
            f"--{kind}s", type=int, default=1, help=f"how many {kind}s, each as on a host of its own (1)"
        )
    parser.add_argument("--broker", choices=BROKERS, default="valkey", help="(valkey)")
    parser.add_argument("--seed", type=int, default=None, help="the dice; the same seed is the same harm")
    parser.add_argument(
        "--kinds", default="all", help=f"faults, separated by commas: {', '.join(faults.FAULTS)}; or none"
    )
    parser.add_argument("--design", choices=("ebb", "naive"), default="ebb")
    parser.add_argument("--expect-loss", action="store_true", help="be content only if something was lost")
    return parser.parse_args()


def chosen(words: str) -> list[str]:
    """The faults to do. Raises SystemExit for a name that is none."""
    if words == "none":
        return []
    names = list(faults.FAULTS) if words == "all" else [word.strip() for word in words.split(",")]
    if unknown := [name for name in names if name not in faults.FAULTS]:
        sys.exit(f"ebb: no fault called {', '.join(unknown)}; there are: {', '.join(faults.FAULTS)}")
    return names


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> int:
    words = arguments()
    seed = words.seed if words.seed is not None else random.SystemRandom().randrange(1_000_000)
    kinds = chosen(words.kinds)
    say(f"seed {seed}: {words.seconds:g} s, {words.rate:g} red flags a second, a fault every {words.every:g} s or so")
    with ExitStack() as held:
        postgres = held.enter_context(servers.postgresql())
        broker = held.enter_context(BROKERS[words.broker]())
        url = held.enter_context(fresh_database(postgres.url))
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        call_command("migrate", verbosity=0)
        return run(words, seed, kinds, url, postgres, broker)


def run(
    words: argparse.Namespace,
    seed: int,
    kinds: list[str],
    url: str,
    postgres: servers.Server,
    broker: Broker,
) -> int:
    # It imports models, which is possible only now that Django knows its database.
    scene = importlib.import_module("tests.chaos.scene")
    verdict = scene.play(
        scene.Plan(
            words.seconds,
            words.rate,
            words.every,
            words.slow,
            seed,
            kinds,
            words.design == "naive",
            {kind: getattr(words, f"{kind}s") for kind in MANY},
        ),
        scene.Stage(postgres, broker, url),
        say,
    )
    connections.close_all()
    for what, figure in verdict.figures.items():
        say(f"  {what:<58} {figure}")
    say("the longest of them:" if verdict.stories else "none of them was long")
    for line in verdict.stories:
        say(f"  {line}")
    is_lossy = any("nobody" in failure for failure in verdict.failures)
    if words.expect_loss:
        say("the control lost messages: this test can see a loss" if is_lossy else "NOTHING LOST: THE TEST IS BLIND")
        return int(not is_lossy)
    for failure in verdict.failures:
        say(f"FAILED {failure}")
    say(f"{'FAILED' if verdict.failures else 'survived'}: seed {seed}, {datetime.now(UTC):%Y-%m-%d}")
    return int(bool(verdict.failures))


if __name__ == "__main__":
    began = time.monotonic()
    status = main()
    say(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(status)
