"""Fixtures of the diary's tests: the moment, the cast, and their ways into the API."""

from datetime import UTC, datetime

import pytest

from tests.cast import Api, Cast, make_cast


@pytest.fixture
def now() -> datetime:
    """This moment, to the second: the API reads the real clock."""
    return datetime.now(UTC).replace(microsecond=0)


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
