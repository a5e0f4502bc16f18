"""What stands beside the 48-hour rule: late report, flare then silence, settling, the state, and when to look again."""

from datetime import datetime, timedelta

import pytest

from diary.clinical.history import BaselineQuality, EarlierRecovery, Finding, History, Level, Recovery
from diary.clinical.rules import judge, next_look_at, times_lasting
from tests.diary.clinical.builders import STARTED_AT, Course, at, course, earlier, ticks

LATE = [
    pytest.param(course().after(96, 6), True, id="96 h, b+3"),
    pytest.param(course().after(100, 4.9), False, id="100 h, under b+2"),
    pytest.param(course().after(30, 5).after(100, 4), True, id="100 h by clause a"),
    pytest.param(course().after(50, 3).after(100, 9), False, id="there was a score in the window"),
    pytest.param(course().after(100, 3).after(110, 9), False, id="only the first late score decides"),
    pytest.param(course().after(100, 6).after("100:10", 3), False, id="corrected within 15 minutes"),
    pytest.param(course().next_session(100, check_in=6), True, id="check-in at 100 h"),
    pytest.param(course().next_session(100), False, id="check-in without a score"),
    pytest.param(course(None).after(100, 4), True, id="no baseline, 4"),
    pytest.param(course(3, stiffness=2).after(100, 3, stiffness=5), True, id="stiffness"),
    pytest.param(course(3, stiffness=2).after(50, 3).after(100, 3, stiffness=5), False, id="stiffness, pain in time"),
]


@pytest.mark.parametrize(("case", "fires"), LATE)
def test_it_reports_a_late_first_score_that_is_still_up(case: Course, fires: bool) -> None:
    finding = case.found("late_report")
    assert (finding is not None) == fires
    assert finding is None or finding.level is Level.PRACTITIONER


SILENCE = [
    pytest.param(course().after(24, 5), 72, True, id="24 h b+2, at 72 h"),
    pytest.param(course().after(24, 5), "71:59", False, id="not before 72 h"),
    pytest.param(course().after(24, 4.9), 72, False, id="24 h under b+2"),
    pytest.param(course().after(23, 9), 72, False, id="a flare before 24 h only"),
    pytest.param(course().after(30, 9).after(40, 3), 72, False, id="the last score of 24-48 h was calm"),
    pytest.param(course().after(30, 5).after(48, 3), 72, False, id="a score at 48 h"),
    pytest.param(course().after(30, 5).after("71:59", 3), 72, False, id="a score at 71:59"),
    pytest.param(course().after(30, 5).after(72, 3), 73, False, id="a score at 72 h"),
    pytest.param(course().after(30, 5).after("72:01", 3), 73, True, id="a score at 72:01 does not undo the silence"),
    pytest.param(course().after(30, 5).after(80, 3), 200, True, id="nor does one at 80 h"),
    pytest.param(course().after(30, 5).after(50, symptoms=ticks("stiff")), 72, True, id="an entry without a score"),
    pytest.param(course().after(30, 5).next_session(72), 72, False, id="a new session at 72 h"),
    pytest.param(course().after(30, 5).next_session("72:01"), 73, True, id="a new session after 72 h"),
    pytest.param(course(None).after(30, 4), 72, True, id="no baseline, 4"),
    pytest.param(course(None).after(30, 3.9), 72, False, id="no baseline, 3.9"),
    pytest.param(
        course().after(44, 6).of_session(ended_at_estimated=True), 72, False, id="a score that counted as one of 48 h"
    ),
]


@pytest.mark.parametrize(("case", "hours", "fires"), SILENCE)
def test_it_reports_a_flare_that_falls_silent(case: Course, hours: float | str, fires: bool) -> None:
    finding = case.found("flare_then_silence", hours)
    assert (finding is not None) == fires
    if finding is not None:
        assert "no score from 48 to 72 hours" in finding.because
        assert len(finding.readings) == 1
        assert case.judged(hours).lasting


def test_a_flare_that_falls_silent_says_what_a_clinician_can_check() -> None:
    finding = course().after(30, 5).found("flare_then_silence", 80)
    assert finding is not None
    assert finding.because == "5 out of 10 at 30 hours; before the session 3; no score from 48 to 72 hours."
    assert (finding.hours, finding.level) == (72, Level.PRACTITIONER)


@pytest.mark.parametrize(("score", "told"), [(6, False), (7, True)], ids=["1 above the baseline", "2 above it"])
def test_a_combination_counts_pain_from_the_baseline_of_the_session(score: float, told: bool) -> None:
    case = course(5).of_session(regions=("low-back",)).after(8, symptoms=ticks("fever")).after(30, score)
    assert ("combo-spine-infection" in {finding.code for finding in case.judged(31).findings}) is told


