"""Acknowledging from a message: one person, one alert, one round, two days, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from alerts import actions
from alerts.actions import AlreadyAnswered, LinkRefused
from alerts.models import Alert, Delivery
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Raise

Sweep = Callable[[], Any]
MARK = "/a#t="


def link_in(channel: FakeChannel, address: str = "anna@clinic.example") -> str:
    body = next(message.body for message in reversed(channel.sent) if message.address == address)
    return body.partition(MARK)[2].split()[0]


@pytest.fixture
def alert(find: Raise, ben: Any, channel: FakeChannel, sweep: Sweep) -> Alert:
    found = find(level="emergency")
    assert found is not None
    sweep()
    return found


def test_the_link_in_a_message_acknowledges_as_whoever_got_it(
    alert: Alert, anna: Any, channel: FakeChannel, clock: Clock
) -> None:
    answered = actions.acknowledge_by_link(signed=link_in(channel), now=clock.advance(minutes=1))
    assert (answered.pk, answered.state, answered.acknowledged_by_id) == (alert.pk, "acknowledged", anna.pk)
    again = actions.acknowledge_by_link(signed=link_in(channel), now=clock.advance(minutes=1))
    assert again.acknowledged_at == clock.now - timedelta(minutes=1)


def test_the_second_to_press_learns_that_somebody_was_first(
    alert: Alert, anna: Any, ben: Any, channel: FakeChannel, clock: Clock, sweep: Sweep
) -> None:
    clock.advance(minutes=5)
    sweep()
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    with pytest.raises(AlreadyAnswered):
        actions.acknowledge_by_link(signed=link_in(channel, "ben@clinic.example"), now=clock.now)


def test_every_attempt_carries_the_same_link(alert: Alert, channel: FakeChannel) -> None:
    delivery = Delivery.objects.get()
    assert actions.links.sign_link(delivery) == actions.links.sign_link(delivery) == link_in(channel)


def test_it_ends_after_two_days(alert: Alert, channel: FakeChannel, clock: Clock) -> None:
    signed = link_in(channel)
    with pytest.raises(LinkRefused, match="expired"):
        actions.acknowledge_by_link(signed=signed, now=clock.now + timedelta(days=2, seconds=1))
    assert actions.acknowledge_by_link(signed=signed, now=clock.now + timedelta(days=2)).state == "acknowledged"


def test_a_changed_link_is_not_valid(alert: Alert, channel: FakeChannel, clock: Clock) -> None:
    signed = link_in(channel)
    other = ("0" if signed[0] != "0" else "1") + signed[1:]
    name, _, rest = signed.partition(".")
    longer = f"{name}.9{rest}"
    for forged in (other, longer, signed[:-1], "", "x:y"):
        with pytest.raises(LinkRefused, match="not valid"):
            actions.acknowledge_by_link(signed=forged, now=clock.now)
    alert.refresh_from_db()
    assert alert.state == "open"


def test_it_says_nothing_for_who_may_not_know_any_more(
    alert: Alert, anna: Any, team: FakeAudience, channel: FakeChannel, clock: Clock
) -> None:
    team.dismissed.add(anna.pk)
    with pytest.raises(LinkRefused, match="not for you"):
        actions.acknowledge_by_link(signed=link_in(channel), now=clock.now)


def test_an_older_message_does_not_acknowledge_what_became_worse_since(
    find: Raise, anna: Any, channel: FakeChannel, clock: Clock, sweep: Sweep
) -> None:
    find(level="practitioner")
    sweep()
    older = link_in(channel)
    find(level="emergency")
    with pytest.raises(LinkRefused, match="news"):
        actions.acknowledge_by_link(signed=older, now=clock.now)
    sweep()
    assert actions.acknowledge_by_link(signed=link_in(channel), now=clock.now).state == "acknowledged"


def test_a_message_that_asks_nothing_carries_no_link(
    find: Raise, anna: Any, channel: FakeChannel, clock: Clock, sweep: Sweep
) -> None:
    actions.notify(user_ids=[anna.pk], message="notice", subject=None, now=clock.now)
    sweep()
    assert MARK not in channel.sent[-1].body
