"""Pain of 8 and more, far above the baseline: told at once."""

import pytest

from diary.clinical.history import Level
from tests.diary.clinical.builders import Course, course, ticks

RULE = "heavy_flare"

CASES = [
    pytest.param(course(3).after(1, 8), 1, True, id="8 against 3, one hour after the session"),
    pytest.param(course(3).after(1, 8), 0.9, False, id="not before it is recorded"),
    pytest.param(course(3).after(47, 8), 47, True, id="inside the first 48 hours"),
    pytest.param(course(3).after(200, 8), 200, True, id="days later"),
    pytest.param(course(3).after(5, 7.9), 5, False, id="7.9"),
    pytest.param(course(5).after(5, 8), 5, True, id="8 is b+3"),
    pytest.param(course(5.1).after(5, 8), 5, False, id="8 is under b+3"),
    pytest.param(course(7.5).after(5, 10), 5, False, id="b+3 is off the scale"),
    pytest.param(course(None).after(5, 8), 5, True, id="no baseline: 8 is enough"),
    pytest.param(course(None).after(5, 7.9), 5, False, id="no baseline, 7.9"),
    pytest.param(course(3).after(5, 4, nrs_now=9), 5, True, id="9 right now, while the average is still 4"),
    pytest.param(course(3).after(5, nrs_now=8), 5, True, id="only the score right now"),
    pytest.param(course(3).after(5, 4, nrs_worst=10), 5, False, id="the worst of the day is not what is meant"),
    pytest.param(course(3).after(5, stiffness=10), 5, False, id="stiffness is not pain"),
    pytest.param(course(3).after(5, 9).after("5:15", 4), 6, False, id="corrected within 15 minutes"),
    pytest.param(course(3).after(5, 9).after("5:16", 4), 6, True, id="16 minutes are another score"),
    pytest.param(course(3).before(1, 9), 6, False, id="before the session"),
    pytest.param(course(3).next_session(72).after(80, 9), 80, False, id="after the next session: its own recovery"),
]


@pytest.mark.parametrize(("case", "hours", "fires"), CASES)
def test_it_tells_of_a_heavy_score_at_any_hour(case: Course, hours: float, fires: bool) -> None:
    assert (case.found(RULE, hours) is not None) == fires


def test_it_says_what_a_clinician_can_check() -> None:
    case = course(3).after(2, 8).after(5, 9.5).after(9, 8.5)
    finding = case.found(RULE)
    assert finding is not None
    assert finding.because == "9.5 out of 10 at 5 hours; before the session 3."
    assert (finding.level, finding.hours) == (Level.PRACTITIONER, 5)
    assert finding.readings == tuple(entry.entry for entry in case.history.readings[-3:])


def test_it_rests_on_the_heavy_scores_alone_and_names_the_first_of_the_worst() -> None:
    case = course(6).after(2, 9.5).after(5, 8.2).after(9, 9.5)
    finding = case.found(RULE)
    assert finding is not None
    assert (finding.hours, finding.because) == (2, "9.5 out of 10 at 2 hours; before the session 6.")
    assert finding.readings == (case.readings[-3].entry, case.readings[-1].entry)


def test_without_a_baseline_it_says_so() -> None:
    finding = course(None).after(2, 8).found(RULE)
    assert finding is not None
    assert finding.because == "8 out of 10 at 2 hours; no baseline."


SEVERE = ticks("pain-severe-new")
TOGETHER = [
    pytest.param(course(3).after(2, 9, symptoms=SEVERE), Level.URGENT, id="in the same entry"),
    pytest.param(course(3).after(1, symptoms=SEVERE).after(2, 9), Level.URGENT, id="in the entry before"),
    pytest.param(course(3).after(0, symptoms=SEVERE).after(2, 9), Level.URGENT, id="at the session's very end"),
    pytest.param(course(3).after(2, 9).after(170, symptoms=SEVERE), Level.URGENT, id="seven days later"),
    pytest.param(course(3).after(2, 9).after(170.1, symptoms=SEVERE), Level.PRACTITIONER, id="more than seven days"),
    pytest.param(course(3).before(1, symptoms=SEVERE).after(2, 9), Level.PRACTITIONER, id="before the session"),
    pytest.param(course(3).after(2, 9, symptoms=ticks("fever")), Level.PRACTITIONER, id="another red flag"),
]


@pytest.mark.parametrize(("case", "level"), TOGETHER)
def test_it_is_urgent_with_sudden_severe_pain(case: Course, level: Level) -> None:
    finding = case.found(RULE)
    assert finding is not None
    assert finding.level is level
    assert ("was ticked too" in finding.because) == (level is Level.URGENT)


def test_with_sudden_severe_pain_it_rests_on_both_entries() -> None:
    case = course(3).after(1, symptoms=SEVERE).after(2, 9)
    finding = case.found(RULE)
    assert finding is not None
    assert set(finding.readings) == {entry.entry for entry in case.history.readings[-2:]}
