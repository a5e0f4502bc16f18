"""A process and all it has started: what they take of memory and of the processor, as Linux counts it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config import stack
from tests.journeys.people import descendants
from tests.processes import process, wait_until

MB = 1024 * 1024


def family(pid: int) -> list[int]:
    """The process, its children, and theirs."""
    return [pid, *descendants(pid)]


def pss(pid: int) -> int:
    """Bytes of one process: its own memory, and its part of what it shares with others. Nothing for one that has ended."""
    with suppress(OSError):
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return 0


def pss_of_all(pid: int) -> int:
    return sum(map(pss, family(pid)))


def cpu_of_all(pid: int) -> float:
    """Seconds that the family has worked, those that have ended and were waited for too."""
    return sum(map(_cpu, family(pid)))


def _cpu(pid: int) -> float:
    with suppress(OSError):
        words = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()
        return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def bare_command(folder: Path, port: int) -> list[str]:
    """gunicorn with Ebb's options, and the least of Django."""
    words = stack.web_command(folder, "127.0.0.1", port)
    return [word.replace("config.wsgi", "tests.bench.bare") for word in words]


def answers(port: int) -> bool:
    return stack.readiness("127.0.0.1", port, f"http://127.0.0.1:{port}")[0]


@contextmanager
def bare_django(folder: Path) -> Iterator[int]:
    """The process id of a gunicorn that has answered."""
    stack.make_folder(folder)
    port, log = stack.free_port(), folder / "log" / "bare.log"
    with process(bare_command(folder, port), stop_signal=signal.SIGTERM, log=log) as running:
        wait_until(lambda: answers(port), running, log)
        yield running.pid
