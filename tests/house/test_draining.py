"""What is told to stop finishes what it has in hand: an entry that is being saved, a message that is being sent."""

import os
import signal
import threading
import urllib.error
import urllib.request
from pathlib import Path

from celery import Celery

from config import stack
from tests.house.source import ROOT
from tests.processes import process, wait_until


def fetched(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return None


def test_a_web_server_that_is_stopped_answers_who_is_waiting(tmp_path: Path) -> None:
    port = stack.free_port()
    words = [word.replace("config.wsgi", "tests.house.slow") for word in stack.web_command(tmp_path, "127.0.0.1", port)]
    answers: list[bytes | None] = []
    waiting = threading.Thread(target=lambda: answers.append(fetched(f"http://127.0.0.1:{port}/entry")))
    with process(words, stop_signal=signal.SIGTERM, log=tmp_path / "log", environment=at_the_root()) as server:
        wait_until(lambda: fetched(f"http://127.0.0.1:{port}/") == b"saved", server, tmp_path / "log")
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive(), "the request must be under way"
        server.terminate()
        waiting.join(10)
        assert server.wait(10) == 0
    assert answers == [b"saved"]
    assert fetched(f"http://127.0.0.1:{port}/") is None


def test_a_worker_that_is_stopped_finishes_its_task_once(tmp_path: Path, valkey_url: str) -> None:
    notes = tmp_path / "notes"
    notes.touch()
    surroundings = at_the_root() | {"REDIS_URL": valkey_url, "EBB_TEST_NOTES": str(notes)}
    words = ["tests.house.slow" if word == "config" else word for word in stack.worker_command()]
    with process(words, stop_signal=signal.SIGTERM, log=tmp_path / "log", environment=surroundings) as worker:
        with Celery(broker=valkey_url, set_as_current=False) as sender:
            sender.send_task("slow", queue="alerts")
            sender.send_task("slow", queue="alerts")
        wait_until(lambda: "began" in notes.read_text(), worker, tmp_path / "log")
        worker.terminate()
        assert worker.wait(30) == 0
    said = notes.read_text().split()
    assert said.count("ended") == said.count("began")
    assert "ended" in said


def at_the_root() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
