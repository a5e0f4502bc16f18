"""Learning from a patient's own sessions, and a practice's from its own diaries. Source: clinical reference 3.5, points 2 to 6."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.band import expected_at
from diary.clinical.expected import predict
from diary.clinical.history import History
from diary.clinical.level import prior_by
from diary.clinical.personal import (
    PastSession,
    flare_height,
    flare_peak,
    flare_rate,
    flare_rise,
    has_flared,
    is_asked,
    parameters_of,
    recovery_drop,
)
from diary.clinical.practice import Lesson, learn
from diary.clinical.recovery import g
from tests.diary.clinical.builders import Course, course, earlier

BACK = {"region": "low-back", "chronicity": "chronic"}
PRIOR = prior_by(**BACK)
HOURS = (5.0, 10, 20, 30, 44, 60, 70)
quickly = settings(max_examples=60, deadline=None)


def past(
    day: float = 0, baseline: float | None = 3, *scores: tuple[float, float], modality: str = "acupuncture"
) -> PastSession:
    return PastSession(modality, day, baseline, scores)


def flared_at(peak: float, height: float = 4.0, baseline: float = 3.0, day: float = 0) -> PastSession:
    scores = baseline + height * g(np.array(HOURS), peak)
    return PastSession("acupuncture", day, baseline, tuple(zip(HOURS, map(float, scores), strict=True)))


def fourth(weeks: int = 4) -> Course:
    """A session after `weeks` weekly ones."""
    before = tuple(earlier(24 * 7 * week) for week in range(weeks, 0, -1))
    return course(3, **BACK).of_session(number=weeks + 1).knowing(earlier=before)


def test_four_sessions_with_two_flares_make_one_in_four() -> None:
    """The example of the reference: 3.5 / 14."""
    calm, up = ((20.0, 3.0),), ((20.0, 5.0),)
    sessions = [past(0, 3, *calm), past(7, 3, *up), past(14, 3, *calm), past(21, 3, *up)]
    known = parameters_of(fourth().history, sessions)
    assert known.pi == pytest.approx(3.5 / 14)
    assert (known.sessions, known.flares) == (4, 2)


FLARED = [
    pytest.param(past(0, 3, (4, 5)), True, id="2 above the baseline at 4 h"),
    pytest.param(past(0, 3, (48, 5)), True, id="at 48 h"),
    pytest.param(past(0, 3, (3.9, 9), (48.1, 9)), None, id="before and after: nobody asked"),
    pytest.param(past(0, 3, (20, 4.9)), False, id="not quite 2 above"),
    pytest.param(past(0, 9, (20, 10)), True, id="1 above a baseline of 9"),
    pytest.param(past(0, None, (20, 10)), None, id="no baseline: cannot be told"),
    pytest.param(past(), None, id="no score"),
]


@pytest.mark.parametrize(("session", "flared"), FLARED)
def test_a_flare_is_a_score_from_4_to_48_hours_well_above_the_baseline(
    session: PastSession, flared: bool | None
) -> None:
    assert (has_flared(session) if is_asked(session) else None) == flared


def test_only_sessions_of_the_same_treatment_teach_its_flares() -> None:
    massages = [past(7 * week, 3, (20, 8), modality="massage") for week in range(4)]
    known = parameters_of(fourth().history, massages)
    assert (known.sessions, known.pi) == (0, pytest.approx(0.15))


@quickly
@given(st.floats(0.05, 0.7), st.integers(0, 30), st.integers(0, 30))
def test_the_rate_lies_between_what_was_believed_and_what_was_seen(prior: float, flares: int, calm: int) -> None:
    rate = flare_rate(prior, flares, flares + calm)
    seen = flares / (flares + calm) if flares + calm else prior
    assert min(prior, seen) - 1e-9 <= rate <= max(prior, seen) + 1e-9


def test_the_height_follows_the_formula_of_the_reference() -> None:
    expected = np.exp((np.log(1.5) / 0.25 + 2 * np.log(3) / 0.20) / (4 + 10))
    assert flare_height(1.5, [3, 3]) == pytest.approx(expected)
    assert flare_height(1.5, []) == pytest.approx(1.5)


@pytest.mark.parametrize("peak", [6.0, 10, 16, 24])
def test_three_clear_flares_tell_when_they_peak(peak: float) -> None:
    assert flare_peak(10, [flared_at(peak)] * 3, PRIOR) == pytest.approx(peak, abs=1.5)
    assert flare_peak(10, [flared_at(peak)] * 2, PRIOR) == 10


def test_the_rise_is_the_highest_score_above_the_baseline() -> None:
    assert flare_rise(past(0, 3, (5, 6), (20, 7), (60, 9))) == 4


def course_of(drop: float, sessions: int = 6, start: float = 6.0) -> tuple[list[PastSession], History]:
    """Weekly sessions along a recovery that takes `drop` points in the long run, without noise; the session after them."""
    days = np.arange(0.0, 7.0 * sessions)
    level = start - drop * (1 - np.exp(-days / 28))
    made = [
        past(7.0 * week, float(level[7 * week]), *((24.0 * day, float(level[7 * week + day])) for day in range(2, 7)))
        for week in range(sessions)
    ]
    before = tuple(earlier(24 * 7 * week) for week in range(sessions, 0, -1))
    return made, course(start, **BACK).of_session(number=sessions + 1).knowing(earlier=before).history


@pytest.mark.parametrize("drop", [0.0, 1.5, 4.0])
def test_recovery_is_learned_from_the_patients_own_weeks(drop: float) -> None:
    made, history = course_of(drop, sessions=10)
    left = drop * np.exp(-70 / 28)
    assert recovery_drop(history, made, PRIOR) == pytest.approx(left, abs=0.25)


def test_recovery_is_not_learned_before_three_sessions_nor_without_a_start() -> None:
    made, history = course_of(2.0)
    assert recovery_drop(history, made[:2], PRIOR) is None
    assert recovery_drop(history, [replace(made[0], baseline=None), *made[1:]], PRIOR) is None
    assert recovery_drop(History(None), made, PRIOR) is None
    assert recovery_drop(history, made[:3], PRIOR) is not None


def test_a_session_whose_earlier_ones_are_not_known_starts_its_recovery_anew() -> None:
    made, history = course_of(2.0)
    alone = replace(history, earlier=())
    learned, afresh = recovery_drop(history, made, PRIOR), recovery_drop(alone, made, PRIOR)
    assert learned is not None
    assert afresh == pytest.approx(learned * np.exp(42 / 28))


def test_days_without_a_baseline_still_count_by_their_scores() -> None:
    made, history = course_of(2.0)
    holes = [made[0], *(replace(each, baseline=None) for each in made[1:])]
    assert recovery_drop(history, holes, PRIOR) == pytest.approx(recovery_drop(history, made, PRIOR) or 0, abs=0.2)


def test_what_was_learned_shapes_the_band() -> None:
    plain = fourth().history
    often = [replace(flared_at(16, height=5), day=7.0 * week) for week in range(4)]
    taught = replace(plain, parameters=parameters_of(plain, often))
    assert expected_at(predict(taught), 16).p90 > expected_at(predict(plain), 16).p90 + 1
    assert predict(taught).drop != predict(plain).drop
    assert predict(replace(plain, parameters=parameters_of(plain))) == predict(plain)


SCORES = st.integers(0, 10).map(float)
SESSIONS = st.lists(
    st.builds(
        PastSession,
        st.sampled_from(["acupuncture", "massage"]),
        st.floats(0, 300),
        st.none() | SCORES,
        st.lists(st.tuples(st.floats(0, 400), SCORES), max_size=6).map(tuple),
    ),
    max_size=8,
).map(lambda sessions: sorted(sessions, key=lambda session: session.day))


@quickly
@given(SESSIONS)
def test_any_past_teaches_something_finite_and_numpy_never_complains(sessions: list[PastSession]) -> None:
    history = fourth().history
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        known = parameters_of(history, sessions)
        quantiles = expected_at(predict(replace(history, parameters=known)), 50)
    assert 0 < known.pi < 1
    assert known.height > 0
    assert 6 <= known.peak <= 24
    assert list(quantiles) == sorted(quantiles)


def test_a_practice_starts_from_the_literature_as_twenty_sessions() -> None:
    nothing = learn("acupuncture", [])
    assert (nothing.pi, nothing.height, nothing.noise) == pytest.approx((0.15, 1.5, 1.0))
    assert (nothing.sessions, nothing.flares, nothing.weeks) == (0, 0, 0)


def test_a_practice_learns_by_the_same_sums() -> None:
    lessons = [Lesson(True, 3.0, (5, 5, 5), 0.5), Lesson(False, None, (4, 6, 4, 6), 0.5), Lesson(None, None, (1, 2), 1)]
    learned = learn("acupuncture", lessons * 10, version=3)
    assert learned.pi == pytest.approx((20 * 0.15 + 10) / (20 + 20))
    assert learned.height == pytest.approx(np.exp((20 * np.log(1.5) + 10 * np.log(3)) / 30))
    assert learned.noise == pytest.approx((20 * 1 + 10 * 0 + 10 * 4) / (20 + 20))
    assert (learned.version, learned.sessions, learned.flares, learned.weeks) == (3, 20, 10, 20)


def test_the_practices_curve_is_where_its_patients_start_from() -> None:
    often = replace(learn("acupuncture", []), version=7, pi=0.4, height=3.0, noise=1.8)
    known = parameters_of(fourth().history, practice=often)
    assert (known.pi, known.height, known.practice) == (pytest.approx(0.4), pytest.approx(3.0), 7)
    assert known.rate == pytest.approx(1.8 * PRIOR.rate)


def test_more_calm_days_shrink_the_noise_that_is_expected() -> None:
    noise = [predict(course(5, days=range(days), **BACK).history).noise for days in (1, 3, 5, 7)]
    assert noise == sorted(noise, reverse=True)
