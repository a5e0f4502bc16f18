"""Ten thousand patients of four clinics, and a week after their sessions, sped up: phones that log, some a warning sign, some pain
that lasts, some everything at once after days without a network, some that read their diary; practitioners who look at their worklists
and acknowledge. Over HTTP against Ebb as it runs: web server, worker, beat and sweeper, a PostgreSQL that syncs every commit,
Valkey, and a webhook's receiver. It is a closed loop: who asks waits for the answer, then asks again, so answers a second are
what these cores bear with the clients and the receiver among them. Entries carry the instants of the week, which is over when
it begins, so each is late, and judged as such. What must be told is kept in the load's own book, not read from Ebb.
"""

import sys

from tests.bench.page import Row
from tests.load.scene import Plan, play


def measure() -> list[Row]:
    return play(Plan(), lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
