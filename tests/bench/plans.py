"""How PostgreSQL answers the statements that Ebb really sends, and whether it would read a big table whole."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from diary import wall
from diary.actions.looking import claim_due
from diary.actions.reminders import remind_due
from diary.models import Patient, User
from tests.cast import Api, entry

OF_THE_DIARY = "assessment auditevent careteammember consent course entry entryrevision patient session user"
OF_ALERTS = "alert alertcause alertevent delivery"
BIG = {f"diary_{name}" for name in OF_THE_DIARY.split()} | {f"alerts_{name}" for name in OF_ALERTS.split()}
# Indexes of the few rows that wait for something, and no other.
PARTIAL = {
    each.name
    for model in apps.get_models()
    for each in (*model._meta.indexes, *model._meta.constraints)
    if getattr(each, "condition", None) is not None and not isinstance(each, CheckConstraint)
}


@dataclass
class Read:
    """What one question cost: the indexes that were used, tables read whole, pages, rows and milliseconds."""

    statements: int = 0
    indexes: dict[str, None] = field(default_factory=dict)
    whole: dict[str, None] = field(default_factory=dict)
    pages: int = 0
    rows: int = 0
    answered: int = 0
    ms: float = 0.0

    def add(self, plan: dict[str, Any]) -> None:
        self.statements += 1
        self.ms += plan.get("Execution Time", 0.0)
        top = plan["Plan"]
        self.pages += top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0)
        self.answered += round(top.get("Actual Rows", 0))
        for step in steps(top):
            if "Index Name" in step and "Index Cond" in step:
                self.indexes[step["Index Name"]] = None
            if step.get("Relation Name") in BIG:
                loops = step.get("Actual Loops", 0)
                seen = sum(step.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter"))
                self.rows += round(seen * loops)
                if loops and is_whole(
                    step
                ):  # what is not reached, as the wall's own question inside of it, reads nothing
                    self.whole[step["Relation Name"]] = None


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


def is_whole(step: dict[str, Any]) -> bool:
    """Whether it goes through all of a table, or all of an index that holds every row: nothing leads it to a place there."""
    kind = step["Node Type"].removeprefix("Parallel ")
    is_led = "Index Cond" in step or step.get("Index Name") in PARTIAL or kind.startswith("Bitmap")
    return kind == "Seq Scan" or ("Index" in kind and not is_led)


@dataclass(frozen=True)
class Question:
    """Something Ebb asks of the database: as which person, if a request asks it."""

    what: str
    ask: Callable[[], object]
    person: User | None = None


def questions(patient: Patient, anna: User, now: datetime) -> list[Question]:
    """The sweeps', then a practitioner's, then a patient's."""
    practitioner, own = Api(anna, by="token", now=now), Api(patient.user, by="token", now=now)

    def get(who: Api, path: str) -> Callable[[], object]:
        def ask() -> object:
            answer = who.get(path)
            assert answer.status == 200, answer
            return answer.json

        return ask

    def ask_who_is_due() -> None:
        with transaction.atomic():
            claim_due(now=now, limit=500)

    def put() -> None:
        answer = own.log(entry(now, 4))
        assert answer.status == 201, answer

    own_entries = "entries?limit=3"
    return [
        Question("who is due to be looked at", ask_who_is_due),
        # A lane that never swept asks for everything.
        Question("a sweep of alerts and messages", lambda: alerts.sweep(lane=str(uuid4()), clock=lambda: now)),
        Question("a sweep that finds nothing due", lambda: alerts.sweep(lane="bench", clock=lambda: now)),
        Question("who is to be reminded", lambda: remind_due(now=now)),
        Question("worklist", get(practitioner, "worklist?limit=50"), anna),
        Question("caseload", get(practitioner, "patients?limit=50"), anna),
        Question("one patient", get(practitioner, f"patients/{patient.pk}"), anna),
        Question("timeline of a patient", get(practitioner, f"patients/{patient.pk}/timeline"), anna),
        Question("own entries", get(own, own_entries), patient.user),
        Question("own entries, the next page", lambda: get(own, following(own, own_entries))(), patient.user),
        Question("who looked at me", get(own, "me/record-access"), patient.user),
        Question("PUT of an entry", put, patient.user),
    ]


def following(who: Api, path: str) -> str:
    return f"{path}&cursor={who.get(path).json['next']}"


def read_of(question: Question, *, analyze: bool) -> Read:
    """The plans of all that it reads, made where the request stood: what it wrote is taken back."""
    question.ask()  # what is asked once for each process is known
    with CaptureQueriesContext(connection) as caught:
        question.ask()
    found = Read()
    with undone(), standing(question.person):
        for each in caught.captured_queries:
            if each["sql"].lstrip().upper().startswith("SELECT") and any(f"{name}" in each["sql"] for name in BIG):
                found.add(plan_of(each["sql"], analyze=analyze))
    return found


@contextmanager
def standing(person: User | None) -> Iterator[None]:
    """Outside the wall, serving that person, as in a request; inside for what Ebb does by itself."""
    if person is None:
        yield
        return
    wall.serve_person(person.pk)
    try:
        yield
    finally:
        wall.serve_secret()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def plan_of(statement: str, *, analyze: bool) -> dict[str, Any]:
    options = "ANALYZE, BUFFERS, FORMAT JSON" if analyze else "FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({options}) {statement}")
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]
    return plan
