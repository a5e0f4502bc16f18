"""A proxy between a phone and Ebb, for what a browser's own switches cannot play: a release, a server that is away."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.journeys.conftest import World

WORKER = "/sw.js"
OF_THE_CONNECTION = ("connection", "transfer-encoding", "content-length")


class Between(ThreadingHTTPServer):
    """Hands on what is asked, unless the server is `away`; after a `release` the worker is another one, and old files may be gone."""

    daemon_threads = True
    is_away = False
    is_released = False
    has_old_files = True

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.server_place = urlsplit(world.ebb.base_url).netloc

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        if self.server.is_away:
            self.close_connection = True
            return
        if "/assets/" in self.path and not self.server.has_old_files:
            self.send_error(404)
            return
        length = int(self.headers.get("Content-Length") or 0)
        connection = http.client.HTTPConnection(self.server.server_place, timeout=30)
        asked = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
        connection.request(self.command, self.path, self.rfile.read(length) if length else None, asked)
        answer = connection.getresponse()
        body = answer.read()
        if self.path == WORKER and self.server.is_released:
            body += b"\n// a newer version"
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_GET  # noqa: N815 - names of the standard library

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def between(world: World) -> Iterator[Between]:
    proxy = Between(world)
    Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
