"""Real servers for the tests: PostgreSQL, Valkey, and Ebb as a whole. Started and stopped here, gone when we are.

Servers that are already on this machine are never touched. `TEST_DATABASE_URL` and `TEST_REDIS_URL` name others to use;
otherwise the programs come from the wheels in the test group, else from this machine. When one cannot be had, the tests
that need it are skipped loudly, and fail when `CI=true`.

    python -m tests.services postgres -- COMMAND     # runs COMMAND with DATABASE_URL set, then stops the server
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
import redis

from config import brokers, stack
from config.forking import die_with_parent
from tests.postgresql import fresh_database, postgres
from tests.processes import UnavailableError, process, short_folder, wait_until
from tests.verbs import Operator, operator

__all__ = ["Ebb", "ebb", "fresh_database", "postgres", "postgres_url", "short_folder", "valkey", "valkey_url"]

ROOT = Path(__file__).resolve().parent.parent


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


# --- Valkey -----------------------------------------------------------------------------------------------------------


@contextmanager
def valkey(port: int | None = None) -> Iterator[str]:
    """The URL of an empty Valkey or Redis server on loopback, for tests. Raises UnavailableError."""
    if given := os.environ.get("TEST_REDIS_URL"):
        with redis.Redis.from_url(given) as client:
            client.flushdb()
        yield given
        return
    binary = stack.find_broker_binary()
    if binary is None:
        raise UnavailableError(
            "no Valkey or Redis server program was found (set TEST_REDIS_URL, or install valkey or redis)"
        )
    with short_folder("valkey") as folder:
        port = port or stack.free_port()
        url, log = f"redis://127.0.0.1:{port}/0", folder / "valkey.log"
        command = [
            str(binary),
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(folder),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        with process(command, stop_signal=signal.SIGTERM, log=log) as running:
            wait_until(lambda: brokers.answers(url), running, log)
            yield url


# --- Ebb as a whole ---------------------------------------------------------------------------------------------------


@dataclass
class Ebb:
    """`./ebb run` with a folder and a port of its own; it can be stopped and started again on what it holds."""

    var: Path
    port: int
    environment: dict[str, str] = field(repr=False)
    wait_seconds: float = 90
    process: subprocess.Popen[bytes] = field(init=False)
    at_hand: ExitStack = field(default_factory=ExitStack, repr=False)

    @cached_property
    def operator(self) -> Operator:
        """Somebody who does verbs on the same data; there from the first of them until `at_hand` is closed."""
        return self.at_hand.enter_context(operator(self.environment))

    def start(self) -> None:
        """Start everything and wait until it is ready."""
        with (self.var / "said.log").open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.up"],
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(),
            )
        end = time.monotonic() + self.wait_seconds
        while "Ctrl-C stops" not in self.said:
            if self.process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"Ebb did not start:\n{self.said}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self.process.terminate()
        self.process.wait(60)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it has printed since it was started last."""
        return (self.var / "said.log").read_text()

    def pid(self, name: str) -> int:
        """The process id of one of its programs: broker, worker, beat, sweeper, web."""
        return int((self.var / "run" / f"{name}.pid").read_text())

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill one of its programs; one that is being started again is waited for."""
        until = time.monotonic() + 10
        while True:
            try:
                return os.kill(self.pid(name), number)
            except ProcessLookupError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def answers(self, path: str = "/readyz") -> bool:
        try:
            urllib.request.urlopen(f"{self.base_url}{path}", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            return False
        return True

    def knows(self, token: str) -> bool:
        """Whether an API token of before still signs in."""
        request = urllib.request.Request(f"{self.base_url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
        return False

    def manage(self, *words: str) -> str:
        """Run an operator's verb on the same data; return what it printed."""
        return self.operator.give(*words)


@contextmanager
def ebb(*, var: Path | None = None, wait_seconds: float = 90, **environment: str) -> Iterator[Ebb]:
    """Start everything as `./ebb run` does, wait until it is ready, stop it. Keywords become environment variables."""
    with ExitStack() as stack_of_ours:
        folder = var or stack_of_ours.enter_context(short_folder("run"))
        port = stack.free_port()
        # The secrets are those of this test run, so that the same data can be served again.
        ours = {"EBB_VAR": str(folder), "PORT": str(port), "EBB_BASE_URL": f"http://127.0.0.1:{port}"}
        running = Ebb(folder, port, {**os.environ, **ours, **environment}, wait_seconds)
        stack_of_ours.enter_context(running.at_hand)
        try:
            running.start()
            yield running
        finally:
            running.stop()


# --- Fixtures and the command line ------------------------------------------------------------------------------------


def without(error: UnavailableError) -> None:
    """Skip loudly; fail in CI, where a missing server must not pass for green."""
    line = f"NOT TESTED: {str(error).upper()}"
    if is_ci():
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server for the whole test run; make a database of your own in it with `fresh_database`."""
    try:
        with postgres() as url:
            yield url
    except UnavailableError as error:
        without(error)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey or Redis server for the whole test run."""
    try:
        with valkey() as url:
            yield url
    except UnavailableError as error:
        without(error)


SERVERS = {"postgres": (postgres, "DATABASE_URL"), "valkey": (valkey, "REDIS_URL")}


def main(words: list[str]) -> int:
    name, dashes, *command = words
    if name not in SERVERS or dashes != "--" or not command:
        sys.exit("usage: python -m tests.services postgres|valkey -- COMMAND")
    server, variable = SERVERS[name]
    try:
        with server() as url:
            print(f"{name}: {brokers.place_of(url)}", flush=True)  # noqa: T201
            environment = {**os.environ, variable: url}
            return subprocess.run(command, env=environment, preexec_fn=die_with_parent(), check=False).returncode
    except UnavailableError as error:
        print(f"\nNOT TESTED ON {name.upper()}: {str(error).upper()}\n", flush=True)  # noqa: T201
        return int(is_ci())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
