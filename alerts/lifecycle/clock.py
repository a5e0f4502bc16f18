"""Whether the wall clock can be believed. Pure: compares what it says with the time since the machine started.

A step of the wall clock must neither hold alerts back nor fire a storm of them. Source: the design of the alert pipeline, 4.7.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.lifecycle.units import MINUTE

TOLERANCE = MINUTE
STABLE_FOR = 10 * MINUTE
SAME_STEP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Tick:
    """One look at the clocks: the wall's time, the time since the machine started (asleep or not), and which start."""

    wall: datetime
    since_boot: timedelta
    boot: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """The time to go by at one tick. `suspected` since when (in time since boot) the wall has been off by `off_by`."""

    at: datetime
    since_boot: timedelta
    boot: str
    off_by: timedelta = timedelta(0)
    suspected: timedelta | None = None


def trust(before: Trusted | None, tick: Tick) -> Trusted:
    """The time to go by now. The wall is believed unless it stepped by over a minute; then after 10 minutes of steadiness.

    After a restart the wall may be any amount ahead, but not behind.
    """
    believed = Trusted(tick.wall, tick.since_boot, tick.boot)
    if before is None:
        return believed
    if before.boot != tick.boot:
        if tick.wall >= before.at - TOLERANCE:
            return believed
        before = replace(before, since_boot=timedelta(0), suspected=None)
    expected = before.at + (tick.since_boot - before.since_boot)
    off_by = tick.wall - expected
    if abs(off_by) <= TOLERANCE:
        return believed
    is_same = before.suspected is not None and abs(off_by - before.off_by) <= SAME_STEP
    suspected = before.suspected if is_same and before.suspected is not None else tick.since_boot
    if tick.since_boot - suspected >= STABLE_FOR:
        return believed
    return Trusted(expected, tick.since_boot, tick.boot, off_by, suspected)
