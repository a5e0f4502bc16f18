"""The small words that findings share, so that the same number always reads the same."""

import re
from datetime import UTC, datetime
from math import floor
from zoneinfo import ZoneInfo

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) UTC")


def score_text(score: float) -> str:
    """A score as a person writes it: 6, or 6.5."""
    return f"{round(score, 1):g}"


def out_of_ten(score: float) -> str:
    """A score as it is said aloud: "6 out of 10"."""
    return f"{score_text(score)} out of 10"


def hours_text(hours: float) -> str:
    """Whole hours that have passed: 47 h 50 min is "47 hours", never 48, because 48 decides."""
    whole = floor(hours)
    return "1 hour" if whole == 1 else f"{whole} hours"


def hours_after(hours: float) -> str:
    """When something was, as it is said: "51 hours after the session"."""
    return f"{hours_text(hours)} after the session"


def moment_text(moment: datetime) -> str:
    """An instant that reads the same on every machine: 2026-03-29 14:05 UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def at_home(text: str, zone: ZoneInfo) -> str:
    """What a finding says, with its moments on the clock of whoever reads it: "Tue 3 March 2026, 01:00"."""

    def local(match: re.Match[str]) -> str:
        moment = datetime.strptime(match[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC).astimezone(zone)
        return f"{moment:%a} {moment.day} {moment:%B %Y, %H:%M}"

    return _MOMENT.sub(local, text)
