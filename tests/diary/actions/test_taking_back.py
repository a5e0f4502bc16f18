"""A session that was entered in error: it counts nowhere any more, its entries are judged as without it, and nothing is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alerts import actions as alerts
from alerts.models import Alert, Delivery, SetAside
from diary.actions.adverse import correct_adverse_event, record_adverse_event
from diary.actions.diary_file import export_diary, import_diary
from diary.actions.entries import EntryBody, delete_entry, record_entry
from diary.actions.looking import judge_alone, look_again
from diary.actions.reminders import remind_due
from diary.actions.retaining import end_records
from diary.actions.sessions import SessionTakenBack, UnwantedAfterIt, take_back_session, update_session
from diary.invariants import EVERY
from diary.models import Assessment, AuditEvent, Course, Entry, Patient, Session
from diary.models.surroundings import known_of
from diary.reports.audit import audit_of
from diary.reports.curve import history_of_session
from diary.reports.precision import precision_of
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log

WHY = "It was Walter's treatment."


@pytest.fixture
def course(cast: Cast, now: datetime) -> Course:
    """Maya's back, 3 for days before."""
    course = start_course(cast.maya, cast.anna, now - 20 * DAY)
    for days in (4, 3, 2, 1):
        log(cast.maya, now - days * DAY, 3)
    return course


@dataclass
class Wrong:
    """A session that is not Maya's, and what she wrote after it: 6 two days later."""

    session: Session
    patient: Patient
    by: Any

    def take_back(self, now: datetime, because: str = WHY) -> Session:
        return take_back_session(session=self.session, because=because, by=self.by, now=now)

    def alert(self, rule: str) -> Alert:
        return Alert.objects.get(subject=self.patient.pk, about=self.session.pk, rule=rule)


@pytest.fixture
def wrong(cast: Cast, course: Course, now: datetime) -> Wrong:
    session = treat(course, cast.anna, now, regions=["knee"], note="Walter limps.", what_changed="His dog died.")
    return Wrong(session, cast.maya, cast.anna)


def broken(now: datetime) -> list[str]:
    """What must hold of a diary and does not. No message left here: what asks about sending is left out."""
    return [name for name in ("I1", "I10", "I11", "I14", "I15") if EVERY[name](now)]


def findings_of(entry: Entry) -> list[str]:
    """What was last found in an entry, as it is shown with it."""
    last = Assessment.objects.filter(entry=entry).order_by("-made_at", "-id").first()
    return [each["rule"] for each in last.findings if str(entry.pk) in each["readings"]] if last else []


def test_it_stays_with_who_when_and_why_and_counts_nowhere(cast: Cast, course: Course, wrong: Wrong, now: datetime):
    right = treat(course, cast.anna, now + 5 * DAY)
    assert right.number == 2
    log(cast.maya, now + 50 * HOUR, 6)
    taken_back = wrong.take_back(now + 6 * DAY)

    kept = Session.every.get(pk=wrong.session.pk)
    assert (kept.taken_back_at, kept.taken_back_by, kept.taken_back_because) == (now + 6 * DAY, cast.anna, WHY)
    assert (kept.note, kept.look_again_at, taken_back.pk) == ("Walter limps.", None, kept.pk)
    assert [(each.pk, each.number) for each in course.sessions.all()] == [(right.pk, 1)]
    assert AuditEvent.objects.filter(patient=cast.maya, action="session.take_back", actor=cast.anna).count() == 1
    assert history_of_session(right).earlier == ()
    assert broken(now + 6 * DAY) == []


def test_its_48_hours_do_not_run_on(cast: Cast, wrong: Wrong, now: datetime):
    wrong.take_back(now + HOUR)
    late = log(cast.maya, now + 50 * HOUR, 8).entry
    look_again(now=now + 100 * HOUR)
    assert not Alert.objects.filter(subject=cast.maya.pk).exists()
    assert late.session is None
    assert known_of(cast.maya, now + 100 * HOUR).lasting == ()


