"""Every screen of the practitioner in every state: accessible, and no wider than a small screen with large text."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import World
from tests.journeys.people import new_patient
from tests.journeys.phone.browser import phone
from tests.journeys.phone.clinic_walk import PARTS, Walk, walk
from tests.journeys.phone.looking import Eye
from tests.journeys.phone.office_walk import office
from tests.journeys.phone.test_two_people import AT_A_DESK

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.mark.parametrize("part", PARTS)
def test_every_state_is_accessible_light_and_dark_and_fits(browser: Browser, world: World, eye: Eye, part: str) -> None:
    with phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as held:
        walk(world, held, eye.look, part)
    assert eye.wrong == {}


def test_every_state_of_the_office_is_accessible_and_fits(browser: Browser, world: World, eye: Eye) -> None:
    with phone(browser, world, **AT_A_DESK, reduced_motion="reduce") as held:
        held.expect("status of (401|404|409|422|400)")
        page = held.context.new_page()
        anna = Walk(world, held, page, lambda name: eye.look(page, name), new_patient(world.ebb, world.anna))
        anna.sign_in("anna@demo.example")
        office(anna)
    assert eye.wrong == {}
