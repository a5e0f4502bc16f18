"""What cannot be true is refused with a typed error, or has a defined result: never an exception out of numpy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from diary.clinical.explaining import explain
from diary.clinical.history import Baseline, BaselineQuality, History, Reading, SessionFacts, SymptomReport
from diary.clinical.rules import judge
from tests.diary.clinical.builders import ENDED_AT, at, course, reading, session

NAIVE = datetime(2026, 3, 2, 17)  # noqa: DTZ001

REFUSED: list[Any] = [
    pytest.param(lambda: reading(1, at(50), nrs_average=10.1), "0 to 10", id="a score above 10"),
    pytest.param(lambda: reading(1, at(50), nrs_average=-1), "0 to 10", id="a score below 0"),
    pytest.param(lambda: reading(1, at(50), nrs_worst=11), "0 to 10", id="a worst score above 10"),
    pytest.param(lambda: reading(1, at(50), nrs_now=float("nan")), "0 to 10", id="no number at all"),
    pytest.param(lambda: reading(1, at(50), stiffness=float("inf")), "0 to 10", id="endless stiffness"),
    pytest.param(lambda: Reading(UUID(int=1), NAIVE, at(50)), "time zone", id="recorded without a zone"),
    pytest.param(lambda: Reading(UUID(int=1), at(50), NAIVE), "time zone", id="received without a zone"),
    pytest.param(lambda: session(nrs_before=12), "0 to 10", id="a check-in above 10"),
    pytest.param(lambda: session(closed_at=NAIVE), "time zone", id="closed without a zone"),
    pytest.param(
        lambda: SessionFacts(UUID(int=1), 1, at(1), at(0)), "before it starts", id="a session that ends first"
    ),
    pytest.param(lambda: course(floor=6).history, "floor", id="a floor of 6"),
    pytest.param(lambda: Baseline(11, BaselineQuality.GOOD), "0 to 10", id="a baseline of 11"),
    pytest.param(lambda: Baseline(None, BaselineQuality.GOOD), "quality", id="a good baseline of nothing"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_what_cannot_be_true_is_refused_by_name(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_readings_in_any_order_give_the_same_judgement() -> None:
    case = course(3).after(30, 7).after(50, 6).after(80, 5)
    backwards = replace(case.history, readings=tuple(reversed(case.history.readings)))
    assert judge(backwards, at(100)) == judge(case.history, at(100))


def test_a_reading_told_twice_changes_no_decision() -> None:
    case = course(3).after(30, 7).after(50, 6)
    twice = replace(case.history, readings=case.history.readings * 2)
    once, again = judge(case.history, at(130)), judge(twice, at(130))
    assert [each.rule for each in once.findings] == [each.rule for each in again.findings]
    assert (once.recovery, once.baseline.nrs) == (again.recovery, again.baseline.nrs)


def test_another_zone_is_the_same_moment() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    here = course(3).after(30, 7).after(50, 6)
    there = replace(
        here.history,
        readings=tuple(
            Reading(each.entry, each.recorded_at.astimezone(tokyo), each.received_at.astimezone(tokyo), *each[3:])
            for each in here.history.readings
        ),
    )
    assert judge(there, at(130).astimezone(tokyo)) == judge(here.history, at(130))


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_three_days_off_moves_the_reading_and_breaks_nothing(days: int) -> None:
    """The server corrects what it can; what still comes in wrong is judged at the moment it claims."""
    case = course(3).after(50 + 24 * days, 7)
    judgement = case.judged(50)
    assert judgement.findings == ()
    assert judgement.next_look_at is not None


def test_no_reading_at_all_is_judged() -> None:
    judgement = course(None).judged(400)
    assert (judgement.findings, judgement.baseline.quality) == ((), BaselineQuality.NONE)
    assert judge(History(None), at(1)).findings == ()


def test_a_symptom_nobody_knows_finds_nothing_and_hides_nothing() -> None:
    unknown = (SymptomReport("unheard-of"), SymptomReport("fever"))
    assert [each.code for each in course(3).after(5, symptoms=unknown).judged(5).findings] == ["fever"]


def test_hours_need_a_session_to_count_from() -> None:
    with pytest.raises(ValueError, match="no session"):
        History(None).hours(ENDED_AT)


def test_every_odd_history_can_also_be_told() -> None:
    for case in (course(None), course(None).after(1, 10), course(3).after(5000, 3), course(3, days=(6,))):
        assert explain(case.history, datetime.now(UTC) + timedelta(days=1))
