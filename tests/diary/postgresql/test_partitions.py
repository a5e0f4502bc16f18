"""Tables kept in months hold what they held, and everything goes on as before."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from alerts.fields import uuid7
from config import doctor, rows
from config.doctor import LOOK, OK
from diary import partitions, wall
from diary.actions.anchoring import anchor_audit, breaks
from diary.guards import guards_on
from diary.models import Assessment, AuditEvent, Entry, EntryRevision
from diary.partitions import TABLES, Month, NotPossible, begin, make_months, missing, parts, retire
from tests.bench.plans import plan_of, steps
from tests.cast import Api, Cast, entry, make_cast
from tests.diary.care import make_care

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """Maya's story, chained; what the tables held and how they were made before they were kept in months."""

    cast: Cast
    content: list[Any]
    shapes: dict[str, list[list[tuple[Any, ...]]]]


@pytest.fixture(scope="module")
def told(built_once: datetime) -> Told:
    now, cast = built_once, make_cast(built_once)
    make_care(cast, now)
    assert Api(cast.anna, by="token").get(f"patients/{cast.maya.pk}/timeline").status == 200
    assert Api(cast.maya.user, by="device").log(entry(now, 4), uuid4()).status == 201
    anchor_audit(now=now + timedelta(hours=2))
    before = Told(cast, content(), {table: shape_of(table) for table in TABLES})
    begin(now)
    return before


@pytest.fixture
def maya(told: Told) -> Api:
    return Api(told.cast.maya.user, by="device")


def content() -> list[Any]:
    models = (Entry, EntryRevision, Assessment, AuditEvent)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def part_of(pk: UUID) -> str:
    """The part in which an entry lies."""
    ((found,),) = ask("SELECT tableoid::regclass::text FROM diary_entry WHERE id = %s", pk)
    return str(found)


def in_month(month: Month) -> UUID:
    return UUID(int=month.first_id.int + (uuid7().int & ((1 << 80) - 1)))


