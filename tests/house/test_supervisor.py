"""The supervisor, with small programs: it restarts what dies, stops all together, and leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.supervisor import Program, Supervisor
from tests.house.source import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A program that starts another one, as Celery's worker and gunicorn do.
PARENT = [sys.executable, "-c", f"import subprocess; subprocess.run({SLEEP!r})"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, said.append)
    yield supervisor
    supervisor.stop()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pid_of(folder: Path, name: str) -> int:
    return int((folder / "run" / f"{name}.pid").read_text())


def eventually(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def test_what_dies_is_started_again_and_said(supervisor: Supervisor, tmp_path: Path, said: list[str]) -> None:
    supervisor.start(Program("sleeper", SLEEP))
    first = pid_of(tmp_path, "sleeper")
    os.kill(first, signal.SIGKILL)
    assert supervisor.wait_for(lambda: pid_of(tmp_path, "sleeper") != first, 10)
    assert is_alive(pid_of(tmp_path, "sleeper"))
    assert "sleeper ended (SIGKILL)" in said[0]


def test_what_dies_again_and_again_is_started_less_and_less_often(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start(Program("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    supervisor.wait_for(lambda: len(said) == 3, 10)
    assert [line.partition("again in ")[2].partition(" s")[0] for line in said] == ["0.5", "1", "2"]
    assert "exit 3" in said[0]


def test_what_was_killed_often_is_back_within_seconds(supervisor: Supervisor) -> None:
    supervisor.start(Program("sleeper", SLEEP))
    (sleeper,) = supervisor.children
    for _ in range(6):
        assert sleeper.process is not None
        os.kill(sleeper.process.pid, signal.SIGKILL)
        sleeper.process.wait()
        assert sleeper.look()
        sleeper.start()
    assert sleeper.pause == 4


def test_a_restart_takes_the_orphans_of_the_dead_with_it(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(Program("parent", PARENT))
    parent = pid_of(tmp_path, "parent")
    assert eventually(lambda: len(children_of(parent)) == 1)
    (orphan,) = children_of(parent)
    os.kill(parent, signal.SIGKILL)
    assert supervisor.wait_for(lambda: not is_alive(orphan), 10)


def test_programs_are_stopped_together_and_what_serves_them_last(supervisor: Supervisor, tmp_path: Path) -> None:
    """The third waits for the second to end: it could not, were one stopped after the other."""
    ends = tmp_path / "ends"
    ends.touch()
    script = """
import pathlib, signal, sys, time
name, awaited, ends = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
def leave(*_):
    while awaited not in ends.read_text():
        time.sleep(0.02)
    with ends.open("a") as out:
        print(name, file=out)
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
time.sleep(60)
"""
    for name, awaited in (("first", ""), ("second", ""), ("third", "second")):
        command = [sys.executable, "-c", script, name, awaited, str(ends)]
        supervisor.start(Program(name, command, is_server=name == "first"))
    logs = [tmp_path / "log" / f"{name}.log" for name in ("first", "second", "third")]
    assert eventually(lambda: all("ready" in log.read_text() for log in logs))
    supervisor.stop()
    assert ends.read_text().split() == ["second", "third", "first"]
    assert list((tmp_path / "run").iterdir()) == []


def test_what_does_not_stop_in_time_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    supervisor.start(Program("deaf", [sys.executable, "-c", deaf], grace_seconds=0.2))
    pid = pid_of(tmp_path, "deaf")
    assert eventually(lambda: "deaf" in (tmp_path / "log" / "deaf.log").read_text())
    supervisor.stop()
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_nobody_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from config.supervisor import Program, Supervisor\n"
        "s = Supervisor(Path(sys.argv[1]), print)\n"
        f"s.start(Program('one', {SLEEP!r})); s.start(Program('two', {SLEEP!r})); s.watch()"
    )
    running = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT)
    assert eventually(
        lambda: (tmp_path / "run" / "two.pid").exists() and (tmp_path / "run" / "two.pid").read_text() != ""
    )
    pids = [pid_of(tmp_path, name) for name in ("one", "two")]
    running.kill()
    running.wait()
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_a_long_log_is_moved_aside(supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.supervisor.LOG_BYTES", 10)
    (tmp_path / "log" / "sleeper.log").write_text("a line that is long\n")
    supervisor.start(Program("sleeper", SLEEP))
    assert (tmp_path / "log" / "sleeper.log").read_text() == ""
    assert (tmp_path / "log" / "sleeper.log.1").read_text() == "a line that is long\n"
