"""Staff sign in with e-mail and password through allauth, or with a one-time link from whoever hosts this."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from diary.actions.care import create_staff
from diary.actions.signing_in import sign_in_url
from diary.models import Clinic, User
from tests.cast import Cast

PASSWORD = "correct horse battery staple"


@pytest.fixture
def dora(cast: Cast) -> User:
    return create_staff(
        clinic=cast.harbour, email="dora@harbour.example", name="Dora", roles=["practitioner"], password=PASSWORD
    )


def call(browser: Client, method: str, path: str, body: Any = None) -> Any:
    token = browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else ""
    return browser.generic(
        method,
        path,
        json.dumps(body or {}),
        content_type="application/json",
        headers={"X-CSRFToken": token, "X-Ebb": "1"},
    )


def sign_in(browser: Client, email: str, password: str) -> Any:
    browser.get("/_allauth/browser/v1/config")
    return call(browser, "POST", "/_allauth/browser/v1/auth/login", {"email": email, "password": password})


def test_a_password_signs_in_and_the_session_opens_the_api(dora: User):
    browser = Client(enforce_csrf_checks=True)
    assert sign_in(browser, "dora@harbour.example", PASSWORD).status_code == 200
    answer = browser.get("/api/v1/me")
    assert (answer.status_code, answer.json()["name"]) == (200, "Dora")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(dora: User):
    wrong = sign_in(Client(), "dora@harbour.example", "not the password at all")
    unknown = sign_in(Client(), "nobody@harbour.example", "not the password at all")
    assert (wrong.status_code, wrong.json()["errors"]) == (unknown.status_code, unknown.json()["errors"])
    assert wrong.status_code == 400


def test_each_sign_in_and_each_refusal_is_a_line_in_the_log_without_a_name(
    cast: Cast, dora: User, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "diary.api.sign_in")
    sign_in(Client(), "dora@harbour.example", PASSWORD)
    sign_in(Client(), "dora@harbour.example", "not the password at all")
    sign_in(Client(), "nobody@harbour.example", "not the password at all")
    call(Client(), "POST", "/api/v1/sign-in", {"token": urlsplit(sign_in_url(cast.anna)).fragment.removeprefix("t=")})

    refused = "a sign-in of the staff was refused"
    said = [each.getMessage() for each in caplog.records if each.name == "diary.api.sign_in"]
    assert said == [f"user {dora.pk} signed in", refused, refused, f"user {cast.anna.pk} signed in by a link"]


def test_nobody_can_make_an_account_for_themselves(cast: Cast):
    browser = Client()
    browser.get("/_allauth/browser/v1/config")
    answer = call(
        browser, "POST", "/_allauth/browser/v1/auth/signup", {"email": "eve@example.com", "password": PASSWORD}
    )
    assert answer.status_code == 404
    assert not User.objects.filter(email="eve@example.com").exists()


def test_a_one_time_link_signs_in_once(cast: Cast):
    secret = urlsplit(sign_in_url(cast.anna)).fragment.removeprefix("t=")
    browser = Client()
    first = call(browser, "POST", "/api/v1/sign-in", {"token": secret})
    assert (first.status_code, first.json()["name"]) == (200, "Anna")
    assert browser.get("/api/v1/worklist").status_code == 200

    again = call(Client(), "POST", "/api/v1/sign-in", {"token": secret})
    assert (again.status_code, again.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "token", ["", "x", "nonsense.abc-def", "01890000-0000-7000-8000-000000000000.abc-def", "." * 200]
)
def test_a_made_up_link_signs_nobody_in(cast: Cast, token: str):
    assert call(Client(), "POST", "/api/v1/sign-in", {"token": token}).status_code == 422


def test_a_write_in_the_session_needs_our_own_pages(dora: User):
    browser = Client()
    sign_in(browser, "dora@harbour.example", PASSWORD)
    answer = browser.post("/api/v1/patients", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_a_new_clinic_starts_with_one_command(db: None, capsys: pytest.CaptureFixture[str]):
    call_command(
        "create_clinic", "Quay Clinic", "erin@quay.example", "Erin Quay", "--country", "US", "--preset", "quiet"
    )
    link = capsys.readouterr().out.splitlines()[-1]
    browser = Client()
    assert call(browser, "POST", "/api/v1/sign-in", {"token": link.partition("#t=")[2]}).status_code == 200
    me = browser.get("/api/v1/me").json()
    assert (me["name"], me["clinic"]["name"], me["roles"]) == ("Erin Quay", "Quay Clinic", ["manager", "practitioner"])

    assert Clinic.objects.get(name="Quay Clinic").preset == "quiet"

    call_command("add_staff", "finn@quay.example", "Finn", "--clinic", "Quay Clinic")
    assert User.objects.get(email="finn@quay.example").contact_points.count() == 1
