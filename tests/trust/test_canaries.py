"""When something breaks, what is written down about it says where, and nothing that anybody wrote; nor do figures and health pages.

The whole story of a diary, with everything that can be written in it, is that of tests/diary/test_privacy_at_rest.py, which reads
tables and logs; messages are read in every test (tests/conftest.py).
"""

import io
import logging
import logging.config
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from diary import tasks
from diary.actions import looking
from diary.api import entries
from tests.cast import Api, Cast, entry
from tests.diary.test_privacy_at_rest import CANARIES, PATIENT, journey

__all__ = ["journey"]
CANARY = "worse after carrying the aquarium"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would stand in the log files: our own handler, formatter and filter, at the level that says most."""
    written = io.StringIO()
    handler = settings.LOGGING["handlers"]["stderr"]
    configured = logging.config.DictConfigurator(settings.LOGGING)
    made = logging.StreamHandler(written)
    formatter = settings.LOGGING["formatters"][handler["formatter"]]
    made.setFormatter(configured.configure_formatter(dict(formatter)))
    for name in handler["filters"]:
        made.addFilter(configured.configure_filter(dict(settings.LOGGING["filters"][name])))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(made)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(made)
    root.setLevel(before)


def break_down(*_: object, **__: object) -> None:
    try:
        raise KeyError(PATIENT["name"])
    except KeyError as error:
        raise ValueError(f"could not keep {CANARY!r}") from error


def test_an_error_in_a_view_is_told_by_its_place(
    cast: Cast, maya: Api, now: datetime, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(entries, "record_entry", break_down)
    answer = maya.log(entry(now, 6, note=CANARY))
    assert (answer.status, answer.code) == (500, "server_error")
    told = log.getvalue() + answer.response.content.decode()
    assert "ValueError" in told
    assert not [word for word in (CANARY, *CANARIES, "Zephyrine") if word in told]


def test_an_error_in_a_task_is_told_by_its_place(db: None, log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(looking, "look_again", break_down)
    tasks.look_again.apply()
    told = log.getvalue()
    assert "ValueError" in told
    assert "in break_down" in told
    assert "KeyError" in told
    assert not [word for word in (CANARY, *CANARIES, "Zephyrine") if word in told]


def test_an_error_outside_the_api_is_told_by_its_place(log: io.StringIO):
    try:
        break_down()
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/app/")
    assert "ValueError" in log.getvalue()
    assert CANARY not in log.getvalue()


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/api/v1/schema/"])
def test_figures_and_health_say_nothing_of_a_diary(path: str, journey: str):
    answer = Client().get(path, REMOTE_ADDR="127.0.0.1")
    text = answer.content.decode()
    secrets = [*CANARIES, *journey.split(), PATIENT["birth_date"], "Anna", "anna@", "Harbour"]
    assert len(text) > 20
    assert not [word for word in secrets if word in text]
