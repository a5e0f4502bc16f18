"""SMS through a gateway that the operator describes, against a gateway on this machine."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from alerts import channels
from alerts.channels import DeliveryError, sms
from tests.alerts.sending import ALERT, DELIVERY, outgoing

NUMBER = "+441632960000"
TEXT = f"Ebb: something needs your attention. Open Ebb to read it. https://ebb.example/clinic/alerts/{ALERT}"
NOTHING = {
    "url": "",
    "method": "POST",
    "headers": {},
    "body": "",
    "secret": "",
    "accepted": "200-299",
    "refused": "400,404,410,422",
    "reference": "",
}
FORM = {
    "headers": {
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": "Basic {secret}",
        "I-Twilio-Idempotency-Token": "{key}",
    },
    "body": "To={to}&From=%2B15005550006&Body={text}",
    "secret": "QUM6dG9rZW4=",
    "accepted": "201",
    "reference": "sid",
}
GENERIC = {
    "headers": {"Content-Type": "application/json", "X-Api-Key": "{secret}", "Idempotency-Key": "{key}"},
    "body": '{"messages": [{"to": "{to}", "text": "{text}"}]}',
    "secret": "s3cret",
    "reference": "messages.0.id",
}


@pytest.fixture
def gateway(settings: Any, httpserver: HTTPServer) -> Any:
    def use(**changes: Any) -> HTTPServer:
        settings.SMS = {**NOTHING, "url": httpserver.url_for("/sms"), **changes}
        return httpserver

    return use


def send_sms(**changes: Any) -> channels.Accepted:
    return channels.CHANNELS["sms"](outgoing(NUMBER, **changes))


def test_a_gateway_shaped_like_twilio(gateway: Any) -> None:
    server = gateway(**FORM)
    server.expect_request("/sms", method="POST").respond_with_json({"sid": "SM1", "status": "queued"}, status=201)
    assert send_sms() == channels.Accepted(reference="SM1", status=201)
    request = server.log[0][0]
    assert parse_qs(request.data.decode()) == {"To": [NUMBER], "From": ["+15005550006"], "Body": [TEXT]}
    assert request.headers["Authorization"] == "Basic QUM6dG9rZW4="
    assert request.headers["I-Twilio-Idempotency-Token"] == str(DELIVERY)


def test_a_gateway_that_reads_json(gateway: Any) -> None:
    server = gateway(**GENERIC)
    server.expect_request("/sms").respond_with_json({"messages": [{"id": 77}]})
    assert send_sms().reference == "77"
    request = server.log[0][0]
    assert json.loads(request.data) == {"messages": [{"to": NUMBER, "text": TEXT}]}
    assert (request.headers["X-Api-Key"], request.headers["Idempotency-Key"]) == ("s3cret", str(DELIVERY))


def test_a_gateway_that_is_asked_by_its_address_alone(gateway: Any, httpserver: HTTPServer) -> None:
    server = gateway(method="GET", url=httpserver.url_for("/sms") + "?to={to}&text={text}&key={key}")
    server.expect_request("/sms", method="GET").respond_with_data(status=200)
    send_sms()
    assert server.log[0][0].args.to_dict() == {"to": NUMBER, "text": TEXT, "key": str(DELIVERY)}


@given(st.text())
def test_no_text_can_change_the_call(text: str) -> None:
    form = sms.Gateway(
        "https://sms.example.org/{to}", headers=(("Content-Type", sms.FORM),), body="To={to}&Body={text}"
    )
    url, _, body = form.filled(to=NUMBER, text=text, key="k", secret="")
    assert url == "https://sms.example.org/%2B441632960000"
    assert parse_qs(body.decode(), keep_blank_values=True, errors="surrogatepass") == {"To": [NUMBER], "Body": [text]}
    reader = sms.Gateway(
        "https://sms.example.org/{to}", headers=(("Content-Type", sms.JSON),), body='{"to":"{to}","text":"{text}"}'
    )
    assert json.loads(reader.filled(to=NUMBER, text=text, key="k", secret="")[2]) == {"to": NUMBER, "text": text}


def test_a_secret_cannot_begin_another_header() -> None:
    made = sms.Gateway("https://sms.example.org/{to}", headers=(("X-Key", "{secret}"),))
    assert made.filled(to=NUMBER, text="", key="", secret="a\r\nX-Other: b")[1] == {"X-Key": "aX-Other: b"}


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (422, True), (401, False), (429, False), (500, False), (302, False), (202, False)],
)
def test_the_operator_says_which_answers_are_final(gateway: Any, status: int, permanent: bool) -> None:
    server = gateway(**FORM)
    server.expect_request("/sms").respond_with_data("your number is +44", status=status)
    with pytest.raises(DeliveryError, match="sms refused") as refused:
        send_sms()
    assert (refused.value.permanent, refused.value.status, refused.value.gone) == (permanent, status, False)


def test_a_gateway_that_is_away_is_temporary(gateway: Any) -> None:
    gateway(url="http://127.0.0.1:1/{to}")
    with pytest.raises(DeliveryError, match="sms: ConnectionRefusedError") as away:
        send_sms()
    assert not away.value.permanent


@pytest.mark.parametrize("answer", ["no json", "[]", '{"messages": []}', '{"messages": [{"id": {"x": 1}}]}'])
def test_an_answer_without_a_reference_is_still_an_answer(gateway: Any, answer: str) -> None:
    gateway(**GENERIC).expect_request("/sms").respond_with_data(answer)
    assert send_sms().reference == ""


def test_without_a_gateway_no_sms_leaves(settings: Any) -> None:
    settings.SMS = NOTHING
    with pytest.raises(DeliveryError, match="no gateway") as unset:
        send_sms()
    assert unset.value.permanent


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "sms.example.org/{to}"}, "full http"),
        ({"url": "https://{to}.example.org/"}, "name its host"),
        ({"url": "https://sms.example.org/", "body": "hello"}, "must hold {to}"),
        ({"url": "https://sms.example.org/{to}", "accepted": "2xx"}, "no HTTP status"),
        ({"url": "https://sms.example.org/{to}", "headers": ["x"]}, "EBB_SMS_HEADERS"),
        ({"url": "https://sms.example.org/{to}", "headers": {"x": 1}}, "EBB_SMS_HEADERS"),
    ],
)
def test_a_gateway_that_cannot_work_is_named_at_the_start(settings: Any, changes: dict[str, Any], words: str) -> None:
    settings.SMS = {**NOTHING, **changes}
    with pytest.raises(sms.GatewayUnusable, match=words):
        sms.gateway_in_use()
    with pytest.raises(DeliveryError, match="not usable"):
        send_sms()


@pytest.mark.parametrize(
    "number", ["01632960000", "+0441632960000", "+44 1632 960000", "+44163", "+4416329600001234", "", "+44a"]
)
def test_a_number_that_no_gateway_could_dial_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="phone number"):
        sms.check_number(number)


def test_a_code_stands_in_the_text(gateway: Any) -> None:
    server = gateway(**FORM)
    server.expect_request("/sms", method="POST").respond_with_json({"sid": "SM1"}, status=201)
    send_sms(subject="Ebb: your code", hint="The code is 012345.", link="https://ebb.example/app/reminders")
    assert "The code is 012345." in parse_qs(server.log[0][0].data.decode())["Body"][0]
