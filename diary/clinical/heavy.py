"""Pain of 8 and more that is far above the baseline: told at once, whatever the hour. Source: clinical reference 2.5."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from diary.clinical.facts import Facts, entries_of
from diary.clinical.history import Finding, Level, Reading
from diary.clinical.lasting import FAR_UP
from diary.clinical.scores import Scale, Score, is_at_least, scores_of, uncorrected
from diary.clinical.symptoms import SYMPTOMS
from diary.clinical.wording import hours_text, out_of_ten

HEAVY_SCORE = 8.0
SEVERE_PAIN: Final = "pain-severe-new"
TOGETHER = timedelta(days=7)


def is_heavy(score: float, baseline: float | None) -> bool:
    """8 and more, and 3 or more above the baseline; without a baseline 8 is enough, since nobody knows that it is usual.

    Source: clinical reference 2.5, `combo-heavy-flare`.
    """
    return is_at_least(score, HEAVY_SCORE) and (baseline is None or is_at_least(score, baseline + FAR_UP))


def heavy_flare(facts: Facts) -> Finding | None:
    """A heavy score at any time after the session, the first 48 hours too; urgent with sudden severe pain ticked.

    The 24-hour average or the score right now, whichever is higher: in the first hours the average still holds the day
    before the treatment. All heavy scores are named, so that a new one can tell anew. A score corrected within 15
    minutes does not count. Source: clinical reference 2.5, `combo-heavy-flare`.
    """
    scores = scores_of(facts.history, Scale.HIGHEST)
    if not any(is_heavy(score.value, facts.baseline.nrs) for score in scores):
        return None
    heavy = [score for score in uncorrected(scores) if is_heavy(score.value, facts.baseline.nrs)]
    if not heavy:
        return None
    worst = max(heavy, key=lambda score: score.value)
    ticked = _severe_pain_near(facts, heavy)
    parts = [f"{out_of_ten(worst.value)} at {hours_text(worst.hours)}", facts.before_text]
    parts += [f'"{SYMPTOMS[SEVERE_PAIN].wording}" was ticked too'] if ticked else []
    return Finding(
        "heavy_flare",
        Level.URGENT if ticked else Level.PRACTITIONER,
        "; ".join(parts) + ".",
        tuple(dict.fromkeys((*entries_of(*heavy), *(reading.entry for reading in ticked)))),
        hours=worst.hours,
    )


def _severe_pain_near(facts: Facts, heavy: Sequence[Score]) -> list[Reading]:
    """This recovery's entries that tick sudden severe pain, within seven days of a heavy score."""
    session = facts.history.session
    return [
        reading
        for reading in facts.history.readings
        if session is not None
        and reading.recorded_at >= session.ended_at
        and any(report.code == SEVERE_PAIN and SYMPTOMS[SEVERE_PAIN].counts(report) for report in reading.symptoms)
        and any(abs(reading.recorded_at - score.recorded_at) <= TOGETHER for score in heavy)
    ]
