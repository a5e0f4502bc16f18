"""`/healthz` and `/metrics` tell operators what is set aside and how the last drill went."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from alerts import actions as alerts
from alerts.actions.links import acknowledge_by_link, sign_link
from alerts.models import Alert, Delivery
from alerts.watch import last_drill
from diary.actions.drilling import start_drill
from tests.cast import Cast, make_cast

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return make_cast(now)


def healthz() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/healthz").json()
    return found


def metrics() -> dict[str, float]:
    families = text_string_to_metric_families(Client().get("/metrics").content.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_what_is_set_aside_is_counted_by_kind(db: None, now: datetime) -> None:
    assert healthz()["set_aside"] == {}
    for kind in ("judge", "judge", "claim"):
        alerts.set_aside(kind=kind, row=uuid4(), error=ValueError("6 out of 10"), now=now)
    assert healthz()["set_aside"] == {"claim": 1, "judge": 2}
    assert "6 out of 10" not in str(healthz())


def test_the_last_drill_is_told_by_its_age_and_its_answers(cast: Cast, now: datetime) -> None:
    assert healthz()["last_drill"] is None
    assert "ebb_drill_age_seconds" not in metrics()
    start_drill(clinic=cast.harbour, now=now - 8 * DAY)
    Alert.objects.update(state="withdrawn", withdrawn_at=now - 7 * DAY, next_rung_at=None)
    start_drill(clinic=cast.harbour, now=now - 2 * DAY)
    start_drill(clinic=cast.hill, now=now - DAY)
    acknowledge_by_link(signed=sign_link(Delivery.objects.filter(recipient=cast.zoe).get()), now=now)
    told = healthz()["last_drill"]
    assert (told["asked"], told["answered"]) == (5, 1)
    assert DAY.total_seconds() <= told["age_seconds"] < DAY.total_seconds() + 60
    shown = metrics()
    assert (shown["ebb_drill_asked"], shown["ebb_drill_answered"]) == (5, 1)
    assert shown["ebb_drill_age_seconds"] >= DAY.total_seconds()


def test_the_last_drill_is_found_among_any_number_of_alerts_by_an_index(db: None) -> None:
    query = Alert.objects.filter(rule="drill").order_by("-raised_at")[:1]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "alert_drill" in query.explain()
    assert last_drill(datetime.now(UTC)).age is None
