"""Whether a sweep would find anything: most seconds it would not, and two questions say so instead of twenty.

Each asks what the parts of the sweep ask, by their own querysets; rather too much than too little: what is set aside counts as due.
Two, because a plan holds the wall's own question for each table behind it, and messages are not behind it. Why so:
docs/adr/0070-an-idle-second-asks-two-questions.md.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from alerts.actions.deliveries import claims_over, due_to_leave
from alerts.actions.receipts import receipts_missed
from alerts.actions.returning import not_looked_for
from alerts.actions.stepping_back import (
    AHEAD,
    TOLERANCE,
    acknowledged_beyond,
    claimed_beyond,
    told_after,
    waiting_beyond,
)
from alerts.actions.timing import (
    DRILL_LASTS,
    acknowledgements_over,
    drills_since,
    ended_unknown_to_the_ladder,
    follow_ups_due,
    held_back_by_the_closed,
    rungs_due,
    snoozes_over,
    unseen_since,
)
from alerts.lifecycle import ACKNOWLEDGEMENT_LASTS, LEASE, UNSEEN_AFTER
from alerts.models import SweepBeat
from alerts.prepared import prepared


def is_idle(*, lane: str, now: datetime, ladder: datetime) -> bool:
    """Whether nothing waits for a sweep of this lane: by the wall (`now`), or by what the ladder goes by.

    A lane that never swept is not idle.
    """
    later = max(now, ladder)
    if not _are_none(_messages(lane, later, now, later + AHEAD, now + LEASE + AHEAD)):
        return False
    longest = (now + lasts + TOLERANCE for lasts in ACKNOWLEDGEMENT_LASTS.values())
    return _are_none(_alerts(lane, ladder, ladder - UNSEEN_AFTER, ladder - DRILL_LASTS, now + TOLERANCE, *longest))


def _are_none(answer: list[tuple[Any, ...]]) -> bool:
    return [each for found in answer for each in found if each is not None] == [] and answer != []


def _first(waiting: QuerySet[Any], *by: str) -> Subquery:
    """The first one. By an index in its order: PostgreSQL expects a third of all rows before any moment that it is not told, and
    would read a table from its beginning for whichever comes along.
    """
    return Subquery(waiting.order_by(*by).values("pk")[:1])


@prepared
def _messages(
    lane: str, later: datetime, now: datetime, ahead: datetime, leased: datetime
) -> QuerySet[SweepBeat, tuple[Any, ...]]:
    return SweepBeat.objects.filter(name=lane).values_list(
        _first(due_to_leave(later), "priority", "next_attempt_at"),
        _first(claims_over(now), "claimed_until"),
        _first(receipts_missed(later), "receipt_due_at"),
        _first(ended_unknown_to_the_ladder(), "created_at"),
        _first(not_looked_for(now), "created_at"),
        _first(claimed_beyond(leased), "claimed_until"),
        _first(waiting_beyond(ahead), "priority", "next_attempt_at"),
    )


@prepared
def _alerts(
    lane: str,
    ladder: datetime,
    unseen: datetime,
    drill: datetime,
    ahead: datetime,
    emergency: datetime,
    urgent: datetime,
    practitioner: datetime,
) -> QuerySet[SweepBeat, tuple[Any, ...]]:
    return SweepBeat.objects.filter(name=lane).values_list(
        _first(rungs_due(ladder), "next_rung_at"),
        _first(acknowledgements_over(ladder), "level", "acknowledgement_expires_at"),
        _first(snoozes_over(ladder), "snoozed_until"),
        _first(held_back_by_the_closed(), "raised_at"),
        _first(follow_ups_due(ladder), "follow_up_at"),
        _first(unseen_since(unseen), "raised_at"),
        _first(drills_since(drill), "raised_at"),
        _first(told_after(ahead), "notified_at"),
        _first(acknowledged_beyond(emergency, urgent, practitioner), "level", "acknowledgement_expires_at"),
    )
