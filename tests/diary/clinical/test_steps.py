"""After pain was found to last: five days, two weeks, worse again, closed; and what stops each of them."""

import pytest

from diary.clinical.history import Level, Recovery
from tests.diary.clinical.builders import Course, at, course, reading

LASTING = course(3).after(30, 7).after(50, 7)
SOME = {"function": "some"}

FIVE_DAYS = [
    pytest.param(LASTING, "119:59", False, id="not before 120 h"),
    pytest.param(LASTING, 120, True, id="at 120 h"),
    pytest.param(LASTING.after(119, 4), 120, True, id="coming down, not back"),
    pytest.param(LASTING.after(120, 3), 120, False, id="back at 120 h"),
    pytest.param(LASTING.after(80, 3), 120, False, id="back at 80 h"),
    pytest.param(LASTING.after(80, 3.9).after(92, 3.9), 120, False, id="as good as back, twice, 12 h apart"),
    pytest.param(LASTING.after(80, 3.9).after("91:59", 3.9), 120, True, id="as good as back, not 12 h apart"),
    pytest.param(LASTING.after("120:01", 3), 200, True, id="a return after 120 h takes nothing back"),
    pytest.param(course(3).after(30, 7), 120, True, id="a flare that fell silent"),
    pytest.param(course(3).after(30, 7).after(100, 3), 120, False, id="fell silent, back at 100 h"),
    pytest.param(course(3).after(50, 3), 120, False, id="never found to last"),
    pytest.param(course(3).after(110, 6), 120, True, id="found by a late report at 110 h"),
    pytest.param(course(3).after(130, 6), 129, False, id="late report at 130 h: not before it"),
    pytest.param(course(3).after(130, 6), 130, True, id="late report at 130 h: at once"),
    pytest.param(course(None).after(50, 6), 120, True, id="no baseline"),
    pytest.param(course(None).after(50, 6).after(80, 3.9), 120, False, id="no baseline, under 4 at 80 h"),
    pytest.param(course(None).after(50, 6).after(80, 4), 120, True, id="no baseline, 4 at 80 h"),
    pytest.param(
        course(None).after(50, 3, change="worse"),
        120,
        True,
        id="no baseline, 3 but called worse: that score is not back",
    ),
    pytest.param(LASTING.of_session(closed_at=at(120)), 200, False, id="closed by the practitioner by 120 h"),
    pytest.param(LASTING.of_session(closed_at=at("120:01")), 200, True, id="closed after it"),
    pytest.param(LASTING.next_session(72), 120, True, id="a session since, and no score"),
    pytest.param(LASTING.next_session(72, check_in=3), 120, False, id="back at the next check-in"),
    pytest.param(course(3, stiffness=2).after(50, 3, stiffness=6), 120, True, id="stiffness lasts"),
]


@pytest.mark.parametrize(("case", "hours", "fires"), FIVE_DAYS)
def test_at_five_days_a_gp_is_considered_if_the_pain_is_not_back(case: Course, hours: float | str, fires: bool) -> None:
    finding = case.found("five_days", hours)
    assert (finding is not None) == fires
    assert finding is None or finding.level is Level.PRACTITIONER


def afterwards(case: Course, *scores: tuple[float, float]) -> Course:
    """Scores that belong to the recovery of a later session."""
    readings = tuple(reading(500 + number, at(hours), nrs_average=nrs) for number, (hours, nrs) in enumerate(scores))
    return case.knowing(afterwards=readings)


AFTERWARDS = [
    pytest.param(((100, 7),), True, id="still up after the next session"),
    pytest.param(((100, 3),), False, id="back after the next session"),
    pytest.param(((120, 3),), False, id="back at 120 h"),
    pytest.param(((121, 3),), True, id="back too late"),
]


@pytest.mark.parametrize(("scores", "fires"), AFTERWARDS)
def test_the_steps_go_on_through_further_sessions(scores: tuple[tuple[float, float], ...], fires: bool) -> None:
    """Twice-weekly sessions must not hide pain that never came back."""
    case = afterwards(LASTING.next_session(84), *scores)
    assert (case.found("five_days") is not None) == fires
    assert case.judged().settled_at is None


def test_a_score_between_the_start_and_end_of_the_next_session_tells_that_pain_is_back() -> None:
    case = LASTING.next_session(84).after(84.5, 3)
    assert case.found("five_days") is None


def test_five_days_says_what_a_clinician_can_check() -> None:
    case = LASTING.after(98, 6)
    finding = case.found("five_days")
    assert finding is not None
    assert finding.because == (
        "Found to last at 50 hours and not back at 120 hours; before the session 3, last score 6 at 98 hours. "
        "Consider a GP."
    )
    assert finding.hours == 120
    assert finding.readings == tuple(entry.entry for entry in case.history.readings[-3:])


