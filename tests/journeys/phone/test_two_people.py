"""The main job as two people meet it, from the links that `./ebb run` prints.

1. Maya clicks her link, types her birth date, and sees today's question.
2. She taps 6 and Save: saved on this phone.
3. She ticks "I am short of breath": advice is there at once, and Anna has been told.
4. Anna, who clicked hers, sees the alert on her worklist within 5 seconds, opens it, and acknowledges.
5. Maya reads in her diary who has seen it.
6. Anna drafts a page for the GP and opens it; every screen she walks through is accessible, on one host, without a complaint.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World
from tests.journeys.phone.browser import log, phone
from tests.journeys.phone.looking import Eye

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]
AT_A_DESK = {"viewport": {"width": 1200, "height": 800}, "is_mobile": False, "has_touch": False}
MAYA_WAS_BORN = ("14", "3", "1958")
ARRIVES_WITHIN = 5_000


def printed_links(world: World) -> dict[str, str]:
    """The ways in that the demo prints, as paths."""
    lines = world.ebb.manage("demo")
    found = re.findall(r"(practitioner|patient) .*?(http\S+)", lines)
    return {who: link.removeprefix(world.ebb.base_url) for who, link in found}


def test_a_score_a_red_flag_an_answer(browser: Browser, world: World, eye: Eye) -> None:
    links = printed_links(world)
    with phone(browser, world) as hers, phone(browser, world, **AT_A_DESK) as desk:
        desk.expect("401|409")
        anna = desk.open(links["practitioner"])
        anna.get_by_role("heading", name="Worklist").wait_for()

        maya = hers.open(links["patient"])
        for label, value in zip(("Day", "Month", "Year"), MAYA_WAS_BORN, strict=True):
            maya.get_by_label(label, exact=True).fill(value)
        maya.get_by_role("button", name="Start").click()
        log(maya, 6)
        maya.get_by_role("button", name="Chest and breathing").click()
        maya.get_by_label("I am short of breath").check()
        card = maya.get_by_role("alert")
        expect(card).to_contain_text("Get help now.", timeout=1000)
        expect(card).to_contain_text("We have told Anna Berg too.")

        anna.get_by_role("button", name="Refresh").click()
        row = anna.get_by_role("listitem").filter(has_text="Maya Lindqvist").filter(has_text="short of breath")
        expect(row).to_be_visible(timeout=ARRIVES_WITHIN)
        eye.check(anna)
        row.get_by_role("link", name="Maya Lindqvist").click()
        expect(anna.get_by_role("heading", level=1)).to_contain_text("Maya Lindqvist")
        eye.check(anna)
        anna.get_by_role("button", name="Acknowledge").click()
        expect(anna.get_by_role("button", name="Acknowledge")).to_have_count(0)

        maya.goto(f"{hers.base_url}/app/diary")
        expect(maya.get_by_text(re.compile("Seen by Anna Berg")).first).to_be_visible(timeout=20_000)


def settle(page: Page) -> None:
    """Wait until nothing is loading any more."""
    expect(page.get_by_text("Loading…")).to_have_count(0, timeout=15_000)


def test_a_page_for_the_gp_is_drafted_and_opened(browser: Browser, world: World, eye: Eye) -> None:
    patient = next(each for each in world.anna.get("patients")["results"] if each["name"] == "Ines Duarte")
    with phone(browser, world, **AT_A_DESK) as desk:
        desk.expect("401")
        page = desk.open(printed_links(world)["practitioner"])
        page.get_by_role("heading", name="Worklist").wait_for()
        page.goto(f"{desk.base_url}/clinic/patients/{patient['id']}/letter")
        page.get_by_role("heading", level=1).wait_for()
        settle(page)
        eye.check(page)
        page.get_by_label("What do you ask of them?").fill("Please review.")
        page.get_by_role("button", name="Make the draft").click()
        expect(page.get_by_text("Draft: the patient has not answered yet").first).to_be_visible()
        reports = world.anna.get(f"reports?patient={patient['id']}")["results"]
        status, content = world.anna.ask_bytes("GET", f"reports/{reports[0]['id']}/content")
        assert (status, content[:5]) == (200, b"%PDF-")
