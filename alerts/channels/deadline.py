"""An end to a whole conversation: a socket's own time limit starts anew with every byte and every command."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer


@contextmanager
def hung_up_after(seconds: float, connected: Callable[[], socket.socket | None]) -> Iterator[Event]:
    """Cut the socket when the block takes longer, whatever it waits for. The event given is set when that has happened."""
    is_late = Event()

    def hang_up() -> None:
        is_late.set()
        if (sock := connected()) is not None:
            with suppress(OSError):  # closed already
                sock.shutdown(socket.SHUT_RDWR)

    alarm = Timer(seconds, hang_up)
    alarm.daemon = True
    alarm.start()
    try:
        yield is_late
    finally:
        alarm.cancel()