SETTLING = [
    pytest.param(course().after(30, 3), 30, id="one score at the baseline"),
    pytest.param(course().after(30, 3.1), None, id="one score just above it"),
    pytest.param(course().after(30, 3.9).after(42, 3.9), 42, id="two under b+1, 12 h apart"),
    pytest.param(course().after(30, 3.9).after("41:59", 3.9), None, id="two under b+1, not 12 h apart"),
    pytest.param(course().after(30, 3.9).after(42, 4), None, id="the second at b+1"),
    pytest.param(course().after(30, 3.9).after(36, 3.9).after(42, 3.9), 42, id="any two of three"),
    pytest.param(course().after(4, 3), None, id="the evening of the session settles nothing"),
    pytest.param(course().after("23:59", 3).after(36, 3.9), None, id="nor does 23:59, alone or as one of two"),
    pytest.param(course().after(24, 3), 24, id="24 h counts"),
    pytest.param(course(None).after(30, 0), None, id="nothing settles without a baseline"),
    pytest.param(course().after(30, 3).after("30:15", 4), None, id="a corrected score settles nothing"),
    pytest.param(course().after(26, 3).after(50, 7), None, id="settled, then found to last"),
    pytest.param(course().after(26, 3).after(50, 7).after(80, 3), 80, id="lasted, then settled"),
    pytest.param(course().after(26, 3).after(60, 5), 26, id="settled stays so when no rule fires"),
    pytest.param(course(5).after(50, 4, change="worse"), None, id="the deciding score itself settles nothing"),
    pytest.param(course().after(30, 7).after(80, 3), 80, id="silence, then settled"),
    pytest.param(course().after(50, 7).next_session(120, check_in=3), 120, id="settled at the next check-in"),
]


@pytest.mark.parametrize(("case", "hours"), SETTLING)
def test_it_settles_when_the_pain_is_back(case: Course, hours: float | None) -> None:
    judgement = case.judged()
    assert judgement.settled_at == (None if hours is None else at(hours))
    assert (judgement.recovery is Recovery.SETTLED) == (hours is not None)


def test_a_first_evening_at_the_baseline_does_not_hide_pain_that_lasts() -> None:
    judgement = course().after(4, 3).after(30, 7).after(50, 7).judged()
    assert judgement.lasting
    assert judgement.settled_at is None


def test_what_has_lasted_is_remembered_after_it_settled() -> None:
    judgement = course().after(50, 7).after(100, 3).judged()
    assert judgement.recovery is Recovery.SETTLED
    assert judgement.lasting


SILENT = [
    pytest.param(course(), "71:59", False, id="not before 72 h"),
    pytest.param(course(), 72, True, id="no entry at all"),
    pytest.param(course().after(47, 3), 72, True, id="a last score at 47 h"),
    pytest.param(course().after(48, 3), 72, False, id="a score at 48 h"),
    pytest.param(course().after(80, 3), 79, True, id="before the score of 80 h"),
    pytest.param(course().after(80, 3), 80, False, id="from the score of 80 h on"),
    pytest.param(course().next_session(60), 72, False, id="a new session before 72 h"),
    pytest.param(course().next_session(90), 100, True, id="a new session later, nobody asked"),
    pytest.param(course().next_session(90, check_in=3), 100, False, id="a check-in score"),
]


@pytest.mark.parametrize(("case", "hours", "silent"), SILENT)
def test_it_marks_silence_as_its_own_state(case: Course, hours: float | str, silent: bool) -> None:
    assert case.judged(hours).silent == silent


LOOKS = [
    pytest.param(course(), 0, 72, id="72 h, for silence"),
    pytest.param(course().after(30, 7), 40, 72, id="72 h, for flare then silence"),
    pytest.param(course().after(30, 7), 72, 120, id="120 h after a flare that fell silent"),
    pytest.param(course().after(30, 7), 120, None, id="nothing after 120 h when nobody says what they can't do"),
    pytest.param(course().after(50, 7), 50, 120, id="120 h once pain was found to last"),
    pytest.param(course().after(50, 7).after(80, 3), 80, None, id="nothing once it came back"),
    pytest.param(course().after(50, 7, function="some"), 120, 336, id="336 h when the patient can't do most things"),
    pytest.param(course().after(50, 7, function="some"), 336, None, id="nothing after 336 h"),
    pytest.param(course().after(50, 7).of_session(closed_at=at(60)), 55, 60, id="the closing still to come"),
    pytest.param(course().after(50, 7).of_session(closed_at=at(60)), 60, None, id="nothing once it is closed"),
    pytest.param(course(), 72, None, id="nothing after 72 h"),
    pytest.param(course().after(50, 3), 50, None, id="a score of 50 h leaves nothing to time"),
    pytest.param(course().after(50, 3), 40, 50, id="a reading still to come"),
    pytest.param(course().next_session(60), 0, 60, id="a session still to come"),
    pytest.param(course().next_session(60), 60, None, id="no silence after a new session"),
    pytest.param(course().next_session(100), 10, 72, id="72 h goes before a later session"),
    pytest.param(course().after(80, 3), 10, 72, id="a later reading does not undo the silence at 72 h"),
]


