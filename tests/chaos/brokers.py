"""Brokers that can be killed: one Valkey, two of them watched by three Sentinels, or a RabbitMQ. `BROKERS` names them."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import redis
from kombu import Connection
from redis.sentinel import MasterNotFoundError, Sentinel

from config import brokers, stack
from tests.chaos.servers import Server, running
from tests.processes import UnavailableError, short_folder

NAME = "ebb"
DOWN_AFTER_MS = 1500
FAIL_OVER_SECONDS = 40.0
LOOK_EVERY_SECONDS = 0.1
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
QUEUES = stack.QUEUES.split(",")


class Broker(Protocol):
    """What may happen to a broker. `settings` tells Ebb's programs where it is."""

    @property
    def settings(self) -> Mapping[str, str]: ...

    def crash(self, *, forgets: bool = False) -> None:
        """SIGKILL it, and start it again; when it `forgets`, without what it had written."""

    def pause(self, seconds: float) -> None:
        """Let everybody who talks to it wait."""

    def flush(self) -> None:
        """Take everything away that it holds."""


# --- One Valkey -------------------------------------------------------------------------------------------------------


@dataclass
class Valkey(Server):
    """A Valkey that keeps a journal in the folder of its log."""

    @property
    def settings(self) -> Mapping[str, str]:
        return {"REDIS_URL": self.url}

    def crash(self, *, forgets: bool = False) -> None:
        self.kill()
        if forgets:
            self.forget()
        self.start()

    def forget(self) -> None:
        shutil.rmtree(self.log.with_name("appendonlydir"), ignore_errors=True)

    def flush(self) -> None:
        with suppress(redis.RedisError), redis.Redis.from_url(self.url, socket_timeout=5) as client:
            client.flushall()


def valkey_binary() -> str:
    binary = stack.find_broker_binary()
    if binary is None:
        raise UnavailableError("no Valkey or Redis server program was found (install valkey or redis)")
    return str(binary)


def valkey_in(folder: Path, **more: str) -> Valkey:
    """One that is not started yet; underlines in `more` stand for dashes."""
    folder.mkdir(exist_ok=True)
    port = stack.free_port()
    words = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(folder),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        **more,
    }
    command = [valkey_binary(), *(part for name, value in words.items() for part in (f"--{name}", value))]
    return Valkey("Valkey", f"redis://127.0.0.1:{port}/0", command, folder / "valkey.log")


@contextmanager
def valkey() -> Iterator[Valkey]:
    """One Valkey. Raises UnavailableError."""
    with short_folder("chaosvk") as folder:
        yield from running(valkey_in(folder))


# --- Valkeys that are watched -----------------------------------------------------------------------------------------


@dataclass
class Watched:
    """A leader and its replica, and the Sentinels that decide which is which."""

    servers: list[Valkey]
    sentinels: list[Server]
    _watch: Sentinel = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ports = [port_of(each) for each in self.sentinels]
        self._watch = Sentinel([("127.0.0.1", port) for port in ports], sentinel_kwargs=brokers.ASKED_ONCE)  # type: ignore[no-untyped-call]

    @property
    def settings(self) -> Mapping[str, str]:
        hosts = ",".join(f"127.0.0.1:{port_of(each)}" for each in self.sentinels)
        return {"REDIS_URL": f"sentinel://{hosts}/{NAME}"}

    def leader(self) -> Valkey | None:
        """Who leads, as the Sentinels say; nobody while they have not agreed."""
        with suppress(MasterNotFoundError, redis.RedisError):
            _, port = self._watch.discover_master(NAME)  # type: ignore[no-untyped-call]
            return next(each for each in self.servers if port_of(each) == int(port))
        return None

    def crash(self, *, forgets: bool = False) -> None:
        """SIGKILL the leader; when the other leads, it comes back as that one's replica."""
        if (old := self.leader()) is None:
            return
        old.kill()
        waited_for(lambda: self.leader() not in (None, old))
        if forgets:
            old.forget()
        old.start()
        waited_for(self.is_whole)

    def is_whole(self) -> bool:
        """Whether there is a leader whose replica has all that it has."""
        leader = self.leader()
        with suppress(redis.RedisError):
            if leader is not None:
                with redis.Redis.from_url(leader.url, socket_timeout=2) as client:
                    return "online" in str(client.info("replication").get("slave0", ""))
        return False

    def pause(self, seconds: float) -> None:
        """The leader is silent; when that is long, the other one leads in the meantime."""
        if leader := self.leader():
            leader.pause(seconds)
            waited_for(self.is_whole)

    def flush(self) -> None:
        if leader := self.leader():
            leader.flush()


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2].partition("/")[0])


