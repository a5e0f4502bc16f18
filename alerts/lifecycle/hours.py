"""When somebody is in: opening hours in a time zone, and counting in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.lifecycle.units import DAY

Periods = tuple[tuple[time, time], ...]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = time(0)
NINE_TO_SIX: Periods = ((time(9), time(18)),)
MONDAY_TO_FRIDAY: tuple[Periods, ...] = (NINE_TO_SIX,) * 5 + ((),) * 2


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When somebody is in: local periods for each day, Monday first, in an IANA zone. An end of 00:00 is midnight.

    Hours without any period count as always open, so that nothing waits for ever.
    """

    zone: str = "UTC"
    weekly: tuple[Periods, ...] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        if len(self.weekly) != len(DAYS):
            raise ValueError("opening hours have seven days, Monday first")
        for start, end in (period for periods in self.weekly for period in periods):
            if end != MIDNIGHT and end <= start:
                raise ValueError(f"a period must end after it starts, not {start} to {end}")
        ZoneInfo(self.zone)

    @classmethod
    def from_setting(cls, zone: str, setting: Mapping[str, list[list[str]]] | None) -> "OpeningHours":
        """Read `{"mon": [["09:00", "12:30"], ["14:00", "18:00"]], ...}`; None means Monday to Friday 09:00-18:00."""
        if setting is None:
            return cls(zone)
        if unknown := set(setting) - set(DAYS):
            raise ValueError(f"unknown days {sorted(unknown)}; the days are {', '.join(DAYS)}")
        weekly = tuple(
            tuple(sorted((time.fromisoformat(start), time.fromisoformat(end)) for start, end in setting.get(day, [])))
            for day in DAYS
        )
        return cls(zone, weekly)

    @property
    def is_always_open(self) -> bool:
        """Whether no hours were set on any day, which is read as never closed."""
        return not any(self.weekly)

    def instant(self, day: date, moment: time, fold: int = 0) -> datetime:
        """The UTC instant of a local time. A time that the clocks skip becomes the one as far behind the gap."""
        return datetime.combine(day, moment.replace(fold=fold), ZoneInfo(self.zone)).astimezone(UTC)

    def open_periods(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The UTC periods in which the clinic is open on a local day."""
        for start, end in self.weekly[day.weekday()]:
            until = self.instant(day + DAY, end) if end == MIDNIGHT else self.instant(day, end, fold=1)
            if (since := self.instant(day, start)) < until:
                yield since, until

    def next_open(self, moment: datetime) -> datetime:
        """`moment` if the clinic is open then, else when it next opens."""
        return moment if self.is_always_open else self.add_hours(moment, timedelta(0))

    def add_hours(self, moment: datetime, amount: timedelta) -> datetime:
        """When `amount` of opening time has passed since `moment`."""
        if self.is_always_open:
            return moment + amount
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        while True:
            for start, end in self.open_periods(day):
                begin = max(start, moment)
                if begin < end and begin + amount <= end:
                    return begin + amount
                amount -= max(end - begin, timedelta(0))
            day += DAY

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """The same local time `days` open days after `moment` (or after the next opening), within opening time."""
        if self.is_always_open:
            return self.add_days(moment, days)
        local = self.next_open(moment).astimezone(ZoneInfo(self.zone))
        day = local.date()
        for _ in range(days):
            day += DAY
            while not self.weekly[day.weekday()]:
                day += DAY
        return self.next_open(self.instant(day, local.time()))

    def add_days(self, moment: datetime, days: int) -> datetime:
        """The same local time `days` calendar days later: 23 or 25 hours over a change of clocks."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return self.instant(local.date() + days * DAY, local.time())
