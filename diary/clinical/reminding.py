"""When a patient is asked for a score after a session: the whole schedule, from plain moments and the patient's zone.

It sends nothing and knows no channel. Source: clinical reference 3.6.5 "Reminders"; product.md says at most two a day,
and that three unanswered ones change the channel, not the volume. A patient may choose at what times the daily ones come;
the first two days stay as they are, because the 48-hour rule rests on them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final
from uuid import UUID

from diary.clinical.history import HOUR
from diary.clinical.scores import DAY_ONE_ENDS, WINDOW_OPENS

DAY_BEGINS: Final = time(9)
DAY_ENDS: Final = time(20)
EVENING: Final = time(19)
EVENING_NOT_BEFORE = 2 * HOUR
NEXT_DAY_HOURS = 24.0
# An hour past 48 h, so that the answer lands in the window of the 48-hour rule.
TWO_DAYS_HOURS = 49.0
NO_SCORE_HOURS = (54.0, 60.0)
GAP = 3 * HOUR
MINUTE: Final = timedelta(minutes=1)
MOST_A_DAY = 2
UNANSWERED_BEFORE_CHANGE = 3
# Who never settles (or has no baseline to settle to) is not asked for ever.
LAST_DAY = 28


class ReminderKind(StrEnum):
    """What a reminder is for."""

    EVENING = "evening"
    NEXT_DAY = "next_day"
    TWO_DAYS = "two_days"
    NO_SCORE = "no_score"
    DAILY = "daily"


# Who keeps a place when a day holds too many: the 48-hour rule rests on the first two.
_MOST_NEEDED = (
    ReminderKind.TWO_DAYS,
    ReminderKind.NO_SCORE,
    ReminderKind.NEXT_DAY,
    ReminderKind.EVENING,
    ReminderKind.DAILY,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One recovery the patient is asked about.

    `scores` are the moments of its scored entries; `over_at` when the next session began or the practitioner closed it.
    """

    session: UUID
    ended_at: datetime
    scores: tuple[datetime, ...] = ()
    settled_at: datetime | None = None
    over_at: datetime | None = None

    def __post_init__(self) -> None:
        moments = (self.ended_at, *self.scores, self.settled_at, self.over_at)
        if any(moment is not None and moment.utcoffset() is None for moment in moments):
            raise ValueError("every moment of a recovery must carry a time zone")

    def is_asked_at(self, moment: datetime) -> bool:
        """Whether there is still something to ask at `moment`."""
        return not any(end is not None and end <= moment for end in (self.settled_at, self.over_at))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to the patient, due at `at` (UTC). `key` names it for ever, also when the patient's zone changes.

    `unanswered` counts the reminders before it since the last score.
    """

    session: UUID
    kind: ReminderKind
    key: str
    at: datetime
    unanswered: int = 0

    @property
    def channel_step(self) -> int:
        """How many times the channel has changed: by one after every three unanswered reminders."""
        return self.unanswered // UNANSWERED_BEFORE_CHANGE

    @property
    def by_a_second_channel_too(self) -> bool:
        """The first one after 54 h without a score also goes out as one SMS, if the patient allows it (3.6.5)."""
        return self.key == f"{ReminderKind.NO_SCORE}-{NO_SCORE_HOURS[0]:g}"


def check_times(times: Sequence[time]) -> None:
    """Raise ValueError unless these can be a day's times: two at the most, from 09:00 to 20:00, a `GAP` apart, earliest first."""
    if len(times) > MOST_A_DAY:
        raise ValueError(f"Choose {MOST_A_DAY} times at the most.")
    if any(not DAY_BEGINS <= clock < DAY_ENDS for clock in times):
        raise ValueError("Choose times from 09:00 to 19:59.")
    minutes = [clock.hour * 60 + clock.minute for clock in times]
    if any(later - earlier < GAP // MINUTE for earlier, later in pairwise(minutes)):
        raise ValueError("Choose two times that are three hours apart, the earlier one first.")


def reminders_due(
    asked: Iterable[Asked], zone: tzinfo, *, since: datetime, until: datetime, times: Sequence[time] = ()
) -> tuple[Reminder, ...]:
    """The reminders of one patient that fall due from `since` up to, not including, `until`, in order of time.

    For each recovery: the evening of the session, +24 h, +49 h, then daily until it has settled, for four weeks at most;
    +54 h and +60 h while no score of 48 h or later is known. A score that answers a reminder before it is due cancels
    it. Each lies from 09:00 to 20:00 in `zone`, later rather than earlier; over all recoveries a day holds two at most.
    The daily ones come at `times` where the patient chose some (`check_times`), else at the time of the +49 h one.
    Pure: the same answer whenever it is asked. Source: clinical reference 3.6.5.
    """
    recoveries = tuple(asked)
    planned = sorted(
        (reminder for recovery in recoveries for reminder in _of_one(recovery, zone, until, times)),
        key=lambda reminder: (reminder.at, _need(reminder)),
    )
    kept = _at_most_two_a_day(planned, zone)
    scores = sorted(moment for recovery in recoveries for moment in recovery.scores)
    return tuple(reminder for reminder in _counted(kept, scores) if since <= reminder.at < until)


def into_the_day(moment: datetime, zone: tzinfo) -> datetime:
    """`moment` itself (UTC) if it lies from 09:00 to 20:00 in `zone`, else the next 09:00 there."""
    local = moment.astimezone(zone)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return moment.astimezone(UTC)
    day = local.date() + timedelta(days=local.time() >= DAY_ENDS)
    return _on_day(day, DAY_BEGINS, zone)


def _on_day(day: date, clock: time, zone: tzinfo) -> datetime:
    """That time on that day, in UTC; where clocks skip it, the first time after the skip that is in the day."""
    moment = datetime.combine(day, clock, zone).astimezone(UTC)
    local = moment.astimezone(zone)
    return moment if local.time() == clock else into_the_day(moment, zone)


def _of_one(recovery: Asked, zone: tzinfo, until: datetime, times: Sequence[time]) -> Iterator[Reminder]:
    taken: set[date] = set()
    for kind, name, at, answered_from in _planned(recovery, zone, until, times):
        day = at.astimezone(zone).date()
        if not recovery.is_asked_at(at) or any(answered_from <= score <= at for score in recovery.scores):
            continue
        if kind is ReminderKind.DAILY and day in taken:
            continue
        if kind is not ReminderKind.DAILY:
            taken.add(day)
        yield Reminder(recovery.session, kind, name, at)


def _planned(
    recovery: Asked, zone: tzinfo, until: datetime, times: Sequence[time]
) -> Iterator[tuple[ReminderKind, str, datetime, datetime]]:
    """Every reminder if nobody ever answered, whole days up to `until`: kind, key, when, and from when a score answers."""
    ended_at = recovery.ended_at.astimezone(UTC)
    evening = _evening(ended_at, zone)
    if evening is not None:
        yield ReminderKind.EVENING, ReminderKind.EVENING, evening, ended_at
    next_day = into_the_day(ended_at + NEXT_DAY_HOURS * HOUR, zone)
    yield ReminderKind.NEXT_DAY, ReminderKind.NEXT_DAY, next_day, ended_at + DAY_ONE_ENDS * HOUR
    in_window = ended_at + WINDOW_OPENS * HOUR
    last = two_days = into_the_day(ended_at + TWO_DAYS_HOURS * HOUR, zone)
    yield ReminderKind.TWO_DAYS, ReminderKind.TWO_DAYS, two_days, in_window
    for hours in NO_SCORE_HOURS:
        last = into_the_day(max(ended_at + hours * HOUR, last + GAP), zone)
        yield ReminderKind.NO_SCORE, f"{ReminderKind.NO_SCORE}-{hours:g}", last, in_window
    wall = two_days.astimezone(zone)
    for number in range(1, LAST_DAY - 1):
        day = wall.date() + timedelta(days=number)
        # Any score of the same day, by the patient's own calendar, is that day's answer.
        midnight = datetime.combine(day, time(0), zone).astimezone(UTC)
        if midnight >= until:
            return
        for nth, clock in enumerate(times or (wall.time(),)):
            name = f"{ReminderKind.DAILY}-{number}" + ("-later" if nth else "")
            yield ReminderKind.DAILY, name, _on_day(day, clock, zone), midnight


def _evening(ended_at: datetime, zone: tzinfo) -> datetime | None:
    """19:00 on the day of the session, or two hours after it; none when that would be after 20:00."""
    local = ended_at.astimezone(zone)
    at = max(_on_day(local.date(), EVENING, zone), ended_at + EVENING_NOT_BEFORE)
    wall = at.astimezone(zone)
    return at if wall.date() == local.date() and DAY_BEGINS <= wall.time() < DAY_ENDS else None


def _need(reminder: Reminder) -> int:
    return _MOST_NEEDED.index(reminder.kind)


def _at_most_two_a_day(reminders: Sequence[Reminder], zone: tzinfo) -> list[Reminder]:
    """The two most needed of each local day, never two at one moment. `reminders` are in order of time, then of need."""
    apart = [next(same) for _, same in groupby(reminders, key=lambda reminder: reminder.at)]
    kept: list[Reminder] = []
    for _, of_day in groupby(apart, key=lambda reminder: reminder.at.astimezone(zone).date()):
        wanted = sorted(of_day, key=_need)[:MOST_A_DAY]
        kept += sorted(wanted, key=lambda reminder: reminder.at)
    return kept


def _counted(reminders: Iterable[Reminder], scores: Sequence[datetime]) -> Iterator[Reminder]:
    """Each with the number of reminders before it that no score has followed yet."""
    unanswered, last = 0, None
    for reminder in reminders:
        if last is not None and any(last < score <= reminder.at for score in scores):
            unanswered = 0
        yield replace(reminder, unanswered=unanswered)
        unanswered, last = unanswered + 1, reminder.at
