"""The fast lane's entrance: quick when there is a broker, and never in the way when there is none."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from celery import current_app
from django.test import override_settings
from django.utils import timezone
from kombu import Connection

from alerts import nudge, tasks
from alerts.models import Delivery
from tests.alerts.conftest import FakeChannel, Raise


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> nudge.Publisher:
    fresh = nudge.Publisher()
    monkeypatch.setattr(nudge, "_publishers", [fresh])
    return fresh


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    ids: list[UUID] = []
    monkeypatch.setattr(nudge, "publish", ids.append)
    return ids


@override_settings(BROKER_URL="memory://")
def test_a_delivery_is_published_after_the_commit_and_not_before(
    find: Raise,
    anna: Any,
    publisher: nudge.Publisher,
    published: list[UUID],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        find()
    assert published == []
    for callback in callbacks:
        callback()
    publisher.queue.join()
    assert published == [Delivery.objects.get().pk]


@override_settings(BROKER_URL="")
def test_without_a_broker_nothing_is_published(
    find: Raise, anna: Any, publisher: nudge.Publisher, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        find()
    assert callbacks == []
    assert publisher.queue.empty()


def test_a_hanging_broker_delays_nobody_and_the_queue_stays_small(
    publisher: nudge.Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    monkeypatch.setattr(nudge, "publish", lambda _: release.wait(10))
    started = time.monotonic()
    for _ in range(30):
        publisher.put([uuid4() for _ in range(20)])
    assert time.monotonic() - started < 1
    assert publisher.queue.qsize() == nudge.CAPACITY
    release.set()
    publisher.queue.join()


def test_a_broker_that_refuses_loses_one_nudge_and_not_the_thread(
    publisher: nudge.Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[UUID] = []

    def refuse_the_first(delivery_id: UUID) -> None:
        seen.append(delivery_id)
        if len(seen) == 1:
            raise ConnectionRefusedError

    monkeypatch.setattr(nudge, "publish", refuse_the_first)
    ids = [uuid4(), uuid4()]
    publisher.put(ids)
    publisher.queue.join()
    assert seen == ids


def test_a_forked_child_starts_its_own_thread(publisher: nudge.Publisher, published: list[UUID]) -> None:
    publisher.put([uuid4()])
    publisher.queue.join()
    child = os.fork()
    if child == 0:
        is_fresh = nudge._publishers[0] is not publisher and nudge._publishers[0].queue.empty()
        os._exit(0 if is_fresh else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@override_settings(BROKER_URL="redis://127.0.0.1:1/0")
def test_publishing_to_a_dead_broker_ends_soon() -> None:
    started = time.monotonic()
    with pytest.raises(Exception, match="refused"):
        nudge.publish(uuid4())
    assert time.monotonic() - started < 8


@pytest.fixture(params=["redis://127.0.0.1:{}/0", "amqp://127.0.0.1:{}//"], ids=["Redis", "RabbitMQ"])
def frozen_broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield str(request.param).format(server.getsockname()[1])


def test_publishing_to_a_frozen_broker_ends_soon(frozen_broker: str) -> None:
    started = time.monotonic()
    with override_settings(BROKER_URL=frozen_broker), pytest.raises(Exception, match=r"[Tt]ime"):
        nudge.publish(uuid4())
    assert time.monotonic() - started < 10


@pytest.fixture
def broker(valkey_url: str) -> Iterator[redis.Redis]:
    """A real broker, empty; nothing of this test's connection to it is left behind."""
    with override_settings(BROKER_URL=valkey_url), redis.Redis.from_url(valkey_url) as client:
        client.flushall()
        yield client
        vars(nudge._line).clear()


def waiting(broker: redis.Redis) -> int:
    return int(broker.llen(current_app.conf.task_default_queue))


def test_one_connection_serves_many_nudges(broker: redis.Redis) -> None:
    nudge.publish(uuid4())
    before = broker.info("stats")["total_connections_received"]
    for _ in range(5):
        nudge.publish(uuid4())
    assert broker.info("stats")["total_connections_received"] == before
    assert waiting(broker) == 6


def test_a_nudge_arrives_though_the_broker_has_hung_up_or_forgotten_everything(broker: redis.Redis) -> None:
    nudge.publish(uuid4())
    broker.client_kill_filter(_type="normal", skipme=True)
    nudge.publish(uuid4())
    assert waiting(broker) == 2
    broker.flushall()
    nudge.publish(uuid4())
    assert waiting(broker) == 1


@override_settings(BROKER_URL="memory://")
def test_what_is_published_is_the_delivery_task_with_the_id(publisher: nudge.Publisher) -> None:
    delivery_id = uuid4()
    publisher.put([delivery_id])  # from the publisher's own thread
    publisher.queue.join()
    with Connection("memory://") as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        message = queue.get(timeout=2)
        assert message.headers["task"] == tasks.deliver.name
        assert message.payload[0] == [str(delivery_id)]
        message.ack()


def test_the_tasks_are_the_actions(find: Raise, anna: Any, channel: FakeChannel) -> None:
    find(now=timezone.now())
    tasks.deliver(str(Delivery.objects.get().pk))
    tasks.sweep()
    assert channel.log == [("anna@clinic.example", "alert")]
