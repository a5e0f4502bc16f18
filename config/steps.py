"""What is being done, on the screen: a line for each step, then a tick and how long it took, or that it failed."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say `what`, do the block, and say how long it took."""
    began = time.monotonic()
    tell(f"  {what:<48}", end="")
    try:
        yield
    except BaseException:
        tell(" failed")
        raise
    tell(f" ✓ {time.monotonic() - began:5.1f} s")


def tell(text: str, end: str = "\n") -> None:
    """Write to the terminal at once; one that is gone is no error."""
    with suppress(OSError):  # a terminal that is gone must not keep us from stopping in order
        sys.stdout.write(f"{text}{end}")
        sys.stdout.flush()
