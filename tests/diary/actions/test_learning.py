"""Bands fixed at the session, and what later sessions learn. Source: clinical reference 3.1.6 and 3.5."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from alerts.models import Alert
from diary.actions.learning import latest_practice, relearn, relearn_clinic
from diary.actions.sessions import update_session
from diary.clinical.recovery import CURVES_VERSION
from diary.models import PracticeCurve, Session
from diary.models.histories import parameters_of
from diary.reports.curve import describe_curve
from diary.tasks import relearn as relearn_task
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log


def treat_weekly(cast: Cast, now: datetime, weeks: int = 4, flare: float = 7) -> list[Session]:
    """Maya scores 3 for a week, is treated weekly, and flares to `flare` at 20 hours each time."""
    course = start_course(cast.maya, cast.anna, now)
    for day in range(7):
        log(cast.maya, now - 7 * DAY + day * DAY, 3)
    sessions = []
    for week in range(weeks):
        ended_at = now + 7 * week * DAY
        sessions.append(treat(course, cast.anna, ended_at))
        for hours, nrs in ((20, flare), (50, 3), (80, 3), (110, 3)):
            log(cast.maya, ended_at + hours * HOUR, nrs)
    return sessions


def stored(session: Session) -> Any:
    return Session.objects.values_list("expected", flat=True).get(pk=session.pk)


def test_a_session_keeps_what_was_expected_and_its_own_bad_news_changes_nothing(cast: Cast, now: datetime):
    (session,) = treat_weekly(cast, now, weeks=1)
    before, points = stored(session), describe_curve(session, now)["points"]
    assert before["parameters"]["version"] == CURVES_VERSION
    for hours in range(120, 160, 8):
        log(cast.maya, now + hours * HOUR, 9)

    assert stored(session) == before
    session.refresh_from_db()
    assert describe_curve(session, now)["points"] == points


def test_later_learning_never_redraws_an_earlier_band(cast: Cast, now: datetime):
    first = treat_weekly(cast, now, weeks=1)[0]
    before = stored(first)
    agree(cast.maya, now, purpose="audit")
    relearn(now=now + 10 * DAY)
    for week in range(1, 5):
        treat(first.course, cast.anna, now + 7 * week * DAY)
        log(cast.maya, now + 7 * week * DAY + 20 * HOUR, 8)
    log(cast.maya, now + 60 * HOUR, 3, now=now + 40 * DAY)  # the first one is judged again
    assert stored(first) == before


def test_an_entry_from_before_the_session_that_comes_late_moves_the_level_and_nothing_else(cast: Cast, now: datetime):
    (session,) = treat_weekly(cast, now, weeks=1)
    before = stored(session)
    log(cast.maya, now - 2 * DAY - 5 * HOUR, 9, now=now + DAY)
    after = stored(session)
    assert after["parameters"] == before["parameters"]
    assert after["prediction"]["mean"] > before["prediction"]["mean"]


def test_each_next_session_knows_the_flares_before_it(cast: Cast, now: datetime):
    sessions = treat_weekly(cast, now, weeks=4)
    known = [parameters_of(Session.objects.get(pk=session.pk)) for session in sessions]
    assert [each.flares for each in known if each] == [0, 1, 2, 3]
    assert [each.sessions for each in known if each] == [0, 1, 2, 3]
    heights = [each.height for each in known if each]
    assert heights == sorted(heights)
    assert heights[-1] > 2
    assert [each.drop is None for each in known if each] == [True, True, True, False]


def test_a_session_from_before_bands_were_kept_gets_one_when_it_is_next_judged(cast: Cast, now: datetime):
    sessions = treat_weekly(cast, now, weeks=3)
    Session.objects.update(expected=None)
    assert describe_curve(Session.objects.get(pk=sessions[1].pk), now)["points"]
    log(cast.maya, sessions[2].ended_at + 130 * HOUR, 3)

    assert [stored(session) is None for session in sessions] == [True, True, False]
    known = parameters_of(Session.objects.get(pk=sessions[2].pk))
    assert known is not None
    assert (known.sessions, known.flares) == (2, 2)


def test_an_alert_says_how_rare_the_score_was(cast: Cast, now: datetime):
    (session,) = treat_weekly(cast, now, weeks=1)
    update_session(session=session, by=cast.anna, now=now + 5 * DAY, changes={"ended_at": now - HOUR})
    assert not Alert.objects.exists()
    second = treat(session.course, cast.anna, now + 7 * DAY)
    log(cast.maya, second.ended_at + 60 * HOUR, 7)

    detail = Alert.objects.get().detail
    assert 0 < detail["w"] < 0.01
    assert detail["one_in"] == 100
    assert detail["band"]["p10"] < 3 < detail["band"]["p90"]


def test_a_practice_learns_only_from_those_who_agreed_to_be_counted(cast: Cast, now: datetime):
    treat_weekly(cast, now)
    later = now + 60 * DAY
    assert relearn(now=later) == []

    agree(cast.maya, now, purpose="audit")
    (curve,) = relearn(now=later)
    assert (curve.clinic, curve.modality, curve.version, curve.patients) == (cast.harbour, "acupuncture", 1, 1)
    assert (curve.sessions, curve.flares) == (4, 4)
    assert curve.pi == pytest.approx((20 * 0.15 + 4) / 24)
    assert curve.made_at == later

    agree(cast.maya, later, purpose="audit", given=False)
    assert relearn(now=later + DAY) == []
    assert latest_practice(cast.harbour, "acupuncture") is not None


def test_old_versions_are_kept_and_nothing_new_makes_no_version(cast: Cast, now: datetime):
    sessions = treat_weekly(cast, now)
    agree(cast.maya, now, purpose="audit")
    assert len(relearn(now=now + 25 * DAY)) == 1
    assert relearn(now=now + 26 * DAY) == []
    fifth = treat(sessions[0].course, cast.anna, now + 28 * DAY)
    log(cast.maya, now + 28 * DAY + 20 * HOUR, 3)
    assert relearn_clinic(clinic=cast.harbour, now=now + 29 * DAY) == []  # its 48 hours are not over
    assert len(relearn_clinic(clinic=cast.harbour, now=now + 31 * DAY)) == 1

    assert list(PracticeCurve.objects.order_by("version").values_list("version", "sessions")) == [(1, 4), (2, 5)]
    known = parameters_of(Session.objects.get(pk=fifth.pk))
    assert known is not None
    assert known.practice == 1


def test_one_clinic_learns_nothing_from_another(cast: Cast, now: datetime):
    treat_weekly(cast, now)
    agree(cast.maya, now, purpose="audit")
    relearn(now=now + 60 * DAY)
    assert latest_practice(cast.hill, "acupuncture") is None
    assert latest_practice(cast.harbour, "massage") is None


def test_a_treatment_that_is_not_known_teaches_nothing(cast: Cast, now: datetime):
    course = start_course(cast.maya, cast.anna, now)
    treat(course, cast.anna, now, modality="singing-bowls")
    agree(cast.maya, now, purpose="audit")
    start_course(cast.maya, cast.anna, now, region="knee")
    assert relearn(now=now + 60 * DAY) == []


def test_the_command_shows_the_counts_behind_each_new_version(
    cast: Cast, now: datetime, capsys: pytest.CaptureFixture[str]
):
    call_command("relearn")
    assert "Nothing new to learn from." in capsys.readouterr().out
    treat_weekly(cast, now)
    agree(cast.maya, now, purpose="audit")
    with time_machine.travel(now + 60 * DAY):
        call_command("relearn")
    told = capsys.readouterr()
    assert told.err.splitlines() == ["Harbour: 1 new", "Hill: 0 new"]
    heading, row = told.out.splitlines()
    assert heading.split()[:6] == ["clinic", "treatment", "version", "patients", "sessions", "flares"]
    assert row.split()[:6] == ["Harbour", "acupuncture", "1", "1", "4", "4"]


def test_every_night_each_clinic_learns_in_a_task_of_its_own(cast: Cast, now: datetime):
    treat_weekly(cast, now)
    agree(cast.maya, now, purpose="audit")
    relearn_task.app.conf.task_always_eager = True
    try:
        with time_machine.travel(now + 60 * DAY):
            assert relearn_task.delay().get() == 2
    finally:
        relearn_task.app.conf.task_always_eager = False
    assert PracticeCurve.objects.count() == 1
