"""What comes after the two taps: places and medicines in the same entry, the same again, undo, days from memory, a doctor's look."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import wait_for
from tests.journeys.phone.browser import Nora, Phone, log, pair_and_agree

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]
RED_FLAG = "I am short of breath"


def open_chip(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_what_is_added_goes_into_the_same_entry_and_can_be_said_again(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 5)
    open_chip(page, "Where?")
    page.locator('[data-place="knee:left"]').click()
    expect(page.get_by_role("button", name="Left knee (take off)")).to_be_visible()
    page.get_by_text("Choose from a list").click()
    page.get_by_label("Low back").check()
    open_chip(page, "Medicine")
    page.get_by_label("Medicine", exact=True).fill("Paracetamol")
    page.get_by_label("How much").fill("500 mg")
    page.get_by_role("button", name="Add it").click()
    open_chip(page, "Daily life")
    page.get_by_label("Some of it").check()
    open_chip(page, "More scores")
    page.get_by_label("The worst in the last 24 hours").select_option("8")
    wait_for(lambda: page.wait_for_timeout(100) or [row["nrs_worst"] for row in nora.rows()] == [8], 20)
    [row] = nora.rows()
    assert [(each["code"], each["side"]) for each in row["regions"]] == [("knee", "left"), ("low-back", None)]
    assert (row["medicines"], row["function"]) == ([{"name": "Paracetamol", "amount": "500 mg"}], "some")

    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="The same again: 5").click()
    page.get_by_role("heading", name="Saved on this phone").wait_for()
    newest, _ = nora.wait_for_rows(2)
    assert (newest["nrs_average"], newest["regions"], newest["medicines"]) == (5, row["regions"], [])
    open_chip(page, "Medicine")
    page.get_by_role("button", name="Paracetamol 500 mg").click()
    wait_for(lambda: page.wait_for_timeout(100) or nora.rows()[0]["medicines"] == row["medicines"], 20)
    assert nora.rows()[0]["medicines"] == row["medicines"]


def test_a_slip_is_taken_back_with_one_tap(held: Phone, nora: Nora) -> None:
    page = pair_and_agree(held, nora)
    log(page, 9)
    nora.wait_for_rows(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#score-9")).to_be_checked()
    wait_for(lambda: page.wait_for_timeout(100) or nora.rows() == [], 20)
    assert nora.rows() == []


def test_days_from_memory_are_marked_as_such(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=96)
    page = pair_and_agree(held, nora)
    log(page, 4)
    page.get_by_role("button", name="Done").click()
    page.get_by_role("link", name=re.compile("from memory")).click()
    page.get_by_label("Yesterday").select_option("6")
    page.get_by_role("button", name="Save 1 day").click()
    page.get_by_role("heading", name="Diary").wait_for()
    rows: list[Any] = nora.wait_for_rows(2)
    assert [(row["nrs_average"], row["recalled"]) for row in rows] == [(4, False), (6, True)]


def test_a_doctors_look_is_kept_without_a_network_and_told_later(held: Phone, nora: Nora) -> None:
    nora.treat(hours_ago=5)
    page = pair_and_agree(held, nora)
    log(page, 4)
    for group in page.locator(".group-button").all():
        group.click()
    page.get_by_label(RED_FLAG).check()
    page.get_by_text("We have told").first.wait_for(timeout=20_000)
    page.get_by_role("button", name="I have got help").click()
    wait_for(lambda: page.wait_for_timeout(100) or nora.rows()[0]["events"], 20)
    assert nora.rows()[0]["events"][0]["code"] == "got_help"

    held.context.set_offline(True)
    page.get_by_role("button", name="I have been checked by a doctor").click()
    page.get_by_label("What did they say?").fill("All clear.")
    page.get_by_role("button", name="Tell my clinic").click()
    page.get_by_text("Kept on this phone.").wait_for()
    page.goto(f"{held.base_url}/app/doctor")
    expect(page.get_by_text(RED_FLAG)).to_be_visible()
    held.context.set_offline(False)
    page.goto(f"{held.base_url}/app/")
    wait_for(lambda: page.wait_for_timeout(100) or nora.rows()[0]["checked"], 30)
    assert nora.rows()[0]["checked"]["note"] == "All clear."
    states = {each["rule"]: each["state"] for each in nora.world.anna.get(f"alerts?patient={nora.id}")["results"]}
    assert states["red_flag"] == "resolved"
