"""E-mail against a real mailbox on this machine, and what no channel may carry."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from pytest_httpserver import HTTPServer

from alerts import actions, channels, messages
from alerts.actions.sweeping import Swept
from alerts.channels import DeliveryError, email
from alerts.models import Channel, ContactPoint, Delivery
from tests.alerts.conftest import PATIENT, Clock, FakeAudience, Raise
from tests.alerts.sending import ALERT, DELIVERY, NOW, outgoing, verify


def test_every_channel_of_the_tables_has_its_function() -> None:
    assert set(channels.CHANNELS) == set(Channel.values)


# --- E-mail -----------------------------------------------------------------------------------------------------------


class Mailbox:
    """An SMTP server that keeps what it accepts, or answers what it is told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.to: list[list[str]] = []
        self.answer_to_recipient = "250 OK"
        self.answer_to_message = "250 OK"
        self.pause = 0.0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.pause)
        envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.pause)
        if self.answer_to_message.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.messages.append(message_from_bytes(envelope.content))
            self.to.append(list(envelope.rcpt_tos))
        return self.answer_to_message


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    kept = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 4
    yield kept
    server.stop()


def send_mail(**changes: Any) -> channels.Accepted:
    return channels.CHANNELS["email"](outgoing("anna@clinic.example", **changes))


def test_an_e_mail_arrives_with_a_message_id_that_is_the_same_on_every_attempt(mailbox: Mailbox) -> None:
    accepted = send_mail()
    send_mail(now=NOW + timedelta(hours=1))
    assert [message["Message-ID"] for message in mailbox.messages] == [accepted.reference] * 2
    assert str(DELIVERY) in accepted.reference
    assert mailbox.to == [["anna@clinic.example"]] * 2
    assert mailbox.messages[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("recipient", "message", "permanent", "status"),
    [
        ("550 no such user", "250 OK", True, 550),
        ("451 greylisted, come back", "250 OK", False, 451),
        ("250 OK", "554 looks like spam", True, 554),
        ("250 OK", "452 mailbox full", False, 452),
    ],
    ids=["unknown", "greylisted", "spam", "full"],
)
def test_a_refused_e_mail_is_permanent_or_not(
    mailbox: Mailbox, recipient: str, message: str, permanent: bool, status: int
) -> None:
    mailbox.answer_to_recipient, mailbox.answer_to_message = recipient, message
    with pytest.raises(DeliveryError) as refused:
        send_mail()
    assert (refused.value.permanent, refused.value.status, refused.value.gone) == (permanent, status, False)
    assert "user" not in refused.value.reason


def test_a_mail_server_that_is_away_is_temporary(mailbox: Mailbox, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(DeliveryError) as away:
        send_mail()
    assert not away.value.permanent


def test_a_mail_server_that_takes_ages_over_each_step_is_left_in_time(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email, "SECONDS", 0.3)
    mailbox.pause = 0.2
    started = time.monotonic()
    with pytest.raises(DeliveryError, match="mail server: ") as left:
        send_mail()
    assert time.monotonic() - started < 2
    assert not left.value.permanent


# --- Nothing clinical leaves ------------------------------------------------------------------------------------------

CANARIES = (
    "saddle",
    "numb",
    "red_flag",
    "saddle-numbness",
    "9 out of 10",
    "Wilhelmina",
    "Back & Neck Clinic",
    "urgent",
)


def test_no_name_symptom_or_score_leaves_by_any_channel(
    mailbox: Mailbox,
    httpserver: HTTPServer,
    find: Raise,
    person: Any,
    team: FakeAudience,
    clock: Clock,
    sweep: Callable[[], Swept],
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=200)
    anna = person("anna")
    hook = actions.add_contact_point(
        user_id=anna.pk, channel="webhook", address=httpserver.url_for("/hook"), now=clock.now
    )
    team.ladder.append((anna.pk,))
    alert = find(
        rule="red_flag",
        code="saddle-numbness",
        level="urgent",
        detail={"because": "Wilhelmina of the Back & Neck Clinic: 9 out of 10, numb between the legs"},
    )
    assert alert is not None
    assert sweep().sent == 2
    mail = mailbox.messages[0]
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert f"{settings.BASE_URL}/clinic/alerts/{alert.pk}" in body.decode()
    assert mail["Subject"] == "Ebb: something needs your attention"
    request = httpserver.log[0][0]
    verify(request, ContactPoint.objects.get(pk=hook.pk).secret)
    by_mail = str(mail)
    by_hook = request.data.decode() + str(request.headers)
    assert not [canary for canary in CANARIES if canary in by_mail]
    assert not [canary for canary in CANARIES[:-1] if canary in by_hook]  # the level is in the payload, by design


def test_a_webhook_that_is_gone_is_disabled_for_good(
    httpserver: HTTPServer, find: Raise, team: FakeAudience, person: Any, clock: Clock, sweep: Callable[[], Swept]
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=410)
    anna = person("anna")
    ContactPoint.objects.all().delete()
    actions.add_contact_point(user_id=anna.pk, channel="webhook", address=httpserver.url_for("/hook"), now=clock.now)
    team.ladder.append((anna.pk,))
    find()
    sweep()
    assert not ContactPoint.objects.get().active
    assert Delivery.objects.get().state == "failed"
    clock.advance(days=3)
    sweep()
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("message", sorted(messages.TEXTS))
def test_every_text_stands_alone(message: str) -> None:
    link = messages.link_for(message, "https://ebb.example", alert=ALERT, subject=PATIENT)
    body = messages.body_for(
        message, link=link, waiting=timedelta(hours=3), answer="https://ebb.example/a#t=x", code="012345"
    )
    assert link.startswith(tuple(f"https://ebb.example/{place}" for place in ("clinic/", "app/", "again")))
    assert link in body
    assert "{" not in body + messages.text_for(message).subject + messages.hint_for(message, code="012345")


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(0), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_a_wait_is_told_as_people_tell_it(waited: timedelta, words: str) -> None:
    assert messages.in_words(waited) == words
