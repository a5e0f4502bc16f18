"""The database cuts a connection in the middle of a row: that row is due as before, and nobody leaves it alone for a minute."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import InterfaceError, OperationalError, connections

from alerts import actions
from alerts.actions import deliveries, timing
from alerts.actions.sweeping import Swept
from alerts.models import Alert, Delivery, SetAside
from tests.alerts.conftest import Clock, FakeChannel, Raise

ONCE = pytest.mark.parametrize("error", [OperationalError("terminating connection"), InterfaceError("closed")])


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """This thread's connection is no longer good for anything; a new one can be had."""
    monkeypatch.setattr(connections["default"], "is_usable", lambda: False)
    monkeypatch.setattr(connections["default"], "close", lambda: None)


def failing_once(work: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    errors = [error]

    def fail(*words: Any, **more: Any) -> Any:
        if errors:
            raise errors.pop()
        return work(*words, **more)

    return fail


@ONCE
def test_a_message_leaves_with_the_next_sweep(
    cut: None,
    error: Exception,
    find: Raise,
    anna: Any,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find(level="emergency")
    monkeypatch.setattr(deliveries, "claim", failing_once(deliveries.claim, error))
    assert sweep().sent == 0
    assert not SetAside.objects.exists()
    assert sweep().sent == 1


@ONCE
def test_the_ladder_climbs_with_the_next_sweep(
    cut: None,
    error: Exception,
    find: Raise,
    ben: Any,
    clock: Clock,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find(level="emergency")
    sweep()
    clock.advance(minutes=6)
    monkeypatch.setattr(timing, "_escalate", failing_once(timing._escalate, error))
    assert sweep().escalated == 0
    assert sweep().escalated == 1


def test_a_row_that_the_database_refuses_is_set_aside(
    find: Raise, anna: Any, channel: FakeChannel, sweep: Callable[[], Swept], monkeypatch: pytest.MonkeyPatch
) -> None:
    find(level="emergency")
    monkeypatch.setattr(deliveries, "claim", failing_once(deliveries.claim, OperationalError("statement timeout")))
    sweep()
    assert SetAside.objects.get().row == Delivery.objects.get().pk
    assert sweep().sent == 0
    assert Alert.objects.get().state == "open"


def test_where_no_connection_can_be_had_nothing_is_skipped(
    cut: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    rows: list[UUID] = [uuid4(), uuid4()]
    tried: list[UUID] = []

    def work(row: UUID) -> None:
        tried.append(row)
        raise OperationalError("terminating connection")

    with monkeypatch.context() as away:
        away.setattr(connections["default"], "ensure_connection", refuse)
        with pytest.raises(OperationalError, match="refused"):
            actions.setting_aside.each_or_set_aside("escalate", rows, work, now=Clock().now)
    assert tried == rows[:1]
