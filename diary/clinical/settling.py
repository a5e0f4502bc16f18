"""When the pain was back, or as good as back. Source: clinical reference 3.6.6."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from diary.clinical.facts import Facts
from diary.clinical.lasting import NO_BASELINE_SCORE, STILL_UP
from diary.clinical.scores import DAY_ONE_ENDS, Score, is_at_least

SETTLING_HOURS = 12.0


def settled_at(facts: Facts, lasting_hours: float | None = None) -> datetime | None:
    """When the pain was back: one score at or below the baseline, or two at least 12 h apart both less than 1 above it.

    Only scores from 24 h on count: an earlier one still asks about the day of the treatment, and the flare is yet to
    come. A recovery that settled stays so, unless the pain was then found to last: from that moment (`lasting_hours`)
    only later scores settle it. Nothing settles without a baseline, and a score corrected within 15 minutes settles
    nothing. Source: clinical reference 3.6.6.
    """
    back = _back(facts.standing, facts.baseline.nrs, lasting_hours)
    return None if back is None else back.recorded_at


def back_hours(facts: Facts, lasting_hours: float) -> float | None:
    """At which hour pain that was found to last at `lasting_hours` came back, also after a further session.

    Without a baseline nothing settles; then the first score under 4 is back, as clause d counts it.
    """
    if facts.baseline.nrs is None:
        later = (score for score in facts.all_pain if score.hours > lasting_hours)
        return next((score.hours for score in later if not is_at_least(score.value, NO_BASELINE_SCORE)), None)
    back = _back(facts.all_standing, facts.baseline.nrs, lasting_hours)
    return None if back is None else back.hours


def _back(scores: Sequence[Score], baseline: float | None, lasting_hours: float | None) -> Score | None:
    if baseline is None:
        return None
    near: list[Score] = []
    for score in _counting(scores, lasting_hours):
        if is_at_least(baseline, score.value):
            return score
        if not is_at_least(score.value, baseline + STILL_UP):
            near.append(score)
            if score.hours - near[0].hours >= SETTLING_HOURS:
                return score
    return None


def _counting(scores: Sequence[Score], lasting_hours: float | None) -> Iterator[Score]:
    return (
        score
        for score in scores
        if score.hours >= DAY_ONE_ENDS and (lasting_hours is None or score.hours > lasting_hours)
    )
