"""The webhook channel against real web servers on this machine, which can misbehave."""

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from alerts.channels import DeliveryError, outside, webhook
from tests.alerts.certificates import certificate_for
from tests.alerts.sending import ALERT, DELIVERY, NOW, SECRET, send_hook, verify


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
    return certificate_for("127.0.0.1", tmp_path)


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
    monkeypatch.setattr(outside, "SECONDS", 0.2)
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
    monkeypatch.setattr(outside, "SECONDS", 0.3)
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
    with pytest.raises(ValueError, match="address"):
        webhook.check_url(url)


def test_while_secrets_change_over_both_sign(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(status=200)
    fresh = webhook.new_secret()
    send_hook(httpserver.url_for("/"), secret=f"{fresh} {SECRET}")
    request = httpserver.log[0][0]
    signatures = request.headers["webhook-signature"].split(" ")
    assert len(signatures) == 2
    for secret, signature in zip((fresh, SECRET), signatures, strict=True):
        verify(request, secret, signature)


def test_new_secrets_are_long_and_differ() -> None:
    assert webhook.new_secret() != webhook.new_secret()
    assert len(base64.b64decode(webhook.new_secret().removeprefix("whsec_"))) == 32
