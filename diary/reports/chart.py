"""The chart of a report as SVG, and the sentence that says the same. Black on white: shapes tell things apart, not colours.

Only numbers and dates of the `Summary` enter the drawing, never text that somebody typed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from diary.reports.facts import DayScore, Period, SessionBand, Summary
from diary.reports.numbers import GAP
from diary.reports.words import count_text, day_text, days_text, number_text, short_day

WIDTH, HEIGHT = 740.0, 232.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 6.0, 26.0, 30.0
TICK_STEPS = (1, 2, 7, 14, 28, 56, 84, 182)
MOST_TICKS = 13
DAY = timedelta(days=1)
MARK_APART = 13.0
LABEL = 76.0
INK, LIGHT, BAND, RED = "#000000", "#bdbdbd", "#e2e2e2", "#a3161a"


class Plane:
    """Where a moment and a score lie on the paper."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.seconds = max((period.until - period.since).total_seconds(), 1.0)

    def x(self, moment: datetime) -> float:
        """Where a moment stands across, in points of the drawing; what lies outside the period stands at its edge."""
        share = (moment - self.period.since).total_seconds() / self.seconds
        return LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, score: float) -> float:
        """Where a score of 0 to 10 stands, in points from the top."""
        return TOP + (10.0 - score) / 10.0 * (HEIGHT - TOP - BOTTOM)

    def midnight(self, day: date) -> datetime:
        """When a day begins where the patient lives."""
        return datetime.combine(day, time(), self.period.zone)

    def noon(self, day: date) -> datetime:
        """The middle of a day where the patient lives: a daily mean is drawn there."""
        return datetime.combine(day, time(12), self.period.zone)


def draw(summary: Summary) -> str:
    """The chart as one SVG document."""
    plane = Plane(period_of(summary))
    parts = [
        *_grid(plane),
        *(line for band in summary.bands for line in _band(plane, band)),
        *_day_ticks(plane, summary),
        *_sessions(plane, summary),
        *_gaps(plane, summary),
        *_scores(plane, summary.days),
        *_red_flags(plane, summary),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-family="Libertinus Serif">'
    return "\n".join([head, *parts, "</svg>"])


def describe(summary: Summary) -> str:
    """What the chart shows, in sentences, for those who do not see it."""
    numbers, period = summary.numbers, period_of(summary)
    said = [f"Pain scores from 0 to 10, {days_text(period.first_day, period.last_day)}."]
    if not summary.days:
        return " ".join([*said, "There are no scores in this period.", _sessions_said(summary)])
    said.append(
        f"{numbers.days_scored} of {count_text(numbers.days_possible, 'day')} have a score; "
        f"first {number_text(summary.days[0].mean)} on {day_text(summary.days[0].day)}, "
        f"last {number_text(summary.days[-1].mean)} on {day_text(summary.days[-1].day)}."
    )
    if numbers.worst_on is not None:
        said.append(f"Highest {number_text(numbers.worst)} on {day_text(numbers.worst_on)}.")
    if numbers.days_judged:
        said.append(f"{_above(numbers.days_above)} of {numbers.days_judged} scored days after sessions above the band.")
    said.append(_sessions_said(summary))
    if summary.gaps:
        said.append(f"{count_text(len(summary.gaps), 'gap')} of more than 48 hours without a score.")
    if summary.red_flags:
        dates = sorted({flag.first for flag in summary.red_flags})
        said.append(f"Red flags first reported on {', '.join(map(day_text, dates))}.")
    return " ".join(said)


def period_of(summary: Summary) -> Period:
    """The period of a report, on the patient's calendar."""
    return Period(summary.since, summary.until, ZoneInfo(summary.patient.time_zone))


def _above(days: int) -> str:
    return "None" if days == 0 else str(days)


def _sessions_said(summary: Summary) -> str:
    return (
        f"{count_text(len(summary.sessions), 'session')} marked." if summary.sessions else "No session in this period."
    )


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" fill="{INK}" {style}>{words}</text>'


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def _grid(plane: Plane) -> list[str]:
    parts = []
    for score in range(0, 11, 2):
        y = plane.y(score)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, f'stroke="{LIGHT}" stroke-width="0.5"'))
        parts.append(_text(LEFT - 5, y + 3.5, str(score), 'text-anchor="end"'))
    parts.append(_line(LEFT, plane.y(0), WIDTH - RIGHT, plane.y(0), f'stroke="{INK}" stroke-width="0.8"'))
    parts.append(_line(LEFT, plane.y(0), LEFT, plane.y(10), f'stroke="{INK}" stroke-width="0.8"'))
    return parts


