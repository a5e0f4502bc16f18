"""Whatever Ebb asks of a table that grows leads to a place in an index. `./ebb bench plans` looks at the same questions beside a
million sessions; here PostgreSQL is told that its tables are as large.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diary.models import AuditEvent
from tests.bench.plans import BIG, PARTIAL, Question, is_whole, plan_of, questions, standing, steps
from tests.cast import Cast, make_cast
from tests.diary.care import make_care

pytestmark = pytest.mark.django_db

ROWS = 1_000_000
OF_TABLE = (
    "SELECT pg_restore_relation_stats(%s::text, %s::text, %s::text, %s::text, 'relpages', 1, 'reltuples', %s::real)"
)
OF_COLUMN = """SELECT pg_restore_attribute_stats(%s::text, %s::text, %s::text, %s::text, 'attname', %s::text, 'inherited', false,
    'null_frac', %s::real, 'avg_width', 16, 'n_distinct', %s::real)"""
# What was counted of the rows of whichever test came before, committed and gone.
FORGOTTEN = """SELECT pg_clear_attribute_stats('public', relname::text, attname::text, false) FROM pg_class
    JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)"""
HAS_PLANS = connection.vendor == "postgresql"


@pytest.fixture(scope="module")
def world(built_once: datetime) -> Cast:
    cast = make_cast(built_once)
    make_care(cast, built_once)
    return cast


def tell_that_tables_are_large() -> None:
    """PostgreSQL reckons with as many rows in a page as it last counted: a million in the few pages that are there. An id is
    found fifty times, and next to nothing is due.
    """
    if not HAS_PLANS:
        return
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN, [sorted(BIG)])
        for model in (each for each in apps.get_models() if each._meta.db_table in BIG):
            here = ["schemaname", "public", "relname", model._meta.db_table]
            cursor.execute(OF_TABLE, [*here, ROWS])
            for field in model._meta.concrete_fields:
                if field.get_internal_type() in ("UUIDField", "ForeignKey", "OneToOneField") and not field.unique:
                    cursor.execute(OF_COLUMN, [*here, field.column, 0.0, -0.02])
        cursor.execute(OF_COLUMN, ["schemaname", "public", "relname", "diary_session", "look_again_at", 0.999, -0.001])


def read_whole_by(statement: str, *, is_inside: bool = False) -> Iterator[str]:
    """The tables that grow, and this statement would go through."""
    if HAS_PLANS:
        plan = plan_of(statement, analyze=False)["Plan"]
        for step in without_the_walls(plan) if is_inside else steps(plan):
            if step.get("Relation Name") in BIG and is_whole(step):
                yield step["Relation Name"]
        return
    called = {alias: table for table, alias in re.findall(r'"(\w+)" (U\d+|T\d+)\b', statement)}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        for *_, step in cursor.fetchall():
            table = step.removeprefix("SCAN ").partition(" ")[0]
            is_led = any(step.endswith(name) for name in PARTIAL)
            if step.startswith("SCAN ") and called.get(table, table) in BIG and not is_led:
                yield f"{called.get(table, table)} by {step}"


def without_the_walls(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Inside the wall its own question, which patients somebody sees, stands in each plan and is never asked."""
    yield plan
    for below in plan.get("Plans", ()):
        tables = {step["Relation Name"] for step in steps(below) if "Relation Name" in step}
        if below.get("Parent Relationship") != "SubPlan" or tables != {"diary_patient"}:
            yield from without_the_walls(below)


def asked_by(question: Question) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        question.ask()
    return [each["sql"] for each in caught.captured_queries if each["sql"].lstrip().upper().startswith("SELECT")]


def test_nothing_that_is_asked_again_and_again_reads_a_table_that_grows(world: Cast, now: datetime):
    tell_that_tables_are_large()
    found = {}
    for question in questions(world.maya, world.anna, now):
        statements, inside = asked_by(question), question.person is None
        with standing(question.person):
            whole = {name: each[:200] for each in statements for name in read_whole_by(each, is_inside=inside)}
        if whole:
            found[question.what] = whole
    assert found == {}


def test_a_question_without_an_index_would_be_found(world: Cast):
    question = Question("by no index", lambda: AuditEvent.objects.filter(object_id=world.maya.pk).exists())
    assert [list(read_whole_by(each)) for each in asked_by(question)] != [[]]
