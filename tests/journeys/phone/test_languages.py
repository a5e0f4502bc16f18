"""The patient's app in its other languages, and in the two that nobody speaks: accessible, narrow enough, kept offline."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World
from tests.journeys.people import now
from tests.journeys.phone.browser import Nora, Phone, log, pair, pair_and_agree, phone
from tests.journeys.phone.looking import DRAWN, OVERFLOW, RULES, Eye

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
SCREENS = ("", "curve", "diary", "settings", "help", "doctor", "reminders", "export", "letters", "pair")
# The two that nobody speaks are the longest and the mirrored one: they see every screen.
LANGUAGES = {"es": ("", "curve", "settings"), "zh-Hans": ("", "curve", "settings"), "en-XA": SCREENS, "ar-XB": SCREENS}
WIDTHS = (320, 360)
SPEAK = "(code) => { localStorage.language = code; }"
# Of right to left: the scale of scores runs as everywhere, and what stands first stands on the right.
IS_MIRRORED = """() => {
  const left = (selector) => document.querySelector(selector)?.getBoundingClientRect().left;
  return { mark: left('.mark') > left('.wrong'), scale: left('.nrs-1') < left('.nrs-2') };
}"""


def look(page: Page, name: str, eye: Eye, wrong: dict[str, object]) -> None:
    """Note what axe finds, and how much wider than a small screen it is; from the top, as a bar covers what is half way."""
    page.evaluate("() => scrollTo(0, 0)")
    if faults := eye.faults(page, RULES, kind="tag"):
        wrong[name] = faults
    size = page.viewport_size
    assert size is not None
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate(DRAWN)
        if (too_wide := page.evaluate(OVERFLOW)) > 0:
            wrong[f"{name}, {width} px"] = f"{too_wide} px too wide"
    page.set_viewport_size(size)


def test_every_language_fits_and_is_accessible(browser: Browser, world: World, nora: Nora, eye: Eye) -> None:
    nora.treat(hours_ago=50)
    wrong: dict[str, object] = {}
    with phone(browser, world, reduced_motion="reduce") as held:
        page = pair_and_agree(held, nora)
        log(page, 6)
        page.get_by_text("Sent to your clinic").wait_for()
        for language, screens in LANGUAGES.items():
            page.evaluate(SPEAK, language)
            for screen in screens:
                page.goto(f"{held.base_url}/app/{screen}")
                page.locator("h1").wait_for()
                expect(page.locator("html")).to_have_attribute("lang", language)
                page.wait_for_load_state("networkidle")
                look(page, f"{language}, {screen or 'today'}", eye, wrong)
            page.goto(f"{held.base_url}/app/help")
            page.locator(".group-button").first.click()
            page.locator(".group-items input").first.check()
            page.get_by_role("alert").wait_for()
            look(page, f"{language}, red flag", eye, wrong)
            page.locator(".group-items input").first.uncheck()
        page.goto(f"{held.base_url}/app/")
        page.locator(".nrs-1").wait_for()
        assert page.evaluate(IS_MIRRORED) == {"mark": True, "scale": True}
    assert wrong == {}


def test_a_mother_agrees_for_her_child_in_every_language(browser: Browser, world: World, eye: Eye) -> None:
    born = now().date().replace(year=now().year - 9, day=1)
    child = {"name": "Ana Ruiz", "birth_date": born.isoformat(), "child_because": "Her GP asked for it."}
    ana = world.anna.post("patients", child)
    invited = world.anna.post(f"patients/{ana['id']}/invitation", {"channel": "qr"})
    wrong: dict[str, object] = {}
    with phone(browser, world, reduced_motion="reduce") as held:
        page = held.open(invited["url"].removeprefix(held.base_url))
        pair(page, born)
        page.get_by_role("heading", name="Before you start").wait_for()
        for language in ("es", "zh-Hans", "en"):
            page.evaluate(SPEAK, language)
            page.goto(f"{held.base_url}/app/consent")
            page.locator("#agree").click()
            expect(page.locator(".field-error")).to_have_count(2)
            look(page, f"{language}, agreeing for a child", eye, wrong)
        page.get_by_label("I know that nobody watches").check()
        page.get_by_label(re.compile("^I am Ana Ruiz.s mother")).check()
        page.get_by_label("Your own name").fill("Rosa Ruiz")
        page.get_by_role("button", name="I agree for Ana Ruiz").click()
        page.get_by_role("heading", name="How bad has your pain been").wait_for()
    assert wrong == {}
    agreement = world.anna.get(f"patients/{ana['id']}")["agreement"]
    assert agreement["proxy"] == {"name": "Rosa Ruiz", "relation": "mother"}


def test_a_language_is_chosen_told_to_the_server_and_there_without_a_network(
    browser: Browser, world: World, nora: Nora
) -> None:
    with phone(browser, world) as held:
        page = choose_spanish(held, nora)
        me = page.evaluate("async () => (await (await fetch('/api/v1/me')).json()).locale")
        assert me == "es"
        page.evaluate("async () => (await navigator.serviceWorker.ready).active.scriptURL")
        page.wait_for_function(
            """async () => {
              const kept = [];
              for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
              return kept.some((url) => /assets\\/es-/.test(url)) && !kept.some((url) => /assets\\/zh-/.test(url));
            }"""
        )
        held.context.set_offline(True)
        page.reload()
        page.get_by_role("heading", name="¿Cuánto dolor ha tenido").wait_for()
        page.goto(f"{held.base_url}/app/help")
        page.get_by_role("button", name=re.compile("Pecho y respiración")).click()
        page.get_by_label("Me falta el aire").check()
        advice = page.get_by_role("alert")
        expect(advice.get_by_text("Busque ayuda ahora.")).to_be_visible()
        expect(advice.get_by_text("Get help now.")).to_be_visible()
        expect(advice.get_by_text("Your clinic has not been told yet. Call now.")).to_be_visible()
        page.goto(f"{held.base_url}/app/doctor")
        expect(page.get_by_text("I am short of breath")).to_be_visible()
        held.context.set_offline(False)


def choose_spanish(held: Phone, nora: Nora) -> Page:
    """Pair in Spanish, chosen at the first screen."""
    page = held.open(nora.link)
    page.get_by_role("button", name="Español").click()
    page.get_by_role("heading", name="Abra su diario").wait_for()
    for label, value in (("Día", "12"), ("Mes", "4"), ("Año", "1957")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Empezar").click()
    expect(page.get_by_text("Ebb compares your scores")).to_be_visible()
    expect(page.get_by_text("Ebb compara sus puntuaciones")).to_be_visible()
    page.get_by_label("Sé que nadie vigila").check()
    page.get_by_role("button", name="Estoy de acuerdo").click()
    page.get_by_role("heading", name="¿Cuánto dolor ha tenido").wait_for()
    return page
