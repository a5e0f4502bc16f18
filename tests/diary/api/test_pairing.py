"""Pairing a phone: one invitation, one device; guesses are counted, and no secret is kept or told."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import override_settings

from diary.actions.signing_in import DEVICE_LIFETIME, INVITATION_LIFETIME, MOST_FAILURES, sign_in_url
from diary.api import limits
from diary.models import Device, Invitation
from tests.cast import BIRTH_DATE, Answer, Api, Cast, entry

RIGHT = BIRTH_DATE.isoformat()
WRONG = "1958-03-15"


@pytest.fixture(autouse=True)
def no_failures_yet(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def invitation(cast: Cast, anna: Api) -> Any:
    return anna.post(f"patients/{cast.maya.pk}/invitation", {"channel": "qr"}).json


def token_of(invitation: Any) -> str:
    return str(invitation["url"].partition("#t=")[2])


def pair(token: str, birth_date: str = RIGHT, *, phone: Api | None = None) -> Answer:
    return (phone or Api()).post("pair", {"token": token, "birth_date": birth_date})


def test_an_invitation_is_a_link_a_code_and_a_picture(cast: Cast, anna: Api, now: datetime):
    answer = anna.post(f"patients/{cast.maya.pk}/invitation", {"channel": "email"})

    assert answer.status == 201
    assert set(answer.json) == {"url", "code", "qr_svg", "expires_at"}
    front, _, token = answer.json["url"].partition("#t=")
    assert front == f"{settings.BASE_URL}/app/pair"
    assert len(token) >= 40
    assert ElementTree.fromstring(answer.json["qr_svg"]).tag.endswith("svg")  # noqa: S314 - we have just made it
    expires_at = datetime.fromisoformat(answer.json["expires_at"])
    assert timedelta(0) <= expires_at - now - INVITATION_LIFETIME < timedelta(minutes=1)
    assert anna.post(f"patients/{cast.maya.pk}/invitation").status == 201
    assert anna.post(f"patients/{cast.maya.pk}/invitation", {"channel": "pigeon"}).status == 422


def test_a_phone_is_paired_by_the_links_token_and_is_signed_in(cast: Cast, invitation: Any, now: datetime):
    phone = Api()
    answer = pair(token_of(invitation), phone=phone)

    assert answer.status == 201
    assert answer.json["patient"] == {
        "id": str(cast.maya.pk),
        "name": "Maya Lindqvist",
        "locale": "en-GB",
        "time_zone": "Europe/London",
    }
    assert (answer.json["clinic"]["name"], answer.json["clinic"]["phone"]) == ("Harbour", "+44 1632 960001")
    assert answer.json["consents_needed"] == ["reminders", "audit", "sharing"]
    assert phone.get("me").json["patient"] == str(cast.maya.pk)
    phone.headers["X-Ebb"] = "1"
    assert phone.log(entry(now, 3)).status == 201


def test_a_new_patient_is_asked_for_every_consent(cast: Cast, anna: Api):
    patient = anna.post("patients", {"name": "New", "birth_date": "2001-01-01"}).json["id"]
    invitation = anna.post(f"patients/{patient}/invitation").json
    assert pair(token_of(invitation), "2001-01-01").json["consents_needed"] == [
        "monitoring",
        "reminders",
        "audit",
        "sharing",
    ]


@pytest.mark.parametrize(
    "typed",
    [str, str.lower, lambda code: f"  {code.lower().replace('-', ' ')} ", lambda code: code.replace("-", ""), " ".join],
    ids=["as shown", "small letters", "blanks", "no dash", "letter by letter"],
)
def test_a_phone_is_paired_by_the_typed_code(invitation: Any, typed: Any):
    assert pair(typed(invitation["code"])).status == 201


def test_the_cookie_is_for_this_host_and_out_of_reach_of_scripts(invitation: Any):
    cookie = pair(token_of(invitation)).response.cookies["ebb"]

    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert cookie["max-age"] == DEVICE_LIFETIME.total_seconds()


@override_settings(IS_HTTPS=True, DEVICE_COOKIE_NAME="__Host-ebb")
def test_over_https_the_cookie_is_secure_and_bound_to_the_host(invitation: Any):
    answer = pair(token_of(invitation))
    cookie = answer.response.cookies["__Host-ebb"]

    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_five_wrong_birth_dates_end_the_invitation(invitation: Any):
    for _ in range(MOST_FAILURES):
        answer = pair(token_of(invitation), WRONG)
        assert (answer.status, answer.code) == (422, "wrong_birth_date")

    for secret in (token_of(invitation), invitation["code"]):
        answer = pair(secret)
        assert (answer.status, answer.code) == (422, "invitation_invalid")


def test_the_fifth_try_may_still_be_right(invitation: Any):
    for _ in range(MOST_FAILURES - 1):
        pair(token_of(invitation), WRONG)
    assert pair(token_of(invitation)).status == 201


def test_a_wrong_birth_date_tells_nothing_of_the_patient(invitation: Any):
    answer = pair(token_of(invitation), WRONG)

    text = answer.response.content.decode()
    assert not any(secret in text for secret in ("Maya", "Harbour", RIGHT, "1958"))
    assert not answer.response.cookies
    assert Device.objects.count() == 0


def test_an_invitation_pairs_one_phone(invitation: Any):
    assert pair(token_of(invitation)).status == 201
    for secret in (token_of(invitation), invitation["code"]):
        assert pair(secret).code == "invitation_invalid"
    assert Device.objects.count() == 1


def test_an_invitation_ends_after_a_week(invitation: Any, now: datetime):
    minute = timedelta(minutes=1)
    with time_machine.travel(now + INVITATION_LIFETIME + minute):
        assert pair(token_of(invitation)).code == "invitation_invalid"
    with time_machine.travel(now + INVITATION_LIFETIME - minute):
        assert pair(token_of(invitation)).status == 201


@pytest.mark.parametrize("token", ["", "x", "ABCDE-FGHJK", "\u2603", "\ud83d", "A" * 200, 5, None, ["x"]], ids=repr)
def test_what_is_no_token_is_refused(cast: Cast, token: Any):
    answer = pair(token)
    assert answer.status == 422
    assert answer.code in ("invalid", "invitation_invalid")


def test_failures_from_one_address_are_limited_for_a_while(invitation: Any, now: datetime):
    for _ in range(limits.MOST_FAILURES):
        assert pair("ABCDE-FGHJK").status == 422

    answer = pair(token_of(invitation))
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert answer.headers["Retry-After"] == str(int(limits.COUNTED_FOR.total_seconds()))
    assert Api().client.get("/api/v1/catalogue").status_code == 200

    elsewhere = Api()
    elsewhere.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert pair("ABCDE-FGHJK", phone=elsewhere).status == 422
    with time_machine.travel(now + limits.COUNTED_FOR + timedelta(minutes=1)):
        assert pair(token_of(invitation)).status == 201


def test_successes_are_never_limited(cast: Cast, anna: Api, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST_FAILURES", 2)
    for _ in range(6):
        assert pair(token_of(anna.post(f"patients/{cast.maya.pk}/invitation").json)).status == 201
    assert pair("ABCDE-FGHJK").status == 422


def test_a_cache_that_is_away_stops_no_patient(invitation: Any, monkeypatch: pytest.MonkeyPatch):
    def away(*_: Any) -> None:
        raise DatabaseError

    for name in ("get", "add", "incr"):
        monkeypatch.setattr(limits.cache, name, away)
    assert pair("ABCDE-FGHJK").status == 422
    assert pair(token_of(invitation)).status == 201


def test_no_secret_is_kept(invitation: Any):
    phone = Api()
    pair(token_of(invitation), phone=phone)
    device = phone.client.cookies[settings.DEVICE_COOKIE_NAME].value
    secrets = (token_of(invitation), invitation["code"], invitation["code"].replace("-", ""), device)

    with connection.cursor() as cursor:
        for model in (Invitation, Device):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table's name
            rows = str(cursor.fetchall())
            assert rows != "[]"
            assert not any(secret in rows for secret in secrets)


def test_signing_out_ends_this_phone_and_no_other(cast: Cast, maya: Api):
    other = Api(cast.maya.user, by="device")
    cookie = maya.client.cookies[settings.DEVICE_COOKIE_NAME].value
    answer = maya.post("sign-out")

    assert answer.status == 204
    assert answer.response.cookies[settings.DEVICE_COOKIE_NAME]["max-age"] == 0
    assert answer.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    maya.client.cookies[settings.DEVICE_COOKIE_NAME] = cookie
    assert (maya.get("me").status, other.get("me").status) == (401, 200)


def test_what_a_phone_locked_opens_for_its_owner_on_any_phone_and_for_nobody_else(cast: Cast, maya: Api, anna: Api):
    again, walter = Api(cast.maya.user, by="device"), Api(cast.walter.user, by="device")
    key = maya.get("me").json["seal"]
    assert len(base64.b64decode(key)) == 32
    assert again.get("me").json["seal"] == key != walter.get("me").json["seal"]
    assert anna.get("me").json["seal"] is None  # by token: no phone, nothing to lock
    answer = maya.post("sign-out", {"keep": True})
    assert (answer.status, answer.response.headers["Clear-Site-Data"]) == (204, '"cache"')
    assert Api().get("me").status == 401


def test_a_phone_that_rests_for_half_a_year_is_signed_out_and_one_in_use_is_not(cast: Cast, now: datetime):
    resting, used = (Api(cast.maya.user, by="device") for _ in range(2))
    with time_machine.travel(now + DEVICE_LIFETIME / 2):
        assert used.get("me").status == 200
    with time_machine.travel(now + DEVICE_LIFETIME + timedelta(days=1)):
        assert (resting.get("me").status, used.get("me").status) == (401, 200)


def test_staff_sign_in_once_by_a_link_and_out_again(cast: Cast):
    browser = Api()
    browser.headers["X-Ebb"] = "1"
    token = sign_in_url(cast.anna).partition("#t=")[2]

    assert browser.post("sign-in", {"token": token}).status == 200
    assert browser.get("me").json["name"] == "Anna"
    assert Api().post("sign-in", {"token": token}, X_Ebb="1").status == 422
    answer = browser.post("sign-out")
    assert (answer.status, answer.response.headers["Clear-Site-Data"]) == (204, '"cache"'), (
        "a diary in this browser stays"
    )
    assert browser.get("me").status == 401


@pytest.mark.parametrize(
    "token", ["", "x", "x.y", "\ud83d.y", f"{'0' * 8}-0000-7000-8000-{'0' * 12}.abc-def", 7], ids=repr
)
def test_a_link_that_was_never_made_signs_nobody_in(db: None, stranger: Api, token: Any):
    answer = stranger.post("sign-in", {"token": token}, X_Ebb="1")
    assert (answer.status, answer.code) == (422, "invalid")


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic YTpi", "bearer ebb_\u00e9", "Token abc"], ids=repr)
def test_a_bad_token_is_not_a_way_in_even_beside_a_good_cookie(cast: Cast, maya: Api, header: str):
    answer = maya.get("me", Authorization=header)
    assert (answer.status, answer.code) == (401, "not_signed_in")
