"""The servers of the tests: real ones, our own, and loud when they cannot be had."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import django
import psycopg
import pytest

from config import brokers
from tests import postgresql, services
from tests.house.source import ROOT
from tests.verbs import operator


def hide_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgresql, "postgres_folders", lambda: iter(()))


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_cannot_be_tested_is_said_in_capitals_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    hide_postgresql(monkeypatch)
    monkeypatch.setenv("CI", ci)
    assert services.main(["postgres", "--", "echo", "it ran"]) == code
    said = capfd.readouterr().out
    assert "NOT TESTED ON POSTGRES: NO POSTGRESQL" in said
    assert "it ran" not in said


def test_the_commands_own_result_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://named.example/db")
    command = [sys.executable, "-c", "import os; raise SystemExit(7 if 'named' in os.environ['DATABASE_URL'] else 8)"]
    assert services.main(["postgres", "--", *command]) == 7


def test_verbs_are_done_one_after_the_other_and_a_refusal_says_why() -> None:
    with operator(os.environ) as doing:
        assert doing.give("version").strip() == django.__version__
        with pytest.raises(subprocess.CalledProcessError, match="exit status 1") as refused:
            doing.give("no_such_verb")
        assert "Unknown command" in refused.value.__notes__[0]
        assert doing.give("version").strip() == django.__version__


def test_a_fresh_database_is_dropped_again(postgres_url: str) -> None:
    with services.fresh_database(postgres_url) as url:
        psycopg.connect(url).close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_a_server_ends_with_whoever_started_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    script = (
        "import time; from tests.services import valkey\nwith valkey() as url: print(url, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    url = starter.stdout.readline().strip()
    assert brokers.answers(url)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    end = time.monotonic() + 10
    while brokers.answers(url):
        assert time.monotonic() < end, "the server is still there"
        time.sleep(0.1)
