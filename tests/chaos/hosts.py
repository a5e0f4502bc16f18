"""More machines beside the one that `up` runs: `python -m tests.chaos.hosts worker2 worker3 beat2` keeps those parts running."""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from config import stack
from config.supervisor import Program, Supervisor
from tests.processes import process, short_folder, wait_until

GRACE_SECONDS = 15.0
ASKED = "Sending due task"


def names_of(numbers: Mapping[str, int]) -> list[str]:
    """The parts to run besides the first of each kind: `{"worker": 3}` makes worker2 and worker3."""
    return [f"{kind}{number}" for kind, wanted in numbers.items() for number in range(2, wanted + 1)]


@contextmanager
def more_hosts(names: Sequence[str], environment: Mapping[str, str]) -> Iterator[Path]:
    """Each of these parts as on a machine of its own, with a data folder of its own; started again when it dies.

    The folder holds their `run/NAME.pid` and `log/NAME.log`.
    """
    with short_folder("hosts") as folder:
        if not names:
            yield folder
            return
        words = [sys.executable, "-m", "tests.chaos.hosts", *names]
        surroundings = {**os.environ, **environment, "EBB_VAR": str(folder)}
        log = folder / "hosts.log"
        with process(words, stop_signal=signal.SIGTERM, log=log, environment=surroundings) as running:
            wait_until(lambda: all((folder / "run" / f"{name}.pid").exists() for name in names), running, log)
            yield folder


def pids(folders: Sequence[Path], kind: str) -> list[int]:
    """The processes of this kind in all these data folders."""
    files = [file for folder in folders for file in sorted((folder / "run").glob(f"{kind}*.pid"))]
    return [int(file.read_text()) for file in files if re.fullmatch(rf"{kind}\d*", file.stem)]


def asked(folders: Sequence[Path]) -> Counter[str]:
    """How often each beat has asked for something, by its name."""
    found: Counter[str] = Counter()
    for folder in folders:
        for log in sorted((folder / "log").glob("beat*.log")):
            found[log.stem] += log.read_text(errors="replace").count(ASKED)
    return found


def main(names: list[str]) -> None:
    supervisor = Supervisor(Path(os.environ["EBB_VAR"]), lambda line: print(line, flush=True))  # noqa: T201
    supervisor.take_signals()
    for name in names:
        home = supervisor.folder / name
        command = ["env", f"EBB_VAR={home}", sys.executable, str(stack.MANAGE), "part", name.rstrip("0123456789")]
        supervisor.start(Program(name, command, GRACE_SECONDS))
    supervisor.watch()
    supervisor.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
