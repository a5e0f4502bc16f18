"""A step whose every message has failed or been suppressed is left at once, and nobody looks through what is merely open for it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from alerts import actions
from alerts.actions.sweeping import Swept
from alerts.actions.timing import hurry_dead_steps
from alerts.channels import DeliveryError
from alerts.lifecycle import DEAD_STEP_PAUSE
from alerts.models import Alert, ContactPoint, Delivery
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise

Sweep = Callable[[], Swept]


@pytest.fixture
def zoe(person: Person, team: FakeAudience) -> Any:
    """The first on the ladder; she has an e-mail address and a webhook. Yan is the next."""
    made = person("zoe", "email", "webhook")
    team.ladder += [(made.pk,), (person("yan").pk,)]
    return made


def fail(delivery: Delivery, clock: Clock) -> None:
    claimed = actions.claim(delivery_id=delivery.pk, lane="celery", now=clock.now)
    assert claimed is not None
    assert actions.finish(claimed, DeliveryError("timeout", permanent=True), now=clock.now)


def suppress(delivery: Delivery, clock: Clock) -> None:
    ContactPoint.objects.filter(pk=delivery.contact_point_id).update(active=False, disabled_reason="removed")
    assert actions.claim(delivery_id=delivery.pk, lane="celery", now=clock.now) is None


@pytest.mark.parametrize("first", [fail, suppress])
@pytest.mark.parametrize("last", [fail, suppress])
def test_a_step_that_ends_message_by_message_is_left_with_the_last(
    find: Raise, zoe: Any, clock: Clock, first: Callable[..., None], last: Callable[..., None]
) -> None:
    alert = find(level="urgent")
    assert alert is not None
    one, other = alert.deliveries.order_by("priority")
    first(one, clock)
    assert hurry_dead_steps(now=clock.now) == 0
    last(other, clock)
    assert hurry_dead_steps(now=clock.now) == 1
    assert Alert.objects.get().next_rung_at == clock.now


def test_what_an_older_version_ended_is_asked_of_as_well(find: Raise, anna: Any, clock: Clock) -> None:
    """It knows of no column that it would have to set."""
    find(level="urgent")
    Delivery.objects.update(state="failed", reason="timeout")
    assert hurry_dead_steps(now=clock.now) == 1


def test_each_end_is_asked_of_once(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        find(subject=uuid4(), level="urgent")
    Delivery.objects.update(state="failed", reason="timeout")
    assert hurry_dead_steps(now=clock.now) == 3
    assert set(Delivery.objects.values_list("ladder_knows", flat=True)) == {True}
    with django_assert_num_queries(1):
        assert hurry_dead_steps(now=clock.now) == 0


def test_alerts_that_wait_out_their_pause_keep_no_other_from_going_on(find: Raise, anna: Any, clock: Clock) -> None:
    """Everybody on the ladder of the first has been tried: it goes on after a pause, and is not in the second one's way."""
    tried, fresh = find(level="emergency"), find(level="emergency", subject=uuid4())
    assert tried is not None
    assert fresh is not None
    for alert in (tried, fresh):
        step = 3 if alert == tried else 0
        Alert.objects.filter(pk=alert.pk).update(step=step, next_rung_at=clock.now + 2 * DEAD_STEP_PAUSE)
        alert.deliveries.update(step=step, state="failed", reason="timeout")
    for _ in range(2):
        hurry_dead_steps(now=clock.now, limit=1)
    assert Alert.objects.get(pk=tried.pk).next_rung_at == clock.now + DEAD_STEP_PAUSE
    assert Alert.objects.get(pk=fresh.pk).next_rung_at == clock.now


def test_what_has_ended_in_an_earlier_round_hurries_nothing(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    alert = find(level="urgent")
    assert alert is not None
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    clock.advance(hours=5)
    sweep()
    planned = Alert.objects.get().next_rung_at
    assert set(Delivery.objects.values_list("round", "state")) == {(0, "suppressed"), (1, "sent")}
    sweep()
    assert Alert.objects.get().next_rung_at == planned
