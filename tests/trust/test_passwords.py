"""What a password may be, and that no method is answered that nobody needs."""

from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from diary.models import User
from tests.diary.api.test_staff_sign_in import PASSWORD, call, dora, sign_in

__all__ = ["dora"]
CHANGE = "/_allauth/browser/v1/account/password/change"
LONG = "ein Satz mit Umlauten: äöü, 東京, und genug Zeichen für zwei Zeilen, ja"


@pytest.fixture
def desk(dora: User, settings: Settings) -> Iterator[Client]:
    """Dora's browser, signed in."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: hashing is not tried here
    dora.set_password(PASSWORD)
    dora.save()
    browser = Client()
    assert sign_in(browser, str(dora.email), PASSWORD).status_code == 200
    yield browser
    cache.clear()


REFUSED = [
    pytest.param("fourteen-signs", PASSWORD, id="14 characters"),
    pytest.param("1qaz2wsx3edc4rfv", PASSWORD, id="a common one"),
    pytest.param("dora@harbour.example", PASSWORD, id="her own address"),
    pytest.param(LONG, "not the one before", id="without the one before"),
    pytest.param(LONG, "", id="with none before"),
]


@pytest.mark.parametrize(("fresh", "current"), REFUSED)
def test_a_password_that_is_short_common_or_her_own_address_is_refused(desk: Client, fresh: str, current: str) -> None:
    answer = call(desk, "POST", CHANGE, {"current_password": current, "new_password": fresh})
    assert answer.status_code == 400
    assert sign_in(Client(), "dora@harbour.example", PASSWORD).status_code == 200


OWN = {
    "her clinic's name": ("HarbourHarbour2031", 400),
    "her name and what we do": ("dora-acupuncture-1", 400),
    "words of ours": ("Ebb symptom diary!", 400),
    "one of them among others": ("harbour lights in the fog", 200),
}


@pytest.mark.parametrize("name", OWN)
def test_what_is_made_of_words_that_anybody_would_try_here_is_refused(desk: Client, name: str) -> None:
    fresh, status = OWN[name]
    assert call(desk, "POST", CHANGE, {"current_password": PASSWORD, "new_password": fresh}).status_code == status


@pytest.mark.parametrize("known", [0, 1, 2, 500, 998, 999])
def test_one_from_the_list_of_breached_ones_is_refused(
    desk: Client, settings: Settings, tmp_path: Path, known: int
) -> None:
    breached = [f"breached somewhere, number {n}" for n in range(1000)]
    hashes = sorted(sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in breached)
    by_hash = {sha1(each.encode(), usedforsecurity=False).hexdigest().upper(): each for each in breached}
    settings.BREACHED_PASSWORDS = str(tmp_path / "list")
    (tmp_path / "list").write_text("".join(f"{each}:{n}\r\n" for n, each in enumerate(hashes)))
    refused = call(desk, "POST", CHANGE, {"current_password": PASSWORD, "new_password": by_hash[hashes[known]]})
    assert (refused.status_code, b"breach" in refused.content) == (400, True)
    fine = {"current_password": PASSWORD, "new_password": f"not breached anywhere {known}"}
    assert call(desk, "POST", CHANGE, fine).status_code == 200


def test_a_list_that_cannot_be_read_lets_nothing_pass_unseen(desk: Client, settings: Settings, tmp_path: Path) -> None:
    settings.BREACHED_PASSWORDS = str(tmp_path / "gone")
    answer = call(desk, "POST", CHANGE, {"current_password": PASSWORD, "new_password": LONG})
    assert (answer.status_code, b"cannot be read" in answer.content) == (400, True)


ALLOWED = [
    pytest.param(LONG, id="any letters, and more than 64"),
    pytest.param("lower case only it is", id="one kind of letters"),
    pytest.param(f"{'tenletters' * 12}", id="120 characters"),
]


@pytest.mark.parametrize("fresh", ALLOWED)
def test_any_other_is_taken_as_typed_whole_and_with_its_case(desk: Client, fresh: str) -> None:
    assert call(desk, "POST", CHANGE, {"current_password": PASSWORD, "new_password": fresh}).status_code == 200
    assert sign_in(Client(), "dora@harbour.example", fresh[:-1]).status_code == 400
    assert sign_in(Client(), "dora@harbour.example", fresh.swapcase()).status_code == 400
    assert sign_in(Client(), "dora@harbour.example", fresh).status_code == 200


def test_a_new_password_ends_the_other_sign_ins(desk: Client) -> None:
    other = Client()
    sign_in(other, "dora@harbour.example", PASSWORD)
    assert call(desk, "POST", CHANGE, {"current_password": PASSWORD, "new_password": LONG}).status_code == 200
    assert other.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/entries", "/healthz", "/clinic/", "/"])
def test_trace_is_answered_by_nobody(db: None, path: str) -> None:
    assert Client().trace(path).status_code in (401, 405)
