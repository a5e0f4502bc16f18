"""The PEG and the own activity: the score, the 30 % rule, which answer is before and which now. Source: clinical reference 5.4."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary.clinical.function import Scored, before_and_now, change_of, peg_score

DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 2, 10, tzinfo=UTC)
scores = st.integers(0, 10)


def test_the_three_items_weigh_the_same():
    assert peg_score(4, 5, 9) == peg_score(9, 4, 5) == 6


@given(scores, scores, scores)
def test_the_score_is_the_mean_of_three_and_lies_between_them(pain: int, enjoyment: int, activity: int):
    items = sorted((pain, enjoyment, activity))

    assert items[0] <= peg_score(pain, enjoyment, activity) <= items[2]
    assert peg_score(pain, enjoyment, activity) * 3 == pytest.approx(sum(items))


@pytest.mark.parametrize(
    ("start", "now", "is_better"),
    [
        pytest.param(10, 7, True, id="10 to 7: exactly 30 %"),
        pytest.param(19 / 3, 13.3 / 3, True, id="6.33 to 4.43: exactly 30 %, in thirds"),
        pytest.param(10, 7.1, False, id="10 to 7.1: under 30 %"),
        pytest.param(6, 6, False, id="6 to 6"),
        pytest.param(4, 7, False, id="4 to 7: worse"),
        pytest.param(0, 0, False, id="0 to 0: nothing to get better"),
        pytest.param(0, 3, False, id="0 to 3"),
    ],
)
def test_a_fall_of_30_percent_counts_as_better(start: float, now: float, is_better: bool):
    change = change_of([Scored(FIRST, start), Scored(FIRST + 28 * DAY, now)])

    assert change is not None
    assert change.is_better is is_better


def test_one_answer_is_no_change():
    assert change_of([Scored(FIRST, 6)]) is None
    assert change_of([]) is None


@pytest.mark.parametrize(
    ("days", "now_day", "expected"),
    [
        pytest.param((), 30, (None, None), id="never answered"),
        pytest.param((-10, -3, 4, 25), 30, (1, 3), id="the last before treatment, the last of all"),
        pytest.param((3, 25), 30, (0, 1), id="the first week after treatment still tells of before"),
        pytest.param((9, 25), 30, (None, 1), id="nine days after is no start"),
        pytest.param((-3,), 5, (0, None), id="one answer is not compared with itself"),
        pytest.param((-3, 10), 30, (0, None), id="twenty days old is not now"),
        pytest.param((-3, 25), 20, (0, None), id="what comes later is not looked at"),
    ],
)
def test_which_answer_is_before_and_which_is_now(
    days: tuple[int, ...], now_day: int, expected: tuple[int | None, int | None]
):
    told = [Scored(FIRST + day * DAY, float(place)) for place, day in enumerate(days)]

    assert before_and_now(told, FIRST, FIRST + now_day * DAY) == expected


def test_without_a_session_nothing_is_before():
    assert before_and_now([Scored(FIRST, 5)], None, FIRST + DAY) == (None, None)
