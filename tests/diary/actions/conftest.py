"""Fixtures of the actions' tests: they choose their own moment, since actions read no clock."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    """A Monday noon in spring."""
    return datetime(2026, 5, 4, 12, tzinfo=UTC)
