"""Services that are down are left alone, and nobody is paged twice in a row about one person. An emergency never waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from alerts import actions
from alerts.actions import circuits
from alerts.actions.sweeping import Swept
from alerts.channels import Accepted, DeliveryError
from alerts.models import Circuit, ContactPoint, Delivery
from tests.alerts.browsers import Browser
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise

Sweep = Callable[[], Swept]
ANNA = "anna@clinic.example"
BROKEN = DeliveryError("mail server: TimeoutError")


def fail(point: ContactPoint, times: int, clock: Clock) -> None:
    for _ in range(times):
        circuits.note_result(point, BROKEN, clock.now)


@pytest.fixture
def mail(anna: Any) -> ContactPoint:
    return ContactPoint.objects.get(user=anna)


# --- Circuits -----------------------------------------------------------------------------------------------------------


def test_five_failures_in_a_row_open_a_circuit_for_a_while(mail: ContactPoint, clock: Clock) -> None:
    fail(mail, 4, clock)
    assert circuits.resting_until(mail, clock.now) is None
    fail(mail, 1, clock)
    assert circuits.resting_until(mail, clock.now) == clock.now + timedelta(seconds=30)
    clock.advance(seconds=30)
    assert circuits.resting_until(mail, clock.now) is None


def test_it_opens_for_longer_each_time_up_to_five_minutes(mail: ContactPoint, clock: Clock) -> None:
    fail(mail, 5, clock)
    waits = []
    for _ in range(6):
        until = circuits.resting_until(mail, clock.now)
        assert until is not None
        waits.append((until - clock.now).total_seconds())
        fail(mail, 3, clock)  # while it is open, emergencies that fail do not make it worse
        clock.now = until
        fail(mail, 1, clock)
    assert waits == [30, 60, 120, 240, 300, 300]


@pytest.mark.parametrize(
    "answer", [Accepted(), DeliveryError("recipient refused", permanent=True)], ids=["accepted", "refused for good"]
)
def test_an_answer_closes_it(mail: ContactPoint, clock: Clock, answer: Any) -> None:
    fail(mail, 5, clock)
    circuits.note_result(mail, answer, clock.now)
    assert circuits.resting_until(mail, clock.now) is None
    fail(mail, 4, clock)
    assert circuits.resting_until(mail, clock.now) is None


def test_a_fault_of_our_own_says_nothing_of_the_service(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    channel.faults[ANNA] = KeyError("no such text")
    for _ in range(6):
        find(subject=uuid4())
    sweep()
    assert not Circuit.objects.exists()


def test_each_push_service_and_each_receiver_stands_alone_and_is_not_named(person: Person, clock: Clock) -> None:
    zoe = person("zoe", "email", "webhook")
    for number, host in enumerate(("fcm.googleapis.com", "fcm.googleapis.com", "web.push.apple.com")):
        endpoint = f"https://{host}/{number}"
        actions.add_contact_point(
            user_id=zoe.pk, channel="push", address=endpoint, secret=Browser().kept, now=clock.now
        )
    names = [circuits.name_of(point) for point in ContactPoint.objects.filter(user=zoe).order_by("position")]
    assert names[0] == "email"
    assert names[2] == names[3] != names[4]
    assert len(set(names)) == 4
    assert not any("google" in name or "hooks" in name for name in names)


def test_while_it_is_open_others_wait_and_are_sent_when_it_closes(
    find: Raise, mail: ContactPoint, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    fail(mail, 5, clock)
    find()
    sweep()
    assert (channel.sent, Delivery.objects.get().attempts) == ([], 0)
    clock.advance(seconds=35)
    assert sweep().sent == 1


def test_an_emergency_is_tried_whatever_is_known(
    find: Raise, mail: ContactPoint, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    fail(mail, 50, clock)
    find(level="emergency")
    assert sweep().sent == 1
    assert Circuit.objects.get().failures == 0


def test_another_channel_goes_on(
    find: Raise, person: Person, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    zoe = person("zoe", "email", "webhook")
    team.ladder.append((zoe.pk,))
    fail(ContactPoint.objects.get(channel="email"), 5, clock)
    find()
    sweep()
    assert channel.log == [("https://hooks.example/zoe", "alert")]


def test_what_is_known_is_a_row_that_every_process_reads(
    find: Raise, mail: ContactPoint, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    channel.faults[ANNA] = BROKEN
    for _ in range(5):
        find(subject=uuid4())
    sweep()
    row = Circuit.objects.get()
    assert (row.name, row.failures, row.openings) == ("email", 5, 1)
    assert row.open_until is not None


# --- One page about one person ------------------------------------------------------------------------------------------


def test_a_second_page_about_the_same_person_waits_a_quarter_of_an_hour(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(rule="relapse")
    sweep()
    clock.advance(minutes=5)
    find()
    sweep()
    assert channel.to(ANNA) == ["alert"]
    clock.advance(minutes=10)
    sweep()
    assert channel.to(ANNA) == ["alert", "alert"]


def test_it_never_leaves_when_somebody_answers_meanwhile(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(rule="relapse")
    sweep()
    second = find()
    sweep()
    assert second is not None
    actions.acknowledge(alert_id=second.pk, by=anna.pk, now=clock.now)
    clock.advance(minutes=15)
    sweep()
    assert channel.to(ANNA) == ["alert"]


@pytest.mark.parametrize(
    ("first", "second", "pages"),
    [
        ("practitioner", "urgent", 2),
        ("practitioner", "emergency", 2),
        ("urgent", "emergency", 2),
        ("emergency", "emergency", 2),
        ("emergency", "urgent", 1),
        ("urgent", "urgent", 1),
        ("urgent", "practitioner", 1),
    ],
)
def test_only_what_is_worse_or_an_emergency_pages_at_once(
    find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep, first: str, second: str, pages: int
) -> None:
    find(rule="symptom", code="first", level=first)
    sweep()
    find(rule="symptom", code="second", level=second)
    sweep()
    assert len(channel.to(ANNA)) == pages


def test_what_is_found_together_is_one_page(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    for code in "abc":
        find(rule="symptom", code=code)
    for _ in range(20):
        sweep()
        clock.advance(seconds=10)
    assert channel.to(ANNA) == ["alert"]


def test_when_the_first_page_fails_the_second_does_not_wait_for_it(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    channel.faults[ANNA] = DeliveryError("message refused", permanent=True)
    find(rule="symptom", code="first")
    find(rule="symptom", code="second")
    sweep()
    channel.faults.clear()
    clock.advance(seconds=14)
    sweep()
    assert "alert" in channel.to(ANNA)


def test_another_person_is_another_page(find: Raise, anna: Any, channel: FakeChannel, sweep: Sweep) -> None:
    find()
    sweep()
    find(subject=uuid4())
    sweep()
    assert len(channel.to(ANNA)) == 2


def test_a_machine_hears_of_each_at_once(
    find: Raise, person: Person, team: FakeAudience, channel: FakeChannel, sweep: Sweep
) -> None:
    team.ladder.append((person("zoe", "webhook").pk,))
    find(rule="relapse")
    sweep()
    find()
    sweep()
    assert len(channel.sent) == 2


def test_a_service_that_asks_to_be_left_alone_is_unless_it_is_an_emergency(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    channel.faults[ANNA] = DeliveryError("push refused", status=429, wait_seconds=120)
    find(rule="symptom", code="first", level="practitioner")
    sweep()
    assert Delivery.objects.get().next_attempt_at == clock.now + timedelta(seconds=120)
    find(rule="symptom", code="second", level="emergency", subject=uuid4())
    sweep()
    emergency = Delivery.objects.get(alert__level="emergency")
    assert emergency.next_attempt_at == clock.now + timedelta(seconds=0.2)
