"""Reminding Maya: when she agreed, by one channel, never at night, never twice, never after she wrote."""

from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Min, Q

from alerts import actions as alerts
from alerts.channels import CHANNELS, Accepted, Outgoing
from alerts.models import ContactPoint, Delivery
from diary.actions.entries import delete_entry
from diary.actions.profile import update_profile
from diary.actions.reminders import PauseTooLong, pause_reminders, remind_due
from diary.models import Entry, Patient, Reminder, Session
from diary.tasks import remind
from tests.alerts.browsers import Browser
from tests.cast import Cast, agree, make_cast, start_course, treat
from tests.diary.care import log

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TREATED = datetime(2026, 5, 4, 9, tzinfo=UTC)  # a Monday, 10:00 in London
EVENING = datetime(2026, 5, 4, 18, tzinfo=UTC)
NEXT_DAY = TREATED + DAY
TWO_DAYS = TREATED + 49 * HOUR


@pytest.fixture
def now() -> datetime:
    return TREATED


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    """Maya has an address, agreed to reminders, and was treated this morning."""
    everybody = make_cast(now)
    maya = everybody.maya
    maya.email = "maya@mail.example"
    maya.save(update_fields=["email"])
    agree(maya, now - DAY, purpose="reminders")
    treat(start_course(maya, everybody.anna, now - DAY), everybody.anna, now)
    maya.refresh_from_db()
    return everybody


def remind_at(cast: Cast) -> datetime | None:
    return Patient.objects.get(pk=cast.maya.pk).remind_at


def following(cast: Cast, moment: datetime, step: timedelta) -> datetime:
    """The next of the sweeper's steps at which a reminder, a message or the missing of a receipt is due; an hour on at most."""
    waiting = Delivery.objects.aggregate(
        sends=Min("next_attempt_at", filter=Q(state__in=("pending", "claimed"))), receipt=Min("receipt_due_at")
    )
    due = min(filter(None, [remind_at(cast), *waiting.values(), moment + HOUR]))
    return moment + max(1, ceil((due - moment) / step)) * step


def run(cast: Cast, since: datetime, until: datetime, step: timedelta = timedelta(minutes=10)) -> list[datetime]:
    """Let the sweeper work every `step` at which anything is due, and every hour; the moments at which Maya was told."""
    moment = since
    while moment < until:
        remind_due(now=moment)
        alerts.sweep(clock=partial(datetime.fromtimestamp, moment.timestamp(), UTC), lane="sweeper")
        moment = following(cast, moment, step)
    return list(
        Delivery.objects.filter(recipient=cast.maya.user, state="sent")
        .order_by("sent_at")
        .values_list("sent_at", flat=True)
    )


def test_she_is_reminded_in_the_evening_and_the_next_day_and_after_two(cast: Cast) -> None:
    assert remind_at(cast) == EVENING
    told = run(cast, TREATED, TREATED + 2 * DAY + 2 * HOUR)
    assert told == [EVENING, NEXT_DAY, TWO_DAYS]
    assert set(Delivery.objects.filter(state="sent").values_list("message", flat=True)) == {"diary"}
    assert Reminder.objects.filter(state="sent").count() == 3


def test_an_entry_takes_back_what_it_answers_in_its_own_transaction(cast: Cast) -> None:
    remind_due(now=EVENING)
    waiting = Delivery.objects.get(state="pending", message="diary")
    log(cast.maya, EVENING, 4)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("suppressed", "answered")
    assert remind_at(cast) == NEXT_DAY


def test_an_entry_beforehand_means_no_reminder(cast: Cast) -> None:
    log(cast.maya, EVENING - HOUR, 4)
    assert remind_at(cast) == NEXT_DAY
    assert run(cast, TREATED, EVENING + 2 * HOUR) == []


def test_a_symptom_without_a_score_leaves_the_question_open(cast: Cast) -> None:
    remind_due(now=EVENING)
    log(cast.maya, EVENING, None, "headache")
    assert Delivery.objects.filter(message="diary", state="pending").count() == 1