def test_a_sweep_that_has_claimed_it_already_leaves_it(cast: Cast, wrong: Wrong, now: datetime):
    wrong.take_back(now + HOUR)
    assert judge_alone(wrong.session.pk, now + 100 * HOUR) == 0
    treat(start_course(cast.walter, cast.zoe, now), cast.zoe, now)
    Session.every.filter(pk=wrong.session.pk).update(look_again_at=now + 71 * HOUR)  # as an older version may
    assert look_again(now=now + 100 * HOUR) == 1
    assert not SetAside.objects.exists()
    assert not Assessment.objects.filter(session=wrong.session, made_at=now + 100 * HOUR).exists()


def test_one_that_could_not_be_judged_is_set_aside_no_longer(cast: Cast, wrong: Wrong, now: datetime):
    alerts.set_aside(kind="judge", row=wrong.session.pk, error=ValueError(), now=now)
    wrong.take_back(now + HOUR)
    assert not SetAside.objects.exists()


def test_what_its_rules_alone_found_is_withdrawn_and_the_event_says_why(cast: Cast, wrong: Wrong, now: datetime):
    entry = log(cast.maya, now + 50 * HOUR, 6).entry
    assert (wrong.alert("forty_eight_hours").state, findings_of(entry)) == ("open", ["forty_eight_hours"])
    wrong.take_back(now + 51 * HOUR)
    alert = wrong.alert("forty_eight_hours")
    assert alert.state == "withdrawn"
    last = alert.events.latest("seq")
    assert (last.kind, last.because) == ("withdrawn", "The session was entered in error and taken back.")
    entry.refresh_from_db()
    assert (entry.session, findings_of(entry)) == (None, [])


def test_what_somebody_is_acting_on_stays_with_a_note(cast: Cast, wrong: Wrong, now: datetime):
    log(cast.maya, now + 50 * HOUR, 6)
    alerts.acknowledge(alert_id=wrong.alert("forty_eight_hours").pk, by=cast.anna.pk, now=now + 50 * HOUR)
    wrong.take_back(now + 51 * HOUR)
    alert = wrong.alert("forty_eight_hours")
    assert (alert.state, alert.events.latest("seq").kind) == ("acknowledged", "no_longer_found")


@pytest.mark.parametrize("before", [None, 5 * DAY], ids=["no session before it", "a session before it"])
@pytest.mark.parametrize("answered", [False, True], ids=["open", "answered"])
def test_a_red_flag_stays_and_nobody_is_asked_twice(
    cast: Cast, course: Course, wrong: Wrong, now: datetime, before: timedelta | None, answered: bool
):
    if before is not None:
        treat(course, cast.anna, now - before, now=now, regions=["knee"])
    log(cast.maya, now + 20 * HOUR, 4, "fever")
    flag = wrong.alert("red_flag")
    if answered:
        alerts.resolve(alert_id=flag.pk, by=cast.anna.pk, outcome="referred_gp", note="", now=now + 21 * HOUR)
    wrong.take_back(now + 22 * HOUR)

    assert wrong.alert("red_flag").state == ("resolved" if answered else "open")
    if not answered:
        noted = flag.events.latest("seq")
        assert (noted.kind, noted.by, noted.because.endswith("What the patient reported stands.")) == (
            "noted",
            cast.anna,
            True,
        )
    log(cast.maya, now + 30 * HOUR, 3)
    assert list(Alert.objects.filter(subject=cast.maya.pk, rule="red_flag")) == [flag]
    assert broken(now + 30 * HOUR) == []

    log(cast.maya, now + 31 * HOUR, 4, "fever")
    if answered:
        assert Alert.objects.filter(subject=cast.maya.pk, rule="red_flag").count() == 2, "the next one is told"


def test_a_red_flag_that_only_the_treatment_before_it_explains_is_found_and_told(
    cast: Cast, course: Course, now: datetime
):
    """Needles in the back days before a fever, hidden behind a knee that was somebody else's."""
    first = treat(course, cast.anna, now - 5 * DAY, now=now)
    wrong = Wrong(treat(course, cast.anna, now, regions=["knee"]), cast.maya, cast.anna)
    log(cast.maya, now + 20 * HOUR, 4, "fever")
    wrong.take_back(now + 22 * HOUR)
    told = Alert.objects.get(code="combo-spine-infection")
    assert (told.about, told.state) == (first.pk, "open")


