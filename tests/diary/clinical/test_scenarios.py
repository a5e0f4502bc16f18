"""The acceptance scenarios of clinical reference 1.8 in the core; through HTTP and with time: tests/journeys, tests/diary/actions."""

from diary.clinical.history import EarlierRecovery, Level, Recovery
from diary.clinical.rules import judge
from tests.diary.clinical.builders import ENDED_AT, at, course, earlier, span, ticks

SPREAD = ("low-back", "upper-back", "shoulder", "arm", "abdomen")


def test_scenario_a_a_flare_that_never_goes_leads_to_the_gp_and_then_to_the_specialist() -> None:
    """S002-1: 3 before; 7 the same evening, at +24 h and +50 h; still 7 on day 5; spread, and in bed on day 16."""
    case = course(3, region="low-back").before(2, 3, regions=("low-back",))
    case = case.after(4, 7, regions=("low-back",)).after(24, 7).after(50, 7)
    assert case.rules(hours=49) == set()
    assert case.rules(hours=50) == {"forty_eight_hours"}

    case = case.after(119, 7, regions=SPREAD)
    assert "five_days" not in case.rules(hours=119.9)
    assert "five_days" in case.rules(hours=120)
    assert case.judged(120).recovery is Recovery.GP_ADVISED

    case = case.after(384, 7, function="hardly_anything")
    finding = case.found("two_weeks", 384)
    assert finding is not None
    for specialty in ("neurology", "orthopaedics", "rheumatology"):
        assert specialty in finding.because
    assert case.judged(384).recovery is Recovery.SPECIALIST_ADVISED


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
    assert {each.rule for each in judgement.findings} == {"forty_eight_hours"}


def test_scenario_e_fever_with_spreading_redness_is_urgent_and_not_for_the_practitioner_alone() -> None:
    """S000-6: fever and redness that spreads on day 4."""
    judgement = course(3).after(96, 3, symptoms=ticks("fever", "site-redness-spreading")).judged(96)
    assert judgement.level.rank >= Level.URGENT.rank


def test_scenario_f_breathlessness_the_same_evening_is_an_emergency_at_once() -> None:
    """Upper-back needling at 10:00, short of breath at 18:00: no score, no waiting."""
    case = course(3, region="upper-back").after(8, symptoms=ticks("short-of-breath"))
    assert case.judged(8).level is Level.EMERGENCY


def test_a_session_without_any_entry_before_or_after_is_judged_and_silent() -> None:
    judgement = course(None).judged(80)
    assert (judgement.findings, judgement.baseline.nrs, judgement.silent) == ((), None, True)


def test_what_is_remembered_of_an_earlier_recovery_is_kept_in_utc() -> None:
    known = earlier(73, 3, settled_at=ENDED_AT - span(20))
    assert isinstance(known, EarlierRecovery)
    assert judge(course(None, earlier=(known,)).after(50, 5).history, at(50)).baseline.quality == "carried"
