"""A second in which nothing is due asks two questions. Whatever is due, one of them sees it; and however many alerts are open, they
are no more work.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alerts.actions import sweeping
from alerts.actions.idling import is_idle
from alerts.actions.sweeping import Swept
from alerts.lifecycle import DAY, LEASE, MINUTE, UNSEEN_AFTER
from alerts.models import Alert, Attempt, Delivery, WayBack
from tests.alerts.conftest import Clock, FakeChannel, Raise
from tests.bench.plans import Read, plan_of

Sweep = Callable[[], Swept]
BIT = timedelta(seconds=1)
FAR = 2 * MINUTE  # more than the clocks of a machine may differ


def somebody() -> Any:
    return get_user_model().objects.get()


def alerts(**changes: Any) -> None:
    Alert.objects.filter(level="urgent").update(**changes)


def messages(**changes: Any) -> None:
    Delivery.objects.update(**changes)


def acknowledged(until: datetime, now: datetime) -> None:
    alerts(state="acknowledged", acknowledged_at=now, acknowledged_by=somebody(), acknowledgement_expires_at=until)


def resolved(now: datetime, **changes: Any) -> None:
    alerts(state="resolved", resolved_at=now, resolved_by=somebody(), outcome="advised", **changes)


def claimed(until: datetime) -> None:
    messages(state="claimed", claim_token=uuid4(), claimed_until=until)


def tried_ahead(now: datetime) -> None:
    messages(state="pending", next_attempt_at=now + FAR)
    Attempt.objects.update(started_at=now + FAR)


def hold_back(now: datetime) -> None:
    Alert.objects.filter(level="practitioner").update(inhibited_by=Alert.objects.get(level="urgent"))
    resolved(now)


def ask_to_return(now: datetime) -> None:
    WayBack.objects.create(address_hash="a", secret_hash="b", created_at=now, expires_at=now + BIT)


DUE: dict[str, Callable[[datetime], None]] = {
    "the next rung": lambda now: alerts(next_rung_at=now),
    "the end of an acknowledgement": lambda now: acknowledged(now, now),
    "the end of a snooze": lambda now: alerts(state="snoozed", snoozed_until=now),
    "what it waited for is closed": hold_back,
    "a follow-up": lambda now: resolved(now, follow_up_at=now),
    "nobody has seen it": lambda now: alerts(raised_at=now - UNSEEN_AFTER),
    "a drill of yesterday": lambda now: alerts(rule="drill", level="practitioner", raised_at=now - DAY),
    "told in the future": lambda now: alerts(notified_at=now + FAR),
    "acknowledged for too long": lambda now: acknowledged(now + DAY, now),
    "a message": lambda now: messages(state="pending", next_attempt_at=now),
    "a claim of the dead": lambda now: claimed(now - BIT),
    "a claim of the future": lambda now: claimed(now + LEASE + FAR),
    "no receipt": lambda now: messages(receipt_due_at=now),
    "it has failed": lambda now: messages(state="failed", reason="gone"),
    "written in the future": lambda now: messages(state="pending", created_at=now + FAR, next_attempt_at=now + FAR),
    "tried in the future": tried_ahead,
    "a way back": ask_to_return,
}


@pytest.fixture
def quiet(find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep) -> datetime:
    """Two alerts are open and told, and nothing is due; the moment."""
    find(rule="red_flag", code="one", level="urgent", subject=uuid4())
    find(rule="flare", code="other", level="practitioner", subject=uuid4())
    sweep()
    assert channel.sent
    assert is_idle(lane="sweeper", now=clock.now, ladder=clock.now)
    return clock.now


@pytest.mark.parametrize("what", DUE)
def test_whatever_is_due_is_seen(quiet: datetime, what: str) -> None:
    DUE[what](quiet)
    assert not is_idle(lane="sweeper", now=quiet, ladder=quiet)


@pytest.mark.parametrize("what", ["the next rung", "nobody has seen it"])
def test_what_is_due_by_the_time_that_the_ladder_goes_by_is_seen(quiet: datetime, what: str) -> None:
    DUE[what](quiet + DAY)
    assert is_idle(lane="sweeper", now=quiet, ladder=quiet)
    assert not is_idle(lane="sweeper", now=quiet, ladder=quiet + DAY)


def test_a_message_leaves_by_whichever_clock_is_later(quiet: datetime) -> None:
    messages(state="pending", next_attempt_at=quiet + BIT)
    assert is_idle(lane="sweeper", now=quiet, ladder=quiet)
    assert not is_idle(lane="sweeper", now=quiet + BIT, ladder=quiet)
    assert not is_idle(lane="sweeper", now=quiet, ladder=quiet + BIT)


def test_a_lane_that_never_swept_is_not_idle(quiet: datetime) -> None:
    assert not is_idle(lane="beat", now=quiet, ladder=quiet)


# --- However many alerts are open -------------------------------------------------------------------------------------


def asked_of(sweep: Sweep) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        sweep()
    return [each["sql"] for each in caught.captured_queries]


def rows_read_for(statements: list[str]) -> int:
    """Of the tables that grow; what would read one whole because it is small is told not to."""
    read = Read()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for each in statements:
            if each.startswith("SELECT"):
                read.add(plan_of(each, analyze=True))
    return read.rows


@pytest.mark.parametrize("is_whole", [False, True], ids=["an idle one", "with all its parts"])
def test_more_open_alerts_are_no_more_work_for_a_sweep(
    find: Raise,
    anna: Any,
    clock: Clock,
    channel: FakeChannel,
    sweep: Sweep,
    monkeypatch: pytest.MonkeyPatch,
    is_whole: bool,
) -> None:
    costs = []
    for count in (3, 60):
        for _ in range(count):
            find(rule="flare", level="practitioner", subject=uuid4())
        for _ in range(3):
            sweep()
        with monkeypatch.context() as during:
            if is_whole:
                during.setattr(sweeping, "is_idle", lambda **_: False)
            asked = asked_of(sweep)
        costs.append((len(asked), rows_read_for(asked) if connection.vendor == "postgresql" else 0))
    assert costs[0] == costs[1]
