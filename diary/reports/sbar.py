"""The four sentences a GP reads first: situation, background, assessment, recommendation. Drafted from the facts, edited by people.

Each sentence names the entries its numbers come from. It says "after", never what caused what. Source: clinical reference 5.1, 5.2.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from diary.reports import words
from diary.reports.complaint import course_said
from diary.reports.facts import EntryLine, Said, Summary
from diary.reports.numbers import LAST_DAYS, worst_of
from diary.reports.words import count_text, day_text, number_text

PARTS = ("situation", "background", "assessment", "recommendation")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, and the entries that its numbers rest on; none where it rests on what the clinic recorded."""

    text: str
    entries: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentences of each part."""

    situation: tuple[Statement, ...]
    background: tuple[Statement, ...]
    assessment: tuple[Statement, ...]
    recommendation: tuple[Statement, ...]

    @property
    def said(self) -> Said:
        """The same as plain text."""
        return Said(*(" ".join(each.text for each in getattr(self, part)) for part in PARTS))


def draft(summary: Summary) -> Draft:
    """What the facts allow to be said; what is not known is left out or called so, never 0."""
    return Draft(
        situation=tuple(_situation(summary)),
        background=(Statement(course_said(summary)),),
        assessment=tuple(_assessment(summary)),
        recommendation=(Statement(summary.ask.request),) if summary.ask.request else (),
    )


def said_of(summary: Summary) -> tuple[Said, bool]:
    """What the page says, and whether a person wrote it."""
    return (summary.ask.said, True) if summary.ask.said is not None else (draft(summary).said, False)


def _situation(summary: Summary) -> Iterable[Statement]:
    """Who, what, and how it stands since the last session."""
    zone = ZoneInfo(summary.patient.time_zone)
    where = words.region_text(summary.course.region)
    if not summary.sessions:
        yield Statement(f"Age {summary.patient.age}, pain: {where}. No session in this period.")
        return
    last = summary.sessions[-1]
    days = (summary.until - last.ended_at) // timedelta(days=1)
    ended = day_text(last.ended_at.astimezone(zone).date())
    yield Statement(
        f"Age {summary.patient.age}, pain: {where}, {count_text(days, 'day')} after session {last.number} ({ended}); "
        f"since then: {words.RECOVERIES.get(last.recovery, last.recovery)}."  # type: ignore[call-overload]
    )
    for flag in summary.red_flags:
        if flag.level == "emergency":
            yield Statement(f"Red flag reported, last on {day_text(flag.last)}: “{flag.wording}”.", flag.entries)


def _assessment(summary: Summary) -> Iterable[Statement]:
    numbers, own = summary.numbers, [entry for entry in summary.entries if entry.score is not None]
    start = words.BASELINES[numbers.start.quality]
    if numbers.start.nrs is None:
        yield Statement(f"Pain before treatment {start}.")
    else:
        yield Statement(f"Before treatment {number_text(numbers.start.nrs)} of 10 ({start}).", numbers.start.readings)
    if numbers.now is not None:
        recent = _since(own, summary)
        yield Statement(
            f"Last 7 days {number_text(numbers.now)} (median of {count_text(numbers.now_days, 'day')} with a score).",
            recent,
        )
    if own:
        last = own[-1]
        yield Statement(f"Last score {number_text(last.score)}, {day_text(last.day)}.", (last.id,))
    if numbers.worst is not None and numbers.worst_on is not None:
        at_worst = tuple(each.id for each in summary.entries if worst_of(each) == numbers.worst)
        yield Statement(f"Worst {number_text(numbers.worst)} on {day_text(numbers.worst_on)}.", at_worst)
    if numbers.average is not None:
        everything = tuple(entry.id for entry in own)
        yield Statement(
            f"Average {number_text(numbers.average)} of {count_text(numbers.days_scored, 'day')}.", everything
        )
    if trend := numbers.trend:
        side = "more" if trend.is_beyond_noise else "less"
        change = (
            "No change"
            if trend.change == 0
            else f"{'Down' if trend.change < 0 else 'Up'} {number_text(abs(trend.change))}"
        )
        resting = (*numbers.start.readings, *_since(own, summary))
        weeks = count_text(trend.weeks, "week")
        yield Statement(f"{change} in {weeks}: {side} than day-to-day noise of {number_text(trend.noise)}.", resting)
    if not summary.red_flags:
        yield Statement("No red flag reported." if summary.asked else "No red flag was asked about in this period.")


def _since(own: list[EntryLine], summary: Summary) -> tuple[UUID, ...]:
    """The scored entries of the last seven days."""
    last = summary.until.astimezone(ZoneInfo(summary.patient.time_zone)).date()
    return tuple(entry.id for entry in own if entry.day > last - LAST_DAYS)
