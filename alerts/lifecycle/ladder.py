"""Who hears when: the rungs of each level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache

from alerts.lifecycle.hours import OpeningHours
from alerts.lifecycle.units import HOUR, MINUTE


class Count(Enum):
    """What a gap between two rungs is counted in."""

    ELAPSED = "elapsed time"
    OPEN = "opening hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    OPEN_WEEKS = "weeks, within opening hours"


@dataclass(frozen=True, slots=True)
class Gap:
    """How long after one rung the next is due."""

    amount: int
    count: Count

    def after(self, due: datetime, hours: OpeningHours) -> datetime:
        """When the next rung is due, this gap after `due`: counted by the clock, or by the clinic's hours and days."""
        match self.count:
            case Count.ELAPSED:
                return due + self.amount * MINUTE
            case Count.OPEN:
                return hours.add_hours(due, self.amount * HOUR)
            case Count.WORKING_DAYS:
                return hours.add_working_days(due, self.amount)
            case Count.DAYS:
                return hours.add_days(due, self.amount)
            case Count.OPEN_WEEKS:
                return hours.next_open(hours.add_days(due, 7 * self.amount))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The gaps after the first rungs (the first is at once), then the one that repeats while the alert is open."""

    first: tuple[Gap, ...]
    then: Gap


LADDERS: Mapping[str, Ladder] = {
    # 0, 5, 10, 20 min, then every 30 min
    "emergency": Ladder(
        (Gap(5, Count.ELAPSED), Gap(5, Count.ELAPSED), Gap(10, Count.ELAPSED)), then=Gap(30, Count.ELAPSED)
    ),
    # 0, 2, 4 h of clinic hours, then daily (each day: an unanswered red flag does not wait for Monday)
    "urgent": Ladder((Gap(2, Count.OPEN), Gap(2, Count.OPEN)), then=Gap(1, Count.DAYS)),
    # 0, 1, 2 working days, then weekly
    "practitioner": Ladder((Gap(1, Count.WORKING_DAYS), Gap(1, Count.WORKING_DAYS)), then=Gap(1, Count.OPEN_WEEKS)),
}

LEAST_RUNG_GAP = timedelta(seconds=30)  # after an outage the missed rungs come one by one, not as a storm
UNREACHABLE_RETRY = 5 * MINUTE  # nobody has a contact point: look again soon, somebody may add one
DEAD_STEP_PAUSE = 15 * MINUTE  # past the first rungs everybody has been tried: do not make rows without end


@lru_cache(maxsize=128)  # a sweep asks the same of every alert that it opens at a clinic
def next_rung_at(level: str, step: int, due: datetime, hours: OpeningHours) -> datetime:
    """When the rung after `step` is due, counted from when `step` itself was due (never from now: that drifts)."""
    ladder = LADDERS[level]
    gap = ladder.first[step] if step < len(ladder.first) else ladder.then
    return gap.after(due, hours)


def dead_step_ends_at(level: str, step: int, notified_at: datetime, now: datetime) -> datetime:
    """When to go on from a step whose every message failed: at once, but past the first rungs after a pause."""
    if step < len(LADDERS[level].first):
        return now
    return max(now, notified_at + DEAD_STEP_PAUSE)
