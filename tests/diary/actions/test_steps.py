"""The steps after pain was found to last, as alerts: taken by time, told once, stopped by closing or by pain that is back."""

from datetime import datetime, timedelta

import pytest

from alerts import actions as alerts
from alerts.models import Alert
from diary.actions.looking import look_again
from diary.actions.sessions import NotLasting, update_session
from diary.models import Session
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log


@pytest.fixture
def treated(cast: Cast, now: datetime) -> Session:
    """Maya scored 3 for three days and was treated at `now`; 7 at 30 and 50 hours."""
    for days in (1, 2, 3):
        log(cast.maya, now - days * DAY - 2 * HOUR, 3)
    session = treat(start_course(cast.maya, cast.anna, now - 10 * DAY), cast.anna, now)
    score(cast, session, (30, 7), (50, 7))
    return session


def score(cast: Cast, session: Session, *scores: tuple[float, float], **more: object) -> None:
    for hours, nrs in scores:
        log(cast.maya, session.ended_at + hours * HOUR, nrs, **more)


def found(session: Session) -> dict[str, str]:
    """The state of each rule's alert about one session."""
    return dict(Alert.objects.filter(about=session.pk).values_list("rule", "state"))


def state(session: Session) -> str:
    session.refresh_from_db()
    return session.recovery


def test_five_days_is_told_by_time_alone_and_once(cast: Cast, treated: Session, now: datetime):
    assert look_again(now=now + 120 * HOUR - timedelta(seconds=1)) == 0
    assert look_again(now=now + 120 * HOUR) == 1
    assert found(treated) == {"forty_eight_hours": "open", "five_days": "open"}
    assert state(treated) == "gp_advised"
    alert = Alert.objects.get(rule="five_days")
    assert "Consider a GP." in alert.detail["because"]

    alerts.resolve(alert_id=alert.pk, by=cast.anna.pk, outcome="referred_gp", note="", now=now + 121 * HOUR)
    score(cast, treated, (130, 7), (150, 6))
    assert Alert.objects.filter(rule="five_days").count() == 1


def test_pain_that_is_back_by_five_days_takes_no_step(cast: Cast, treated: Session, now: datetime):
    score(cast, treated, (100, 3))
    assert look_again(now=now + 120 * HOUR) == 0
    assert found(treated) == {"forty_eight_hours": "open"}
    assert state(treated) == "settled"


def test_an_entry_that_arrives_late_withdraws_a_step_that_was_not_due(cast: Cast, treated: Session, now: datetime):
    look_again(now=now + 120 * HOUR)
    log(cast.maya, now + 100 * HOUR, 3, now=now + 125 * HOUR)
    assert found(treated) == {"forty_eight_hours": "open", "five_days": "withdrawn"}


def test_an_entry_after_five_days_takes_nothing_back(cast: Cast, treated: Session, now: datetime):
    look_again(now=now + 120 * HOUR)
    score(cast, treated, (130, 3))
    assert found(treated) == {"forty_eight_hours": "open", "five_days": "open"}
    assert state(treated) == "settled"


def test_scenario_a_ends_with_the_specialist(cast: Cast, treated: Session, now: datetime):
    """S002-1: still 7 on day 5; on day 16 the patient can do hardly anything."""
    look_again(now=now + 120 * HOUR)
    assert look_again(now=now + 336 * HOUR) == 0
    score(cast, treated, (384, 7), function="hardly_anything")
    assert found(treated)["two_weeks"] == "open"
    assert "neurology, orthopaedics or rheumatology" in Alert.objects.get(rule="two_weeks").detail["because"]
    assert state(treated) == "specialist_advised"


def test_two_weeks_is_told_by_time_when_the_patient_cant_do_most_things(cast: Cast, treated: Session, now: datetime):
    score(cast, treated, (60, 7), function="some")
    look_again(now=now + 120 * HOUR)
    assert look_again(now=now + 336 * HOUR) == 1
    assert found(treated)["two_weeks"] == "open"


def test_weekly_sessions_do_not_hide_pain_that_never_came_back(cast: Cast, treated: Session, now: datetime):
    look_again(now=now + 120 * HOUR)
    second = treat(treated.course, cast.anna, now + 168 * HOUR, nrs_before=7)
    score(cast, second, (30, 7), (180, 7), function="hardly_anything")
    assert found(treated)["two_weeks"] == "open"


