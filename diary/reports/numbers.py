"""The numbers of a report, each a plain function of entries. Source of all: clinical reference 5.2.7."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean, median

import numpy as np

from diary.reports.facts import DayScore, EntryLine, Gap, Numbers, Period, SessionBand, Start, Trend

LAST_DAYS = timedelta(days=7)
GAP = timedelta(hours=48)
HOUR = timedelta(hours=1)
# Day-to-day SD of one person's scores (clinical reference 3.4); two scores differ by 1.96 * sqrt(2) of it by chance alone.
DAY_TO_DAY_SD = {"acute": 0.65, "subacute": 0.65, "persistent": 0.9, "chronic": 0.9}
BY_CHANCE = 1.96 * sqrt(2)
TREND_FROM = timedelta(days=14)
TREND_DAYS = 3
TREND_BASELINES = ("good", "fair")


def days_of(entries: Sequence[EntryLine]) -> tuple[DayScore, ...]:
    """One value for each day with a score: the mean, the worst of all that was said, the middle of its moments."""
    by_day: dict[date, list[EntryLine]] = {}
    for entry in entries:
        if entry.score is not None:
            by_day.setdefault(entry.day, []).append(entry)
    return tuple(
        DayScore(
            day=day,
            at=held[0].recorded_at + (held[-1].recorded_at - held[0].recorded_at) / 2,
            mean=fmean(entry.score for entry in held if entry.score is not None),
            worst=max(value for entry in held if (value := worst_of(entry)) is not None),
            readings=len(held),
        )
        for day, held in sorted(by_day.items())
    )


def worst_of(entry: EntryLine) -> float | None:
    """The highest pain score of an entry, whichever question it answered."""
    said = (entry.nrs_worst, entry.nrs_average, entry.nrs_now)
    return max((value for value in said if value is not None), default=None)


def gaps_of(entries: Sequence[EntryLine], until: datetime) -> tuple[Gap, ...]:
    """Stretches of more than 48 hours without a score, the one up to the end of the period included."""
    moments = [entry.recorded_at for entry in entries if entry.score is not None]
    closed = [Gap(before, after, is_open=False) for before, after in pairwise(moments) if after - before > GAP]
    if moments and until - moments[-1] > GAP:
        closed.append(Gap(moments[-1], until, is_open=True))
    return tuple(closed)


def numbers_of(
    entries: Sequence[EntryLine],
    bands: Sequence[SessionBand],
    start: Start,
    chronicity: str,
    period: Period,
) -> Numbers:
    """All numbers over the entries of the period."""
    days = days_of(entries)
    recent = [day.mean for day in days if day.day > period.last_day - LAST_DAYS]
    now = median(recent) if recent else None
    worst, worst_on = _worst(entries)
    judged = [(day.mean, top) for day in days if (top := _expected_top(day.at, bands)) is not None]
    return Numbers(
        start=start,
        now=now,
        now_days=len(recent),
        worst=worst,
        worst_on=worst_on,
        average=fmean(day.mean for day in days) if days else None,
        days_scored=len(days),
        days_logged=len({entry.day for entry in entries}),
        days_possible=period.days,
        days_above=sum(mean > top for mean, top in judged),
        days_judged=len(judged),
        trend=_trend(start, now, len(recent), chronicity, period.until),
    )


def _worst(entries: Sequence[EntryLine]) -> tuple[float | None, date | None]:
    """The highest score ever said and the first day it was said on."""
    said = [(value, entry.day) for entry in entries if (value := worst_of(entry)) is not None]
    if not said:
        return None, None
    highest = max(value for value, _ in said)
    return highest, min(day for value, day in said if value == highest)


def _expected_top(moment: datetime, bands: Sequence[SessionBand]) -> float | None:
    """The 90th percentile expected at `moment`, while a band is drawn there."""
    for band in reversed(bands):
        hours = (moment - band.since) / HOUR
        if band.hours and band.hours[0] <= hours <= band.hours[-1]:
            return float(np.interp(hours, band.hours, band.p90))
    return None


def _trend(start: Start, now: float | None, now_days: int, chronicity: str, until: datetime) -> Trend | None:
    """Only where it can be said: a start known from days, three days of scores in the last seven, two weeks apart."""
    if start.nrs is None or start.at is None or now is None or start.quality not in TREND_BASELINES:
        return None
    if now_days < TREND_DAYS or until - start.at < TREND_FROM:
        return None
    weeks = round((until - start.at) / timedelta(weeks=1))
    return Trend(round(now - start.nrs, 1), weeks, round(BY_CHANCE * DAY_TO_DAY_SD[chronicity], 1))
