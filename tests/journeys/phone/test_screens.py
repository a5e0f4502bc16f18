"""Every screen of the patient's app in a real browser: accessible, small enough, installable, and strict about scripts."""

import gzip
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.journeys.conftest import World
from tests.journeys.people import HOUR, now, wait_for
from tests.journeys.phone.browser import (
    ARGUMENTS,
    Nora,
    Phone,
    find_chromium,
    log,
    pair_and_agree,
    phone,
)
from tests.journeys.phone.looking import Eye

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]
MOST_SCRIPT = 35 * 1000  # bytes, compressed: what a first visit loads before the question can be answered
MOST_STYLE = 8 * 1000
# By Chrome's reckoning: what was on the screen and moved without being touched.
NOTE_SHIFTS = """
window.shifted = [];
new PerformanceObserver((seen) => shifted.push(...seen.getEntries().map(({ value, sources }) =>
  [value, sources.map(({ node }) => node?.textContent)]))).observe({ type: 'layout-shift', buffered: true });
"""


def walk(page: Page, held: Phone, nora: Nora, look: Callable[[str], None]) -> None:
    """Through every screen and state; `look` is called with the name of each."""
    base = held.base_url
    page.goto(f"{base}{nora.link}")
    page.get_by_role("button", name="Start").click()
    look("pairing, with errors")
    page.goto("about:blank")
    page.goto(f"{base}{nora.invite()}")
    for label, value in (("Day", "12"), ("Month", "4"), ("Year", "1957")):
        page.get_by_label(label, exact=True).fill(value)
    look("pairing")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="I agree").click()
    look("consent, with an error")
    page.get_by_label("I know that nobody watches").check()
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("heading", name="How bad has your pain been").wait_for()
    look("today")
    page.get_by_role("button", name="Save").click()
    look("today, with an error")
    log(page, 6)
    page.get_by_text("Sent to your clinic").wait_for()
    look("saved")
    page.get_by_role("button", name="Change my score").click()
    adding = page.get_by_role("region", name="Would you like to add something?")
    closed = adding.locator(".chips").first.get_by_role("button", pressed=False)
    while closed.count():
        closed.first.click()
    adding.locator('[data-place="knee:left"]').click()
    adding.get_by_text("Choose from a list").click()
    adding.get_by_label("Medicine", exact=True).fill("Paracetamol")
    adding.get_by_role("button", name="Add it").click()
    for group in page.locator(".group-button").all():
        group.click()
    look("everything open")
    held.context.set_offline(True)
    page.get_by_label("I am short of breath").check()
    page.get_by_role("alert").wait_for()
    look("red flag, offline")
    page.get_by_label("I am short of breath").click()
    look("red flag, by mistake?")
    held.context.set_offline(False)
    page.get_by_text("We have told").first.wait_for(timeout=20_000)
    page.get_by_role("button", name="No, keep it").click()
    page.get_by_role("button", name="I have got help").click()
    page.get_by_role("button", name="I have been checked by a doctor").click()
    look("got help, and being checked")
    page.goto(f"{base}/app/")
    page.get_by_text("You told us of this").wait_for()
    look("today, with advice to find again")
    for path, ready in (
        ("curve", "Show as a table"),
        ("diary", "Sent to your clinic"),
        ("settings", "What you allow"),
        ("help", "Or tick what you have"),
        ("doctor", "Pain, 0 to 10, newest first"),
        ("catch-up", "Days without an entry"),
        ("reminders", "Yes, remind me"),
        ("export", "Take your diary along"),
        ("weekly", "How was your week?"),
        ("looks", "treats people at your clinic"),
        ("carers", "Make a code for them"),
        ("install", "Does it ask for a code?"),
        ("erase", "What stays"),
        ("nowhere", "There is nothing here."),
    ):
        page.goto(f"{base}/app/{path}")
        page.get_by_text(ready).first.wait_for()
        if path == "curve":
            page.get_by_role("button", name="Show as a table").click()
        if path == "settings":
            page.get_by_role("button", name="Remove Ebb from this phone").click()
            page.get_by_text("Count my results").wait_for()
            page.get_by_text("If you lost a phone").wait_for()
        if path == "reminders":
            page.get_by_role("button", name="Yes, remind me").click()
            page.get_by_role("heading", name="You are reminded").wait_for()
            page.get_by_label("Your e-mail address").wait_for()
            page.get_by_label("Another time").check()
        if path == "carers":
            page.get_by_label("Their name").fill("Tom")
            page.get_by_role("button", name="Make a code for them").click()
            page.get_by_role("button", name="Take off Tom").click()
        if path == "install":
            page.get_by_role("button", name="Make a code").click()
            page.get_by_text("It works once").wait_for()
        if path == "erase":
            page.get_by_role("button", name="Delete my diary").click()
            page.get_by_role("region", name="There is a problem").wait_for()
        look(path)
    page.goto(f"{base}/app/diary")
    page.get_by_role("link", name=re.compile("^Open")).first.click()
    page.get_by_role("button", name="Delete this entry").click()
    look("one entry, about to be deleted")


