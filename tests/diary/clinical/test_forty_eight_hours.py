"""R4 LASTING: each clause either side of its threshold, and the window. Its case table is test_case_table.py."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from diary.clinical.facts import Facts
from diary.clinical.history import History, Level, SessionFacts
from diary.clinical.lasting import Case, delta, is_coming_down
from diary.clinical.rules import forty_eight_hours
from tests.diary.clinical.builders import Course, course, reading

RULE = "forty_eight_hours"

CLAUSES = [
    pytest.param(course(3).after(30, 5).after(50, 4), "a", id="a: 4 is b+1, the day before was b+2"),
    pytest.param(course(3).after(30, 5).after(50, 3.9), None, id="a: 3.9 is under b+1"),
    pytest.param(course(3).after(30, 4.9).after(50, 4.9), None, id="a: neither reached b+2"),
    pytest.param(course(3).after(30, 4).after(50, 5), "a", id="a: the later one reached b+2"),
    pytest.param(course(3).after(30, 3.9).after(50, 5.9), None, id="a: the day before under b+1"),
    pytest.param(course(1).after(30, 3).after(50, 2.9), None, id="a: under the floor of 3"),
    pytest.param(course(1).after(30, 3).after(50, 3), "a", id="a: at the floor of 3"),
    pytest.param(course(3, floor=5).after(30, 6).after(50, 4.9), None, id="a: under a floor of 5"),
    pytest.param(course(3, floor=5).after(30, 6).after(50, 5), "a", id="a: at a floor of 5"),
    pytest.param(course(3).after(50, 5), "b", id="b: 5 is b+2"),
    pytest.param(course(3).after(50, 4.9), None, id="b: 4.9 is under b+2"),
    pytest.param(course(3).after(23, 7).after(50, 5), "b", id="b: a score before 24 h is no day before"),
    pytest.param(course(3).after(24, 3).after(50, 5), None, id="b: a calm score at 24 h is a day before"),
    pytest.param(course(0).after(50, 2.9), None, id="b: b+2 but under the floor"),
    pytest.param(course(0).after(50, 3), "b", id="b: at the floor"),
    pytest.param(course(7.5).after(50, 9), "b", id="b: delta is 1.5 above 7"),
    pytest.param(course(7.5).after(50, 8.9), None, id="b: under 1.5 above 7.5"),
    pytest.param(course(3).after(30, 3).after(50, 6), "c", id="c: 6 is b+3 after a calm day"),
    pytest.param(course(3).after(30, 3).after(50, 5.9), None, id="c: 5.9 is under b+3"),
    pytest.param(course(1, floor=5).after(30, 1).after(50, 4.9), None, id="c: under a floor of 5"),
    pytest.param(course(1, floor=5).after(30, 1).after(50, 5), "c", id="c: at a floor of 5"),
    pytest.param(course(None).after(50, 4), "d", id="d: no baseline, 4"),
    pytest.param(course(None).after(50, 3.9), None, id="d: no baseline, 3.9"),
    pytest.param(course(None).after(30, 4).after(50, 4), "d", id="d: no baseline, 4 and 4"),
    pytest.param(course(None).after(30, 3.9).after(50, 9), None, id="d: no baseline, 3.9 and 9"),
    pytest.param(course(5).after(50, 3, change="worse"), "e", id="e: worse, at the floor"),
    pytest.param(course(5).after(50, 2.9, change="worse"), None, id="e: worse, under the floor"),
    pytest.param(course(5).after(50, 5, change="much_worse"), "e", id="e: much worse"),
    pytest.param(course(5).after(50, 5, change="much-worse"), "e", id="e: much worse, spelt with a hyphen"),
    pytest.param(course(5).after(50, 5, change="same"), None, id="e: the same"),
    pytest.param(course(5).after(30, 5, change="worse").after(50, 5), None, id="e: said before 48 h only"),
    pytest.param(course(8.5).after(50, 9), "f", id="f: b above 8, 9"),
    pytest.param(course(8.5).after(50, 8.9), None, id="f: 8.9"),
    pytest.param(course(8.5).after(30, 9).after(50, 9), "f", id="f: 9 and 9"),
    pytest.param(course(8.5).after(30, 8.9).after(50, 9), None, id="f: 8.9 and 9"),
    pytest.param(course(8).after(50, 9), None, id="f: b=8 is not above 8, and 9 is under b+1.5"),
    pytest.param(course(8.5).after(50, 9, change="better"), None, id="f: called better"),
    pytest.param(course(8.5).after(50, 9, change="much_better"), None, id="f: called much better"),
    pytest.param(course(8.5).after(50, 9, change="same"), "f", id="f: called the same"),
    pytest.param(course(3, stiffness=2).after(50, 3, stiffness=4), "g", id="g: stiffness 2 above its own baseline"),
    pytest.param(course(3, stiffness=2).after(50, 3, stiffness=3.9), None, id="g: stiffness 1.9 above"),
    pytest.param(course(3, stiffness=2).after(30, 3, stiffness=4).after(50, 3, stiffness=3), "g", id="g: as a"),
    pytest.param(course(3, stiffness=2).after(30, 3, stiffness=2).after(50, 3, stiffness=5), "g", id="g: as c"),
    pytest.param(course(3).after(50, 3, stiffness=9), None, id="g: stiffness without a baseline of its own"),
    pytest.param(course(3, stiffness=2).after(50, 6, stiffness=6), "b", id="pain goes before stiffness"),
]


@pytest.mark.parametrize(("case", "clause"), CLAUSES)
def test_it_fires_by_each_clause_and_not_below_its_threshold(case: Course, clause: str | None) -> None:
    finding = case.found(RULE)
    assert (finding.clause if finding else None) == clause


@pytest.mark.parametrize(
    ("baseline", "expected"), [(0, 2), (7, 2), (7.1, 1.5), (8, 1.5), (8.1, 1), (10, 1)], ids=lambda value: str(value)
)
def test_it_asks_for_a_smaller_rise_where_the_scale_ends(baseline: float, expected: float) -> None:
    assert delta(baseline) == expected


WINDOW = [
    pytest.param(course().after("47:59", 9), False, id="47:59 is too early"),
    pytest.param(course().after("48:00", 6), True, id="48:00 is in"),
    pytest.param(course().after("95:59", 6), True, id="95:59 is in"),
    pytest.param(course().after("96:00", 6), False, id="96:00 is too late"),
    pytest.param(course().after(71, 6).next_session(72), True, id="71 h, next session at 72 h"),
    pytest.param(course().after(73, 6).next_session(72), False, id="73 h belongs to the next session"),
    pytest.param(course().next_session(72, check_in=6), True, id="check-in at 72 h decides"),
    pytest.param(course().after(72, 6).next_session(72), True, id="own entry at the next start is its check-in"),
    pytest.param(course().next_session(72, check_in=3), False, id="check-in at 72 h, back"),
    pytest.param(course().after(50, 3).next_session(72, check_in=9), False, id="check-in after a reading"),
    pytest.param(course().next_session(47, check_in=9), False, id="check-in before 48 h"),
    pytest.param(course().next_session(48, check_in=6), True, id="check-in at 48 h"),
    pytest.param(course().next_session(96, check_in=6), True, id="check-in at exactly 96 h"),
    pytest.param(course().next_session(97, check_in=6), False, id="check-in past 96 h is a late report"),
    pytest.param(course().after(50, 3).after(60, 9), False, id="only the first reading decides"),
    pytest.param(course().after(50, nrs_worst=9).after(60, 6), True, id="an entry without a score decides nothing"),
    pytest.param(course().after(50, nrs_now=6), True, id="a score right now decides when there is no average"),
]


@pytest.mark.parametrize(("case", "fires"), WINDOW)
def test_it_looks_only_inside_its_window(case: Course, fires: bool) -> None:
    assert (case.found(RULE) is not None) == fires


ESTIMATED = [
    pytest.param(course().after(42, 6), True, id="42 h, b+3"),
    pytest.param(course().after(42, 5.9), False, id="42 h, under b+3"),
    pytest.param(course().after("41:59", 9), False, id="41:59"),
    pytest.param(course().after("47:50", 6), True, id="47:50, b+3"),
    pytest.param(course(0, floor=5).after(44, 4).after(50, 5), True, id="44 h under the floor, 50 h decides"),
    pytest.param(course().after(44, 6).after("44:10", 3).after(50, 3), False, id="44 h corrected, 50 h back"),
    pytest.param(course().after(44, 6).after("44:10", 3).after(50, 6), True, id="44 h corrected, 50 h decides"),
    pytest.param(course(None).after(44, 9), False, id="no baseline: 48 h is waited for"),
]


@pytest.mark.parametrize(("case", "fires"), ESTIMATED)
def test_it_allows_six_hours_when_the_end_is_an_estimate(case: Course, fires: bool) -> None:
    assert (case.of_session(ended_at_estimated=True).found(RULE) is not None) == fires


def test_rounding_dust_does_not_move_a_threshold() -> None:
    """A day of 0.2 and 4.4 has a mean of 2.3000000000000003; 4.3 is still 2 above it."""
    assert course(None).before(2, 0.2).before(3, 4.4).after(50, 4.3).found(RULE) is not None


def test_it_does_not_allow_them_when_the_end_is_known() -> None:
    assert course().after("47:50", 9).found(RULE) is None


CORRECTIONS = [
    pytest.param(course().after(49, 6).after("49:15", 3), None, id="15 min: a correction"),
    pytest.param(course().after(49, 6).after("49:16", 3), "49 hours", id="16 min: another reading"),
    pytest.param(course().after(49, 3).after("49:15", 6), "49 hours", id="corrected upwards"),
    pytest.param(course().after(49, 6).after("49:05", 2).after("49:10", 7), "49 hours", id="the last one counts"),
    pytest.param(course().after("47:55", 9).after("48:05", 4), None, id="47:55 corrected at 48:05 is no day before"),
    pytest.param(course().after("95:55", 3).after("96:05", 7), "96 hours", id="corrected past the end of the window"),
]


@pytest.mark.parametrize(("case", "hours"), CORRECTIONS)
def test_it_takes_a_score_within_15_minutes_as_a_correction(case: Course, hours: str | None) -> None:
    finding = case.found(RULE)
    assert (finding is None) if hours is None else (finding is not None and f"at {hours};" in finding.because)


def test_it_says_what_a_clinician_can_check() -> None:
    case = course(chronicity="chronic", region="low-back").after(24, 7).after(51, 6)
    finding = case.found(RULE)
    assert finding is not None
    assert finding.because == "6 out of 10 at 51 hours; before the session 3; expected by now 2 to 4."
    assert finding.level is Level.PRACTITIONER
    assert finding.hours == 51
    assert finding.readings == tuple(entry.entry for entry in case.history.readings[-2:])


REASONS = [
    pytest.param(course().after(30, 7).after(50, 4), "coming down but not back", id="a, nearly back"),
    pytest.param(course(None).after(50, 6), "no baseline", id="d"),
    pytest.param(course(8.5).after(50, 9), "severe, not settling", id="f"),
    pytest.param(course(5).after(50, 5, change="worse"), "worse than before treatment", id="e"),
    pytest.param(course(3, stiffness=2).after(50, 3, stiffness=6), "Stiffness 6 out of 10", id="g"),
    pytest.param(course().next_session(72, check_in=6), "check-in of the next session", id="check-in"),
    pytest.param(course(None).of_session(nrs_before=3).after(50, 6), "3 (one score only)", id="single baseline"),
]


@pytest.mark.parametrize(("case", "words"), REASONS)
def test_it_names_its_reason(case: Course, words: str) -> None:
    finding = case.found(RULE)
    assert finding is not None
    assert words in finding.because


@pytest.mark.parametrize(
    ("case", "coming_down"),
    [
        pytest.param(Case(4, 7, 3, 3), True, id="from 7 to 4, usual 3"),
        pytest.param(Case(4.9, 7, 3, 3), True, id="just under a flare"),
        pytest.param(Case(5, 7, 3, 3), False, id="lower, but still a flare"),
        pytest.param(Case(4, 4, 3, 3), False, id="as before"),
        pytest.param(Case(4, 3.9, 3, 3), False, id="higher than before"),
        pytest.param(Case(4, None, 3, 3), False, id="nothing before it"),
        pytest.param(Case(3, 7, None, 3), False, id="no baseline"),
    ],
)
def test_what_comes_down_is_lower_than_before_and_no_flare_any_more(case: Case, coming_down: bool) -> None:
    assert is_coming_down(case) is coming_down


@pytest.mark.parametrize("banned", ["caused", "because of", "crisis", "due to"])
def test_its_words_stay_neutral(banned: str) -> None:
    sentences = [finding.because for case in (*CLAUSES, *WINDOW) for finding in case.values[0].judged().findings]
    assert sentences
    assert not any(banned in sentence.lower() for sentence in sentences)


def test_it_is_true_from_the_moment_of_the_deciding_answer() -> None:
    case = course().after(30, 7).after(50, 6)
    assert case.found(RULE, hours="49:59") is None
    assert case.found(RULE, hours=50) is not None


def test_it_is_withdrawn_when_an_earlier_reading_of_the_window_arrives_late() -> None:
    case = course().after(30, 3).after(60, 6)
    assert case.found(RULE) is not None
    assert case.after(50, 3).found(RULE) is None


def test_it_holds_no_entry_for_a_check_in_score() -> None:
    finding = course().next_session(72, check_in=6).found(RULE)
    assert finding is not None
    assert finding.readings == ()


def test_it_counts_elapsed_hours_across_the_night_the_clocks_change() -> None:
    """Clocks go forward in London on 29 March 2026: 17:30 two days later is 47 h 30 min on, 48 h 30 min on the wall."""
    london = ZoneInfo("Europe/London")
    ended_at = datetime(2026, 3, 28, 17, 0, tzinfo=london)
    facts = SessionFacts(UUID(int=1), 1, ended_at - timedelta(hours=1), ended_at, nrs_before=3)
    early, late = (
        History(facts, (reading(1, datetime(2026, 3, 30, hour, 30, tzinfo=london), nrs_average=6),))
        for hour in (17, 18)
    )
    assert forty_eight_hours(Facts(early)) is None
    assert forty_eight_hours(Facts(late)) is not None
