"""Questions that are put into SQL once answer what the ORM answers, whatever they are asked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from alerts.actions.inserting import insert_together, made
from alerts.prepared import first_of, prepared
from diary.actions.auditing import access_event
from diary.models import Assessment, AuditEvent, Course, Entry, Patient, Session
from tests.cast import Api, Cast, entry, start_course, treat


@prepared
def sessions_since(patient: UUID, since: datetime, modality: str, least: int) -> QuerySet[Session]:
    """One value of each kind; what it selects spans two tables."""
    of_patient = Session.objects.filter(patient=patient, ended_at__gte=since, number__gte=least)
    return of_patient.filter(modality=modality).select_related("course").order_by("-ended_at")


ODD = "100 %s 'so' %% \\"


@prepared
def oddly(patient: UUID) -> QuerySet[Session, tuple[str, int]]:
    return Session.objects.filter(patient=patient, modality=ODD, number=1).values_list("modality", "number")


@prepared
def without_notes(patient: UUID) -> QuerySet[Session]:
    return Session.objects.filter(patient=patient).defer("note")


@prepared
def held(patient: UUID) -> QuerySet[Patient]:
    return Patient.objects.select_for_update(of=("self",)).filter(pk=patient)


@prepared
def scores(patient: UUID) -> QuerySet[Entry, tuple[UUID, datetime]]:
    return Entry.objects.filter(patient=patient).values_list("pk", "recorded_at")


def test_the_rows_are_those_of_the_queryset_whatever_it_is_asked(cast: Cast, now: datetime) -> None:
    course = start_course(cast.maya, cast.anna, now - timedelta(days=30))
    treated = [treat(course, cast.anna, now - timedelta(days=days)) for days in (20, 10, 5)]
    for since, least in (
        (now - timedelta(days=40), 1),
        (now - timedelta(days=12), 1),
        (now, 1),
        (now - timedelta(40), 3),
    ):
        asked = sessions_since(cast.maya.pk, since, treated[0].modality, least)
        plain = Session.objects.filter(patient=cast.maya, ended_at__gte=since, number__gte=least).order_by("-ended_at")
        assert [vars_of(each) for each in asked] == [vars_of(each) for each in plain]
        assert all(each.course == course for each in asked)
    assert sessions_since(cast.walter.pk, now - timedelta(days=40), treated[0].modality, 1) == []


def vars_of(session: Session) -> dict[str, object]:
    return {field.attname: getattr(session, field.attname) for field in Session._meta.concrete_fields}


def test_a_row_that_was_asked_for_can_be_saved_and_read_again(cast: Cast, now: datetime) -> None:
    treat(start_course(cast.maya, cast.anna, now - timedelta(days=9)), cast.anna, now - timedelta(hours=60))
    modality = Session.objects.get().modality
    session = sessions_since(cast.maya.pk, now - timedelta(days=9), modality, 1)[0]
    session.note = "needles left the skin without a mark"
    session.save(update_fields=["note"])
    assert sessions_since(cast.maya.pk, now - timedelta(days=9), modality, 1)[0].note == session.note


def note_on_each(text: str) -> None:
    for session in Session.objects.all():
        session.note, session.regions = text, ["neck", "shoulder"]
        session.save()


def test_models_selected_with_others_are_one_object_each_and_nothing_is_missing(cast: Cast, now: datetime) -> None:
    courses = [start_course(cast.maya, cast.anna, now - timedelta(days=days)) for days in (30, 29)]
    for course, days in ((courses[0], 20), (courses[1], 12), (courses[0], 5)):
        treat(course, cast.anna, now - timedelta(days=days))
    note_on_each("needles left the skin without a mark")
    modality = Session.objects.all()[0].modality
    asked = sessions_since(cast.maya.pk, now - timedelta(days=40), modality, 1)
    assert len({id(each.course) for each in asked}) == 2
    assert asked[0].course is asked[2].course
    assert vars_of(asked[0]) == vars_of(Session.objects.get(pk=asked[0].pk))
    assert asked[0].note == "needles left the skin without a mark"
    fields = Course._meta.concrete_fields
    assert [getattr(asked[0].course, field.attname) for field in fields] == [
        getattr(courses[0], field.attname) for field in fields
    ]


def test_what_was_left_out_is_asked_for_when_it_is_read(cast: Cast, now: datetime) -> None:
    treat(start_course(cast.maya, cast.anna, now - timedelta(days=9)), cast.anna, now - timedelta(hours=60))
    note_on_each("needles left the skin without a mark")
    (session,) = without_notes(cast.maya.pk)
    with CaptureQueriesContext(connection) as caught:
        assert session.number == 1
        assert len(caught) == 0
        assert session.note == "needles left the skin without a mark"
    assert len(caught) == 1


@pytest.mark.django_db
def test_rows_of_other_shapes_are_refused() -> None:
    @prepared
    def dictionaries(patient: UUID) -> QuerySet[Entry, dict[str, object]]:
        return Entry.objects.filter(patient=patient).values("pk")

    @prepared
    def annotated(patient: UUID) -> QuerySet[Entry]:
        return Entry.objects.filter(patient=patient).annotate(twice=F("revision") * 2)

    for question in (dictionaries, annotated):
        with pytest.raises(TypeError, match="models, tuples or single values"):
            question(uuid4())


def test_it_costs_one_statement_and_the_orm_is_asked_for_none(cast: Cast, maya: Api, now: datetime) -> None:
    assert maya.log(entry(now - timedelta(hours=1), 3)).status == 201
    with CaptureQueriesContext(connection) as caught:
        found = scores(cast.maya.pk)
    assert len(caught) == 1
    assert found == list(Entry.objects.filter(patient=cast.maya).values_list("pk", "recorded_at"))
    assert first_of(found) == found[0]
    assert first_of(scores(uuid4())) is None


def test_what_is_always_the_same_stands_in_the_statement_as_it_is(cast: Cast, now: datetime) -> None:
    """So that a plan for any value may go by an index of some of them; signs that SQL reads as its own included."""
    treat(start_course(cast.maya, cast.anna, now - timedelta(days=9)), cast.anna, now - timedelta(hours=60))
    Session.objects.update(modality=ODD)
    assert oddly(cast.maya.pk) == [(ODD, 1)]
    assert oddly(cast.walter.pk) == []
    said: list[tuple[str, Any]] = []

    def hear(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        said.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(hear):
        oddly(cast.maya.pk)
    ((sql, values),) = said
    assert len(values) == 1
    assert "100 %%s" in sql


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_within_a_transaction_only() -> None:
    with transaction.atomic():
        assert held(uuid4()) == []
    with pytest.raises(TransactionManagementError):
        held(uuid4())


def test_a_value_that_is_missing_is_refused(cast: Cast, now: datetime) -> None:
    with pytest.raises(TypeError, match="takes 1 values"):
        scores(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes 1 values"):
        scores(patient=cast.maya.pk)


@pytest.mark.django_db
def test_a_question_that_depends_on_its_values_is_refused() -> None:
    @prepared
    def changed(since: datetime) -> QuerySet[Entry]:
        return Entry.objects.filter(recorded_at__gte=since - timedelta(days=1))

    @prepared
    def unasked(patient: UUID, since: datetime) -> QuerySet[Entry]:
        return Entry.objects.filter(patient=patient)

    @prepared
    def other(least: int) -> QuerySet[Entry]:
        return Entry.objects.filter(revision__gte=least) if least % 2 else Entry.objects.filter(urgency__gte=least)

    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for question, values in (
        (changed, (moment,)),
        (unasked, (uuid4(), moment)),
        (other, (1,)),
    ):
        with pytest.raises(TypeError, match="a value"):
            question(*values)  # type: ignore[operator]
    with pytest.raises(TypeError, match="no parameter of a prepared question"):
        prepared(lambda patients: Entry.objects.filter(patient__in=patients))


def test_rows_of_several_tables_go_in_together(cast: Cast, maya: Api, now: datetime) -> None:
    """As `save()` keeps them: every column comes back as it was given, sealed ones opened."""
    assert maya.log(entry(now - timedelta(hours=1), 3)).status == 201
    like = Entry.objects.get()
    copy = Entry(**{**vars_with_details(like), "id": uuid4()})
    copy.details = {"note": "as if 100 % \"quoted\" and 'so'", "medicines": [{"name": "salt"}]}
    judged = made(
        Assessment,
        patient_id=cast.maya.pk,
        entry_id=copy.pk,
        trigger="entry",
        made_at=now,
        level="expected",
        rules_version="9",
        late_by=timedelta(seconds=90),
        findings=[{"because": "salt", "hours": None}],
    )
    seen = access_event(by=cast.maya.user, patient=cast.maya, action="entry.record", now=now, object_id=copy.pk)
    with CaptureQueriesContext(connection) as caught:
        insert_together(copy, judged, seen)
    assert len(caught) == (1 if connection.vendor == "postgresql" else 3)
    for row, model in ((copy, Entry), (judged, Assessment), (seen, AuditEvent)):
        kept = model.objects.get(pk=row.pk)  # type: ignore[attr-defined]
        names = [field.attname for field in model._meta.concrete_fields]  # type: ignore[attr-defined]
        assert {name: getattr(kept, name) for name in names} == {name: getattr(row, name) for name in names}
        assert not row._state.adding


def vars_with_details(entry: Entry) -> dict[str, object]:
    return {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}


def test_a_moment_comes_back_in_utc_to_the_microsecond(cast: Cast, maya: Api, now: datetime) -> None:
    """Read by psycopg itself on PostgreSQL, also by a cursor that stays on the server."""
    moment = (now - timedelta(hours=3)).replace(microsecond=123_456)
    assert maya.log(entry(moment, 3)).status == 201
    entries = Entry.objects.filter(patient=cast.maya)
    (kept,) = entries.values_list("recorded_at", flat=True)
    (streamed,) = entries.values_list("recorded_at", flat=True).iterator()
    assert kept == streamed == moment
    assert kept.tzinfo is streamed.tzinfo is UTC
