"""When an alert or a delivery may change, who is told next and when. Pure: no Django, no clock, no database.

Source of the figures: docs, product page, "Alerts".
"""

from alerts.lifecycle.clock import Tick, Trusted, trust
from alerts.lifecycle.hours import MONDAY_TO_FRIDAY, NINE_TO_SIX, OpeningHours, Periods
from alerts.lifecycle.ladder import (
    DEAD_STEP_PAUSE,
    LADDERS,
    LEAST_RUNG_GAP,
    UNREACHABLE_RETRY,
    Count,
    Gap,
    Ladder,
    dead_step_ends_at,
    next_rung_at,
)
from alerts.lifecycle.levels import (
    ACKNOWLEDGEMENT_LASTS,
    DRILL,
    EMERGENCY,
    GIVE_UP_AFTER,
    INHIBITED,
    INHIBITING,
    LEVELS,
    LONGEST_SNOOZE,
    NOTICE_GIVES_UP_AFTER,
    RENOTIFY_AFTER,
    UNSEEN_AFTER,
    is_worse,
    key_of,
    rank,
)
from alerts.lifecycle.outcomes import ACTIONED, NEEDS_NOTE, Outcome, OutcomeIncomplete, check_outcome
from alerts.lifecycle.quiet import QuietTime, may_ring_at
from alerts.lifecycle.sending import LEASE, retry_at
from alerts.lifecycle.states import (
    CLOSED,
    ENDED_UNSENT,
    NOT_CLOSED,
    TRANSITIONS,
    AlertState,
    DeliveryState,
    TransitionRefused,
    check_transition,
)
from alerts.lifecycle.units import DAY, HOUR, MINUTE

__all__ = [
    "ACKNOWLEDGEMENT_LASTS",
    "ACTIONED",
    "CLOSED",
    "DAY",
    "DEAD_STEP_PAUSE",
    "DRILL",
    "EMERGENCY",
    "ENDED_UNSENT",
    "GIVE_UP_AFTER",
    "HOUR",
    "INHIBITED",
    "INHIBITING",
    "LADDERS",
    "LEASE",
    "LEAST_RUNG_GAP",
    "LEVELS",
    "LONGEST_SNOOZE",
    "MINUTE",
    "MONDAY_TO_FRIDAY",
    "NEEDS_NOTE",
    "NINE_TO_SIX",
    "NOTICE_GIVES_UP_AFTER",
    "NOT_CLOSED",
    "RENOTIFY_AFTER",
    "TRANSITIONS",
    "UNREACHABLE_RETRY",
    "UNSEEN_AFTER",
    "AlertState",
    "Count",
    "DeliveryState",
    "Gap",
    "Ladder",
    "OpeningHours",
    "Outcome",
    "OutcomeIncomplete",
    "Periods",
    "QuietTime",
    "Tick",
    "TransitionRefused",
    "Trusted",
    "check_outcome",
    "check_transition",
    "dead_step_ends_at",
    "is_worse",
    "key_of",
    "may_ring_at",
    "next_rung_at",
    "rank",
    "retry_at",
    "trust",
]
