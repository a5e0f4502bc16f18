"""Single items. Source: clinical reference 2.1 and 2.4."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from diary.clinical.history import History, Level, Treatment
from diary.clinical.red_flags import find, find_codes
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS, Symptom
from tests.diary.clinical.builders import ENDED_AT, at, course, reading, session, ticks

EXPECTED_RULE = {Level.EMERGENCY: "red_flag", Level.URGENT: "red_flag", Level.PRACTITIONER: "symptom"}
WEEK = timedelta(days=7)


@pytest.mark.parametrize("symptom", SYMPTOMS.values(), ids=lambda symptom: symptom.code)
def test_every_code_gives_the_finding_of_its_level(symptom: Symptom) -> None:
    findings = course().after(8, symptoms=ticks(symptom.code)).judged().findings
    if symptom.level is Level.EXPECTED:
        assert findings == ()
        return
    (finding,) = findings
    assert (finding.rule, finding.level) == (EXPECTED_RULE[symptom.level], symptom.level)
    assert symptom.code in (finding.code, *finding.codes)
    assert finding.because.endswith(f'"{symptom.wording}" 8 hours after the session.')
    assert finding.hours == 8


@pytest.mark.parametrize("symptom", SYMPTOMS.values(), ids=lambda symptom: symptom.code)
def test_items_asked_if_new_count_only_when_new(symptom: Symptom) -> None:
    findings = course().after(8, symptoms=ticks(symptom.code, new=False)).judged().findings
    assert bool(findings) == (symptom.level is not Level.EXPECTED and not symptom.ask_if_new)


@pytest.mark.parametrize("code", [*EXTRA_CHECK_BOXES, "unheard-of"])
def test_other_codes_find_nothing_alone(code: str) -> None:
    assert course().after(8, symptoms=ticks(code)).judged().findings == ()


def test_one_symptom_is_one_finding_that_holds_all_its_entries() -> None:
    case = course().after(8, symptoms=ticks("fever")).after(30, symptoms=ticks("fever", "seizure"))
    findings = find(case.history)
    assert [finding.code for finding in findings] == ["seizure", "fever"]
    assert findings[1].readings == tuple(entry.entry for entry in case.history.readings[-2:])
    assert findings[1].because.endswith("8 hours after the session; last ticked 30 hours after the session.")


def test_only_this_sessions_readings_count() -> None:
    case = course().before(1, symptoms=ticks("fever"))
    assert find(case.history) == ()
    assert [finding.code for finding in find(replace(case.history, session=None))] == ["fever"]


def test_no_red_flag_falls_between_two_sessions() -> None:
    """An entry made while the second session went on belongs to the first one; from its end on, to the second."""
    first, second = course().session, session(73, number=2)
    readings = tuple(reading(number, at(hours), symptoms=ticks("fever")) for number, hours in enumerate((72.5, 73), 1))
    (found_first,) = find(History(first, readings[:1], next_session=second))
    (found_second,) = find(History(second, readings))
    assert found_first.readings == (readings[0].entry,)
    assert found_second.readings == (readings[1].entry,)


def test_without_a_session_the_date_is_named() -> None:
    (finding,) = find(History(None, (reading(1, at(8), symptoms=ticks("fever")),)))
    assert finding.because == f'"{SYMPTOMS["fever"].wording}" on 2026-03-03 01:00 UTC.'
    assert finding.hours is None


AGES = [
    pytest.param("seizure", WEEK, "red_flag", Level.URGENT, id="a week-old emergency is urgent"),
    pytest.param("seizure", WEEK - timedelta(minutes=1), "red_flag", Level.EMERGENCY, id="just under a week"),
    pytest.param("fever", WEEK, "red_flag", Level.URGENT, id="a week-old urgent item stays urgent"),
    pytest.param("bruise-large", WEEK, "symptom", Level.PRACTITIONER, id="a week-old item for the practitioner stays"),
]


@pytest.mark.parametrize(("code", "late", "rule", "level"), AGES)
def test_an_old_report_is_still_an_alert(code: str, late: timedelta, rule: str, level: Level) -> None:
    (finding,) = course().after(8, symptoms=ticks(code), late=late).judged().findings
    assert (finding.rule, finding.level) == (rule, level)
    assert ("old report" in finding.because) == (late >= WEEK)


@pytest.mark.parametrize(("late", "says"), [(timedelta(hours=1), False), (timedelta(hours=1, minutes=1), True)])
def test_a_late_arrival_says_when_it_was_recorded_and_received(late: timedelta, says: bool) -> None:
    (finding,) = course().after(8, symptoms=ticks("fever"), late=late).judged().findings
    assert ("recorded 2026-03-03 01:00 UTC and received 2026-03-03 02:0" in finding.because) == says


def test_the_worst_level_of_one_code_wins() -> None:
    case = course().after(8, symptoms=ticks("seizure"), late=2 * WEEK).after(30, symptoms=ticks("seizure"))
    (finding,) = find(case.history)
    assert finding.level is Level.EMERGENCY
    assert finding.hours == 30
    assert len(finding.readings) == 2


def test_it_reads_the_codes_of_a_refused_body() -> None:
    findings = find_codes(ticks("unheard-of", "fever", "seizure", "stiff"), ENDED_AT, ENDED_AT + 2 * WEEK, UUID(int=7))
    assert [(finding.code, finding.level) for finding in findings] == [
        ("fever", Level.URGENT),
        ("seizure", Level.URGENT),
    ]
    assert all(finding.readings == (UUID(int=7),) and "old report" in finding.because for finding in findings)


def test_a_refused_body_that_says_more_together_is_heard() -> None:
    (finding,) = find_codes(ticks("rash-itch-at-site", "sick-vomiting"), ENDED_AT, ENDED_AT, UUID(int=7))
    assert (finding.code, finding.level) == ("combo-anaphylaxis", Level.EMERGENCY)


def test_a_refused_body_is_read_with_what_is_known_of_the_patient() -> None:
    """The flags of the intake, and where needles were used lately."""
    (found,) = find_codes(ticks("bruise-large"), ENDED_AT, ENDED_AT, UUID(int=7), flags=frozenset({"bleeding-risk"}))
    assert (found.code, found.level) == ("combo-bleeding-risk", Level.URGENT)
    lately = (Treatment(at(-8), ("upper-back",), needled=True, chest_wall_needled=True),)
    (found,) = find_codes(ticks("short-of-breath"), ENDED_AT, ENDED_AT, UUID(int=7), treatments=lately)
    assert found.code == "combo-lung"


@pytest.mark.parametrize(
    ("age", "code"), [(50, "combo-gca"), (49, "headache-bad-or-lasting"), (None, "headache-bad-or-lasting")]
)
def test_a_bad_headache_with_a_sore_jaw_says_more_from_50_years_on(age: int | None, code: str) -> None:
    case = course(None, age=age).after(8, symptoms=ticks("headache-bad-or-lasting", "jaw-pain-chewing"))
    assert [finding.code for finding in find(case.history)] == [code]


def test_a_falling_score_never_closes_a_red_flag() -> None:
    case = course().after(8, 8, symptoms=ticks("bladder-leak")).after(30, 3).after(60, 0)
    assert case.judged().level is Level.EMERGENCY
    assert case.judged().recovery == "settled"
