"""What is told to stop finishes what it has in hand: an entry that is being saved, a message that is being sent."""

import os
import signal
import threading
import urllib.error
import urllib.request
from pathlib import Path

import redis
from celery import Celery

from config import stack
from config.celery import AT_ONCE, LATER, app
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


def test_a_worker_takes_what_is_urgent_first_and_when_stopped_finishes_it_and_leaves_the_rest(
    tmp_path: Path, valkey_url: str
) -> None:
    notes = tmp_path / "notes"
    notes.touch()
    surroundings = at_the_root() | {"REDIS_URL": valkey_url, "EBB_TEST_NOTES": str(notes)}
    ours = {"config": "tests.house.slow", "--concurrency=2": "--concurrency=1"}
    words = [ours.get(word, word) for word in stack.worker_command()]
    with Celery(broker=valkey_url, set_as_current=False) as sender:
        for name, queue in (("nightly", "later"), ("nightly", "later"), ("red flag", "alerts")):
            sender.send_task("slow", (name,), queue=queue)
    with process(words, stop_signal=signal.SIGTERM, log=tmp_path / "log", environment=surroundings) as worker:
        wait_until(lambda: "began" in notes.read_text(), worker, tmp_path / "log")
        worker.terminate()
        assert worker.wait(30) == 0
    assert notes.read_text().splitlines() == ["began red flag", "ended red flag"]
    with redis.Redis.from_url(valkey_url) as client:
        assert client.llen("later") == 2
        client.delete("later")


def test_what_may_wait_stands_in_a_queue_of_its_own() -> None:
    def queue_of(task: str) -> str:
        return str(app.amqp.router.route({}, task)["queue"].name)

    app.loader.import_default_modules()
    own = {name for name in app.tasks if name.startswith(("alerts.", "diary."))}
    at_once = {name for name in own if queue_of(name) == AT_ONCE}
    assert at_once == {"alerts.tasks.deliver", "alerts.tasks.sweep", "diary.tasks.look_again"}
    assert {queue_of(name) for name in own - at_once} == {LATER}
    assert f"--queues={AT_ONCE},{LATER}" in stack.worker_command()


def at_the_root() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
