"""The drill: everybody on the staff gets a message of their own, answers by its link, and nothing else comes of it."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from alerts import actions as alerts
from alerts.actions.links import acknowledge_by_link, sign_link
from alerts.models import Alert, Delivery
from diary.actions.drilling import drill_due, drills_of, start_drill
from tests.cast import Api, Cast

MONDAY_TEN = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return MONDAY_TEN


@pytest.fixture(autouse=True)
def in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sweep(now: datetime) -> None:
    alerts.sweep(clock=lambda: now, lane="test")


def test_a_drill_reaches_everybody_by_name_and_says_that_it_is_one(cast: Cast, now: datetime):
    assert start_drill(clinic=cast.harbour, now=now) == 4
    sweep(now + timedelta(seconds=5))
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"{name}@harbour.example" for name in ("anna", "ben", "mia", "piet")
    ]
    assert all(
        "drill" in message.subject and "Only a drill. Nothing has happened" in message.body for message in mail.outbox
    )


def test_answering_closes_it_and_the_results_say_who_did(cast: Cast, now: datetime):
    start_drill(clinic=cast.harbour, now=now)
    sweep(now + timedelta(seconds=5))
    mine = Delivery.objects.get(recipient=cast.anna)
    answered = acknowledge_by_link(signed=sign_link(mine), now=now + timedelta(minutes=3))
    assert (answered.state, answered.outcome) == ("resolved", "expected_no_action")
    results = {each.person: each for each in drills_of(cast.harbour)}
    assert results[cast.anna].answered_at == now + timedelta(minutes=3)
    assert (results[cast.ben].messages, results[cast.ben].answered_at) == ((("email", "sent"),), None)
    out = StringIO()
    call_command("drill", "--clinic", str(cast.harbour.pk), "--results", stdout=out)
    assert "anna@harbour.example: email sent; answered 2026-03-02 10:03" in out.getvalue()
    assert "ben@harbour.example: email sent; no answer" in out.getvalue()


def test_an_unanswered_drill_ends_without_another_message(cast: Cast, now: datetime):
    start_drill(clinic=cast.harbour, now=now)
    sweep(now + timedelta(seconds=5))
    sweep(now + DAY + timedelta(seconds=5))
    assert set(Alert.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert len(mail.outbox) == 4


def test_it_comes_every_week_in_opening_hours(cast: Cast, now: datetime):
    start_drill(clinic=cast.harbour, now=now)
    start_drill(clinic=cast.hill, now=now)
    sweep(now + DAY + timedelta(minutes=1))
    assert drill_due(now=now + 6 * DAY + timedelta(hours=23)) == 0
    assert drill_due(now=now + 7 * DAY + timedelta(hours=12)) == 0, "closed at ten at night"
    assert drill_due(now=now + 7 * DAY) == 2
    assert drill_due(now=now + 7 * DAY) == 0


def test_a_drill_is_on_nobodys_list_of_alerts(cast: Cast, now: datetime):
    start_drill(clinic=cast.harbour, now=now)
    assert Api(cast.anna, by="token").get("worklist").json["results"] == []
