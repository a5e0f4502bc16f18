"""What would have silenced an alert: the rules themselves, asked again with a lower score at the moment that decided."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from diary.clinical import rules
from diary.clinical.history import History, Reading
from diary.clinical.wording import out_of_ten
from diary.models import Session
from diary.reports.curve import history_of_session

BY_A_PERSON: Final = "Nothing in the diary silences this: only a person closes it."
BY_ANY_SCORE: Final = "Any score from 48 to 72 hours after the session."
BY_SETTLING: Final = "Pain back at its level from before the session."
BY_A_REVIEW: Final = "A review of the course."
NOT_BY_A_SCORE: Final = "No lower score at that moment would have silenced it."
SAID: Final = {
    "red_flag": BY_A_PERSON,
    "symptom": BY_A_PERSON,
    "flare_then_silence": BY_ANY_SCORE,
    "five_days": BY_SETTLING,
    "two_weeks": BY_SETTLING,
    "review_due": BY_A_REVIEW,
    "relapse": BY_A_REVIEW,
}
BY_SCORE: Final = frozenset({"forty_eight_hours", "late_report", "heavy_flare", "worsening_after_alert"})
STEP: Final = 0.5


def silenced_by(rule: str, session: Session | None, readings: list[UUID], raised_at: datetime) -> str | None:
    """One sentence for the alert of `rule`; None where there is nothing to say. Four statements for a rule of scores.

    A score is tried downwards by half a point until the rule, as of when the alert was raised, finds nothing.
    """
    if rule not in BY_SCORE:
        return SAID.get(rule)
    if session is None:
        return None
    history = history_of_session(session).as_of(raised_at)
    own = [each for each in history.readings if each.entry in readings and each.score is not None]
    deciding = max(own, key=lambda each: (each.recorded_at, str(each.entry)), default=None)
    if deciding is None or not _finds(rule, history, raised_at):
        return None
    score = deciding.score or 0.0
    while score > 0:
        score = max(score - STEP, 0.0)
        if not _finds(rule, _with(history, deciding, score), raised_at):
            return f"{out_of_ten(score)} or less at that moment."
    return NOT_BY_A_SCORE


def _finds(rule: str, history: History, at: datetime) -> bool:
    return any(finding.rule == rule for finding in rules.judge(history, at).findings)


def _with(history: History, deciding: Reading, score: float) -> History:
    lower = deciding._replace(nrs_average=score, nrs_now=None)
    return replace(history, readings=tuple(lower if each == deciding else each for each in history.readings))
