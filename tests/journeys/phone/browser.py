"""Phones for the journeys: a real Chromium that is watched. Whatever it complains about, or asks of another host, fails the test."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route

from tests.journeys.conftest import World
from tests.journeys.people import Patient, now, wait_for
from tests.processes import UnavailableError

# Chromium heeds the last list of features alone, so what Playwright's says about pages stands in ours again.
NOT_WANTED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,PaintHolding,ThirdPartyStoragePartitioning,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,AvoidCorsURLLoaderRestartOnRedirect,LensOverlay,MediaRouter,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    # Two pages of the address bar's, loaded for each phone though nobody sees them: half of what a phone costs.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", f"--disable-features={NOT_WANTED}"),
]
LIKE_A_PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "locale": "en-GB",
    "timezone_id": "Europe/London",
}
BORN = date(1957, 4, 12)
# What a browser writes when a request finds no network is no fault of the page.
NO_NETWORK = re.compile(r"Failed to load resource: net::ERR_")


def find_chromium() -> str:
    """The program of this machine's Chromium or Chrome. Raises UnavailableError."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise UnavailableError("no Chromium or Chrome was found (install chromium)")


@dataclass
class Phone:
    """One browser profile with one or more tabs, and what it complained about."""

    context: BrowserContext
    base_url: str
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    expected: list[re.Pattern[str]] = field(default_factory=lambda: [NO_NETWORK])

    def watch(self) -> None:
        self.context.on("request", self._note_host)
        self.context.on("console", self._note_message)
        self.context.on("weberror", lambda error: self.complaints.append(f"{error.error}\n{error.error.stack}"))

    def expect(self, pattern: str) -> None:
        """This complaint is part of the story."""
        self.expected.append(re.compile(pattern))

    def open(self, path: str = "/app/") -> Page:
        page = self.context.new_page()
        page.goto(f"{self.base_url}{path}")
        return page

    def sign_in_as(self, patient: Patient) -> None:
        """With the cookies of a phone of theirs, and nothing else of it."""
        for cookie in patient.phone.headers["Cookie"].split("; "):
            name, _, value = cookie.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": self.base_url, "httpOnly": True}])

    def check(self) -> None:
        """Nothing was complained about, and one host was asked."""
        wrong = [line for line in self.complaints if not any(pattern.search(line) for pattern in self.expected)]
        assert not wrong, wrong
        assert self.hosts <= {urlsplit(self.base_url).netloc}

    def _note_host(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http"):
            self.hosts.add(address.netloc)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def phone(browser: Browser, world: World, **like: Any) -> Iterator[Phone]:
    """A phone that is checked when the story is over."""
    context = browser.new_context(**{**LIKE_A_PHONE, **like})
    context.set_default_timeout(15_000)
    held = Phone(context, world.ebb.base_url)
    held.watch()
    try:
        yield held
        held.check()
    finally:
        context.close()


@dataclass
class Nora:
    """A new patient of Anna's with a course and an invitation that nobody has used."""

    world: World
    id: str
    course: str
    link: str
    code: str

    def rows(self) -> list[Any]:
        """What the server holds, as her practitioner sees it."""
        return list(self.world.anna.get(f"entries?patient={self.id}&limit=200")["results"])

    def count(self) -> int:
        """How many entries the server holds, over all pages."""
        found, path = 0, f"entries?patient={self.id}&limit=200"
        cursor: str | None = ""
        while cursor is not None:
            page = self.world.anna.get(f"{path}&cursor={cursor}" if cursor else path)
            found, cursor = found + len(page["results"]), page["next"]
        return found

    def wait_for_rows(self, count: int, seconds: float = 20) -> list[Any]:
        wait_for(lambda: len(self.rows()) >= count, seconds)
        return self.rows()

    def revisions(self, entry: str) -> list[Any]:
        return list(self.world.anna.get(f"entries/{entry}/revisions")["results"])

    def treat(self, hours_ago: float) -> Any:
        """Her practitioner records a session that ended so many hours ago."""
        body = {"course": self.course, "modality": "acupuncture", "regions": ["low-back"]}
        return self.world.anna.post("sessions", {**body, "ended_at": (now() - timedelta(hours=hours_ago)).isoformat()})

    def invite(self) -> str:
        """The path of a new invitation."""
        invited = self.world.anna.post(f"patients/{self.id}/invitation", {"channel": "qr"})
        self.code = invited["code"]
        return str(invited["url"].removeprefix(self.world.ebb.base_url))


def new_nora(world: World) -> Nora:
    person = world.anna.post("patients", {"name": "Nora Canary", "birth_date": BORN.isoformat(), "sex": "female"})
    course = world.anna.post(
        "courses",
        {"patient": person["id"], "region": "low-back", "chronicity": "persistent", "modality": "acupuncture"},
    )
    nora = Nora(world, person["id"], course["id"], "", "")
    nora.link = nora.invite()
    return nora


def pair(page: Page, born: date = BORN) -> None:
    """Type the birth date and start."""
    for label, value in (("Day", born.day), ("Month", born.month), ("Year", born.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Start").click()


def pair_and_agree(held: Phone, nora: Nora) -> Page:
    """From the link to today's question, with monitoring agreed to and the worker in charge."""
    page = held.open(nora.link)
    pair(page)
    page.get_by_label("I know that nobody watches").check()
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("heading", name="How bad has your pain been").wait_for()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return page


def log(page: Page, nrs: int) -> None:
    """Two taps."""
    page.locator(f"label.nrs-{nrs}").click()
    page.get_by_role("button", name=re.compile(rf"^Save {nrs} ")).click()
    page.get_by_role("heading", name="Saved on this phone").wait_for()


def log_another(page: Page, nrs: int) -> None:
    page.get_by_role("button", name="Done").click()
    log(page, nrs)


def lose_answers(held: Phone, times: int) -> list[int]:
    """The server gets what is sent and answers; the phone never hears of it. Returns the statuses, as they come."""
    statuses: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "PUT" or len(statuses) >= times:
            route.continue_()
            return
        statuses.append(route.fetch().status)
        route.abort()

    held.context.route(re.compile(r"/api/v1/entries/"), lose)
    return statuses
