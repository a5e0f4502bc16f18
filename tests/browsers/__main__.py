"""Runs what is named of lighthouse, webkit and firefox, or all of them. What this machine cannot run is said, and is no pass."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

import tests.env  # noqa: F401 - secrets and a data folder for this run only
from tests.browsers.engines import Engine, firefox, webkit
from tests.browsers.lighthouse import LEAST, audits, install
from tests.browsers.story import smoke
from tests.journeys.conftest import World
from tests.journeys.people import Mailbox, anna_of
from tests.processes import UnavailableError
from tests.services import ebb


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def lighthouse(world: World) -> None:
    """Each median of three at least 98, on a phone and at a desk."""
    low = []
    for audit in audits(world):
        figures = ", ".join(f"{name} {100 * score:.0f}" for name, score in audit.medians.items())
        say(f"  {audit.form:<8}{audit.path:<12}{figures}")
        low += [f"{audit.form} {audit.path} {name}" for name, score in audit.medians.items() if score < LEAST]
    assert not low, f"under {100 * LEAST:.0f}: {', '.join(low)}"


def in_engine(engine: Callable[[], AbstractContextManager[Engine]]) -> Callable[[World], None]:
    def run(world: World) -> None:
        if engine is firefox:
            install()
        with engine() as browser:
            smoke(browser, world)

    return run


TESTS: dict[str, Callable[[World], None]] = {
    "lighthouse": lighthouse,
    "webkit": in_engine(webkit),
    "firefox": in_engine(firefox),
}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(TESTS):
        sys.exit(f"ebb: no test {', '.join(sorted(unknown))}; there are: {', '.join(TESTS)}")
    bad = []
    with ebb() as running:
        world = World(running, Mailbox(), anna_of(running))
        for name in names or TESTS:
            say(f"== {name}")
            try:
                TESTS[name](world)
            except UnavailableError as error:
                bad.append(name)
                say(f"NOT TESTED: {str(error).upper()}")
            except AssertionError as error:
                bad.append(name)
                say(f"FAILED: {error}")
            else:
                say(f"{name}: passed")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
