"""The record of who looked, chained from behind: each look writes its one row, and every hour an anchor sums up what has settled.

An anchor holds a hash over its rows and over the anchor before. So a row that was changed, taken out or put in shows, and so
does an anchor; and because each anchor's hash is logged, even a chain that was made anew. See
docs/adr/0053-who-looked-is-chained-from-behind.md.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from alerts.fields import UnsealError
from diary.models import AuditAnchor, AuditEvent

log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=10)  # an id is made before its row is written, on a clock that may not be the database's
MOST_ROWS = 50_000  # of one anchor
MOST_ANCHORS = 10  # of one run: what is left is for the next hour
FIELDS = ("id", "at", "actor_id", "clinic_id", "patient_id", "action", "object_id", "reason_hash")
NOTHING = UUID(int=0)


def reason_hash_of(event: UUID, reason: str) -> str:
    """SHA-256 over the row's id and the reason, in hex: what stays of a reason when it goes."""
    return _hash([str(event), reason])


def anchor_audit(*, now: datetime) -> list[AuditAnchor]:
    """Chain what has settled and is in no anchor yet; the new anchors. Whoever comes second at the same moment makes none."""
    made: list[AuditAnchor] = []
    end = _before(_horizon(now))
    while len(made) < MOST_ANCHORS:
        try:
            anchor = _next_anchor(end, now)
        except IntegrityError:
            break  # another run was quicker
        if anchor is None:
            break
        log.info("audit anchor %s: %s rows", mark_of(anchor), anchor.rows)
        made.append(anchor)
    return made


def mark_of(anchor: AuditAnchor) -> str:
    """An anchor as it is written down outside, and as `verify_audit --known` takes it: its number and its hash."""
    return f"{anchor.number}:{anchor.hash}"


def breaks(known: Iterable[tuple[int, str]] = ()) -> Iterator[str]:
    """Everything that shows the record was touched, in words, the oldest first; `known`: anchors that were written down outside."""
    anchors = list(AuditAnchor.objects.order_by("number"))
    yield from _broken_links(anchors)
    yield from _unknown(anchors, known)
    first = AuditAnchor(number=0, upto=NOTHING)
    for before, anchor in pairwise([first, *anchors]):
        count, _, found = _sum_up(_rows(before.upto).filter(id__lte=anchor.upto))
        if (count, found) != (anchor.rows, anchor.rows_hash):
            what = "a row was changed" if count == anchor.rows else f"of {anchor.rows} rows {count} are there"
            yield f"anchor {anchor.number}, rows after {before.upto} up to {anchor.upto}, of {anchor.at:%Y-%m-%d %H:%M}: {what}"
    yield from _broken_reasons()


def waiting() -> int:
    """How many rows no anchor holds yet."""
    last = AuditAnchor.objects.order_by("-number").first()
    return _rows(last.upto if last else NOTHING).count()


@transaction.atomic
def _next_anchor(end: UUID, now: datetime) -> AuditAnchor | None:
    last = AuditAnchor.objects.order_by("-number").first()
    count, upto, found = _sum_up(_rows(last.upto if last else NOTHING).filter(id__lt=end)[:MOST_ROWS])
    if not count:
        return None
    anchor = AuditAnchor(
        number=last.number + 1 if last else 1,
        at=now,
        upto=upto,
        rows=count,
        rows_hash=found,
        prev_hash=last.hash if last else "",
    )
    anchor.hash = _hash_of(anchor)
    anchor.save(force_insert=True)
    return anchor


def _horizon(now: datetime) -> datetime:
    """A moment before which nobody can still be writing: transactions that are open now began after it."""
    oldest = now
    if connection.vendor == "postgresql":  # on SQLite nobody else writes during this transaction
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            oldest = cursor.fetchone()[0] or now
    return min(now, oldest) - SETTLED


def _before(moment: datetime) -> UUID:
    """The lowest id that is made at `moment`: `uuid7` begins with the milliseconds."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _rows(after: UUID) -> "QuerySet[AuditEvent]":
    return AuditEvent.objects.filter(id__gt=after).order_by("id")


def _sum_up(rows: "QuerySet[AuditEvent]") -> tuple[int, UUID, str]:
    """How many, the last one's id, and SHA-256 over a line of JSON for each, in hex."""
    count, last, found = 0, NOTHING, hashlib.sha256()
    for row in rows.values_list(*FIELDS).iterator(chunk_size=2_000):
        found.update(_line([_plain(value) for value in row]))
        count, last = count + 1, row[0]
    return count, last, found.hexdigest()


def _hash_of(anchor: AuditAnchor) -> str:
    fields = (anchor.prev_hash, anchor.number, anchor.at, anchor.upto, anchor.rows, anchor.rows_hash)
    return _hash([_plain(value) for value in fields])


def _hash(fields: list[Any]) -> str:
    return hashlib.sha256(_line(fields)).hexdigest()


def _line(fields: list[Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def _broken_links(anchors: Iterable[AuditAnchor]) -> Iterator[str]:
    before = AuditAnchor(number=0, upto=NOTHING, hash="")
    for anchor in anchors:
        if anchor.number != before.number + 1:
            yield f"anchor {before.number + 1} is missing: the next one is {anchor.number}"
        elif anchor.prev_hash != before.hash:
            yield f"anchor {anchor.number} does not follow the one before it"
        if anchor.hash != _hash_of(anchor):
            yield f"anchor {anchor.number} was changed"
        before = anchor


def _unknown(anchors: Iterable[AuditAnchor], known: Iterable[tuple[int, str]]) -> Iterator[str]:
    there = {anchor.number: anchor.hash for anchor in anchors}
    for number, written_down in known:
        if there.get(number) != written_down:
            yield f"anchor {number} is {'another' if number in there else 'not there'}, and was written down as {written_down}"


def _broken_reasons() -> Iterator[str]:
    """A reason is sealed anew with a new key and goes with its record; otherwise it is what it was."""
    said = AuditEvent.objects.exclude(reason=None, reason_hash="").select_related("patient").order_by("id")
    for event in said.iterator(chunk_size=500):
        try:
            reason = event.reason
        except UnsealError:
            yield f"row {event.pk}: its reason cannot be opened"
            continue
        is_gone = reason is None and event.patient is not None and event.patient.record_erased_at is not None
        if not is_gone and (reason is None or reason_hash_of(event.pk, reason) != event.reason_hash):
            yield f"row {event.pk}: its reason was changed"
