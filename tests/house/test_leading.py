"""Several beats: one asks, the others wait for its turn; and what a worker may hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from pytest_django import DjangoDbBlocker

from config.celery import app
from config.database import postgresql_options
from config.leading import LeadingScheduler, may_ask
from tests.journeys.people import wait_for


@pytest.fixture(autouse=True)
def real_connections(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Beats have servers of their own here, not the tests' database."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def beat_on(url: str) -> Iterator[DatabaseWrapper]:
    """The connection of one beat's process."""
    usual = settings.DATABASES["default"]
    made = DatabaseWrapper({**usual, **dj_database_url.parse(url), "OPTIONS": postgresql_options("inside")})
    try:
        yield made
    finally:
        made.close()


def test_one_beat_asks_and_the_next_one_when_its_connection_is_gone(postgres_url: str) -> None:
    with beat_on(postgres_url) as first, beat_on(postgres_url) as second:
        assert [may_ask(first), may_ask(second), may_ask(first)] == [True, False, True]
        first.close()
        assert wait_for(lambda: may_ask(second), seconds=10)  # the server needs a moment to see that it is gone
        assert not may_ask(first)


def test_a_beat_whose_connection_was_cut_is_silent_for_a_moment_and_then_asks_again(postgres_url: str) -> None:
    with beat_on(postgres_url) as beat, psycopg.connect(postgres_url, autocommit=True) as operator:
        assert may_ask(beat)
        (pid,) = beat.connection.execute("SELECT pg_backend_pid()").fetchone()
        operator.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])  # waits until it is gone
        assert [may_ask(beat), may_ask(beat)] == [False, True]


def test_without_a_server_the_only_beat_asks(tmp_path: Path) -> None:
    assert may_ask(SQLite({**settings.DATABASES["default"], "NAME": tmp_path / "ebb.sqlite3"}))


def test_who_does_not_lead_lets_the_moment_pass_and_owes_nothing_later(tmp_path: Path, postgres_url: str) -> None:
    with (
        Celery(broker="memory://", set_as_current=False) as beats,
        beat_on(postgres_url) as first,
        beat_on(postgres_url) as second,
    ):
        beats.conf.beat_schedule = {"sweep": {"task": "sweep", "schedule": 0.0}}
        scheduler = LeadingScheduler(beats, schedule_filename=str(tmp_path / "schedule"))
        scheduler.database = second

        def asked() -> int:
            scheduler.tick()
            with beats.connection_for_read() as connection:
                return int(connection.default_channel.queue_declare("celery", passive=False).message_count)

        assert may_ask(first)
        assert [asked(), asked()] == [0, 0]
        first.close()
        assert wait_for(lambda: may_ask(second), seconds=10)
        assert asked() == 1
        assert scheduler.schedule["sweep"].total_run_count == 3
        scheduler.close()


def test_every_beat_of_ours_waits_for_its_turn() -> None:
    assert app.conf.beat_scheduler == f"{LeadingScheduler.__module__}:{LeadingScheduler.__name__}"


def test_a_worker_holds_no_more_than_it_works_on_and_gives_back_what_it_did_not_finish() -> None:
    conf = app.conf
    assert (conf.worker_prefetch_multiplier, conf.task_acks_late, conf.task_reject_on_worker_lost) == (1, True, True)
    assert conf.task_soft_time_limit < conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]


def test_nothing_waits_in_the_broker_for_its_hour() -> None:
    assert all("eta" not in each.get("options", {}) for each in app.conf.beat_schedule.values())
    assert all("countdown" not in each.get("options", {}) for each in app.conf.beat_schedule.values())
