"""Which course an entry is about must not depend on whether the session or the entry was sent first."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from diary.actions.care import update_course
from diary.actions.entries import EntryBody, record_entry
from diary.actions.sessions import update_session
from diary.models import Course, Entry, Session
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log


@pytest.fixture
def back(cast: Cast, now: datetime) -> Course:
    return start_course(cast.maya, cast.anna, now - 20 * DAY)


@pytest.fixture
def knee(cast: Cast, now: datetime) -> Course:
    return start_course(cast.maya, cast.anna, now - 20 * DAY, region="knee")


def place(entry: Entry) -> tuple[Course | None, Session | None]:
    entry.refresh_from_db()
    return entry.course, entry.session


def state(session: Session) -> tuple[str, bool]:
    session.refresh_from_db()
    return session.recovery, session.is_lasting


def test_a_second_course_s_session_recorded_late_takes_over_the_entries_that_named_no_course(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    first = treat(back, cast.anna, now, nrs_before=3)
    between = log(cast.maya, now + HOUR, 4).entry
    unnamed = log(cast.maya, now + 30 * HOUR, 6).entry
    named = log(cast.maya, now + 31 * HOUR, 3, course=back.pk).entry
    last = log(cast.maya, now + 52 * HOUR, 6).entry
    assert place(last) == (back, first)

    second = treat(knee, cast.anna, now + 2 * HOUR, now=now + 60 * HOUR, nrs_before=3)
    assert [place(each) for each in (between, unnamed, named, last)] == [
        (back, first),
        (knee, second),
        (back, first),
        (knee, second),
    ]


def test_both_courses_are_judged_again_and_whoever_was_told_of_the_first_hears_of_the_second(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    first = treat(back, cast.anna, now, nrs_before=3)
    log(cast.maya, now + 30 * HOUR, 6)
    log(cast.maya, now + 52 * HOUR, 6)
    assert state(first) == ("lasting", True)
    assert list(Alert.objects.values_list("state", "about")) == [("open", first.pk)]

    second = treat(knee, cast.anna, now + 2 * HOUR, now=now + 60 * HOUR, nrs_before=3)
    assert (state(first), state(second)) == (("watching", False), ("lasting", True))
    assert set(Alert.objects.values_list("state", "about")) == {("withdrawn", first.pk), ("open", second.pk)}


def test_it_is_the_same_as_if_the_session_had_been_recorded_in_time(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    first = treat(back, cast.anna, now, nrs_before=3)
    second = treat(knee, cast.anna, now + 2 * HOUR, nrs_before=3)
    entries = [log(cast.maya, now + hours * HOUR, 6).entry for hours in (1, 30, 52)]
    assert [place(each) for each in entries] == [(back, first), (knee, second), (knee, second)]
    assert (state(first), state(second)) == (("watching", False), ("lasting", True))


def test_a_red_flag_that_moves_with_its_entry_is_told_once(cast: Cast, back: Course, knee: Course, now: datetime):
    treat(back, cast.anna, now)
    log(cast.maya, now + 30 * HOUR, 3, "fever")
    treat(knee, cast.anna, now + 2 * HOUR, now=now + 60 * HOUR)
    assert [(each.code, each.state) for each in Alert.objects.filter(rule="red_flag")] == [("fever", "open")]


def test_a_session_that_is_moved_gives_its_entries_back(cast: Cast, back: Course, knee: Course, now: datetime):
    first = treat(back, cast.anna, now)
    second = treat(knee, cast.anna, now + 2 * HOUR)
    entry = log(cast.maya, now + 3 * HOUR, 4).entry
    assert place(entry) == (knee, second)
    moved = {"started_at": now + 4 * HOUR, "ended_at": now + 5 * HOUR}
    update_session(session=second, by=cast.anna, now=now + 6 * HOUR, changes=moved)
    assert place(entry) == (back, first)
    earlier = {"started_at": now + HOUR, "ended_at": now + 2 * HOUR}
    update_session(session=second, by=cast.anna, now=now + 7 * HOUR, changes=earlier)
    assert place(entry) == (knee, second)


def test_a_named_entry_before_its_course_s_first_session_belongs_to_that_course_and_no_recovery(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    treat(back, cast.anna, now)
    entry = log(cast.maya, now + HOUR, 4, course=knee.pk).entry
    assert place(entry) == (knee, None)
    treat(knee, cast.anna, now + 30 * HOUR)
    assert place(entry) == (knee, None)
    late = treat(knee, cast.anna, now + HOUR / 2, now=now + 50 * HOUR)
    assert place(entry) == (knee, late)


def test_a_course_keeps_the_entries_of_the_time_in_which_it_went_on(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    """A course that has ended since keeps its diary when a session of another, older one is recorded late."""
    first = treat(back, cast.anna, now)
    inside = log(cast.maya, now + 30 * HOUR, 4).entry
    update_course(course=back, by=cast.anna, now=now + 40 * HOUR, changes={"ended_at": now + 40 * HOUR})
    after = log(cast.maya, now + 50 * HOUR, 4).entry
    assert (place(inside), place(after)) == ((back, first), (None, None))

    older = treat(knee, cast.anna, now - HOUR, now=now + 60 * HOUR)
    assert (place(inside), place(after)) == ((back, first), (knee, older))


def test_an_entry_from_before_the_course_ended_is_placed_in_it_however_late_it_comes(
    cast: Cast, back: Course, now: datetime
):
    first = treat(back, cast.anna, now)
    update_course(course=back, by=cast.anna, now=now + 40 * HOUR, changes={"ended_at": now + 40 * HOUR})
    assert place(log(cast.maya, now + 30 * HOUR, 4, now=now + 50 * HOUR).entry) == (back, first)


def test_placing_again_costs_no_more_statements_for_a_longer_diary(
    cast: Cast, back: Course, knee: Course, now: datetime
):
    def record_after(count: int, ended_at: datetime) -> int:
        for minutes in range(count):
            log(cast.maya, ended_at + (10 + minutes) * HOUR / 60, 3, now=now + 90 * HOUR)
        with CaptureQueriesContext(connection) as statements:
            treat(knee, cast.anna, ended_at, now=now + 90 * HOUR)
        return len(statements)

    treat(back, cast.anna, now)
    few = record_after(2, now + 10 * HOUR)
    assert record_after(30, now + 70 * HOUR) <= few + 6


def test_a_red_flag_in_a_correction_is_told_after_our_clock_was_put_back(cast: Cast, knee: Course, now: datetime):
    treat(knee, cast.anna, now)
    first = log(cast.maya, now + 40 * HOUR, 3).entry
    body = EntryBody(
        recorded_at=now + 40 * HOUR,
        time_zone="Europe/London",
        nrs_average=3,
        symptoms=[{"code": "face-droop", "severity": None, "new": True}],
    )
    corrected = record_entry(
        patient=cast.maya, entry_id=first.pk, body=body, by=cast.maya.user, now=now - 10 * HOUR, if_match=1
    )
    assert (corrected.entry.recorded_at, corrected.entry.clock) == (now - 10 * HOUR, "future_clamped")
    assert [alert.code for alert in Alert.objects.filter(rule="red_flag")] == ["face-droop"]
