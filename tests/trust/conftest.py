"""Fixtures of these tests: the moment on which a world is built, shared by a module."""

from tests.diary.conftest import built_once as built_once
from tests.diary.conftest import now as now
