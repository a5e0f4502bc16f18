"""`./ebb run` as whoever hosts it meets it: the real programs, killed one by one."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import stack
from tests.house.source import ROOT
from tests.services import Ebb, ebb, short_folder

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]  # to start a whole takes long on a busy machine
DEMO_NAMES = ("Maya", "Lindqvist")


@pytest.fixture(scope="module")
def running() -> Iterator[Ebb]:
    """One for all: who stops it or kills it starts it again."""
    with ebb() as it:
        yield it


def eventually(is_so: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def members_of(groups: list[int]) -> str:
    """The processes that are left of these process groups, for the message."""
    words = ["ps", "-o", "pid=,args=", "-g", ",".join(map(str, groups))]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def test_it_says_where_to_sign_in_and_where_to_look(running: Ebb) -> None:
    said = running.said
    assert "Ebb is ready after" in said
    assert running.base_url in said
    assert re.search(rf"practitioner .*{running.base_url}/sign-in#t=\S+", said)
    assert re.search(rf"patient .*{running.base_url}/app/pair#t=\S+", said)
    assert f"{running.var}/mail" in said
    assert f"{running.var}/log" in said


def test_it_is_healthy(running: Ebb) -> None:
    assert running.answers("/healthz")
    assert running.answers("/readyz")


def test_a_second_one_on_the_same_folder_gives_one_clear_line(running: Ebb) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.up"],
        cwd=ROOT,
        env=running.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"already running on {running.var} (process {running.process.pid})" in done.stderr


@pytest.mark.parametrize("name", stack.NAMES)
def test_a_program_that_is_killed_comes_back(running: Ebb, name: str) -> None:
    before = running.pid(name)
    running.kill(name)
    assert eventually(lambda: running.pid(name) != before and running.answers(), 30), running.said


def test_logs_hold_no_names(running: Ebb) -> None:
    for log in (running.var / "log").iterdir():
        assert not [name for name in DEMO_NAMES if name in log.read_text(errors="replace")], log.name


def test_only_we_can_read_the_data(running: Ebb) -> None:
    theirs = [path for path in running.var.iterdir() if path.name != "said.log" and path.stat().st_mode & 0o077]
    assert running.var.stat().st_mode & 0o077 == 0
    assert not theirs


def test_it_stops_everything_and_starts_again_with_its_data(running: Ebb) -> None:
    groups = [running.pid(name) for name in stack.NAMES]
    token = running.manage("api_token", "anna@demo.example").splitlines()[-1]
    running.stop()
    assert running.process.returncode == 0
    assert "ebb: stopped" in running.said
    assert members_of(groups) == ""
    assert not list((running.var / "run").glob("*.pid"))
    running.start()
    assert running.knows(token)


def test_nobody_is_left_when_it_is_killed_and_it_starts_again(running: Ebb) -> None:
    groups = [running.pid(name) for name in stack.NAMES]
    running.process.kill()
    running.process.wait()
    assert eventually(lambda: members_of(groups) == "", 20), members_of(groups)
    running.start()
    assert running.answers()


@pytest.fixture
def a_terminal_that_closes() -> Iterator[None]:
    """Also where the tests themselves were started by `nohup`: what starts below it would not hear of the end, as it should not."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("a_terminal_that_closes")
def test_without_the_demo_nobody_is_invited_and_a_closed_terminal_stops_it_cleanly() -> None:
    with ebb(EBB_DEMO="0") as it:
        assert "#t=" not in it.said
        assert it.answers()
        it.process.send_signal(signal.SIGHUP)
        assert it.process.wait(30) == 0
        assert "Traceback" not in it.said
        assert not Path(it.var / "run" / "web.pid").exists()


def test_the_main_job_is_done_on_what_comes_in_the_box() -> None:
    """On PostgreSQL and Valkey the journeys do it (tests/journeys/test_main_job.py)."""
    outside = ("EBB_VAR", "PORT", "EBB_SECRET_KEY", "EBB_FIELD_KEYS")
    full = {name: value for name, value in os.environ.items() if name not in outside}
    with short_folder("once") as var:
        full["EBB_VAR"] = str(var)
        subprocess.run([sys.executable, "-m", "config.secrets"], cwd=ROOT, env=full, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "config.up", "--once"],
            cwd=ROOT,
            env=full,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the main job is done" in done.stdout
