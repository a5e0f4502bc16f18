"""What is drawn: the curve of a session, and everything about a patient in one answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Api, Cast, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

QUANTILES = ("p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5")


@pytest.fixture
def curve(care: Care, maya: Api) -> Any:
    return maya.get(f"sessions/{care.session.pk}/curve").json


def test_the_curve_has_the_shape_of_the_contract(care: Care, curve: Any):
    names = {"session", "baseline", "unit", "points", "readings", "sentence", "curve_key", "rules_version"}
    assert set(curve) == names
    assert (curve["session"], curve["unit"]) == (str(care.session.pk), "hours")
    assert set(curve["baseline"]) == {"nrs", "quality", "readings"}
    assert (curve["baseline"]["nrs"], curve["baseline"]["quality"]) == (3, "good")
    assert all(UUID(reading) for reading in curve["baseline"]["readings"])
    assert curve["sentence"]
    assert curve["rules_version"]


def test_its_points_reach_from_0_to_168_hours_and_never_leave_the_scale(curve: Any):
    hours = [point["hours"] for point in curve["points"]]
    assert (hours[0], hours[-1]) == (0, 168)
    assert hours == sorted(set(hours))
    for point in curve["points"]:
        assert set(point) == {"hours", *QUANTILES}
        band = [point[name] for name in QUANTILES]
        assert band == sorted(band)
        assert 0 <= band[0] <= band[-1] <= 10


def test_its_readings_are_those_after_the_session_and_say_what_is_above_the_band(care: Care, curve: Any):
    assert [(reading["hours"], reading["nrs"]) for reading in curve["readings"]] == [(30, 6), (50, 6)]
    assert curve["readings"][1]["entry"] == str(care.feverish.pk)
    for reading in curve["readings"]:
        assert set(reading) == {"entry", "hours", "nrs", "above_expected"}
        expected = next(point["p90"] for point in curve["points"] if point["hours"] == reading["hours"])
        assert reading["above_expected"] is (reading["nrs"] > expected)


def test_staff_also_see_how_rare_each_reading_is_and_what_the_band_rests_on(care: Care, anna: Api):
    curve = anna.get(f"sessions/{care.session.pk}/curve").json
    for reading in curve["readings"]:
        assert 0 < reading["w"] < 0.05
        assert reading["one_in"] == min(100, round(1 / reading["w"]))
    assert curve["learned"] == {"sessions": 0, "flares": 0, "practice": 0, "curves_version": "2026.1"}


def test_an_alert_tells_staff_how_rare_the_score_was(care: Care, anna: Api):
    alert = anna.get(f"alerts/{care.lasting.pk}").json
    assert 0.005 < alert["w"] < 0.02
    assert alert["one_in"] == min(100, round(1 / alert["w"]))


def test_a_session_without_any_entry_has_a_curve_all_the_same(cast: Cast, anna: Api, now: datetime):
    session = treat(start_course(cast.maya, cast.anna, now - DAY), cast.anna, now - HOUR)
    curve = anna.get(f"sessions/{session.pk}/curve").json

    assert (curve["baseline"], curve["readings"]) == ({"nrs": None, "quality": "none", "readings": []}, [])
    assert curve["points"][-1]["hours"] == 168


def test_a_calm_score_is_not_above_what_is_expected(cast: Cast, care: Care, maya: Api, now: datetime):
    log(cast.maya, now, 3)
    readings = maya.get(f"sessions/{care.session.pk}/curve").json["readings"]
    assert [reading["above_expected"] for reading in readings if reading["nrs"] == 3] == [False]


def test_the_timeline_holds_everything_in_one_answer(cast: Cast, care: Care, anna: Api):
    anna.post(f"alerts/{care.fever.pk}/notes", {"text": "Rang, no answer."})
    timeline = anna.get(f"patients/{cast.maya.pk}/timeline").json

    assert timeline["patient"] == {"id": str(cast.maya.pk), "name": "Maya Lindqvist"}
    assert [each["id"] for each in timeline["courses"]] == [str(care.course.pk)]
    assert [each["id"] for each in timeline["sessions"]] == [str(care.session.pk)]
    assert [each["nrs_average"] for each in timeline["entries"]] == [3, 3, 3, 6, 6]
    assert {each["rule"] for each in timeline["alerts"]} == {"red_flag", "forty_eight_hours"}
    assert [(each["alert"], each["by"], each["text"]) for each in timeline["notes"]] == [
        (str(care.fever.pk), "Anna", "Rang, no answer.")
    ]
    assert timeline["has_earlier_entries"] is False


def test_the_timeline_names_the_gaps_so_that_no_line_is_drawn_across(cast: Cast, care: Care, anna: Api, now: datetime):
    gaps = anna.get(f"patients/{cast.maya.pk}/timeline").json["gaps"]
    assert gaps == [{"from": (now - 3 * DAY).isoformat(), "to": (now - 20 * HOUR).isoformat(), "hours": 52.0}]


def test_the_timeline_keeps_to_its_window(cast: Cast, care: Care, anna: Api, now: datetime):
    path = f"patients/{cast.maya.pk}/timeline"
    since, until = (moment.isoformat().replace("+", "%2B") for moment in (now - 2 * DAY, now - HOUR))
    timeline = anna.get(f"{path}?from={since}&to={until}").json

    assert [each["nrs_average"] for each in timeline["entries"]] == [6]
    assert (timeline["sessions"], timeline["gaps"]) == ([], [])
    assert list(anna.get(f"{path}?from=monday").json["errors"]) == ["from"]
    assert list(anna.get(f"{path}?to=monday").json["errors"]) == ["to"]


def test_a_long_diary_shows_its_newest_entries_and_says_that_there_are_more(
    cast: Cast, care: Care, anna: Api, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("diary.api.alerts.MOST_SHOWN", 2)
    timeline = anna.get(f"patients/{cast.maya.pk}/timeline").json

    assert [each["nrs_average"] for each in timeline["entries"]] == [6, 6]
    assert timeline["has_earlier_entries"] is True


def test_a_longer_diary_costs_no_more_statements(cast: Cast, care: Care, anna: Api, now: datetime):
    path = f"patients/{cast.maya.pk}/timeline"
    with CaptureQueriesContext(
        connection,
    ) as few:
        anna.get(path)
    for minutes in range(20):
        log(cast.maya, now - 10 * HOUR + minutes * HOUR / 60, 5)
    with CaptureQueriesContext(connection) as many:
        assert len(anna.get(path).json["entries"]) == 25

    assert len(many) == len(few)
