"""The pain level before a session: the median of un-flared days, or the next best thing, and how good it is."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from statistics import fmean, median
from uuid import UUID

from diary.clinical.history import DAY, HOUR, Baseline, BaselineQuality, EarlierRecovery, History, Reading, SessionFacts

LOOK_BACK = timedelta(days=7)
# Between visits of 4-6 weeks two weeks are watched instead of one. Source: clinical reference 1.5 (S004-6).
MAINTENANCE_LOOK_BACK = timedelta(days=14)
FLARE_TIME = 48 * HOUR
GOOD_DAYS = 3
ENDED_AT = attrgetter("ended_at")
CARRY_LIMIT = timedelta(days=28)
# Ten days let twice-weekly and weekly sessions keep the level from before a flare; beyond, what lasts is the level itself.
# Reason and figures: docs/adr/0006-a-baseline-is-carried-for-ten-days.md.
OPEN_CARRY_LIMIT = timedelta(days=10)


def baseline_of(history: History) -> Baseline:
    """The median of daily mean scores of the 7 days before the session (in maintenance 14), days of a flare left out.

    If the previous recovery is still open when the session starts, its baseline is carried on, for ten days from the
    session it was measured for: pain that has not come back by then is the level that the next session starts from. With
    no eligible entry, the last earlier baseline counts for 28 days; else the score at check-in; else there is none. A recovery
    without a baseline of its own cannot be told from usual pain: it is never carried, and only its first 48 hours are
    left out. Source: clinical reference 3.6.2.
    """
    session = history.session
    if session is None:
        return Baseline(None, BaselineQuality.NONE)
    carried = _open_baseline(history, session)
    if carried is not None:
        return _carry(carried)
    eligible = _eligible(history, session)
    stiffness = _stiffness(history, session, eligible)
    scored = _preferring_averages(eligible, session.started_at)
    days = _daily_means(scored, session.started_at, lambda reading: reading.score)
    if not days:
        return _without_entries(history, session, stiffness)
    quality = BaselineQuality.GOOD if len(days) >= GOOD_DAYS else BaselineQuality.FAIR
    return Baseline(median(days), quality, _entries(scored), stiffness)


def block(moment: datetime, started_at: datetime) -> int:
    """Which 24 hours before the session hold `moment`: 0 for the last ones.

    Blocks are counted back from the session because the core knows no time zone, and so that no day is cut by its
    start.
    """
    return (started_at - moment) // DAY


def _open_baseline(history: History, session: SessionFacts) -> Baseline | None:
    if not history.earlier:
        return None
    last = history.earlier[-1]
    is_open = last.is_open_at(session.started_at) and session.started_at <= _carried_until(history.earlier)
    return last.baseline if is_open and last.baseline.nrs is not None else None


def _carried_until(earlier: Sequence[EarlierRecovery]) -> datetime:
    """Until when the baseline of the last of `earlier` is carried over an open recovery."""
    measured = (recovery for recovery in reversed(earlier) if recovery.baseline.quality is not BaselineQuality.CARRIED)
    return next(measured, earlier[0]).ended_at + OPEN_CARRY_LIMIT


def _carry(baseline: Baseline) -> Baseline:
    return Baseline(baseline.nrs, BaselineQuality.CARRIED, baseline.readings, baseline.stiffness)


def _eligible(history: History, session: SessionFacts) -> tuple[Reading, ...]:
    look_back = MAINTENANCE_LOOK_BACK if history.in_maintenance else LOOK_BACK
    lasting = _lasting(history.earlier)
    return tuple(
        reading
        for reading in history.readings
        if session.started_at - look_back < reading.recorded_at <= session.started_at
        and not _is_soon_after(reading.recorded_at, history.earlier)
        and not any(since <= reading.recorded_at < until for since, until in lasting)
    )


def _is_soon_after(moment: datetime, earlier: Sequence[EarlierRecovery]) -> bool:
    """Whether `moment` lies within 48 hours after one of these sessions: after the last that had ended by then."""
    begun = bisect_right(earlier, moment, key=ENDED_AT)
    return begun > 0 and moment < earlier[begun - 1].ended_at + FLARE_TIME


def _lasting(earlier: Sequence[EarlierRecovery]) -> list[tuple[datetime, datetime]]:
    """From when until when each of these recoveries lasted, of those that did and whose baseline is known."""
    spans = []
    for index, recovery in enumerate(earlier):
        if recovery.lasting and recovery.baseline.nrs is not None:
            closed_at, until = _closed_at(recovery, earlier[index:]), _carried_until(earlier[: index + 1])
            spans.append((recovery.ended_at, until if closed_at is None else min(closed_at, until)))
    return spans


def _closed_at(recovery: EarlierRecovery, from_here: Iterable[EarlierRecovery]) -> datetime | None:
    """When an open recovery was over: when it settled or, since its baseline is carried on, when a later one did."""
    settled = [other.settled_at for other in from_here if other.settled_at is not None]
    return min((moment for moment in settled if moment >= recovery.ended_at), default=None)


def _preferring_averages(readings: tuple[Reading, ...], started_at: datetime) -> tuple[Reading, ...]:
    """Scored readings; those of one moment ("right now") are left out when three days have a 24-hour average."""
    averaged = tuple(reading for reading in readings if reading.nrs_average is not None)
    if len({block(reading.recorded_at, started_at) for reading in averaged}) >= GOOD_DAYS:
        return averaged
    return tuple(reading for reading in readings if reading.score is not None)


def _daily_means(
    readings: Iterable[Reading], started_at: datetime, value: Callable[[Reading], float | None]
) -> tuple[float, ...]:
    days: dict[int, list[float]] = {}
    for reading in readings:
        score = value(reading)
        if score is not None:
            days.setdefault(block(reading.recorded_at, started_at), []).append(score)
    return tuple(fmean(scores) for _, scores in sorted(days.items()))


def _entries(readings: Iterable[Reading]) -> tuple[UUID, ...]:
    return tuple(reading.entry for reading in readings)


def _remembered(history: History, session: SessionFacts) -> tuple[Baseline, ...]:
    """The baselines of earlier sessions that ended in the last 28 days, newest first."""
    since = session.started_at - CARRY_LIMIT
    return tuple(recovery.baseline for recovery in reversed(history.earlier) if recovery.ended_at >= since)


def _stiffness(history: History, session: SessionFacts, eligible: tuple[Reading, ...]) -> float | None:
    days = _daily_means(eligible, session.started_at, lambda reading: reading.stiffness)
    if days:
        return median(days)
    return next((known.stiffness for known in _remembered(history, session) if known.stiffness is not None), None)


def _without_entries(history: History, session: SessionFacts, stiffness: float | None) -> Baseline:
    for known in _remembered(history, session):
        if known.nrs is not None:
            return Baseline(known.nrs, BaselineQuality.CARRIED, known.readings, stiffness)
    if session.nrs_before is None or _is_soon_after(session.started_at, history.earlier):
        return Baseline(None, BaselineQuality.NONE, stiffness=stiffness)
    return Baseline(session.nrs_before, BaselineQuality.SINGLE, stiffness=stiffness)
