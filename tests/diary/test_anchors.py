"""The record of who looked is chained: whatever is done to it behind Ebb's back is found and named."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from alerts.fields import Sealed, SealedTextField, seal
from diary import tasks
from diary.actions import retaining
from diary.actions.anchoring import anchor_audit, breaks, mark_of, waiting
from diary.actions.auditing import record_access
from diary.actions.breaking_glass import break_glass
from diary.models import AuditAnchor, AuditEvent
from tests.cast import Cast, make_cast
from tests.diary.care import DAY, HOUR
from tests.diary.forging import unguarded

WHY = "She rang, and Anna cannot be reached."
Harm = Callable[[list[AuditAnchor], Cast], object]


def look(cast: Cast, now: datetime, times: int = 5) -> None:
    for _ in range(times):
        record_access(by=cast.anna, patient=cast.maya, action="entry.read", now=now)


@pytest.fixture
def chain(cast: Cast, now: datetime) -> list[AuditAnchor]:
    """Three anchors: of what made the cast, and of five looks each; before the last Piet broke the glass."""
    anchors = anchor_audit(now=now + HOUR)
    for hours in (2, 4):
        with time_machine.travel(now + hours * HOUR, tick=False):
            look(cast, now + hours * HOUR)
            if hours == 4:
                break_glass(patient=cast.maya, by=cast.piet, reason=WHY, now=now)
        anchors += anchor_audit(now=now + (hours + 1) * HOUR)
    return anchors


def rows_of(number: int) -> list[AuditEvent]:
    """The rows that an anchor holds."""
    upto = AuditAnchor.objects.get(number=number).upto
    before = AuditAnchor.objects.get(number=number - 1).upto
    return list(AuditEvent.objects.filter(id__gt=before, id__lte=upto).order_by("id"))


def verified(*known: str) -> str:
    out = StringIO()
    call_command("verify_audit", *(["--known", *known] if known else []), stdout=out)
    return out.getvalue()


def test_an_untouched_record_is_whole_and_each_row_stands_in_one_anchor(chain: list[AuditAnchor], cast: Cast):
    assert [anchor.rows for anchor in chain][1:] == [5, 6]
    assert sum(anchor.rows for anchor in chain) == AuditEvent.objects.count()
    assert verified() == f"3 anchors hold; the last is {mark_of(chain[-1])}. 0 rows wait for the next one.\n"
    assert verified(*map(mark_of, chain)) == verified()


def test_the_latest_rows_wait_until_nobody_can_still_be_writing(cast: Cast, now: datetime):
    look(cast, now)
    assert anchor_audit(now=datetime.now(UTC)) == []
    assert waiting() == AuditEvent.objects.count() >= 5
    assert anchor_audit(now=now + HOUR)[0].rows == AuditEvent.objects.count()
    assert anchor_audit(now=now + DAY) == []


def change_a_row(chain: list[AuditAnchor], cast: Cast) -> None:
    AuditEvent.objects.filter(pk=rows_of(2)[3].pk).update(actor=cast.piet)


def swap_two_rows(chain: list[AuditAnchor], cast: Cast) -> None:
    one, other = rows_of(2)[0], rows_of(3)[-1]
    for row, like in ((one, other), (other, one)):
        AuditEvent.objects.filter(pk=row.pk).update(action=like.action, at=like.at, actor=like.actor)


def delete_a_row(chain: list[AuditAnchor], cast: Cast) -> None:
    AuditEvent.objects.filter(pk=rows_of(2)[0].pk).delete()


def put_a_row_in(chain: list[AuditAnchor], cast: Cast) -> None:
    first, second, *_ = rows_of(2)
    between = (first.pk.int + second.pk.int) // 2
    AuditEvent.objects.create(pk=type(first.pk)(int=between), at=first.at, actor=cast.ben, action="entry.read")


def delete_an_anchor(chain: list[AuditAnchor], cast: Cast) -> None:
    AuditAnchor.objects.filter(number=2).delete()


def swap_two_anchors(chain: list[AuditAnchor], cast: Cast) -> None:
    for number, to in ((2, 99), (3, 2), (99, 3)):
        AuditAnchor.objects.filter(number=number).update(number=to)


def change_an_anchor(chain: list[AuditAnchor], cast: Cast) -> None:
    AuditAnchor.objects.filter(number=2).update(at=chain[0].at)


def change_a_reason(chain: list[AuditAnchor], cast: Cast) -> None:
    row = AuditEvent.objects.get(action="record.break_glass")
    field = AuditEvent._meta.get_field("reason")
    assert isinstance(field, SealedTextField)
    AuditEvent.objects.filter(pk=row.pk).update(reason=Sealed(seal("She said I could.", field.place_of(row.pk))))


def drop_a_reason(chain: list[AuditAnchor], cast: Cast) -> None:
    AuditEvent.objects.filter(action="record.break_glass").update(reason=None)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (change_a_row, ["anchor 2, rows after", "a row was changed"]),
        (swap_two_rows, ["anchor 2, rows after", "anchor 3, rows after"]),
        (delete_a_row, ["anchor 2, rows after", "of 5 rows 4 are there"]),
        (put_a_row_in, ["anchor 2, rows after", "of 5 rows 6 are there"]),
        (
            delete_an_anchor,
            ["anchor 2 is missing: the next one is 3", "anchor 3, rows after", "of 6 rows 11 are there"],
        ),
        (swap_two_anchors, ["anchor 2 does not follow the one before it", "anchor 2 was changed"]),
        (change_an_anchor, ["anchor 2 was changed"]),
        (change_a_reason, ["its reason was changed"]),
        (drop_a_reason, ["its reason was changed"]),
    ],
)
def test_each_harm_is_found_and_named(harm: Harm, words: list[str], chain: list[AuditAnchor], cast: Cast):
    with unguarded():
        harm(chain, cast)
    out = StringIO()
    with pytest.raises(CommandError, match="was touched"):
        call_command("verify_audit", stdout=out)
    assert [word for word in words if word not in out.getvalue()] == []


def test_the_range_that_is_named_is_that_of_the_row(chain: list[AuditAnchor], cast: Cast):
    with unguarded():
        change_a_row(chain, cast)
    assert list(breaks()) == [
        f"anchor 2, rows after {chain[0].upto} up to {chain[1].upto}, of {chain[1].at:%Y-%m-%d %H:%M}: a row was changed"
    ]


def test_a_chain_that_was_made_anew_is_found_by_what_was_written_down_outside(
    chain: list[AuditAnchor], cast: Cast, now: datetime
):
    with unguarded():
        delete_a_row(chain, cast)
        AuditAnchor.objects.all().delete()
    anchor_audit(now=now + DAY)
    assert list(breaks()) == []
    with pytest.raises(CommandError, match="2 places"):
        verified(mark_of(chain[0]), mark_of(chain[2]))


def test_each_anchor_is_logged_and_nothing_of_anybody_with_it(
    cast: Cast, now: datetime, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO), time_machine.travel(now + HOUR):
        assert tasks.anchor_audit() == 1
    anchor = AuditAnchor.objects.get()
    assert caplog.messages == [f"audit anchor {mark_of(anchor)}: {anchor.rows} rows"]


def test_the_database_refuses_to_change_or_delete_who_looked_whoever_asks(chain: list[AuditAnchor], cast: Cast):
    changes = [
        lambda: AuditEvent.objects.filter(actor=cast.anna).update(actor=cast.piet),
        lambda: AuditEvent.objects.filter(action="record.break_glass").update(reason_hash=""),
        lambda: AuditEvent.objects.filter(actor=cast.anna).delete(),
        lambda: AuditAnchor.objects.filter(number=1).update(hash="0" * 64),
        lambda: AuditAnchor.objects.filter(number=3).delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match=r"who looked cannot be (updated|deleted)"), transaction.atomic():
            change()
    assert list(breaks()) == []


def test_when_the_record_ends_the_reason_goes_and_the_chain_holds(chain: list[AuditAnchor], cast: Cast, now: datetime):
    """Its hash stays, and so does who looked."""
    looked = AuditEvent.objects.filter(patient=cast.maya).count()
    with time_machine.travel(now + 20 * 366 * DAY):
        ended = retaining.end_records(now=now + 20 * 366 * DAY)

    assert cast.maya.pk in {each.patient for each in ended}
    row = AuditEvent.objects.get(action="record.break_glass")
    assert (row.reason, len(row.reason_hash)) == (None, 64)
    assert AuditEvent.objects.filter(patient=cast.maya).count() == looked + 1
    assert list(breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_written_while_others_are_anchored_is_not_lost(transactional_db: None):
    """On PostgreSQL the anchor waits for whoever still writes; on SQLite writers take turns."""
    now = datetime.now(UTC)
    cast = make_cast(now)
    is_written, is_anchored = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            look(cast, now, times=1)
            is_written.set()
            is_anchored.wait(0.5 if connection.vendor == "sqlite" else 20)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert is_written.wait(20)
    anchor_audit(now=now + HOUR)
    is_anchored.set()
    writer.join()
    anchor_audit(now=now + HOUR)

    assert AuditEvent.objects.filter(action="entry.read").count() == 1
    assert sum(anchor.rows for anchor in AuditAnchor.objects.all()) == AuditEvent.objects.count()
    assert list(breaks()) == []
