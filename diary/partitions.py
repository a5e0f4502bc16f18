"""The three tables that grow without end, kept in months on PostgreSQL: opt-in, begun by `./ebb partitions --begin`.

Their ids begin with the moment they were made at, so a month is a range of ids: primary key, foreign keys and everything that asks
by id stay as they were. What was there before stays one part, without being copied; an id of another kind lies in a part of its
own. Why so: docs/adr/0062-months-by-id.md.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

TABLES = ("diary_entry", "diary_assessment", "diary_auditevent")
BEFORE, OTHER = "before", "other"
COMING = 3  # months that are made ahead
PATIENCE = "2s"
INSIDE = "(SELECT current_setting('ebb.wall', true)) = 'inside'"
# What hangs on a table, as PostgreSQL would write it down; sequences and privileges these tables have none of their own.
KEYS_OF_OTHERS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND confrelid = %s::regclass AND conparentid = 0 ORDER BY 1, 2
"""
OWN_KEYS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') AND conparentid = 0 ORDER BY contype = 'f', conname
"""
OWN_INDEXES = """
    SELECT relname, pg_get_indexdef(indexrelid), EXISTS (
        SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = %s::regclass ORDER BY relname
"""
TRIGGERS = (
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1"
)
POLICIES = "SELECT policyname, qual, with_check FROM pg_policies WHERE tablename = %s AND schemaname = current_schema() ORDER BY 1"
PARTS = """
    SELECT part.relname, pg_get_expr(part.relpartbound, part.oid), pg_total_relation_size(part.oid), part.reltuples::bigint
    FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid WHERE inhparent = %s::regclass ORDER BY 1
"""


class NotPossible(Exception):
    """What was asked for cannot be done; the message is one line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a table: its name there (`2026_12`, `before`, `other`), the bytes it takes, and about how many rows it holds."""

    table: str
    name: str
    size: int
    rows: int

    @property
    def relation(self) -> str:
        """What the part's own table is called."""
        return f"{self.table}_{self.name}"


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the calendar, in UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """The month in which a moment lies, in UTC."""
        there = moment.astimezone(UTC)
        return cls(there.year, there.month)

    @property
    def following(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def first_id(self) -> UUID:
        """The lowest id that is made in it: `uuid7` begins with the milliseconds."""
        return UUID(int=int(datetime(self.year, self.number, 1, tzinfo=UTC).timestamp() * 1000) << 80)

    def __str__(self) -> str:
        return f"{self.year}_{self.number:02}"


def coming(now: datetime) -> list[Month]:
    """The months after this one that should be there."""
    found = [Month.of(now).following]
    while len(found) < COMING:
        found.append(found[-1].following)
    return found


def is_begun() -> bool:
    """Whether the tables are kept in months."""
    if connection.vendor != "postgresql":
        return False
    ((kind,),) = _ask("SELECT relkind FROM pg_class WHERE oid = %s::regclass", [TABLES[0]])
    return bool(kind == "p")


def parts() -> list[Part]:
    """Every part of every table, by name."""
    return [
        Part(table, name.removeprefix(f"{table}_"), size, max(rows, 0))
        for table in TABLES
        for name, _, size, rows in _ask(PARTS, [table])
    ]


def missing(now: datetime) -> list[str]:
    """The parts of coming months that are not there, as `diary_entry_2026_12`."""
    there = {part.relation for part in parts()}
    return [name for month in coming(now) for table in TABLES if (name := f"{table}_{month}") not in there]


# --- Beginning --------------------------------------------------------------------------------------------------------


def begin(now: datetime) -> None:
    """Keep the tables in months from the next one on. Nobody can write until it is done: all of it happens, or nothing.

    Raises `NotPossible`.
    """
    if connection.vendor != "postgresql":
        raise NotPossible("Only PostgreSQL keeps tables in parts.")
    if is_begun():
        raise NotPossible("The tables are kept in months already.")
    with transaction.atomic():
        for table in TABLES:
            with _nothing_hanging_on(table):
                _begin_with(table, Month.of(now).following)
    make_months(now, moving=True)


def _begin_with(table: str, first: Month) -> None:
    """The table becomes the part before `first` of a new one with its name, its columns, keys, indexes and wall."""
    before, other = f"{table}_{BEFORE}", f"{table}_{OTHER}"
    keys, indexes, policies = _ask(OWN_KEYS, [table]), _ask(OWN_INDEXES, [table]), _ask(POLICIES, [table])
    _do(f"ALTER TABLE {table} RENAME TO {before}")
    for name, _, _ in indexes:
        _do(f'ALTER INDEX "{name}" RENAME TO "{name[:55]}_{BEFORE}"')
    _do(f"CREATE TABLE {table} (LIKE {before} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id)")
    for name, is_as in keys:
        _do(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {is_as}')
    for _, made_by, is_of_a_key in indexes:
        if not is_of_a_key:
            _do(made_by)
    _wall(table, policies)
    _do(f"CREATE TABLE {other} PARTITION OF {table} DEFAULT")
    _wall(other)
    _move(before, other, f"id >= '{first.first_id}'")
    _do(f"ALTER TABLE {table} ATTACH PARTITION {before} FOR VALUES FROM (MINVALUE) TO ('{first.first_id}')")


@contextmanager
def _nothing_hanging_on(table: str) -> Iterator[None]:
    """Without the keys of other tables that lead here and without its guards, which come back at the end and are checked."""
    _check_keys_now()
    _do(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    keys, guards = _ask(KEYS_OF_OTHERS, [table]), _ask(TRIGGERS, [table])
    for of, name, _ in keys:
        _do(f'ALTER TABLE {of} DROP CONSTRAINT "{name}"')
    for name, _ in guards:
        _do(f'DROP TRIGGER "{name}" ON {table}')
    yield
    for _, made_by in guards:
        _do(made_by)
    for of, name, leads_here in keys:
        _do(f'ALTER TABLE {of} ADD CONSTRAINT "{name}" {leads_here}')


def _wall(table: str, policies: Sequence[Sequence[Any]] = (("ebb_wall", INSIDE, INSIDE),)) -> None:
    """A part is read through its table, whose policy counts; by its own name nobody outside the wall sees a row of it."""
    _do(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    _do(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for name, seen, written in policies:
        _do(f'CREATE POLICY "{name}" ON {table} USING ({seen}) WITH CHECK ({written})')


def _move(source: str, target: str, which: str) -> None:
    _do(f"WITH moved AS (DELETE FROM {source} WHERE {which} RETURNING *) INSERT INTO {target} SELECT * FROM moved")  # noqa: S608
    _check_keys_now()


def _check_keys_now() -> None:
    """No table can be altered while keys wait to be checked."""
    _do("SET CONSTRAINTS ALL IMMEDIATE")
    _do("SET CONSTRAINTS ALL DEFERRED")


# --- Going on ---------------------------------------------------------------------------------------------------------


def make_months(now: datetime, *, moving: bool = False) -> list[str]:
    """Make the parts of coming months that are not there; which were made. Nothing where the tables are not kept in months.

    It waits two seconds at most for whoever reads or writes: else everybody would wait behind it. Raises OperationalError then,
    and nothing is lost: rows without a month lie in `other`. `moving`: those that came before their month was made are moved
    to it, during which nobody writes; else such a month is left for that.
    """
    made: list[str] = []
    if not is_begun():
        return made
    for table in TABLES:
        wanted = [month for month in coming(now) if f"{table}_{month}" in missing(now)]
        with transaction.atomic():
            _do(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            new = [_make(table, month) for month in wanted if moving or not _came_early(table, month)]
            if new:
                # PostgreSQL by itself reckons for each part, and never for the whole.
                _do(f"ANALYZE {table}")
        made += new
    return made


def _make(table: str, month: Month) -> str:
    part = f"{table}_{month}"
    bounds = f"FROM ('{month.first_id}') TO ('{month.following.first_id}')"
    if _came_early(table, month):
        with _nothing_hanging_on(table):
            _do(f"CREATE TABLE {part} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
            _move(f"{table}_{OTHER}", part, _within(month))
            _do(f"ALTER TABLE {table} ATTACH PARTITION {part} FOR VALUES {bounds}")
    else:
        _do(f"CREATE TABLE {part} PARTITION OF {table} FOR VALUES {bounds}")
    _wall(part)
    return part


def _came_early(table: str, month: Month) -> bool:
    ((found,),) = _ask(f"SELECT EXISTS (SELECT 1 FROM {table}_{OTHER} WHERE {_within(month)})")  # noqa: S608
    return bool(found)


def _within(month: Month) -> str:
    return f"id >= '{month.first_id}' AND id < '{month.following.first_id}'"


def retire(now: datetime) -> list[str]:
    """Drop the parts of past months that hold no row any more; which were dropped.

    Rows go when a record has come to its end, or a patient had it erased (docs/adr/0047, 0035); never here. So who looked stays.
    """
    if not is_begun():
        return []
    retired = []
    for part in parts():
        if part.name in (BEFORE, OTHER) or part.name >= str(Month.of(now)):
            continue
        with transaction.atomic():
            _do(f"LOCK TABLE {part.table}, {part.relation} IN ACCESS EXCLUSIVE MODE")
            ((is_used,),) = _ask(f"SELECT EXISTS (SELECT 1 FROM {part.relation})")  # noqa: S608
            if not is_used:
                _do(f"ALTER TABLE {part.table} DETACH PARTITION {part.relation}")
                _do(f"DROP TABLE {part.relation}")
                retired.append(part.relation)
    return retired


def _ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall())


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