TWO_WEEKS = [
    pytest.param(LASTING.after(300, 7, **SOME), "335:59", False, id="not before 336 h"),
    pytest.param(LASTING.after(300, 7, **SOME), 336, True, id="can do some things"),
    pytest.param(LASTING.after(300, 7, function="hardly_anything"), 336, True, id="can do hardly anything"),
    pytest.param(LASTING.after(300, 7, function="most"), 400, False, id="can do most things"),
    pytest.param(LASTING.after(300, 7), 400, False, id="nobody said what they can do, or where it hurts"),
    pytest.param(LASTING.after(60, 7, **SOME).after(300, 7, function="all"), 400, False, id="the last answer counts"),
    pytest.param(LASTING.after(60, 7, **SOME).after(300, 7), 336, True, id="an entry without one does not undo it"),
    pytest.param(LASTING.after(384, 7, function="hardly_anything"), 383, False, id="not said yet"),
    pytest.param(LASTING.after(384, 7, function="hardly_anything"), 384, True, id="said on day 16"),
    pytest.param(LASTING.after(300, 3, **SOME), 400, False, id="came back before"),
    pytest.param(LASTING.after(340, 3).after(384, 7, **SOME), 400, False, id="came back before it was said"),
    pytest.param(LASTING.after(384, 3, **SOME), 400, False, id="came back with the same entry"),
    pytest.param(LASTING.after(300, 7, **SOME).after(400, 3), 500, True, id="came back later: it was so"),
    pytest.param(course(3).after(350, 7, **SOME), 350, True, id="found by a late report after two weeks"),
    pytest.param(course(3).after(50, 3, **SOME).after(300, 9), 400, False, id="never found to last"),
    pytest.param(LASTING.after(300, 7, **SOME).of_session(closed_at=at(200)), 400, False, id="closed before"),
    pytest.param(course(3).after(1, 3, **SOME).after(50, 7), 336, True, id="said on the first evening only"),
]


@pytest.mark.parametrize(("case", "hours", "fires"), TWO_WEEKS)
def test_at_two_weeks_a_specialist_is_considered_for_who_cant_do_most_things(
    case: Course, hours: float | str, fires: bool
) -> None:
    assert (case.found("two_weeks", hours) is not None) == fires


BACK, LEG = ("low-back",), ("low-back", "leg")
REGIONS = [
    pytest.param(course(3).before(2, 3, regions=BACK).after(50, 7, regions=LEG), True, id="a region more than before"),
    pytest.param(course(3).before(2, 3, regions=LEG).after(50, 7, regions=LEG), False, id="the same regions"),
    pytest.param(course(3).before(2, 3, regions=LEG).after(50, 7, regions=BACK), False, id="a region fewer"),
    pytest.param(course(3).after(30, 7, regions=BACK).after(50, 7, regions=LEG), True, id="more than at first"),
    pytest.param(course(3).after(50, 7, regions=LEG), False, id="the first answer is where it began"),
    pytest.param(
        course(3).after(30, 7, regions=BACK).after(50, 7, regions=LEG).after(300, 7, regions=BACK),
        False,
        id="spread and gone again",
    ),
]


@pytest.mark.parametrize(("case", "fires"), REGIONS)
def test_at_two_weeks_a_specialist_is_considered_for_pain_that_spread(case: Course, fires: bool) -> None:
    finding = case.found("two_weeks")
    assert (finding is not None) == fires
    assert finding is None or "also in leg" in finding.because


def test_pain_that_spread_names_each_new_region_once_in_plain_words() -> None:
    case = course(3).before(2, 3, regions=BACK).after(50, 7, regions=("low-back", "upper-back", "leg", "upper-back"))
    finding = case.found("two_weeks")
    assert finding is not None
    assert "; also in upper back, leg. Consider" in finding.because


def test_five_days_of_stiffness_without_any_pain_score_name_none() -> None:
    finding = course(None, stiffness=2).after(50, stiffness=6).found("five_days")
    assert finding is not None
    assert finding.because == "Found to last at 50 hours and not back at 120 hours; no baseline. Consider a GP."


def test_two_weeks_names_the_three_specialties_and_the_entry_that_said_so() -> None:
    case = LASTING.after(300, 7, **SOME).after(320, 6)
    finding = case.found("two_weeks")
    assert finding is not None
    assert finding.because == (
        "Found to last at 50 hours and not back at 336 hours; before the session 3, last score 6 at 320 hours; "
        "can do some things. Consider a specialist: neurology, orthopaedics or rheumatology."
    )
    assert set(finding.readings) == {entry.entry for entry in case.history.readings[-4:]}


def test_what_the_patient_says_after_a_further_session_counts_too() -> None:
    later = (reading(500, at(340), nrs_average=7, function="hardly_anything"),)
    case = LASTING.next_session(168).knowing(afterwards=later)
    assert case.found("two_weeks", 339) is None
    assert case.found("two_weeks", 340) is not None


