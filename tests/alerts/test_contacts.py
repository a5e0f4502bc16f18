"""Where people can be reached, and the command that adds a webhook."""

import base64
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from alerts import actions, audience
from alerts.actions.sweeping import Swept
from alerts.models import ContactPoint
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise


def test_contact_points_queue_up_in_the_order_they_come(person: Person) -> None:
    person("zoe", "email", "webhook")
    assert list(ContactPoint.objects.order_by("position").values_list("channel", "position")) == [
        ("email", 0),
        ("webhook", 1),
    ]


def test_the_same_address_again_is_the_same_contact_point(person: Person, clock: Clock) -> None:
    zoe = person("zoe")
    again = actions.add_contact_point(user_id=zoe.pk, channel="email", address="zoe@clinic.example", now=clock.now)
    assert ContactPoint.objects.get() == again


def test_a_disabled_address_can_be_added_anew(person: Person, clock: Clock) -> None:
    zoe = person("zoe")
    actions.disable_contact_point(contact_point_id=ContactPoint.objects.get().pk, reason="bounced")
    actions.add_contact_point(user_id=zoe.pk, channel="email", address="zoe@clinic.example", now=clock.now, position=4)
    assert list(ContactPoint.objects.order_by("position").values_list("active", "position")) == [
        (False, 0),
        (True, 4),
    ]


@pytest.mark.parametrize(("hours", "secrets"), [(0, 2), (24, 2), (25, 1)])
def test_a_secret_that_was_changed_signs_for_a_day_more(
    find: Raise,
    person: Person,
    team: FakeAudience,
    clock: Clock,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    hours: int,
    secrets: int,
) -> None:
    team.ladder.append((person("zoe", "webhook").pk,))
    old = ContactPoint.objects.get().secret
    new = actions.rotate_secret(contact_point_id=ContactPoint.objects.get().pk, now=clock.now)
    clock.advance(hours=hours)
    find()
    sweep()
    assert channel.sent[0].secret.split() == [new, old][:secrets]


@pytest.mark.parametrize(("channel", "address"), [("email", "zoe"), ("webhook", "zoe"), ("pigeon", "the roof")])
def test_an_address_that_cannot_work_is_refused(person: Person, clock: Clock, channel: str, address: str) -> None:
    zoe = person("zoe")
    with pytest.raises(ValueError, match=r"address|pigeon"):
        actions.add_contact_point(user_id=zoe.pk, channel=channel, address=address, now=clock.now)


def test_the_command_prints_the_secret_last(person: Person) -> None:
    zoe = person("zoe")
    out = StringIO()
    call_command("add_webhook", "zoe@clinic.example", "http://127.0.0.1:9/hook", stdout=out)
    secret = out.getvalue().splitlines()[-1]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    point = ContactPoint.objects.get(user=zoe, channel="webhook")
    assert (point.secret, point.address, point.active) == (secret, "http://127.0.0.1:9/hook", True)


@pytest.mark.parametrize(
    ("email", "url", "words"),
    [("zoe@clinic.example", "gopher://x", "https://"), ("nobody@clinic.example", "https://x.example", "Nobody")],
)
def test_the_command_says_what_is_wrong(person: Person, email: str, url: str, words: str) -> None:
    person("zoe")
    with pytest.raises(CommandError, match=words):
        call_command("add_webhook", email, url, stdout=StringIO())


def test_without_an_audience_the_error_says_who_should_register(monkeypatch: Any) -> None:
    monkeypatch.setattr(audience, "_registered", [])
    with pytest.raises(audience.NoAudience, match="register"):
        audience.current()
