"""Every secret that can be guessed ends after a few tries, the clinic reads of it, and no answer says who has an account."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from pytest_django.fixtures import Settings

from alerts import actions as alerts
from alerts.actions.returning import code_back
from alerts.models import ContactPoint
from diary.actions.care import create_staff
from diary.actions.reports import agree_to_report
from diary.actions.sharing import MOST_WRONG_CODES, share_report
from diary.actions.signing_in import MOST_FAILURES, invite_patient
from diary.api import limits
from tests.cast import Api, Cast, agree, make_cast
from tests.diary.api.test_staff_sign_in import PASSWORD, call, sign_in
from tests.diary.care import make_care
from tests.diary.world import draft

pytestmark = pytest.mark.django_db
DORA = "dora@harbour.example"
WRONG = "not the password at all"


@pytest.fixture(autouse=True)
def no_tries_yet(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cast(now: datetime) -> Cast:
    from_cast: Cast = make_cast(now)
    create_staff(clinic=from_cast.harbour, email=DORA, name="Dora", roles=["practitioner"], password=PASSWORD)
    return from_cast


def told(cast: Cast) -> list[str]:
    """What Mia reads among the changes of Harbour clinic about guessing; Hill clinic reads nothing."""
    rows = Api(cast.mia, by="token").get("clinic/changes").json["results"]
    return [row["action"] for row in rows if row["action"].startswith("guessing.")]


def guess_invitation(cast: Cast, now: datetime) -> list[int]:
    invited = invite_patient(patient=cast.maya, channel="qr", by=cast.anna, now=now)
    dates = [f"1950-01-{day:02}" for day in range(1, MOST_FAILURES + 1)] + [cast.maya.birth_date.isoformat()]
    return [Api().post("pair", {"token": invited.token, "birth_date": each}).status for each in dates]


def guess_code(cast: Cast, now: datetime) -> list[int]:
    anna = Api(cast.anna, by="token")
    point = ContactPoint.objects.filter(user=cast.anna).first()
    assert point is not None
    anna.put(f"contact-points/{cast.anna.pk}", {"channel": "email", "address": "anna@elsewhere.example"})
    right = str(ContactPoint.objects.get(pk=cast.anna.pk).code)
    wrong = [f"{(int(right) + each) % 1_000_000:06}" for each in range(1, 6)]
    return [anna.post(f"contact-points/{cast.anna.pk}/verify", {"code": each}).status for each in [*wrong, right]]


def guess_link(cast: Cast, now: datetime) -> list[int]:
    agree(cast.maya, now, purpose="sharing")
    report = agree_to_report(report=draft(make_care(cast, now), cast.anna, now), by=cast.maya.user, now=now)
    link = share_report(report=report, by=cast.anna, now=now)
    codes = ["22222-22222"] * MOST_WRONG_CODES + [link.code]
    return [Api().post("s/open", {"token": link.token, "code": each}).status for each in codes]


def guess_return(cast: Cast, now: datetime) -> list[int]:
    alerts.add_contact_point(user_id=cast.maya.user_id, channel="email", address="maya@mail.example", now=now)
    asked, secret = alerts.ask_to_return(address="maya@mail.example", now=now)
    wrong = [f"{(int(code_back(asked.pk)) + each) % 10**8:08}" for each in range(1, 6)]
    return [Api().post("again/code", {"ask": secret, "code": each}).status for each in [*wrong, code_back(asked.pk)]]


def guess_password(cast: Cast, now: datetime) -> list[int]:
    return [sign_in(Client(), DORA, each).status_code for each in [WRONG] * 5 + [PASSWORD]]


GUESSED = [
    pytest.param(guess_invitation, 422, "invitation", id="the birth date of an invitation"),
    pytest.param(guess_code, 422, "code", id="the code that proves an address"),
    pytest.param(guess_return, 422, "return", id="the code to one's own address"),
    pytest.param(guess_link, 404, "link", id="the code of a letter's link"),
    pytest.param(guess_password, 400, "password", id="a password"),
]


@pytest.mark.parametrize(("guess", "refused", "what"), GUESSED)
def test_after_five_wrong_tries_the_right_one_is_refused_too_and_the_clinic_reads_of_it(
    guess: Any, refused: int, what: str, cast: Cast, now: datetime
):
    assert told(cast) == []
    assert guess(cast, now) == [refused] * 6
    assert told(cast) == [f"guessing.{what}"]


def test_one_address_that_guesses_everywhere_is_stopped_and_others_go_on(cast: Cast, now: datetime, settings: Settings):
    settings.PROXIES = 1
    guesser = {"X_Forwarded_For": "198.51.100.9, 203.0.113.5"}
    for _ in range(limits.MOST_FAILURES):
        assert Api().post("pair", {"token": "ABCDE-FGHJK", "birth_date": "1950-01-01"}, **guesser).status == 422
    invited = invite_patient(patient=cast.maya, channel="qr", by=cast.anna, now=now)
    body = {"token": invited.token, "birth_date": cast.maya.birth_date.isoformat()}
    made_up = {"X_Forwarded_For": "192.0.2.1, 203.0.113.5"}
    assert Api().post("pair", body, **made_up).status == 429, "the first address in the list is the caller's own word"
    assert Api().post("pair", body, X_Forwarded_For="203.0.113.6").status == 201


def test_of_ipv6_a_whole_network_is_one_caller(cast: Cast, settings: Settings):
    settings.PROXIES = 1
    body = {"token": "ABCDE-FGHJK", "birth_date": "1950-01-01"}
    got = [
        Api().post("pair", body, X_Forwarded_For=f"2001:db8::{each:x}").status
        for each in range(limits.MOST_FAILURES + 1)
    ]
    assert got == [422] * limits.MOST_FAILURES + [429]
    assert Api().post("pair", body, X_Forwarded_For="2001:db8:1::1").status == 422


def test_without_the_cache_that_counts_nobody_of_the_staff_signs_in_and_every_patient_writes(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    phone = Api(cast.maya.user, by="device")

    def away(*_: Any, **__: Any) -> None:
        raise DatabaseError

    for name in ("get", "add", "incr", "set"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, away)
    browser = Client(raise_request_exception=False)
    assert sign_in(browser, DORA, PASSWORD).status_code == 500
    assert browser.get("/api/v1/worklist").status_code == 401
    assert phone.log({"recorded_at": now.isoformat(), "time_zone": "Europe/London", "nrs_average": 3}).status == 201


PEOPLE = [
    pytest.param(DORA, id="with a password"),
    pytest.param("anna@harbour.example", id="with none"),
    pytest.param("nobody@harbour.example", id="nobody"),
]


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever a password is hashed."""
    done: list[int] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: Any, *args: Any, **more: Any) -> str:
        done.append(1)
        return str(encode(self, *args, **more))

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    return done


