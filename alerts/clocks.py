"""The machine's clocks, read together. Only entry points read them."""

import time
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from alerts.lifecycle import Tick

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@cache
def boot_id() -> str:
    """Which start of the machine this is; the same for ever where the system does not say."""
    try:
        return BOOT_ID.read_text().strip()[:40]
    except OSError:
        return "unknown"


def tick() -> Tick:
    """One look at the clocks."""
    return Tick(datetime.now(UTC), timedelta(seconds=time.clock_gettime(SINCE_BOOT)), boot_id())