def test_its_entries_go_to_the_session_before_and_are_judged_by_its_clock(cast: Cast, course: Course, now: datetime):
    first = treat(course, cast.anna, now - 30 * HOUR, now=now)
    wrong = Wrong(treat(course, cast.anna, now), cast.maya, cast.anna)
    entry = log(cast.maya, now + 25 * HOUR, 6).entry
    hidden = log(cast.maya, now + 25.5 * HOUR, 6).entry
    delete_entry(patient=cast.maya, entry_id=hidden.pk, by=cast.maya.user, now=now + 26 * HOUR, if_match=1)
    assert findings_of(entry) == []

    wrong.take_back(now + 26 * HOUR)
    for each in (entry, hidden):
        each.refresh_from_db()
        assert each.session == first
    assert findings_of(entry) == ["forty_eight_hours"]
    assert Alert.objects.get(rule="forty_eight_hours").about == first.pk
    first.refresh_from_db()
    assert first.is_lasting


def test_an_entry_that_another_course_lost_to_it_goes_back(cast: Cast, course: Course, now: datetime):
    knee = start_course(cast.maya, cast.anna, now - 9 * DAY, region="knee")
    own = treat(knee, cast.anna, now - 2 * HOUR, now=now)
    wrong = Wrong(treat(course, cast.anna, now), cast.maya, cast.anna)
    entry = log(cast.maya, now + 50 * HOUR, 6).entry
    assert entry.course == course
    wrong.take_back(now + 51 * HOUR)
    entry.refresh_from_db()
    assert (entry.course, entry.session) == (knee, own)


def test_the_right_one_is_recorded_anew_with_the_same_end(cast: Cast, course: Course, wrong: Wrong, now: datetime):
    wrong.take_back(now + HOUR)
    again = treat(course, cast.anna, wrong.session.ended_at, now=now + 2 * HOUR)
    assert (again.number, course.sessions.count()) == (1, 1)
    take_back_session(session=again, because="Twice.", by=cast.anna, now=now + 3 * HOUR)
    assert Session.every.filter(course=course).count() == 2


def test_it_is_taken_back_once_and_corrected_no_more(cast: Cast, wrong: Wrong, now: datetime):
    stale = Session.objects.get(pk=wrong.session.pk)
    wrong.take_back(now + HOUR)
    for refused in (
        lambda: take_back_session(session=stale, because="Again.", by=cast.mia, now=now + 2 * HOUR),
        lambda: update_session(session=stale, by=cast.mia, now=now + 2 * HOUR, changes={"needles": 3}),
    ):
        with pytest.raises(SessionTakenBack, match="taken back by Anna") as raised:
            refused()
        assert (raised.value.by, raised.value.at) == ("Anna", now + HOUR)
    assert Session.every.get(pk=wrong.session.pk).taken_back_because == WHY


def test_the_database_knows_no_half_of_it(wrong: Wrong, now: datetime):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.every.filter(pk=wrong.session.pk).update(taken_back_at=now)


def test_what_followed_it_unwanted_is_put_right_first(cast: Cast, wrong: Wrong, now: datetime):
    what = {"what": "faint-dizzy", "severity": "mild", "cause": "unknown", "outcome": "unknown"}
    said = {"happened_at": now, "by": cast.anna, "now": now + HOUR, **what}
    event = record_adverse_event(patient=cast.maya, session=wrong.session, **said)
    with pytest.raises(UnwantedAfterIt, match="Correct that first"):
        wrong.take_back(now + 2 * HOUR)
    assert Session.objects.filter(pk=wrong.session.pk).exists()
    correct_adverse_event(event=event, session=wrong.session, reason="Walter's.", is_mistake=True, **said)
    wrong.take_back(now + 3 * HOUR)
    assert not Session.objects.filter(pk=wrong.session.pk).exists()


def test_a_review_that_was_due_after_it_is_asked_for_no_more(cast: Cast, course: Course, now: datetime):
    given = [treat(course, cast.anna, now + each * 3 * DAY) for each in range(4)]
    due = Alert.objects.get(rule="review_due")
    assert due.about == given[3].pk
    take_back_session(session=given[1], because=WHY, by=cast.anna, now=now + 10 * DAY)
    due.refresh_from_db()
    assert due.state == "withdrawn"
    fourth = treat(course, cast.anna, now + 12 * DAY)
    assert Alert.objects.get(rule="review_due", state="open").about == fourth.pk


