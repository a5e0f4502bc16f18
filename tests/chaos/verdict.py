"""What must hold when everything is quiet again: counted from the phones', the provider's and the database's own books."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from statistics import median
from uuid import UUID

from alerts.invariants import attempts_after_acknowledgement
from alerts.lifecycle import LEASE
from alerts.models import Alert, AlertEvent
from diary.invariants import EVERY
from tests.chaos.faults import CLOCK_MOVES
from tests.chaos.phones import Crowd
from tests.chaos.provider import Provider
from tests.chaos.stories import Wait

MOST_SENDS = 4
SHARES = {"quick": 0.02, "slow": 0.15}
LATE_SECONDS = 60.0


@dataclass
class Verdict:
    """The figures of one run, and the stories of its longest waits. It is good when `failures` is empty."""

    figures: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)

    def check(self, holds: bool, what: str, figure: object) -> None:
        self.figures[what] = str(figure)
        if not holds:
            self.failures.append(f"{what}: {figure}")


def raised() -> dict[tuple[UUID, str], UUID]:
    """Alerts by patient and red flag."""
    return {(subject, code): pk for pk, subject, code in Alert.objects.values_list("pk", "subject", "code")}


def missing(crowd: Crowd, provider: Provider) -> list[tuple[UUID, str]]:
    """Red flags that the server answered for, and nobody was told of."""
    alerts, told = raised(), provider.by_alert()
    wanted = [(sent.patient, sent.code) for sent in crowd.sent]
    return [each for each in wanted if each not in alerts or str(alerts[each]) not in told]


def silent_missing(crowd: Crowd, provider: Provider) -> list[UUID]:
    """Patients whose flare fell silent, and nobody was told of it."""
    found = dict(Alert.objects.filter(rule="flare_then_silence").values_list("subject", "pk"))
    told = provider.by_alert()
    return [each for each in crowd.people.silent if each not in found or str(found[each]) not in told]


def waits(crowd: Crowd, provider: Provider) -> list[Wait]:
    """From the server's answer to the first time that the provider took the message in, for each red flag."""
    alerts, told = raised(), provider.by_alert()
    found = []
    for sent in crowd.sent:
        alert = alerts.get((sent.patient, sent.code))
        arrivals = told.get(str(alert), [])
        if alert is not None and arrivals:
            found.append(Wait(alert, sent.code, sent.at, min(arrival.at for arrival in arrivals)))
    return found


def latencies(crowd: Crowd, provider: Provider) -> list[float]:
    """The seconds of these waits, sorted."""
    return sorted(wait.seconds for wait in waits(crowd, provider))


def lateness(silent: Mapping[UUID, datetime]) -> list[float]:
    """Seconds between the moment a timed rule became true and its alert, sorted; negative would be too early."""
    found = Alert.objects.filter(rule="flare_then_silence").values_list("subject", "raised_at")
    return sorted((raised_at - silent[subject]).total_seconds() for subject, raised_at in found if subject in silent)


def told_after_acknowledgement(crowd: Crowd, provider: Provider) -> int:
    """Messages that arrived when the alert had been acknowledged for longer than a claim lives."""
    lease = LEASE.total_seconds()
    return sum(
        arrival.at > crowd.acknowledged[alert] + lease
        for alert, arrivals in provider.by_alert().items()
        if alert in crowd.acknowledged
        for arrival in arrivals
    )


def at_share(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def judge(crowd: Crowd, provider: Provider, now: datetime, *, is_clock_moved: bool) -> Verdict:
    """Count everything."""
    verdict = Verdict()
    lost, silent_lost = missing(crowd, provider), silent_missing(crowd, provider)
    verdict.check(len(crowd.sent) == crowd.planned, f"red flags sent ({crowd.planned}), answered for", len(crowd.sent))
    verdict.check(not crowd.refused, "  refused by the server", sorted(set(crowd.refused)) or 0)
    verdict.check(not lost, "  of these, nobody was told of", len(lost))
    verdict.check(
        not silent_lost, f"flares that fell silent ({len(crowd.people.silent)}), nobody told", len(silent_lost)
    )
    sends = provider.by_delivery()
    extra = sum(times - 1 for times in sends.values())
    share = extra / max(1, len(sends))
    allowed = SHARES["slow" if provider.slowest > 0.05 else "quick"]
    verdict.check(share <= allowed, f"doubled messages (at most {allowed:.0%})", f"{share:.2%} of {len(sends)}")
    most = max(sends.values(), default=0)
    verdict.check(most <= MOST_SENDS, f"most often one message (at most {MOST_SENDS})", most)
    after = told_after_acknowledgement(crowd, provider)
    verdict.check(after == 0, f"told again after an acknowledgement ({len(crowd.acknowledged)})", after)
    taken = latencies(crowd, provider)
    verdict.figures["answered -> message taken in, p50 / p99 / max"] = (
        f"{median(taken) if taken else 0:.2f} / {at_share(taken, 0.99):.1f} / {taken[-1] if taken else 0:.1f} s"
    )
    late = lateness(crowd.people.silent)
    slack = 75.0 if is_clock_moved else 0.0
    on_time = not late or (late[0] >= -slack and late[-1] <= LATE_SECONDS + slack)
    verdict.check(on_time, "timed rule: earliest / latest", f"{late[0]:.1f} / {late[-1]:.1f} s" if late else "none due")
    # A message that was sent too late by the true clock is counted above, from the provider's book.
    moved = {"I8": partial(attempts_after_acknowledgement, moved=CLOCK_MOVES)} if is_clock_moved else {}
    for name, question in {**EVERY, **moved}.items():
        broken = question(now)
        verdict.check(not broken, f"invariant {name}: rows that break it", len(broken))
    verdict.figures["events written"] = str(AlertEvent.objects.count())
    return verdict
