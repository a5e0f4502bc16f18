"""From a red flag to the first message that is accepted, on Ebb as it runs: web server, worker, beat and sweeper, a PostgreSQL that
syncs every commit, Valkey as broker, and a webhook's receiver on this machine. A phone puts an entry with a red flag (six in ten
are emergencies, four urgent); the clock runs from the server's answer until the receiver has taken the message in (0: before the
phone had read the answer). The target of the honest receiver is for a machine that does nothing else: with more work than cores,
waiting for a core is most of it.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config.database import postgresql_options
from tests.bench.page import Row
from tests.chaos import brokers, servers
from tests.chaos.phones import CODES, Crowd, make_people
from tests.chaos.provider import Provider, serving
from tests.chaos.verdict import at_share, latencies, missing, raised
from tests.postgresql import fresh_database
from tests.services import ebb

PHONES = 24  # in each situation, so 240 red flags; half as many warm everything up first
RATE = 5.0  # red flags in a second, all phones together
SEED = 20260302
PATIENCE = 60.0
START_SECONDS = 300.0
PAUSE = 2.0


def measure() -> list[Row]:
    provider = Provider(random.Random(SEED), slowest=0.0, lies=False)
    with (
        servers.postgresql() as postgres,
        brokers.valkey() as valkey,
        fresh_database(postgres.url) as url,
        database(url),
        serving(provider) as hook,
    ):
        call_command("migrate", verbosity=0)
        people = make_people(phones=PHONES // 2 + 3 * PHONES, silent=0, seconds=0, hook=hook, rng=provider.rng)
        connections.close_all()
        groups = iter(people.phones)

        def told(what: str, seconds: float, number: int = PHONES) -> list[Row]:
            some = replace(people, phones=[next(groups) for _ in range(number)])
            return situation(what, seconds, Crowd(running.base_url, some, provider.rng), provider)

        settings = {"DATABASE_URL": url, "REDIS_URL": valkey.url, "EBB_DEMO": "false", "EBB_ALLOW_LOOPBACK": "true"}
        with ebb(wait_seconds=START_SECONDS, **settings) as running:
            told("warming up", PATIENCE, PHONES // 2)
            rows = told("an honest receiver", 1.0)
            provider.lies = True
            rows += told("2 % answered with 503, 1 % taken in without an answer", 5.0)
            provider.lies = False
            valkey.stop()
            rows += told("the broker is gone", 10.0)
            return rows


@contextmanager
def database(url: str) -> Iterator[None]:
    """Django's only connection leads there, until the end of the block."""
    usual = connections.settings["default"]
    connections["default"].close()
    connections.settings["default"] = {
        **usual,
        "OPTIONS": postgresql_options(settings.WALL),
        **dj_database_url.parse(url),
    }
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = usual
        del connections["default"]


def situation(what: str, seconds: float, crowd: Crowd, provider: Provider) -> list[Row]:
    """Every phone sends its red flags; how long they took, against `seconds` for 99 in 100 of them."""
    print(f"  {what}: {len(crowd.people.phones) * len(CODES)} red flags ...", file=sys.stderr)  # noqa: T201
    crowd.send_all(RATE, len(crowd.people.phones) * len(CODES) / RATE).join()
    end = time.monotonic() + PATIENCE
    while missing(crowd, provider) and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(PAUSE)  # what is doubled has come by now
    waits, lost = latencies(crowd, provider), crowd.planned - len(crowd.sent) + len(missing(crowd, provider))
    doubled = len(deliveries := arrived(crowd, provider)) - len(set(deliveries))
    connections.close_all()
    p99 = at_share(waits, 0.99)
    return [
        Row(
            f"{what}: p99 of {len(waits)} red flags", f"{p99:.2f} s", f"under {seconds:g} s", not lost and p99 < seconds
        ),
        Row("  median, and the longest", f"{median(waits):.3f} s, {waits[-1]:.2f} s"),
        Row("  nobody was told of", str(lost), "0", not lost),
        Row("  messages that came twice", str(doubled)),
    ]


def arrived(crowd: Crowd, provider: Provider) -> list[str]:
    """The deliveries that the receiver took in about this crowd's red flags, each as often as it came."""
    senders = {sent.patient for sent in crowd.sent}
    ours = {str(alert) for (patient, _), alert in raised().items() if patient in senders}
    return [arrival.delivery for arrival in provider.arrivals if arrival.alert in ours]
