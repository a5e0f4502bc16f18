"""What `./ebb chaos` says of its longest waits: who tried when, what went wrong meanwhile, and when nobody swept."""

from pathlib import Path
from typing import Any

import pytest

from alerts.models import Delivery
from tests.alerts.conftest import Raise
from tests.chaos.book import SWEEPS, Moment, read_book, write_down
from tests.chaos.stories import LONG_SECONDS, Wait, gaps, told

BEGAN = 1000.0


@pytest.fixture
def waited(find: Raise, anna: Any) -> Wait:
    alert = find(level="urgent")
    assert alert is not None
    return Wait(alert.pk, "fever", BEGAN + 10, BEGAN + 30)


@pytest.fixture
def book(tmp_path: Path, waited: Wait, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A try of the message, one after it had come, and sweeps with a pause."""
    delivery = Delivery.objects.get(alert=waited.alert).pk
    for at, whose, what in (
        (11, SWEEPS, "sweeper has swept"),
        (12, delivery, "celery claims try 1"),
        (25, SWEEPS, "sweeper has swept"),
        (26, delivery, "sweeper claims try 2"),
        (40, delivery, "sweeper has sent try 2"),
    ):
        monkeypatch.setattr("time.monotonic", lambda at=at: BEGAN + at)
        write_down(tmp_path / "book", whose, what)
    monkeypatch.undo()
    return tmp_path / "book"


def test_a_long_wait_is_told_with_its_tries_and_the_harm_meanwhile(waited: Wait, book: Path) -> None:
    harm = [Moment(BEGAN + at, f"harm at {at}") for at in (1, 7, 20, 31)]
    headline, *lines = (line.split(" (")[0] for line in told([waited], harm, book, BEGAN))
    assert headline == "20.0 s for fever, urgent"
    assert [line.split("s  ", 1) for line in lines] == [
        ["      7.0 ", "-- harm at 7"],
        ["     10.0 ", "answered for"],
        ["     12.0 ", "celery claims try 1"],
        ["     20.0 ", "-- harm at 20"],
        ["     25.0 ", "-- sweeper has swept"],
        ["     26.0 ", "sweeper claims try 2"],
        ["     30.0 ", "taken in"],
    ]


def test_the_longest_come_first_and_short_ones_are_not_told(waited: Wait, book: Path) -> None:
    longer = Wait(waited.alert, "rash", BEGAN, BEGAN + 60)
    short = Wait(waited.alert, "burn", BEGAN, BEGAN + LONG_SECONDS)
    headlines = [line for line in told([waited, short, longer], [], book, BEGAN) if not line.startswith("  ")]
    assert headlines == ["60.0 s for rash, urgent", "20.0 s for fever, urgent"]


def test_where_nobody_swept_is_said(book: Path) -> None:
    (gap,) = gaps(read_book(book)[SWEEPS])
    assert gap.at == BEGAN + 25
    assert gap.what.endswith("the first for 14.0 s")