@pytest.mark.timeout(300)
def test_every_state_is_accessible_light_and_dark_and_fits(
    browser: Browser, world: World, nora: Nora, eye: Eye
) -> None:
    nora.treat(hours_ago=50)
    with phone(browser, world, reduced_motion="reduce") as held:
        page = held.context.new_page()
        walk(page, held, nora, lambda name: eye.look(page, name))
    assert eye.wrong == {}


def test_the_keyboard_alone_logs_a_score_a_warning_sign_and_a_place(browser: Browser, world: World, nora: Nora) -> None:
    with phone(browser, world) as held:
        page = pair_and_agree(held, nora)
        page.locator("#score-0").focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#score-4")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Saved on this phone")).to_be_focused()
        hidden = []
        for _ in range(40):
            page.keyboard.press("Tab")
            hidden += page.evaluate(
                """() => {
                  const box = document.activeElement.getBoundingClientRect();
                  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                  const isCovered = top?.closest('.tabs') && !document.activeElement.closest('.tabs');
                  return isCovered ? [document.activeElement.outerHTML.slice(0, 100)] : [];
                }"""
            )
        assert hidden == []
        press(page, page.get_by_role("button", name="Chest and breathing"), "Enter")
        press(page, page.get_by_label("I am short of breath"), "Space")
        expect(page.get_by_role("alert")).to_contain_text("Get help now.")
        press(page, page.get_by_role("button", name="Where"), "Enter")
        press(page, page.get_by_text("Choose from a list"), "Enter")
        press(page, page.get_by_label("Left knee"), "Space")
        expect(page.get_by_label("Left knee")).to_be_checked()
        expect(page.get_by_label("I am short of breath")).to_be_checked()
        row = wait_for(lambda: next((each for each in nora.rows() if each["symptoms"] and each["regions"]), None), 20)
    assert ([each["code"] for each in row["symptoms"]], row["nrs_average"]) == (["short-of-breath"], 4)


def press(page: Page, control: Locator, key: str) -> None:
    """Go there as a keyboard does, and press."""
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press(key)


def test_a_first_visit_is_small(browser: Browser, world: World) -> None:
    bodies: dict[str, bytes] = {}
    with phone(browser, world, service_workers="block") as held:
        held.expect("status of 401|registration blocked by Playwright")
        page = held.context.new_page()
        page.on("response", lambda answer: bodies.setdefault(answer.url, answer.body()) if answer.ok else None)
        page.goto(f"{held.base_url}/app/")
        page.get_by_role("heading", name="Open your diary").wait_for()
    packed = {url: len(gzip.compress(body, 9)) for url, body in bodies.items()}
    script = sum(size for url, size in packed.items() if url.endswith(".js"))
    style = sum(size for url, size in packed.items() if url.endswith(".css"))
    assert 0 < script <= MOST_SCRIPT
    assert 0 < style <= MOST_STYLE


