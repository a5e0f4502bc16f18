"""Through every screen of the practitioner and every state of it; whoever walks is called with the name of each."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, Route, expect

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.people import Patient, Person, new_patient, now, wait_for
from tests.journeys.phone.browser import Phone
from tests.journeys.phone.clinic_answers import LAST_WAY, OUT_OF_REACH, PLACES, SECOND_FACTOR

Look = Callable[[str], None]
FULL_FORM = {"flags": ["bleeding-risk", "sensitive"], "phone": "+44 1632 960777", "email": "nora@example.org"}


@dataclass
class Walk:
    """Anna at her desk, with a patient of hers about whom there is much to see."""

    world: World
    held: Phone
    page: Page
    look: Look
    nora: Patient

    def go(self, path: str) -> None:
        self.page.goto(f"{self.held.base_url}/clinic/{path}")
        self.page.get_by_role("heading", level=1).first.wait_for()
        expect(self.page.get_by_text("Loading…")).to_have_count(0, timeout=15_000)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    @contextmanager
    def answered(self, pattern: str, answer: Callable[[Route], None]) -> Iterator[None]:
        """While this lasts, requests for `pattern` are answered otherwise."""
        self.page.route(re.compile(pattern), answer)
        yield
        self.page.unroute(re.compile(pattern))

    def from_the_door_to_an_answer(self) -> None:
        self.signing_in()
        self.nobody_yet()
        self.sign_in("anna@demo.example")
        alerts = self.raise_alerts()
        self.worklist()
        self.alerts(alerts)
        self.told()

    def about_people(self) -> None:
        self.sign_in("anna@demo.example")
        alerts = self.raise_alerts()
        answer = {"outcome": "sent_to_emergency", "note": "Ambulance called."}
        self.world.anna.post(f"alerts/{alerts['red flag']}/resolve", answer)
        self.patients()
        self.unreached()
        self.sessions()
        self.letters()

    # --- the ways in -----------------------------------------------------------------------------------------------------

    def sign_in(self, email: str) -> None:
        link = self.world.ebb.manage("sign_in_link", email).splitlines()[-1]
        self.page.goto("about:blank")
        self.page.goto(link)
        self.page.get_by_role("heading", name="Worklist").wait_for()

    def signing_in(self) -> None:
        self.go("sign-in")
        self.look("sign in")
        self.press("Sign in")
        self.look("sign in, nothing typed")
        self.page.get_by_label("E-mail").fill("anna@demo.example")
        self.page.get_by_label("Password").fill("not the password")
        self.press("Sign in")
        self.page.get_by_text("You are not signed in").wait_for()
        self.look("sign in, refused")
        with self.answered("auth/login", lambda route: route.fulfill(status=401, json=SECOND_FACTOR)):
            self.press("Sign in")
            self.page.get_by_role("heading", name="One more step").wait_for()
        self.look("second factor")
        self.press("Go on")
        self.look("second factor, nothing typed")
        self.go("patients")
        self.page.get_by_text("You were signed out.").wait_for()
        self.look("sign in, after it was lost")

    def nobody_yet(self) -> None:
        link = self.world.ebb.manage(
            "add_staff", f"clara{uuid7().hex}@demo.example", "Clara Voss", "--clinic", "Harbour Street Acupuncture"
        )
        self.page.goto(link.splitlines()[-1])
        self.page.get_by_text(re.compile("^All clear as of")).wait_for(timeout=20_000)
        self.look("worklist, all clear")
        with self.answered("api/v1/worklist", changed(clear_as_of=None, sweep_age_seconds=None)):
            self.go("")
            self.page.get_by_text("nobody has looked for new ones lately").wait_for()
            self.look("worklist, empty and nobody swept")
        self.go("patients")
        self.look("patients, none")
        self.press("Sign out")
        self.page.get_by_role("heading", name="Sign in").wait_for()

    # --- alerts ----------------------------------------------------------------------------------------------------------

    def raise_alerts(self) -> dict[str, str]:
        """A red flag to answer, and a 48-hour alert that a correction withdraws."""
        nora, hour = self.nora, timedelta(hours=1)
        ended = now() - 52 * hour
        for day in (5, 4, 3):
            nora.log(ended - day * 24 * hour, 3)
        nora.treat(ended, nrs_before=3, needles=8, retention_minutes=20, proceed_reason="Only light needling.")
        entry = uuid7()
        nora.log(ended + 50 * hour, 8, pk=entry)
        nora.log(now() - hour, 6, "short-of-breath", note="It began on the stairs.", regions=PLACES)
        wait_for(lambda: len(nora.alerts(state="open")) >= 2, 20)
        withdrawn = nora.alerts(rule="forty_eight_hours")[0]["id"]
        correct(nora, entry, ended + 50 * hour, 3)
        assert wait_for(lambda: nora.alerts(id=withdrawn)[0]["state"] == "withdrawn", 20)
        return {"red flag": nora.alerts(rule="red_flag")[0]["id"], "withdrawn": withdrawn}

    def worklist(self) -> None:
        self.hold_and_look("api/v1/worklist", "", "worklist, loading")
        self.go("")
        self.page.get_by_role("link", name="Nora Canary").first.wait_for()
        self.look("worklist")
        self.page.keyboard.press("?")
        self.page.get_by_role("dialog").get_by_text("a acknowledges").wait_for()
        self.look("worklist, its keys")
        self.press("Close")
        self.page.get_by_role("button", name=re.compile("^Mine")).click()
        self.look("worklist, none of mine")
        with self.answered("api/v1/worklist", crowded):
            self.go("")
            self.look("worklist, a dozen")
        with self.answered("api/v1/worklist", changed(sweep_age_seconds=300.0)):
            self.go("")
            self.page.get_by_text("Alerts may be late").wait_for()
            self.look("worklist, the sweep is late")
        with self.answered("api/v1/worklist|healthz", lambda route: route.abort()):
            self.go("")
            self.page.get_by_text("No connection to the server").wait_for()
            self.look("worklist, offline from the start")
        self.go("")
        self.page.get_by_role("link", name="Nora Canary").first.wait_for()
        with self.answered("api/v1/worklist|healthz", lambda route: route.abort()):
            self.press("Refresh")
            self.page.get_by_text("No connection to the server").wait_for()
            self.look("worklist, offline")

    def alerts(self, alerts: dict[str, str]) -> None:
        self.hold_and_look("api/v1/alerts/", f"alerts/{alerts['red flag']}", "alert, loading")
        self.go(f"alerts/{alerts['red flag']}")
        self.look("alert, open")
        self.press("Resolve")
        self.look("alert, no outcome chosen")
        self.page.get_by_label("Could not reach").check()
        self.press("Resolve")
        self.look("alert, no follow-up time")
        self.page.get_by_text("Add a note").click()
        self.press("Add the note")
        self.look("alert, empty note")
        self.page.get_by_text("Send a message").click()
        self.page.get_by_role("link", name="SMS: Short visit").wait_for()
        self.look("alert, messages")
        with self.answered(
            f"api/v1/alerts/{alerts['red flag']}$", changed(level="practitioner", rule="forty_eight_hours")
        ):
            self.go(f"alerts/{alerts['red flag']}")
            for summary, button in (
                ("Put it off", "Put it off until then"),
                ("Too sensitive for this patient", "Make the 48-hour rule softer"),
            ):
                self.page.get_by_text(summary, exact=True).click()
                self.press(button)
            self.look("alert, put off and softer, with errors")
        with self.answered("acknowledge", lambda route: route.abort()):
            self.press("Acknowledge")
            self.page.get_by_text("No connection to the server").wait_for()
            self.look("alert, offline")
        self.go(f"alerts/{alerts['red flag']}")
        self.press("Acknowledge")
        self.page.get_by_text(re.compile("^Acknowledged by Anna Berg")).first.wait_for()
        self.look("alert, acknowledged")
        self.go("")
        self.page.get_by_text("You will act").first.wait_for()
        self.look("worklist, one is mine")
        self.go(f"alerts/{alerts['red flag']}")
        token = self.world.ebb.manage("api_token", "ben@demo.example").splitlines()[-1]
        ben = Person(self.world.ebb, {"Authorization": f"Bearer {token}"})
        ben.post(f"alerts/{alerts['red flag']}/resolve", {"outcome": "sent_to_emergency", "note": "Ambulance called."})
        self.page.get_by_label("Called and advised").check()
        self.press("Resolve")
        self.page.get_by_text("This was answered already").first.wait_for()
        self.look("alert, somebody was first")
        self.go(f"alerts/{alerts['red flag']}")
        self.look("alert, resolved")
        self.go(f"alerts/{alerts['withdrawn']}")
        self.look("alert, withdrawn")
        self.go(f"alerts/{self.nora.id}")
        self.look("alert, not there")

    # --- people ----------------------------------------------------------------------------------------------------------

    def patients(self) -> None:
        page = self.page
        self.hold_and_look("api/v1/patients", "patients", "patients, loading")
        self.go("patients")
        self.look("patients")
        page.get_by_label("Find by name").fill("nobody of that name")
        page.get_by_text("No patient of yours is called").wait_for()
        self.look("patients, no match")
        with self.answered("api/v1/patients", lambda route: route.fulfill(status=500, json={"code": "server_error"})):
            self.go("patients")
            page.get_by_role("button", name="Try again").wait_for()
            self.look("patients, failed")
        event = {"happened_at": now().isoformat(), "what": "faint-dizzy", "severity": "mild", "note": "Lay down."}
        self.world.anna.post(f"patients/{self.nora.id}/adverse-events", event)
        softer = {"reason": "Swings every day.", "until": (now() + timedelta(days=9)).isoformat()}
        self.world.anna.post(f"patients/{self.nora.id}/easing", softer)
        self.go(f"patients/{self.nora.id}")
        page.get_by_role("button", name="Show as a table").first.wait_for()
        for summary, button in (
            ("Write one down", "Save the event"),
            ("Correct this", "Save the correction"),
            ("Write the review", "Save the review"),
            ("Not sensitive any more", "Clear the flag"),
        ):
            page.get_by_text(summary, exact=True).click()
            self.press(button)
        page.get_by_role("button", name="Show as a table").first.click()
        self.look("a patient, with errors in every short form")
        self.press("End it now")
        expect(page.get_by_text("The 48-hour rule is softer")).to_have_count(0)
        self.look("a patient")
        self.intake()
        self.go("patients/new")
        self.look("add a patient")
        self.press("Add and go on to the course")
        self.look("add a patient, with errors")
        page.get_by_label("Name", exact=True).fill("Ida Holm")
        page.get_by_label("Date of birth").fill("1961-05-03")
        self.press("Add and go on to the course")
        page.get_by_role("heading", name="Course of treatment for Ida Holm").wait_for()
        self.look("add a course")
        self.press("Save and go on to the code")
        self.look("add a course, with errors")
        page.get_by_label("Where is the complaint?").select_option("Low back")
        page.get_by_label("Modality").select_option("Acupuncture")
        page.get_by_role("radio").first.check()
        self.press("Save and go on to the code")
        page.get_by_role("heading", name="Connect the phone of Ida Holm").wait_for()
        self.look("connect a phone")
        self.press("Show the code")
        page.get_by_role("img", name="QR code").wait_for()
        self.look("connect a phone, with the code")
        ida = page.url.rpartition("/patients/")[2].partition("/")[0]
        self.go(f"patients/{ida}")
        self.look("a patient of whom nothing is known")
        self.go("nowhere")
        self.look("no such page")

    def intake(self) -> None:
        self.go(f"patients/{self.nora.id}/course#edit-{self.nora.course}")
        self.look("intake")
        self.page.get_by_label("Where is the complaint?").select_option("Neck")
        self.page.get_by_label("Type of neck problem").select_option("Spinal cord")
        self.page.get_by_label("Pictures taken").select_option("Yes")
        self.look("intake of a neck")

    def unreached(self) -> None:
        with self.answered(
            "api/v1/unreached", lambda route: route.fulfill(json={"results": OUT_OF_REACH, "next": None})
        ):
            self.go("unreached")
            self.look("who cannot be reached")
        with self.answered("api/v1/unreached", lambda route: route.fulfill(json={"results": [], "next": None})):
            self.go("unreached")
            self.look("everybody can be reached")

    def sessions(self) -> None:
        page = self.page
        self.go(f"patients/{self.nora.id}/session")
        page.get_by_label("Yes", exact=True).check()
        page.get_by_label("Points (optional)").fill("BL13")
        page.get_by_text(re.compile("BL13 lie over the lungs")).wait_for()
        self.look("a session, with warnings")
        page.get_by_label("Earlier").check()
        page.get_by_label("It ended at").fill("")
        for name in ("Needles", "Minutes the needles stayed"):
            page.get_by_label(name, exact=True).fill("many")
        self.press("Save the session")
        self.look("a session, with errors")
        fresh = self.world.anna.post("patients", {"name": "Olga Brandt", "birth_date": "1950-01-01"})
        self.go(f"patients/{fresh['id']}/session")
        self.look("a session without a course")
        self.go(f"patients/{fresh['id']}/letter")
        self.look("a letter without a course")

    def letters(self) -> None:
        page, nora = self.page, self.nora
        self.go(f"patients/{nora.id}/letter")
        self.look("letter, none")
        page.get_by_label("Only some days").check()
        self.press("Make the draft")
        self.look("letter, with errors")
        page.get_by_label("The whole course").check()
        for drafts, ask in enumerate(("Please review.", "Please examine.", "For information."), start=1):
            page.get_by_label("What do you ask of them?").fill(ask)
            self.press("Make the draft")
            expect(page.get_by_text("Draft: the patient has not answered yet")).to_have_count(drafts)
        agreed, declined, _ = nora.anna.get(f"reports?patient={nora.id}")["results"]
        nora.phone.post(f"reports/{agreed['id']}/agree", {})
        nora.phone.post(f"reports/{declined['id']}/decline", {"because": "I will go myself."})
        self.press("Look for answers")
        page.get_by_text(re.compile("^Agreed by the patient")).wait_for()
        self.look("letter, waiting, agreed and declined")

    def told(self) -> None:
        page = self.page
        self.go("told")
        page.get_by_role("button", name="Tell me on this device").wait_for()
        page.get_by_label("Address or number").fill("anna@home.example")
        self.press("Send the code")
        page.get_by_label("Code that arrived there").wait_for()
        self.press("That is the code")
        self.press("Change when")
        page.get_by_label("Only in these hours").check()
        self.press("Sun")
        page.get_by_label("Until", exact=True).fill("01:00")
        self.press("Save")
        page.get_by_text("Choose a day, and an end after the start.").wait_for()
        self.look("how you are told, waiting for a code, with an error in the hours")
        page.get_by_label("Until", exact=True).fill("20:30")
        self.press("Save")
        page.get_by_text(re.compile(r"Rings Mon, Tue, Wed, Thu, Fri, Sun 08:00.20:30\.")).wait_for()
        page.get_by_role("button", name="Take away anna@home.example").click()
        expect(page.get_by_text("anna@home.example")).to_have_count(0)
        with self.answered("contact-points/[0-9a-f-]+$", lambda route: route.fulfill(status=409, json=LAST_WAY)):
            page.get_by_role("button", name="Take away anna@demo.example").click()
            page.get_by_text("This is the last way to reach you.").wait_for()
        self.look("how you are told, the last one stays")

    def hold_and_look(self, pattern: str, path: str, name: str) -> None:
        """The state while an answer is on its way."""
        held: list[Route] = []
        with self.answered(pattern, lambda route: held.append(route)):
            self.page.goto(f"{self.held.base_url}/clinic/{path}")
            self.page.get_by_text("Loading…").first.wait_for()
            self.look(name)
            for route in held:
                route.continue_()


def changed(**fields: Any) -> Callable[[Route], None]:
    """The server's answer with other values in it, as if its clockwork stood still."""

    def answer(route: Route) -> None:
        got = route.fetch()
        route.fulfill(response=got, json={**got.json(), **fields})

    return answer


