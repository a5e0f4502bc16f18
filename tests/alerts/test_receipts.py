"""A push that nobody confirms is not a message: the phone says so, or the next channel is used and somebody hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alerts import actions
from alerts.actions.sweeping import Swept
from alerts.channels import DeliveryError
from alerts.models import Channel, ContactPoint, Delivery
from tests.alerts.browsers import Browser
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise

Sweep = Callable[[], Swept]
ENDPOINT = "https://fcm.googleapis.com/fcm/send/nora"


@pytest.fixture
def nora(person: Person, clock: Clock) -> Any:
    """She has push on her phone, and e-mail."""
    user = person("nora")
    subscribe(user, clock)
    return user


def subscribe(user: Any, clock: Clock, endpoint: str = ENDPOINT) -> ContactPoint:
    return actions.add_contact_point(
        user_id=user.pk, channel="push", address=endpoint, secret=Browser().kept, now=clock.now
    )


def remind(user: Any, clock: Clock, **changes: Any) -> list[Delivery]:
    fields: dict[str, Any] = {"channel_step": 0, "by_sms_too": False, "give_up_at": clock.now + timedelta(hours=1)}
    return actions.remind(user_id=user.pk, subject=None, now=clock.now, **(fields | changes))  # type: ignore[arg-type]


def test_a_receipt_in_time_leaves_everything_as_it_is(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    [push] = remind(nora, clock)
    sweep()
    assert Delivery.objects.get().receipt_due_at == clock.now + timedelta(hours=2)
    clock.advance(hours=1)
    assert actions.note_receipt(delivery_id=push.pk, now=clock.now)
    clock.advance(hours=5)
    sweep()
    row = Delivery.objects.get()
    assert (row.receipt_due_at, row.received_at) == (None, clock.now - timedelta(hours=5))
    assert actions.troubles_of(user_ids=[nora.pk]) == []


def test_a_receipt_may_be_quicker_than_the_push_services_answer(
    nora: Any, clock: Clock, channel: FakeChannel, team: FakeAudience
) -> None:
    [push] = remind(nora, clock)
    claimed = actions.claim(delivery_id=push.pk, lane="celery", now=clock.now)
    assert claimed is not None
    assert actions.note_receipt(delivery_id=push.pk, now=clock.now)
    actions.finish(claimed, actions.send(claimed, actions.compose(claimed, now=clock.now)), now=clock.now)
    row = Delivery.objects.get()
    assert (row.state, row.receipt_due_at, row.received_at) == ("sent", None, clock.now)


@pytest.mark.usefixtures("team")
def test_a_receipt_for_what_was_never_pushed_is_nothing(nora: Any, clock: Clock) -> None:
    [push] = remind(nora, clock)
    assert not actions.note_receipt(delivery_id=push.pk, now=clock.now)
    assert not actions.note_receipt(delivery_id=nora.pk, now=clock.now)
    assert Delivery.objects.get().received_at is None


def test_a_phone_that_stays_silent_is_shown_and_comes_last_from_then_on(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    remind(nora, clock)
    sweep()
    sent_at = clock.now
    clock.advance(hours=2)
    sweep()
    [trouble] = actions.troubles_of(user_ids=[nora.pk])
    assert (trouble.reason, trouble.channel, trouble.since) == ("no_receipt", "push", sent_at)
    # The reminder itself is of no use two hours later; the next one takes the other channel.
    assert len(channel.sent) == 1
    [mail] = remind(nora, clock)
    assert mail.contact_point.channel == "email"


def test_an_alert_that_a_silent_phone_did_not_show_goes_by_a_channel_that_came_later(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience, find: Raise
) -> None:
    actions.disable_contact_point(contact_point_id=ContactPoint.objects.get(channel="email").pk, reason="removed")
    team.ladder.append((nora.pk,))
    find()
    sweep()
    actions.add_contact_point(user_id=nora.pk, channel="sms", address="+441632960000", now=clock.now)
    clock.advance(hours=1, minutes=59)
    sweep()
    assert channel.to("+441632960000") == []
    clock.advance(minutes=1)
    sweep()
    assert channel.to("+441632960000") == ["alert"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_disabled_and_the_channel_changed_at_once(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience, status: int
) -> None:
    [push] = remind(nora, clock)
    channel.faults[ENDPOINT] = DeliveryError("push refused", gone=True, status=status)
    claimed = actions.claim(delivery_id=push.pk, lane="celery", now=clock.now)
    assert claimed is not None
    actions.finish(claimed, actions.send(claimed, actions.compose(claimed, now=clock.now)), now=clock.now)
    point = ContactPoint.objects.get(channel="push")
    assert (point.active, point.disabled_reason, point.disabled_at) == (False, "push refused", clock.now)
    mail = Delivery.objects.get(instead_of=push)
    assert (mail.contact_point.channel, mail.message, mail.give_up_at) == ("email", "diary", push.give_up_at)
    [trouble] = actions.troubles_of(user_ids=[nora.pk])
    assert (trouble.reason, trouble.channel) == ("gone", "push")
    sweep()
    assert channel.log == [("nora@clinic.example", "diary")]


def test_the_message_does_not_move_to_an_address_that_nobody_has_proved(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    ContactPoint.objects.filter(channel="email").update(verified_at=None)
    channel.faults[ENDPOINT] = DeliveryError("gone", gone=True)
    remind(nora, clock)
    sweep()
    sweep()
    assert channel.to("nora@clinic.example") == []
    assert [trouble.reason for trouble in actions.troubles_of(user_ids=[nora.pk])] == ["not_proved", "gone"]


def test_when_every_channel_is_gone_nothing_is_made_up(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    for address in (ENDPOINT, "nora@clinic.example"):
        channel.faults[address] = DeliveryError("gone", gone=True)
    remind(nora, clock)
    sweep()
    sweep()
    assert Delivery.objects.filter(state="failed").count() == Delivery.objects.count() == 2
    assert [trouble.reason for trouble in actions.troubles_of(user_ids=[nora.pk])] == ["no_channel", "gone", "gone"]


def test_a_new_subscription_ends_the_trouble(nora: Any, clock: Clock) -> None:
    old = ContactPoint.objects.get(channel="push")
    actions.disable_contact_point(contact_point_id=old.pk, reason="push refused", now=clock.now)
    assert len(actions.troubles_of(user_ids=[nora.pk])) == 1
    clock.advance(minutes=1)
    subscribe(nora, clock, ENDPOINT + "2")
    assert actions.troubles_of(user_ids=[nora.pk]) == []


@pytest.mark.parametrize("reason", ["removed", "replaced", "moved", "signed out"])
def test_what_a_person_did_themself_is_no_trouble(nora: Any, clock: Clock, reason: str) -> None:
    push = ContactPoint.objects.get(channel="push")
    actions.disable_contact_point(contact_point_id=push.pk, reason=reason, now=clock.now)
    assert actions.troubles_of(user_ids=[nora.pk]) == []


def test_a_subscription_belongs_to_one_person(nora: Any, person: Person, clock: Clock) -> None:
    """Nora's phone is Otto's now: what is hers must not appear there."""
    otto = person("otto")
    subscribe(otto, clock)
    assert list(ContactPoint.objects.filter(channel="push", active=True).values_list("user", flat=True)) == [otto.pk]
    assert ContactPoint.objects.get(channel="push", user=nora).disabled_reason == "moved"


@pytest.mark.parametrize(
    ("step", "silent", "expected"),
    [(0, "", "push"), (1, "", "email"), (2, "", "sms"), (3, "", "push"), (0, "push", "email"), (2, "push", "push")],
)
@pytest.mark.usefixtures("team")
def test_three_unanswered_change_the_channel_not_the_volume(
    nora: Any, clock: Clock, step: int, silent: str, expected: str
) -> None:
    actions.add_contact_point(user_id=nora.pk, channel="sms", address="+441632960000", now=clock.now)
    ContactPoint.objects.filter(channel=silent).update(silent_since=clock.now)
    [row] = remind(nora, clock, channel_step=step)
    assert row.contact_point.channel == expected


@pytest.mark.usefixtures("team")
def test_a_reminder_goes_by_sms_too_only_where_there_is_one(nora: Any, clock: Clock) -> None:
    assert [row.contact_point.channel for row in remind(nora, clock, by_sms_too=True)] == ["push"]
    actions.add_contact_point(user_id=nora.pk, channel="sms", address="+441632960000", now=clock.now)
    assert {row.contact_point.channel for row in remind(nora, clock, by_sms_too=True)} == {"push", "sms"}


def test_a_reminder_that_is_late_is_dropped(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    remind(nora, clock)
    clock.advance(hours=1)
    sweep()
    row = Delivery.objects.get()
    assert (row.state, row.reason, channel.sent) == ("suppressed", "too late", [])


def test_reminders_that_have_not_left_are_taken_back(
    nora: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, team: FakeAudience
) -> None:
    remind(nora, clock)
    assert actions.take_back(user_id=nora.pk, message=actions.DIARY, reason="answered") == 1
    sweep()
    assert (Delivery.objects.get().state, channel.sent) == ("suppressed", [])


def test_a_signed_out_device_is_told_no_more(nora: Any, clock: Clock) -> None:
    device = Delivery(id=nora.pk).pk
    ContactPoint.objects.filter(channel="push").update(device=device)
    actions.disable_contact_points_of(device=device, reason="signed out", now=clock.now)
    assert list(ContactPoint.objects.filter(active=True).values_list("channel", flat=True)) == [Channel.EMAIL]