def _band(plane: Plane, band: SessionBand) -> list[str]:
    """The 10th to 90th percentile as an area with edges, and the median dashed, so that a fax shows it too."""
    xs = [plane.x(band.since + timedelta(hours=hours)) for hours in band.hours]
    upper = [(x, plane.y(score)) for x, score in zip(xs, band.p90, strict=True)]
    lower = [(x, plane.y(score)) for x, score in zip(xs, band.p10, strict=True)]
    middle = [(x, plane.y(score)) for x, score in zip(xs, band.p50, strict=True)]
    edge = f'fill="none" stroke="{INK}" stroke-width="0.5"'
    return [
        f'<polygon points="{_points([*upper, *reversed(lower)])}" fill="{BAND}"/>',
        f'<polyline points="{_points(upper)}" {edge}/>',
        f'<polyline points="{_points(lower)}" {edge}/>',
        f'<polyline points="{_points(middle)}" {edge} stroke-dasharray="4 3"/>',
    ]


def _day_ticks(plane: Plane, summary: Summary) -> list[str]:
    """Dates along the foot, counted in days from the first session where there is one."""
    period = plane.period
    first = summary.sessions[0].ended_at.astimezone(period.zone).date() if summary.sessions else period.first_day
    step = next((step for step in TICK_STEPS if period.days / step <= MOST_TICKS), TICK_STEPS[-1])
    offset = (period.first_day - first).days
    offset += -offset % step
    parts, y = [], plane.y(0)
    while first + offset * DAY <= period.last_day:
        moment = plane.midnight(first + offset * DAY)
        if moment >= period.since and WIDTH - RIGHT - plane.x(moment) > MARK_APART:
            x = plane.x(moment)
            parts.append(_line(x, y, x, y + 4, f'stroke="{INK}" stroke-width="0.8"'))
            parts.append(_text(x, y + 14, short_day(first + offset * DAY), 'text-anchor="middle"'))
            if summary.sessions and summary.sessions[0].number == 1:
                parts.append(_text(x, y + 25, f"day {offset}", 'text-anchor="middle"'))
        offset += step
    return parts


def _gaps(plane: Plane, summary: Summary) -> list[str]:
    """Each gap says so where there is room; no line ever crosses it."""
    if not summary.days:
        middle = (LEFT + WIDTH - RIGHT) / 2
        return [_text(middle, plane.y(5), "no score in this period", 'text-anchor="middle" font-style="italic"')]
    parts = []
    for gap in summary.gaps:
        left, right = plane.x(gap.since), plane.x(gap.until)
        if right - left > LABEL + 4:
            middle, words = (left + right) / 2, f"no score, {count_text(round((gap.until - gap.since) / DAY), 'day')}"
            parts.append(
                f'<rect x="{middle - LABEL / 2:.1f}" y="{plane.y(0) - 14:.1f}" width="{LABEL:g}" height="13" fill="#ffffff"/>'
            )
            parts.append(_text(middle, plane.y(0) - 4, words, 'text-anchor="middle" font-style="italic"'))
    return parts


def _sessions(plane: Plane, summary: Summary) -> list[str]:
    parts, last = [], -MARK_APART
    for session in summary.sessions:
        x = plane.x(session.ended_at)
        parts.append(_line(x, TOP - 4, x, plane.y(0), f'stroke="{INK}" stroke-width="0.9"'))
        if x - last >= MARK_APART:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{TOP - 10:.1f}" r="6" fill="#ffffff" stroke="{INK}" stroke-width="0.8"/>'
            )
            parts.append(_text(x, TOP - 6.8, str(session.number), 'text-anchor="middle"'))
            last = x
    return parts


def _scores(plane: Plane, days: Sequence[DayScore]) -> list[str]:
    """Daily means as dots, joined over at most 48 hours; the worst of the day as a dash."""
    parts = [
        _line(plane.x(a.at), plane.y(a.mean), plane.x(b.at), plane.y(b.mean), f'stroke="{INK}" stroke-width="1"')
        for a, b in pairwise(days)
        if b.at - a.at <= GAP
    ]
    radius = 2.6 if len(days) <= 120 else 1.6
    for day in days:
        x = plane.x(day.at)
        if day.worst > day.mean:
            y = plane.y(day.worst)
            parts.append(_line(x - 3, y, x + 3, y, f'stroke="{INK}" stroke-width="1.3"'))
        parts.append(f'<circle cx="{x:.1f}" cy="{plane.y(day.mean):.1f}" r="{radius}" fill="{INK}"/>')
    return parts


def _red_flags(plane: Plane, summary: Summary) -> list[str]:
    """A triangle at noon of each day on which a red flag was first or last reported."""
    parts = []
    for day in sorted({day for flag in summary.red_flags for day in (flag.first, flag.last)}):
        x, y = plane.x(plane.noon(day)), plane.y(10) + 2
        corners = [(x, y), (x - 4.5, y + 8), (x + 4.5, y + 8)]
        parts.append(f'<polygon points="{_points(corners)}" fill="{RED}" stroke="{INK}" stroke-width="0.8"/>')
    return parts
