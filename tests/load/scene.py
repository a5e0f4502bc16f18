"""One load from the empty database to the figures."""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.management import call_command
from django.db import connections

from alerts.invariants import INVARIANTS
from alerts.models import Alert
from tests.bench.database import using
from tests.bench.page import Row
from tests.chaos import brokers
from tests.chaos.provider import Provider, serving
from tests.load.clients import Load
from tests.load.ledger import Ledger, Wanted, alert_rows, counted
from tests.load.people import make_people
from tests.load.week import visits
from tests.postgresql import fresh_database, postgres
from tests.services import ebb

START_SECONDS = 300.0
DRAIN_SECONDS = 120.0
QUIET_SECONDS = 8.0  # longer than a claim lives: what is doubled has come by then


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of it: patients, clients that ask at once, the longest it may take in seconds, and the dice."""

    patients: int = 10_000
    clients: int = 12
    seconds: float = 1800.0
    seed: int = 1


def play(plan: Plan, say: Callable[[str], None]) -> list[Row]:
    """The figures."""
    provider = Provider(random.Random(plan.seed), slowest=0.0, lies=False)
    with ExitStack() as held:
        server = held.enter_context(postgres(durable=True))
        url = held.enter_context(fresh_database(server))
        held.enter_context(using(url))
        valkey = held.enter_context(brokers.valkey())
        hook = held.enter_context(serving(provider))
        say("tables, then people")
        call_command("migrate", verbosity=0)
        people = make_people(patients=plan.patients, now=datetime.now(UTC), hook=hook, say=say)
        connections.close_all()
        say("Ebb starts: web server, worker, beat and sweeper as configured")
        surroundings = {"DATABASE_URL": url, **valkey.settings, "EBB_DEMO": "false", "EBB_ALLOW_LOOPBACK": "true"}
        running = held.enter_context(ebb(wait_seconds=START_SECONDS, **surroundings))
        ledger = Ledger()
        load = Load(running.base_url, people, ledger)
        load.run(visits(plan.patients, plan.seed), plan.clients, plan.seconds, say)
        drain(ledger, provider)
        connections.close_all()
        rows = [
            Row("patients, clients at once, seed", f"{plan.patients:,}, {plan.clients}, {plan.seed}"),
            Row("of the week", f"{load.hours / 24:.1f} days, {load.done:,} visits"),
            Row("answers over its time", ledger.picture()),
            *ledger.rows(),
            *alert_rows(ledger, raised(), told(provider), provider.by_delivery()),
            invariants(),
        ]
        connections.close_all()
        return rows


def raised() -> dict[Wanted, UUID]:
    """Alerts by patient, and their code or rule."""
    return {
        (subject, code or rule): pk
        for pk, subject, code, rule in Alert.objects.values_list("pk", "subject", "code", "rule")
    }


def told(provider: Provider) -> dict[str, list[float]]:
    """When messages about each alert were taken in."""
    return {alert: [arrival.at for arrival in arrivals] for alert, arrivals in provider.by_alert().items()}


def drain(ledger: Ledger, provider: Provider) -> None:
    """Until everybody who must be told is told, or it has taken too long; then for a moment more."""
    end = time.monotonic() + DRAIN_SECONDS
    while ledger.missing(raised(), told(provider)) and time.monotonic() < end:
        time.sleep(1)
    time.sleep(QUIET_SECONDS)


def invariants() -> Row:
    """What must never be of alerts, asked of the database; the diary's would look at ten thousand copied stories."""
    now = datetime.now(UTC)
    broken = {name: len(rows) for name, question in INVARIANTS.items() if (rows := question(now))}
    return Row(f"{len(INVARIANTS)} invariants of alerts, rows that break one", counted(broken), "0", not broken)
