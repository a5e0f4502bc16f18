"""Servers that can be killed and started again on the same data, on the same address; PostgreSQL is one."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from config import brokers
from config.forking import die_with_parent
from tests.journeys.people import descendants, kill_tree
from tests.postgresql import OPTIONS, Programs, can_connect, initialised
from tests.processes import UnavailableError, short_folder

PAUSE_BETWEEN_LOOKS = 0.05
START_SECONDS = 60


@dataclass
class Server:
    """One server process of ours: its command, and whom to run it as."""

    name: str
    url: str
    command: list[str]
    log: Path
    user: int | None = None
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, and again if it ends at once: after a crash the last of its children may still hold the data."""
        end = time.monotonic() + START_SECONDS
        self.spawn()
        while not self.answers():
            if time.monotonic() > end:
                raise UnavailableError(f"{self.name} does not start: {self.log.read_text(errors='replace')[-600:]}")
            time.sleep(PAUSE_BETWEEN_LOOKS)
            if self.process is None or self.process.poll() is not None:
                self.spawn()

    def spawn(self) -> None:
        """Start it and do not wait."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.environment,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
            )

    def answers(self) -> bool:
        return can_connect(self.url) if self.url.startswith("postgresql") else brokers.answers(self.url)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        """SIGKILL the server and all its children."""
        assert self.process is not None
        kill_tree(self.pid)
        self.process.wait()

    def crash(self) -> None:
        """SIGKILL it, and start it again on what it had written."""
        self.kill()
        self.start()

    def pause(self, seconds: float) -> None:
        """Let everybody who talks to it wait: the network is there, and nothing comes."""
        family = [self.pid, *descendants(self.pid)]
        send(signal.SIGSTOP, family)
        time.sleep(seconds)
        send(signal.SIGCONT, family)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                kill_tree(self.pid)
                self.process.wait()


def send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL whose commits outlive its death. Raises UnavailableError."""
    with short_folder("chaospg") as scratch:
        programs, home = initialised(scratch)
        server = Server(
            "PostgreSQL",
            f"postgresql://ebb@{quote(str(home), safe='')}/postgres",
            postgres_command(programs, home),
            scratch / "postgres.log",
            programs.user,
        )
        yield from running(server)


def postgres_command(programs: Programs, home: Path) -> list[str]:
    # As in earnest: a commit is on the disk before it is answered.
    options = {**OPTIONS, "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "max_connections": "90"}
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return programs.command("postgres", "-D", str(home / "data"), "-k", str(home), *words)


def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()
