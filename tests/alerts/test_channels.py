"""The two channels against real servers on this machine: a mailbox that speaks SMTP, a web server that can misbehave."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from pytest_httpserver import HTTPServer
from werkzeug import Request

from alerts import actions, channels, messages
from alerts.actions.sweeping import Swept
from alerts.channels import DeliveryError, Outgoing, email, webhook
from alerts.models import Channel, ContactPoint, Delivery
from tests.alerts.conftest import Clock, FakeAudience, Raise

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DELIVERY = UUID("01890000-0000-7000-8000-000000000001")
ALERT = UUID("01890000-0000-7000-8000-000000000002")
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def outgoing(address: str, **changes: Any) -> Outgoing:
    fields: dict[str, Any] = {
        "delivery": DELIVERY,
        "alert": ALERT,
        "message": "alert",
        "level": "emergency",
        "created_at": NOW,
        "now": NOW + timedelta(minutes=3),
        "address": address,
        "secret": SECRET,
        "subject": "Ebb: something needs your attention",
        "body": "Please sign in.",
    }
    return Outgoing(**(fields | changes))


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


# --- Webhooks ---------------------------------------------------------------------------------------------------------


def send_hook(url: str, **changes: Any) -> channels.Accepted:
    return channels.CHANNELS["webhook"](outgoing(url, **changes))


def verify(request: Request, secret: str) -> None:
    """A receiver's own check, written from the standard and not from our code."""
    signed = b".".join(
        (request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), request.data)
    )
    digest = hmac.new(base64.b64decode(secret.split("_", 1)[1]), signed, hashlib.sha256).digest()
    assert request.headers["webhook-signature"].split(",") == ["v1", base64.b64encode(digest).decode()]


def test_a_webhook_arrives_signed_and_thin(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook", method="POST", query_string="a=1").respond_with_data(status=204)
    assert send_hook(httpserver.url_for("/hook?a=1")).status == 204
    request = httpserver.log[0][0]
    verify(request, SECRET)
    assert request.headers["webhook-id"] == str(DELIVERY)
    assert request.headers["webhook-timestamp"] == str(int((NOW + timedelta(minutes=3)).timestamp()))
    assert json.loads(request.data) == {
        "type": "alert",
        "id": str(ALERT),
        "timestamp": "2026-03-02T10:00:00Z",
        "level": "emergency",
    }


def test_a_webhook_repeats_its_id_and_body_but_signs_the_new_time(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(status=200)
    for minutes in (0, 7):
        send_hook(httpserver.url_for("/"), now=NOW + timedelta(minutes=minutes))
    first, again = (request for request, _ in httpserver.log)
    verify(again, SECRET)
    assert first.data == again.data
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.headers["webhook-signature"] != again.headers["webhook-signature"]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    )
    return file


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/hook").respond_with_data(status=200)
        with pytest.raises(DeliveryError, match="SSLCertVerificationError"):
            send_hook(server.url_for("/hook"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_hook(server.url_for("/hook")).status == 200


def test_a_redirect_is_refused_and_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": httpserver.url_for("/other")})
    httpserver.expect_request("/other").respond_with_data(status=200)
    with pytest.raises(DeliveryError) as refused:
        send_hook(httpserver.url_for("/"))
    assert (refused.value.status, refused.value.permanent) == (302, False)
    assert [request.path for request, _ in httpserver.log] == ["/"]


@pytest.mark.parametrize(("status", "gone"), [(410, True), (404, False), (401, False), (500, False), (503, False)])
def test_only_410_says_that_the_address_is_gone(httpserver: HTTPServer, status: int, gone: bool) -> None:
    httpserver.expect_request("/").respond_with_data("<h1>secret text</h1>", status=status)
    with pytest.raises(DeliveryError) as refused:
        send_hook(httpserver.url_for("/"))
    assert (refused.value.gone, refused.value.permanent, refused.value.status) == (gone, gone, status)
    assert refused.value.reason == "webhook refused"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_slow_server_is_left_in_time(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(DeliveryError, match="webhook: "):
        send_hook(silent)
    assert time.monotonic() - started < 2


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that answers one byte at a time, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            connection.close()

    threading.Thread(target=drip, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()


def test_a_server_that_drips_is_left_in_time(dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(DeliveryError, match="webhook: "):
        send_hook(dripping)
    assert time.monotonic() - started < 2


def test_a_server_that_is_away_is_temporary() -> None:
    with pytest.raises(DeliveryError) as away:
        send_hook("http://127.0.0.1:1/")
    assert not away.value.permanent


@pytest.mark.parametrize(
    "url",
    [
        "ftp://clinic.example/",
        "clinic.example/hook",
        "https://",
        "https://anna:secret@clinic.example/",
        "https://clinic.example/" + "x" * 2048,
        "file:///etc/passwd",
    ],
)
def test_an_address_that_a_webhook_cannot_have_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="webhook"):
        webhook.check_url(url)


def test_new_secrets_are_long_and_differ() -> None:
    assert webhook.new_secret() != webhook.new_secret()
    assert len(base64.b64decode(webhook.new_secret().removeprefix("whsec_"))) == 32


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
    link = messages.link_for(message, "https://ebb.example", ALERT)
    body = messages.body_for(message, link=link, waiting=timedelta(hours=3))
    assert link.startswith("https://ebb.example/clinic/")
    assert link in body
    assert "{" not in body + messages.text_for(message).subject


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
