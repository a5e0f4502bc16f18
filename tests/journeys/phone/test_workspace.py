"""The practitioner at work, in a browser.

The morning round, by keyboard alone: (1) Clara signs in; three alerts wait, the red flag first. (2) `j` goes to the first, `a`
says "I will act", `e` opens it where the outcome is chosen. (3) Space chooses the first outcome, Enter resolves. (4) Shift+Tab
and Enter lead back. (5) The same twice more. (6) "All clear". At 1.35 s of thought and a fifth of a second of typing before
every key that is under 60 s.

A session from copy-last: (1) Record a session. (2) No, nothing has changed. (3) Why it was right to go on, because she bleeds
easily. (4) Her pain just before. (5) Save. What was done the last time is recorded again.

Two people at once: (1) Clara and a manager look at the same alert. (2) Clara acknowledges. (3) The manager, whose screen does
not know it yet, does too, and reads who was first; they can still resolve it.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, Patient, Person, new_patient, now, wait_for
from tests.journeys.phone.browser import phone
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]
SECONDS_A_KEY = 1.35 + 0.2
MOST_ACTIONS = 6


def somebody_new(world: World, role: str = "practitioner") -> tuple[Person, str]:
    """Somebody who starts at the demo clinic today, and so has only the patients they add; and their way in."""
    email = f"clara{uuid7().hex}@demo.example"
    clinic = ("--clinic", "Harbour Street Acupuncture")
    link = world.ebb.manage("add_staff", email, "Clara Voss", "--role", role, *clinic).splitlines()[-1]
    token = world.ebb.manage("api_token", email).splitlines()[-1]
    return Person(world.ebb, {"Authorization": f"Bearer {token}"}), link


def hurting(world: World, clara: Person, *symptoms: str) -> Patient:
    """A patient whose pain was told of: for their symptoms, else because it lasts."""
    patient = new_patient(world.ebb, clara)
    ended = now() - 52 * HOUR
    for days in (5, 4, 3):
        patient.log(ended - days * 24 * HOUR, 3)
    patient.treat(ended, needles=8, retention_minutes=20, position="prone", points=["BL23", "BL25"])
    patient.log(ended + 50 * HOUR, 3 if symptoms else 7, *symptoms)
    assert wait_for(lambda: patient.alerts(state="open"), 20)
    return patient


def test_the_morning_round_by_keyboard_alone(browser: Browser, world: World) -> None:
    clara, link = somebody_new(world)
    for symptoms in ((), ("short-of-breath",), ()):
        hurting(world, clara, *symptoms)
    pressed: list[str] = []

    def press(page: Page, *keys: str) -> None:
        for key in keys:
            pressed.append(key)
            page.keyboard.press(key)

    with phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as held:
        held.expect("401")
        page = held.open(link.removeprefix(world.ebb.base_url))
        rows = page.locator(".work-row")
        expect(rows).to_have_count(3, timeout=20_000)
        expect(rows.first).to_contain_text("short of breath")
        for left in (2, 1, 0):
            press(page, "j")
            expect(page.locator("a.work-patient").first).to_be_focused()
            press(page, "a")
            expect(rows.first).to_contain_text("You will act")
            press(page, "e")
            expect(page.get_by_label("Called and advised")).to_be_focused()
            press(page, "Space", "Enter")
            expect(page.get_by_role("heading", level=1)).to_be_focused()
            expect(page.get_by_text(re.compile("^Resolved by Clara Voss"))).to_be_visible()
            press(page, "Shift+Tab", "Enter")
            expect(rows).to_have_count(left)
        expect(page.get_by_text(re.compile("^All clear as of"))).to_be_visible(timeout=20_000)
    assert len(pressed) * SECONDS_A_KEY < 60, pressed
    assert [each["resolved"]["outcome"] for each in clara.get("alerts")["results"]] == ["advised"] * 3


def test_a_session_from_copy_last_in_six_actions(browser: Browser, world: World) -> None:
    clara, link = somebody_new(world)
    nora = hurting(world, clara)
    status, _ = clara.ask("PATCH", f"patients/{nora.id}", {"flags": ["bleeding-risk", "pregnant"]})
    assert status == 200
    actions = 0
    with phone(browser, world, **AT_A_DESK) as held:
        held.expect("401")
        page = held.open(link.removeprefix(world.ebb.base_url))
        page.get_by_role("heading", name="Worklist").wait_for()
        page.goto(f"{held.base_url}/clinic/patients/{nora.id}")
        for act in (
            lambda: page.get_by_role("link", name="Record a session").click(),
            lambda: page.get_by_label("No", exact=True).check(),
            lambda: page.get_by_label("Why was it right to go on?").fill("Light needling, no stimulation."),
            lambda: page.get_by_role("radio", name=re.compile("^4")).check(),
            lambda: page.get_by_role("button", name="Save the session").click(),
        ):
            act()
            actions += 1
        expect(page.get_by_text("After session 2")).to_be_visible(timeout=20_000)
    assert actions <= MOST_ACTIONS
    second = clara.get(f"sessions?patient={nora.id}")["results"][0]
    kept = ("needles", "retention_minutes", "position", "points", "anything_changed", "nrs_before")
    assert [second[name] for name in kept] == [8, 20, "prone", ["BL23", "BL25"], False, 4]


def test_two_people_answer_one_alert(browser: Browser, world: World) -> None:
    clara, link = somebody_new(world)
    nora = hurting(world, clara)
    _, second = somebody_new(world, "manager")
    with phone(browser, world, **AT_A_DESK) as hers, phone(browser, world, **AT_A_DESK) as his:
        for held in (hers, his):
            held.expect("401|409")
        desks = [hers.open(link.removeprefix(world.ebb.base_url)), his.open(second.removeprefix(world.ebb.base_url))]
        for page in desks:
            page.get_by_role("heading", name="Worklist").wait_for()
            page.goto(f"{hers.base_url}/clinic/alerts/{nora.alerts()[0]['id']}")
            page.get_by_role("button", name="Acknowledge").wait_for()
        desks[0].get_by_role("button", name="Acknowledge").click()
        expect(desks[0].get_by_text(re.compile("^Acknowledged by Clara Voss"))).to_be_visible()
        desks[1].get_by_role("button", name="Acknowledge").click()
        expect(desks[1].get_by_text(re.compile("Clara Voss was first, (just now|.* ago)"))).to_be_visible()
        desks[1].get_by_label("Called and advised").check()
        desks[1].get_by_role("button", name="Resolve", exact=True).click()
        expect(desks[1].get_by_text(re.compile("^Resolved by"))).to_be_visible()
    assert [each["acknowledged"]["by"] for each in nora.alerts()] == ["Clara Voss"]
