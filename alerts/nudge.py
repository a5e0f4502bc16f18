"""The fast lane's entrance: after a commit, delivery ids go to the broker, without the caller ever waiting for it.

A bounded queue and one daemon thread per process, started when first needed. A full queue drops, a dead broker loses:
the sweep finds every row anyway.
"""

import logging
import os
import threading
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from queue import Full, Queue
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection

log = logging.getLogger(__name__)

DELIVER = "alerts.tasks.deliver"
CAPACITY = 200
SECONDS = 1
EXPIRES_AFTER_SECONDS = 60
# In the words of Redis' transport, then of RabbitMQ's; neither minds the other's.
TIMEOUTS = {
    "socket_timeout": SECONDS,
    "socket_connect_timeout": SECONDS,
    "retry_on_timeout": False,
    "read_timeout": SECONDS,
    "write_timeout": SECONDS,
}


class Publisher:
    """A queue of delivery ids and the thread that publishes them."""

    def __init__(self) -> None:
        self.queue: Queue[UUID] = Queue(CAPACITY)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, delivery_ids: Iterable[UUID]) -> None:
        """Hand over ids; never waits. What does not fit is left to the sweep."""
        try:
            for delivery_id in delivery_ids:
                self.queue.put_nowait(delivery_id)
        except Full:
            log.warning("the nudge queue is full: left to the sweep")
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            delivery_id = self.queue.get()
            try:
                publish(delivery_id)
            except Exception as error:
                log.warning("delivery %s: no nudge, left to the sweep: %s", delivery_id, type(error).__name__)
            finally:
                self.queue.task_done()


_publishers = [Publisher()]


# Each thread's connection to the broker, kept: to make one costs eight times what a nudge does.
_line = threading.local()


def _start_afresh() -> None:
    """In a forked child: the parent's thread is not there, its lock may have been held, and its connection is not ours."""
    _publishers[:] = [Publisher()]
    vars(_line).clear()


os.register_at_fork(after_in_child=_start_afresh)


def publish(delivery_id: UUID) -> None:
    """Send one task to the broker, over this thread's connection. Raises what the broker raises, within seconds.

    A connection that has died in the meantime is made anew, once: that is not yet a dead broker.
    """
    kept: Connection | None = vars(_line).pop("connection", None)
    if kept is not None and _is_sent(delivery_id, kept):
        return
    transport_options = {**current_app.conf.broker_transport_options, **TIMEOUTS}
    with ExitStack() as held:
        fresh = held.enter_context(
            current_app.connection_for_write(
                settings.BROKER_URL, connect_timeout=SECONDS, transport_options=transport_options
            )
        )
        _send(delivery_id, fresh)
        held.pop_all()
    _line.connection = fresh


def _is_sent(delivery_id: UUID, kept: Connection) -> bool:
    """Whether the kept connection still carries it; if not, it is closed."""
    try:
        _send(delivery_id, kept)
    except Exception as error:
        log.info("the connection to the broker is made anew: %s", type(error).__name__)
        with suppress(Exception):
            kept.release()
        return False
    _line.connection = kept
    return True


def _send(delivery_id: UUID, connection: Connection) -> None:
    current_app.send_task(
        DELIVER,
        args=[str(delivery_id)],
        connection=connection,
        retry=False,
        ignore_result=True,
        expires=EXPIRES_AFTER_SECONDS,
    )


def on_commit(delivery_ids: Iterable[UUID]) -> None:
    """When the caller's transaction commits, nudge the fast lane. Without a broker there is none."""
    ids = list(delivery_ids)
    if ids and settings.BROKER_URL:
        transaction.on_commit(lambda: _publishers[0].put(ids), robust=True)
