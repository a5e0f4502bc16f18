"""When a message may ring somebody: their quiet hours, and the hours of one way to reach them. Emergencies ask neither."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.lifecycle.hours import OpeningHours
from alerts.lifecycle.levels import EMERGENCY
from alerts.lifecycle.units import HOUR

LONGEST = 12 * HOUR
LONGEST_WAIT = 72 * HOUR


@dataclass(frozen=True, slots=True)
class QuietTime:
    """From one local time to another, every day, over midnight when the end is earlier. Raises ValueError over 12 hours."""

    zone: str
    starts: time
    ends: time

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        length = timedelta(hours=self.ends.hour - self.starts.hour, minutes=self.ends.minute - self.starts.minute)
        if not timedelta(0) < length % timedelta(days=1) <= LONGEST:
            raise ValueError("quiet hours last up to 12 hours")

    def over_by(self, moment: datetime) -> datetime:
        """`moment` itself, or the end of the quiet hours it falls into."""
        local = moment.astimezone(ZoneInfo(self.zone))
        clock = local.time().replace(tzinfo=None)
        if self.starts < self.ends:
            is_quiet, day = self.starts <= clock < self.ends, local.date()
        else:
            is_quiet = clock >= self.starts or clock < self.ends
            day = local.date() + (timedelta(days=1) if clock >= self.starts else timedelta(0))
        if not is_quiet:
            return moment
        return max(moment, OpeningHours(self.zone).instant(day, self.ends, fold=1))


def may_ring_at(
    moment: datetime, level: str | None, *, quiet: QuietTime | None, hours: OpeningHours | None
) -> datetime:
    """When a message of this level may leave, at the earliest `moment`. An emergency leaves at once.

    So does what would wait over three days, more than a weekend: hours that never come must not swallow an alert.
    """
    if level == EMERGENCY:
        return moment
    later, before = moment, None
    while later != before and later - moment <= LONGEST_WAIT:
        before = later
        later = hours.next_open(later) if hours is not None else later
        later = quiet.over_by(later) if quiet is not None else later
    return later if later - moment <= LONGEST_WAIT else moment
