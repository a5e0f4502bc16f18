"""The patient's phone, in a real browser: what is saved offline arrives once. Rows are counted at the server."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, now, wait_for
from tests.journeys.phone.browser import (
    Nora,
    Phone,
    log,
    log_another,
    lose_answers,
    new_nora,
    pair,
    pair_and_agree,
    phone,
)

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]
SENT = re.compile("Sent to your clinic")
WAITING = "Waiting to send to your clinic"
KEPT_DRAFT = """() => new Promise((tell) => {
  const opening = indexedDB.open('ebb');
  opening.onsuccess = () => {
    const asking = opening.result.transaction('facts').objectStore('facts').get('draft');
    asking.onsuccess = () => { opening.result.close(); tell(asking.result?.body.nrs_average ?? null); };
  };
})"""


# --- the way in -----------------------------------------------------------------------------------------------------------


def test_link_birth_date_consent_two_taps_sent(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 6)
    expect(page.get_by_text(SENT)).to_be_visible()
    [row] = nora.rows()
    assert row["nrs_average"] == 6
    assert held.context.cookies()[0]["httpOnly"]
    assert "#t=" not in page.url


def test_a_typed_code_does_the_same(held: Phone, nora: Nora) -> None:
    page = held.open("/app/pair")
    page.get_by_label("The code from your clinic").fill(nora.code.lower().replace("-", " "))
    pair(page)
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()


def test_a_wrong_birth_date_is_said_and_nothing_typed_is_lost(held: Phone, nora: Nora) -> None:
    held.expect(r"status of 422")
    page = held.open(nora.link)
    pair(page, born=now().date().replace(day=1))
    summary = page.get_by_role("region", name="There is a problem")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Year", exact=True)).to_have_value(str(now().year))
    page.get_by_label("Year", exact=True).fill("nineteen")
    page.get_by_role("button", name="Start").click()
    expect(summary).to_contain_text("Type your date of birth")


def test_who_says_no_can_still_log_and_is_told_that_nobody_is_told(held: Phone, nora: Nora) -> None:
    page = held.open(nora.link)
    pair(page)
    page.get_by_role("button", name="No, do not tell my clinic").click()
    expect(page.get_by_text("Your clinic is not told")).to_be_visible()
    log(page, 3)
    nora.wait_for_rows(1)


# --- exactly once -----------------------------------------------------------------------------------------------------------


def test_three_entries_saved_offline_are_three_rows(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    held.context.set_offline(True)
    log(page, 4)
    expect(page.get_by_text(WAITING)).to_be_visible()
    log_another(page, 5)
    log_another(page, 6)
    expect(page.get_by_text("3 entries are waiting to send")).to_be_visible()
    assert nora.rows() == []
    held.context.set_offline(False)
    expect(page.get_by_text(SENT)).to_be_visible(timeout=20_000)
    rows = nora.wait_for_rows(3)
    assert sorted(row["nrs_average"] for row in rows) == [4, 5, 6]
    assert {row["revision"] for row in rows} == {1}


def test_an_entry_whose_answers_are_lost_twice_is_one_row(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    statuses = lose_answers(held, times=2)
    log(page, 7)
    expect(page.get_by_text(SENT)).to_be_visible(timeout=60_000)  # it tries again by itself
    assert statuses == [201, 200]
    [row] = nora.rows()
    assert [each["revision"] for each in nora.revisions(row["id"])] == [1]


def test_two_tabs_that_send_at_once_send_each_entry_once(held: Phone, nora: Nora) -> None:
    answered: list[str] = []
    held.context.on("response", lambda response: answered.append(f"{response.request.method} {response.url}"))
    page = pair_and_agree(held, nora)
    other = held.open()
    held.context.set_offline(True)
    for tab in (page, other):
        log(tab, 2)
        log_another(tab, 3)
        log_another(tab, 4)
    held.context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("() => dispatchEvent(new Event('online'))")
    nora.wait_for_rows(6)
    expect(page.get_by_text(SENT)).to_be_visible()
    expect(other.get_by_text(SENT)).to_be_visible()
    assert len(nora.rows()) == 6
    puts = [line for line in answered if line.startswith("PUT") and "/entries/" in line]
    assert len(puts) == len(set(puts)) == 6


def test_an_entry_of_a_tab_that_was_closed_offline_arrives_when_the_app_is_opened(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    held.context.set_offline(True)
    log(page, 8)
    page.close()
    again = held.context.new_page()
    again.goto(f"{held.base_url}/app/diary")  # the worker has the app: no network is needed to open it
    expect(again.get_by_text(WAITING)).to_be_visible()
    held.context.set_offline(False)
    [row] = nora.wait_for_rows(1, seconds=30)
    assert row["nrs_average"] == 8
    assert row["revision"] == 1


def test_an_edit_before_and_after_sending_keeps_every_version(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 5)
    expect(page.get_by_text(SENT)).to_be_visible()
    page.get_by_role("button", name="Note").click()
    page.get_by_label("A note").fill("Stairs were hard.")
    page.get_by_role("button", name="Change my score").click()
    page.locator("label.nrs-4").click()
    [row] = nora.rows()
    assert wait_for(lambda: nora.rows()[0]["nrs_average"] == 4, 10)
    assert nora.rows()[0]["note"] == "Stairs were hard."
    assert nora.revisions(row["id"])[0]["body"]["nrs_average"] == 5


def test_a_phone_that_was_signed_out_keeps_its_entries_until_it_is_paired_again(held: Phone, nora: Nora) -> None:
    held.expect(r"status of 401")
    page = pair_and_agree(held, nora)
    held.context.clear_cookies()
    log(page, 6)
    expect(page.get_by_role("heading", name="Pair this phone again")).to_be_visible()
    assert nora.rows() == []
    page.goto(f"{held.base_url}{nora.invite()}")
    pair(page)
    [row] = nora.wait_for_rows(1)
    assert row["nrs_average"] == 6
    expect(page.get_by_role("heading", name="Pair this phone again")).to_be_hidden()


def test_another_person_on_this_phone_neither_sees_nor_sends_what_waits(held: Phone, nora: Nora, world: World) -> None:
    held.expect(r"status of 401")
    page = pair_and_agree(held, nora)
    held.context.set_offline(True)
    log(page, 9)
    held.context.clear_cookies()
    held.context.set_offline(False)
    expect(page.get_by_role("heading", name="Pair this phone again")).to_be_visible(timeout=20_000)
    other = new_nora(world)
    page.goto(f"{held.base_url}{other.link}")
    pair(page)
    page.get_by_role("button", name="No, do not tell my clinic").click()
    page.get_by_role("link", name="Diary").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    assert other.rows() == nora.rows() == []


def test_the_same_entry_changed_on_two_phones_asks_which_to_keep(
    held: Phone, browser: Browser, nora: Nora, world: World
) -> None:
    page = pair_and_agree(held, nora)
    held.expect(r"status of 412")
    log(page, 5)
    expect(page.get_by_text(SENT)).to_be_visible()
    [row] = nora.rows()
    with phone(browser, world) as tablet:
        there = tablet.open(nora.invite())
        pair(there)
        there.get_by_role("heading", name="How bad has your pain been").wait_for()
        there.goto(f"{tablet.base_url}/app/diary/{row['id']}")
        there.get_by_role("button", name="Change my score").click()
        there.locator("label.nrs-2").click()
        assert wait_for(lambda: nora.rows()[0]["nrs_average"] == 2, 10)
    page.get_by_role("button", name="Change my score").click()
    page.locator("label.nrs-7").click()
    page.get_by_role("link", name="1 entry needs you").click()
    expect(page.get_by_text("You changed this on another phone")).to_be_visible()
    assert nora.rows()[0]["nrs_average"] == 2
    page.get_by_role("button", name="Keep the one on this phone").click()
    assert wait_for(lambda: nora.rows()[0]["nrs_average"] == 7, 10)
    assert [each["body"]["nrs_average"] for each in nora.revisions(row["id"])] == [5, 2, 7]


# --- red flags ----------------------------------------------------------------------------------------------------------------


def test_a_red_flag_offline_says_what_to_do_at_once_and_tells_the_clinic_when_it_can(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=5)
    page = pair_and_agree(held, nora)
    log(page, 5)
    expect(page.get_by_text(SENT)).to_be_visible()
    page.get_by_role("button", name="Chest and breathing").click()
    held.context.set_offline(True)
    page.get_by_label("I am short of breath").check()
    card = page.get_by_role("alert")
    expect(card).to_contain_text("Get help now.", timeout=1000)
    expect(card).to_contain_text("Your clinic has not been told yet. Call now.")
    expect(card.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    expect(page.get_by_label("I am short of breath")).to_be_focused()
    offline_lines = set(card.locator("p").all_inner_texts()) - {"Your clinic has not been told yet. Call now."}
    held.context.set_offline(False)
    expect(card).to_contain_text("We have told Anna Berg too.", timeout=20_000)
    [row] = nora.rows()
    assert offline_lines == set(row["advice"][0]["lines"]) - {"We have told Anna Berg too."}
    alerts = nora.world.anna.get(f"alerts?patient={nora.id}")["results"]
    assert [alert["level"] for alert in alerts] == ["emergency"]
    nora.world.anna.post(f"alerts/{alerts[0]['id']}/acknowledge")
    page.goto(f"{held.base_url}/app/diary")
    expect(page.get_by_text("Seen by Anna Berg")).to_be_visible(timeout=20_000)


def test_something_is_wrong_needs_no_score_and_no_sign_in(held: Phone, nora: Nora) -> None:
    held.expect(r"status of 401")
    page = held.open("/app/help")
    expect(page.get_by_role("link", name="Call 999").first).to_be_visible()
    page.get_by_role("button", name="Chest and breathing").click()
    page.get_by_label("I am short of breath").check()
    expect(page.get_by_role("alert")).to_contain_text("This phone is not paired, so your clinic cannot be told.")
    page = pair_and_agree(held, nora)
    page.get_by_role("link", name="Something is wrong").click()
    page.get_by_role("button", name="Save and tell my clinic").first.click()
    expect(page.get_by_role("alert")).to_contain_text("We have told")
    [row] = nora.rows()
    assert (row["nrs_average"], row["level"]) == (None, "emergency")


def test_a_saved_red_flag_is_taken_off_only_after_a_question(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 5)
    page.get_by_role("button", name="Chest and breathing").click()
    box = page.get_by_label("I am short of breath")
    box.check()
    expect(page.get_by_role("alert")).to_contain_text("We have told", timeout=20_000)
    box.click()
    expect(box).to_be_checked()
    page.get_by_role("button", name="Yes, take it off").click()
    expect(box).not_to_be_checked()
    assert wait_for(lambda: nora.rows()[0]["symptoms"] == [], 10)
    versions = [
        [each["code"] for each in revision["body"]["symptoms"]] for revision in nora.revisions(nora.rows()[0]["id"])
    ]
    assert ["short-of-breath"] in versions


# --- drafts, leaving, curve -----------------------------------------------------------------------------------------------------


def test_what_was_begun_is_there_after_a_reload(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    page.locator("label.nrs-7").click()
    expect(page.get_by_role("button", name="Save 7")).to_be_visible()
    assert wait_for(lambda: page.evaluate(KEPT_DRAFT) == 7, 10)  # on a busy machine the disk takes its time
    page.reload()
    expect(page.get_by_role("button", name="Save 7")).to_be_visible()
    assert nora.rows() == []


# Everything that a page of ours could keep, as text.
KEPT = """async () => {
  const kept = [...Object.entries(localStorage)].map(String);
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => done(request.result);
      });
      kept.push(...rows.map((row) => JSON.stringify(row)));
    }
    db.close();
  }
  return kept;
}"""


def kept_on(page: Page) -> list[str]:
    return list(page.evaluate(KEPT))


def test_leaving_with_unsent_entries_is_a_clear_choice(held: Phone, nora: Nora) -> None:
    held.expect(r"status of 401")
    page = pair_and_agree(held, nora)
    page.wait_for_load_state("networkidle")
    held.context.set_offline(True)
    log(page, 4)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Remove Ebb from this phone").click()
    expect(page.get_by_role("alert")).to_contain_text("1 entry has not been sent. If you remove Ebb now, it is lost.")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_contain_text("4 out of 10")
    expect(page.get_by_role("button", name="Remove Ebb and lose 1 entry")).to_be_visible()
    page.get_by_role("button", name="Keep them here, locked").click()
    expect(page.get_by_text("Ebb has left this phone.")).to_be_visible(timeout=20_000)
    assert not [row for row in kept_on(page) if "Nora" in row or "nrs_average" in row]
    held.context.set_offline(False)
    expect(page.get_by_text("Ebb has left this phone.")).to_be_hidden(timeout=20_000)  # the server has heard of it
    assert (held.context.cookies(), nora.rows()) == ([], [])

    page = held.open(nora.invite())
    pair(page)
    assert nora.wait_for_rows(1)[0]["nrs_average"] == 4
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Remove Ebb from this phone").click()
    page.get_by_role("alert").get_by_role("button", name="Remove Ebb from this phone").click()
    # The browser answers only when it has cleared everything away, which takes it seconds on a busy machine.
    expect(page.get_by_role("heading", name="Open your diary")).to_be_visible(timeout=20_000)
    assert len(nora.rows()) == 1
    assert page.evaluate("() => caches.keys()") == []
    assert held.context.cookies() == []
    assert kept_on(page) == []
    page.go_back()
    expect(page.get_by_role("heading", name="Open your diary")).to_be_visible()


def test_my_curve_holds_the_score_of_a_second_ago_offline_too(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=50)
    page = pair_and_agree(held, nora)
    page.get_by_role("link", name="My curve").click()
    expect(page.get_by_text("You have not logged a score since this treatment.")).to_be_visible()
    held.context.set_offline(True)
    page.get_by_role("link", name="Today").click()
    log(page, 9)
    expect(page.get_by_role("group", name="How is it compared with just before your treatment?")).to_be_visible()
    page.get_by_role("link", name="My curve").click()
    expect(page.get_by_text("You: 9 out of 10, 2 days after your treatment.")).to_be_visible()
    expect(page.get_by_text("Your clinic can see this")).to_be_hidden()
    page.get_by_role("button", name="Show as a table").click()
    expect(page.get_by_role("table").first).to_contain_text("9")


def test_the_diary_shows_days_gaps_and_treatments(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=100)
    page = pair_and_agree(held, nora)
    for nrs, hours in ((3, 97), (4, 1)):
        body = {"recorded_at": (now() - hours * HOUR).isoformat(), "time_zone": "Europe/London", "nrs_average": nrs}
        answer = page.request.put(f"{held.base_url}/api/v1/entries/{uuid7()}", data=body, headers={"X-Ebb": "1"})
        assert answer.status == 201, answer.text()
    page.goto(f"{held.base_url}/app/diary")
    expect(page.get_by_text(re.compile(r"days without an entry"))).to_be_visible()
    expect(page.get_by_text("Treatment: acupuncture")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)
