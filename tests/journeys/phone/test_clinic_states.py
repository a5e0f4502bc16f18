"""Every screen of the practitioner in every state: accessible, and no wider than a small screen with large text."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import World
from tests.journeys.phone.browser import phone, source_of_axe
from tests.journeys.phone.clinic_walk import walk
from tests.journeys.phone.test_screens import LARGER, OVERFLOW, SMALL_TARGETS, SPACED, faults
from tests.journeys.phone.test_two_people import AT_A_DESK
from tests.processes import UnavailableError
from tests.services import without

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        return source_of_axe()
    except UnavailableError as error:
        without(error)
        raise


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, world: World, axe: str, scheme: str) -> None:
    found: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        if wrong := faults(page, axe):
            found[name] = wrong

    with phone(browser, world, **AT_A_DESK, color_scheme=scheme, reduced_motion="reduce") as held:
        walk(world, held, look)
    assert found == {}


def test_every_state_fits_320_px_and_text_of_200_percent(browser: Browser, world: World) -> None:
    found: dict[str, str] = {}

    def look(page: Page, name: str) -> None:
        for way, change, argument in (("as it is", "() => 0", None), ("200 %", LARGER, 225), ("spaced", SPACED, None)):
            page.evaluate(change, argument)
            if too_wide := page.evaluate(OVERFLOW):
                found[f"{name}, {way}"] = f"{too_wide} px too wide"
        page.evaluate("() => { document.adoptedStyleSheets = []; }")
        if small := page.evaluate(SMALL_TARGETS):
            found[f"{name}, targets"] = str(small)

    with phone(browser, world, viewport={"width": 320, "height": 640}) as held:
        walk(world, held, look)
    assert found == {}
