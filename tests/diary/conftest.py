"""Fixtures of the diary's tests: the moment, the cast, and their ways into the API."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import DjangoDbBlocker

from tests.cast import Api, Cast, make_cast, undone


@pytest.fixture
def now() -> datetime:
    """This moment, to the second: the API reads the real clock."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def built_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """For a world that a whole module asks: what is built on this moment is undone at its end, what a test does at its own."""
    with django_db_blocker.unblock(), undone():
        yield datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return make_cast(now)


@pytest.fixture
def anna(cast: Cast) -> Api:
    """Anna, who treats Maya."""
    return Api(cast.anna, by="token")


@pytest.fixture
def zoe(cast: Cast) -> Api:
    """Zoe, a practitioner of another clinic."""
    return Api(cast.zoe, by="token")


@pytest.fixture
def maya(cast: Cast) -> Api:
    """Maya's paired phone."""
    return Api(cast.maya.user, by="device")


@pytest.fixture
def stranger(db: None) -> Api:
    """Somebody who is not signed in."""
    return Api()
