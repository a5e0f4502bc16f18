"""A page for the GP, from both sides of it, in two browsers.

1. Anna writes what she asks of the GP and drafts the page; her list says that Nora has not answered.
2. Nora's phone says on Today that a letter waits. She opens it and sees a picture drawn from exactly those bytes.
3. She hides her notes: a new page takes the place of the first. Without the tick it cannot be agreed to; with it, it is.
4. Anna looks again, reads that Nora agreed, and downloads the page. Nora downloads it too: the same bytes, a PDF.
5. The same with the table: every row is on the phone's screen before she agrees, and both download the same CSV.
6. What Nora does not want, she declines with her reason, and Anna reads it.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World
from tests.journeys.phone.browser import Nora, Phone, log, pair_and_agree, phone
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.test_two_people import AT_A_DESK, printed_links, settle

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]
NOTE = "I could not put my socks on."


@pytest.fixture
def desk(browser: Browser, world: World) -> Iterator[Phone]:
    with phone(browser, world, **AT_A_DESK) as one:
        one.expect("401")
        yield one


def at_the_letters(desk: Phone, world: World, nora: Nora) -> Page:
    page = desk.open(printed_links(world)["practitioner"])
    page.get_by_role("heading", name="Worklist").wait_for()
    page.goto(f"{desk.base_url}/clinic/patients/{nora.id}/letter")
    settle(page)
    return page


def make_draft(page: Page, ask: str, form: str = "One page to print (PDF)", *, notes: bool = False) -> None:
    page.get_by_label(form).check()
    page.get_by_label("To whom").fill("Dr Patel")
    page.get_by_label("What do you ask of them?").fill(ask)
    page.get_by_label(re.compile("own notes")).set_checked(notes)
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("Draft: the patient has not answered yet").first).to_be_visible()


def with_a_note(page: Page) -> None:
    log(page, 6)
    page.get_by_role("button", name="Note").click()
    page.get_by_label("A note").fill(NOTE)
    page.get_by_text(re.compile("Sent to your clinic")).wait_for(timeout=20_000)
    page.wait_for_timeout(1500)  # what is typed is sent after a moment


def open_newest(page: Page, name: str) -> None:
    page.goto(page.url.split("/app/")[0] + "/app/letters")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).first.click()
    return Path(coming.value.path()).read_bytes()


def test_drafted_seen_without_notes_agreed_and_downloaded_by_both(
    held: Phone, desk: Phone, world: World, nora: Nora
) -> None:
    nora.treat(hours_ago=50)
    hers = pair_and_agree(held, nora)
    with_a_note(hers)
    annas = at_the_letters(desk, world, nora)
    make_draft(annas, "Please review.", notes=True)

    hers.goto(f"{held.base_url}/app/")
    expect(hers.get_by_role("heading", name="A letter waits for you")).to_be_visible(timeout=20_000)
    hers.get_by_role("link", name="Read it").click()
    hers.get_by_role("link", name="A letter to Dr Patel").click()
    picture = hers.get_by_role("img", name=re.compile("^Picture of the page"))
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1240

    first = hers.url
    hers.get_by_role("button", name="Hide my notes").click()
    hers.wait_for_url(lambda url: url != first)
    expect(hers.get_by_role("button", name="Hide my notes")).to_have_count(0)
    hers.get_by_role("button", name="Yes, I agree").click()
    expect(hers.get_by_role("region", name="There is a problem")).to_be_focused()
    hers.get_by_label("I have read it.").check()
    hers.get_by_role("button", name="Yes, I agree").click()
    expect(hers.get_by_role("heading", name=re.compile("^You said yes"))).to_be_visible()
    hers.get_by_role("link", name="Today").click()
    expect(hers.get_by_role("heading", name="A letter waits for you")).to_have_count(0)

    annas.get_by_role("button", name="Look for answers").click()
    expect(annas.get_by_text(re.compile("^Agreed by the patient"))).to_be_visible()
    expect(annas.get_by_text("Because: A draft without the notes takes its place.")).to_be_visible()
    open_newest(hers, "A letter to Dr Patel")
    [ours, theirs] = [download(annas, "Open the PDF"), download(hers, "Save the page (PDF)")]
    agreed = next(each for each in reports(nora) if each["state"] == "agreed")
    assert ours.startswith(b"%PDF-")
    assert hashlib.sha256(ours).hexdigest() == hashlib.sha256(theirs).hexdigest() == agreed["content_hash"]
    assert agreed["include_notes"] is False


def test_the_table_is_seen_agreed_and_downloaded_by_both(held: Phone, desk: Phone, world: World, nora: Nora) -> None:
    nora.treat(hours_ago=50)
    hers = pair_and_agree(held, nora)
    with_a_note(hers)
    annas = at_the_letters(desk, world, nora)
    make_draft(annas, "For information.", "A table of every entry (CSV)", notes=True)

    open_newest(hers, "Your diary as a table")
    expect(hers.get_by_role("cell", name=NOTE)).to_be_attached()
    hers.get_by_label("I have read it.").check()
    hers.get_by_role("button", name="Yes, I agree").click()
    expect(hers.get_by_role("heading", name=re.compile("^You said yes"))).to_be_visible()

    annas.get_by_role("button", name="Look for answers").click()
    expect(annas.get_by_text(re.compile("^Agreed by the patient"))).to_be_visible()
    [ours, theirs] = [download(annas, "Open the CSV"), download(hers, "Get the table (CSV)")]
    assert ours == theirs
    [row] = csv.DictReader(io.StringIO(ours.decode("utf-8-sig"), newline=""))
    assert (row["nrs_average"], row["note"]) == ("6", NOTE)


def test_what_the_patient_does_not_want_is_declined_and_the_reason_is_read(
    held: Phone, desk: Phone, world: World, nora: Nora
) -> None:
    nora.treat(hours_ago=50)
    hers = pair_and_agree(held, nora)
    annas = at_the_letters(desk, world, nora)
    make_draft(annas, "Please review.")

    open_newest(hers, "A letter to Dr Patel")
    hers.get_by_role("button", name="No, keep it").click()
    hers.get_by_label("Do you want to say why?").fill("I will go myself.")
    hers.get_by_role("button", name="Say no").click()
    expect(hers.get_by_role("heading", name=re.compile("^You said no"))).to_be_visible()
    expect(hers.get_by_role("button", name="Yes, I agree")).to_have_count(0)

    annas.get_by_role("button", name="Look for answers").click()
    expect(annas.get_by_text(re.compile("^The patient said no"))).to_be_visible()
    expect(annas.get_by_text("Because: I will go myself.")).to_be_visible()


def test_a_yes_is_not_taken_for_another_page_and_offline_nothing_is_claimed(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=50)
    held.expect("status of 409")
    hers = pair_and_agree(held, nora)
    drafted = draft_by_api(nora)
    open_newest(hers, "A letter to Dr Patel")
    hers.get_by_label("I have read it.").check()
    held.context.set_offline(True)
    hers.get_by_role("button", name="Yes, I agree").click()
    expect(hers.get_by_role("region", name="There is a problem")).to_contain_text("We cannot reach the server")
    expect(hers.get_by_label("I have read it.")).to_be_checked()
    held.context.set_offline(False)
    hers.evaluate(
        """(id) => fetch(`/api/v1/reports/${id}/decline`,
          { method: 'POST', headers: { 'X-Ebb': '1', 'Content-Type': 'application/json' }, body: '{}' })""",
        drafted["id"],
    )
    hers.get_by_role("button", name="Yes, I agree").click()
    expect(hers.get_by_role("region", name="There is a problem")).to_contain_text("This was declined before.")
    [report] = reports(nora)
    assert report["state"] == "declined"


def test_every_state_of_a_letter_is_accessible_light_and_dark_and_fits(
    browser: Browser, world: World, nora: Nora, eye: Eye
) -> None:
    nora.treat(hours_ago=50)
    with phone(browser, world, reduced_motion="reduce") as held:
        page = pair_and_agree(held, nora)

        def look(name: str) -> None:
            eye.look(page, name)

        page.goto(f"{held.base_url}/app/letters")
        page.get_by_text("There is no letter yet.").wait_for()
        look("no letter")
        for form in ("pdf", "csv"):
            draft_by_api(nora, form)
        page.goto(f"{held.base_url}/app/")
        page.get_by_role("heading", name="A letter waits for you").wait_for(timeout=20_000)
        look("today, with a letter")
        page.goto(f"{held.base_url}/app/letters")
        page.get_by_text("Waits for you").first.wait_for()
        look("the list")
        open_newest(page, "Your diary as a table")
        page.get_by_role("table").wait_for()
        look("a table")
        open_newest(page, "A letter to Dr Patel")
        page.get_by_role("img", name=re.compile("^Picture")).wait_for()
        look("a page")
        page.get_by_role("button", name="Make it larger").click()
        look("a page, larger")
        page.get_by_role("button", name="No, keep it").click()
        look("about to decline")
        page.get_by_role("button", name="Yes, I agree").click()
        look("with an error")
        page.get_by_label("I have read it.").check()
        page.get_by_role("button", name="Yes, I agree").click()
        page.get_by_role("heading", name=re.compile("^You said yes")).wait_for()
        look("agreed")
        open_newest(page, "Your diary as a table")
        page.get_by_role("button", name="No, keep it").click()
        page.get_by_role("button", name="Say no").click()
        page.get_by_role("heading", name=re.compile("^You said no")).wait_for()
        look("declined")
        held.expect("status of 404")
        page.goto(f"{held.base_url}/app/letters/{nora.id}")
        page.get_by_text("This letter is not here.").wait_for()
        look("not there")
        page.route(re.compile("/api/v1/reports"), lambda route: route.abort())
        page.goto(f"{held.base_url}/app/letters")
        page.get_by_text("You can read your letters when you are online.").wait_for()
        look("offline")
    assert eye.wrong == {}


def draft_by_api(nora: Nora, form: str = "pdf") -> dict[str, str]:
    made: dict[str, str] = nora.world.anna.post(
        "reports", {"course": nora.course, "format": form, "recipient": "Dr Patel", "include_notes": True}
    )
    return made


def reports(nora: Nora) -> list[dict[str, object]]:
    return list(nora.world.anna.get(f"reports?patient={nora.id}")["results"])
