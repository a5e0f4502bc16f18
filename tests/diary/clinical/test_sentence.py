"""What the chart of a whole course shows, in one sentence. That of one session: test_band.py."""

import pytest

from diary.clinical.sentence import course_sentence


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param((6, 5, 30, 0, None), "There is no session yet.", id="not begun"),
        pytest.param(
            (None, 5, 3, 1, None),
            "1 session in 1 week: the usual pain before the first one is not known.",
            id="no start",
        ),
        pytest.param(
            (6, None, 30, 3, None),
            "3 sessions in 4 weeks: before the first one 6 out of 10, and there is no calm score of the last week.",
            id="no calm score lately",
        ),
        pytest.param(
            (6, 5, 11, 3, None),
            "3 sessions in 2 weeks: before the first one 6 out of 10, in the last week 5.",
            id="nobody to compare with",
        ),
        pytest.param(
            (6, 4.5, 10, 3, 30),
            "3 sessions in 1 week: before the first one 6 out of 10, in the last week 4.5; "
            "of 100 patients like this one, about 70 have more pain by now.",
            id="beside patients like this one",
        ),
        pytest.param(
            (6, 0, 0, 2, 0),
            "2 sessions in 1 week: before the first one 6 out of 10, in the last week 0; "
            "of 100 patients like this one, about 100 have more pain by now.",
            id="two on one day, no pain left",
        ),
    ],
)
def test_it_says_how_long_how_often_and_from_where_to_where(
    facts: tuple[float | None, float | None, float, int, int | None], words: str
) -> None:
    assert course_sentence(*facts) == words
