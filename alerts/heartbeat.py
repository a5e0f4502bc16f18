"""A sign of life to somebody outside: while this machine is well it asks a URL; when it stops asking, they raise the alarm."""

import http.client
import logging
import threading
import urllib.error
import urllib.request
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=60)
SECONDS = 10.0


class Heartbeat:
    """Asks `url` once a minute while all is well; never waits for the answer, never raises. Empty: does nothing."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.last: datetime | None = None
        self.thread: threading.Thread | None = None

    def beat(self, *, is_healthy: bool, now: datetime) -> bool:
        """Whether it asked. Not while the pipeline is behind: silence is the message then."""
        is_waiting = self.thread is not None and self.thread.is_alive()
        is_early = self.last is not None and timedelta(0) <= now - self.last < EVERY
        if not self.url or not is_healthy or is_early or is_waiting:
            return False
        self.last = now
        self.thread = threading.Thread(target=self._ask, name="heartbeat", daemon=True)
        self.thread.start()
        return True

    def _ask(self) -> None:
        try:
            urllib.request.urlopen(self.url, timeout=SECONDS).close()  # noqa: S310 - the operator's own setting
        except (OSError, ValueError, http.client.HTTPException, urllib.error.URLError) as error:
            log.warning("the heartbeat was not heard: %s", type(error).__name__)
