"""Every route, asked by everybody about Maya, answers as `tests/diary/access_matrix.py` says, and strangers learn nothing."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from alerts.fields import uuid7
from alerts.models import Alert, AlertEvent, Delivery
from diary.actions.care import create_patient, create_staff
from diary.actions.cover import arrange_cover
from diary.actions.tokens import SCOPES
from diary.api import urls
from diary.models import (
    AdverseEvent,
    Assessment,
    AuditEvent,
    Consent,
    Course,
    Easing,
    Entry,
    EntryRevision,
    FlagChange,
    Invitation,
    Patient,
    RefusedEntry,
    Report,
    Review,
    Session,
    User,
)
from tests.cast import Answer, undone
from tests.diary.access_matrix import PRINCIPALS, ROWS, STRANGERS, TOKENS, Row
from tests.diary.care import HOUR
from tests.diary.world import World, ask, mentions_of_maya

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")
LISTS = [
    row for row in ROWS if row.route in ("entries", "patients", "courses", "sessions", "worklist", "alerts", "reports")
]
WITH_ID = [row for row in ROWS if "{id}" in row.route or row.route in ("courses", "sessions", "reports")]

RECORDS = ("patients", "entries", "courses", "sessions", "alerts", "reports", "shares", "adverse-events")
OF_NO_RECORD = {f"PUT {kind}-templates/{{id}}" for kind in ("message", "session")} | {"PUT course-plans/{id}"}


def routes_of_the_api() -> set[str]:
    """Every method and route of the URL list, in the words of the contract."""
    found = set()
    for pattern in urls.urlpatterns:
        route = re.sub(r"<uuid:\w+>", "{id}", re.sub(r"<str:(\w+)>", r"{\1}", str(pattern.pattern)))
        view = pattern.callback.view_class  # type: ignore[union-attr]
        found |= {f"{method.upper()} {route}" for method in METHODS if hasattr(view, method)}
    return found


def unmatched(rows: Iterable[Row]) -> set[str]:
    """The routes without a row, and the rows without a route."""
    return {str(row) for row in rows} ^ routes_of_the_api()


def test_every_route_has_its_row_in_the_matrix_and_no_row_is_left_over():
    assert not unmatched(ROWS)
    assert all(unmatched(other for other in ROWS if other is not row) == {str(row)} for row in ROWS)
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_every_scope_of_a_token_has_its_column():
    assert set(TOKENS) == set(SCOPES)
    assert all(tuple(row.expected) == PRINCIPALS for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_matrix_holds(row: Row, world: World):
    """Everybody is answered as the table says; a refusal says nothing of Maya and changes nothing in her record.

    Whatever was answered of her, or done to her record, stands in it with who it was.
    """
    got = {}
    refused = [who for who in PRINCIPALS if row.expected[who] >= 400]
    for who in (who for who in PRINCIPALS if who not in refused):
        with undone():
            seen = looks_at_maya(world)
            answer = ask(world, row, who)
            got[who] = answer.status
            assert not is_of_her_record(world, answer, row) or looks_at_maya(world) > seen, f"{who} is not noted"
    before = record_of(world.cast.maya)
    for who in refused:
        answer = ask(world, row, who)
        got[who] = answer.status
        assert not mentions_of_maya(world, answer, row), who
        if answer.status == 403:
            assert answer.code == "not_allowed", who
        if answer.status == 401:
            assert (answer.code, answer.headers["WWW-Authenticate"]) == ("not_signed_in", 'Bearer realm="ebb"')

    assert got == row.expected
    assert record_of(world.cast.maya) == before


@pytest.mark.parametrize("row", WITH_ID, ids=str)
def test_what_is_hidden_looks_like_what_does_not_exist(row: Row, world: World):
    for who in (who for who, status in row.expected.items() if status == 404):
        with undone():
            hidden = ask(world, row, who)
        with undone():
            unknown = ask(world, row, who, str(uuid7()))
        assert (hidden.status, hidden.json) == (unknown.status, unknown.json), who
        assert hidden.headers["Content-Type"] == unknown.headers["Content-Type"] == "application/problem+json"


def looks_at_maya(world: World) -> int:
    return AuditEvent.objects.filter(patient=world.cast.maya).count()


def is_of_her_record(world: World, answer: Answer, row: Row) -> bool:
    """Whether something of Maya's was answered or done: it was asked by an id of her record, or she is in the answer.

    What a clinic has of its own is put under a new id, for which the table of these tests takes hers.
    """
    if answer.status >= 300 or str(row) in OF_NO_RECORD:
        return False
    is_named = {str(world.cast.maya.pk), world.cast.maya.name} & set(mentions_of_maya(world, answer, row))
    return bool(is_named) or ("{id}" in row.route and row.route.partition("/")[0] in RECORDS)


def record_of(patient: Patient) -> dict[str, list[Any]]:
    """Every row about the patient, and every line of who looked."""
    own = (Course, Session, Entry, EntryRevision, RefusedEntry, Assessment, Consent, Invitation, Report, AuditEvent)
    own += (Review, FlagChange, AdverseEvent, Easing)
    found = Alert.objects.filter(subject=patient.pk)
    rows = {model.__name__: model.objects.filter(patient=patient) for model in own}
    rows |= {
        "Patient": Patient.objects.filter(pk=patient.pk),
        "User": User.objects.filter(pk=patient.user_id),
        "Alert": found,
    }
    rows |= {
        "Event": AlertEvent.objects.filter(alert__in=found),
        "Delivery": Delivery.objects.filter(alert__in=found),
    }
    return {name: list(found.order_by("pk").values_list()) for name, found in rows.items()}


@pytest.mark.parametrize("row", LISTS, ids=str)
def test_lists_hold_nothing_of_others_whatever_the_filter(row: Row, world: World):
    if row.method != "GET":
        return
    care, maya = world.care, world.cast.maya.pk
    queries = (
        "",
        f"?patient={maya}",
        f"?course={care.course.pk}",
        f"?session={care.session.pk}",
        "?since=2020-01-01T00:00:00Z",
    )
    for who in (who for who in STRANGERS if row.expected[who] == 200):
        for query in queries:
            answer = world.people[who].get(row.route + query)
            assert answer.status == 200, (who, query)
            assert not mentions_of_maya(world, answer, row), (who, query)
    for who in ("anna", "ben", "mia"):
        assert mentions_of_maya(world, world.people[who].get(row.route), row), who


def test_who_covers_in_two_clinics_sees_in_each_only_those_they_cover_there(world: World):
    """Ben covers Anna at Harbour and Zoe at Hill. Anna also treats Hugo at Hill, where nobody covers for her."""
    cast = world.cast
    for person in (cast.anna, cast.ben):
        create_staff(clinic=cast.hill, email=str(person.email), name="", roles=["practitioner"])
    hugo = create_patient(by=cast.anna, now=world.now, name="Hugo", birth_date=date(1980, 2, 3), clinic=cast.hill.pk)
    since = world.now - HOUR
    arrange_cover(
        clinic=cast.hill, user=cast.ben, covers=cast.zoe, starts_at=since, ends_at=None, by=cast.zoe, now=since
    )

    ben = world.people["ben"]
    assert ben.get(f"patients/{cast.maya.pk}").status == ben.get(f"patients/{cast.walter.pk}").status == 200
    assert ben.get(f"patients/{hugo.pk}").status == 404


@pytest.mark.parametrize("path", ["patients", "sessions", "courses", "worklist", "alerts", "entries"])
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=%C2%B2", "limit=ten", "cursor=%C2%B2", "cursor=99", "cursor=e30"]
)
def test_a_wrong_page_is_named(world: World, path: str, query: str):
    answer = world.people["anna"].get(f"{path}?{query}")
    assert (answer.status, answer.code, list(answer.json["errors"])) == (422, "invalid", [query.partition("=")[0]])


def test_a_carer_reads_what_the_patient_reads_and_nothing_that_was_written_for_the_staff(world: World):
    course, session = world.care.course.pk, world.care.session.pk
    world.people["anna"].patch(f"sessions/{session}", {"note": "Anxious today"})
    for path in (f"sessions/{session}", "sessions", f"sessions/{session}/curve", f"courses/{course}/curve"):
        to_tom, to_maya = world.people["tom"].get(path), world.people["maya"].get(path)
        assert (to_tom.status, to_tom.json) == (200, to_maya.json)
