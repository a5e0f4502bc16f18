"""The level before a session. Source: clinical reference 3.6.2 and scenario B of 1.8."""

from dataclasses import replace
from datetime import timedelta

import pytest

from diary.clinical.baseline import baseline_of
from diary.clinical.history import Baseline, BaselineQuality, EarlierRecovery, History
from diary.clinical.rules import judge
from tests.diary.clinical.builders import ENDED_AT, STARTED_AT, Course, at, course, earlier, reading, session

GOOD, FAIR, SINGLE, CARRIED, NONE = (
    BaselineQuality.GOOD,
    BaselineQuality.FAIR,
    BaselineQuality.SINGLE,
    BaselineQuality.CARRIED,
    BaselineQuality.NONE,
)
DAY = 24
WEEK = 7 * DAY
EMPTY = course(None)

CASES = [
    pytest.param(course(3), 3, GOOD, id="a week of 3"),
    pytest.param(course(3, days=range(3)), 3, GOOD, id="three days are good"),
    pytest.param(course(3, days=range(2)), 3, FAIR, id="two days are fair"),
    pytest.param(EMPTY.before(0, 4), 4, FAIR, id="the patient's own check-in entry counts"),
    pytest.param(EMPTY.before(-0.1, 4), None, NONE, id="an entry during the session does not"),
    pytest.param(EMPTY.before(167.9, 4), 4, FAIR, id="just under 7 days ago"),
    pytest.param(EMPTY.before(168, 4), None, NONE, id="7 days ago"),
    pytest.param(
        EMPTY.before(1, 2).before(2, 4).before(25, 8).before(49, 8), 8, GOOD, id="days, not entries, are ranked"
    ),
    pytest.param(EMPTY.before(1, 2).before(25, 4), 3, FAIR, id="the median of two days is their middle"),
    pytest.param(EMPTY.before(23.9, 2).before(24, 6), 4, FAIR, id="24 h back starts another day"),
    pytest.param(EMPTY.before(1, nrs_now=6), 6, FAIR, id="right-now scores count when there are no averages"),
    pytest.param(course(3, days=range(3)).before(80, nrs_now=9).before(100, nrs_now=9), 3, GOOD, id="else not"),
    pytest.param(
        course(3, days=range(2)).before(80, nrs_now=9), 3, GOOD, id="two averages do not oust a right-now score"
    ),
    pytest.param(EMPTY.before(1, nrs_worst=9), None, NONE, id="an entry without a score is no day"),
    pytest.param(EMPTY.of_session(nrs_before=5), 5, SINGLE, id="the score at check-in is the last resort"),
    pytest.param(course(3).of_session(nrs_before=9), 3, GOOD, id="the check-in does not join the days"),
    pytest.param(EMPTY, None, NONE, id="nothing known"),
    pytest.param(EMPTY.knowing(earlier=(earlier(24 * 28 + 1, 4),)), 4, CARRIED, id="last baseline, 28 days old"),
    pytest.param(EMPTY.knowing(earlier=(earlier(24 * 28 + 2, 4),)), None, NONE, id="last baseline, older"),
    pytest.param(
        EMPTY.knowing(earlier=(earlier(2 * WEEK, 4), earlier(WEEK, None))), 4, CARRIED, id="the last one that is known"
    ),
    pytest.param(course(5).knowing(earlier=(earlier(WEEK, 3),)), 5, GOOD, id="a settled calm course starts afresh"),
    pytest.param(course(5).knowing(earlier=(earlier(WEEK, 3, lasting=True),)), 3, CARRIED, id="still open: carried"),
    pytest.param(course(5).knowing(earlier=(earlier(30, 3),)), 3, CARRIED, id="under 48 h old: carried"),
    pytest.param(
        course(5).knowing(earlier=(earlier(49, 3),)), 5, GOOD, id="48 h old and calm: its flare time left out"
    ),
    pytest.param(
        course(5).knowing(earlier=(earlier(30, 3, settled_at=ENDED_AT - timedelta(hours=5)),)),
        5,
        GOOD,
        id="under 48 h old but settled: older days count",
    ),
]


@pytest.mark.parametrize(("case", "nrs", "quality"), CASES)
def test_it_finds_the_level_before_the_session(case: Course, nrs: float | None, quality: BaselineQuality) -> None:
    baseline = baseline_of(case.history)
    assert (baseline.nrs, baseline.quality) == (nrs, quality)


def test_it_leaves_out_the_48_hours_after_an_earlier_session() -> None:
    case = EMPTY.knowing(earlier=(earlier(97, 3),))
    inside, outside = case.before(95.9, 9).before(49, 9), case.before(48, 5)
    assert baseline_of(inside.history).quality is CARRIED
    assert baseline_of(outside.history).nrs == 5


def test_it_leaves_out_a_recovery_that_lasted_until_it_settled() -> None:
    lasted = earlier(WEEK, 3, lasting=True, settled_at=STARTED_AT - timedelta(hours=50))
    case = EMPTY.before(60, 8).before(50, 3).before(26, 4).before(2, 5).knowing(earlier=(lasted,))
    baseline = baseline_of(case.history)
    assert (baseline.nrs, baseline.quality) == (4, GOOD)
    assert len(baseline.readings) == 3


