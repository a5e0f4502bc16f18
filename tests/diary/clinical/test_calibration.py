"""Calibration, on diaries made for the purpose. Source: clinical reference 3.5 and 3.6.4."""

import numpy as np
import pytest

from diary.clinical.calibration import NOMINAL, Calibration, calibrate, sessions_in
from tests.diaries import synthetic_diaries

BACK = {"region": "low-back", "chronicity": "chronic"}


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return calibrate(synthetic_diaries(subjects=40), **BACK)


def test_bands_hold_about_as_many_scores_as_they_should(calibration: Calibration) -> None:
    assert calibration.sessions > 1500
    for nominal in (0.5, 0.8, 0.9, 0.95):
        assert calibration.coverage(nominal) == pytest.approx(nominal, abs=0.06)
    assert list(calibration.observed) == sorted(calibration.observed)
    assert len(calibration.observed) == len(NOMINAL) == 19


def test_w_is_rare_as_often_as_it_says(calibration: Calibration) -> None:
    assert calibration.tails[0] == pytest.approx(0.08, abs=0.04)
    assert list(calibration.tails) == sorted(calibration.tails, reverse=True)
    assert calibration.twice < calibration.tails[0]


def test_more_pain_fires_more_and_the_presets_keep_their_order(calibration: Calibration) -> None:
    standard, _, sensitive, quiet, *_ = calibration.rates
    for rates in calibration.rates:
        steps = [rates.unchanged, *rates.lasting]
        assert steps == sorted(steps)
        assert rates.unchanged < 15
        assert rates.ordinary_flare < rates.slow_flare
    for name in ("unchanged", "ordinary_flare", "slow_flare"):
        assert getattr(quiet, name) <= getattr(standard, name) <= getattr(sensitive, name)


def test_pain_that_does_not_change_fires_more_where_a_recovery_is_expected(calibration: Calibration) -> None:
    """What 3.6.4 was measured on is people whom nobody treated: their rates must not be those after a treatment."""
    *_, sensitive, quiet, expecting_sensitive, expecting_quiet = calibration.rates
    assert expecting_sensitive.rule == "preset sensitive, a recovery expected"
    assert expecting_sensitive.lasting[0] > sensitive.lasting[0]
    assert expecting_quiet.lasting[0] > quiet.lasting[0]


def test_a_band_that_is_too_narrow_is_seen(calibration: Calibration) -> None:
    calm = calibrate({"S": [(day, 5.0 + 0.001 * (day % 2)) for day in range(40)]}, **BACK)
    assert calm.coverage(0.5) == 1 > calibration.coverage(0.5)


def test_every_day_with_three_days_in_the_week_before_is_a_session() -> None:
    sessions = sessions_in([(0.2, 4), (0.8, 6), (5, 3), (6, 2), (8.5, 7)])
    assert len(sessions.before) == 1
    assert sessions.before[0] == pytest.approx([5, *[np.nan] * 4, 3, 2], nan_ok=True)
    assert sessions.after[0] == pytest.approx([np.nan, 7, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    "diaries", [{}, {"S": []}, {"S": [(0.0, 5.0), (30.0, 5.0)]}], ids=["none", "empty", "too short"]
)
def test_too_little_to_go_by_is_said(diaries: dict[str, list[tuple[float, float]]]) -> None:
    with pytest.raises(ValueError, match="nothing to calibrate"):
        calibrate(diaries, **BACK)
