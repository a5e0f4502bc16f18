"""The table of cases that the server and the phone share, and the words of combinations. Source: clinical reference 2.5."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.combinations import COMBINATIONS, ROWS, SCORES_COUNT_BESIDE
from diary.clinical.history import Finding, History, Level, SymptomReport, Treatment
from diary.clinical.red_flags import Known, find
from diary.clinical.scene import Story
from diary.clinical.signs import signs_of
from diary.clinical.symptoms import CATALOGUE, EXTRA_CHECK_BOXES, REGIONS, SYMPTOMS, is_known
from tests.diary.clinical.builders import at, course, reading, session, ticks
from tests.diary.clinical.stories import CASES, answer_to, made_up, story_of

TOLD: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))
WORDS = {
    *("all", "any", "of", "at_least", "ticked", "twice", "rising", "two_sessions_running", "above_baseline", "score"),
    *(
        "treated",
        "needled",
        "chest_wall_needled",
        "flag",
        "age",
        "regions_grown",
        "lasting",
        "at",
        "and_at",
        "both_sides",
    ),
    *("unnamed", "severity", "days", "hours", "after_one_session"),
}


@pytest.mark.parametrize("case", TOLD, ids=lambda case: f"{case['about']}: {case['name']}")
def test_it_finds_what_the_table_says(case: dict[str, Any]) -> None:
    assert answer_to(case["story"]) == case["expect"]


@pytest.mark.parametrize("code", COMBINATIONS)
def test_every_combination_has_a_case_that_fires_and_a_near_miss(code: str) -> None:
    answers = [code in case["expect"] for case in TOLD if case["about"] == code]
    assert True in answers
    assert False in answers


def test_every_item_stands_alone_in_the_table() -> None:
    alone = {case["name"].removesuffix(" alone") for case in TOLD if case["about"] == "item"}
    assert SYMPTOMS.keys() <= alone


def test_made_up_stories_are_the_same_each_time_and_find_every_combination() -> None:
    stories = list(made_up(1500))
    assert stories == list(made_up(1500))
    found = {code for told in stories for code in answer_to(told)}
    assert set(COMBINATIONS) <= found


def _rules_in(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield rule
    for word in ("all", "any", "of"):
        for part in rule.get(word, ()):
            yield from _rules_in(part)


@pytest.mark.parametrize("code", COMBINATIONS)
def test_a_combination_uses_known_words_codes_and_regions_only(code: str) -> None:
    combination = COMBINATIONS[code]
    for rule in (combination.rule, *([combination.raised[1]] if combination.raised else [])):
        for each in _rules_in(rule):
            assert set(each) <= WORDS
            places = [each.get(word, []) for word in ("at", "and_at", "both_sides", "treated")]
            assert {region for named in places for region in named} <= set(REGIONS)
    assert all(is_known(each) for each in combination.codes)


def _group(code: str) -> set[str]:
    return {symptom.code for symptom in SYMPTOMS.values() if symptom.group == code}


MEANT = {
    "infection-skin item": _group("infection-skin"),
    "pee-poo-private item": _group("pee-poo-private"),
    "a bladder item": {"bladder-cannot-pee", "bladder-leak"},
    "pain where the needles went in": {"sore-at-site"},
    "new sharp pain": {"pain-severe-new"},
}


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_combination_names_in_words_every_code_of_its_rule(row: dict[str, Any]) -> None:
    """The sentence beside a rule is what a clinician signs: a code in the rule that the sentence does not mean is a mistake."""
    text = json.dumps(row["rule"]) + json.dumps(row.get("raised", {}).get("rule", {}))
    meant = {code for words, codes in MEANT.items() if words in row["when"] for code in codes}
    named = {
        code for code in (*SYMPTOMS, *(box["code"] for box in CATALOGUE["extra_check_boxes"])) if f'"{code}"' in text
    }
    in_words = {code for code in named if code in row["when"]}
    assert named - in_words <= meant
    assert meant <= named


def _found(code: str, history: History, known: Known | None = None) -> Finding:
    return next(finding for finding in find(history, known) if finding.code == code)


def test_a_combination_says_what_made_it_true_and_keeps_the_entries() -> None:
    case = (
        course(None)
        .of_session(regions=("knee",))
        .after(8, symptoms=ticks("fever"))
        .after(30, symptoms=ticks("heart-racing"))
    )
    found = _found("combo-sepsis", case.history)
    assert (found.rule, found.level, found.hours) == ("red_flag", Level.EMERGENCY, 30)
    assert found.readings == tuple(each.entry for each in case.history.readings)
    assert found.codes == ("fever", "heart-racing")
    assert found.because == (
        'Signs of infection with signs of sepsis: "A high temperature, or I feel hot and shivery" 8 hours after the session; '
        '"My heart is racing or jumping and won\'t settle" 30 hours after the session.'
    )


def test_a_combination_says_the_score_that_counted() -> None:
    case = course().of_session(regions=("low-back",)).after(8, symptoms=ticks("fever")).after(30, 6)
    because = _found("combo-spine-infection", case.history, Known(baseline=3)).because
    assert because.endswith('hot and shivery" 8 hours after the session; 6 out of 10 30 hours after the session.')


def test_a_combination_that_came_late_says_so() -> None:
    case = (
        course(None)
        .after(8, symptoms=ticks("calf-swollen"))
        .after(30, symptoms=ticks("chest-pain"), late=timedelta(days=8))
    )
    found = _found("combo-clot", case.history)
    assert found.level is Level.URGENT
    assert "; old report; recorded 2026-03-03 23:00 UTC and received 2026-03-11 23:00 UTC." in found.because


def test_a_combination_told_again_by_an_entry_that_came_late_is_as_old_as_the_first_time() -> None:
    case = course(None).after(8, symptoms=ticks("calf-swollen", "chest-pain"))
    again = case.after(30, symptoms=ticks("calf-swollen", "chest-pain"), late=timedelta(days=8))
    found = _found("combo-clot", again.history)
    assert (found.level, len(found.readings)) == (Level.EMERGENCY, 2)
    assert "old report" not in found.because
    assert "recorded" not in found.because


def test_an_urgent_combination_that_came_late_says_so_although_a_new_entry_tells_it_again() -> None:
    case = course(None).after(8, symptoms=ticks("joint-hot-swollen", "fever"), late=timedelta(days=8))
    found = _found("combo-joint-infection", case.after(30, symptoms=ticks("joint-hot-swollen", "fever")).history)
    assert (found.level, len(found.readings)) == (Level.URGENT, 2)
    assert "; old report; recorded 2026-03-03 01:00 UTC and received 2026-03-11 01:00 UTC." in found.because


def test_a_combination_that_time_completes_is_as_late_as_what_it_rests_on() -> None:
    """The pain spread at 40 h; the score of 50 h opens the 48-hour rule and ticks nothing."""
    case = course(3).after(40, 7, symptoms=ticks("pain-spreading"), late=timedelta(days=8)).after(50, 7)
    found = next(each for each in case.judged(51).findings if each.code == "combo-spread-and-last")
    assert found.readings == (case.readings[-2].entry,)
    assert "; old report; " in found.because


def test_a_combination_names_a_check_box_that_only_combinations_use() -> None:
    case = course(None).after(8, symptoms=ticks("joint-hot-swollen", "cannot-bear-weight"))
    because = _found("combo-joint-infection", case.history).because
    assert f'"{EXTRA_CHECK_BOXES["cannot-bear-weight"]}" 8 hours after the session' in because


def test_a_combination_names_the_regions_that_counted_with_and_without_a_score() -> None:
    case = course(3).before(2, 3, regions=("low-back",)).after(50, 7)
    scored = case.after(60, 7, regions=("low-back", "leg", "foot")).judged(60).findings[0]
    unscored = case.after(60, regions=("low-back", "leg", "foot")).judged(60).findings[0]
    assert scored.because.endswith("; 7 out of 10, low-back, leg, foot 60 hours after the session.")
    assert unscored.because.endswith("; low-back, leg, foot 60 hours after the session.")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-2, "on 2026-03-02 15:00 UTC"),
        (0, "0 hours after the session"),
        (0.5, "0 hours after the session"),
        (1, "1 hour after the session"),
    ],
)
def test_what_a_combination_rests_on_is_dated_before_the_session_and_counted_in_hours_from_its_end(
    hours: float, words: str
) -> None:
    first = reading(1, at(hours), symptoms=ticks("calf-swollen"))
    case = course(None).knowing(context=(first,)).after(30, symptoms=ticks("chest-pain"))
    assert f'calf" {words};' in _found("combo-clot", case.history).because.replace(
        SYMPTOMS["calf-swollen"].wording, "calf"
    )


def test_entries_are_read_in_order_of_time_whatever_their_ids_say() -> None:
    first = reading(9, at(8), symptoms=(SymptomReport("limb-weak-new", severity=3),))
    second = reading(1, at(30), symptoms=(SymptomReport("limb-weak-new", severity=7),))
    found = _found("combo-nerve-worsening", History(session(), (second, first)))
    assert found.readings == (first.entry, second.entry)


def test_entries_of_one_moment_stand_in_the_order_of_their_ids_wherever_they_come_from() -> None:
    codes = ("fever", "fever", "heart-racing")
    first, second, third = (reading(number, at(8), symptoms=ticks(code)) for number, code in enumerate(codes, start=1))
    found = _found("combo-sepsis", History(session(), (third, first), context=(second,)))
    assert found.readings == (first.entry, second.entry, third.entry)


def test_an_entry_before_the_session_is_named_by_its_date() -> None:
    case = course(None).before(5, symptoms=ticks("fever")).after(1, symptoms=ticks("heart-racing"))
    assert (
        '"A high temperature, or I feel hot and shivery" on 2026-03-02 11:00 UTC'
        in _found("combo-sepsis", case.history).because
    )


def test_a_common_symptom_that_lasts_says_its_limit() -> None:
    (found,) = find(course(None).after(80, symptoms=ticks("sore-at-site")).history)
    assert (found.rule, found.level) == ("symptom", Level.PRACTITIONER)
    assert found.because == (
        '"A bit sore where the needles went in" 80 hours after the session; common for 3 days, but it lasts longer or gets worse.'
    )


def test_entries_of_other_courses_and_weeks_help_to_complete_it() -> None:
    fever = reading(1, at(-24 * 20), symptoms=ticks("fever"))
    case = course(None).after(8, symptoms=ticks("pain-severe-new"))
    treatments = (Treatment(at(-24 * 22), ("low-back",), needled=True),)
    assert find(case.history)[0].code == "pain-severe-new"
    found = _found("combo-spine-infection", case.knowing(context=(fever,), treatments=treatments).history)
    assert found.readings[0] == fever.entry


def test_the_same_entries_are_not_found_again_for_the_next_session() -> None:
    before = [reading(1, at(-30), symptoms=ticks("fever", "heart-racing"))]
    assert find(History(session(), (*before, reading(2, at(5))))) == ()


def test_a_very_strong_flare_is_the_business_of_its_own_rule() -> None:
    assert find(course().after(8, 9).history, Known(baseline=3)) == ()


def test_what_comes_later_is_not_looked_at() -> None:
    case = course(None).after(8, symptoms=ticks("fever"))
    later = case.knowing(context=(reading(1, at(9), symptoms=ticks("heart-racing")),), treatments=(Treatment(at(9)),))
    assert later.history.as_of(at(8.5)).context == ()
    assert later.history.as_of(at(8.5)).treatments == ()
    assert [finding.code for finding in find(later.history.as_of(at(8.5)))] == ["fever"]


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_a_worse_story_never_finds_less(number: int) -> None:
    """One more tick of an emergency never lowers the worst level, and every warning sign stays named by something."""
    told = list(made_up(number % 50 + 1))[-1]
    worst = max((Level(level).rank for level, _ in answer_to(told).values()), default=0)
    told["entries"][-1]["ticks"] = [*told["entries"][-1]["ticks"], {"code": "seizure"}]
    answer = answer_to(told)
    assert max(Level(level).rank for level, _ in answer.values()) >= worst
    assert any(code in answer for code in ("seizure", "combo-faint-serious"))


def test_scores_of_the_weeks_before_count_beside_some_symptoms_only() -> None:
    """Whoever leaves them out where none of these was ticked finds the same: so the database is asked for what may matter."""
    shorter = 0
    for told in made_up(3000):
        story = story_of(told)
        if any(tick.code in SCORES_COUNT_BESIDE for each in story.readings for tick in each.symptoms):
            continue
        since = story.readings[len(story.readings) // 2].recorded_at
        kept = tuple(each for each in story.readings if each.recorded_at >= since or each.symptoms or each.regions)
        shorter += len(kept) < len(story.readings)
        assert signs_since(since, replace(story, readings=kept)) == signs_since(since, story)
    assert shorter > 100


def signs_since(since: datetime, story: Story) -> list[tuple[str, Level, list[UUID], UUID]]:
    """What these entries amount to, by their ids and without what is another rule's business."""
    anchors = [place for place, each in enumerate(story.readings) if each.recorded_at >= since]
    return [
        (
            sign.code,
            sign.level,
            [story.readings[place].entry for place in sign.entries],
            story.readings[sign.deciding].entry,
        )
        for sign in signs_of(story, anchors)
        if sign.code not in COMBINATIONS or not COMBINATIONS[sign.code].own_rule
    ]


def test_a_story_of_scores_alone_is_no_sign_of_anything() -> None:
    """`red_flags.find` does not even look at one."""
    scored = 0
    for told in made_up(1500):
        story = story_of(told)
        mute = tuple(each._replace(symptoms=(), regions=(), both_sides=()) for each in story.readings)
        scored += any((each.score or 0) >= 8 for each in mute)
        assert signs_since(mute[0].recorded_at, replace(story, readings=mute)) == []
    assert scored > 100