def test_a_recovery_carried_on_is_over_when_the_later_one_settles() -> None:
    """The second session was judged against the first one's baseline: what settles it settles both."""
    first = earlier(2 * WEEK, 3, lasting=True)
    second = earlier(WEEK, 3, lasting=True, settled_at=ENDED_AT - timedelta(days=4))
    case = course(4, days=range(3)).knowing(earlier=(first, second))
    assert baseline_of(case.history).nrs == 4


def test_a_recovery_that_never_settled_hides_later_days_even_if_the_next_was_calm() -> None:
    case = course(6, days=range(3)).knowing(earlier=(earlier(9 * DAY, 3, lasting=True), earlier(4 * DAY, 3)))
    assert (baseline_of(case.history).nrs, baseline_of(case.history).quality) == (3, CARRIED)


@pytest.mark.parametrize(
    ("hours_ago", "expected"),
    [(10 * DAY + 1, (3, CARRIED)), (12 * DAY, (6, FAIR)), (2 * WEEK, (6, GOOD))],
    ids=["ten days: carried", "twelve: measured on the days since", "two weeks: measured"],
)
def test_a_baseline_is_carried_over_an_open_recovery_for_ten_days(
    hours_ago: float, expected: tuple[float, BaselineQuality]
) -> None:
    case = course(6, days=range(3)).knowing(earlier=(earlier(hours_ago, 3, lasting=True),))
    assert (baseline_of(case.history).nrs, baseline_of(case.history).quality) == expected


def test_the_ten_days_count_from_the_session_it_was_measured_for_not_from_each_that_carried_it() -> None:
    carried = replace(earlier(WEEK, 3, lasting=True), baseline=Baseline(3, CARRIED))
    case = course(6, days=range(3)).knowing(earlier=(earlier(2 * WEEK, 3, lasting=True), carried))
    assert (baseline_of(case.history).nrs, baseline_of(case.history).quality) == (6, GOOD)


def test_a_lasting_recovery_without_a_baseline_is_not_carried_for_ever() -> None:
    case = course(5, days=range(3)).knowing(earlier=(earlier(WEEK, None, lasting=True),))
    assert (baseline_of(case.history).nrs, baseline_of(case.history).quality) == (5, GOOD)


def test_a_check_in_within_48_hours_of_an_earlier_session_is_no_baseline() -> None:
    case = EMPTY.of_session(nrs_before=7).knowing(earlier=(earlier(40, None),))
    assert baseline_of(case.history).quality is NONE
    later = EMPTY.of_session(nrs_before=7).knowing(earlier=(earlier(49, None),))
    assert baseline_of(later.history).quality is SINGLE


def test_it_names_the_entries_it_rests_on() -> None:
    case = course(3, days=range(3)).before(5, nrs_now=9)
    assert set(baseline_of(case.history).readings) == {entry.entry for entry in case.readings[:3]}


def test_stiffness_has_a_median_of_its_own() -> None:
    case = EMPTY.before(2, 3, stiffness=1).before(26, 3, stiffness=2).before(50, 3, stiffness=7)
    assert baseline_of(case.history).stiffness == 2
    assert baseline_of(course(3).history).stiffness is None


def test_stiffness_is_carried_like_pain() -> None:
    known = Baseline(3, GOOD, stiffness=2)
    still_open = EarlierRecovery(ENDED_AT - timedelta(days=7), known, lasting=True)
    closed = EarlierRecovery(ENDED_AT - timedelta(days=7), known)
    assert baseline_of(course(6, stiffness=6).knowing(earlier=(still_open,)).history).stiffness == 2
    assert baseline_of(course(6).knowing(earlier=(closed,)).history).stiffness == 2


def test_scenario_b_judges_the_second_session_by_the_first_ones_baseline() -> None:
    """S002-19: 3 before; +24 h 5; 5 at the next check-in at 72 h; then 6 and 6. The baseline must be 3, not 5."""
    second = session(73, number=2, nrs_before=5)
    first = course(3).after(24, 5).knowing(next_session=second)
    judged = judge(first.history, second.started_at)
    assert [finding.rule for finding in judged.findings] == ["forty_eight_hours"]
    assert judged.settled_at is None
    carried = EarlierRecovery(ENDED_AT, judged.baseline, judged.lasting, judged.settled_at)
    readings = (
        *first.readings,
        reading(1, second.ended_at + timedelta(hours=24), nrs_average=6),
        reading(2, second.ended_at + timedelta(hours=72), nrs_average=6),
    )
    after_second = judge(History(second, readings, (carried,)), at(24 * 7))
    assert (after_second.baseline.nrs, after_second.baseline.quality) == (3, CARRIED)
    assert [finding.rule for finding in after_second.findings] == ["forty_eight_hours"]


def test_scenario_a_fires_at_fifty_hours_and_stays() -> None:
    """S002-1: 3 before; 7 the same evening, at +24 h, and at +50 h."""
    case = course(3).after(4, 7).after(24, 7).after(50, 7)
    assert case.rules(hours=49) == set()
    assert case.rules(hours=50) == {"forty_eight_hours"}
    assert case.after(119, 7).rules(hours=119) == {"forty_eight_hours"}
