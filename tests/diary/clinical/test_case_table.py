"""The case table of clinical reference 3.6.5, "Cases the engineers will meet": each of its rows, in its order."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from diary.clinical.history import Level
from diary.clinical.reminding import Asked, reminders_due
from diary.clinical.self_care import card_at
from diary.clinical.symptoms import SYMPTOMS
from tests.diary.clinical.builders import ENDED_AT, Course, course, session, ticks

RULE = "forty_eight_hours"
LASTING = {RULE, "late_report", "flare_then_silence"}
RED = [code for code, symptom in SYMPTOMS.items() if symptom.level in (Level.EMERGENCY, Level.URGENT)]


def ends(case: Course, hours: float | str = 119) -> tuple[set[str], str]:
    """Which rules are found, and the state of the recovery."""
    judgement = case.judged(hours)
    assert judgement.lasting == any(finding.rule in LASTING for finding in judgement.findings)
    return {finding.rule for finding in judgement.findings}, judgement.recovery.value


def clause_of(case: Course) -> str | None:
    finding = case.found(RULE, 119)
    return finding.clause if finding else None


def test_chronic_pain_that_is_no_higher_than_before_is_no_alert() -> None:
    """Row: chronic patient, b = 7, entry 7 at 50 h: no alert, pain is not above baseline."""
    assert ends(course(7).after(50, 7)) == (set(), "settled")


def test_a_rise_under_the_floor_is_no_alert_and_a_tip_is_shown() -> None:
    """Row: b = 0, entry 2 at 50 h: no alert (floor 3); tip shown."""
    assert ends(course(0).after(50, 2)) == (set(), "watching")
    card = card_at(50)
    assert card is not None
    assert card.texts


def test_a_rise_to_the_floor_that_was_there_the_day_before_is_an_alert() -> None:
    """Row: b = 0, 24-48 h 3, 50 h 3: alert (a)."""
    case = course(0).after(30, 3).after(50, 3)
    assert ends(case) == ({RULE}, "lasting")
    assert clause_of(case) == "a"


def test_pain_that_comes_down_but_is_not_back_is_an_alert_that_says_so() -> None:
    """Row: b = 3, 30 h 7, 50 h 4: alert (a), coming down but not back."""
    case = course(3).after(30, 7).after(50, 4)
    assert ends(case) == ({RULE}, "lasting")
    assert clause_of(case) == "a"
    assert "coming down but not back" in case.judged(119).findings[0].because


def test_a_flare_that_is_back_by_50_hours_is_no_alert_and_has_settled() -> None:
    """Row: b = 3, 30 h 7, 50 h 3: no alert, settled."""
    assert ends(course(3).after(30, 7).after(50, 3)) == (set(), "settled")


def test_a_flare_with_no_score_the_day_before_is_an_alert() -> None:
    """Row: b = 3, no entry 24-48 h, 50 h 5: alert (b)."""
    case = course(3).after(50, 5)
    assert ends(case) == ({RULE}, "lasting")
    assert clause_of(case) == "b"


def test_ten_minutes_before_the_window_counts_only_when_the_end_is_an_estimate_and_the_rise_is_large() -> None:
    """Row: entry at 47 h 50: not in window; with an estimated end 42 h and more counts if y >= b+3."""
    assert ends(course(3).after("47:50", 7), 71) == (set(), "watching")
    estimated = course(3).of_session(ended_at_estimated=True)
    assert ends(estimated.after("47:50", 6), 71) == ({RULE}, "lasting")
    assert ends(estimated.after(42, 6), 71) == ({RULE}, "lasting")
    assert ends(estimated.after("41:59", 6), 71) == (set(), "watching")
    assert ends(estimated.after("47:50", 5.9), 71) == (set(), "watching")


def test_a_first_score_at_100_hours_is_a_late_report_and_not_the_48_hour_alert() -> None:
    """Row: first entry at 100 h, 6 against b = 3: late report, not the 48-hour alert."""
    case = course(3).after(100, 6)
    assert ends(case) == ({"late_report"}, "lasting")
    assert case.judged(100).level is Level.PRACTITIONER


def test_a_score_corrected_within_15_minutes_counts_as_corrected() -> None:
    """Row: two entries at 49 h: 6, corrected to 2 within 15 min: the correction counts."""
    case = course(3).after(49, 6)
    assert ends(case) == ({RULE}, "lasting")
    assert ends(case.after("49:10", 2)) == (set(), "settled")
    assert ends(case.after("49:16", 2)) == ({RULE}, "settled")


def test_without_a_score_by_54_hours_and_again_by_60_the_patient_is_reminded() -> None:
    """Row: no entry by 54 h: reminder; again at 60 h."""
    # The session ends at 09:00: 54 h is 15:00 two days later, 60 h is 21:00 and moves to the next morning.
    end = ENDED_AT - timedelta(hours=8)
    scored, silent = (Asked(session().session, end, scores) for scores in ((end + timedelta(hours=50),), ()))

    def asked(recovery: Asked) -> set[str]:
        due = reminders_due((recovery,), ZoneInfo("Europe/London"), since=end, until=end + timedelta(days=4))
        assert all(9 <= each.at.astimezone(UTC).hour < 20 for each in due)
        return {each.key for each in due}

    assert {"no_score-54", "no_score-60"} <= asked(silent)
    assert asked(scored).isdisjoint({"no_score-54", "no_score-60"})


def test_a_flare_and_then_nothing_by_72_hours_asks_the_practitioner_to_contact() -> None:
    """Row: no entry by 72 h and last entry in 24-48 h >= b+delta: flare, then silence: please contact."""
    case = course(3).after(30, 5)
    assert ends(case, "71:59") == (set(), "watching")
    assert ends(case, 72) == ({"flare_then_silence"}, "lasting")


def test_a_calm_score_or_none_and_then_nothing_by_72_hours_is_no_alert_but_silence() -> None:
    """Row: no entry by 72 h, last entry calm or none: no alert."""
    for case in (course(3).after(30, 4.9), course(3)):
        assert ends(case, 72) == (set(), "watching")
        assert case.judged(72).silent


def test_an_emergency_or_urgent_red_flag_is_told_at_once_whatever_the_score_and_the_hour() -> None:
    """Row: any emergency or urgent red flag: independent of all of this, at once."""
    for hours, nrs in ((1, None), (30, 3), (50, 3), (50, 9), (500, 0)):
        for code in RED:
            judgement = course(3).after(hours, nrs, symptoms=ticks(code)).judged(hours)
            assert judgement.level.rank >= SYMPTOMS[code].level.rank, (code, hours)
