"""Ida joins by her link, adds her desk's passkey, reads her recovery codes, signs out, and comes back with a touch and no password.

Nora makes one on her phone, whose browser then forgets her, and comes back with a touch and no code.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.phone.browser import Nora, Phone, pair_and_agree, phone
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]


@pytest.fixture
def desk(browser: Browser, world: World) -> Iterator[Phone]:
    """A desk that asks by name: a passkey belongs to a name, never to a number."""
    with phone(browser, world, **AT_A_DESK) as held:
        held.base_url = f"http://localhost:{urlsplit(world.ebb.base_url).port}"
        yield held


def with_a_reader(page: Page) -> None:
    """The machine gets a fingerprint reader, and a finger lies on it."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    reader = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    talk.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**reader, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_a_passkey_is_added_and_signs_in_without_a_password(desk: Phone, world: World) -> None:
    tag = uuid7().hex[-8:]
    link = world.ebb.manage("create_clinic", f"Quay {tag}", f"ida-{tag}@quay.example", "Ida Kern").splitlines()[-1]
    page = desk.open(link.removeprefix(world.ebb.base_url))
    page.get_by_role("heading", name="Worklist").wait_for()
    with_a_reader(page)

    page.goto(f"{desk.base_url}/clinic/office/security")
    page.get_by_label("Name of this device").fill("Desk")
    page.get_by_role("button", name="Add a passkey", exact=True).click()
    expect(page.get_by_text("Passkey: Desk, since")).to_be_visible()
    expect(page.get_by_text("Each works once, when your device is lost.")).to_be_visible()
    assert page.locator("li code.secret").count() == 10

    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("heading", name="Sign in").wait_for()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Worklist").wait_for()


def test_a_patient_comes_back_with_a_touch_to_a_browser_that_has_forgotten_her(
    browser: Browser, nora: Nora, world: World, eye: Eye
) -> None:
    with phone(browser, world) as held:
        held.base_url = f"http://localhost:{urlsplit(world.ebb.base_url).port}"
        held.expect("status of 401")
        page = pair_and_agree(held, nora)
        with_a_reader(page)
        page.get_by_role("link", name="Settings").click()
        page.get_by_role("link", name="Come back with your phone").click()
        page.get_by_role("button", name="Make a passkey on this phone").click()
        expect(page.get_by_text("Made")).to_be_visible()
        eye.look(page, "a passkey")

        held.context.clear_cookies()
        assert page.evaluate("async () => (await fetch('/api/v1/me')).status") == 401
        page.goto(f"{held.base_url}/again")
        eye.look(page, "the way back with a passkey")
        with page.expect_response(lambda answer: answer.url.endswith("/again/passkey")) as said:
            page.get_by_role("button", name="Use a passkey").click()
        assert said.value.status == 201
        page.get_by_role("link", name="Settings").click()
        expect(page.get_by_text("Another phone or browser")).to_be_visible()
        assert page.evaluate("async () => (await (await fetch('/api/v1/me')).json()).patient") == nora.id
        assert eye.wrong == {}
