"""One variable says where broker and cache are: one server, several watched by Sentinel, or RabbitMQ.

That a leader may die, and a RabbitMQ, is shown by `./ebb chaos --broker sentinel` and `--broker rabbitmq`.
"""

from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings
from redis.sentinel import SentinelConnectionPool

from config import brokers
from tests.chaos.brokers import NAME, port_of, sentinel_in, valkey_in
from tests.chaos.servers import running

SENTINELS = "sentinel://:se%2Fsame@a.example:26379,b.example,c.example:26380/ebb"
RABBIT = "amqp://ebb:sesame@rabbit.example:5672/ebb"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("redis://:sesame@cache.example:6379/0", "cache.example:6379"),
        ("unix:///run/redis.sock", "/run/redis.sock"),
        (SENTINELS, "a.example:26379,b.example,c.example:26380"),
        (RABBIT, "rabbit.example:5672"),
        ("postgresql://%2Frun%2Fpg/ebb", "/run/pg"),
    ],
)
def test_a_password_never_reaches_the_screen(address: str, place: str) -> None:
    assert brokers.place_of(address) == place


@pytest.mark.parametrize(
    ("address", "cache"),
    [
        ("redis://cache.example:6379", "redis://cache.example:6379/1"),
        ("redis://cache.example:6379/", "redis://cache.example:6379/1"),
        ("redis://cache.example:6379/0", "redis://cache.example:6379/0"),
        ("rediss://cache.example:6379", "rediss://cache.example:6379/1"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock?db=1"),
        (SENTINELS, [SENTINELS]),
        ("", "ebb_cache"),
    ],
)
def test_the_cache_is_beside_the_broker_and_without_one_in_the_database(address: str, cache: object) -> None:
    assert brokers.cache_settings(address, "ebb_cache")["LOCATION"] == cache


def test_celery_is_told_of_every_sentinel_and_whom_they_watch() -> None:
    one = "sentinel://:se%2Fsame@{}/0"
    hosts = ("a.example:26379", "b.example:26379", "c.example:26380")
    assert brokers.kombu_url(SENTINELS) == ";".join(one.format(host) for host in hosts)
    with Celery(broker=brokers.kombu_url(SENTINELS), set_as_current=False) as app:
        app.conf.broker_transport_options = brokers.transport_options(SENTINELS)
        connection = app.connection_for_write()
        assert (connection.transport_cls, connection.password, len(connection.alt)) == ("sentinel", "se/same", 3)
        assert connection.transport_options["master_name"] == "ebb"


def test_the_cache_asks_the_sentinels_who_leads_and_reads_from_no_replica(settings: Settings) -> None:
    settings.CACHES = {"default": brokers.cache_settings(SENTINELS, "ebb_cache")}
    client = caches["default"]._cache
    pool = client._get_connection_pool(write=False)
    assert isinstance(pool, SentinelConnectionPool)
    assert pool is client._get_connection_pool(write=True)
    assert pool.is_master
    assert (pool.service_name, pool.connection_kwargs["db"], pool.connection_kwargs["password"]) == (
        "ebb",
        1,
        "se/same",
    )
    asked = [each.connection_pool.connection_kwargs for each in pool.sentinel_manager.sentinels]
    assert [(each["host"], each["port"]) for each in asked] == brokers.sentinels_of(SENTINELS)
    assert all(each["socket_timeout"] == 2 for each in (*asked, pool.connection_kwargs))


def test_cache_and_messages_go_where_a_sentinel_says(settings: Settings, tmp_path: Path) -> None:
    with ExitStack() as held:
        leader = held.enter_context(contextmanager(running)(valkey_in(tmp_path / "leader")))
        watching = held.enter_context(contextmanager(running)(sentinel_in(tmp_path / "sentinel", leader)))
        address = f"sentinel://127.0.0.1:1,127.0.0.1:{port_of(watching)}/{NAME}"  # the first of them is gone
        settings.CACHES = {"default": brokers.cache_settings(address, "ebb_cache")}
        cache = caches["default"]
        assert [cache.add("tries", 1), cache.incr("tries"), cache.get("tries")] == [True, 2, 2]
        assert [cache.delete("tries"), cache.delete("tries")] == [True, False]
        with Celery(broker=brokers.kombu_url(address), set_as_current=False) as app:
            app.conf.broker_transport_options = brokers.transport_options(address)
            app.send_task("alerts.tasks.deliver", queue="alerts")
        assert brokers.answers(address)
        with redis.Redis.from_url(leader.url) as client:
            assert client.llen("alerts") == 1


def test_a_socket_and_rabbitmq_are_named_in_celerys_words() -> None:
    assert brokers.kombu_url("unix:///run/redis.sock") == "redis+socket:///run/redis.sock"
    assert brokers.kombu_url(RABBIT) == RABBIT
    assert brokers.kombu_url("") == ""


def test_on_rabbitmq_each_queue_is_kept_by_a_majority_and_each_message_confirmed() -> None:
    assert brokers.transport_options(RABBIT)["confirm_publish"]
    with Celery(broker=RABBIT, set_as_current=False) as app:
        app.conf.update(task_default_queue="alerts", **brokers.queue_settings(RABBIT, ("alerts", "later")))
        assert set(app.amqp.queues) == {"alerts", "later"}
        for name, queue in app.amqp.queues.items():
            assert queue.durable, name
            assert queue.queue_arguments == {"x-queue-type": "quorum", "x-delivery-limit": brokers.MOST_RETURNS}
            assert queue.routing_key == name
        assert (
            app.conf.worker_detect_quorum_queues
        )  # or the worker asks for a prefetch of all consumers, which they refuse


def test_elsewhere_queues_are_as_celery_makes_them() -> None:
    assert brokers.queue_settings("redis://cache.example", ("alerts",)) == {}
    assert brokers.transport_options("redis://cache.example") == {}


@pytest.mark.parametrize(
    "wrong",
    ["sentinel://a.example:26379", "sentinel://a.example/0/ebb", "redis-cluster://a.example", "cache.example:6379"],
)
def test_an_address_that_leads_nowhere_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        brokers.cache_settings(wrong, "ebb_cache")


def test_a_rabbitmq_is_no_cache() -> None:
    with pytest.raises(ImproperlyConfigured, match="EBB_BROKER_URL"):
        brokers.cache_settings(RABBIT, "ebb_cache")


@pytest.mark.parametrize("address", ["sentinel://127.0.0.1:1/ebb", "redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_who_is_not_there_does_not_answer(address: str) -> None:
    assert not brokers.answers(address)
