"""Two lanes, either enough: Celery alone without the sweeper, the sweeper alone without a broker."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import redis

from config import brokers
from config.stack import sweeper_command
from tests.journeys.conftest import DATABASES, World, is_told_of_a_red_flag, starter
from tests.journeys.people import HOUR, Patient, now, wait_for
from tests.processes import process
from tests.services import valkey

pytestmark = pytest.mark.stack

FAST = 5
TIMED_RULE_WITHIN = 60
SOON = 6  # seconds until the timed rule of these tests is due


@dataclass
class Lanes:
    """An Ebb whose broker and sweeper are ours, so that either lane can be taken away and given back."""

    world: World
    broker_url: str
    broker: ExitStack
    sweeper: ExitStack

    def celery_alone(self) -> World:
        """There is a broker, and nobody sweeps. Whoever lost the broker has found it again."""
        self.sweeper.close()
        if not brokers.answers(self.broker_url):
            self.broker.enter_context(valkey(urlsplit(self.broker_url).port))
            assert is_told_of_a_red_flag(self.world, 60), "the fast lane does not come back"
        return self.world

    def sweeper_alone(self) -> World:
        """Somebody sweeps, and the broker was killed."""
        if brokers.answers(self.broker_url):
            stop_server_at(self.broker_url)
            self.broker.close()
            command, log = sweeper_command(), self.world.ebb.var / "log" / "sweeper.log"
            surroundings = self.world.ebb.environment
            self.sweeper.enter_context(process(command, stop_signal=signal.SIGTERM, log=log, environment=surroundings))
        return self.world


@pytest.fixture(scope="module", params=DATABASES)
def lanes(request: pytest.FixtureRequest) -> Iterator[Lanes]:
    with ExitStack() as broker, ExitStack() as sweeper:
        url = broker.enter_context(valkey())
        with starter(request.param, request)(REDIS_URL=url, EBB_WITHOUT="sweeper") as world:
            yield Lanes(world, url, broker, sweeper)


def stop_server_at(redis_url: str) -> None:
    """SIGKILL the server that listens at this address."""
    with redis.Redis.from_url(redis_url) as client:
        pid = int(client.info("server")["process_id"])
    os.kill(pid, signal.SIGKILL)


def flared_then_silent(world: World) -> Patient:
    """A patient whose flare-then-silence rule comes true in a few seconds."""
    nora = world.new_patient()
    ended_at = now() - 72 * HOUR + SOON * (HOUR / 3600)
    for hours in (20, 44, 68):
        nora.log(ended_at - hours * HOUR, 3)
    nora.treat(ended_at)
    nora.log(ended_at + 30 * HOUR, 6)  # a flare, and not a heavy one, which would be told of at once
    assert nora.alerts(rule="flare_then_silence") == []
    return nora


def is_told_of_silence(world: World) -> bool:
    nora = flared_then_silent(world)
    found = wait_for(lambda: nora.alerts(rule="flare_then_silence"), SOON + TIMED_RULE_WITHIN, every=0.5)
    return bool(found and wait_for(lambda: world.mailbox.about(found[0]["id"]), 30, every=0.2))


def test_with_the_sweeper_stopped_celery_alone_tells_of_a_red_flag(lanes: Lanes):
    assert is_told_of_a_red_flag(lanes.celery_alone(), FAST)


def test_with_the_sweeper_stopped_beat_alone_finds_what_time_made_true(lanes: Lanes):
    assert is_told_of_silence(lanes.celery_alone())


def test_with_the_broker_killed_the_sweeper_alone_tells_of_a_red_flag(lanes: Lanes):
    assert is_told_of_a_red_flag(lanes.sweeper_alone(), 10)


def test_with_the_broker_killed_the_sweeper_alone_finds_what_time_made_true(lanes: Lanes):
    assert is_told_of_silence(lanes.sweeper_alone())