def ask(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


# Its columns, its keys, those that lead to it, its indexes, guards, policies, and whether these bind.
SHAPE = (
    "SELECT attname, atttypid, atttypmod, attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND conparentid = 0 ORDER BY 1",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE confrelid = %s::regclass AND conparentid = 0 ORDER BY 1, 2""",
    "SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE tablename = %s ORDER BY 1",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1",
    "SELECT policyname, qual, with_check FROM pg_policies WHERE tablename = %s",
    "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
)


def shape_of(table: str) -> list[list[tuple[Any, ...]]]:
    return [ask(part, table) for part in SHAPE]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_same_columns_keys_indexes_guards_and_wall_in_months(told: Told, table: str):
    for was, is_now in zip(told.shapes[table], shape_of(table), strict=True):
        assert is_now == was


def test_no_row_is_changed_and_the_chain_of_who_looked_holds(told: Told, now: datetime):
    assert content() == told.content
    assert list(breaks()) == []
    assert ask("SELECT count(*) FROM diary_auditevent_before") == [(len(told.content[-1]),)]
    with pytest.raises(NotPossible, match="already"):
        begin(now)


def test_phones_put_correct_and_delete_as_before(told: Told, maya: Api, now: datetime):
    for pk in (uuid7(), uuid4(), in_month(partitions.coming(now)[0])):
        body = entry(now - timedelta(minutes=1), 5)
        assert [maya.log(body, pk).status for _ in range(2)] == [201, 200]
        read = maya.get(f"entries/{pk}")
        assert read.status == 200
        etag = read.headers["ETag"]
        assert maya.log({**body, "nrs_average": 6}, pk, **{"If-Match": etag}).status == 200
        assert Entry.objects.get(pk=pk).nrs_average == 6
        assert EntryRevision.objects.filter(entry=pk).count() == 2
        listed = [each["id"] for each in maya.get("entries").json["results"]]
        assert str(pk) in listed
        assert maya("DELETE", f"entries/{pk}", **{"If-Match": '"2"'}).status == 200
        assert Entry.objects.get(pk=pk).deleted_at is not None
        assert EntryRevision.objects.filter(entry=pk).count() == 3
        assert str(pk) not in [each["id"] for each in maya.get("entries").json["results"]]


def test_an_entry_of_the_next_month_lies_there_and_one_without_a_moment_among_the_others(
    told: Told, maya: Api, now: datetime
):
    following = partitions.coming(now)[0]
    high = UUID("ffffffff-0000-4000-8000-000000000001")
    for pk, part in ((in_month(following), str(following)), (high, "other"), (uuid7(), "before")):
        assert maya.log(entry(now, 5), pk).status == 201
        assert part_of(pk) == f"diary_entry_{part}"


@pytest.mark.parametrize("table", ["diary_auditevent", "diary_auditevent_before"])
@pytest.mark.parametrize("harm", ["UPDATE {} SET action = 'nothing'", "DELETE FROM {}"])
def test_who_looked_still_cannot_be_changed_or_deleted_in_any_part(told: Told, table: str, harm: str):
    with (
        pytest.raises(IntegrityError, match="who looked cannot be"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(harm.format(table))


def test_a_later_migration_may_put_the_guards_on_again_and_drop_an_index(told: Told):
    with connection.cursor() as cursor:
        for statement in guards_on(connection.vendor):
            cursor.execute(statement)
        cursor.execute("DROP INDEX audit_patient_at")
    assert not ask("SELECT 1 FROM pg_class WHERE relname LIKE %s", "audit_patient_at%")


def test_nobody_outside_the_wall_sees_a_row_through_the_table_or_a_part(told: Told):
    relations = [*TABLES, *(part.relation for part in parts())]
    hers = "SELECT count(*) FROM {} WHERE patient_id = %s"
    try:
        wall.serve_person(told.cast.zoe.pk)
        seen = {name: ask(hers.format(name), told.cast.maya.pk) for name in relations}
        wall.serve_person(told.cast.anna.pk)
        of_anna = ask(hers.format("diary_entry"), told.cast.maya.pk)
    finally:
        wall.serve_secret()
    assert {name for name, found in seen.items() if found != [(0,)]} == set()
    assert of_anna == [(len(told.content[0]),)]


def test_months_are_made_over_the_end_of_a_year_once_and_the_doctor_says_which_lack(told: Told, now: datetime):
    december = datetime(now.year, 12, 30, tzinfo=UTC)
    assert [line.state for line in doctor.months(now)] == [OK]
    assert [line.state for line in doctor.months(now + 62 * DAY)] == [LOOK]
    make_months(december)
    assert make_months(december) == []
    assert missing(december) == []
    assert f"diary_entry_{now.year + 1}_01" in {part.relation for part in parts()}
    walled = ask(
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'diary_entry%' AND relkind IN ('r', 'p') AND relforcerowsecurity"
    )
    assert walled == [
        (len([part for part in parts() if part.table == "diary_entry"]) + 2,)
    ]  # the table, and its versions'


def test_what_came_before_its_month_was_made_is_moved_to_it_and_nothing_else_changes(
    told: Told, maya: Api, now: datetime
):
    late = partitions.coming(now + 40 * DAY)[-1]
    pk = in_month(late)
    assert maya.log(entry(now, 5), pk).status == 201
    assert part_of(pk) == "diary_entry_other"
    before = content()
    assert f"diary_entry_{late}" not in make_months(now + 40 * DAY)
    assert f"diary_entry_{late}" in make_months(now + 40 * DAY, moving=True)
    assert part_of(pk) == f"diary_entry_{late}"
    assert content() == before
    with pytest.raises(IntegrityError, match="still referenced"):
        delete_now(pk)


@transaction.atomic
def delete_now(pk: UUID) -> None:
    """Delete an entry, and have the keys checked that lead to it: those of its versions do."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM diary_entry WHERE id = %s", [pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_only_a_past_month_without_a_row_is_dropped(told: Told, maya: Api, now: datetime):
    first, second = partitions.coming(now)[:2]
    assert maya.log(entry(now, 5), in_month(first)).status == 201
    long_after = now + 120 * DAY
    make_months(long_after)
    assert retire(now) == []
    retired = retire(long_after)
    assert f"diary_entry_{first}" not in retired
    assert {f"diary_entry_{second}", f"diary_assessment_{first}"} <= set(retired)
    there = {part.relation for part in parts()}
    assert not there & set(retired)
    assert {f"{table}_{name}" for table in TABLES for name in ("before", "other")} <= there


def test_what_asks_by_id_reads_one_part(told: Told, now: datetime):
    month = partitions.coming(now)[0]
    plan = plan_of(f"SELECT id FROM diary_entry WHERE id = '{in_month(month)}'", analyze=False)  # noqa: S608
    read = {
        step["Relation Name"] for step in steps(plan["Plan"]) if step.get("Relation Name", "").startswith("diary_entry")
    }
    assert read == {f"diary_entry_{month}"}


def test_a_backup_reads_each_row_once(told: Told):
    """And a restore makes the tables as the migrations do: months are begun again afterwards."""
    counts = list(rows.out(connection))[-1]["counts"]
    assert [counts[model._meta.db_table] for model in (Entry, EntryRevision, Assessment, AuditEvent)] == [
        len(each) for each in told.content
    ]


def test_django_finds_nothing_to_migrate(told: Told):
    names = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models() if model._meta.managed} <= names
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "diary_entry")
    assert {"diary_entry_pkey", "entry_patient_recorded", "entry_nrs_now_0_10"} <= set(found)


def test_the_verb_says_the_parts_and_what_it_did(told: Told, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(CommandError, match="already"):
        call_command("partitions", "--begin")
    call_command("partitions", "--retire")
    said = capsys.readouterr().out
    assert "diary_entry_before" in said
    assert "dropped" not in said
