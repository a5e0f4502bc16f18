"""Message services through Apprise, and mail providers through Anymail: both against servers on this machine."""

import json
import subprocess
import sys
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from alerts import channels
from alerts.channels import DeliveryError, carrier, services
from tests.alerts.sending import ALERT, DELIVERY, NOW, outgoing
from tests.house.source import ROOT


@pytest.fixture
def sink(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    settings.SERVICES = {
        "chat": f"json://127.0.0.1:{httpserver.port}/chat",
        "phone": f"json://127.0.0.1:{httpserver.port}/phone/{{to}}",
    }
    services.use_carrier(carrier.carry)
    return httpserver


def send_by(address: str) -> channels.Accepted:
    return channels.CHANNELS["service"](outgoing(address))


def test_a_service_gets_the_neutral_text_and_the_link(sink: HTTPServer) -> None:
    sink.expect_request("/chat").respond_with_json({})
    send_by("chat")
    told = sink.log[0][0].get_json()
    assert told["title"] == "Ebb: something needs your attention"
    assert told["message"] == f"Open Ebb to read it.\nhttps://ebb.example/clinic/alerts/{ALERT}"


def test_a_persons_target_stands_in_the_operators_url(sink: HTTPServer) -> None:
    sink.expect_request("/phone/+441632960000").respond_with_json({})
    send_by("phone:+441632960000")
    assert [request.path for request, _ in sink.log] == ["/phone/+441632960000"]


def test_a_service_that_refuses_is_tried_again(sink: HTTPServer) -> None:
    sink.expect_request("/chat").respond_with_json({}, status=503)
    with pytest.raises(DeliveryError, match="service refused") as refused:
        send_by("chat")
    assert not refused.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mail",
        "mail:x",
        "chat:x",
        "phone",
        "phone:",
        "phone:a/b",
        "phone:a?b",
        "phone:a b",
        "phone:../chat",
        "json://127.0.0.1/",
    ],
)
@pytest.mark.usefixtures("sink")
def test_nobody_chooses_a_service_that_the_operator_did_not_set(address: str) -> None:
    with pytest.raises(ValueError, match="service"):
        services.check_address(address)
    with pytest.raises(DeliveryError, match="unknown address") as unknown:
        send_by(address)
    assert unknown.value.permanent


@pytest.mark.parametrize(("services_set", "is_imported"), [("{}", "False"), ('{"chat": "json://127.0.0.1/"}', "True")])
def test_apprise_is_imported_only_where_a_service_is_set(
    services_set: str, is_imported: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes nearly two seconds: nobody who does not use it should wait."""
    monkeypatch.setenv("EBB_SERVICES", services_set)
    code = "import django, sys; django.setup(); import alerts.actions; print('apprise' in sys.modules)"
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == is_imported


# --- Mail providers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def provider(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "t0ken",
        "POSTMARK_API_URL": httpserver.url_for("/"),
        "REQUESTS_TIMEOUT": 4,
    }
    return httpserver


def send_mail(**changes: Any) -> channels.Accepted:
    return channels.CHANNELS["email"](outgoing("anna@clinic.example", **changes))


def test_a_mail_provider_takes_the_same_message_id_on_every_attempt(provider: HTTPServer) -> None:
    provider.expect_request("/email").respond_with_json(
        {"ErrorCode": 0, "Message": "OK", "MessageID": "x", "To": "anna@clinic.example", "SubmittedAt": NOW.isoformat()}
    )
    first, again = send_mail(), send_mail()
    assert first == again
    sent = [json.loads(request.data) for request, _ in provider.log]
    ids = {header["Value"] for each in sent for header in each["Headers"] if header["Name"] == "Message-ID"}
    assert ids == {first.reference}
    assert str(DELIVERY) in first.reference
    assert sent[0]["To"] == "anna@clinic.example"


@pytest.mark.parametrize(("status", "permanent"), [(422, True), (401, False), (429, False), (500, False), (503, False)])
def test_what_a_mail_provider_refuses_is_permanent_or_not(provider: HTTPServer, status: int, permanent: bool) -> None:
    provider.expect_request("/email").respond_with_json({"ErrorCode": 300, "Message": "no"}, status=status)
    with pytest.raises(DeliveryError, match="mail provider refused") as refused:
        send_mail()
    assert (refused.value.permanent, refused.value.status) == (permanent, status)


def test_a_mail_provider_that_is_away_is_temporary(provider: HTTPServer, settings: Any) -> None:
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": "http://127.0.0.1:1/"}
    with pytest.raises(DeliveryError, match="mail ") as away:
        send_mail()
    assert not away.value.permanent
