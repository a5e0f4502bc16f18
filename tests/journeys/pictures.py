"""`python -m tests.journeys.pictures`: takes the pictures of the README and of docs/tour.md from a running demo, as people see it."""

import re
import sys
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import tests.env  # noqa: F401  secrets and a data folder of their own, as for the tests
from tests.journeys.people import Person, anna_of
from tests.journeys.phone.browser import ARGUMENTS, LIKE_A_PHONE, find_chromium
from tests.services import ROOT, Ebb, ebb

PICTURES = ROOT / "docs" / "pictures"
AT_A_DESK = {"viewport": {"width": 1200, "height": 800}, "locale": "en-GB", "timezone_id": "Europe/London"}
BORN = ("14", "3", "1958")


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    with ebb() as running, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        links = dict(re.findall(r"(practitioner|patient) .*?(http\S+)", running.said))
        take_phone(browser, fresh_link(running, links))
        take_desk(browser, links["practitioner"])
        anna = anna_of(running)
        letter = draft_letter(anna)
        take_letter_on_phone(browser, fresh_link(running, links))
        take_surgery(browser, anna, letter)
        take_warning_sign(browser, fresh_link(running, links))
        browser.close()
    return 0


def fresh_link(running: Ebb, links: dict[str, str]) -> str:
    """A link pairs one phone, so each picture story gets its own."""
    lines = running.manage("demo")
    links.update(re.findall(r"(practitioner|patient) .*?(http\S+)", lines))
    return links["patient"]


def take_phone(browser: Browser, link: str) -> None:
    context = browser.new_context(**LIKE_A_PHONE, device_scale_factor=2)
    page = paired(context, link)
    shoot(page, "today")
    page.emulate_media(color_scheme="dark")
    page.goto(page.url.split("/app/")[0] + "/app/curve")
    page.get_by_role("img").first.wait_for()
    shoot(page, "curve")
    context.close()


def paired(context: BrowserContext, link: str) -> Page:
    """Maya's phone at today's question."""
    page = context.new_page()
    page.goto(link)
    for label, value in zip(("Day", "Month", "Year"), BORN, strict=True):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="How bad has your pain been").wait_for()
    return page


def draft_letter(anna: Person) -> str:
    """The id of a page about Maya that waits for her yes."""
    maya = next(each for each in anna.get("patients")["results"] if each["name"] == "Maya Lindqvist")
    course = anna.get(f"courses?patient={maya['id']}")["results"][0]
    body = {"course": course["id"], "format": "pdf", "include_notes": True, "recipient": "Dr Patel, Harbour Surgery"}
    ask = "Pain lasts past 48 hours after treatment. Please review."
    return str(anna.post("reports", body | {"request": ask})["id"])


def take_letter_on_phone(browser: Browser, link: str) -> None:
    """The drafted page as the patient sees it before anybody else does."""
    context = browser.new_context(**LIKE_A_PHONE, device_scale_factor=2)
    page = paired(context, link)
    page.goto(page.url.split("/app/")[0] + "/app/letters")
    page.get_by_role("link", name="A letter to Dr Patel").click()
    picture = page.get_by_role("img", name=re.compile("^Picture of the page"))
    picture.evaluate("(image) => image.decode()")
    shoot(page, "letter-phone")
    page.get_by_label("I have read it.").check()
    page.get_by_role("button", name="Yes, I agree").click()
    page.get_by_role("heading", name=re.compile("^You said yes")).wait_for()
    context.close()


def take_desk(browser: Browser, link: str) -> None:
    context = browser.new_context(**AT_A_DESK)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("link", name="Maya Lindqvist").wait_for()
    shoot(page, "worklist")
    page.get_by_role("link", name="Maya Lindqvist").click()
    page.get_by_role("img").first.wait_for()
    shoot(page, "alert", settle=lambda: page.wait_for_timeout(500))
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("link", name="Maya Lindqvist").click()
    page.get_by_role("link", name="Record a session").click()
    page.get_by_role("button", name="Save the session").wait_for()
    page.get_by_label("No", exact=True).check()
    shoot(page, "session")
    context.close()


def take_surgery(browser: Browser, anna: Person, letter: str) -> None:
    """The agreed page as a GP without an account opens it, by link and code."""
    share = anna.post(f"reports/{letter}/shares", {})
    context = browser.new_context(**AT_A_DESK)
    page = context.new_page()
    page.goto(share["url"])
    page.get_by_label("Code of six").fill(share["code"])
    page.get_by_role("button", name="Open the letter").click()
    page.get_by_role("img", name=re.compile("^Picture of page 1")).evaluate("(image) => image.decode()")
    shoot(page, "surgery")
    context.close()


def take_warning_sign(browser: Browser, link: str) -> None:
    """What is said at once, offline, when something serious is ticked; it is not saved, so the story stays as it is."""
    context = browser.new_context(**LIKE_A_PHONE, device_scale_factor=2)
    page = paired(context, link)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_role("button", name="Chest and breathing").click()
    page.get_by_label("I am short of breath").check()
    page.get_by_role("alert").scroll_into_view_if_needed()
    shoot(page, "warning")
    context.close()


def shoot(page: Page, name: str, settle: Callable[[], None] | None = None) -> None:
    if settle is not None:
        settle()
    page.wait_for_timeout(400)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
