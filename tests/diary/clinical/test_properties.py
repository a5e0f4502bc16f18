"""What must hold for any history at all."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.band import PERCENTILES
from diary.clinical.expected import expected_band
from diary.clinical.facts import Facts
from diary.clinical.history import Finding, History, Level, Reading
from diary.clinical.recovery import CURVES, FLARES
from diary.clinical.rules import forty_eight_hours, judge, next_look_at
from diary.clinical.sentence import sentence
from diary.clinical.symptoms import SYMPTOMS
from tests.diary.clinical.builders import at, earlier, reading, session, ticks

MOMENT = timedelta(microseconds=1)
# A shared runner is slow at odd moments: no deadline, and few enough examples to run on every save.
quickly = settings(max_examples=60, deadline=None)
SCORES = st.integers(0, 20).map(lambda half: half / 2)
MAYBE = st.none() | SCORES
# The edges of the rules are drawn as often as anything else.
EDGES = st.sampled_from([0, 24, 42, 48, 72, 96, 120, 336])
HOURS = st.integers(-170 * 12, 400 * 12).map(lambda twelfth: twelfth / 12) | EDGES
CHANGES = st.none() | st.sampled_from(["much_better", "better", "same", "worse", "much_worse"])
FUNCTIONS = st.none() | st.sampled_from(["all", "most", "some", "hardly_anything"])
REGION_LISTS = st.lists(st.sampled_from(["low-back", "leg", "neck"]), max_size=2, unique=True).map(tuple)
CODES = st.sampled_from([*SYMPTOMS, "jaw-pain-chewing", "unheard-of"])
SYMPTOM_LISTS = st.lists(CODES, max_size=2).map(lambda codes: ticks(*codes))
RED_FLAGS = st.sampled_from([code for code, symptom in SYMPTOMS.items() if symptom.level.rank >= Level.URGENT.rank])


@st.composite
def reading_lists(draw: st.DrawFn, hours: st.SearchStrategy[float] = HOURS, first: int = 1) -> tuple[Reading, ...]:
    moments = draw(st.lists(hours, max_size=12))
    return tuple(
        reading(
            number,
            at(moment),
            late=timedelta(hours=draw(st.sampled_from([0, 2, 200]))),
            nrs_average=draw(MAYBE),
            nrs_now=draw(MAYBE),
            stiffness=draw(MAYBE),
            change=draw(CHANGES),
            function=draw(FUNCTIONS),
            regions=draw(REGION_LISTS),
            symptoms=draw(SYMPTOM_LISTS),
        )
        for number, moment in enumerate(moments, start=first)
    )


@st.composite
def histories(draw: st.DrawFn, hours: st.SearchStrategy[float] = HOURS, **fixed: Any) -> History:
    following = draw(st.none() | st.integers(10, 200) | EDGES.filter(lambda hour: hour > 0))
    next_session = None if following is None else session(following + 1, number=2, nrs_before=draw(MAYBE))
    afterwards = () if following is None else draw(reading_lists(st.integers(following + 1, 400), first=500))
    closed_at = draw(st.none() | st.integers(48, 400).map(at))
    estimated = fixed.get("ended_at_estimated", draw(st.booleans()))
    known = draw(st.lists(st.tuples(st.integers(20, 800), MAYBE, st.booleans()), max_size=2))
    return History(
        draw(st.just(session(ended_at_estimated=estimated, nrs_before=draw(MAYBE), closed_at=closed_at))),
        draw(reading_lists(hours)),
        tuple(earlier(ago, nrs, lasting=lasting) for ago, nrs, lasting in known),
        next_session,
        floor=draw(st.integers(3, 5)),
        region=draw(st.sampled_from([key.split("/")[0] for key in CURVES])),
        chronicity=draw(st.sampled_from(["acute", "subacute", "persistent", "chronic", "any"])),
        afterwards=afterwards,
    )


MOMENTS = HOURS.map(at)


def by_key(findings: tuple[Finding, ...]) -> set[tuple[str, str | None]]:
    """What is told of: a combination tells of the symptoms that it rests on, too."""
    return {
        (finding.rule if finding.code is None else "symptoms", code)
        for finding in findings
        for code in (finding.code, *finding.codes)
    }


@quickly
@given(histories(), MOMENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(history: History, now: datetime, random: Any) -> None:
    shuffled = list(history.readings)
    random.shuffle(shuffled)
    assert judge(replace(history, readings=tuple(shuffled)), now) == judge(history, now)


@quickly
@given(histories(), MOMENTS, RED_FLAGS, HOURS)
def test_adding_a_red_flag_never_lowers_the_level(history: History, now: datetime, code: str, hour: float) -> None:
    ticked = reading(999, at(hour), symptoms=ticks(code))
    more = replace(history, readings=(*history.readings, ticked))
    assert judge(more, now).level.rank >= judge(history, now).level.rank
    assert by_key(judge(history, now).findings) <= by_key(judge(more, now).findings)


@quickly
@given(histories(), MOMENTS)
def test_nothing_changes_until_the_next_look(history: History, now: datetime) -> None:
    then = next_look_at(history, now)
    until = at(5000) if then is None else then - MOMENT
    assert judge(history, until) == judge(history, now)


@quickly
@given(histories(), MOMENTS)
def test_a_look_in_time_finds_at_least_what_was_found_just_before(history: History, now: datetime) -> None:
    known = history.as_of(now)
    then = next_look_at(known, now)
    if then is not None:
        assert then > now
        assert by_key(judge(known, then - MOMENT).findings) <= by_key(judge(known, then).findings)


@quickly
@given(histories(), MOMENTS)
def test_a_look_that_only_time_asks_for_always_finds_something_new(history: History, now: datetime) -> None:
    known = history.as_of(now)
    then = next_look_at(known, now)
    if then is not None and known.session is not None and then != known.session.closed_at:
        just_before, at_last = judge(known, then - MOMENT), judge(known, then)
        assert (just_before.findings, just_before.silent) != (at_last.findings, at_last.silent)
        assert known.hours(then) in (72, 120, 336)


@quickly
@given(histories(), MOMENTS)
def test_looking_at_each_next_moment_comes_to_an_end(history: History, now: datetime) -> None:
    looks, then = 0, next_look_at(history, now)
    while then is not None:
        looks, then = looks + 1, next_look_at(history, then)
    assert looks <= len(history.readings) + len(history.afterwards) + 5


@quickly
@given(histories(hours=st.integers(-170 * 60, 48 * 60 - 1).map(lambda minute: minute / 60), ended_at_estimated=False))
def test_scores_from_before_48_hours_never_fire_the_rule(history: History) -> None:
    assert forty_eight_hours(Facts(replace(history, next_session=None))) is None


@quickly
@given(histories(), st.sampled_from(sorted(FLARES)), st.booleans())
def test_bands_never_cross_and_stay_on_the_scale(history: History, modality: str, sensitive: bool) -> None:
    assert history.session is not None
    treated = replace(history, session=replace(history.session, modality=modality), sensitive=sensitive)
    hours = np.arange(0.0, 169.0, 3.0)
    quantiles = expected_band(treated, hours).quantiles
    assert quantiles.shape == (len(PERCENTILES), len(hours))
    assert np.all(np.diff(quantiles, axis=0) >= 0)
    assert np.all((quantiles >= 0) & (quantiles <= 10))


@quickly
@given(histories(), MOMENTS)
def test_every_finding_has_a_sentence_and_known_readings(history: History, now: datetime) -> None:
    judgement = judge(history, now)
    entries: set[UUID] = {known.entry for known in (*history.as_of(now).readings, *history.as_of(now).afterwards)}
    for finding in judgement.findings:
        assert finding.because.endswith(".")
        assert set(finding.readings) <= entries
    band = expected_band(history, np.arange(3.0))
    assert sentence(history, judgement, band).endswith(".")


@quickly
@given(histories(), MOMENTS)
def test_a_recovery_that_is_lasting_has_a_finding_that_says_so(history: History, now: datetime) -> None:
    judgement = judge(history, now)
    rules = {"forty_eight_hours", "late_report", "flare_then_silence"}
    found = {finding.rule for finding in judgement.findings} & rules
    assert judgement.lasting == bool(found)
    assert not {"forty_eight_hours", "late_report"} <= found
