"""The curve of a whole course. Source: clinical reference 3.3 and 3.6.7."""

from datetime import datetime
from typing import Any

import pytest

from diary.clinical.sentence import course_sentence
from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log


def curve_of(api: Api, course: Any) -> Any:
    return api.get(f"courses/{course.pk}/curve").json


@pytest.fixture
def course(cast: Cast, now: datetime) -> Any:
    """Maya scored 6 for a week, was treated four weeks ago and two weeks ago, and scores 4 now."""
    course = start_course(cast.maya, cast.anna, now - 40 * DAY, chronicity="chronic")
    for days in range(7):
        log(cast.maya, now - 29 * DAY - days * DAY, 6)
    for weeks in (4, 2):
        treat(course, cast.anna, now - weeks * 7 * DAY, now=now)
    for days in range(5):
        log(cast.maya, now - days * DAY - HOUR, 4)
    return course


def test_it_shows_band_sessions_scores_and_where_the_last_week_lies(course: Any, anna: Api):
    curve = curve_of(anna, course)
    assert (curve["course"], curve["unit"], curve["curve_key"]) == (str(course.pk), "days", "low-back/chronic")
    assert (curve["start"]["nrs"], curve["now"]) == (6, 4)
    assert 10 < curve["percentile"] < 35
    assert [session["days"] for session in curve["sessions"]] == [0, 14]
    assert [reading["nrs"] for reading in curve["readings"]] == [6] * 7 + [4] * 5
    assert [point["days"] for point in curve["points"]] == list(range(57))
    for point in curve["points"]:
        band = [point[name] for name in ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")]
        assert band == sorted(band)
    assert curve["points"][28]["p50"] < curve["points"][0]["p50"]
    more = 100 - curve["percentile"]
    assert curve["sentence"] == (
        "2 sessions in 4 weeks: before the first one 6 out of 10, in the last week 4; "
        f"of 100 patients like this one, about {more} have more pain by now."
    )


def test_a_patient_sees_the_band_and_is_not_compared_with_others_in_words(course: Any, anna: Api, maya: Api):
    hers, theirs = curve_of(maya, course), curve_of(anna, course)
    assert hers["points"] == theirs["points"]
    assert hers["percentile"] is None
    assert hers["sentence"] == "2 sessions in 4 weeks: before the first one 6 out of 10, in the last week 4."


def test_scores_of_the_two_days_after_a_session_are_not_its_level(cast: Cast, course: Any, anna: Api, now: datetime):
    treat(course, cast.anna, now - 30 * HOUR, now=now)
    log(cast.maya, now - HOUR / 2, 9)
    assert curve_of(anna, course)["now"] == 4


def test_a_course_without_a_session_has_no_curve_and_says_so(cast: Cast, anna: Api, now: datetime):
    curve = curve_of(anna, start_course(cast.maya, cast.anna, now - DAY))
    assert (curve["points"], curve["start"], curve["percentile"]) == ([], None, None)
    assert curve["sentence"] == "There is no session yet."


def test_without_a_baseline_there_is_no_band(cast: Cast, anna: Api, now: datetime):
    course = start_course(cast.maya, cast.anna, now - DAY)
    treat(course, cast.anna, now - HOUR)
    curve = curve_of(anna, course)
    assert (curve["points"], curve["percentile"]) == ([], None)
    assert curve["sentence"] == "1 session in 1 week: the usual pain before the first one is not known."


def test_a_week_without_a_calm_score_is_said() -> None:
    assert course_sentence(6, None, 30, 3, None) == (
        "3 sessions in 4 weeks: before the first one 6 out of 10, and there is no calm score of the last week."
    )
    assert course_sentence(6, 5, 30, 3, None).endswith("in the last week 5.")
