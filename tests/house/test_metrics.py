"""`/metrics`: figures for Prometheus, for this machine or the token's holder, about no person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from alerts import actions as alerts
from tests.cast import Cast, make_cast

PROXIED = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(datetime.now(UTC))


def test_it_is_read_by_this_machine_and_holds_no_label_about_a_person(cast: Cast) -> None:
    alerts.raise_alert(
        subject=cast.maya.pk,
        about=None,
        rule="red_flag",
        code="fever",
        level="urgent",
        causes=[],
        detail={},
        now=cast.harbour.created_at,
    )
    answer = Client().get("/metrics")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    families = {family.name: family for family in text_string_to_metric_families(answer.content.decode())}
    assert families["ebb_alerts"].samples[0].labels == {"level": "urgent", "state": "open"}
    assert families["ebb_deliveries_pending"].samples[0].value == 1
    labels = {name for family in families.values() for sample in family.samples for name in sample.labels}
    assert labels <= {"level", "state", "lane", "kind"}
    assert "fever" not in answer.content.decode()


@pytest.mark.parametrize("headers", [PROXIED, {"Forwarded": "for=203.0.113.9"}, {"Via": "1.1 proxy"}], ids=str)
def test_a_proxys_visitors_get_nothing(db: None, headers: dict[str, str]) -> None:
    assert Client().get("/metrics", headers=headers).status_code == 404


def test_another_machine_needs_the_token(db: None, settings: Any) -> None:
    there = Client(REMOTE_ADDR="203.0.113.9")
    assert there.get("/metrics").status_code == 404
    assert there.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "kept secret"
    assert there.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert there.get("/metrics", headers={"Authorization": "Bearer kept secret"}).status_code == 200
    assert Client().get("/metrics", headers=PROXIED | {"Authorization": "Bearer kept secret"}).status_code == 200
