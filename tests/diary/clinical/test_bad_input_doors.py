"""The same odd readings at every public door of the core, and what only the doors for numbers can get wrong.

A typed error by name or a defined result: never an exception, or as much as a warning, out of numpy.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from diary.clinical.band import band, band_many, expected_at
from diary.clinical.calibration import calibrate
from diary.clinical.expected import expected_band, predict
from diary.clinical.history import BaselineQuality, History, Judgement, Preset, Reading, Recovery, SymptomReport
from diary.clinical.many import Cases, clauses, fires, judge_many, surprises
from diary.clinical.prediction import Prediction
from diary.clinical.red_flags import find, find_codes
from diary.clinical.rules import judge, next_look_at
from diary.clinical.surprise import surprise
from tests.diaries import synthetic_diaries
from tests.diary.clinical.builders import ENDED_AT, at, course, ticks

HOURS = np.arange(0.0, 169.0, 24.0)
PLAIN = course(3).after(30, 7).after(50, 6, symptoms=ticks("fever"))
NOW = at(130)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def numpy_never_complains() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def decided(judgement: Judgement) -> tuple[Any, ...]:
    rules = [(finding.rule, finding.code, finding.level, finding.because) for finding in judgement.findings]
    return rules, judgement.baseline.nrs, judgement.recovery, judgement.settled_at, judgement.next_look_at


DOORS: dict[str, Callable[[History], Any]] = {
    "judge": lambda history: decided(judge(history, NOW)),
    "next_look_at": lambda history: next_look_at(history, NOW),
    "red_flags.find": lambda history: [(each.code, each.level, each.because) for each in find(history)],
    "expected_band": lambda history: expected_band(history, HOURS).quantiles.tolist(),
    "surprise": lambda history: surprise(predict(history), 50, 6, 0.5),
}


def elsewhere(reading: Reading) -> Reading:
    moments = {name: getattr(reading, name).astimezone(TOKYO) for name in ("recorded_at", "received_at")}
    return Reading(**{**reading._asdict(), **moments})


SAME = {
    "in another order": lambda readings: tuple(reversed(readings)),
    "each told twice": lambda readings: readings * 2,
    "told in another zone": lambda readings: tuple(map(elsewhere, readings)),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("oddly", SAME)
def test_what_is_told_oddly_is_answered_the_same(door: str, oddly: str) -> None:
    told = replace(PLAIN.history, readings=SAME[oddly](PLAIN.history.readings))
    assert DOORS[door](told) == DOORS[door](PLAIN.history)


OFF = {
    "none at all": (),
    "a clock three days fast": tuple(
        each._replace(recorded_at=each.recorded_at + timedelta(days=3)) for each in PLAIN.history.readings
    ),
    "a clock three days slow": tuple(
        each._replace(recorded_at=each.recorded_at - timedelta(days=3)) for each in PLAIN.history.readings
    ),
    "entries that say nothing": (Reading(UUID(int=1), at(50), at(50)),),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", OFF)
def test_what_is_off_or_missing_has_an_answer_at_every_door(door: str, kind: str) -> None:
    for session in (PLAIN.session, None):
        DOORS[door](replace(PLAIN.history, readings=OFF[kind], session=session))


def test_a_clock_three_days_fast_moves_the_flare_past_the_window_and_the_fever_is_told_all_the_same() -> None:
    """The calm day before the session counts as the third day after it, and decides."""
    judgement = judge(replace(PLAIN.history, readings=OFF["a clock three days fast"]), at(130))
    assert [finding.code or finding.rule for finding in judgement.findings] == ["fever"]
    assert judgement.recovery is Recovery.SETTLED


def test_a_clock_three_days_slow_moves_the_flare_before_the_session() -> None:
    judgement = judge(replace(PLAIN.history, readings=OFF["a clock three days slow"]), at(130))
    assert (judgement.findings, judgement.silent) == ((), True)
    assert judgement.baseline.quality is BaselineQuality.GOOD


def test_a_severity_off_the_scale_hides_no_red_flag() -> None:
    odd = tuple(SymptomReport("fever", severity=severity) for severity in (-1, 99))
    assert [each.code for each in find(course(3).after(5, symptoms=odd).history)] == ["fever"]
    assert [each.code for each in find_codes(odd, ENDED_AT, ENDED_AT, UUID(int=1))] == ["fever"]


def test_a_refused_body_without_symptoms_or_from_the_future_is_read() -> None:
    assert find_codes((), ENDED_AT, ENDED_AT, UUID(int=1)) == ()
    (found,) = find_codes(ticks("seizure"), at(72), at(0), UUID(int=1))
    assert found.code == "seizure"


def test_a_refused_body_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="time zone"):
        find_codes(ticks("fever"), ENDED_AT.replace(tzinfo=None), ENDED_AT, UUID(int=1))


CALM = Prediction(5, 0.2, 13, 0.8, 0.05, 0, 28, 0.15, 1.5, 0.5, 10)


@pytest.mark.parametrize(
    "hours",
    [[], [[0.0, 1.0]], [np.nan], [0.0, np.inf], [2.0, 1.0]],
    ids=["none", "a table", "no number", "endless", "out of order"],
)
def test_a_band_is_drawn_at_hours_in_order_only(hours: Any) -> None:
    with pytest.raises(ValueError, match="hours of a band"):
        band(CALM, np.array(hours))


def test_an_hour_asked_for_twice_before_the_session_or_years_later_has_a_band() -> None:
    quantiles = band(CALM, np.array([-50.0, 24.0, 24.0, 1e6])).quantiles
    assert np.isfinite(quantiles).all()
    assert (quantiles[:, 1] == quantiles[:, 2]).all()


@pytest.mark.parametrize(
    "hours", [np.zeros(2), np.zeros((1, 3)), np.array([[np.nan], [1.0]])], ids=["a list", "a row too few", "no number"]
)
def test_many_bands_need_a_row_of_hours_each(hours: Any) -> None:
    with pytest.raises(ValueError, match="row of hours"):
        band_many([CALM, CALM], hours)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mean": np.nan}, "made of numbers"),
        ({"height": np.inf}, "made of numbers"),
        ({"noise": 0.0}, "above 0"),
        ({"degrees": 0}, "above 0"),
        ({"days": -1.0}, "above 0"),
        ({"peak": 0.0}, "above 0"),
        ({"variance": -0.1}, "not below"),
        ({"kappa": -0.1}, "not below"),
        ({"pi": -0.1}, "probability"),
        ({"pi": 1.1}, "probability"),
    ],
    ids=str,
)
def test_a_prediction_of_numbers_that_no_session_has_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(CALM, **wrong)


def test_a_prediction_at_its_limits_is_not() -> None:
    for pi in (0.0, 1.0):
        assert np.isfinite(expected_at(replace(CALM, variance=0.0, kappa=0.0, pi=pi), 50)).all()


def cases(**columns: Any) -> Cases:
    usual: dict[str, Any] = {
        "score": [6.0],
        "hours": [50.0],
        "before": [6.0],
        "hours_before": [30.0],
        "baseline": [3.0],
    }
    usual |= {"floor": [3.0], "worse": [False], "better": [False], "half": [0.5]}
    return Cases(**{name: np.array(column) for name, column in (usual | columns).items()})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"score": [10.1]}, "score must be from 0 to 10"),
        ({"score": [-0.1]}, "score must be from 0 to 10"),
        ({"before": [np.inf]}, "before must be from 0 to 10"),
        ({"before": [-np.inf]}, "before must be from 0 to 10"),
        ({"baseline": [11.0]}, "baseline must be from 0 to 10"),
        ({"floor": [-3.0]}, "floor must be from 0 to 10"),
        ({"hours": [np.nan]}, "hours of a score"),
        ({"score": [6.0, 6.0]}, "one row for each case"),
        ({"worse": []}, "one row for each case"),
    ],
    ids=str,
)
def test_many_sessions_refuse_by_name_what_one_would_refuse(wrong: dict[str, Any], words: str) -> None:
    odd = cases(**wrong)
    for door in (clauses, lambda each: judge_many(each, [CALM]), lambda each: surprises(each, [CALM])):
        with pytest.raises(ValueError, match=words):
            door(odd)


@pytest.mark.parametrize("count", [0, 2])
def test_many_sessions_need_one_prediction_each(count: int) -> None:
    with pytest.raises(ValueError, match="for each"):
        judge_many(cases(), [CALM] * count)
    with pytest.raises(ValueError, match="for each case"):
        surprises(cases(), [CALM] * count)


def test_no_session_at_all_and_sessions_without_any_score_have_an_answer() -> None:
    judged = judge_many(Cases(*(column[:0] for column in cases())), [])
    assert (len(judged.clause), len(judged.w), judged.quantiles.shape) == (0, 0, (0, 7))
    unscored = cases(score=[np.nan], before=[np.nan], baseline=[np.nan])
    judged = judge_many(unscored, [CALM])
    assert (judged.clause[0], judged.w_before[0]) == ("", 1.0)
    for preset in Preset:
        assert not fires(preset, unscored, judged.w, judged.w_before)[0]


@pytest.mark.parametrize(
    "row",
    [(3.0, 10.1), (3.0, -0.1), (3.0, np.nan), (-1.0, 5.0), (np.nan, 5.0), (np.inf, 5.0), (2.0e9, 5.0)],
    ids=str,
)
def test_calibration_refuses_by_name_what_no_diary_can_hold(row: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="a diary holds days from 0 on and pain from 0 to 10"):
        calibrate({"S": [(0.0, 5.0), row]}, region="low-back", chronicity="chronic")


def test_calibration_reads_a_diary_in_any_order_and_takes_a_day_told_twice_for_one() -> None:
    (diary,) = synthetic_diaries(subjects=1).values()
    plain = calibrate({"S": diary}, region="low-back", chronicity="chronic")
    for odd in (list(reversed(diary)), [*diary, *diary]):
        assert calibrate({"S": odd}, region="low-back", chronicity="chronic") == plain


def test_calibration_of_a_diary_whose_clock_was_three_days_fast_has_three_days_more_to_begin_on() -> None:
    (diary,) = synthetic_diaries(subjects=1).values()
    plain, later = (
        calibrate({"S": [(day + shift, pain) for day, pain in diary]}, region="low-back", chronicity="chronic").sessions
        for shift in (0, 3)
    )
    assert plain <= later <= plain + 3
