"""What the whole takes when nobody uses it: everything that `./ebb run` starts as it comes (SQLite, a broker of its own, the demo
clinic), half a minute after it was ready. PSS: memory of a process's own, and its part of what it shares. Beside it the
same programs each started by itself, as `./ebb part` does, and the least of Django under the same gunicorn.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from config import stack
from tests.bench.bench_sweep import _say
from tests.bench.family import MB, bare_django, pss, pss_of_all
from tests.bench.page import Row, at_most
from tests.processes import process, short_folder
from tests.services import ebb, valkey

IDLE_SECONDS = 30
TARGET_MB = 300
TEXT = "{:.0f} MB"


def measure() -> list[Row]:
    with short_folder("memory") as folder:
        return list(_measure(folder))


def _measure(folder: Path) -> Iterator[Row]:
    with ebb(var=folder) as running:
        _say(f"everything runs; {IDLE_SECONDS} s of nothing")
        time.sleep(IDLE_SECONDS)
        for name in stack.NAMES:
            yield Row(f"  {name}, with its children", TEXT.format(pss_of_all(running.pid(name)) / MB))
        yield Row("  who keeps them running", TEXT.format(pss(running.process.pid) / MB))
        together = pss_of_all(running.process.pid) / MB
        environment = {name: value for name, value in running.environment.items() if name != "REDIS_URL"}
    yield at_most("all of it", together, TARGET_MB, TEXT)
    apart = each_by_itself(folder, environment)
    yield Row("worker, beat, sweeper and web, each by itself", TEXT.format(apart))
    yield at_most("  all of it, beside that", together / apart, 1.0, "{:.2f} times")
    with bare_django(folder / "bare") as bare:
        time.sleep(1)
        least = pss_of_all(bare) / MB
    yield Row("the least of Django, under the same gunicorn", TEXT.format(least))
    yield Row("  all of it, beside that", f"{together / least:.1f} times")


def each_by_itself(folder: Path, environment: dict[str, str]) -> float:
    """Megabytes of the four programs, started one by one on the same data."""
    commands = {
        "worker": stack.worker_command(),
        "beat": stack.beat_command(folder),
        "sweeper": stack.sweeper_command(),
        "web": stack.web_command(folder, "127.0.0.1", int(environment["PORT"])),
    }
    with ExitStack() as held:
        surroundings = {**environment, "REDIS_URL": held.enter_context(valkey()), "PYTHONPATH": os.getcwd()}
        running = [
            held.enter_context(
                process(command, stop_signal=signal.SIGTERM, log=folder / f"{name}-alone.log", environment=surroundings)
            )
            for name, command in commands.items()
        ]
        _say(f"each by itself; {IDLE_SECONDS} s of nothing")
        time.sleep(IDLE_SECONDS)
        assert all(each.poll() is None for each in running), folder
        return sum(pss_of_all(each.pid) for each in running) / MB
