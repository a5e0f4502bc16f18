"""The sweep: everything that time makes due, in bounded batches. Any number of processes may run it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from alerts.actions.deliveries import Claim, Result, claim_due, compose, due_to_leave, expire_claims, finish, send
from alerts.actions.idling import is_idle
from alerts.actions.receipts import miss_receipts
from alerts.actions.returning import send_ways_back
from alerts.actions.stepping_back import bring_back, bring_messages_back, shorten_claims
from alerts.actions.timing import (
    end_drills,
    escalate_due,
    follow_up_due,
    hurry_dead_steps,
    release_due,
    reopen_due,
    tell_unseen,
)
from alerts.actions.trusting import columns_of
from alerts.channels import Accepted
from alerts.lifecycle import Trusted
from alerts.models import SweepBeat

AT_ONCE = 20  # sends in parallel, so that a slow receiver costs the others little
MOST_BATCHES = 25
LONGEST = timedelta(seconds=10)  # then the other duties of the sweep come first again


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did, in numbers."""

    freed: int
    reopened: int
    escalated: int
    sent: int
    failed: int


def sweep(*, clock: Callable[[], datetime], lane: str, trusted: Trusted | None = None) -> Swept:
    """Free dead claims, reopen, escalate, send; then leave a beat, which says that all of that went well, or was not needed.

    `trusted`, from `trust_clock`: what the ladder goes by while the wall clock is not believed. What is to leave leaves
    by either clock, whichever is later. Claims end by the wall, by which the fast lane makes them.
    """

    def ladder() -> datetime:
        return clock() if trusted is None else clock() - trusted.off_by

    def later() -> datetime:
        return max(clock(), ladder())

    if is_idle(lane=lane, now=clock(), ladder=ladder()):
        _beat_idle(lane, clock(), trusted)
        return Swept(freed=0, reopened=0, escalated=0, sent=0, failed=0)
    shorten_claims(now=clock())
    bring_messages_back(now=later())
    if trusted is None or trusted.suspected is None:
        bring_back(now=clock())
    freed = expire_claims(now=clock())
    reopened = reopen_due(now=ladder()) + release_due(now=ladder()) + follow_up_due(now=ladder())
    miss_receipts(now=later())
    hurry_dead_steps(now=ladder())
    escalated = escalate_due(now=ladder())
    tell_unseen(now=ladder())
    end_drills(now=ladder())
    send_ways_back(now=clock())
    results = _send_due(clock, later, lane)
    sent = sum(isinstance(result, Accepted) for result in results)
    _beat(lane, clock(), trusted)
    return Swept(freed, reopened, escalated, sent, len(results) - sent)


def _send_due(clock: Callable[[], datetime], later: Callable[[], datetime], lane: str) -> list[Result]:
    results: list[Result] = []
    end = later() + LONGEST
    for _ in range(MOST_BATCHES):
        if later() > end:
            break
        claims = claim_due(lane=lane, now=later(), limit=AT_ONCE)
        if not claims:
            break
        results += _send_together(claims, later)
        # What the dead held may be the most pressing of all, and the next sweep is seconds away where much waits.
        expire_claims(now=clock())
    return results


def _send_together(claims: list[Claim], clock: Callable[[], datetime]) -> list[Result]:
    """Send side by side; threads touch the network only, rows are read and written here.

    A thread that asked the database would leave a connection behind, and there are only so many.
    """
    composed = [compose(claimed, now=clock()) for claimed in claims]
    with ThreadPoolExecutor(max_workers=len(claims), thread_name_prefix="send") as pool:
        results = list(pool.map(send, claims, composed))
    for claimed, result in zip(claims, results, strict=True):
        finish(claimed, result, now=clock())
    return results


def _beat_idle(lane: str, now: datetime, trusted: Trusted | None) -> None:
    SweepBeat.objects.filter(name=lane).update(**_said(now, trusted), oldest_due_at=None)


def _beat(lane: str, now: datetime, trusted: Trusted | None) -> None:
    oldest = due_to_leave(now).aggregate(oldest=Min("next_attempt_at"))["oldest"]
    SweepBeat.objects.update_or_create(name=lane, defaults={**_said(now, trusted), "oldest_due_at": oldest})


def _said(now: datetime, trusted: Trusted | None) -> dict[str, Any]:
    return {"last_ok_at": now} | ({} if trusted is None else columns_of(trusted))
