"""Alerts that are opened together are told as each would be alone, whoever is round them."""

from datetime import time
from typing import Any
from uuid import UUID

import pytest

from alerts import actions
from alerts.actions.journal import is_intact
from alerts.actions.opening import Found, open_many
from alerts.fields import uuid7
from alerts.lifecycle import DRILL, OpeningHours
from alerts.models import Alert, Delivery, QuietHours
from tests.alerts.conftest import Clock, FakeAudience

OWN = {"id", "alert_id", "subject", "about", "key", "detail", "note", "event_hash"}


def found(subject: UUID, rule: str) -> Found:
    return Found(subject, None, rule, None, "practitioner", (uuid7(),), {})


def rows(subject: UUID) -> list[dict[str, Any]]:
    """The alert of a subject and its messages, without what is each one's own."""
    alerts: list[Alert | Delivery] = list(Alert.objects.filter(subject=subject))
    messages = Delivery.objects.filter(subject=subject).order_by("recipient_id", "contact_point_id")
    return [
        {name: value for name, value in vars(row).items() if name not in OWN and name != "_state"}
        for row in [*alerts, *messages]
    ]


@pytest.mark.django_db
def test_those_round_whom_the_same_people_are_are_told_as_each_alone(
    anna: Any, ben: Any, team: FakeAudience, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    QuietHours.objects.create(user=ben, zone="Europe/London", starts=time(0), ends=time(12))
    of_anna, of_ben = ((anna.pk,), (ben.pk,)), ((ben.pk,), (anna.pk,))
    nobody: tuple[tuple[UUID, ...], ...] = ()
    late = OpeningHours("Pacific/Auckland")
    cases = [
        (of_anna, team.opening, "steps"),
        (of_anna, team.opening, "steps"),
        (of_ben, team.opening, "steps"),
        (of_anna, late, "steps"),
        (of_anna, team.opening, DRILL),
        (nobody, team.opening, "steps"),
        (nobody, team.opening, "steps"),
    ]
    together, alone = [uuid7() for _ in cases], [uuid7() for _ in cases]
    around = {
        who: (rungs, hours) for each in (together, alone) for who, (rungs, hours, _) in zip(each, cases, strict=True)
    }
    monkeypatch.setattr(team, "rungs", lambda who, about, now: around[who][0])
    monkeypatch.setattr(team, "hours", lambda who: around[who][1])
    monkeypatch.setattr(team, "around_many", lambda wanted, now: [around[who] for who, _ in wanted])

    wanted = [found(who, rule) for who, (_, _, rule) in zip(together, cases, strict=True)]
    open_many(found=wanted, now=clock())
    for who, (_, _, rule) in zip(alone, cases, strict=True):
        actions.raise_alert(**found(who, rule)._asdict(), now=clock())

    told = [rows(who) for who in together]
    assert told == [rows(who) for who in alone]
    assert [len(each) for each in told] == [2, 2, 2, 2, 2, 1, 1]
    assert Delivery.objects.values("id").distinct().count() == 10
    for alert in Alert.objects.filter(subject__in=together):
        assert is_intact(alert, alert.events.order_by("seq"))
        assert alert.causes.count() == 1
