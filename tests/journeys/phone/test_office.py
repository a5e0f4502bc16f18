"""The clinic behind the practitioner, in a clinic of its own beside the demo's.

1. Rule replay, then the switch. Ida manages Quay clinic. She opens Clinic, Alerts preset; chooses Quiet; looks at the last 90 days;
   reads that the alert of her one patient would not have come; says why; switches. The clinic has the preset, and the reason is kept.
2. Import. She chooses a file of 200 rows, three of them bad; reads which three and why; keeps the other 197; the same file again
   changes nothing.
3. Holiday. She arranges that Jon answers for her this week. Her patient reads who answers instead, and the next red flag goes to Jon.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, Patient, Person, new_patient, now, wait_for
from tests.journeys.phone.browser import Phone, phone
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]


@dataclass
class Quay:
    """Ida, who manages the clinic and treats; Jon, who works there too; and Ida at her desk."""

    ida: Person
    jon: str
    jons_link: str
    page: Page
    base_url: str

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base_url}/clinic/office/{path}")
        self.page.get_by_role("heading", level=1).first.wait_for()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def quay(browser: Browser, world: World) -> Iterator[Quay]:
    tag = uuid7().hex[-8:]
    ida, jon = f"ida-{tag}@quay.example", f"jon-{tag}@quay.example"
    signed = ("--deployer=Quay", "--safety-officer=Dr Ada Quill", "--device-status=none: a test")
    link = world.ebb.manage("create_clinic", f"Quay {tag}", ida, "Ida Kern", *signed).splitlines()[-1]
    jons = world.ebb.manage("add_staff", jon, "Jon Falk", "--clinic", f"Quay {tag}").splitlines()[-1]
    token = world.ebb.manage("api_token", ida).splitlines()[-1]
    with phone(browser, world, **AT_A_DESK) as held:
        page = held.open(link.removeprefix(world.ebb.base_url))
        page.get_by_role("heading", name="Worklist").wait_for()
        yield Quay(Person(world.ebb, {"Authorization": f"Bearer {token}"}), jon, jons, page, held.base_url)


def lived_through(world: World, quay: Quay) -> Patient:
    """Nora: 3 before, 4 a day after the session and 5 two days after. Standard tells of that, quiet does not."""
    nora = new_patient(world.ebb, quay.ida, chronicity="chronic")
    ended = now() - 53 * HOUR
    for day in (7, 6, 5, 4, 3, 2, 1):
        nora.log(ended - day * 24 * HOUR, 3)
    nora.treat(ended)
    nora.log(ended + 26 * HOUR, 4)
    nora.log(ended + 51 * HOUR, 5)
    assert wait_for(lambda: nora.alerts(rule="forty_eight_hours"), 20)
    return nora


def test_a_preset_is_replayed_then_switched_and_a_colleague_breaks_the_glass(
    browser: Browser, world: World, quay: Quay
) -> None:
    nora = lived_through(world, quay)
    page = quay.page
    quay.go("")
    page.get_by_role("link", name="Alerts preset").click()
    page.get_by_label(re.compile("^Quiet:")).check()
    quay.press("Look at the last 90 days")
    expect(page.get_by_text(re.compile("told 0 times instead of 1: 0 more, 1 fewer"))).to_be_visible(timeout=30_000)
    quay.press("Switch to Quiet")
    expect(page.get_by_text("Say why.").first).to_be_visible()
    page.get_by_label("Why you change it").fill("We knew of it already.")
    quay.press("Switch to Quiet")
    expect(page.get_by_role("heading", name="Now: Quiet")).to_be_visible()
    assert quay.ida.get("clinic")["preset"] == "quiet"
    assert quay.ida.get("clinic/changes")["results"][0]["reason"] == "We knew of it already."
    with phone(browser, world, **AT_A_DESK) as other:
        break_glass(other, quay, nora)


def break_glass(desk: Phone, quay: Quay, nora: Patient) -> None:
    """Jon, who has no part in Nora's care, opens her record where he is told that there is no such page."""
    desk.expect("404")
    page = desk.open(quay.jons_link.removeprefix(quay.base_url))
    page.get_by_role("heading", name="Worklist").wait_for()
    page.goto(f"{quay.base_url}/clinic/patients/{nora.id}")
    page.get_by_text("It is a patient of my clinic, and cannot wait").click()
    page.get_by_label("Why you must read it").fill("She rang, and Ida is away.")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", name="After the last session")).to_be_visible()
    assert quay.ida.get("clinic/changes")["results"][0]["action"] == "glass.break"


def test_two_hundred_rows_come_in_and_three_are_named(world: World, quay: Quay, tmp_path: Path) -> None:
    quay.ida.post("patients", {"name": "Nils Holm", "birth_date": "1970-02-03"})
    rows = [f"2031-05-{day:02} {hour:02}:00,Nils Holm,1970-02-03" for day in range(1, 21) for hour in range(8, 18)]
    rows[10], rows[100], rows[199] = "soon,Nils Holm,1970-02-03", "2031-06-01 09:00,Nobody,1900-01-01", "2031-06-01,,"
    file = tmp_path / "appointments.csv"
    file.write_text("\n".join(("starts_at,name,birth_date", *rows)))
    page = quay.page
    quay.go("import")
    page.get_by_label("CSV or iCal file").set_input_files(file)
    quay.press("Look at it first")
    expect(page.get_by_role("heading", name="3 rows are left out")).to_be_visible()
    for line in ("Line 12: starts_at 'soon'", "Line 102: no patient of this name", "Line 201:"):
        expect(page.get_by_text(re.compile(f"^{re.escape(line)}"))).to_be_visible()
    quay.press("Keep these 197")
    expect(page.get_by_role("heading", name="Kept", exact=True)).to_be_visible()
    again = quay.ida.post("imports/appointments", {"format": "csv", "text": file.read_text()})
    assert (again["counts"], again["applied"]) == ({"same": 197}, False)


def test_a_holiday_switches_who_is_told_and_what_the_patient_reads(browser: Browser, world: World, quay: Quay) -> None:
    nora = new_patient(world.ebb, quay.ida)
    page = quay.page
    quay.go("cover")
    page.get_by_label("Who answers").select_option("Jon Falk")
    page.get_by_label("For whom").select_option("Ida Kern")
    page.get_by_label("From").fill((now() - timedelta(days=1)).strftime("%Y-%m-%dT08:00"))
    page.get_by_label("Until").fill((now() + timedelta(days=6)).strftime("%Y-%m-%dT18:00"))
    quay.press("Arrange it")
    expect(page.get_by_text("Jon Falk answers for Ida Kern")).to_be_visible()
    read = nora.phone.get("me")["cover"]["text"]
    assert re.fullmatch(r"Ida Kern is away until .*\. Jon Falk answers instead\.", read)
    nora.log(now(), 6, "short-of-breath")
    assert wait_for(lambda: quay.jon in told(world), 20)
    (alert,) = nora.alerts(rule="red_flag")
    assert alert["deliveries"][0]["to"] == "Jon Falk"


def told(world: World) -> set[str]:
    return {str(message["To"]) for message in world.mailbox.messages}
