"""Where broker and cache are, from what the operator wrote: one Redis or Valkey, several watched by Sentinel, or RabbitMQ.

redis://:password@host:6379/0        rediss:// with TLS, unix:///path/to/socket
sentinel://:password@a:26379,b:26379,c:26379/ebb
amqp://user:password@host:5672/vhost     amqps:// with TLS
"""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection, Queue
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SENTINEL, RABBITMQ = "sentinel", ("amqp", "amqps")
REDIS = ("redis", "rediss", "unix")
SENTINEL_PORT = 26379
SECONDS = {"socket_timeout": 2, "socket_connect_timeout": 2}
# A Sentinel that is gone is passed over at once: its neighbour knows as much.
ASKED_ONCE: dict[str, Any] = {**SECONDS, "retry": Retry(NoBackoff(), 0)}
BROKERS_DATABASE, CACHES_DATABASE = 0, 1
# A message that has killed so many workers is dropped by RabbitMQ; its row is still there, and the sweeper's.
MOST_RETURNS = 20


def scheme_of(address: str) -> str:
    """Which kind of server this is. Raises ImproperlyConfigured for one that Ebb does not know."""
    scheme = address.partition("://")[0]
    if scheme not in (*REDIS, SENTINEL, *RABBITMQ, "memory"):
        raise ImproperlyConfigured(f"no broker is reached by {scheme}://: redis://, unix://, sentinel:// or amqp://")
    return scheme


def is_rabbitmq(address: str) -> bool:
    """Whether an address speaks AMQP; an empty one does not."""
    return bool(address) and scheme_of(address) in RABBITMQ


# --- Sentinel ---------------------------------------------------------------------------------------------------------


def sentinels_of(address: str) -> list[tuple[str, int]]:
    """The hosts and ports of `sentinel://`."""
    parts = [urlsplit(f"//{each}") for each in place_of(address).split(",")]
    return [(part.hostname or "", part.port or SENTINEL_PORT) for part in parts]


def watched_name(address: str) -> str:
    """The name under which the Sentinels watch the servers. Raises ImproperlyConfigured when there is none."""
    name = urlsplit(address).path.strip("/")
    if not name or "/" in name:
        raise ImproperlyConfigured(
            "sentinel:// ends in the name that the Sentinels watch: sentinel://a:26379,b:26379/ebb"
        )
    return name


def password_of(address: str) -> str | None:
    """The password of the servers themselves, which must not hold a comma."""
    before, at, _ = urlsplit(address).netloc.rpartition("@")
    return unquote(before.partition(":")[2]) if at else None


def client_of(address: str, database: int = BROKERS_DATABASE) -> redis.Redis:
    """A client of the server that leads at this moment, which is asked for again at each new connection."""
    if scheme_of(address) != SENTINEL:
        return redis.Redis.from_url(address, **SECONDS)
    watch = Sentinel(sentinels_of(address), sentinel_kwargs=ASKED_ONCE, **SECONDS)  # type: ignore[no-untyped-call]
    once = Retry(NoBackoff(), 1)  # nobody waits for a fail-over: what cannot be counted now is not counted
    options: dict[str, Any] = {"db": database, "password": password_of(address), "retry": once}
    leader: redis.Redis = watch.master_for(watched_name(address), **options)  # type: ignore[no-untyped-call]
    return leader


class SentinelClient(RedisCacheClient):
    """One pool, of the leader, for reading too: a replica may not have heard yet that a question was answered."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self.pool = client_of(servers[0], CACHES_DATABASE).connection_pool

    def _get_connection_pool(self, write: bool) -> redis.ConnectionPool:
        return self.pool


class SentinelCache(RedisCache):
    """Django's cache on whichever server leads."""

    def __init__(self, server: list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SentinelClient


def cache_settings(address: str, table: str) -> dict[str, Any]:
    """Django's CACHES["default"]: on that Redis, beside the broker; without one in a table of the database."""
    if not address:
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": table}
    scheme = scheme_of(address)
    if scheme == SENTINEL:
        watched_name(address)
        return {"BACKEND": "config.brokers.SentinelCache", "LOCATION": [address], "KEY_PREFIX": "ebb"}
    if scheme not in REDIS:
        raise ImproperlyConfigured("REDIS_URL is a Redis or Valkey; a RabbitMQ is named by EBB_BROKER_URL.")
    if scheme == "unix":
        location = f"{address}?db={CACHES_DATABASE}"
    else:
        is_bare = urlsplit(address).path in ("", "/")
        location = f"{address.rstrip('/')}/{CACHES_DATABASE}" if is_bare else address
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location, "KEY_PREFIX": "ebb"}


# --- The broker, as Celery wants it -----------------------------------------------------------------------------------


def kombu_url(address: str) -> str:
    """The address in kombu's words: one URL for each Sentinel, and a socket by its own scheme."""
    if not address or scheme_of(address) not in (SENTINEL, "unix"):
        return address
    if scheme_of(address) == "unix":
        return address.replace("unix://", "redis+socket://", 1)
    password = password_of(address)
    before = f":{quote(password, safe='')}@" if password else ""
    return ";".join(f"sentinel://{before}{host}:{port}/{BROKERS_DATABASE}" for host, port in sentinels_of(address))


def transport_options(address: str) -> dict[str, Any]:
    """What this kind of broker needs to be told besides its URL."""
    if address and scheme_of(address) == SENTINEL:
        return {"master_name": watched_name(address), "sentinel_kwargs": ASKED_ONCE}
    # RabbitMQ says of each message that a majority of its nodes has it on disk.
    return {"confirm_publish": True} if is_rabbitmq(address) else {}


def queue_settings(address: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Celery's settings of its queues: on RabbitMQ copied to a majority of nodes, elsewhere as Celery makes them."""
    if not is_rabbitmq(address):
        return {}
    kind = {"x-queue-type": "quorum", "x-delivery-limit": MOST_RETURNS}
    return {
        "task_queues": [Queue(name, routing_key=name, queue_arguments=kind) for name in names],
        "task_default_queue_type": "quorum",
        "task_create_missing_queue_type": "quorum",
        "worker_detect_quorum_queues": True,
    }


def answers(address: str) -> bool:
    """Whether somebody answers there, within a few seconds."""
    if is_rabbitmq(address):
        return rabbitmq_answers(address)
    try:
        with client_of(address) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def rabbitmq_answers(address: str) -> bool:
    """Whether a broker at this address lets us in within two seconds."""
    transport = Connection(address, connect_timeout=2, transport_options={"read_timeout": 2}).transport
    try:
        transport.close_connection(transport.establish_connection())
    except transport.connection_errors:
        return False
    return True


def place_of(address: str) -> str:
    """Where the server of a URL is, without its password: fit for a screen."""
    parts = urlsplit(address)
    return unquote(parts.netloc.rpartition("@")[2] or parts.path)