def test_a_phone_that_was_emptied_shows_what_stands_below_the_question_at_once(browser: Browser, world: World) -> None:
    """All of it comes from the clinic, in three answers: nothing that stands there already is pushed away by the next."""
    nora = world.new_patient()
    nora.treat(now() - 50 * HOUR)
    for hours, nrs in ((60, 3), (26, 5), (1, 4)):
        nora.log(now() - hours * HOUR, nrs)
    with phone(browser, world) as held:
        held.sign_in_as(nora)
        held.context.add_init_script(NOTE_SHIFTS)
        page = held.open()
        expect(page.get_by_role("heading", name="You told us of this")).to_be_visible()
        expect(page.get_by_role("heading", name="What may help")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("shifted") == []


def test_a_phone_that_was_emptied_makes_room_for_the_curve(browser: Browser, world: World) -> None:
    nora = world.new_patient()
    nora.treat(now() - 50 * HOUR)
    nora.log(now() - HOUR, 4)
    with phone(browser, world) as held:
        held.sign_in_as(nora)
        held.context.add_init_script(NOTE_SHIFTS)
        page = held.open("/app/curve")
        expect(page.get_by_role("figure")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("shifted") == []


def test_nobody_whose_pain_is_up_again_reads_that_it_has_settled(browser: Browser, world: World) -> None:
    """The recovery of the last session is over, and stays so; what the phone says of it is about today."""
    nora = world.new_patient()
    for hours in (270, 246, 222):
        nora.log(now() - hours * HOUR, 3)
    nora.treat(now() - 200 * HOUR)
    nora.log(now() - 150 * HOUR, 3)
    with phone(browser, world) as held:
        held.sign_in_as(nora)
        page = held.open()
        said = page.get_by_role("heading", name="It has settled")
        expect(said).to_be_visible()
        nora.log(now() - HOUR, 6)
        page.reload()
        expect(page.get_by_text("Last time: 6 out of 10")).to_be_visible()
        expect(page.get_by_role("heading", name="After your treatment")).to_be_visible()
        expect(said).to_have_count(0)


def test_strangers_scripts_do_not_run(browser: Browser, world: World, nora: Nora) -> None:
    with phone(browser, world) as held:
        held.expect("Content Security [Pp]olicy|TrustedHTML|TrustedScript|Trusted Type")
        page = pair_and_agree(held, nora)
        for attack in (
            "() => { document.body.innerHTML = '<b>x</b>'; }",
            "() => { document.createElement('script').text = 'window.stolen = 1'; }",
            "() => navigator.serviceWorker.register('/sw.js')",
            "() => trustedTypes.createPolicy('mine', {})",
        ):
            refused = page.evaluate(
                f"async () => {{ try {{ await ({attack})(); return ''; }} catch (e) {{ return e.name; }} }}"
            )
            assert refused == "TypeError", attack
        note = "<img src=x onerror=\"document.title='stolen'\"><script>document.title='stolen'</script>"
        log(page, 3)
        page.get_by_role("button", name="Note").click()
        page.get_by_label("A note").fill(note)
        page.get_by_role("link", name="Diary").click()
        expect(page.get_by_text("<img src=x")).to_be_visible()
        assert "stolen" not in page.title()


def test_without_javascript_it_says_what_to_do(world: World) -> None:
    with urllib.request.urlopen(f"{world.ebb.base_url}/app/", timeout=10) as answer:  # noqa: S310 - http, ourselves
        [said] = re.findall(r"<noscript>(.*?)</noscript>", answer.read().decode(), re.DOTALL)
    assert "call your emergency number now" in " ".join(said.split())


def test_a_full_phone_says_so_and_keeps_what_was_typed(browser: Browser, world: World, nora: Nora) -> None:
    with phone(browser, world) as held:
        page = pair_and_agree(held, nora)
        page.evaluate(
            """() => { IDBObjectStore.prototype.put = () => { throw new DOMException('Full.', 'QuotaExceededError'); }; }"""
        )
        page.locator("label.nrs-8").click()
        page.get_by_role("button", name=re.compile("^Save 8")).click()
        expect(page.get_by_text("This phone would not save it.")).to_be_visible()
        expect(page.locator("#score-8")).to_be_checked()
        assert nora.rows() == []


def test_it_can_be_installed(driver: Playwright, browser: Browser, world: World) -> None:
    with TemporaryDirectory() as folder:
        context = driver.chromium.launch_persistent_context(folder, executable_path=find_chromium(), args=ARGUMENTS)
        page = context.new_page()
        page.goto(f"{world.ebb.base_url}/app/")
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        session = context.new_cdp_session(page)
        assert session.send("Page.getAppManifest")["errors"] == []
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        context.close()


def test_every_page_and_file_has_the_strict_headers(world: World) -> None:
    page = Path(__file__).resolve().parents[3] / "frontend" / "dist" / "index.html"
    assets = re.findall(r'(?:src|href)="(/app-static/[^"]+)"', page.read_text())
    assert assets
    for path in ("/app/", "/app/pair", "/clinic/", "/sw.js", "/app/manifest.webmanifest", *assets):
        request = urllib.request.Request(f"{world.ebb.base_url}{path}", method="HEAD")  # noqa: S310 - http, ourselves
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'; trusted-types ebb-sw" in policy
        assert "Access-Control-Allow-Origin" not in headers
        if "/assets/" in path:
            assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
