"""How a judgement is told: which score decided, what the baseline rests on, every clause with its numbers."""

import pytest

from diary.clinical.examples import EXAMPLES, Example
from diary.clinical.explaining import explain
from diary.clinical.history import History
from diary.clinical.lasting import PAIN
from tests.diary.clinical.builders import Course, at, course, ticks


def told(case: Course, hours: float = 130) -> list[str]:
    return explain(case.history, at(hours))


def clauses(lines: list[str]) -> dict[str, bool]:
    """Which clauses are told to hold, by letter."""
    return {
        line.split()[0]: "does not hold" not in line
        for line in lines
        if line[:2] == "  " and len(line.split()[0]) == 1 and "hold" in line
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_the_cases_that_clinicians_ask_about_end_as_the_rule_book_says(example: Example) -> None:
    judgement = example.judged()
    found = sorted(f"{each.rule} {each.clause}" if each.clause else each.rule for each in judgement.findings)
    assert (found, judgement.recovery.value) == (sorted(example.expected), example.state)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_every_case_can_be_told_and_tells_of_each_finding(example: Example) -> None:
    lines = explain(example.history, example.moment)
    for name in example.expected:
        assert any(line.strip().startswith(name.split()[0]) for line in lines)


CASES = [
    pytest.param(course(3).after(30, 7).after(50, 4), {"a"}, id="a alone"),
    pytest.param(course(3).after(50, 5), {"b"}, id="b alone"),
    pytest.param(course(3).after(30, 3).after(50, 6), {"c"}, id="c alone"),
    pytest.param(course(None).after(30, 4).after(50, 4), {"d"}, id="d alone"),
    pytest.param(course(5).after(30, 5).after(50, 5, change="worse"), {"e"}, id="e alone"),
    pytest.param(course(8.5).after(30, 9).after(50, 9), {"f"}, id="f alone"),
    pytest.param(course(3).after(50, 3), set(), id="none"),
    pytest.param(course(3).after(110, 6), {"b", "c"}, id="a late report"),
]


@pytest.mark.parametrize(("case", "holding"), CASES)
def test_each_clause_is_told_as_the_rule_finds_it(case: Course, holding: set[str]) -> None:
    found = clauses(told(case))
    assert set(found) == {clause.letter for clause in PAIN}
    assert {letter for letter, holds in found.items() if holds} == holding


def test_the_numbers_of_a_clause_stand_beside_it() -> None:
    lines = told(course(3).after(30, 7).after(50, 4))
    assert "  a  holds          4 >= 4 and 7 >= 4 and 7 >= 5" in lines
    assert "  c  does not hold  4 >= 6" in lines
    assert "The 48-hour rule on pain: 4 out of 10 at 50 hours decides, 7 before it, answer none:" in lines


def test_the_baseline_is_told_with_its_entries_and_scores() -> None:
    lines = told(course(3, days=(0, 1)).after(50, 4))
    assert "Baseline: 3 (fair)." in lines
    assert sum(line.endswith("UTC  3") for line in lines) == 2


def test_the_scores_are_marked_by_what_they_do() -> None:
    lines = told(course(3).after(30, 7).after(49, 6).after("49:10", 5).next_session(72, check_in=4), 100)
    marks = [line.split("  ")[-1] for line in lines if " hours  " in line]
    assert marks == ["the last from 24 to 48 h", "corrected", "decides", " 4"]
    assert any("check-in of the next session" in line for line in lines)
    assert "The next session started 72 hours later: scores up to then count." in lines


def test_stiffness_is_told_by_its_own_clauses() -> None:
    lines = told(course(3, stiffness=2).after(50, 3, stiffness=6))
    assert "The 48-hour rule on stiffness: 6 out of 10 at 50 hours decides, none from 24 to 48 h, answer none:" in lines
    assert "Baseline: 3 (good); of stiffness 2." in lines


def test_nothing_to_decide_is_told_as_that() -> None:
    lines = told(course(3), 60)
    assert "The 48-hour rule on pain: no score from 48 h on, nothing to decide." in lines
    assert "Scores since the session: none." in lines
    assert "Recovery: watching." in lines
    assert "Next look: 2026-03-05 17:00 UTC." in lines


def test_an_estimate_a_carried_baseline_and_silence_are_told() -> None:
    case = course(None, earlier=()).of_session(ended_at_estimated=True, nrs_before=4)
    lines = told(case, 100)
    assert any("an estimate" in line for line in lines)
    assert "Baseline: 4 (single)." in lines
    assert "Recovery: watching, silent." in lines


def test_a_settled_recovery_says_when() -> None:
    assert "Recovery: settled, settled 2026-03-04 19:00 UTC." in told(course(3).after(50, 3))


def test_without_a_session_only_red_flags_are_told() -> None:
    readings = course(None).after(50, 9, symptoms=ticks("bladder-leak")).readings
    lines = explain(History(None, readings), at(60))
    assert "No session: only red flags are judged." in lines
    assert any(line.startswith("  red_flag combo-ces (emergency)") for line in lines)
    assert not any("48-hour" in line for line in lines)