def test_deleting_the_answer_asks_again(cast: Cast) -> None:
    entry = log(cast.maya, EVENING - HOUR, 4).entry
    delete_entry(patient=cast.maya, entry_id=entry.pk, by=cast.maya.user, now=EVENING - HOUR, if_match=1)
    assert Entry.objects.get(pk=entry.pk).deleted_at
    assert remind_at(cast) == EVENING


def test_without_consent_nothing_is_planned_and_nothing_leaves(cast: Cast) -> None:
    remind_due(now=EVENING)
    agree(cast.maya, EVENING, purpose="reminders", given=False)
    assert remind_at(cast) is None
    assert Delivery.objects.get(message="diary").state == "suppressed"
    assert run(cast, EVENING, TREATED + 3 * DAY) == []


def test_consent_given_later_begins_there(cast: Cast) -> None:
    agree(cast.maya, TREATED, purpose="reminders", given=False)
    agree(cast.maya, TREATED + 20 * HOUR, purpose="reminders")
    assert remind_at(cast) == NEXT_DAY


@pytest.mark.parametrize("is_down_for", [2 * HOUR, 14 * HOUR], ids=["until night", "overnight"])
def test_what_is_late_is_dropped_and_not_sent_hours_later(cast: Cast, is_down_for: timedelta) -> None:
    told = run(cast, EVENING + is_down_for, NEXT_DAY - timedelta(minutes=10))
    assert told == []
    assert remind_at(cast) == NEXT_DAY


def test_within_the_hour_it_still_leaves_but_never_at_night(cast: Cast) -> None:
    assert run(cast, EVENING + timedelta(minutes=50), EVENING + HOUR) == [EVENING + timedelta(minutes=50)]


def test_a_message_that_cannot_leave_before_night_is_dropped(cast: Cast) -> None:
    remind_due(now=EVENING + timedelta(minutes=55))
    delivery = Delivery.objects.get(message="diary")
    assert delivery.give_up_at == EVENING + HOUR  # 20:00 in London
    alerts.sweep(clock=lambda: EVENING + HOUR, lane="sweeper")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("suppressed", "too late")


def test_a_pause_holds_until_its_end(cast: Cast) -> None:
    until = NEXT_DAY + HOUR
    remind_due(now=EVENING)
    pause_reminders(patient=cast.maya, until=until, by=cast.maya.user, now=EVENING)
    assert Delivery.objects.get(message="diary").reason == "paused"
    assert remind_at(cast) == TWO_DAYS
    assert run(cast, EVENING, TWO_DAYS + HOUR) == [TWO_DAYS]
    pause_reminders(patient=cast.maya, until=None, by=cast.maya.user, now=TWO_DAYS + HOUR)
    assert Patient.objects.get(pk=cast.maya.pk).reminders_paused_until is None


@pytest.mark.parametrize("until", [TREATED, TREATED - DAY, TREATED + 400 * DAY])
def test_a_pause_ends_some_day_and_not_before_it_began(cast: Cast, until: datetime) -> None:
    with pytest.raises(PauseTooLong):
        pause_reminders(patient=cast.maya, until=until, by=cast.maya.user, now=TREATED)


def test_a_new_zone_moves_what_comes(cast: Cast) -> None:
    update_profile(user=cast.maya.user, changes={"time_zone": "America/New_York"}, now=TREATED)
    assert remind_at(cast) == datetime(2026, 5, 4, 23, tzinfo=UTC)


