"""A statement that comes back each second is planned once: then PostgreSQL keeps a plan for whatever moment it is asked with."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from alerts.actions.idling import is_idle
from alerts.actions.sweeping import sweep
from diary.actions.looking import look_again
from diary.actions.reminders import remind_due
from tests.bench.plans import BIG, is_whole
from tests.cast import make_cast
from tests.diary.care import make_care
from tests.diary.test_plans import tell_that_tables_are_large, without_the_walls

pytestmark = pytest.mark.django_db

TIMES = 12  # two until it is prepared, five that are planned for their own values, then as PostgreSQL likes
IDLE = re.compile(r'SELECT \(SELECT .* FROM "alerts_sweepbeat" WHERE|.*"(look_again_at|remind_at)" ASC LIMIT 1$')
KEPT = "SELECT statement, generic_plans FROM pg_prepared_statements WHERE from_sql IS FALSE"


def asked_again(now: datetime) -> None:
    """What the sweeper asks in each second in which nothing is due."""
    look_again(now=now)
    for _ in range(3):
        sweep(lane="sweeper", clock=lambda: now)
    for _ in range(TIMES):
        assert is_idle(lane="sweeper", now=now, ladder=now)
        assert look_again(now=now) == remind_due(now=now) == 0


def plan_for_any_value(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def test_an_idle_second_is_planned_once_and_leads_to_places_in_indexes(now: datetime) -> None:
    make_care(make_cast(now), now)
    tell_that_tables_are_large()
    asked_again(now)
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        idle = [(statement, times) for statement, times in cursor.fetchall() if IDLE.match(statement)]
    assert len(idle) == 4
    for statement, times in idle:
        assert times > 0, statement
        plan = plan_for_any_value(statement)
        assert [
            step["Relation Name"]
            for step in without_the_walls(plan)
            if step.get("Relation Name") in BIG and is_whole(step)
        ] == []
