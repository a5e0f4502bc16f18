"""Every screen of the practitioner in every state: accessible, and no wider than a small screen with large text."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import World
from tests.journeys.phone.browser import phone
from tests.journeys.phone.clinic_walk import walk
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


def test_every_state_is_accessible_light_and_dark_and_fits(browser: Browser, world: World, eye: Eye) -> None:
    with phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as held:
        walk(world, held, eye.look)
    assert eye.wrong == {}
