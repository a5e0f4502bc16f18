"""How far pain gets in the way of life: the PEG, and the one activity a patient names. Neither raises an alert.

The PEG is three questions on the past week, 0-10 each, and its score is their mean; a fall of 30 % counts as better.
Source: clinical reference 5.4 (Krebs and others, J Gen Intern Med 2009;24:733-738), 3.6.7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from diary.clinical.review import PEG_SHARE
from diary.clinical.scores import is_at_least

EVERY = timedelta(days=7)
# An answer given soon after the first session still tells of the weeks before it: the PEG asks about the past week.
STILL_THE_START = timedelta(days=7)
STILL_NOW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Scored:
    """A score 0-10 at one moment: of a PEG the mean of its three items, of an activity what was said."""

    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Change:
    """The first and the last score of a period. `share` is the fall as a part of the first; None where the first is 0."""

    start: Scored
    now: Scored

    @property
    def share(self) -> float | None:
        """How much of the first score is gone, from 1 (all) downwards, below 0 where it rose; None where it began at 0."""
        return (self.start.score - self.now.score) / self.start.score if self.start.score else None

    @property
    def is_better(self) -> bool:
        """Whether the fall is 30 % or more. Source: clinical reference 5.4."""
        return self.share is not None and is_at_least(PEG_SHARE * self.start.score, self.now.score)


def peg_score(pain: int, enjoyment: int, activity: int) -> float:
    """The mean of the three items, 0-10. Source: clinical reference 5.4, 6.1 (LOINC 91147-9)."""
    return (pain + enjoyment + activity) / 3


def change_of(scores: Sequence[Scored]) -> Change | None:
    """From the first to the last, oldest first; None unless there are two."""
    return Change(scores[0], scores[-1]) if len(scores) > 1 else None


def before_and_now(
    scores: Sequence[Scored], first_session_at: datetime | None, now: datetime
) -> tuple[float | None, float | None]:
    """The PEG before treatment and the one that holds now, oldest first in; None for what is not known.

    Before treatment: the last until the first session ended, else the first of the week after it. Now: one of the last two
    weeks that is not the same answer. Source: clinical reference 3.6.7 ("PEG down >= 30 %").
    """
    if first_session_at is None:
        return None, None
    known = [each for each in scores if each.at <= now]
    earlier = [each for each in known if each.at <= first_session_at][-1:]
    earlier = earlier or [each for each in known if each.at <= first_session_at + STILL_THE_START][:1]
    later = [each for each in known if each.at > now - STILL_NOW and each not in earlier][-1:]
    later = [each for each in later if not earlier or each.at > earlier[0].at]
    return (earlier[0].score if earlier else None), (later[0].score if later else None)
