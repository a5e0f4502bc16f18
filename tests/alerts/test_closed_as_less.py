"""What people closed as less is asked again when it turns out to be worse."""

from typing import Any
from uuid import uuid4

import pytest

from alerts import actions
from alerts.models import Alert
from tests.alerts.conftest import Clock, Raise


@pytest.mark.parametrize(
    ("closed_as", "found_as", "is_told"),
    [("urgent", "emergency", True), ("urgent", "urgent", False), ("emergency", "urgent", False)],
)
def test_the_same_cause_is_told_again_only_when_it_is_worse_than_what_was_closed(
    find: Raise, anna: Any, clock: Clock, closed_as: str, found_as: str, is_told: bool
) -> None:
    cause = uuid4()
    first = find(rule="red_flag", code="fever", level=closed_as, causes=[cause])
    assert first is not None
    actions.resolve(alert_id=first.pk, by=anna.pk, outcome="advised", note="", now=clock.advance(minutes=5))
    again = find(rule="red_flag", code="fever", level=found_as, causes=[cause])
    assert (again is not None) == is_told
    assert Alert.objects.filter(state="open").count() == is_told
