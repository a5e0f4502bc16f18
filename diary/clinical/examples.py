"""The cases that clinicians ask about first, as data: judged for the rule book, and each a test of its own.

Source: clinical reference 3.6.5, "Cases the engineers will meet".
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from diary.clinical.history import HOUR, History, Judgement, Reading, SessionFacts, SymptomReport
from diary.clinical.rules import judge

ENDED_AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
BASELINE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Example:
    """One case: the level on each of the seven days before, scores as (hours after the session, NRS), and when it is judged.

    `expected` are the rules that must be found, with the clause where there is one, and `state` the recovery's.
    """

    words: str
    baseline: float
    scores: tuple[tuple[float, float], ...]
    judged_at: float
    expected: tuple[str, ...]
    state: str
    is_estimated: bool = False
    symptom: str = ""

    @property
    def history(self) -> History:
        """The week before at its baseline, the scores by their hours after the session, and what was ticked."""
        before = [(-1 - 24 * day - 2, self.baseline) for day in range(BASELINE_DAYS)]
        readings = tuple(
            Reading(UUID(int=number), at(hours), at(hours), nrs_average=nrs)
            for number, (hours, nrs) in enumerate((*before, *self.scores), start=1)
        )
        if self.symptom:
            ticked = (SymptomReport(self.symptom),)
            readings += (Reading(UUID(int=99), at(self.judged_at), at(self.judged_at), symptoms=ticked),)
        session = SessionFacts(UUID(int=1), 2, at(-1), ENDED_AT, ended_at_estimated=self.is_estimated)
        return History(session, readings, region="low-back", chronicity="chronic")

    @property
    def moment(self) -> datetime:
        """When the example is judged."""
        return at(self.judged_at)

    def judged(self) -> Judgement:
        """What the rules find in it."""
        return judge(self.history, self.moment)


def at(hours: float) -> datetime:
    """The moment so many hours after the session's end."""
    return ENDED_AT + hours * HOUR


TEN_MINUTES = timedelta(minutes=10) / HOUR
EXAMPLES = (
    Example("Chronic pain of 7, and 7 at 50 h", 7, ((50, 7),), 72, (), "settled"),
    Example("From 0 to 2 at 50 h", 0, ((50, 2),), 72, (), "watching"),
    Example("From 0: 3 at 30 h and 3 at 50 h", 0, ((30, 3), (50, 3)), 72, ("forty_eight_hours a",), "lasting"),
    Example("From 3: 7 at 30 h, 4 at 50 h", 3, ((30, 7), (50, 4)), 72, ("forty_eight_hours a",), "lasting"),
    Example("From 3: 7 at 30 h, 3 at 50 h", 3, ((30, 7), (50, 3)), 72, (), "settled"),
    Example("From 3: nothing from 24 to 48 h, 5 at 50 h", 3, ((50, 5),), 72, ("forty_eight_hours b",), "lasting"),
    Example("From 3: 7 at 47 h 50 min", 3, ((48 - TEN_MINUTES, 7),), 71, (), "watching"),
    Example(
        "From 3: 7 at 47 h 50 min, the session's end an estimate",
        3,
        ((48 - TEN_MINUTES, 7),),
        71,
        ("forty_eight_hours b",),
        "lasting",
        is_estimated=True,
    ),
    Example(
        "From 3: 5 at 47 h 50 min, the session's end an estimate",
        3,
        ((48 - TEN_MINUTES, 5),),
        71,
        (),
        "watching",
        is_estimated=True,
    ),
    Example("From 3: the first score at 100 h, 6", 3, ((100, 6),), 101, ("late_report b",), "lasting"),
    Example(
        "From 3: 6 at 49 h, corrected to 2 ten minutes later", 3, ((49, 6), (49 + TEN_MINUTES, 2)), 72, (), "settled"
    ),
    Example("From 3: 5 at 30 h, then nothing by 72 h", 3, ((30, 5),), 72, ("flare_then_silence",), "lasting"),
    Example("From 3: 4 at 30 h, then nothing by 72 h", 3, ((30, 4),), 72, (), "watching"),
    Example("From 3: nothing at all by 72 h", 3, (), 72, (), "watching"),
    Example("From 3: 3 at 50 h, and fever ticked", 3, ((50, 3),), 51, ("red_flag",), "settled", symptom="fever"),
    Example("From 3: 8 at 5 h", 3, ((5, 8),), 6, ("heavy_flare",), "watching"),
    Example(
        "From 3: 7 at 30 h, 7 at 50 h, and on day 5",
        3,
        ((30, 7), (50, 7), (119, 7)),
        120,
        ("five_days", "forty_eight_hours a"),
        "gp_advised",
    ),
    Example(
        "From 3: 5 at 50 h, 7 at 60 h",
        3,
        ((50, 5), (60, 7)),
        60,
        ("forty_eight_hours b", "worsening_after_alert"),
        "lasting",
    ),
)
