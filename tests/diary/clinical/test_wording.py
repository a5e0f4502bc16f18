"""The small words that findings share."""

from zoneinfo import ZoneInfo

import pytest

from diary.clinical.history import Preset
from diary.clinical.wording import at_home


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "Numb since Tue 3 March 2026, 00:30, and again Mon 6 July 2026, 22:15."),
        ("Europe/London", "Numb since Tue 3 March 2026, 00:30, and again Mon 6 July 2026, 23:15."),
        ("America/New_York", "Numb since Mon 2 March 2026, 19:30, and again Mon 6 July 2026, 18:15."),
    ],
)
def test_a_finding_is_read_on_the_readers_own_clock(zone: str, said: str) -> None:
    found = "Numb since 2026-03-03 00:30 UTC, and again 2026-07-06 22:15 UTC."
    assert at_home(found, ZoneInfo(zone)) == said


def test_the_softest_preset_has_none_softer() -> None:
    assert [preset.softer for preset in Preset] == [Preset.STANDARD, Preset.QUIET, Preset.QUIET]