def test_three_unanswered_change_the_channel(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []

    def channel_called(name: str) -> Any:
        def send(message: Outgoing) -> Accepted:
            used.append(name)
            return Accepted()

        return send

    for name in CHANNELS:
        monkeypatch.setitem(CHANNELS, name, channel_called(name))
    for channel, address, secret in (
        ("push", "https://fcm.googleapis.com/fcm/send/maya", Browser().kept),
        ("sms", "+441632960000", ""),
    ):
        alerts.add_contact_point(
            user_id=cast.maya.user_id, channel=channel, address=address, secret=secret, now=TREATED
        )
    moment = TREATED
    while moment < TREATED + 3 * DAY:
        remind_due(now=moment)
        alerts.sweep(clock=partial(datetime.fromtimestamp, moment.timestamp(), UTC), lane="sweeper")
        ContactPoint.objects.update(silent_since=None)  # her phone confirms each of them
        Delivery.objects.update(receipt_due_at=None)
        moment = following(cast, moment, timedelta(minutes=10))
    # Evening, +24 h and +49 h by push; the first after 54 h by e-mail, and once by SMS as well; then e-mail goes on.
    assert used[:3] == ["push"] * 3
    assert sorted(used[3:5]) == ["email", "sms"]
    assert set(used[5:]) == {"email"}


def test_nobody_is_reminded_more_than_twice_a_day(cast: Cast) -> None:
    """Two courses, two sessions on one morning: the day still holds two."""
    other = start_course(cast.maya, cast.anna, TREATED, region="knee")
    treat(other, cast.anna, TREATED + timedelta(minutes=30), now=TREATED + HOUR)
    told = run(cast, TREATED, TREATED + 6 * DAY)
    days = [moment.date() for moment in told]
    assert days
    assert max(days.count(day) for day in days) <= 2
    assert all(9 <= (moment + HOUR).hour < 20 for moment in told)


def test_two_processes_remind_once(cast: Cast) -> None:
    assert remind_due(now=EVENING) == 1
    assert remind_due(now=EVENING) == 0
    assert Delivery.objects.filter(message="diary").count() == 1


def test_a_stale_moment_costs_a_question_and_never_a_message(cast: Cast) -> None:
    log(cast.maya, EVENING - HOUR, 4)
    Patient.objects.filter(pk=cast.maya.pk).update(remind_at=EVENING)
    assert remind_due(now=EVENING) == 0
    assert remind_at(cast) == NEXT_DAY


def test_a_patient_who_cannot_be_reminded_does_not_hold_up_the_others(cast: Cast) -> None:
    agree(cast.walter, TREATED - DAY, purpose="reminders")
    alerts.add_contact_point(user_id=cast.walter.user_id, channel="email", address="w@mail.example", now=TREATED)
    treat(start_course(cast.walter, cast.zoe, TREATED - DAY), cast.zoe, TREATED)
    Patient.objects.filter(pk=cast.maya.pk).update(time_zone="Mars/Olympus", remind_at=EVENING - HOUR)
    assert remind_due(now=EVENING) == 1
    assert remind_at(cast) == EVENING + timedelta(minutes=5)


def test_when_nothing_reaches_her_it_is_noted_and_not_repeated(cast: Cast) -> None:
    ContactPoint.objects.filter(user=cast.maya.user).update(active=False, disabled_reason="removed")
    assert run(cast, TREATED, EVENING + HOUR) == []
    assert Reminder.objects.get().state == "dropped"


def test_a_message_says_nothing_of_her_or_the_clinic(cast: Cast, mailoutbox: list[Any]) -> None:
    run(cast, EVENING, EVENING + HOUR)
    [mail] = mailoutbox
    assert (mail.subject, mail.to) == ("Ebb: a reminder", ["maya@mail.example"])
    assert "/app/" in mail.body
    for word in ("Maya", "Harbour", "pain", "back", "acupuncture", "session"):
        assert word not in mail.subject + mail.body


def test_beat_and_the_sweeper_both_remind(cast: Cast) -> None:
    """Whatever the clock says now, both ask: a column in the past is worked out anew by either."""
    for ask in (remind, lambda: call_command("sweep", once=True)):
        Patient.objects.filter(pk=cast.maya.pk).update(remind_at=TREATED)
        ask()
        assert remind_at(cast) != TREATED


def test_a_settled_recovery_is_not_asked_about(cast: Cast) -> None:
    Session.objects.update(settled_at=TREATED + HOUR)
    update_profile(user=cast.maya.user, changes={"locale": "es"}, now=TREATED + HOUR)
    assert remind_at(cast) is None
