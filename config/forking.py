"""Programs that begin as a copy of this process: what it has read of Python they share with it and with each other.

Memory is shared until somebody writes to it, so a program costs what is its own, and starts at once. What must hold when a copy is
made (one thread, no connection), and why not everywhere: docs/adr/0061-programs-are-copies.md.
"""

import ctypes
import gc
import importlib
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import BinaryIO

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # numpy's; our arrays are small
HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_here = multiprocessing.get_context("fork")


def die_with_parent(death_signal: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `death_signal` to the new process when its parent's starting thread ends.

    So processes must be started from the main thread. Elsewhere than on Linux it does nothing.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(1)

    return ask_the_kernel


def can_copy() -> bool:
    """Whether a copy is safe: other systems' libraries may not be used after a fork, and a second thread's locks stay locked."""
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


def read_once(module: str) -> None:
    """Import what the copies will need, before the first of them is made.

    The collector of garbage rests meanwhile and never looks at what was read: it would write to the pages that are to be shared.
    """
    os.environ.update(ONE_THREAD)
    gc.disable()
    importlib.import_module(module)
    gc.freeze()
    gc.enable()


class Copy:
    """A process that begins as a copy of this one and does `work`; to its parent it looks like a `subprocess.Popen`."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._process = _here.Process(target=_begin, args=(die_with_parent(), work))
        # A signal that comes before the copy has ended our way of taking it would be lost on it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    @property
    def pid(self) -> int:
        """The copy's process number; 0 before it began."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """How it ended, as `subprocess` tells it; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if (code := self._process.exitcode) is None:
            raise subprocess.TimeoutExpired([self._process.name], timeout or 0.0)
        return code

    def terminate(self) -> None:
        """Ask it to stop (SIGTERM), without waiting."""
        self._process.terminate()


def run_in_a_copy(name: str, command: list[str], log: BinaryIO) -> Copy:
    """Run `command`, which is one of Python's, as `subprocess.Popen` would in a session of its own, writing to `log`."""

    def work() -> None:
        os.setsid()
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        # The lock of the data folder among them: it must end with who took it.
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        if _libc is not None:
            _libc.prctl(PR_SET_NAME, f"ebb-{name}".encode()[:15])
        become(command)

    return Copy(work)


def become(command: list[str]) -> None:
    """Do in this process what `command` does: `python -m MODULE ...` or `python FILE ...`."""
    _, first, *words = command
    if first == "-m":
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *words]
        runpy.run_path(first, run_name="__main__")


def _begin(die: Callable[[], None], work: Callable[[], None]) -> None:
    die()
    for number in HANDLED:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
    gc.enable()
    work()