@pytest.mark.parametrize(("case", "hours", "then"), LOOKS)
def test_it_says_when_to_look_again(case: Course, hours: float, then: float | None) -> None:
    expected = None if then is None else at(then)
    assert next_look_at(case.history, at(hours)) == expected
    assert case.judged(hours).next_look_at == expected


def test_it_judges_a_history_without_a_session_by_red_flags_alone() -> None:
    readings = course().after(50, 9, symptoms=ticks("bladder-leak")).readings
    judgement = judge(History(None, readings), at(100))
    assert [finding.rule for finding in judgement.findings] == ["red_flag"]
    assert judgement.baseline.quality is BaselineQuality.NONE
    assert judgement.recovery is Recovery.WATCHING
    assert not judgement.silent
    assert judgement.next_look_at is None


def test_it_ignores_what_was_recorded_later() -> None:
    case = course().after(50, 9, symptoms=ticks("bladder-leak"))
    assert case.judged(hours=50 - 1 / 3600).findings == ()
    assert case.judged(hours=50).level is Level.EMERGENCY


def test_it_sorts_findings_worst_first_then_by_rule_and_code() -> None:
    codes = ("muscle-spasm", "bruise-large", "weight-loss", "seizure", "chest-pain")
    findings = course().after(50, 9, symptoms=ticks(*codes)).judged(hours=50).findings
    assert [finding.code or finding.rule for finding in findings] == [
        "chest-pain",
        "seizure",
        "weight-loss",
        "forty_eight_hours",
        "heavy_flare",
        "bruise-large",
        "muscle-spasm",
    ]


def test_the_next_session_ends_what_this_one_looks_at() -> None:
    case = course().after(30, 3).next_session(60).after(60.5, 9).after(61, 9).after(70, 9)
    assert case.rules() == set()
    assert case.judged().recovery is Recovery.SETTLED


def found_at(hours: float | None) -> Finding:
    return Finding("forty_eight_hours", Level.PRACTITIONER, "made up", hours=hours)


def test_the_rule_is_open_from_the_first_moment_that_pain_was_found_to_last_until_it_settled() -> None:
    history = course(3).history
    assert times_lasting(history, (found_at(72), found_at(50), found_at(None)), None) == ((at(50), None),)
    assert times_lasting(history, (found_at(50),), at(80)) == ((at(50), at(80)),)
    assert times_lasting(history, (found_at(None),), at(80)) == ()
    assert times_lasting(history, (), None) == ()
    assert times_lasting(History(None), (found_at(50),), None) == ()


BEFORE = [
    pytest.param((earlier(73, lasting=True),), at(24 * 10 - 73), id="still open: for ten days from that session"),
    pytest.param((earlier(73, lasting=True, settled_at=at(-20)),), at(-20), id="settled since"),
    pytest.param((earlier(73),), None, id="never lasted"),
    pytest.param((earlier(170, lasting=True), earlier(73)), None, id="the one before lasted, the last did not"),
    pytest.param((earlier(170), earlier(73, lasting=True)), at(24 * 10 - 73), id="the last one lasted"),
]


@pytest.mark.parametrize(("known", "until"), BEFORE)
def test_the_recovery_before_keeps_the_rule_open_while_its_baseline_would_be_carried(
    known: tuple[EarlierRecovery, ...], until: datetime | None
) -> None:
    history = course(3).knowing(earlier=known).history
    opened = () if until is None else ((STARTED_AT, until),)
    assert times_lasting(history, (), None) == opened
    assert times_lasting(history, (found_at(50),), at(90)) == (*opened, (at(50), at(90)))


@pytest.mark.parametrize("usual", [0, 2])
def test_stiffness_that_lasts_names_its_own_usual_level(usual: float) -> None:
    finding = course(3, stiffness=usual).after(50, 3, stiffness=usual + 4).found("forty_eight_hours")
    assert finding is not None
    assert finding.because == f"Stiffness {usual + 4} out of 10 at 50 hours; before the session {usual}."


def test_the_sentence_of_each_kind_of_finding_reads_to_its_end() -> None:
    def because(case: Course) -> str:
        finding = case.found("forty_eight_hours")
        assert finding is not None
        return finding.because

    at_check_in = because(course().next_session(72, check_in=6))
    assert at_check_in.startswith("6 out of 10 at 72 hours (check-in of the next session); before the session 3; ")
    assert because(course().after(30, 7).after(50, 4)).endswith("; coming down but not back.")
    assert because(course(None).after(50, 6)) == "6 out of 10 at 50 hours; no baseline."


def test_durations_in_the_builder_are_what_they_say() -> None:
    assert at("47:59") == at(48) - timedelta(minutes=1)