def test_pain_that_is_back_after_the_next_session_stops_the_steps_of_the_one_before(
    cast: Cast, treated: Session, now: datetime
):
    second = treat(treated.course, cast.anna, now + 84 * HOUR, nrs_before=7)
    score(cast, second, (26, 3))
    treated.refresh_from_db()
    assert treated.look_again_at is None
    assert look_again(now=now + 120 * HOUR) == 0
    assert "five_days" not in found(treated)


def test_pain_that_gets_worse_after_the_alert_is_told_again_once(cast: Cast, treated: Session):
    score(cast, treated, (60, 9), (70, 10))
    assert found(treated)["worsening_after_alert"] == "open"
    alert = Alert.objects.get(rule="worsening_after_alert")
    assert alert.detail["because"].startswith("9 out of 10 at 60 hours; 7 at 50 hours")


def test_a_heavy_flare_is_told_in_the_first_hours_and_again_for_a_new_one(cast: Cast, now: datetime):
    for days in (1, 2, 3):
        log(cast.maya, now - days * DAY - 2 * HOUR, 3)
    session = treat(start_course(cast.maya, cast.anna, now - 10 * DAY), cast.anna, now)
    score(cast, session, (2, 8))
    first = Alert.objects.get(rule="heavy_flare")
    alerts.resolve(alert_id=first.pk, by=cast.anna.pk, outcome="advised", note="", now=now + 3 * HOUR)
    score(cast, session, (4, 5))
    assert found(session) == {"heavy_flare": "resolved"}
    score(cast, session, (20, 9))
    assert sorted(Alert.objects.filter(rule="heavy_flare").values_list("state", flat=True)) == ["open", "resolved"]


def test_a_heavy_flare_corrected_at_once_is_withdrawn(cast: Cast, now: datetime):
    session = treat(start_course(cast.maya, cast.anna, now - 10 * DAY), cast.anna, now, nrs_before=3)
    score(cast, session, (2, 9))
    assert found(session) == {"heavy_flare": "open"}
    score(cast, session, (2.1, 3))
    assert found(session) == {"heavy_flare": "withdrawn"}


def close(cast: Cast, session: Session, now: datetime, *, closed: bool = True) -> None:
    session.refresh_from_db()
    update_session(session=session, by=cast.anna, now=now, changes={"closed": closed})


def test_a_closed_recovery_takes_no_further_steps_and_keeps_its_alerts(cast: Cast, treated: Session, now: datetime):
    close(cast, treated, now + 60 * HOUR)
    assert state(treated) == "closed"
    assert treated.look_again_at is None
    assert look_again(now=now + 400 * HOUR) == 0
    assert found(treated) == {"forty_eight_hours": "open"}


def test_a_closed_recovery_can_be_opened_again(cast: Cast, treated: Session, now: datetime):
    close(cast, treated, now + 60 * HOUR)
    close(cast, treated, now + 61 * HOUR, closed=False)
    assert state(treated) == "lasting"
    assert look_again(now=now + 120 * HOUR) == 1


def test_what_does_not_last_cannot_be_closed(cast: Cast, now: datetime):
    session = treat(start_course(cast.maya, cast.anna, now - 10 * DAY), cast.anna, now)
    with pytest.raises(NotLasting):
        close(cast, session, now + HOUR)


def test_a_closed_recovery_is_judged_again_after_an_edit(cast: Cast, treated: Session, now: datetime):
    """The session ended later than was noted: the score of 50 hours is one of 40, and nothing was found to last."""
    close(cast, treated, now + 60 * HOUR)
    update_session(session=treated, by=cast.anna, now=now + 61 * HOUR, changes={"ended_at": now + 10 * HOUR})
    assert state(treated) == "watching"
    assert found(treated) == {"forty_eight_hours": "withdrawn"}


def test_nothing_is_carried_on_from_a_closed_recovery(cast: Cast, treated: Session, now: datetime):
    score(cast, treated, (80, 7), (100, 7), (125, 7))
    close(cast, treated, now + 70 * HOUR)
    second = treat(treated.course, cast.anna, now + 168 * HOUR)
    second.refresh_from_db()
    assert (second.baseline_nrs, second.baseline_quality) == (7, "good")
