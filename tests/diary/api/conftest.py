"""Fixtures of the API's tests: Maya in treatment, and more of the staff."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.cast import Api, Cast
from tests.diary.care import HOUR, Care, log, make_care
from tests.diary.world import World, build_world


@pytest.fixture
def care(cast: Cast, now: datetime) -> Care:
    return make_care(cast, now)


@pytest.fixture
def patient_wrote(cast: Cast, care: Care, now: datetime) -> None:
    """A note of the last hour."""
    log(cast.maya, now - HOUR, 5, none_of_these=None, note="I could not sleep.")


@pytest.fixture
def ben(cast: Cast) -> Api:
    """Ben, who covers for Anna."""
    return Api(cast.ben, by="token")


@pytest.fixture
def mia(cast: Cast) -> Api:
    """Mia, who manages the clinic."""
    return Api(cast.mia, by="token")


@pytest.fixture(scope="module")
def house(built_once: datetime) -> World:
    return build_world(built_once)


@pytest.fixture
def world(house: World, db: None) -> World:
    """As it was built, whatever the tests before did to it."""
    return replace(house, people={name: api.again() for name, api in house.people.items()})
