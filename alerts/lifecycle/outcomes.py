"""What people did about an alert."""

from datetime import datetime
from enum import StrEnum

from alerts.lifecycle.refused import Refused


class Outcome(StrEnum):
    """What a person did about an alert; the precision figure counts them."""

    ADVISED = "advised"
    SHORT_VISIT = "short_visit"
    REFERRED_GP = "referred_gp"
    REFERRED_SPECIALIST = "referred_specialist"
    SENT_TO_EMERGENCY = "sent_to_emergency"
    EXPECTED_NO_ACTION = "expected_no_action"
    LOGGED_IN_ERROR = "logged_in_error"
    COULD_NOT_REACH = "could_not_reach"


ACTIONED = frozenset(
    {
        Outcome.ADVISED,
        Outcome.SHORT_VISIT,
        Outcome.REFERRED_GP,
        Outcome.REFERRED_SPECIALIST,
        Outcome.SENT_TO_EMERGENCY,
    }
)
NEEDS_NOTE = frozenset({Outcome.EXPECTED_NO_ACTION, Outcome.LOGGED_IN_ERROR})


class OutcomeIncomplete(Refused):
    """An outcome lacks what it must carry; `field` names it."""


def check_outcome(outcome: Outcome, *, note: str, follow_up_at: datetime | None) -> None:
    """Raise `OutcomeIncomplete` when a dismissal has no reason, or somebody unreached has no follow-up time."""
    if outcome in NEEDS_NOTE and not note.strip():
        raise OutcomeIncomplete("note", f"{outcome} needs a note that says why.")
    if outcome == Outcome.COULD_NOT_REACH and follow_up_at is None:
        raise OutcomeIncomplete("follow_up_at", f"{outcome} needs a time to try again.")
