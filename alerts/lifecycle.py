"""When an alert or a delivery may change, who is told next and when. Pure: no Django, no clock, no database.

Source of the figures: docs, product page, "Alerts".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# --- States ---------------------------------------------------------------------------------------------------------


class AlertState(StrEnum):
    """Open asks for somebody; snoozed asks again later; resolved was closed by a person, withdrawn by later data."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class DeliveryState(StrEnum):
    """Claimed: one process holds it for `LEASE` and may be sending it right now."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


CLOSED = frozenset({AlertState.RESOLVED, AlertState.WITHDRAWN})
NOT_CLOSED = frozenset(AlertState) - CLOSED

TRANSITIONS: Mapping[StrEnum, frozenset[StrEnum]] = {
    AlertState.OPEN: frozenset(
        {AlertState.ACKNOWLEDGED, AlertState.SNOOZED, AlertState.RESOLVED, AlertState.WITHDRAWN}
    ),
    AlertState.ACKNOWLEDGED: frozenset({AlertState.OPEN, AlertState.RESOLVED}),
    AlertState.SNOOZED: frozenset(
        {AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.RESOLVED, AlertState.WITHDRAWN}
    ),
    AlertState.RESOLVED: frozenset(),
    AlertState.WITHDRAWN: frozenset(),
    DeliveryState.PENDING: frozenset({DeliveryState.CLAIMED, DeliveryState.SUPPRESSED}),
    DeliveryState.CLAIMED: frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED}),
    DeliveryState.SENT: frozenset(),
    DeliveryState.FAILED: frozenset(),
    DeliveryState.SUPPRESSED: frozenset(),
}


class TransitionRefused(Exception):
    """The state machine has no such edge."""

    def __init__(self, old: StrEnum, new: StrEnum) -> None:
        super().__init__(f"{type(old).__name__}: {old} cannot become {new}")


def check_transition(old: StrEnum, new: StrEnum) -> None:
    """Raise `TransitionRefused` unless `new` may follow `old` (both alert states, or both delivery states)."""
    if new not in TRANSITIONS[old]:
        raise TransitionRefused(old, new)


# --- Answers --------------------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    """What a person did about an alert; the precision figure counts them."""

    ADVISED = "advised"
    SHORT_VISIT = "short_visit"
    REFERRED_GP = "referred_gp"
    REFERRED_SPECIALIST = "referred_specialist"
    SENT_TO_EMERGENCY = "sent_to_emergency"
    EXPECTED_NO_ACTION = "expected_no_action"
    LOGGED_IN_ERROR = "logged_in_error"
    COULD_NOT_REACH = "could_not_reach"


NEEDS_NOTE = frozenset({Outcome.EXPECTED_NO_ACTION, Outcome.LOGGED_IN_ERROR})


class OutcomeIncomplete(ValueError):
    """An outcome lacks what it must carry; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def check_outcome(outcome: Outcome, *, note: str, follow_up_at: datetime | None) -> None:
    """Raise `OutcomeIncomplete` when a dismissal has no reason, or somebody unreached has no follow-up time."""
    if outcome in NEEDS_NOTE and not note.strip():
        raise OutcomeIncomplete("note", f"{outcome} needs a note that says why.")
    if outcome == Outcome.COULD_NOT_REACH and follow_up_at is None:
        raise OutcomeIncomplete("follow_up_at", f"{outcome} needs a time to try again.")


# --- Levels and keys ------------------------------------------------------------------------------------------------

EMERGENCY = "emergency"
LEVELS = (EMERGENCY, "urgent", "practitioner")  # worst first

ACKNOWLEDGEMENT_LASTS = {"emergency": 60 * MINUTE, "urgent": 4 * HOUR, "practitioner": 24 * HOUR}
GIVE_UP_AFTER = {"emergency": 1 * HOUR, "urgent": 24 * HOUR, "practitioner": 24 * HOUR}
NOTICE_GIVES_UP_AFTER = 24 * HOUR
RENOTIFY_AFTER = 12 * HOUR


def rank(level: str) -> int:
    """0 for the worst level. Raises ValueError for a level that asks for nobody's attention."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not a level that tells anybody; the levels are {', '.join(LEVELS)}")
    return LEVELS.index(level)


def is_worse(level: str, than: str) -> bool:
    return rank(level) < rank(than)


def key_of(rule: str, code: str | None, subject: UUID, about: UUID | None) -> str:
    """What makes two findings the same alert: rule, symptom or combination code if any, session or else patient."""
    return f"{rule}:{code or '-'}:{about or subject}"


# --- Opening hours --------------------------------------------------------------------------------------------------

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


# --- The ladder -----------------------------------------------------------------------------------------------------


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


# --- Sending --------------------------------------------------------------------------------------------------------

LEASE = timedelta(seconds=12)  # longer than any channel may take (8 s), or a slow send would be sent twice
LONGEST_BACKOFF = timedelta(seconds=60)
FIRST_EMERGENCY_RETRY = timedelta(seconds=0.2)


def retry_at(attempt: int, now: datetime, random: float, *, is_emergency: bool = False) -> datetime:
    """When to try again after the failed attempt number `attempt` (from 1); `random` in 0..1 spreads the retries.

    An emergency is first tried again after 0.2 s; else 1-2 s, doubling up to 30-60 s.
    """
    if is_emergency and attempt <= 1:
        return now + FIRST_EMERGENCY_RETRY
    longest = min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempt, 10)))
    return now + longest * (0.5 + random / 2)
