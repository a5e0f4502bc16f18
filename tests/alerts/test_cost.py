"""Statements, counted: raising is part of the patient's write, and an idle sweep runs every second."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from alerts.actions.sweeping import Swept
from tests.alerts.conftest import Clock, FakeChannel, Raise


def test_raising_costs_a_fixed_number_of_statements(find: Raise, mia: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(13):  # one of them asks what it must wait for
        find(causes=[uuid4() for _ in range(50)])


def test_the_same_finding_again_costs_two_reads(find: Raise, anna: Any, django_assert_max_num_queries: Any) -> None:
    cause = uuid4()
    find(causes=[cause])
    with django_assert_max_num_queries(2):
        find(causes=[cause])


def test_an_idle_sweep_is_cheap_however_many_alerts_are_open(
    find: Raise,
    anna: Any,
    clock: Clock,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(10):
        find(subject=uuid4())
    sweep()
    with django_assert_max_num_queries(3):  # two questions and the beat
        sweep()
