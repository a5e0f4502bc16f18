"""A workspace that stands open is locked after a quarter of an hour without a touch. That it asks by itself is no touch."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from pytest_django.fixtures import Settings

from tests.cast import Api, Cast
from tests.diary.api.test_step_up import PASSWORD, allauth
from tests.diary.api.test_step_up import desk as desk

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """How slowly a password is hashed is not asked here."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime.now(UTC), tick=False) as moved:
        yield moved


def poll(desk: Api, idle: timedelta | None) -> int | str:
    """What the worklist answers a page that nobody has touched for so long; None: it does not say."""
    headers = {} if idle is None else {"Ebb_Idle": str(int(idle.total_seconds()))}
    answer = desk.get("worklist", **headers)
    return answer.code if answer.status >= 400 else answer.status


def wait(desk: Api, clock: Any, minutes: int, *, touching: bool) -> list[int | str]:
    """The answers to a page that asks every minute, touched all the time or not at all."""
    got = []
    for minute in range(1, minutes + 1):
        clock.shift(MINUTE)
        got.append(poll(desk, timedelta(0) if touching else MINUTE * minute))
    return got


def test_polling_alone_does_not_keep_it_open(clock: Any, desk: Api):
    assert wait(desk, clock, 16, touching=False) == [200] * 14 + ["locked"] * 2


def test_who_works_in_it_is_not_locked_out_and_is_a_while_after_the_last_touch(clock: Any, desk: Api):
    assert wait(desk, clock, 40, touching=True) == [200] * 40
    assert wait(desk, clock, 15, touching=False) == [200] * 14 + ["locked"]


def test_a_touch_after_it_was_locked_opens_nothing(clock: Any, desk: Api):
    clock.shift(15 * MINUTE)
    assert [poll(desk, timedelta(0)) for _ in range(3)] == ["locked"] * 3


@pytest.mark.parametrize("said", ["-5", "x", "", "9" * 30, "٣"])
def test_what_a_page_says_wrongly_is_no_touch(said: str, clock: Any, desk: Api):
    clock.shift(10 * MINUTE)
    assert desk.get("worklist", Ebb_Idle=said.encode().decode("latin-1")).status == 200
    clock.shift(5 * MINUTE)
    assert poll(desk, None) == "locked"


def test_locked_it_answers_who_i_am_and_the_way_out_and_nothing_else(clock: Any, desk: Api, cast: Cast):
    clock.shift(20 * MINUTE)
    for path in ("patients", "alerts", f"patients/{cast.maya.pk}", "clinic", "contact-points"):
        assert (desk.get(path).status, desk.get(path).code) == (403, "locked"), path
    body = {"name": "New", "birth_date": "1990-01-01"}
    assert desk.post("patients", body, Ebb_Idle="0").code == "locked"
    assert (desk.get("me").status, desk.get("me").json["locks_after"]) == (200, 900)
    assert desk.post("sign-out").status == 204


def test_whoever_shows_who_they_are_goes_on(clock: Any, desk: Api):
    clock.shift(20 * MINUTE)
    assert allauth(desk, "reauthenticate", password="not the password") == 400
    assert poll(desk, None) == "locked"
    assert allauth(desk, "reauthenticate", password=PASSWORD) == 200
    assert poll(desk, None) == 200


def test_no_touch_makes_a_sign_in_longer_than_twelve_hours(clock: Any, desk: Api):
    for _ in range(71):
        clock.shift(10 * MINUTE)
        assert poll(desk, timedelta(0)) == 200
    clock.shift(10 * MINUTE)
    assert poll(desk, timedelta(0)) == "not_signed_in"


def test_phones_and_tokens_have_no_such_lock(clock: Any, cast: Cast, desk: Api):
    phone, token = Api(cast.maya.user, by="device"), Api(cast.mia, by="token")
    clock.shift(60 * MINUTE)
    assert (phone.get("entries").status, token.get("worklist").status) == (200, 200)
    assert phone.get("me").json["locks_after"] is None


def test_who_could_not_unlock_it_is_not_locked_out(clock: Any, cast: Cast):
    browser = Api()
    browser.client.force_login(cast.ben)
    assert browser.get("me").json["locks_after"] is None
    clock.shift(60 * MINUTE)
    assert browser.get("worklist").status == 200


def test_a_clinic_may_leave_it_to_its_computers(clock: Any, desk: Api, settings: Settings):
    settings.IDLE_LOCK = timedelta(0)
    clock.shift(60 * MINUTE)
    assert (poll(desk, None), desk.get("me").json["locks_after"]) == (200, None)
