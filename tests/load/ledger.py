"""The load's own book: each call with its time, each alert that must come, and what came. Nothing of it is read from Ebb."""

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from uuid import UUID

from tests.bench.page import Row
from tests.chaos.verdict import at_share

BARS = "▁▂▃▄▅▆▇█"
COLUMNS = 60
Wanted = tuple[UUID, str]  # a patient, and the code or rule that an alert must have


@dataclass(frozen=True, slots=True)
class Call:
    """One answer: which route, its status (0: none came), when it began and ended (monotonic seconds)."""

    route: str
    status: int
    began: float
    ended: float

    @property
    def is_good(self) -> bool:
        # Whose alert was withdrawn between her look and her click has been told so.
        return 200 <= self.status < 400 or (self.route, self.status) == ("POST acknowledge", 409)


@dataclass
class Ledger:
    """Written by many threads at once. `seen`: alerts that a practitioner has acknowledged."""

    calls: list[Call] = field(default_factory=list)
    wanted: dict[Wanted, float] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def want(self, patient: UUID, what: str, at: float) -> None:
        """The server has answered for an entry of which an alert must come. The first answer counts."""
        with self._lock:
            self.wanted.setdefault((patient, what), at)

    def missing(self, alerts: Mapping[Wanted, UUID], told: Mapping[str, Sequence[float]]) -> list[Wanted]:
        """What must have come, and either has no alert or an alert that nobody heard of."""
        return [each for each in self.unsent(alerts, told) if str(alerts.get(each)) not in self.seen]

    def unsent(self, alerts: Mapping[Wanted, UUID], told: Mapping[str, Sequence[float]]) -> list[Wanted]:
        """What no message told of: who acknowledges it on her worklist before the message has left is sent none."""
        return [each for each in list(self.wanted) if not told.get(str(alerts.get(each)))]

    def delays(self, alerts: Mapping[Wanted, UUID], told: Mapping[str, Sequence[float]]) -> list[float]:
        """Seconds from the answer to the first message that was taken in, sorted; 0 where that came first."""
        found = ((at, told.get(str(alerts.get(each)), ())) for each, at in self.wanted.items())
        return sorted(max(0.0, min(heard) - at) for at, heard in found if heard)

    def rows(self) -> list[Row]:
        """Throughput, errors, and the times of each route."""
        good = [call for call in self.calls if call.is_good]
        span = max((call.ended for call in good), default=0.0) - min((call.began for call in good), default=0.0)
        bad = Counter(f"{call.status} of {call.route}" for call in self.calls if not call.is_good)
        rows = [
            Row("answers a second, all routes", f"{len(good) / span if span else 0:.1f}"),
            Row("  refused, broken off or in error", counted(bad), "0", not bad),
        ]
        by_route: dict[str, list[float]] = defaultdict(list)
        for call in good:
            by_route[call.route].append((call.ended - call.began) * 1000)
        for route, taken in sorted(by_route.items()):
            taken.sort()
            times = " / ".join(
                f"{value:.0f}" for value in (median(taken), at_share(taken, 0.95), at_share(taken, 0.99))
            )
            rows.append(Row(f"{route}: {len(taken):,} answers, p50 / p95 / p99", f"{times} ms"))
        return rows

    def picture(self) -> str:
        """Good answers over the time of the run, as one line of bars."""
        ends = [call.ended for call in self.calls if call.is_good]
        if len(ends) < 2:
            return ""
        first, last = min(ends), max(ends)
        counts = [0] * COLUMNS
        for end in ends:
            counts[min(COLUMNS - 1, int((end - first) / ((last - first) or 1) * COLUMNS))] += 1
        most = max(counts)
        bars = "".join(BARS[round(count / most * (len(BARS) - 1))] for count in counts)
        return f"{bars} up to {most / ((last - first) / COLUMNS or 1):.0f} answers/s, {last - first:.0f} s"


def counted(found: Mapping[str, int]) -> str:
    """What was found how often; `0` when nothing was."""
    return ", ".join(f"{times} times {what}" for what, times in sorted(found.items())) or "0"


def alert_rows(
    ledger: Ledger, alerts: Mapping[Wanted, UUID], told: Mapping[str, Sequence[float]], sends: Mapping[str, int]
) -> list[Row]:
    """What became of the alerts; `sends`: how often each message came."""
    lost, delays = ledger.missing(alerts, told), ledger.delays(alerts, told)
    found = len(ledger.unsent(alerts, told)) - len(lost)
    extra, total = sum(times - 1 for times in sends.values()), sum(sends.values())
    middle = median(delays) if delays else 0.0
    times = f"{middle:.2f} / {at_share(delays, 0.95):.2f} / {at_share(delays, 0.99):.2f} s, longest {at_share(delays, 1):.2f} s"
    return [
        Row(f"entries of which an alert must come: {len(ledger.wanted):,}, lost", str(len(lost)), "0", not lost),
        Row("  acknowledged on a worklist before a message had left", str(found)),
        Row("  answered -> message taken in, p50 / p95 / p99", times),
        Row(f"messages: {total:,}, came twice", f"{extra} ({extra / max(1, total):.2%})", "0", not extra),
    ]
