"""What PostgreSQL shows a request when a query forgets to ask: nothing of another clinic's patients. On SQLite there is no such wall.

So the same tests say on SQLite that the filters were really taken off, and on PostgreSQL that this tells nobody anything.
"""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from alerts.models import Alert
from config import checks
from diary import access, wall
from diary.models import Course, Entry, Patient, Report, Session, Share
from tests.diary.access_matrix import ROWS
from tests.diary.world import World, ask, mentions_of_maya

pytestmark = pytest.mark.django_db

HAS_WALL = connection.vendor == "postgresql"
OF_OTHERS = ("walter", "zoe", "eva")  # another clinic's patient and practitioner, and who has left this one
LISTS = ("entries", "patients", "courses", "sessions", "worklist", "alerts", "reports")
READING = [row for row in ROWS if row.method == "GET" and (row.expected["zoe"] == 404 or row.route in LISTS)]
FILTERS = {
    "patients_visible_to": Patient,
    "diaries_visible_to": Patient,
    "courses_visible_to": Course,
    "courses_to_write_of": Course,
    "sessions_visible_to": Session,
    "entries_visible_to": Entry,
    "reports_visible_to": Report,
    "shares_visible_to": Share,
    "alerts_visible_to": Alert,
}


def told_of_maya(world: World) -> set[str]:
    """Who of the others is told something of Maya, or is given a page of hers, and where."""
    told = set()
    for who, row in [(who, row) for who in OF_OTHERS for row in READING]:
        answer = ask(world, row, who)
        assert answer.status < 500, (who, str(row))
        if mentions_of_maya(world, answer, row) or (answer.status == 200 and row.expected[who] == 404):
            told.add(f"{who} {row}")
    return told


def take_the_filters_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(model: type) -> object:
        return lambda *asked, **how: QuerySet(model)

    for name, model in FILTERS.items():
        assert callable(getattr(access, name))
        monkeypatch.setattr(access, name, everything(model))


def test_without_a_single_filter_nobody_of_another_clinic_is_told_of_maya(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    take_the_filters_off(monkeypatch)
    assert bool(told_of_maya(world)) is not HAS_WALL

    monkeypatch.setattr(wall, "serve_person", lambda user: wall.serve_secret())
    assert {"zoe GET entries/{id}", "zoe GET patients/{id}", "walter GET entries", "eva GET entries"} <= told_of_maya(
        world
    )


def test_nothing_of_a_request_stays_on_its_connection(world: World, settings: Settings):
    settings.WALL = wall.OUTSIDE
    for who in ("anna", "maya", "appointments", "nobody"):
        world.people[who].get("entries")
        assert wall.where() == ((wall.OUTSIDE, "", "") if HAS_WALL else ())
        assert Patient.objects.exists() is not HAS_WALL


def test_a_view_that_fails_leaves_nothing_behind_either(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.WALL = wall.OUTSIDE

    def fails(user: object, now: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(access, "entries_visible_to", fails)
    assert world.people["anna"].get("entries").status == 500
    assert wall.where() == ((wall.OUTSIDE, "", "") if HAS_WALL else ())


def test_a_diary_that_is_sent_row_by_row_is_read_as_its_patient_and_then_no_more(world: World, settings: Settings):
    settings.WALL = wall.OUTSIDE
    answer = world.people["maya"].post("me/export", {"format": "csv"})
    rows = b"".join(answer.response.streaming_content).decode().splitlines()
    assert len(rows) == 1 + 5
    assert Patient.objects.exists() is not HAS_WALL


def test_every_table_with_a_patients_rows_stands_behind_the_wall():
    """A new one is forgotten by nobody: Carer alone says who may pass."""
    of_patients = {
        model._meta.db_table
        for model in apps.get_app_config("diary").get_models()
        if any(field.name == "patient" for field in model._meta.concrete_fields)
    }
    made = importlib.import_module("diary.migrations.0015_a_second_wall")
    walled = {table for table, _ in made.policies()}
    later = {"diary_passkey"}  # by migration 0017
    assert of_patients - walled - later == {"diary_carer"}
    if HAS_WALL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            assert {row[0] for row in cursor.fetchall()} == walled | later | {"diary_auditanchor"}


def test_the_role_of_these_tests_is_bound_by_it():
    assert checks.check_the_wall_binds(databases=["default"]) == []


def test_a_role_that_no_wall_binds_is_told_of_loudly():
    """At each start; a server that was given for these tests (TEST_DATABASE_URL) may not have the role to try it with."""
    with connection.cursor() as cursor:
        if HAS_WALL:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'above_the_wall'")
        if not HAS_WALL or cursor.fetchone() == (0,):
            assert checks.check_the_wall_binds(databases=["default"]) == []
            return
        cursor.execute("SET ROLE above_the_wall")
        said = checks.check_the_wall_binds(databases=["default"])
        cursor.execute("RESET ROLE")
    assert [each.id for each in said] == ["ebb.W011"]
