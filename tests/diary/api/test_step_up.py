"""What must not be done by whoever passes an open browser asks for a sign-in of the last ten minutes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from diary.actions.signing_in import sign_in_url
from diary.models import User
from tests.cast import Answer, Api, Cast, undone
from tests.diary.care import Care

PASSWORD = "correct horse battery staple"
ALLAUTH = "/_allauth/browser/v1/auth/"
ASKING = (
    ("POST", "clinic/tokens", {"name": "Diary", "scopes": ["alerts"]}),
    ("POST", "clinic/members", {"email": "new@harbour.example", "name": "New", "roles": ["practitioner"]}),
    ("PATCH", "clinic/members/{piet}", {"roles": ["practitioner", "manager"]}),
    ("POST", "clinic/members/{piet}/end", {}),
    ("POST", "webhooks", {"url": "https://hooks.example/mia"}),
    ("PUT", "clinic/cliniko", {"key": "MS0xLWlOdzRNbTVPU0Jk-uk1"}),
)


@pytest.fixture
def desk(cast: Cast) -> Api:
    """Mia's browser, in which she signed in with her password just now."""
    cast.mia.set_password(PASSWORD)
    cast.mia.save()
    browser = Api()
    browser.headers["X-Ebb"] = "1"
    assert allauth(browser, "login", email=cast.mia.email, password=PASSWORD) == 200
    return browser


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        yield


def allauth(browser: Api, path: str, **body: Any) -> int:
    answer = browser.client.post(ALLAUTH + path, json.dumps(body), content_type="application/json")
    return answer.status_code


def asked(browser: Api, cast: Cast) -> dict[str, tuple[int, str]]:
    """What each of these answers: its status, and its code when it is a problem."""
    answers: dict[str, Answer] = {}
    for method, path, body in ASKING:
        with undone():
            answers[f"{method} {path}"] = browser(method, path.replace("{piet}", str(cast.piet.pk)), body)
    return {name: (answer.status, answer.code if answer.status >= 400 else "") for name, answer in answers.items()}


def test_a_fresh_sign_in_is_asked_for_nothing(cast: Cast, desk: Api):
    assert {status for status, _ in asked(desk, cast).values()} <= {200, 201}


def test_after_ten_minutes_it_asks_and_goes_on_once_the_person_has_shown_who_they_are(
    cast: Cast, desk: Api, later: None
):
    assert set(asked(desk, cast).values()) == {(403, "sign_in_again")}
    assert desk.get("clinic/tokens").status == desk.get("webhooks").status == desk.get("clinic/members").status == 200

    assert allauth(desk, "reauthenticate", password="not the password") == 400
    assert set(asked(desk, cast).values()) == {(403, "sign_in_again")}
    assert allauth(desk, "reauthenticate", password=PASSWORD) == 200
    assert {status for status, _ in asked(desk, cast).values()} <= {200, 201}


def test_a_link_to_a_letter_asks_and_taking_one_back_does_not(cast: Cast, care: Care, desk: Api, later: None):
    report = desk.post("reports", {"course": str(care.course.pk), "format": "csv"}).json["id"]
    assert desk.post(f"reports/{report}/shares").code == "sign_in_again"
    assert desk.get(f"reports/{report}/shares").status == 200
    assert desk("DELETE", f"shares/{care.course.pk}").status == 404


def test_who_can_show_nothing_more_than_a_link_is_not_asked(cast: Cast, now: datetime):
    """In the demo there is neither password nor factor; elsewhere a second factor is compulsory."""
    browser = Api()
    browser.headers["X-Ebb"] = "1"
    link = sign_in_url(User.objects.get(pk=cast.mia.pk))
    assert browser.post("sign-in", {"token": link.partition("#t=")[2]}).status == 200
    with time_machine.travel(now + timedelta(minutes=11)):
        assert {status for status, _ in asked(browser, cast).values()} <= {200, 201}


def test_a_token_has_no_sign_in_to_be_old(cast: Cast, mia: Api, now: datetime):
    with time_machine.travel(now + timedelta(minutes=11)):
        assert {status for status, _ in asked(mia, cast).values()} <= {200, 201}
