"""A whole course is judged beside its recoveries: relief that does not last, and the review after session 4."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.models import Alert
from diary.actions.care import update_course
from diary.actions.entries import delete_entry
from diary.actions.progress import NothingToReview, complete_review, progress_of
from diary.models import Assessment, Course, Entry, Review, Session
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log

FALLS_AND_RETURNS: Mapping[float, float] = {2.2: 3, 3: 3, 3.8: 3, 4.5: 6, 5.5: 6, 6.5: 6}


@pytest.fixture
def course(cast: Cast, now: datetime) -> Course:
    return start_course(cast.maya, cast.anna, now - 10 * DAY, planned_sessions=8)


def give(cast: Cast, course: Course, first: datetime, weeks: int) -> list[Session]:
    """Weekly sessions from `first` on; after each the pain falls from 6 to 3 for three days and comes back."""
    sessions = []
    for days in (3, 2, 1):
        log(cast.maya, first - days * DAY, 6)
    for week in range(weeks):
        ended_at = first + week * 7 * DAY
        sessions.append(treat(course, cast.anna, ended_at))
        for day, score in FALLS_AND_RETURNS.items():
            log(cast.maya, ended_at + day * DAY, score)
    return sessions


def told(rule: str) -> list[tuple[str, object]]:
    return list(Alert.objects.filter(rule=rule).order_by("raised_at").values_list("state", "about"))


def test_scenario_d_warns_on_the_review_after_four_sessions_and_alerts_after_five(
    cast: Cast, course: Course, now: datetime
):
    """Clinical reference 1.8 D, through entries and sessions as they are recorded."""
    give(cast, course, now, 4)
    after_four = progress_of(course, now + 28 * DAY)
    assert (after_four.relapses, after_four.relapse_warning) == (
        4,
        "Relief has not lasted 4 times, after sessions 1, 2, 3 and 4.",
    )
    assert told("relapse") == []

    fifth = treat(course, cast.anna, now + 28 * DAY)
    for day, score in FALLS_AND_RETURNS.items():
        log(cast.maya, fifth.ended_at + day * DAY, score)
    assert told("relapse") == [("open", fifth.pk)]
    alert = Alert.objects.get(rule="relapse")
    assert alert.level == "practitioner"
    assert alert.detail["because"].startswith("Relief has not lasted 5 times. Talk about changing or stopping.")
    last_days = Entry.objects.filter(recorded_at__gt=fifth.ended_at + 4 * DAY)
    assert {cause.cause for cause in alert.causes.all()} == {entry.pk for entry in last_days}


def test_an_entry_reads_one_recovery_of_a_long_course_not_all_its_scores(cast: Cast, course: Course, now: datetime):
    give(cast, course, now, 4)
    with CaptureQueriesContext(connection) as statements:
        log(cast.maya, now + 27 * DAY, 6)
    assert [each["sql"] for each in statements.captured_queries if "COALESCE" in each["sql"]] == []
    assert [session.relief for session in Session.objects.order_by("ended_at")] == ["reverted"] * 4


def test_a_course_judged_before_relief_was_kept_is_read_once_and_tells_the_same(
    cast: Cast, course: Course, now: datetime
):
    fifth = give(cast, course, now, 5)[-1]
    assert told("relapse") == [("open", fifth.pk)]
    Alert.objects.update(state="withdrawn", withdrawn_at=now)
    Session.objects.update(relief="")
    log(cast.maya, now + 34.9 * DAY, 6)
    assert told("relapse") == [("withdrawn", fifth.pk), ("open", fifth.pk)]
    assert [session.relief for session in Session.objects.order_by("ended_at")] == ["reverted"] * 5


def test_scores_that_come_late_change_the_relief_of_the_session_they_belong_to(
    cast: Cast, course: Course, now: datetime
):
    give(cast, course, now, 4)
    for day in (6.6, 6.7, 6.8):
        log(cast.maya, now + 7 * DAY + day * DAY, 0, now=now + 29 * DAY)
    first, second, _, fourth = (session.relief for session in Session.objects.order_by("ended_at"))
    assert (first, second, fourth) == ("reverted", "improving", "reverted")


def test_a_sixth_time_asks_nobody_again_whether_the_alert_waits_or_was_answered(
    cast: Cast, course: Course, now: datetime
):
    give(cast, course, now, 6)
    alert = Alert.objects.get(rule="relapse")
    assert (alert.state, alert.detail["because"][:31]) == ("open", "Relief has not lasted 6 times. ")

    later = now + 42 * DAY
    alerts.resolve(alert_id=alert.pk, by=cast.anna.pk, outcome="advised", note="", now=later)
    seventh = treat(course, cast.anna, later)
    for day, score in FALLS_AND_RETURNS.items():
        log(cast.maya, seventh.ended_at + day * DAY, score)
    assert [state for state, _ in told("relapse")] == ["resolved"]


def test_a_correction_that_shows_the_relief_held_withdraws_the_open_alert(cast: Cast, course: Course, now: datetime):
    fifth = give(cast, course, now, 5)[-1]
    for day in (6.6, 6.7, 6.8):
        log(cast.maya, fifth.ended_at + day * DAY, 0, now=now + 36 * DAY)
    assert told("relapse") == [("withdrawn", fifth.pk)]


def test_deleting_an_entry_it_rests_on_withdraws_nothing(cast: Cast, course: Course, now: datetime):
    fifth = give(cast, course, now, 5)[-1]
    entry = Entry.objects.get(recorded_at=fifth.ended_at + 6.5 * DAY)
    delete_entry(patient=cast.maya, entry_id=entry.pk, by=cast.maya.user, now=now + 36 * DAY, if_match=1)
    assert told("relapse") == [("open", fifth.pk)]


def test_without_monitoring_the_course_is_judged_and_nobody_told(cast: Cast, course: Course, now: datetime):
    agree(cast.maya, now - DAY, given=False)
    give(cast, course, now, 5)
    assert told("relapse") == told("review_due") == []
    rules = {finding["rule"] for each in Assessment.objects.all() for finding in each.findings}
    assert {"relapse", "review_due"} <= rules

    agree(cast.maya, now + 36 * DAY)
    assert [state for state, _ in told("relapse") + told("review_due")] == ["open", "open"]


def test_a_review_is_asked_for_when_session_4_is_recorded_and_the_review_answers_it(
    cast: Cast, course: Course, now: datetime
):
    for day in (0, 3, 7):
        treat(course, cast.anna, now + day * DAY)
    assert told("review_due") == []
    fourth = treat(course, cast.anna, now + 10 * DAY)
    assert told("review_due") == [("open", fourth.pk)]

    review = complete_review(
        course=course,
        plan="change",
        causes=["unknown", "body-response"],
        note="Fewer needles.",
        by=cast.anna,
        now=now + 12 * DAY,
    )
    alert = Alert.objects.get(rule="review_due")
    assert (alert.state, alert.outcome, alert.resolved_by) == ("resolved", "advised", cast.anna)
    assert (review.after_session, review.result, review.plan) == (4, None, "change")
    assert review.causes == ["body-response", "unknown"]
    assert review.figures["given"] == 4
    assert Review.objects.get(pk=review.pk).note == "Fewer needles."

    treat(course, cast.anna, now + 14 * DAY)
    log(cast.maya, now + 15 * DAY, 4)
    assert told("review_due") == [("resolved", fourth.pk)]


def test_a_review_not_written_in_time_says_so_on_the_same_alert(cast: Cast, course: Course, now: datetime):
    for day in (0, 3, 7, 10, 14):
        treat(course, cast.anna, now + day * DAY)
    alert = Alert.objects.get(rule="review_due")
    assert (alert.state, alert.detail["because"]) == (
        "open",
        "5 sessions were given and the course was not reviewed: it was due before session 5 ended.",
    )


def test_an_early_look_answers_nothing(cast: Cast, course: Course, now: datetime):
    treat(course, cast.anna, now)
    assert complete_review(course=course, plan="continue", by=cast.anna, now=now + DAY).after_session == 1
    for day in (3, 7, 10):
        treat(course, cast.anna, now + day * DAY)
    assert [state for state, _ in told("review_due")] == ["open"]


def test_a_review_that_refers_is_answered_so(cast: Cast, course: Course, now: datetime):
    for day in (0, 3, 7, 10):
        treat(course, cast.anna, now + day * DAY)
    complete_review(course=course, plan="refer", by=cast.anna, now=now + 12 * DAY)
    assert Alert.objects.get(rule="review_due").outcome == "referred_gp"


def test_ending_the_course_withdraws_the_request_for_a_review(cast: Cast, course: Course, now: datetime):
    for day in (0, 3, 7, 10):
        treat(course, cast.anna, now + day * DAY)
    later = now + 11 * DAY
    ended = update_course(
        course=course, by=cast.anna, now=later, changes={"ended_at": later, "end_state": "resolved_early"}
    )
    assert (ended.end_state, ended.ended_at) == ("resolved_early", later)
    assert [state for state, _ in told("review_due")] == ["withdrawn"]


def test_a_course_without_a_session_cannot_be_reviewed(cast: Cast, course: Course, now: datetime):
    with pytest.raises(NothingToReview):
        complete_review(course=course, plan="stop", by=cast.anna, now=now)


def test_in_maintenance_the_baseline_looks_back_14_days(cast: Cast, course: Course, now: datetime):
    treat(course, cast.anna, now, nrs_before=6)
    for day in (20, 21, 22):
        log(cast.maya, now + day * DAY, 4)
    for day in (28, 29, 30):
        log(cast.maya, now + day * DAY, 2)
    before = treat(course, cast.anna, now + 33 * DAY)
    assert (float(before.baseline_nrs or 0), before.baseline_quality) == (2, "good")

    update_course(course=course, by=cast.anna, now=now + 33 * DAY, changes={"maintenance_since_at": now + 10 * DAY})
    before.refresh_from_db()
    assert (float(before.baseline_nrs or 0), len(before.baseline_readings)) == (3, 6)
    assert before.ended_at - HOUR == before.started_at
