"""A message provider on loopback that is slow, refuses some, and takes some in without ever answering: as real ones do."""

import json
import random
import select
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REFUSED_SHARE = 0.02
SILENT_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message taken in: which delivery, about which alert, and when (seconds of the monotonic clock)."""

    delivery: str
    alert: str
    at: float


@dataclass
class Provider:
    """What has arrived. `slowest` is the longest time, in seconds, that it takes over one message."""

    rng: random.Random
    slowest: float
    lies: bool = True
    arrivals: list[Arrival] = field(default_factory=list)
    on_arrival: Callable[[str], None] = lambda alert: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def decide(self) -> tuple[float, float]:
        """How long to take, and the number that decides between refusing, saying nothing and answering."""
        with self._lock:
            return self.rng.uniform(0, self.slowest), self.rng.random()

    def take(self, delivery: str, alert: str) -> None:
        with self._lock:
            self.arrivals.append(Arrival(delivery, alert, time.monotonic()))
        self.on_arrival(alert)

    def by_alert(self) -> dict[str, list[Arrival]]:
        found: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in list(self.arrivals):
            found[arrival.alert].append(arrival)
        return found

    def by_delivery(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for arrival in list(self.arrivals):
            found[arrival.delivery] += 1
        return found


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, provider: Provider) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.provider = provider

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was killed while it spoke is what we are here for."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        provider = self.server.provider
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        slow, chance = provider.decide()
        time.sleep(slow)
        if has_hung_up(self.connection):
            self.close_connection = True
            return
        if provider.lies and chance < REFUSED_SHARE:
            self.answer(503)
            return
        provider.take(self.headers["webhook-id"], body["id"])
        if provider.lies and chance > 1 - SILENT_SHARE:
            self.close_connection = True
            return
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def has_hung_up(connection: socket.socket) -> bool:
    """Whether the sender is gone. The time we take is the road's: what is cut off on the way has not arrived."""
    readable, _, _ = select.select([connection], [], [], 0)
    with suppress(OSError):
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    return True


@contextmanager
def serving(provider: Provider) -> Iterator[str]:
    """The address where `provider` takes messages."""
    server = Server(provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()
