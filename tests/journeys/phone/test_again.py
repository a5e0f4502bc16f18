"""A phone is stolen. Nora comes back by a code to her own mailbox and signs it out; nothing on it can be read.

What the stolen one had not sent yet waits there, locked, until it is hers again.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World
from tests.journeys.people import wait_for
from tests.journeys.phone.browser import Nora, Phone, log, log_another, pair, pair_and_agree, phone
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.test_phone import SENT, kept_on

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]
CALL = """async ([method, path, body]) => {
  const headers = { 'Content-Type': 'application/json', 'X-Ebb': '1' };
  const answer = await fetch(`/api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
  return answer.status;
}"""
HOLDS_NO_FILE = "async () => (await caches.keys()).length === 0"


def mailed(world: World, address: str, digits: int) -> str:
    """The code in the newest e-mail to an address, once there is one of so many digits."""

    def newest() -> str:
        found = [
            code[1]
            for each in world.mailbox.messages
            if each["To"] == address
            and (
                code := re.search(rf"^(\d{{{digits}}})\r?$", str(each.get_payload(decode=True), "utf-8"), re.MULTILINE)
            )
        ]
        return found[-1] if found else ""

    wait_for(newest, 30)
    return newest()


def subjects(world: World, address: str) -> list[str]:
    return [str(each["Subject"]) for each in world.mailbox.messages if each["To"] == address]


def prove(page: Page, world: World, nora: Nora) -> str:
    """Nora has given her address in her settings, and typed the code that came there."""
    address = f"nora-{nora.id[-8:]}@mail.example"
    point = f"contact-points/{nora.id}"
    assert page.evaluate(CALL, ["PUT", point, {"channel": "email", "address": address}]) == 201
    assert page.evaluate(CALL, ["POST", f"{point}/verify", {"code": mailed(world, address, 6)}]) == 200
    return address


def come_back(held: Phone, world: World, address: str, eye: Eye) -> Page:
    """From a phone that knows nobody to today's question."""
    page = held.open("/app/")
    page.get_by_role("link", name="No code? Come back by e-mail").click()
    page.get_by_role("heading", name="Come back to your diary").wait_for()
    eye.look(page, "the way back")
    page.get_by_label("Your e-mail address").fill(address.upper())
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the e-mail").fill(mailed(world, address, 8))
    eye.look(page, "the code")
    assert eye.wrong == {}
    page.get_by_role("button", name="Go on").click()
    pair(page)
    page.get_by_role("heading", name="How bad has your pain been").wait_for()
    return page


def test_a_stolen_phone_is_signed_out_from_the_new_one_and_holds_nothing_that_can_be_read(
    held: Phone, browser: Browser, nora: Nora, world: World, eye: Eye
) -> None:
    held.expect("status of 401")
    stolen = pair_and_agree(held, nora)
    log(stolen, 4)
    expect(stolen.get_by_text(SENT)).to_be_visible()
    address = prove(stolen, world, nora)
    held.context.set_offline(True)
    log_another(stolen, 7)
    assert [row for row in kept_on(stolen) if "Nora" in row]

    with phone(browser, world) as new:
        new.expect("status of 401")
        page = come_back(new, world, address, eye)
        page.get_by_role("link", name="Settings").click()
        page.get_by_role("button", name="Sign it out").click()
        page.get_by_role("button", name="Yes, sign it out").click()
        expect(page.get_by_text("Another phone or browser")).to_be_hidden()
        page.get_by_role("link", name="Diary", exact=True).click()
        expect(page.get_by_role("heading", name="4 out of 10")).to_be_visible()
    assert wait_for(lambda: "Ebb: a phone was added" in subjects(world, address), 30)

    held.context.set_offline(False)
    stolen.reload()
    expect(stolen.get_by_role("heading", name="Open your diary")).to_be_visible(timeout=20_000)
    stolen.wait_for_function(HOLDS_NO_FILE)  # the last to go, a moment after the screen has changed
    kept = kept_on(stolen)
    assert [row for row in kept if "Nora" in row or "nrs_average" in row] == []
    assert [row["nrs_average"] for row in nora.rows()] == [4]

    found = held.open(nora.invite())
    pair(found)
    assert {row["nrs_average"] for row in nora.wait_for_rows(2)} == {4, 7}
