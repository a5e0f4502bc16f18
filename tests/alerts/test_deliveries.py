"""Claim, send, finish: at least once, by whoever is alive; never to the wrong person, never after an answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from alerts import actions
from alerts.actions.deliveries import LEASE
from alerts.actions.sweeping import Swept
from alerts.channels import Accepted, DeliveryError
from alerts.models import Alert, Attempt, ContactPoint, Delivery
from tests.alerts.conftest import PATIENT, Clock, FakeAudience, FakeChannel, Raise

Sweep = Callable[[], Swept]
ANNA = "anna@clinic.example"


def only_delivery() -> Delivery:
    return Delivery.objects.get()


def claim(delivery: Delivery, clock: Clock, lane: str = "celery") -> Any:
    return actions.claim(delivery_id=delivery.pk, lane=lane, now=clock.now)


# --- The way out ------------------------------------------------------------------------------------------------------


def test_the_fast_lane_sends_one_delivery_and_says_so(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel
) -> None:
    find()
    assert actions.deliver(delivery_id=only_delivery().pk, lane="celery", clock=clock)
    delivery = only_delivery()
    assert (delivery.state, delivery.sent_at, delivery.attempts) == ("sent", clock.now, 1)
    assert delivery.provider_ref == "fake"
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.lane, attempt.outcome, attempt.status) == (1, "celery", "sent", 200)
    assert channel.log == [(ANNA, "alert")]


def test_a_task_that_comes_twice_sends_once(find: Raise, anna: Any, clock: Clock, channel: FakeChannel) -> None:
    find()
    for _ in range(2):
        actions.deliver(delivery_id=only_delivery().pk, lane="celery", clock=clock)
    assert len(channel.sent) == 1


def test_a_task_for_a_row_that_is_gone_is_nothing(db: None, clock: Clock) -> None:
    assert not actions.deliver(delivery_id=uuid4(), lane="celery", clock=clock)


def test_the_sweep_alone_sends_when_there_is_no_broker(
    find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    assert sweep() == Swept(freed=0, reopened=0, escalated=0, sent=1, failed=0)
    assert channel.log == [(ANNA, "alert")]
    assert sweep().sent == 0


@override_settings(BROKER_URL="memory://")
def test_the_sweep_leaves_fresh_rows_to_the_fast_lane_for_two_seconds(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    clock.advance(seconds=1.9)
    assert sweep().sent == 0
    clock.advance(seconds=0.2)
    assert sweep().sent == 1


def test_the_worst_leaves_first_and_the_oldest_of_its_level(
    find: Raise, anna: Any, clock: Clock, team: FakeAudience
) -> None:
    levels = ["practitioner", "urgent", "emergency", "urgent"]
    alerts = []
    for level in levels:
        alerts.append(find(rule="red_flag", code=str(len(alerts)), level=level, subject=uuid4()))
        clock.advance(seconds=1)
    claims = actions.claim_due(lane="sweeper", now=clock.now, limit=10)
    assert [claim.delivery.alert for claim in claims] == [alerts[2], alerts[1], alerts[3], alerts[0]]


# --- Crashes and ownership --------------------------------------------------------------------------------------------


def test_a_crash_between_claim_and_send_is_sent_by_somebody_else_exactly_once(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    assert claim(only_delivery(), clock)
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert sweep().sent == 0
    clock.advance(seconds=2)
    swept = sweep()
    assert (swept.freed, swept.sent) == (1, 1)
    assert sweep().sent == 0
    assert channel.log == [(ANNA, "alert")]
    assert list(Attempt.objects.order_by("number").values_list("lane", "outcome")) == [
        ("celery", ""),
        ("sweeper", "sent"),
    ]


def test_only_one_process_gets_the_claim(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    assert claim(only_delivery(), clock) is not None
    assert claim(only_delivery(), clock, lane="sweeper") is None
    assert actions.claim_due(lane="sweeper", now=clock.now, limit=5) == []


def test_a_claim_that_ran_out_cannot_finish(find: Raise, anna: Any, clock: Clock, sweep: Sweep) -> None:
    find()
    late = claim(only_delivery(), clock)
    clock.advance(seconds=13)
    actions.sweep(clock=clock, lane="sweeper")
    before = only_delivery()
    assert not actions.finish(late, DeliveryError("gone for good", permanent=True), now=clock.now)
    after = only_delivery()
    assert (after.state, after.reason) == (before.state, before.reason) != ("failed", "gone for good")


def test_a_stale_token_does_not_finish_another_ones_claim(find: Raise, anna: Any, clock: Clock) -> None:
    find()
    late = claim(only_delivery(), clock)
    clock.advance(seconds=13)
    Delivery.objects.update(claimed_until=clock.now - timedelta(seconds=1))
    from_sweep = actions.deliveries.expire_claims(now=clock.now)
    mine = claim(only_delivery(), clock, lane="sweeper")
    assert from_sweep == 1
    assert not actions.finish(late, Accepted(), now=clock.now)
    assert only_delivery().state == "claimed"
    assert actions.finish(mine, Accepted(), now=clock.now)
    assert only_delivery().state == "sent"


# --- When it does not work --------------------------------------------------------------------------------------------


def test_a_temporary_failure_is_tried_again_until_it_works(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    channel.faults[ANNA] = DeliveryError("webhook refused", status=503)
    for _ in range(20):
        sweep()
        clock.advance(seconds=61)
    assert only_delivery().attempts == 10  # five, and then its service is left alone for longer and longer
    assert set(Attempt.objects.values_list("outcome", "status")) == {("webhook refused", 503)}
    channel.faults.clear()
    clock.advance(minutes=5, seconds=5)
    sweep()
    assert (only_delivery().state, len(channel.sent)) == ("sent", 1)


def test_an_emergency_is_tried_again_within_a_second(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="emergency")
    channel.faults[ANNA] = DeliveryError("timeout")
    sweep()
    channel.faults.clear()
    clock.advance(seconds=0.2)
    assert sweep().sent == 1


def test_giving_up_fails_the_delivery_and_the_ladder_goes_on_at_once(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    channel.faults[ANNA] = DeliveryError("timeout")
    clock.advance(hours=22)  # before the next rung, a working day later
    for _ in range(30):
        sweep()
        clock.advance(minutes=5)
    failed = Delivery.objects.get(contact_point__user__email=ANNA, step=0)
    assert (failed.state, failed.reason) == ("failed", "timeout")
    assert channel.log == [("ben@clinic.example", "reminder")]


def test_a_permanent_failure_escalates_in_the_same_sweep_or_the_next(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    channel.faults[ANNA] = DeliveryError("recipient refused", permanent=True, status=550)
    sweep()
    assert only_delivery().state == "failed"
    sweep()
    assert channel.log == [("ben@clinic.example", "reminder")]


def test_nobody_on_the_ladder_works_and_rows_stay_few(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, until: Callable[..., None]
) -> None:
    find(level="emergency")
    channel.faults[ANNA] = DeliveryError("recipient refused", permanent=True)
    until(hours=2, every=timedelta(minutes=2))
    assert 8 <= Delivery.objects.count() <= 14
    assert Alert.objects.get().state == "open"


def test_a_contact_point_that_is_gone_is_disabled_and_the_next_person_hears(
    find: Raise, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    channel.faults[ANNA] = DeliveryError("webhook refused", gone=True, status=410)
    sweep()
    point = ContactPoint.objects.get(user__email=ANNA)
    assert (point.active, point.disabled_reason) == (False, "webhook refused")
    sweep()
    assert channel.log == [("ben@clinic.example", "reminder")]


def test_a_poisoned_row_does_not_hold_up_the_others(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    for number in range(12):
        find(rule="red_flag", code=str(number), level="urgent", subject=uuid4())
    poisoned = Delivery.objects.order_by("id").first()
    assert poisoned is not None
    Delivery.objects.filter(pk=poisoned.pk).update(message="no such text")
    assert sweep().sent == 11
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == ("pending", 1)
    assert Attempt.objects.get(delivery=poisoned).outcome == "KeyError"
    assert poisoned.next_attempt_at > clock.now


def test_an_address_that_cannot_be_opened_does_not_hold_up_the_others(
    find: Raise, ben: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    team.ladder[:] = [(*team.ladder[0], *team.ladder[1])]
    anna_s, ben_s = ContactPoint.objects.order_by("user__email")
    sealed = ContactPoint.objects.filter(pk=ben_s.pk).values_list("address", flat=True).get()
    ContactPoint.objects.filter(pk=anna_s.pk).update(address=sealed)
    find()
    assert sweep().sent == 1
    assert Delivery.objects.get(contact_point=anna_s).state == "pending"
    assert Attempt.objects.get(delivery__contact_point=anna_s).outcome == "UnsealError"


def test_a_claim_that_cannot_be_judged_does_not_hold_up_the_others(
    find: Raise, anna: Any, team: FakeAudience, channel: FakeChannel, sweep: Sweep, clock: Clock
) -> None:
    lost = uuid4()
    find(subject=lost)
    find()
    team.broken_for.add(lost)
    assert sweep().sent == 1
    team.broken_for.clear()
    clock.advance(seconds=60)
    assert sweep().sent == 1


# --- The world at the moment of sending -------------------------------------------------------------------------------


def test_who_is_no_longer_entitled_hears_nothing_and_the_ladder_goes_on(
    find: Raise, ben: Any, anna: Any, team: FakeAudience, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    team.dismissed.add(anna.pk)
    sweep()
    assert (only_delivery().state, only_delivery().reason) == ("suppressed", "not entitled")
    sweep()
    assert channel.log == [("ben@clinic.example", "reminder")]


def test_a_disabled_contact_point_hears_nothing(find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep) -> None:
    find()
    actions.disable_contact_point(contact_point_id=ContactPoint.objects.get().pk, reason="left")
    sweep()
    assert channel.log == []
    assert only_delivery().reason == "contact point disabled"


def test_a_message_of_an_earlier_round_is_not_sent(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find()
    first = only_delivery()
    claimed = claim(first, clock)
    find(level="emergency")
    actions.finish(claimed, DeliveryError("timeout"), now=clock.now)
    clock.advance(seconds=30)
    sweep()
    first.refresh_from_db()
    assert (first.state, first.reason) == ("suppressed", "superseded")
    assert channel.log == [(ANNA, "alert")]


def test_a_message_claimed_before_the_answer_is_not_tried_again_after_it(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    alert = find()
    assert alert is not None
    claimed = claim(only_delivery(), clock)
    actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.now)
    actions.finish(claimed, DeliveryError("timeout"), now=clock.now)
    clock.advance(seconds=30)
    sweep()
    assert (only_delivery().state, only_delivery().reason) == ("suppressed", "acknowledged")
    assert channel.log == []


# --- Notices ----------------------------------------------------------------------------------------------------------


def test_a_notice_reaches_each_person_once_without_an_alert(
    anna: Any, ben: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    actions.notify(user_ids=[anna.pk, ben.pk, anna.pk], message="monitoring_stopped", subject=PATIENT, now=clock.now)
    sweep()
    assert sorted(channel.log) == [(ANNA, "monitoring_stopped"), ("ben@clinic.example", "monitoring_stopped")]
    assert not Alert.objects.exists()


@pytest.mark.parametrize("message", ["notice", "monitoring_stopped"])
@pytest.mark.parametrize(("subject", "leads_to"), [(PATIENT, f"/{PATIENT}"), (None, "/")], ids=["somebody", "nobody"])
def test_a_notice_leads_to_whom_it_is_about(
    anna: Any,
    clock: Clock,
    channel: FakeChannel,
    sweep: Sweep,
    message: str,
    subject: UUID | None,
    leads_to: str,
) -> None:
    actions.notify(user_ids=[anna.pk], message=message, subject=subject, now=clock.now)
    sweep()
    assert channel.sent[-1].link.endswith(f"/clinic/patients{leads_to}")
    assert channel.sent[-1].link in channel.sent[-1].body


def test_a_notice_about_somebody_is_not_sent_to_who_may_no_longer_hear(
    anna: Any, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    actions.notify(user_ids=[anna.pk], message="notice", subject=PATIENT, now=clock.now)
    actions.notify(user_ids=[anna.pk], message="notice", subject=None, now=clock.now)
    team.dismissed.add(anna.pk)
    sweep()
    assert channel.log == [(ANNA, "notice")]


def test_an_unknown_text_is_refused_before_it_is_written(anna: Any, clock: Clock) -> None:
    with pytest.raises(KeyError):
        actions.notify(user_ids=[anna.pk], message="you have cancer", subject=None, now=clock.now)
    assert not Delivery.objects.exists()
