"""An end to a whole conversation: a socket's own time limit starts anew with every byte and every command."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer


@contextmanager
def hung_up_after(seconds: float, connected: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the socket when the block takes longer, whatever it waits for. Raises TimeoutError if it did, even if it ended."""
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
        yield
    finally:
        alarm.cancel()
    if is_late.is_set():
        raise TimeoutError("the other side took too long")
