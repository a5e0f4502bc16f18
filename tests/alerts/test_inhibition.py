"""A worse alert holds back the softer ones of its subject until it is closed; a follow-up asks again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alerts import actions
from alerts.channels import DeliveryError
from alerts.models import Alert, Delivery
from tests.alerts.conftest import Clock, FakeChannel, Raise

Sweep = Callable[[], Any]
Until = Callable[..., None]
ANNA, BEN = "anna@clinic.example", "ben@clinic.example"


def flag(find: Raise, level: str = "urgent", code: str = "fever") -> Alert:
    alert = find(rule="red_flag", code=code, level=level)
    assert alert is not None
    return alert


def lasting(find: Raise, **changes: Any) -> Alert:
    alert = find(**changes)
    assert alert is not None
    return alert


def kinds(alert: Alert) -> list[str]:
    return list(alert.events.order_by("seq").values_list("kind", flat=True))


def resolve(alert: Alert, by: Any, clock: Clock, **more: Any) -> None:
    actions.resolve(**{"alert_id": alert.pk, "by": by.pk, "outcome": "advised", "note": "", "now": clock.now, **more})


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_what_is_found_beside_a_red_flag_exists_marked_and_unsent(
    find: Raise, anna: Any, channel: FakeChannel, until: Until, level: str
) -> None:
    worse = flag(find, level)
    softer = lasting(find)
    assert (softer.state, softer.inhibited_by) == ("open", worse)
    assert kinds(softer) == ["raised", "inhibited"]
    until(hours=3, every=timedelta(minutes=20))
    assert not Delivery.objects.filter(alert=softer).exists()
    assert len(channel.log) > 0


def test_it_starts_when_the_red_flag_is_closed(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    worse, softer = flag(find), lasting(find)
    sweep()
    channel.sent.clear()
    actions.acknowledge(alert_id=worse.pk, by=anna.pk, now=clock.advance(minutes=1))
    sweep()
    assert channel.log == [], "acknowledged is not closed"
    resolve(worse, anna, clock)
    clock.advance(minutes=16)  # one page about one person in a quarter of an hour
    sweep()
    assert [message.alert for message in channel.sent] == [softer.pk]
    softer.refresh_from_db()
    assert (softer.inhibited_by, kinds(softer)) == (None, ["raised", "inhibited", "released"])


def test_a_softer_alert_that_was_told_before_falls_silent_and_begins_anew(
    find: Raise, ben: Any, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, until: Until
) -> None:
    softer = lasting(find)
    sweep()
    worse = flag(find)
    channel.sent.clear()
    until(days=4, every=timedelta(hours=4))
    assert softer.pk not in {message.alert for message in channel.sent}
    channel.sent.clear()
    resolve(worse, anna, clock)
    clock.advance(minutes=16)
    sweep()
    assert [(message.alert, message.address) for message in channel.sent] == [(softer.pk, ANNA)]


@pytest.mark.parametrize("ending", ["died while sending", "was told to try again"])
def test_what_was_being_sent_when_the_red_flag_came_is_not_sent_again(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, ending: str
) -> None:
    softer = lasting(find)
    claimed = actions.claim(delivery_id=Delivery.objects.get(alert=softer).pk, lane="celery", now=clock.now)
    assert claimed is not None
    flag(find)
    if ending == "was told to try again":
        actions.finish(claimed, DeliveryError("busy"), now=clock.now)
    clock.advance(minutes=10)
    sweep()
    sweep()
    assert [(row.state, row.reason) for row in Delivery.objects.filter(alert=softer)] == [("suppressed", "inhibited")]
    assert {message.alert for message in channel.sent} == {Alert.objects.get(rule="red_flag").pk}


def test_another_red_flag_goes_on_holding_it_back(find: Raise, anna: Any, clock: Clock, sweep: Sweep) -> None:
    first, softer = flag(find), lasting(find)
    second = flag(find, code="chest-pain")
    resolve(first, anna, clock)
    sweep()
    softer.refresh_from_db()
    assert (softer.inhibited_by, softer.deliveries.count()) == (second, 0)


def test_it_waits_for_nobody_once_it_is_worse_itself(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    flag(find)
    softer = lasting(find)
    worse_now = lasting(find, level="urgent")
    assert (worse_now.pk, worse_now.inhibited_by) == (softer.pk, None)
    sweep()
    clock.advance(minutes=16)
    sweep()
    assert softer.pk in {message.alert for message in channel.sent}


def test_another_subject_is_not_held_back(find: Raise, anna: Any) -> None:
    flag(find)
    assert lasting(find, subject=uuid4()).inhibited_by is None


def test_what_was_put_off_comes_back_held_back_while_the_red_flag_is_open(
    find: Raise, anna: Any, clock: Clock, sweep: Sweep
) -> None:
    softer = lasting(find)
    until = clock.now + timedelta(hours=1)
    actions.snooze(alert_id=softer.pk, by=anna.pk, until=until, reason="She rings back.", now=clock.now)
    worse = flag(find)
    clock.advance(hours=2)
    sweep()
    softer.refresh_from_db()
    assert (softer.state, softer.inhibited_by) == ("open", worse)


def test_who_answers_what_is_held_back_is_not_told_of_it_later(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    worse, softer = flag(find), lasting(find)
    resolve(softer, anna, clock)
    resolve(worse, anna, clock)
    channel.sent.clear()
    sweep()
    assert channel.log == []


# --- Follow-up --------------------------------------------------------------------------------------------------------


def test_who_could_not_be_reached_is_asked_about_again(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    first = flag(find)
    resolve(first, anna, clock, outcome="could_not_reach", follow_up_at=clock.now + timedelta(hours=2))
    clock.advance(hours=1)
    sweep()
    assert Alert.objects.count() == 1
    clock.advance(hours=1)
    sweep()
    sweep()
    again = Alert.objects.exclude(pk=first.pk).get()
    assert (again.follows, again.state, again.key, again.level) == (first, "open", first.key, "urgent")
    assert set(again.causes.values_list("cause", flat=True)) == set(first.causes.values_list("cause", flat=True))
    assert again.detail == first.detail
    assert (ANNA, "alert") in channel.log
    assert kinds(first)[-1] == "followed_up"


def test_a_follow_up_joins_what_is_open_by_then(find: Raise, anna: Any, clock: Clock, sweep: Sweep) -> None:
    first = flag(find)
    resolve(first, anna, clock, outcome="could_not_reach", follow_up_at=clock.now + timedelta(hours=2))
    newer = flag(find)
    clock.advance(hours=2)
    sweep()
    assert Alert.objects.count() == 2
    assert "noted" in kinds(newer)


@pytest.mark.parametrize(("level", "days"), [("urgent", 2), ("practitioner", 14)])
def test_nothing_is_put_off_for_ever(find: Raise, anna: Any, clock: Clock, level: str, days: int) -> None:
    alert = lasting(find, level=level)
    most = clock.now + timedelta(days=days)
    with pytest.raises(actions.SnoozeRefused) as refused:
        actions.snooze(alert_id=alert.pk, by=anna.pk, until=most + timedelta(seconds=1), reason="later", now=clock.now)
    assert refused.value.field == "until"
    assert actions.snooze(alert_id=alert.pk, by=anna.pk, until=most, reason="later", now=clock.now).state == "snoozed"
