"""Fixtures of these tests: the moment on which a world is built, shared by a module."""

from tests.diary.conftest import anna as anna
from tests.diary.conftest import built_once as built_once
from tests.diary.conftest import cast as cast
from tests.diary.conftest import maya as maya
from tests.diary.conftest import now as now
