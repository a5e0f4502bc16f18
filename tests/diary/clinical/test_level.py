"""The level before a session. Source: clinical reference 3.5, point 1; the formulas are written out once more here."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diary.clinical.baseline import baseline_of
from diary.clinical.expected import days_of, level_before
from diary.clinical.history import Baseline, BaselineQuality, History
from diary.clinical.level import DAY_TIMES, DAYS, Level, Prior, fit_levels, level_known, prior_by
from tests.diary.clinical.builders import Course, course, earlier, session

PRIOR = Prior(mean=5.9, spread=6.0, kappa=0.05, shape=3.0, rate=1.8)
NONE = np.nan
quickly = settings(max_examples=100, deadline=None)
WEEKS = st.lists(st.none() | st.floats(0, 10), min_size=DAYS, max_size=DAYS).map(
    lambda days: np.array([NONE if day is None else day for day in days])
)


def by_the_book(means: np.ndarray, weights: np.ndarray, prior: Prior) -> tuple[float, ...]:
    """The formulas of the reference, letter by letter, on the known days alone."""
    at = ~np.isnan(means)
    t, y, one = DAY_TIMES[at], means[at], np.ones(at.sum())
    m0, v0, kappa = prior.mean, prior.spread, prior.kappa
    matrix = np.diag(weights[at]) + kappa * np.minimum.outer(t, t)
    inverse = np.linalg.inv(matrix)
    v = 1 / (1 / v0 + one @ inverse @ one)
    m = v * (m0 / v0 + one @ inverse @ y)
    a = prior.shape + len(y) / 2
    b = prior.rate + 0.5 * (y - m0) @ np.linalg.inv(matrix + v0 * np.outer(one, one)) @ (y - m0)
    k = kappa * np.minimum(t, DAYS)
    g = 1 - k @ inverse @ one
    mean = m + k @ inverse @ (y - m)
    c = 1 + kappa * DAYS - k @ inverse @ k + g * v * g
    return mean, c - 1, 2 * a, b / a


def fitted(means: np.ndarray, weights: np.ndarray | None = None, prior: Prior = PRIOR) -> Level:
    return fit_levels(means, np.ones(DAYS) if weights is None else weights, prior)


@quickly
@given(WEEKS, st.lists(st.floats(1, 3), min_size=DAYS, max_size=DAYS), st.floats(0, 0.2), st.floats(0.1, 10))
def test_it_is_what_the_reference_says(means: np.ndarray, weights: list[float], kappa: float, spread: float) -> None:
    prior = Prior(5.2, spread, kappa, 3.0, 1.8)
    assert tuple(fitted(means, np.array(weights), prior)) == pytest.approx(by_the_book(means, np.array(weights), prior))


@quickly
@given(st.lists(WEEKS, min_size=1, max_size=5))
def test_many_sessions_at_once_are_each_alone(weeks: list[np.ndarray]) -> None:
    together = fit_levels(np.array(weeks), np.ones((len(weeks), DAYS)), PRIOR)
    alone = [fitted(week) for week in weeks]
    for name in Level._fields:
        assert getattr(together, name) == pytest.approx([getattr(level, name) for level in alone])


@quickly
@given(WEEKS, st.floats(0, 5))
def test_a_higher_week_is_a_higher_level(means: np.ndarray, more: float) -> None:
    assert fitted(means + more).mean >= fitted(means).mean - 1e-9


def test_no_day_at_all_leaves_the_prior() -> None:
    nothing = fitted(np.full(DAYS, NONE))
    assert (nothing.mean, nothing.degrees, nothing.noise) == pytest.approx((5.9, 6, 0.6))
    assert nothing.variance == pytest.approx(6 + 7 * 0.05)


def test_a_calm_week_teaches_that_the_noise_is_small() -> None:
    calm, restless = fitted(np.full(DAYS, 5.0)), fitted(np.array([2.0, 8, 3, 7, 4, 6, 5]))
    assert calm.noise < PRIOR.rate / PRIOR.shape < restless.noise
    assert calm.mean == pytest.approx(5.0, abs=0.05)


def test_a_score_of_one_moment_weighs_less_than_an_average() -> None:
    week = np.full(DAYS, NONE)
    week[6] = 2.0
    average, moment = fitted(week), fitted(week, np.full(DAYS, 2.0))
    assert average.mean < moment.mean < PRIOR.mean
    assert average.variance < moment.variance


def test_a_known_score_says_nothing_of_the_noise_and_grows_old() -> None:
    young, old = level_known(3, 7, 0, PRIOR), level_known(3, 7, 20, PRIOR)
    assert (young.mean, young.degrees, young.noise) == pytest.approx(((5.9 / 6 + 21) / (1 / 6 + 7), 6, 0.6))
    assert old.mean == young.mean
    assert old.variance - young.variance == pytest.approx(20 * 0.05)


@pytest.mark.parametrize("chronicity", ["acute", "subacute"])
def test_recent_pain_has_the_common_prior_of_the_noise(chronicity: str) -> None:
    prior = prior_by("low-back", chronicity)
    assert (prior.shape, prior.rate) == (3.0, 1.8)


@pytest.mark.parametrize("chronicity", ["persistent", "chronic", "any"])
def test_the_median_patient_with_lasting_pain_has_the_noise_of_the_reference(chronicity: str) -> None:
    prior = prior_by("low-back", chronicity)
    assert stats.invgamma.median(prior.shape, scale=prior.rate) == pytest.approx(0.9**2)
    assert stats.invgamma.mean(prior.shape, scale=prior.rate) == pytest.approx(prior.variance)
    assert prior.rate > 1.8


def level_of(case: Course) -> Level:
    return level_before(case.history, baseline_of(case.history), prior_by("other", "any"))


def test_days_without_an_entry_are_left_out_and_several_entries_are_one_day() -> None:
    case = course(None).before(2, 4).before(6, 6).before(50, 7).before(51, nrs_now=9)
    means, noises = days_of(case.history, baseline_of(case.history))
    assert means == pytest.approx([NONE] * 4 + [8, NONE, 5], nan_ok=True)
    assert noises == pytest.approx([1] * 7)


def test_a_day_of_right_now_scores_is_noisier_the_fewer_there_are() -> None:
    case = course(None).before(2, nrs_now=4).before(26, nrs_now=4).before(30, nrs_now=4)
    assert days_of(case.history, baseline_of(case.history))[1] == pytest.approx([1] * 5 + [1.5, 2])


def before_maintenance(*days: tuple[int, float]) -> Course:
    """Daily scores as (days before the session, NRS), with two weeks to look back on."""
    case = course(None, in_maintenance=True)
    for day, nrs in days:
        case = case.before(24 * day + 2, nrs)
    return case


def test_in_maintenance_a_score_of_last_week_never_stands_in_for_a_day_of_this_one() -> None:
    case = before_maintenance((0, 3), (1, 3), (2, 3), (8, 9), (9, 9), (10, 9))
    baseline = baseline_of(case.history)
    assert baseline.nrs == 6
    assert days_of(case.history, baseline)[0] == pytest.approx([NONE] * 4 + [3, 3, 3], nan_ok=True)


def test_in_maintenance_a_baseline_of_the_week_before_last_is_known_as_a_week_old_value() -> None:
    case = before_maintenance((8, 2), (9, 2), (10, 2), (11, 2))
    assert level_of(case) == level_known(2, 4, 7, prior_by("other", "any"))
    assert level_of(case).mean < level_of(before_maintenance((8, 2))).mean


WIDER = [
    pytest.param(course(5, days=range(1)), course(5), id="one day, seven days"),
    pytest.param(course(None).of_session(nrs_before=5), course(5, days=range(1)), id="a check-in, one day"),
    pytest.param(course(None), course(None).of_session(nrs_before=5), id="nothing, a check-in"),
    pytest.param(
        course(None).knowing(earlier=(earlier(24 * 20, 5),)),
        course(None).knowing(earlier=(earlier(24 * 8, 5),)),
        id="carried for twenty days, for eight",
    ),
]


@pytest.mark.parametrize(("wider", "narrower"), WIDER)
def test_it_is_less_certain_the_less_is_known(wider: Course, narrower: Course) -> None:
    assert level_of(wider).variance > level_of(narrower).variance


def test_a_baseline_that_was_carried_twice_is_as_old_as_its_measurement() -> None:
    measured, carried = earlier(24 * 9, 5), earlier(24 * 2, 5)
    twice = carried.__class__(carried.ended_at, Baseline(5, BaselineQuality.CARRIED))
    of_both = course(None).knowing(earlier=(measured, twice)).history
    of_one = course(None).knowing(earlier=(measured,)).history
    baseline = Baseline(5, BaselineQuality.CARRIED)
    assert level_before(of_both, baseline, PRIOR) == level_before(of_one, baseline, PRIOR)


def test_a_carried_baseline_of_unknown_age_is_taken_as_new() -> None:
    baseline = Baseline(5, BaselineQuality.CARRIED)
    assert level_before(History(session()), baseline, PRIOR) == level_known(5, 0, 0, PRIOR)


def test_without_a_session_no_day_is_known() -> None:
    assert np.all(np.isnan(days_of(History(None), Baseline(5, BaselineQuality.GOOD))[0]))


@quickly
@given(WEEKS)
def test_numpy_never_complains(means: np.ndarray) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        level = fitted(means)
    assert np.all(np.isfinite(np.array(level, dtype=float)))
    assert level.variance > 0
    assert level.noise > 0