def waited_for(question: Callable[[], bool]) -> bool:
    """Whether the answer became true within the time of a fail-over."""
    end = time.monotonic() + FAIL_OVER_SECONDS
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True


def sentinel_in(folder: Path, leader: Valkey) -> Server:
    """A Sentinel that is not started yet; it writes what it learns into its own configuration."""
    folder.mkdir()
    port, settings = stack.free_port(), folder / "sentinel.conf"
    lines = (
        f"port {port}",
        "bind 127.0.0.1",
        f"dir {folder}",
        f"sentinel monitor {NAME} 127.0.0.1 {port_of(leader)} 2",
        f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}",
        f"sentinel failover-timeout {NAME} 5000",
    )
    settings.write_text("\n".join(lines) + "\n")
    command = [valkey_binary(), str(settings), "--sentinel"]
    return Server("Sentinel", f"redis://127.0.0.1:{port}/0", command, folder / "sentinel.log")


@contextmanager
def sentinel() -> Iterator[Watched]:
    """A leader, a replica and three Sentinels. Raises UnavailableError."""
    with short_folder("chaosse") as folder, ExitStack() as held:
        start = contextmanager(running)
        leader = held.enter_context(start(valkey_in(folder / "a")))
        replica = held.enter_context(start(valkey_in(folder / "b", replicaof=f"127.0.0.1 {port_of(leader)}")))
        watching = [held.enter_context(start(sentinel_in(folder / f"s{number}", leader))) for number in range(3)]
        watched = Watched([leader, replica], watching)
        if not waited_for(watched.is_whole):
            raise UnavailableError("the Sentinels find no leader with a replica")
        yield watched


# --- RabbitMQ ---------------------------------------------------------------------------------------------------------


@dataclass
class RabbitMQ(Server):
    """One node. Its queues are quorum queues, of which it is the only member."""

    @property
    def settings(self) -> Mapping[str, str]:
        return {"EBB_BROKER_URL": self.url, "REDIS_URL": ""}

    def crash(self, *, forgets: bool = False) -> None:
        self.kill()
        if forgets:
            shutil.rmtree(self.log.with_name("data"), ignore_errors=True)
        self.start()

    def flush(self) -> None:
        with suppress(Exception), Connection(self.url, connect_timeout=5) as connection:
            for name in QUEUES:
                connection.default_channel.queue_purge(name)


@contextmanager
def rabbitmq() -> Iterator[RabbitMQ]:
    """A RabbitMQ of Debian's package, with a port mapper of its own. Raises UnavailableError."""
    if not RABBITMQ.exists():
        raise UnavailableError("there is no RabbitMQ (Debian: apt-get install rabbitmq-server)")
    with short_folder("chaosmq") as folder, ExitStack() as held:
        port, mapper_port = stack.free_port(), stack.free_port()
        environment = {
            **os.environ,
            "HOME": str(folder),  # where it keeps the secret of its nodes
            "ERL_EPMD_PORT": str(mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "ebb@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(stack.free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        }
        mapper = Server("epmd", "", ["epmd"], folder / "epmd.log", environment=environment)
        mapper.spawn()
        held.callback(mapper.stop)
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        node = RabbitMQ("RabbitMQ", url, [str(RABBITMQ)], folder / "node.log", environment=environment)
        yield from running(node)


BROKERS: Mapping[str, Callable[[], AbstractContextManager[Broker]]] = {
    "valkey": valkey,
    "sentinel": sentinel,
    "rabbitmq": rabbitmq,
}
