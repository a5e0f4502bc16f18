"""Web push against a push service on this machine, and opened with the browser's own keys."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from alerts import channels
from alerts.channels import DeliveryError, push, sealed_push
from tests.alerts.browsers import Browser, b64, unb64
from tests.alerts.sending import ALERT, DELIVERY, NOW, outgoing


def send_push(url: str, browser: Browser, **changes: Any) -> channels.Accepted:
    return channels.CHANNELS["push"](outgoing(url, secret=browser.kept, **changes))


def test_only_the_browser_can_open_what_is_sent_and_it_says_nothing(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/p/1", method="POST").respond_with_data(status=201)
    browser = Browser()
    assert send_push(httpserver.url_for("/p/1"), browser).status == 201
    request = httpserver.log[0][0]
    assert b"Ebb" not in request.data
    with pytest.raises(InvalidTag):
        Browser(secret=browser.secret).open(request.data)
    assert browser.open(request.data) == {
        "web_push": 8030,
        "mutable": True,
        "notification": {
            "title": "Ebb: something needs your attention",
            "body": "Open Ebb to read it.",
            "navigate": f"https://ebb.example/clinic/alerts/{ALERT}",
            "tag": ALERT.hex,
            "lang": "en",
            "dir": "ltr",
            "silent": False,
            "data": {"receipt": str(DELIVERY)},
        },
    }


def test_the_push_service_learns_how_long_how_urgent_and_what_it_replaces(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/p").respond_with_data(status=201)
    send_push(httpserver.url_for("/p"), Browser())
    send_push(httpserver.url_for("/p"), Browser(), alert=None, level=None, expires_at=NOW)
    told, later = (request.headers for request, _ in httpserver.log)
    assert (told["Content-Encoding"], told["TTL"], told["Urgency"]) == ("aes128gcm", "3420", "high")
    assert told["Topic"] == ALERT.hex
    assert len(told["Topic"]) <= 32
    assert (later["TTL"], later["Urgency"], later["Topic"]) == ("0", "normal", "ebb")


def test_the_request_is_signed_with_our_key_for_that_service_only(httpserver: HTTPServer, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Ebb <ebb@clinic.example>"
    httpserver.expect_request("/p").respond_with_data(status=201)
    send_push(httpserver.url_for("/p"), Browser())
    scheme, _, fields = httpserver.log[0][0].headers["Authorization"].partition(" ")
    token, key = (field.split("=", 1)[1] for field in fields.split(", "))
    signed, _, signature = token.rpartition(".")
    raw = unb64(signature)
    ours = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
    ours.verify(
        encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])), signed.encode(), ec.ECDSA(SHA256())
    )
    header, claims = (json.loads(unb64(part)) for part in signed.split("."))
    assert (scheme, header) == ("vapid", {"typ": "JWT", "alg": "ES256"})
    assert claims == {
        "aud": httpserver.url_for("").rstrip("/"),
        "exp": int((NOW + timedelta(hours=12, minutes=3)).timestamp()),
        "sub": "mailto:ebb@clinic.example",
    }
    assert key == sealed_push.public_key(settings.VAPID_KEY)


@pytest.mark.parametrize(
    ("status", "gone", "permanent", "wait"),
    [
        (404, True, True, 0),
        (410, True, True, 0),
        (413, False, True, 0),
        (429, False, False, 30),
        (503, False, False, 30),
    ],
)
def test_what_the_push_service_answers(
    httpserver: HTTPServer, status: int, gone: bool, permanent: bool, wait: int
) -> None:
    headers = {"Retry-After": "30"} if wait else {}
    httpserver.expect_request("/p").respond_with_data("secret text", status=status, headers=headers)
    with pytest.raises(DeliveryError, match="push refused") as refused:
        send_push(httpserver.url_for("/p"), Browser())
    error = refused.value
    assert (error.gone, error.permanent, error.wait_seconds, error.status) == (gone, permanent, wait, status)


@pytest.mark.parametrize(
    ("asked", "waits"), [("5", 5), ("86400", 600), ("-1", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("9" * 40, 0)]
)
def test_nobody_may_ask_for_a_long_silence(httpserver: HTTPServer, asked: str, waits: int) -> None:
    httpserver.expect_request("/p").respond_with_data(status=429, headers={"Retry-After": asked})
    with pytest.raises(DeliveryError) as refused:
        send_push(httpserver.url_for("/p"), Browser())
    assert refused.value.wait_seconds == waits


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_the_browsers_are_known(endpoint: str) -> None:
    push.check_subscription(endpoint, Browser().kept)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://push.example.org/abc",
        "https://fcm.googleapis.com.example.org/abc",
        "https://notfcm.googleapis.com/abc",
        "https://push.apple.com.example/abc",
        "https://10.0.0.1/abc",
        "http://fcm.googleapis.com/fcm/send/abc",
    ],
)
def test_anything_else_is_no_push_service(endpoint: str, settings: Any) -> None:
    settings.ALLOW_LOOPBACK = False
    with pytest.raises(ValueError, match="address"):
        push.check_subscription(endpoint, Browser().kept)


def test_the_operator_may_know_more_push_services(settings: Any) -> None:
    settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, "push.example.org"]
    push.check_subscription("https://push.example.org/abc", Browser().kept)


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "x",
        f"{b64(bytes(65))} {b64(bytes(16))}",
        f"{b64(bytes([4]) + bytes(range(64)))} {b64(bytes(16))}",
        f"{Browser().keys['p256dh']} {b64(bytes(15))}",
        f"{Browser().keys['p256dh']} ",
    ],
    ids=["none", "short", "no point", "not on the curve", "short secret", "no secret"],
)
def test_keys_that_encrypt_for_nobody_are_refused(keys: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each library has its own words
        push.check_subscription("https://fcm.googleapis.com/fcm/send/abc", keys)
    with pytest.raises(DeliveryError, match="unusable") as unusable:
        channels.CHANNELS["push"](outgoing("https://fcm.googleapis.com/fcm/send/abc", secret=keys))
    assert unusable.value.permanent


@given(st.dictionaries(st.text(max_size=40), st.text(max_size=400), max_size=6))
def test_whatever_is_sealed_is_opened_the_same(content: dict[str, str]) -> None:
    browser = Browser()
    sealed = sealed_push.encrypt(
        json.dumps(content).encode(), their_key=browser.keys["p256dh"], auth=browser.keys["auth"]
    )
    assert len(sealed) <= 4096
    assert browser.open(sealed) == content


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    browser = Browser()
    first, second = (
        sealed_push.encrypt(b"{}", their_key=browser.keys["p256dh"], auth=browser.keys["auth"]) for _ in "ab"
    )
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_a_text_too_long_for_one_record_is_refused() -> None:
    browser = Browser()
    with pytest.raises(ValueError, match="at most 3993 bytes"):
        sealed_push.encrypt(bytes(3994), their_key=browser.keys["p256dh"], auth=browser.keys["auth"])


def test_the_example_of_the_standard_opens() -> None:
    """RFC 8291, appendix A: our test's browser is right, so that what it opens proves something."""
    private = int.from_bytes(unb64("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    browser = Browser(ec.derive_private_key(private, ec.SECP256R1()), unb64("BTBZMqHH6r4Tts7J_aSIgg"))
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    with pytest.raises(json.JSONDecodeError) as plain:
        browser.open(unb64(body))
    assert plain.value.doc == "When I grow up, I want to be a watermelon"