def test_what_it_taught_the_sessions_after_it_is_forgotten(cast: Cast, course: Course, now: datetime):
    def third(*, is_wrong: bool) -> dict[str, Any]:
        with transaction.atomic():
            treat(course, cast.anna, now)
            second = treat(course, cast.anna, now + 5 * DAY) if is_wrong else None
            for hours in (6, 12, 20):
                log(cast.maya, now + 5 * DAY + hours * HOUR, 9)
            last = treat(course, cast.anna, now + 12 * DAY)
            if second is not None:
                taught = last.expected
                take_back_session(session=second, because=WHY, by=cast.anna, now=now + 13 * DAY)
                last.refresh_from_db()
                assert taught != last.expected
            transaction.set_rollback(True)
            return dict(last.expected["parameters"])

    assert third(is_wrong=True) == third(is_wrong=False)


def test_nobody_is_reminded_of_it(cast: Cast, wrong: Wrong, now: datetime):
    agree(cast.maya, now, purpose="reminders")
    cast.maya.refresh_from_db()
    assert cast.maya.remind_at is not None
    wrong.take_back(now + HOUR)
    cast.maya.refresh_from_db()
    assert cast.maya.remind_at is None
    assert remind_due(now=now + 50 * HOUR) == 0


def test_a_reminder_of_it_that_is_on_its_way_does_not_leave(cast: Cast, wrong: Wrong, now: datetime):
    alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    agree(cast.maya, now, purpose="reminders")
    cast.maya.refresh_from_db()
    assert remind_due(now=cast.maya.remind_at) == 1
    wrong.take_back(cast.maya.remind_at + timedelta(minutes=5))
    assert [each.state for each in Delivery.objects.filter(message="diary")] == ["suppressed"]


def test_figures_of_the_clinic_leave_it_out_and_keep_what_was_ticked(
    cast: Cast, course: Course, wrong: Wrong, now: datetime
):
    agree(cast.maya, now - DAY, purpose="audit")
    log(cast.maya, now + 50 * HOUR, 6, "fever")

    def fired() -> dict[str, int]:
        return {row["rule"]: row["fired"] for row in precision_of(cast.harbour, now, now + 9 * DAY)}

    assert fired() == {"red_flag": 1, "forty_eight_hours": 1}
    counted = audit_of(cast.harbour, now - DAY, now + 9 * DAY)
    wrong.take_back(now + 60 * HOUR)
    assert fired() == {"red_flag": 1}
    assert audit_of(cast.harbour, now - DAY, now + 9 * DAY) != counted or counted["sessions"] is None


def test_a_file_of_the_diary_holds_it_without_what_may_be_about_somebody_else(cast: Cast, wrong: Wrong, now: datetime):
    wrong.take_back(now + HOUR)
    content = export_diary(patient=cast.maya, by=cast.maya.user, now=now + 2 * HOUR)
    [row] = content["rows"]["Session"]
    assert (row["taken_back_at"], row["taken_back_because"]) == ((now + HOUR).isoformat(), "")
    assert "Walter" not in str(content)
    assert "dog" not in str(content)

    Assessment.objects.filter(session=wrong.session).delete()
    Session.every.filter(pk=wrong.session.pk).delete()
    taken = import_diary(content=content, by=cast.anna, now=now + 3 * HOUR)
    assert taken.refused == []
    assert not Session.objects.filter(patient=cast.maya).exists()
    assert Session.every.filter(patient=cast.maya).count() == 1


def test_it_goes_with_the_record(cast: Cast, wrong: Wrong, now: datetime):
    wrong.take_back(now + HOUR)
    ended = end_records(now=now + timedelta(days=366 * 9))
    assert cast.maya.pk in {each.patient for each in ended}
    assert not Session.every.filter(patient=cast.maya).exists()


def test_a_correction_sent_later_finds_its_place_without_it(cast: Cast, wrong: Wrong, now: datetime):
    sent = log(cast.maya, now + 50 * HOUR, 6).entry
    wrong.take_back(now + 51 * HOUR)
    body = EntryBody(recorded_at=sent.recorded_at, time_zone="Europe/London", nrs_average=7)
    corrected = record_entry(entry_id=sent.pk, body=body, by=cast.maya.user, now=now + 52 * HOUR, if_match=1)
    assert (corrected.entry.session, corrected.findings) == (None, ())
