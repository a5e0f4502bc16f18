"""The acceptance scenarios A to F of clinical reference 1.8, each whole, in the core.

Through HTTP and with time they are in tests/journeys/test_main_job.py (A, B, E, F), tests/diary/actions/test_steps.py (A),
tests/diary/api/test_intake.py (C) and tests/diary/actions/test_progress.py (D).
"""

from datetime import date

from diary.clinical.course import relapse, relapse_warning
from diary.clinical.history import EarlierRecovery, Judgement, Level, Recovery
from diary.clinical.intake import SENSITIVE, SETS_SENSITIVE, Intake, warnings_of
from diary.clinical.rules import judge
from diary.clinical.symptoms import REGIONS
from tests.diary.clinical.builders import ENDED_AT, at, course, earlier, span, ticks
from tests.diary.clinical.courses import DAY, FIRST, weekly
from tests.diary.clinical.test_course import FALLS_AND_RETURNS

BACK = ("low-back",)
SPREAD = ("low-back", "upper-back", "shoulder", "arm", "abdomen")


def told(judgement: Judgement) -> dict[str, Level]:
    """What is told of, worst first: the code of a symptom or combination, else the rule."""
    return {finding.code or finding.rule: finding.level for finding in judgement.findings}


def test_scenario_a_a_flare_that_never_goes_spreads_and_leads_to_the_gp_and_then_to_the_specialist() -> None:
    """S002-1: 3 before; 7 the same evening, at +24 h and +50 h; day 5 still 7, and in five regions; day 16 in bed."""
    case = course(3, region="low-back").before(2, 3, regions=BACK)
    case = case.after(4, 7, regions=BACK).after(24, 7).after(50, 7)
    assert told(case.judged(49.9)) == {}
    assert told(case.judged(50)) == {"forty_eight_hours": Level.PRACTITIONER}

    case = case.after(119, 7, regions=SPREAD)
    assert told(case.judged(118.9)) == {"forty_eight_hours": Level.PRACTITIONER}
    judgement = case.judged(119)
    assert told(judgement)["combo-spread-and-last"] is Level.URGENT
    assert judgement.findings[0].readings[-1] == case.readings[-1].entry
    assert "five_days" not in told(judgement)
    assert told(case.judged(120)) == {
        "combo-spread-and-last": Level.URGENT,
        "five_days": Level.PRACTITIONER,
        "forty_eight_hours": Level.PRACTITIONER,
    }
    assert case.judged(120).recovery is Recovery.GP_ADVISED

    case = case.after(384, 7, function="hardly_anything")
    judgement = case.judged(384)
    assert judgement.recovery is Recovery.SPECIALIST_ADVISED
    (specialist,) = (finding for finding in judgement.findings if finding.rule == "two_weeks")
    for specialty in ("neurology", "orthopaedics", "rheumatology"):
        assert specialty in specialist.because


def test_scenario_a_near_miss_pain_that_spreads_after_it_has_settled_does_not_last() -> None:
    case = course(3).after(50, 7).after(60, 3).after(120, 4, regions=BACK).after(130, 4, regions=REGIONS[:5])
    assert "combo-spread-and-last" not in told(case.judged())


def test_scenario_b_the_second_session_is_judged_by_the_pain_before_the_first() -> None:
    """S002-19: 3 before; 5 at +24 h; a second session at 72 h, where 5 is told; 6 at +24 h and +72 h after it."""
    first = course(3).after(24, 5).next_session(72, check_in=5)
    finding = first.found("forty_eight_hours")
    assert finding is not None
    assert "check-in of the next session" in finding.because
    assert first.judged(100).settled_at is None

    second = course(None, earlier=(earlier(73, 3, lasting=True),)).before(1, 5).after(24, 6).after(72, 6)
    judgement = second.judged(72)
    assert judgement.baseline.nrs == 3
    assert told(judgement) == {"forty_eight_hours": Level.PRACTITIONER}


def test_scenario_c_woozy_after_session_2_scales_session_3_down() -> None:
    """S002-11: what the practitioner is told sets the flag, and the flag is read before the next session."""
    findings = course(3).of_session(number=2).after(2, symptoms=ticks("woozy-unpleasant")).judged(2).findings
    (found,) = findings
    assert (found.rule, found.code, found.level) == ("symptom", "combo-sensitive", Level.PRACTITIONER)
    assert found.code in SETS_SENSITIVE

    before_session_3 = Intake(date(2026, 3, 9), flags=(SENSITIVE,), has_diagnosis=True)
    (warning,) = warnings_of(before_session_3)
    assert "scale down" in warning.text


