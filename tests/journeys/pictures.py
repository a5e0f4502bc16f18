"""`python -m tests.journeys.pictures`: takes the pictures in docs/pictures/ from a running demo, as people see it."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import tests.env  # noqa: F401  secrets and a data folder of their own, as for the tests
from tests.journeys.people import anna_of
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
        for scheme in ("light", "dark"):
            take_phone(browser, fresh_link(running, links), scheme)
        take_desk(browser, links["practitioner"])
        take_letter(running)
        take_letter_on_phone(browser, fresh_link(running, links))
        browser.close()
    return 0


def fresh_link(running: Ebb, links: dict[str, str]) -> str:
    """A link pairs one phone, so each picture story gets its own."""
    lines = running.manage("demo")
    links.update(re.findall(r"(practitioner|patient) .*?(http\S+)", lines))
    return links["patient"]


def take_phone(browser: Browser, link: str, scheme: str) -> None:
    context = browser.new_context(**LIKE_A_PHONE, color_scheme=scheme, device_scale_factor=2)
    page = paired(context, link)
    shoot(page, f"today-{scheme}")
    page.goto(page.url.split("/app/")[0] + "/app/curve")
    page.get_by_role("img").first.wait_for()
    shoot(page, f"curve-{scheme}")
    page.goto(page.url.split("/app/")[0] + "/app/help")
    page.get_by_role("heading", level=1).wait_for()
    shoot(page, f"help-{scheme}")
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


def take_letter_on_phone(browser: Browser, link: str) -> None:
    """The drafted page as the patient sees it before anybody else does."""
    context = browser.new_context(**LIKE_A_PHONE, device_scale_factor=2)
    page = paired(context, link)
    page.goto(page.url.split("/app/")[0] + "/app/letters")
    page.get_by_role("link", name="A letter to Dr Patel").click()
    picture = page.get_by_role("img", name=re.compile("^Picture of the page"))
    picture.evaluate("(image) => image.decode()")
    shoot(page, "letter-phone")
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
    context.close()


def take_letter(running: Ebb) -> None:
    """The page for the GP, drawn by poppler as paper would show it."""
    anna = anna_of(running)
    maya = next(each for each in anna.get("patients")["results"] if each["name"] == "Maya Lindqvist")
    course = anna.get(f"courses?patient={maya['id']}")["results"][0]
    body = {"course": course["id"], "format": "pdf", "include_notes": True, "recipient": "Dr Patel, Harbour Surgery"}
    report = anna.post("reports", body | {"request": "Pain lasts past 48 hours after treatment. Please review."})
    status, content = anna.ask_bytes("GET", f"reports/{report['id']}/content")
    assert status == 200
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.pdf"
        letter.write_bytes(content)
        subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", letter, PICTURES / "letter"], check=True)


def shoot(page: Page, name: str, settle: Callable[[], None] | None = None) -> None:
    if settle is not None:
        settle()
    page.wait_for_timeout(400)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