WORSE = [
    pytest.param(course(3).after(50, 5).after(60, 7), True, id="2 above the score told of"),
    pytest.param(course(3).after(50, 5).after(60, 6.9), False, id="1.9 above it"),
    pytest.param(course(3).after(50, 7).after(60, 8), True, id="8, and above the score told of"),
    pytest.param(course(3).after(50, 8).after(60, 8), False, id="8 as before"),
    pytest.param(course(5.5).after(50, 7.5).after(60, 8), False, id="8, but not 3 above the baseline"),
    pytest.param(course(3).after(50, 3).after(60, 9), False, id="no alert before it"),
    pytest.param(course(3).after(30, 3).after(50, 6).after(40, 9), False, id="a higher one before the alert"),
    pytest.param(course(3).after(50, 5).after("50:10", 7), False, id="a correction of the score told of"),
    pytest.param(course(3).after(50, 5).after(60, 8).after("60:10", 5), False, id="corrected within 15 minutes"),
    pytest.param(course(3).after(50, 5).after(60, 3).after(90, 9), False, id="settled in between"),
    pytest.param(course(3).after(30, 5).after(100, 7), False, id="fell silent, then found again by its own rule"),
    pytest.param(course(3).after(30, 5).after(100, 4).after(110, 7), True, id="fell silent at 5, 7 at 110 h"),
    pytest.param(course(None).after(50, 5).after(60, 7), True, id="no baseline, 2 above"),
    pytest.param(course(None).after(50, 7).after(60, 8), True, id="no baseline, 8"),
    pytest.param(
        course(3, stiffness=2).after(50, 3.5, stiffness=5).after(60, 3.5, stiffness=7), True, id="stiffness 2 above"
    ),
    pytest.param(
        course(3, stiffness=2).after(50, 3.5, stiffness=5).after(60, 9, stiffness=6), False, id="told of stiffness"
    ),
    pytest.param(
        course(3, stiffness=1).after(50, 3.5, stiffness=7).after(60, 3.5, stiffness=8), False, id="stiffness 8, 1 above"
    ),
]


@pytest.mark.parametrize(("case", "fires"), WORSE)
def test_it_tells_again_when_it_gets_worse_after_the_alert(case: Course, fires: bool) -> None:
    assert (case.found("worsening_after_alert") is not None) == fires


def test_worse_after_the_alert_names_the_first_such_score_and_the_one_told_of() -> None:
    case = course(3).after(50, 5).after(60, 7).after(70, 9)
    finding = case.found("worsening_after_alert")
    assert finding is not None
    assert finding.because == "7 out of 10 at 60 hours; 5 at 50 hours, when it was found to last; before the session 3."
    assert finding.readings == tuple(entry.entry for entry in case.history.readings[7:9])
    assert (finding.hours, finding.level) == (60, Level.PRACTITIONER)


def test_worse_stiffness_is_called_stiffness() -> None:
    case = course(3, stiffness=2).after(50, 3.5, stiffness=5).after(60, 3.5, stiffness=7)
    finding = case.found("worsening_after_alert")
    assert finding is not None
    assert finding.because.startswith("Stiffness 7 out of 10 at 60 hours; 5 at 50 hours")


STATES = [
    pytest.param(LASTING, 49, Recovery.WATCHING, id="before it is found"),
    pytest.param(LASTING, 50, Recovery.LASTING, id="found to last"),
    pytest.param(LASTING, 120, Recovery.GP_ADVISED, id="five days"),
    pytest.param(LASTING.after(200, 7, **SOME), 335, Recovery.GP_ADVISED, id="just before two weeks"),
    pytest.param(LASTING.after(200, 7, **SOME), 336, Recovery.SPECIALIST_ADVISED, id="two weeks"),
    pytest.param(LASTING.after(200, 3), 336, Recovery.SETTLED, id="settled after five days"),
    pytest.param(LASTING.after(200, 7, **SOME).after(400, 3), 400, Recovery.SETTLED, id="settled after two weeks"),
    pytest.param(LASTING.of_session(closed_at=at(60)), 59, Recovery.LASTING, id="not closed yet"),
    pytest.param(LASTING.of_session(closed_at=at(60)), 60, Recovery.CLOSED, id="closed"),
    pytest.param(LASTING.of_session(closed_at=at(60)), 400, Recovery.CLOSED, id="closed for good"),
    pytest.param(LASTING.of_session(closed_at=at(130)), 400, Recovery.CLOSED, id="closed after the GP was advised"),
    pytest.param(LASTING.of_session(closed_at=at(60)).after(80, 3), 80, Recovery.SETTLED, id="closed, then settled"),
    pytest.param(course(3).after(50, 3.5).of_session(closed_at=at(60)), 80, Recovery.WATCHING, id="it never lasted"),
]


@pytest.mark.parametrize(("case", "hours", "state"), STATES)
def test_the_recovery_is_in_the_state_that_was_reached_last(case: Course, hours: float, state: Recovery) -> None:
    assert case.judged(hours).recovery is state


def test_closing_takes_back_no_finding_and_does_not_silence_what_gets_worse() -> None:
    case = course(3).after(50, 5).of_session(closed_at=at(55)).after(60, 8)
    assert case.rules(60) == {"forty_eight_hours", "worsening_after_alert", "heavy_flare"}
