"""Many rows at once: nothing is lost or rounded on the way to the arrays, nor on the way to the tables."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.actions.inserting import insert_alike, insert_many, made
from alerts.fields import uuid7
from alerts.many import among
from alerts.models import Alert, AlertCause, AlertEvent, Delivery
from diary.actions.entries import delete_entry
from diary.clinical.silence import Recorded
from diary.models import Assessment, Entry, Patient, Session
from diary.models.silent import EPOCH, columns_of, due_sessions, entries_at
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

MICROSECOND = timedelta(microseconds=1)
SCORES = st.one_of(st.none(), st.integers(0, 100).map(lambda tenths: Decimal(tenths) / 10))


def as_recorded(recorded: Recorded) -> list[tuple[int, datetime, Any, Any, bool]]:
    """The readings as people would write them down: None for no score."""
    columns = (column.tolist() for column in recorded)
    return [
        (row, EPOCH + at * MICROSECOND, *(None if score != score else score for score in scores), ticked)
        for row, at, *scores, ticked in zip(*columns, strict=True)
    ]


def test_readings_come_to_the_microsecond_and_in_order_and_without_a_score_where_there_is_none(
    cast: Cast, now: datetime
) -> None:
    course = start_course(cast.maya, cast.anna, now - 20 * DAY)
    other = start_course(cast.maya, cast.anna, now - 20 * DAY, region="knee")
    session = treat(course, cast.anna, now)
    walters = treat(start_course(cast.walter, cast.zoe, now - 20 * DAY), cast.zoe, now)
    odd = now + 30 * HOUR + timedelta(microseconds=999_999)
    log(cast.maya, odd, None, "tired", course=course.pk)
    log(cast.maya, odd - HOUR, 3.4, course=course.pk)
    log(cast.maya, odd - 2 * HOUR, None, nrs_now=7.1, course=course.pk)
    log(cast.maya, odd - 3 * HOUR, 2, course=other.pk)
    gone = log(cast.maya, odd - 4 * HOUR, 9, course=course.pk).entry
    delete_entry(patient=cast.maya, entry_id=gone.pk, by=cast.maya.user, now=odd, if_match=1)
    log(cast.maya, now - 8 * DAY, 1, course=course.pk)  # before its baseline is looked for
    log(cast.walter, odd - 5 * HOUR + MICROSECOND, 0)
    due = sorted(due_sessions([session.pk, walters.pk], now + 80 * HOUR), key=lambda each: each.pk == walters.pk)
    assert [each.ended_at for each in due] == [now, now]
    columns = columns_of(due, {})
    assert as_recorded(columns.recorded) == [
        (0, odd - 2 * HOUR, None, 7.1, False),
        (0, odd - HOUR, 3.4, None, False),
        (0, odd, None, None, True),
        (1, odd - 5 * HOUR + MICROSECOND, 0.0, None, False),
    ]
    at = [int(moment) for moment in columns.recorded.at]
    assert entries_at([(due[0], at[1]), (due[1], at[3])]) == [
        Entry.objects.get(nrs_average=score).pk for score in (Decimal("3.4"), 0)
    ]


def test_sessions_of_which_nothing_was_recorded_have_no_readings(cast: Cast, now: datetime) -> None:
    session = treat(start_course(cast.maya, cast.anna, now - DAY), cast.anna, now)
    assert as_recorded(columns_of(due_sessions([session.pk], now + 80 * HOUR), {}).recorded) == []


def test_among_finds_by_a_key_and_by_a_foreign_key_and_nothing_among_none(cast: Cast, now: datetime) -> None:
    mine = treat(start_course(cast.maya, cast.anna, now - DAY), cast.anna, now)
    treat(start_course(cast.walter, cast.zoe, now - DAY), cast.zoe, now)
    assert list(Session.objects.filter(among("pk", {mine.pk, uuid7()}))) == [mine]
    assert list(Session.objects.filter(among("patient", [cast.maya.pk, cast.maya.pk]))) == [mine]
    assert not Session.objects.filter(among("patient", [])).exists()
    assert Session.objects.filter(among("pk", [mine.pk])).update(is_silent=True) == 1


def entry_of(patient: Patient, facts: tuple[Any, ...]) -> Entry:
    pk, at, average, at_once, symptoms, details = facts
    return Entry(
        id=pk,
        patient=patient,
        recorded_at=at,
        received_at=at,
        time_zone="Europe/London",
        nrs_average=average,
        nrs_now=at_once,
        symptoms=symptoms,
        details=details,
        content_hash="0" * 64,
    )


FACTS = st.tuples(
    st.uuids(),
    st.integers(1_600_000_000_000_000, 1_900_000_000_000_000).map(lambda at: EPOCH + at * MICROSECOND),
    SCORES,
    SCORES,
    st.sampled_from([[], [{"code": "tired", "new": True}], [{"code": 'so "re\\", {', "new": False}]]),
    st.dictionaries(st.sampled_from(["note", "slept"]), st.one_of(st.none(), st.text(max_size=9), st.floats(0, 1))),
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(FACTS, min_size=1, max_size=5, unique_by=lambda each: each[0]))
def test_rows_inserted_together_are_those_inserted_by_django(cast: Cast, facts: Sequence[tuple[Any, ...]]) -> None:
    def written(insert: Callable[[list[Entry]], object]) -> list[dict[str, Any]]:
        with transaction.atomic():
            insert([entry_of(cast.maya, each) for each in facts])
            rows = Entry.objects.filter(patient=cast.maya).order_by("pk")
            found = [
                {field.attname: getattr(row, field.attname) for field in Entry._meta.concrete_fields} for row in rows
            ]
            transaction.set_rollback(True)
        return found

    together = written(insert_many)
    assert len(together) == len(facts)
    assert together == written(Entry.objects.bulk_create)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_that_are_alike_have_the_defaults_of_their_table(cast: Cast, now: datetime, count: int) -> None:
    late = [timedelta(microseconds=number) for number in range(count)]
    shared = {"patient_id": cast.maya.pk, "trigger": "time", "made_at": now, "level": "expected", "rules_version": "1"}
    insert_alike(Assessment, shared=shared, own={"id": [uuid7() for _ in late], "late_by": late})
    rows = list(Assessment.objects.order_by("late_by"))
    assert [row.late_by for row in rows] == late
    plain = Assessment(**shared)
    names = [field.attname for field in Assessment._meta.concrete_fields if field.attname not in ("id", "late_by")]
    assert all([getattr(row, name) for name in names] == [getattr(plain, name) for name in names] for row in rows)


def test_what_was_inserted_counts_as_saved(cast: Cast, now: datetime) -> None:
    rows: list[Model] = [
        Assessment(patient=cast.maya, trigger="time", made_at=now, level=level, rules_version="1")
        for level in ("expected", "urgent")
    ]
    insert_many(rows)
    assert [row._state.adding for row in rows] == [False, False]
    assert {UUID(str(row.pk)) for row in rows} == set(Assessment.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "model", [Alert, AlertCause, AlertEvent, Delivery, Assessment], ids=lambda model: model.__name__
)
def test_a_row_made_for_inserting_is_the_one_that_its_model_makes(model: type[Model], now: datetime) -> None:
    def columns(row: Model) -> dict[str, Any]:
        return {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}

    names = {field.attname for field in model._meta.concrete_fields}
    own = {name: value for name, value in {"alert_id": uuid7(), "round": 3, "made_at": now}.items() if name in names}
    row, plain = made(model, **own), model(**own)
    assert row._state.adding
    assert columns(row) | {"id": None} == columns(plain) | {"id": None}
    assert (row.pk is None) == (plain.pk is None)
    assert row.pk is None or row.pk != made(model, **own).pk
    assert all(value is not columns(row)[name] for name, value in columns(made(model)).items() if value in ([], {}))
    with pytest.raises(TypeError, match="has no column patient"):
        made(model, patient="by its relation")
