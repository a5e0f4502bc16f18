"""Staff show a second factor; without one a sign-in opens nothing but the way to set one up."""

import json
from collections.abc import Iterator

import pytest
import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from diary.actions.signing_in import sign_in_url
from diary.models import User
from tests.cast import Cast
from tests.diary.api.test_staff_sign_in import PASSWORD, call, dora, sign_in

__all__ = ["dora"]
ALLAUTH = "/_allauth/browser/v1/"


@pytest.fixture(autouse=True)
def no_tries_yet(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Factors are asked for; what waits for the end of a transaction happens at once, since a test's transaction has none."""
    settings.SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: hashing is not tried here
    monkeypatch.setattr(transaction, "on_commit", lambda done, **_: done())
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str, *, counter: int = 0) -> str:
    """What an authenticator app shows for this secret now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[counter]))


def add_app(browser: Client) -> str:
    """Set an authenticator app up, as the screen does; returns its secret."""
    secret = str(browser.get(f"{ALLAUTH}account/authenticators/totp").json()["meta"]["secret"])
    answer = call(browser, "POST", f"{ALLAUTH}account/authenticators/totp", {"code": code_of(secret)})
    assert answer.status_code == 200, answer.content
    return secret


def confirm(browser: Client) -> None:
    assert call(browser, "POST", f"{ALLAUTH}auth/reauthenticate", {"password": PASSWORD}).status_code == 200


def opened(browser: Client) -> tuple[int, str]:
    answer = browser.get("/api/v1/worklist")
    return answer.status_code, answer.json().get("code", "")


def test_a_password_alone_opens_only_who_i_am_and_the_way_out(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    assert opened(browser) == (403, "second_factor_needed")
    assert browser.get("/api/v1/me").json()["name"] == "Dora"
    assert call(browser, "PATCH", "/api/v1/me", {"locale": "es"}).status_code == 403
    assert call(browser, "POST", "/api/v1/sign-out").status_code == 204


def test_with_an_app_set_up_the_sign_in_goes_on_and_the_next_asks_for_its_code(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    secret = add_app(browser)
    assert opened(browser) == (200, "")

    again = Client()
    pending = sign_in(again, "dora@harbour.example", PASSWORD)
    assert pending.status_code == 401
    assert opened(again) == (401, "not_signed_in")
    cache.clear()  # a code works once: this stands for the next half minute
    assert call(again, "POST", f"{ALLAUTH}auth/2fa/authenticate", {"code": code_of(secret)}).status_code == 200
    assert opened(again) == (200, "")


def test_another_browser_is_not_let_on_by_a_factor_that_was_set_up_elsewhere(dora: User):
    stolen, own = Client(), Client()
    for browser in (stolen, own):
        sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(own)
    add_app(own)
    assert (opened(own), opened(stolen)) == ((200, ""), (403, "second_factor_needed"))


def test_a_link_from_the_operator_is_no_second_factor(cast: Cast):
    browser = Client()
    token = sign_in_url(cast.anna).partition("#t=")[2]
    assert call(browser, "POST", "/api/v1/sign-in", {"token": token}).status_code == 200
    assert opened(browser) == (403, "second_factor_needed")
    add_app(browser)
    assert opened(browser) == (200, "")

    later = Client()
    token = sign_in_url(User.objects.get(pk=cast.anna.pk)).partition("#t=")[2]
    call(later, "POST", "/api/v1/sign-in", {"token": token})
    assert opened(later) == (403, "second_factor_needed")


def test_each_recovery_code_works_once(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    add_app(browser)
    codes = browser.get(f"{ALLAUTH}account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert len(codes) == 10
    got = []
    for _ in range(2):
        other = Client()
        sign_in(other, "dora@harbour.example", PASSWORD)
        got.append(call(other, "POST", f"{ALLAUTH}auth/2fa/authenticate", {"code": codes[0]}).status_code)
    assert got == [200, 400]


def test_guessing_a_code_is_stopped(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    secret = add_app(browser)
    thief = Client()
    sign_in(thief, "dora@harbour.example", PASSWORD)
    tried = [call(thief, "POST", f"{ALLAUTH}auth/2fa/authenticate", {"code": f"{n:06}"}).json() for n in range(6)]
    assert [each["errors"][0]["code"] for each in tried] == ["incorrect_code"] * 5 + ["too_many_login_attempts"]
    lucky = call(thief, "POST", f"{ALLAUTH}auth/2fa/authenticate", {"code": code_of(secret, counter=1)})
    assert lucky.status_code == 400
    assert opened(thief) == (401, "not_signed_in")


def test_secrets_of_factors_are_sealed_at_rest(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    secret = add_app(browser)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        rows = str(cursor.fetchall())
    assert "secret" in rows
    assert secret not in rows
    assert Authenticator.objects.filter(user=dora).count() == 2


def test_whoever_gets_a_factor_is_told_of_it_by_mail(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    add_app(browser)
    assert [message.to for message in mail.outbox] == [["dora@harbour.example"]]
    assert "/clinic/office/security" in mail.outbox[0].body
    assert "127.0.0.1" not in mail.outbox[0].body


def test_sign_ins_are_listed_and_each_can_be_ended(dora: User):
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser, "dora@harbour.example", PASSWORD)
    sessions = here.get(f"{ALLAUTH}auth/sessions").json()["data"]
    assert sorted(each["is_current"] for each in sessions) == [False, True]
    other = next(each["id"] for each in sessions if not each["is_current"])
    call(here, "DELETE", f"{ALLAUTH}auth/sessions", {"sessions": [other]})
    assert (here.get("/api/v1/me").status_code, there.get("/api/v1/me").status_code) == (200, 401)


def test_a_sign_in_by_a_link_is_listed_too_and_ends_with_all_others(dora: User):
    here, there = Client(), Client()
    for browser in (here, there):
        secret = sign_in_url(dora).partition("#t=")[2]
        assert call(browser, "POST", "/api/v1/sign-in", {"token": secret}).status_code == 200
        dora.refresh_from_db()
    assert len(here.get(f"{ALLAUTH}auth/sessions").json()["data"]) == 2
    call_command("forget_factors", "dora@harbour.example")
    assert [browser.get("/api/v1/me").status_code for browser in (here, there)] == [401, 401]


def test_the_operator_takes_factors_off_who_lost_them(dora: User, capsys: pytest.CaptureFixture[str]):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    confirm(browser)
    add_app(browser)
    call_command("forget_factors", "dora@harbour.example")
    assert "2" in capsys.readouterr().out
    assert browser.get("/api/v1/me").status_code == 401
    assert sign_in(Client(), "dora@harbour.example", PASSWORD).status_code == 200


def test_in_the_demo_a_password_is_enough(dora: User, settings: Settings):
    settings.SECOND_FACTOR = False
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    assert opened(browser) == (200, "")
    assert json.loads(browser.get("/api/v1/me").content)["name"] == "Dora"


def test_the_secret_of_an_app_comes_as_a_picture_of_its_address_too(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    meta = browser.get(f"{ALLAUTH}account/authenticators/totp").json()["meta"]
    drawn = segno.make(meta["totp_url"], error="m", micro=False)
    assert meta["totp_svg"] == drawn.svg_inline(scale=4, border=4, omitsize=True, light="#fff")
    assert meta["secret"] in meta["totp_url"]