def crowded(route: Route) -> None:
    """As many alerts as need two digits, which is wider than one."""
    got = route.fetch()
    alerts = got.json()["results"]
    route.fulfill(response=got, json={**got.json(), "results": [{**alerts[0], "id": str(uuid7())} for _ in range(12)]})


def correct(nora: Patient, entry: UUID, at: Any, nrs: int) -> None:
    body = {"recorded_at": at.isoformat(), "time_zone": "Europe/London", "nrs_average": nrs}
    status, answer = nora.phone.ask("PUT", f"entries/{entry}", body, If_Match='"1"')
    assert status == 200, answer


# Together all of it. In two, for two workers: in one it would be what all others wait for.
PARTS = {"alerts": Walk.from_the_door_to_an_answer, "people": Walk.about_people}


def walk(world: World, held: Phone, look: Callable[[Page, str], None], part: str) -> None:
    """One of the parts, with a patient who is new."""
    held.expect("status of (401|404|409|500|422|400)|net::ERR")
    nora = new_patient(world.ebb, world.anna)
    status, answer = world.anna.ask("PATCH", f"patients/{nora.id}", FULL_FORM)
    assert status == 200, answer
    page = held.context.new_page()
    PARTS[part](Walk(world, held, page, lambda name: look(page, name), nora))
