"""The patient's app on a slow phone and a slow network, in Chromium against Ebb as it runs: a processor slowed down six times, 400
kbit/s and 400 ms to the server and back. Usable means that the first control of the screen is there to be tapped; a repeat visit
comes from the service worker. From the tap on Save until "Saved on this phone" is drawn, the clock is the browser's own. Lighthouse
scores are medians of three on a phone as Lighthouse imagines one; where Lighthouse cannot be had, the row says so.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.bench.page import Row, at_least, at_most
from tests.browsers.lighthouse import LEAST, PATHS, RUNS, audits
from tests.journeys.conftest import World
from tests.journeys.people import Mailbox, anna_of, wait_for
from tests.journeys.phone.browser import ARGUMENTS, LIKE_A_PHONE, Phone, find_chromium, new_nora, pair_and_agree, phone
from tests.processes import UnavailableError
from tests.services import ebb

VISITS = 5
START_SECONDS = 300.0
PATIENCE = 60.0
TAPS = 15
SLOWER = 6
BYTES_PER_SECOND = 400_000 / 8
LATENCY_MS = 400
MOST_SCRIPT_KB = 35.0

# Installed before the page's own scripts: when the first control of the screen was there, by the clock that began with the visit.
NOTE_USABLE = """(selector => {
  const look = () => {
    if (document.querySelector(selector)?.checkVisibility()) {
      requestAnimationFrame(() => setTimeout(() => { window.usableAt ??= performance.now(); }));
    } else requestAnimationFrame(look);
  };
  look();
})"""
NOTE_SAVED = """() => {
  window.savedAfter = undefined;
  const tapped = (event) => {
    if (!event.target.closest('button[type=submit]')) return;
    const drawn = () => {
      if ([...document.querySelectorAll('h1, h2')].some((heading) => heading.textContent === 'Saved on this phone')) {
        requestAnimationFrame(() => setTimeout(() => { window.savedAfter ??= performance.now() - event.timeStamp; }));
      } else requestAnimationFrame(drawn);
    };
    drawn();
    removeEventListener('click', tapped, true);
  };
  addEventListener('click', tapped, true);
}"""


def measure() -> list[Row]:
    with ebb(wait_seconds=START_SECONDS) as running, sync_playwright() as driver:
        world = World(running, Mailbox(), anna_of(running))
        with driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS) as browser:
            rows = [*visits(browser, world), *taps(browser, world), script(browser, world)]
        return [*rows, *scores(world)]


def visits(browser: Browser, world: World) -> list[Row]:
    first = [first_visit(browser, world) for _ in range(VISITS)]
    with phone(browser, world) as held:
        pair_and_agree(held, new_nora(world))
        repeat = [usable_after(held, "/app/", "label.nrs-0") for _ in range(VISITS)]
    return [
        at_most(f"a first visit, by an invitation: usable, median of {VISITS}", median(first), 3.0, "{:.2f} s"),
        Row("  the longest", f"{max(first):.2f} s"),
        at_most(f"a repeat visit, to the question: usable, median of {VISITS}", median(repeat), 1.0, "{:.2f} s"),
        Row("  the longest", f"{max(repeat):.2f} s"),
    ]


def first_visit(browser: Browser, world: World) -> float:
    """Seconds until an invitation's screen can be used by a phone that has never been here."""
    with phone(browser, world) as held:
        return usable_after(held, new_nora(world).link, "button[type=submit]")


def usable_after(held: Phone, path: str, selector: str) -> float:
    """Seconds from the beginning of a slow visit until `selector` can be tapped."""
    page = held.context.new_page()
    page.add_init_script(f"{NOTE_USABLE}({selector!r})")
    with slowed(held, page):
        page.goto(f"{held.base_url}{path}", wait_until="commit")
        after = noted(page, "usableAt")
    page.close()
    return after / 1000


def noted(page: Page, name: str) -> float:
    """What the page has noted under this name, in milliseconds."""
    found = wait_for(lambda: page.evaluate(f"window.{name} ?? null"), PATIENCE, every=0.1)
    assert found is not None, f"{name}: nothing after {PATIENCE:.0f} s"
    return float(found)


def taps(browser: Browser, world: World) -> list[Row]:
    """Two taps, many times over: a score, and Save."""
    after: list[float] = []
    with phone(browser, world) as held:
        page = pair_and_agree(held, new_nora(world))
        with slowed(held, page):
            for number in range(TAPS):
                page.evaluate(
                    "() => { window.taps = 0; addEventListener('pointerup', () => { window.taps += 1; }, true); }"
                )
                page.locator(f"label.nrs-{number % 11}").click()
                page.evaluate(NOTE_SAVED)
                page.get_by_role("button", name=f"Save {number % 11} ").click()
                after.append(noted(page, "savedAfter"))
                page.get_by_role("button", name="Done").click()
    return [
        at_most(f"from the tap on Save to “Saved on this phone”: median of {TAPS}", median(after), 200.0, "{:.0f} ms"),
        Row("  the longest", f"{max(after):.0f} ms"),
    ]


def scores(world: World) -> list[Row]:
    """Lighthouse's opinion of the three main screens, on a phone."""
    named = {path: name for name, path in PATHS.items()}
    try:
        return [
            at_least(
                f"Lighthouse, {named[audit.path]}, {category}: median of {RUNS}", 100 * score, 100 * LEAST, "{:.0f}"
            )
            for audit in audits(world, forms=["mobile"])
            for category, score in audit.medians.items()
        ]
    except UnavailableError as error:
        return [Row("Lighthouse", f"not measured: {error}")]


def script(browser: Browser, world: World) -> Row:
    sizes: dict[str, int] = {}

    def note(answer) -> None:  # type: ignore[no-untyped-def]
        if answer.ok and answer.url.endswith(".js"):
            sizes[answer.url] = len(gzip.compress(answer.body(), 9))

    context = browser.new_context(**LIKE_A_PHONE, service_workers="block")
    page = context.new_page()
    page.on("response", note)
    page.goto(f"{world.ebb.base_url}/app/")
    page.get_by_role("heading", name="Open your diary").wait_for()
    context.close()
    return at_most("script of a first visit, compressed", sum(sizes.values()) / 1000, MOST_SCRIPT_KB, "{:.1f} KB")


@contextmanager
def slowed(held: Phone, page: Page) -> Iterator[None]:
    """A slow processor and a slow network for this page, until the block ends."""
    session: CDPSession = held.context.new_cdp_session(page)
    conditions = {"offline": False, "latency": LATENCY_MS}
    session.send("Network.enable")
    slow = {**conditions, "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    session.send("Network.emulateNetworkConditions", slow)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()
