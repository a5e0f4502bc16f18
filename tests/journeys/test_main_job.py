"""The main job through HTTP with everything running: a score, a judgement, an alert, an answer.

Scenarios A, B, E and F are those of clinical reference 1.8, as far as today's rules reach.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from alerts.fields import uuid7
from tests.journeys.conftest import World
from tests.journeys.people import HOUR, now, wait_for

pytestmark = pytest.mark.stack

TOLD_WITHIN = 5  # seconds from the PUT to the practitioner's mailbox


@pytest.fixture
def webhooks(world: World) -> Iterator[tuple[list[Request], str]]:
    """What arrives at Anna's webhook, and the secret its signatures are made with."""
    arrived: list[Request] = []

    def take(request: Request) -> Response:
        request.get_data()
        arrived.append(request)
        return Response(status=204)

    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/hook").respond_with_handler(take)
        secret = world.ebb.manage("add_webhook", "anna@demo.example", server.url_for("/hook")).splitlines()[-1]
        yield arrived, secret


def not_yet_ended(alert: dict[str, Any]) -> list[Any]:
    return [each for each in alert["deliveries"] if each["state"] in ("pending", "claimed")]


def test_scenario_a_a_flare_that_lasts_past_48_hours(world: World):
    nora, start = world.new_patient(), now() - 51 * HOUR
    for hours in (20, 44, 68):
        nora.log(start - hours * HOUR, 3)
    session = nora.treat(start)
    assert session["baseline"]["nrs"] == 3

    assert nora.log(start + 4 * HOUR, 7)["findings"] == []
    assert nora.log(start + 24 * HOUR, 7)["findings"] == []
    assert nora.alerts() == []
    lasting = nora.log(start + 50 * HOUR, 7)

    assert [finding["rule"] for finding in lasting["findings"]] == ["forty_eight_hours"]
    [alert] = nora.alerts(rule="forty_eight_hours")
    assert (alert["level"], alert["state"], alert["hours_since_session"]) == ("practitioner", "open", 50.0)
    assert wait_for(lambda: world.mailbox.about(alert["id"]), TOLD_WITHIN)
    assert nora.anna.get(f"sessions/{session['id']}")["recovery"] == "lasting"


def test_scenario_b_the_second_session_keeps_the_baseline_of_the_first(world: World):
    nora, first = world.new_patient(), now() - 146 * HOUR
    for hours in (20, 44, 68):
        nora.log(first - hours * HOUR, 3)
    nora.treat(first)
    nora.log(first + 24 * HOUR, 5)
    check_in = nora.log(first + 71 * HOUR, 5)
    assert "forty_eight_hours" in [finding["rule"] for finding in check_in["findings"]]

    second = nora.treat(first + 73 * HOUR, started_at=(first + 72 * HOUR).isoformat())
    assert second["baseline"] | {"readings": []} == {"nrs": 3, "quality": "carried", "readings": []}
    nora.log(first + 97 * HOUR, 6)
    again = nora.log(first + 145 * HOUR, 6)

    assert "forty_eight_hours" in [finding["rule"] for finding in again["findings"]]
    assert len(nora.alerts(rule="forty_eight_hours", state="open")) == 2


def test_scenario_e_fever_with_spreading_redness_is_urgent(world: World):
    nora, start = world.new_patient(), now() - 97 * HOUR
    nora.treat(start)
    answer = nora.log(start + 96 * HOUR, 4, "fever", "site-redness-spreading")

    assert answer["level"] == "urgent"
    assert answer["advice"][0]["code"] == "ADV-U"
    [alert] = nora.alerts(rule="red_flag", code="combo-site-infection")
    assert alert["level"] == "urgent"
    assert "high temperature" in alert["because"]


def test_scenario_f_breathlessness_tells_patient_and_practitioner_at_once(
    world: World, webhooks: tuple[list[Request], str]
):
    arrived, secret = webhooks
    nora, start = world.new_patient(), now() - 9 * HOUR
    nora.treat(start, regions=["upper-back"])
    began = time.monotonic()
    answer = nora.log(start + 8 * HOUR, 5, "short-of-breath")

    assert answer["advice"][0]["code"] == "ADV-E"
    [alert] = nora.alerts(rule="red_flag")
    assert wait_for(lambda: world.mailbox.about(alert["id"]), TOLD_WITHIN)
    assert wait_for(lambda: [each for each in arrived if alert["id"] in each.get_data(as_text=True)], TOLD_WITHIN)
    assert time.monotonic() - began < TOLD_WITHIN
    call = next(each for each in arrived if alert["id"] in each.get_data(as_text=True))
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.get_data()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"


def test_a_message_says_nothing_about_anybody(world: World, webhooks: tuple[list[Request], str]):
    arrived, _ = webhooks
    nora = world.new_patient()
    nora.log(now() - HOUR, 9, "saddle-numb", note="canary-note")
    [alert] = nora.alerts()
    [message] = wait_for(lambda: world.mailbox.about(alert["id"]), TOLD_WITHIN)
    assert wait_for(lambda: arrived, TOLD_WITHIN)

    sent = f"{message.as_string()} {arrived[-1].get_data(as_text=True)}".lower()
    for word in ("nora", "canary", "saddle", "numb", "red_flag", "harbour", "acupuncture", "9 out of"):
        assert word not in sent
    assert set(json.loads(arrived[-1].get_data())) == {"type", "id", "timestamp", "level"}


def test_acknowledging_stops_the_rest_and_the_patient_reads_it(world: World):
    nora = world.new_patient()
    entry = nora.log(now() - HOUR, 6, "fever")
    [alert] = nora.alerts()
    answered = nora.anna.post(f"alerts/{alert['id']}/acknowledge")

    assert answered["state"] == "acknowledged"
    assert answered["next_rung_at"] is None
    assert wait_for(lambda: not_yet_ended(nora.alerts()[0]) == [], 15)  # what was under way at that moment ends too
    status, seen = nora.phone.ask("GET", f"entries/{entry['id']}")
    assert (status, seen["seen"]["by"]) == (200, "Anna Berg")
    closed = nora.anna.post(f"alerts/{alert['id']}/resolve", {"outcome": "advised", "note": "Called, will see GP."})
    assert (closed["state"], closed["resolved"]["outcome"]) == ("resolved", "advised")


def test_200_parallel_retries_of_one_put_leave_one_entry_and_one_alert(world: World):
    nora = world.new_patient()
    statuses = nora.put_many_times(200, now() - HOUR, 6, "fever")

    assert sorted(statuses) == [200] * 199 + [201]
    _, entries = nora.phone.ask("GET", "entries")
    assert len(entries["results"]) == 1
    [alert] = nora.alerts()
    assert alert["occurrences"] == 1
    assert wait_for(lambda: world.mailbox.about(alert["id"]), TOLD_WITHIN)


def test_a_red_flag_in_a_refused_body_is_told_all_the_same(world: World):
    nora = world.new_patient()
    status, answer = nora.put(uuid7(), now(), 11, "chest-pain")

    assert (status, answer["code"]) == (422, "invalid")
    [alert] = nora.alerts(code="chest-pain")
    assert wait_for(lambda: world.mailbox.about(alert["id"]), TOLD_WITHIN)


def test_health_routes_answer(world: World):
    assert world.ebb.answers("/healthz")
    assert world.ebb.answers("/readyz")
    assert world.anna.get("worklist")["sweep_age_seconds"] < 10
