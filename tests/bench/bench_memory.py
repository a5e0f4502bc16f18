"""What the whole takes when nobody uses it: everything that `./ebb run` starts as it comes (SQLite, a broker of its own, the demo
clinic), half a minute after it was ready. PSS: memory of a process's own, and its part of what it shares. Beside it the
same programs each started by itself, as `./ebb part` does, and the least of Django under the same gunicorn. Then the web server in
use: eight connections at once read what a practitioner reads. What its workers shared becomes their own; it must not go on so.
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

from config import stack
from diary.actions.demo import ANNA
from tests.bench.bench_sweep import _say
from tests.bench.family import MB, bare_django, pss, pss_of_all
from tests.bench.page import Row, at_most
from tests.processes import process, short_folder
from tests.services import Ebb, ebb, valkey

IDLE_SECONDS = 30
TARGET_MB = 300
ANSWERS, AT_ONCE, STEADY = 5_000, 8, 1.1
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
        once, twice = (in_use(running) for _ in range(2))
    yield at_most("all of it", together, TARGET_MB, TEXT)
    yield Row(f"the web server after {ANSWERS:,} answers", TEXT.format(once))
    yield at_most("  after as many more, beside that", twice / once, STEADY, "{:.2f} times")
    apart = each_by_itself(folder, environment)
    yield Row("worker, beat, sweeper and web, each by itself", TEXT.format(apart))
    yield at_most("  all of it, beside that", together / apart, 1.0, "{:.2f} times")
    with bare_django(folder / "bare") as bare:
        time.sleep(1)
        least = pss_of_all(bare) / MB
    yield Row("the least of Django, under the same gunicorn", TEXT.format(least))
    yield Row("  all of it, beside that", f"{together / least:.1f} times")


def in_use(running: Ebb) -> float:
    """Megabytes of the web server after so many answers."""
    token = running.manage("api_token", ANNA).split()[-1]

    def read(path: str, connection: HTTPConnection) -> bytes:
        connection.request("GET", f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
        with connection.getresponse() as answer:
            assert answer.status == 200, (path, answer.status)
            return answer.read()

    def go_on(paths: list[str]) -> None:
        with closing(HTTPConnection("127.0.0.1", running.port)) as connection:
            for number in range(ANSWERS // AT_ONCE):
                read(paths[number % len(paths)], connection)

    with closing(HTTPConnection("127.0.0.1", running.port)) as connection:
        patients = [each["id"] for each in json.loads(read("patients?limit=50", connection))["results"]]
    of_each = [path for pk in patients for path in (f"patients/{pk}", f"patients/{pk}/timeline")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(go_on, [["worklist?limit=50", "patients?limit=50", *of_each]] * AT_ONCE))
    return pss_of_all(running.pid("web")) / MB


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
