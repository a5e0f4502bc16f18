"""Processes that the tests start: in private folders with short paths, stopped with us, however we end."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.forking import die_with_parent

START_SECONDS = 30


class UnavailableError(Exception):
    """A server cannot be had on this machine. The message is for whoever runs the tests."""


@contextmanager
def short_folder(name: str) -> Iterator[Path]:
    """A private temporary folder whose path leaves room for a socket's name."""
    root = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix=f"ebb-{name}-", dir=root if len(root) < 60 else "/tmp"))  # noqa: S108
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def process(
    command: list[str],
    *,
    stop_signal: signal.Signals,
    log: Path,
    user: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` until the block ends; the kernel stops it when we are killed. `environment` takes the place of ours."""
    with log.open("wb") as out:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=die_with_parent(stop_signal),
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(stop_signal)
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until(
    is_ready: Callable[[], bool], running: subprocess.Popen[bytes], log: Path, seconds: float = START_SECONDS
) -> None:
    """Raises UnavailableError with the log's end when the process ends, or is not ready in time."""
    end = time.monotonic() + seconds
    while not is_ready():
        if running.poll() is not None or time.monotonic() > end:
            raise UnavailableError(
                f"{Path(running.args[0]).name} does not start: {log.read_text(errors='replace')[-600:].strip()}"
            )  # type: ignore[index]
        time.sleep(0.05)
