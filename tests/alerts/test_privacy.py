"""What a thief of the database file, of the logs or of the broker would learn: nothing."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from alerts import actions
from alerts.actions.sweeping import Swept
from alerts.channels import DeliveryError
from alerts.fields import Privacy
from alerts.models import Alert, AlertEvent, ContactPoint
from tests.alerts.conftest import DETAIL, Clock, FakeChannel, Raise

MODELS = sorted(apps.get_app_config("alerts").get_models(), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_has_its_privacy_label(model: Any) -> None:
    assert set(model.privacy) == {field.name for field in model._meta.concrete_fields}


def test_texts_and_addresses_are_not_operational() -> None:
    assert ContactPoint.privacy["address"] is Privacy.IDENTIFYING
    assert {Alert.privacy[name] for name in ("key", "code", "note", "detail")} == {Privacy.CLINICAL}
    assert AlertEvent.privacy["because"] is Privacy.CLINICAL


def test_sealed_columns_are_unreadable_in_the_database(find: Raise, anna: Any, clock: Clock) -> None:
    alert = find()
    assert alert is not None
    actions.resolve(alert_id=alert.pk, by=anna.pk, outcome="logged_in_error", note="It was her sister.", now=clock.now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail, note FROM alerts_alert")
        raw = [*cursor.fetchone()]
        cursor.execute("SELECT because FROM alerts_alertevent")
        raw += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT address, secret FROM alerts_contactpoint")
        raw += [*cursor.fetchone()]
    assert len(raw) == 6
    for plain in ("6 out of 10", "because", "sister", "anna", "clinic"):
        assert not any(plain in value for value in raw)
    again = Alert.objects.get()
    assert (again.detail, again.note) == (DETAIL, "It was her sister.")
    assert ContactPoint.objects.get().address == "anna@clinic.example"


def test_logs_carry_ids_only(
    find: Raise,
    anna: Any,
    clock: Clock,
    channel: FakeChannel,
    sweep: Callable[[], Swept],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="alerts")
    find(rule="red_flag", code="saddle-numbness", detail={"because": "numb between the legs"})
    channel.faults["anna@clinic.example"] = DeliveryError("timeout")
    sweep()
    channel.faults["anna@clinic.example"] = ValueError("anna@clinic.example is full")
    clock.advance(seconds=5)
    sweep()
    assert "delivery" in caplog.text
    for secret in ("anna", "clinic", "saddle", "numb", "red_flag"):
        assert secret not in caplog.text
