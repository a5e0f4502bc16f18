"""A letter by link, for real: Anna makes it, a GP without an account reads and answers it, the patient sees both."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import World
from tests.journeys.phone.browser import Nora, phone
from tests.journeys.phone.browser import pair_and_agree as pair_her
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.test_letters import at_the_letters, draft_by_api, open_newest
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]


def test_made_opened_with_its_code_answered_seen_and_taken_back(
    browser: Browser, world: World, nora: Nora, eye: Eye
) -> None:
    nora.treat(hours_ago=50)
    draft_by_api(nora)
    with (
        phone(browser, world, reduced_motion="reduce") as hers,
        phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as desk,
        phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as surgery,
    ):
        desk.expect("401")
        surgery.expect("404")
        her_page = pair_her(hers, nora)
        open_newest(her_page, "A letter to Dr Patel")
        her_page.get_by_label("I have read it.").check()
        her_page.get_by_role("button", name="Yes, I agree").click()
        her_page.get_by_role("heading", name=re.compile("^You said yes")).wait_for()

        annas = at_the_letters(desk, world, nora)
        annas.get_by_role("button", name="Make a link for the GP").click()
        link = annas.locator(".link-text code").inner_text()
        code = annas.locator(".typed-code").inner_text()
        eye.look(annas, "the link at the desk")

        gps = surgery.open(link.removeprefix(surgery.base_url))
        assert "#" not in gps.url
        eye.look(gps, "a box for the code")
        gps.get_by_label("Code of six").fill("WRONG2")
        gps.get_by_role("button", name="Open the letter").click()
        expect(gps.get_by_text("This link cannot be opened with this code.")).to_be_visible()
        gps.get_by_label("Code of six").fill(code.lower())
        gps.get_by_role("button", name="Open the letter").click()
        picture = gps.get_by_role("img", name=re.compile("^Picture of page 1"))
        expect(picture).to_be_visible()
        assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1240
        with gps.expect_download() as coming:
            gps.get_by_role("link", name="Save the letter").click()
        saved = Path(coming.value.path()).read_bytes()
        [report] = world.anna.get(f"reports?patient={nora.id}")["results"]
        assert saved == world.anna.ask_bytes("GET", f"reports/{report['id']}/content")[1]
        gps.get_by_role("link", name="Answer in one line").click()
        expect(gps.get_by_role("group", name="Answer in one line")).to_be_in_viewport()
        gps.get_by_label("In my own words").check()
        gps.get_by_label("Your line").fill("I will ring her on Monday.")
        eye.look(gps, "the letter, about to answer")
        gps.get_by_role("button", name="Send the answer").click()
        expect(gps.get_by_text("Your answer was sent")).to_be_visible()

        annas.get_by_role("button", name="Look again").click()
        expect(annas.get_by_text("Answer: I will ring her on Monday.")).to_be_visible()
        expect(annas.get_by_text("Refused: wrong code")).to_be_visible()

        open_newest(her_page, "A letter to Dr Patel")
        expect(her_page.get_by_text("I will ring her on Monday.")).to_be_visible()
        her_page.get_by_role("button", name="Make a link").click()
        expect(her_page.get_by_text("Both are shown only now.")).to_be_visible()
        her_page.evaluate("() => scrollTo(0, 0)")
        eye.look(her_page, "links on the phone")
        for closed in (1, 2):
            her_page.get_by_role("button", name="Take the link back").first.click()
            expect(her_page.get_by_text("This link opens no more.")).to_have_count(closed)

        gps.goto("about:blank")
        gps.goto(link)
        gps.get_by_label("Code of six").fill(code)
        gps.get_by_role("button", name="Open the letter").click()
        expect(gps.get_by_text("This link cannot be opened with this code.")).to_be_visible()
    assert eye.wrong == {}
