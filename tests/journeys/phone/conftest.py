"""A browser for the phone's journeys. Without its driver or without Chromium they are left out loudly, and fail in CI."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import World
from tests.processes import UnavailableError
from tests.services import is_ci, without

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

    from tests.journeys.phone.browser import Nora, Phone

HAS_DRIVER = find_spec("playwright") is not None
collect_ignore_glob = [] if HAS_DRIVER or is_ci() else ["test_*.py"]


def pytest_report_header() -> str:
    return "" if HAS_DRIVER else "NOT TESTED: THE PHONE'S JOURNEYS (the package playwright is not installed)"


if HAS_DRIVER:
    from playwright.sync_api import sync_playwright

    from tests.journeys.phone import browser as browsers
    from tests.journeys.phone.looking import eye  # noqa: F401  (a fixture)


@pytest.fixture(scope="session")
def driver() -> "Iterator[Playwright]":
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(driver: "Playwright") -> "Iterator[Browser]":
    try:
        program = browsers.find_chromium()
    except UnavailableError as error:
        without(error)
    with driver.chromium.launch(executable_path=program, args=browsers.ARGUMENTS) as running:
        yield running


@pytest.fixture
def world(sqlite_world: World) -> World:
    """What a phone shows does not depend on the server's database: SQLite is enough here."""
    return sqlite_world


@pytest.fixture
def nora(world: World) -> "Nora":
    return browsers.new_nora(world)


@pytest.fixture
def held(browser: "Browser", world: World) -> "Iterator[Phone]":
    with browsers.phone(browser, world) as one:
        yield one
