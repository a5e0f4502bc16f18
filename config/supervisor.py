"""Keeps a few programs running together: starts them in order, restarts what dies, stops them together.

It knows nothing of Django or of what the programs do; `config/stack.py` names them. No program outlives the supervisor:
Linux sends each a SIGTERM when it dies, however it dies.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from config.forking import die_with_parent, run_in_a_copy

LOOK_EVERY_SECONDS = 0.2
LOOK_WHILE_WAITING_SECONDS = 0.05
FIRST_PAUSE_SECONDS = 0.5
AGAIN_PAUSE_SECONDS = 2 * FIRST_PAUSE_SECONDS
LONGEST_PAUSE_SECONDS = 4.0  # who is killed again and again delivers nothing in between
STEADY_AFTER_SECONDS = 30.0
LOG_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """Something to keep running. `grace_seconds` is the time it is given between SIGTERM and SIGKILL.

    What serves the others (`is_server`) is stopped when they are gone. A copy (`is_copy`) begins as one of this process.
    """

    name: str
    command: list[str]
    grace_seconds: float = 10.0
    is_server: bool = False
    is_copy: bool = False


class Running(Protocol):
    """What is asked of a process that was started: `subprocess.Popen` answers it, and so does `config.forking.Copy`."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


class Child:
    """One running program: its process group, its log `log/NAME.log`, its pid file `run/NAME.pid`."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.log_file = folder / "log" / f"{program.name}.log"
        self.pid_file = folder / "run" / f"{program.name}.pid"
        self.process: Running | None = None
        self.started_at = 0.0
        self.start_again_at: float | None = None
        self.pause = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        """Start the program, its output into its log, and write down its process number in one move."""
        self.start_again_at = None
        self.started_at = time.monotonic()
        with self._open_log() as log:
            self.process = self._started(log)
        # In one move: whoever reads it meets a whole number, never an empty file.
        written = self.pid_file.with_suffix(".new")
        written.write_text(f"{self.process.pid}\n")
        written.replace(self.pid_file)

    def _started(self, log: BinaryIO) -> Running:
        # What dies again at once is read afresh from the disk: were our own memory to blame, each copy would die of it.
        if self.program.is_copy and self.pause <= AGAIN_PAUSE_SECONDS:
            return run_in_a_copy(self.program.name, self.program.command, log)
        return subprocess.Popen(  # noqa: S603 - the commands are ours
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches the supervisor only, which stops all in order
            preexec_fn=die_with_parent(),
        )

    def look(self) -> str | None:
        """Start the program again when it is time to; return a line when it is found to have ended."""
        now = time.monotonic()
        if self.start_again_at is not None:
            if now >= self.start_again_at:
                self.start()
            return None
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self._kill_group()
        if now - self.started_at > STEADY_AFTER_SECONDS:
            self.pause = FIRST_PAUSE_SECONDS
        self.start_again_at, wait = now + self.pause, self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        how = ending(code)
        return f"{self.program.name} ended ({how}); starting it again in {wait:g} s. See {self.log_file}"

    def ask_to_stop(self) -> None:
        """Ask it to stop, if it runs, and start it no more."""
        self.start_again_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, until: float) -> None:
        """Wait for it to end, `until` then; what is left of it is killed."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, until - time.monotonic()))
            self._kill_group()
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)

    def keep_log_short(self) -> None:
        """Move a long log aside, once. The program keeps its open file, so the text is copied; a line may be lost."""
        if self.log_file.is_file() and self.log_file.stat().st_size > LOG_BYTES:
            shutil.copyfile(self.log_file, self.log_file.with_suffix(".log.1"))
            os.truncate(self.log_file, 0)

    def _open_log(self) -> BinaryIO:
        return os.fdopen(os.open(self.log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb")

    def _kill_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left, or only the dead
                os.killpg(self.process.pid, signal.SIGKILL)


def ending(code: int) -> str:
    """How a process ended, for a human: `exit 3` or `SIGKILL`."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


class Supervisor:
    """Runs programs until it is asked to stop. Use it from the main thread."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.children: list[Child] = []
        self.stopping = False
        for name in ("log", "run"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)

    def take_signals(self) -> None:
        """From now on SIGTERM, SIGINT and a closed terminal end `watch` instead of the process; `nohup` is respected."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask_to_stop)

    def start(self, program: Program) -> None:
        """Start a program and keep it running from now on; its log is cut to a length first."""
        child = Child(program, self.folder)
        child.keep_log_short()
        child.start()
        self.children.append(child)

    def wait_for(self, is_ready: Callable[[], bool], seconds: float) -> bool:
        """Watch until `is_ready` (True), or until time is up or somebody asks to stop (False)."""
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            if is_ready():
                return True
            self._look(LOOK_WHILE_WAITING_SECONDS)
        return False

    def watch(self) -> None:
        """Keep everything running until somebody asks to stop."""
        while not self.stopping:
            self._look()
            for child in self.children:
                child.keep_log_short()

    def stop(self) -> None:
        """Stop everything: all at once, then what serves them."""
        for is_server in (False, True):
            group = [child for child in reversed(self.children) if child.program.is_server == is_server]
            for child in group:
                child.ask_to_stop()
            asked_at = time.monotonic()
            for child in group:
                child.stop(until=asked_at + child.program.grace_seconds)
                self.children.remove(child)

    def _look(self, pause: float = LOOK_EVERY_SECONDS) -> None:
        for child in self.children:
            if line := child.look():
                self.say(line)
        time.sleep(pause)

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True