def test_scenario_c_near_miss_tired_for_an_evening_is_common() -> None:
    findings = course(3).of_session(number=2).after(2, symptoms=ticks("tired")).judged(2).findings
    assert findings == ()


def test_scenario_d_relief_that_reverts_five_times_warns_after_four_and_alerts_after_five() -> None:
    """S002-17: five weekly sessions, each 6 -> 3 for 3 days -> 6."""
    case, after_fourth, after_fifth = weekly(5).each(FALLS_AND_RETURNS).history, FIRST + 28 * DAY, FIRST + 35 * DAY

    assert relapse_warning(case.as_of(FIRST + 21 * DAY), FIRST + 21 * DAY) is None
    assert relapse_warning(case.as_of(after_fourth), after_fourth) == (
        "Relief has not lasted 4 times, after sessions 1, 2, 3 and 4."
    )
    assert relapse(case.as_of(after_fourth), after_fourth) is None
    found = relapse(case, after_fifth)
    assert found is not None
    assert found.session == case.sessions[4].facts.session
    assert (found.finding.rule, found.finding.level) == ("relapse", Level.PRACTITIONER)
    assert found.finding.because == (
        "Relief has not lasted 5 times. Talk about changing or stopping. "
        "After sessions 1, 2, 3, 4 and 5 the pain fell and came back."
    )
    last = [reading.entry for reading in case.readings if reading.recorded_at > FIRST + (28 + 5) * DAY]
    assert list(found.finding.readings) == last


def test_scenario_d_no_single_week_of_it_is_told_of() -> None:
    """Pain that falls and comes back to what it was never lies above its baseline: only the course sees it."""
    case = course(6).after(24, 3).after(48, 3).after(72, 3).after(108, 6).after(132, 6).after(156, 6)
    assert told(case.judged(160)) == {}


def test_scenario_e_fever_with_spreading_redness_is_urgent_and_not_for_the_practitioner_alone() -> None:
    """S000-6: fever of 38.5 and redness that spreads, on day 4."""
    (found,) = course(3).after(96, symptoms=ticks("fever", "site-redness-spreading")).judged(96).findings
    assert (found.rule, found.code, found.level) == ("red_flag", "combo-site-infection", Level.URGENT)
    assert set(found.codes) == {"fever", "site-redness-spreading"}


def test_scenario_e_near_miss_redness_without_fever_is_no_combination() -> None:
    assert told(course(3).after(96, symptoms=ticks("site-redness-spreading")).judged(96)) == {
        "site-redness-spreading": Level.URGENT
    }


def test_scenario_f_breathlessness_the_same_evening_is_an_emergency_at_once() -> None:
    """Upper-back needling at 10:00, short of breath at 18:00: no score, no waiting, and the lung is named."""
    case = (
        course(3, region="upper-back").of_session(regions=("upper-back",)).after(8, symptoms=ticks("short-of-breath"))
    )
    (found,) = case.judged(8).findings
    assert (found.code, found.level) == ("combo-lung", Level.EMERGENCY)
    assert '"I am short of breath" 8 hours after the session' in found.because


def test_scenario_f_near_miss_breathlessness_after_a_knee_was_needled_is_an_emergency_without_the_lung() -> None:
    case = course(3).of_session(regions=("knee",)).after(8, symptoms=ticks("short-of-breath"))
    assert told(case.judged(8)) == {"short-of-breath": Level.EMERGENCY}


def test_a_session_without_any_entry_before_or_after_is_judged_and_silent() -> None:
    judgement = course(None).judged(80)
    assert (judgement.findings, judgement.baseline.nrs, judgement.silent) == ((), None, True)


def test_what_is_remembered_of_an_earlier_recovery_is_kept_in_utc() -> None:
    known = earlier(73, 3, settled_at=ENDED_AT - span(20))
    assert isinstance(known, EarlierRecovery)
    assert judge(course(None, earlier=(known,)).after(50, 5).history, at(50)).baseline.quality == "carried"
