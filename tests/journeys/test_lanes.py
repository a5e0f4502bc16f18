"""Two lanes, either enough: Celery alone without the sweeper, the sweeper alone without a broker; a kill loses nothing."""

import os
import signal
from collections.abc import Iterator

import pytest
import redis

from tests.journeys.conftest import Start, World
from tests.journeys.people import HOUR, Patient, kill_tree, now, wait_for
from tests.services import valkey

pytestmark = pytest.mark.stack

FAST = 5
TIMED_RULE_WITHIN = 60
SOON = 6  # seconds until the timed rule of these tests is due


@pytest.fixture(scope="module")
def without_sweeper(start: Start) -> Iterator[World]:
    with start(EBB_WITHOUT="sweeper") as world:
        yield world


@pytest.fixture(scope="module")
def broker_killed(start: Start) -> Iterator[World]:
    """Everything was started on a broker of ours, which is then killed."""
    with valkey() as url, start(REDIS_URL=url) as world:
        stop_server_at(url)
        yield world


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


def is_told_of_a_red_flag(world: World, within: float) -> bool:
    nora = world.new_patient()
    nora.log(now() - HOUR, 5, "short-of-breath")
    [alert] = nora.alerts()
    return bool(wait_for(lambda: world.mailbox.about(alert["id"]), within))


def is_told_of_silence(world: World) -> bool:
    nora = flared_then_silent(world)
    found = wait_for(lambda: nora.alerts(rule="flare_then_silence"), SOON + TIMED_RULE_WITHIN, every=0.5)
    return bool(found and wait_for(lambda: world.mailbox.about(found[0]["id"]), 30, every=0.2))


def test_with_the_sweeper_stopped_celery_alone_tells_of_a_red_flag(without_sweeper: World):
    assert is_told_of_a_red_flag(without_sweeper, FAST)


def test_with_the_sweeper_stopped_beat_alone_finds_what_time_made_true(without_sweeper: World):
    assert is_told_of_silence(without_sweeper)


def test_with_the_broker_killed_the_sweeper_alone_tells_of_a_red_flag(broker_killed: World):
    assert is_told_of_a_red_flag(broker_killed, 10)


def test_with_the_broker_killed_the_sweeper_alone_finds_what_time_made_true(broker_killed: World):
    assert is_told_of_silence(broker_killed)


def state_of_mail(nora: Patient) -> str:
    """How the first e-mail about the patient's only alert stands."""
    [alert] = nora.alerts()
    return str(next(each["state"] for each in alert["deliveries"] if each["channel"] == "email"))


def test_a_worker_killed_between_claim_and_send_loses_no_message(world: World):
    world.mailbox.strand_next.set()
    nora = world.new_patient()
    nora.log(now() - HOUR, 5, "short-of-breath")
    [alert] = nora.alerts()
    assert world.mailbox.stranded.wait(10), "nobody tried to send"
    assert state_of_mail(nora) == "claimed"

    kill_tree(world.ebb.pid("worker"))

    assert wait_for(lambda: world.mailbox.about(alert["id"]), 40, every=0.2)
    assert wait_for(lambda: state_of_mail(nora) == "sent", 10, every=0.2)
    assert wait_for(lambda: is_told_of_a_red_flag(world, 20), 1)


def test_everything_killed_at_once_comes_back_and_tells(world: World):
    nora = world.new_patient()
    for name in ("sweeper", "beat", "web", "worker"):
        kill_tree(world.ebb.pid(name))
    assert wait_for(lambda: world.ebb.answers("/readyz"), 60, every=0.2)
    nora.log(now() - HOUR, 5, "fever")
    [alert] = nora.alerts()
    assert wait_for(lambda: world.mailbox.about(alert["id"]), 30, every=0.2)
