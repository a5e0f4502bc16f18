"""An empty installation gets its first clinic on a page, once, from whoever has the printed code."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError
from django.test import Client
from pytest_django.fixtures import Settings

from alerts.models import ContactPoint
from config.management.commands.prepare import Command
from diary.actions.first_clinic import set_up_code, set_up_url
from diary.models import Clinic, Membership, User
from tests.cast import Api

ERIN = {
    "clinic": "Quay",
    "country": "ie",
    "time_zone": "Europe/Dublin",
    "phone": "+353 1 960 0000",
    "name": "Erin Quay",
    "email": "erin@quay.example",
}


@pytest.mark.django_db
def test_no_demo_is_put_beside_a_clinic_of_ones_own(settings: Settings) -> None:
    settings.IS_DEMO = True
    Clinic.objects.create(name="Quay")
    with pytest.raises(CommandError, match="EBB_DEMO=0"):
        Command().ways_in()
    assert [clinic.name for clinic in Clinic.objects.all()] == ["Quay"]


@pytest.fixture
def browser(db: None, settings: Settings) -> Client:
    settings.IS_DEMO = False
    return Client()


def sent(browser: Client, **other: Any) -> Any:
    return browser.post("/set-up", {"code": set_up_code(), **ERIN, **other})


def test_whoever_has_the_code_makes_the_clinic_and_is_signed_in(browser: Client) -> None:
    page = browser.get("/set-up")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    answer = sent(browser)
    assert answer.status_code == 302
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.country, clinic.time_zone, clinic.phone) == (
        "Quay",
        "IE",
        "Europe/Dublin",
        ERIN["phone"],
    )
    assert clinic.profile == "record-only", "nobody has answered for monitoring yet"
    assert clinic.profile == "record-only", "nobody has answered for monitoring yet"
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["manager", "practitioner"]
    assert ContactPoint.objects.filter(user=User.objects.get()).exists()
    link = urlsplit(answer.headers["Location"])
    assert link.path == "/sign-in"
    assert Api().post("sign-in", {"token": link.fragment.removeprefix("t=")}, X_Ebb="1").status == 200


def test_it_happens_once(browser: Client) -> None:
    assert sent(browser).status_code == 302
    assert browser.get("/set-up").status_code == 404
    assert sent(browser, clinic="Another").status_code == 404
    assert Clinic.objects.count() == 1


def test_a_wrong_code_makes_nothing_and_what_was_typed_stays(browser: Client) -> None:
    answer = sent(browser, code="A" * 26)
    assert answer.status_code == 422
    assert "not the code" in answer.content.decode()
    assert "erin@quay.example" in answer.content.decode()
    assert not Clinic.objects.exists()


WRONG = [("country", "Ireland"), ("time_zone", "Dublin"), ("email", "erin"), ("clinic", ""), ("name", "")]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=[field for field, _ in WRONG])
def test_what_cannot_be_is_said_beside_the_field(browser: Client, field: str, value: str) -> None:
    answer = sent(browser, **{field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_wrong"' in answer.content.decode()
    assert not Clinic.objects.exists()


def test_the_demo_has_no_such_page(db: None) -> None:
    assert Client().get("/set-up").status_code == 404
    assert Client().post("/set-up", {"code": set_up_code(), **ERIN}).status_code == 404


def test_another_site_cannot_send_the_form(browser: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/set-up", {"code": set_up_code(), **ERIN}).status_code == 403
    assert not Clinic.objects.exists()


def test_the_code_is_of_this_installation_and_stands_behind_the_hash(settings: Settings) -> None:
    link = urlsplit(set_up_url())
    assert (link.path, link.query, link.fragment) == ("/set-up", "", f"code={set_up_code()}")
    before = set_up_code()
    settings.SECRET_KEY = "another key of an installation elsewhere, long enough"
    assert set_up_code() != before


def test_a_start_prints_the_link_until_there_is_a_clinic(browser: Client) -> None:
    assert set_up_url() in Command().ways_in()
    sent(browser)
    assert Command().ways_in() == ""
