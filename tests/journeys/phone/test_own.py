"""What is the patient's alone, on the phone: a helper, the installed app, who looked, the end; and browsers that keep nothing."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import World
from tests.journeys.phone.browser import BORN, Nora, Phone, log, pair, pair_and_agree, phone
from tests.journeys.phone.test_phone import SENT, kept_on

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]
AN_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Safari/604.1"
BLOCKED = "IDBFactory.prototype.open = () => { throw new DOMException('Blocked.', 'SecurityError'); };"


def type_code(held: Phone, code: str) -> None:
    page = held.open("/app/pair")
    page.get_by_label("The code from your clinic").fill(code)
    pair(page)
    page.get_by_role("heading", name="How bad has your pain been").wait_for()


def test_a_code_made_in_the_tab_opens_the_installed_app_which_shares_nothing(
    browser: Browser, nora: Nora, world: World
) -> None:
    with phone(browser, world, user_agent=AN_IPHONE) as tab, phone(browser, world, user_agent=AN_IPHONE) as app:
        page = pair_and_agree(tab, nora)
        expect(page.get_by_role("heading", name="Ebb on your home screen")).to_be_hidden()
        log(page, 4)
        expect(page.get_by_text(SENT)).to_be_visible()
        page.get_by_role("link", name="Yes, show me how").first.click()
        expect(page.get_by_text("Tap Share at the edge of the screen.")).to_be_visible()
        page.get_by_role("button", name="Make a code").click()
        code = page.locator(".code").inner_text()
        type_code(app, code)
        there = app.open("/app/diary")
        expect(there.get_by_role("heading", name="4 out of 10")).to_be_visible()


def test_a_helper_writes_under_their_own_name_until_they_are_taken_off(
    held: Phone, browser: Browser, nora: Nora, world: World
) -> None:
    page = pair_and_agree(held, nora)
    page.goto(f"{held.base_url}/app/carers")
    page.get_by_label("Their name").fill("Tom")
    page.get_by_role("button", name="Make a code for them").click()
    code = page.locator(".code").inner_text()
    expect(page.get_by_text(f"opens {held.base_url.split('//')[1]}/app/pair on their phone")).to_be_visible()
    with phone(browser, world) as toms:
        toms.expect("status of 40[13]")
        type_code(toms, code)
        there = toms.context.pages[-1]
        expect(there.get_by_text("their pain, not your own")).to_be_visible()
        log(there, 6)
        expect(there.get_by_text(SENT)).to_be_visible()
        there.get_by_role("link", name="Settings").click()
        expect(there.get_by_text("You write as")).to_be_visible()
        expect(there.get_by_text("My letters")).to_be_hidden()
        assert [row["by_carer"] for row in nora.rows()] == ["Tom"]
        page.goto(f"{held.base_url}/app/diary")
        expect(page.get_by_text("Written by Tom")).to_be_visible(timeout=20_000)
        page.goto(f"{held.base_url}/app/carers")
        page.get_by_role("button", name="Take off Tom").click()
        page.get_by_role("button", name="Yes, take them off").click()
        expect(page.get_by_text("Last here")).to_be_hidden()
        there.reload()
        expect(there.get_by_role("heading", name="Open your diary")).to_be_visible(timeout=20_000)


def test_deleting_the_diary_empties_the_phone_and_a_new_code_keeps_it_after_all(
    held: Phone, nora: Nora, world: World
) -> None:
    held.expect("status of 40[13]")
    page = pair_and_agree(held, nora)
    log(page, 5)
    expect(page.get_by_text(SENT)).to_be_visible()
    page.goto(f"{held.base_url}/app/erase")
    for label, value in (("Day", BORN.day), ("Month", BORN.month), ("Year", BORN.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_label("I know what goes and what stays.").check()
    page.get_by_role("button", name="Delete my diary").click()
    expect(page.get_by_role("heading", name="You have left")).to_be_visible(timeout=20_000)
    assert kept_on(page) == held.context.cookies() == page.evaluate("() => caches.keys()") == []
    assert world.anna.get(f"patients/{nora.id}")["erasure"]["done_at"] is None

    page.goto(f"{held.base_url}{nora.invite()}")
    pair(page)
    expect(page.get_by_text("Your clinic is not told")).to_be_visible()
    page.get_by_role("button", name="Keep my diary").click()
    expect(page.get_by_role("button", name="Keep my diary")).to_be_hidden()
    assert world.anna.get(f"patients/{nora.id}")["erasure"] is None


def test_a_browser_that_lets_us_keep_nothing_still_shows_whom_to_call(browser: Browser, world: World) -> None:
    with phone(browser, world) as held:
        held.expect("status of 401")
        held.context.add_init_script(BLOCKED)
        page = held.open("/app/help")
        expect(page.get_by_text("Ebb cannot read this phone")).to_be_visible()
        expect(page.get_by_role("link", name="Call 999").first).to_be_visible()
        page.get_by_role("button", name="Chest and breathing").click()
        page.get_by_label("I am short of breath").check()
        expect(page.get_by_role("alert")).to_contain_text("Get help now.")


def test_a_browser_in_which_ebb_does_not_start_says_so_and_whom_to_call(browser: Browser, world: World) -> None:
    with phone(browser, world) as held:
        held.context.route(re.compile(r"/assets/patient-"), lambda route: route.abort())
        page = held.open("/app/")
        expect(page.get_by_role("alert")).to_contain_text("call your emergency number now.", timeout=20_000)