@pytest.mark.parametrize("email", PEOPLE)
def test_a_wrong_password_costs_the_same_and_reads_the_same_whoever_it_is_of(
    email: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    done = hashes(monkeypatch)
    answer = sign_in(Client(), email, WRONG)
    assert (answer.status_code, answer.json()["errors"][0]["code"], len(done)) == (400, "email_password_mismatch", 1)


SHUT = (
    "auth/password/request",
    "auth/password/reset",
    "auth/code/request",
    "auth/signup",
    "account/email",
    "auth/phone",
)


@pytest.mark.parametrize("door", SHUT)
def test_doors_without_a_screen_are_shut_whoever_knocks(door: str, cast: Cast):
    browser = Client()
    browser.get("/_allauth/browser/v1/config")
    answer = call(browser, "POST", f"/_allauth/browser/v1/{door}", {"email": DORA})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert mail.outbox == []


def test_inviting_somebody_who_has_an_account_elsewhere_reads_as_inviting_anybody(cast: Cast):
    mia = Api(cast.mia, by="token")
    got = []
    for email in ("zoe@hill.example", "new@hill.example"):
        answer = mia.post("clinic/members", {"email": email, "name": "Somebody", "roles": ["practitioner"]})
        got.append((answer.status, sorted(answer.json), {name: type(value) for name, value in answer.json.items()}))
    assert got[0] == got[1]
