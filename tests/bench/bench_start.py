"""From `./ebb run` to the first answer of `/readyz`: the database answers, and somebody sweeps. On SQLite with a broker of its own
and the demo clinic; first on an empty folder, then five times on one that is made. The processor's time is that of all
processes until then. Beside it gunicorn with the least of Django, from its start to its first answer.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from config import stack
from config.forking import die_with_parent
from tests.bench.family import answers, bare_command, cpu_of_all
from tests.bench.page import Row, at_most
from tests.processes import short_folder
from tests.services import ROOT

ROUNDS, TARGET, LONGEST = 5, 5.0, 120.0
TEXT = "{:.1f} s, {:.1f} s CPU"


def measure() -> list[Row]:
    with short_folder("start") as folder:
        return list(_measure(folder))


def _measure(folder: Path) -> Iterator[Row]:
    port = stack.free_port()
    ours = {"EBB_VAR": str(folder), "PORT": str(port), "EBB_BASE_URL": f"http://127.0.0.1:{port}"}
    environment = {**os.environ, **ours}
    command = [sys.executable, "-m", "config.up"]
    yield Row("on an empty folder", TEXT.format(*to_first_answer(command, environment, port)))
    again = [to_first_answer(command, environment, port) for _ in range(ROUNDS)]
    wall, cpu = (median(each) for each in zip(*again, strict=True))
    yield at_most(f"again: median of {ROUNDS}", wall, TARGET, "{:.1f} s")
    yield Row("  the quickest, and the longest", "{:.1f} s, {:.1f} s".format(*minmax(each for each, _ in again)))
    yield Row("  the processor's time", f"{cpu:.2f} s CPU")
    bare = [to_first_answer(bare_command(folder, port), environment, port) for _ in range(ROUNDS)]
    least, least_cpu = (median(each) for each in zip(*bare, strict=True))
    yield Row("the least of Django, under the same gunicorn", f"{least:.1f} s, {least_cpu:.2f} s CPU")
    yield Row("  ours beside that", f"{cpu / least_cpu:.1f} times the processor's time")


def minmax(values: Iterator[float]) -> tuple[float, float]:
    found = sorted(values)
    return found[0], found[-1]


def to_first_answer(command: list[str], environment: Mapping[str, str], port: int) -> tuple[float, float]:
    """Seconds of the clock and of the processor; what was started is stopped again."""
    began = time.monotonic()
    with Path(environment["EBB_VAR"], "said.log").open("wb") as said:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=said, preexec_fn=die_with_parent()
        )
    try:
        wait(lambda: answers(port), running, began)
        return time.monotonic() - began, cpu_of_all(running.pid)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def wait(is_so: Callable[[], bool], running: subprocess.Popen[bytes], began: float) -> None:
    while not is_so():
        assert running.poll() is None, "it has ended"
        assert time.monotonic() - began < LONGEST, "it takes too long"
        time.sleep(0.02)
