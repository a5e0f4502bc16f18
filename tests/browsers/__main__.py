"""Runs what is named of lighthouse, webkit and firefox, or all of them. What this machine cannot run is said, and is no pass."""

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from statistics import median

import tests.env  # noqa: F401 - secrets and a data folder for this run only
from tests.browsers.engines import HERE, Engine, firefox, webkit, with_node
from tests.browsers.story import smoke
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, Mailbox, anna_of, now
from tests.journeys.phone.browser import ARGUMENTS, find_chromium
from tests.processes import UnavailableError
from tests.services import ebb

PATHS = {"log": "/app/", "curve": "/app/curve", "diary": "/app/diary"}
RUNS = 3
LEAST = 0.98


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def install() -> None:
    """`npm ci`, once for each lock file."""
    stamp, want = HERE / "node_modules" / ".ebb-installed", f"{zlib.crc32((HERE / 'package-lock.json').read_bytes())}\n"
    if stamp.is_file() and stamp.read_text() == want:
        return
    say("installing Lighthouse (180 MB, once)")
    environment = {**with_node(), "PUPPETEER_SKIP_DOWNLOAD": "1"}
    if subprocess.run(["npm", "ci", "--loglevel=error"], cwd=HERE, env=environment, check=False).returncode:
        raise UnavailableError("npm could not install Lighthouse and what drives Firefox; the lines above say why")
    stamp.write_text(want)


def lighthouse(world: World) -> None:
    """Each median of three at least 98, on a phone and at a desk."""
    install()
    nora = world.new_patient()
    nora.treat(now() - 50 * HOUR)
    for hours, nrs in ((60, 3), (26, 5), (1, 4)):
        nora.log(now() - hours * HOUR, nrs)
    asked = {
        "chromium": find_chromium(),
        "base": world.ebb.base_url,
        "cookie": nora.phone.headers["Cookie"],
        "paths": list(PATHS.values()),
        "runs": RUNS,
        "args": ARGUMENTS,
    }
    process = subprocess.Popen(
        ["node", "lighthouse.mjs"], cwd=HERE, env=with_node(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    low = []
    for line in process.stdout:
        told = json.loads(line)
        medians = {name: median(scores) for name, scores in told["scores"].items()}
        figures = ", ".join(f"{name} {100 * score:.0f}" for name, score in medians.items())
        say(f"  {told['form']:<8}{told['path']:<12}{figures}")
        low += [f"{told['form']} {told['path']} {name}" for name, score in medians.items() if score < LEAST]
    assert process.wait() == 0, "Lighthouse ended with an error"
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
