"""What follows once pain was found to last: five days, two weeks, worse than when it was found; and the recovery's state.

A step is decided by what was recorded up to its own moment, so that a later score takes nothing back; an earlier one that
arrives late may. Source: clinical reference 3.6.6.
"""

from collections.abc import Sequence
from datetime import datetime
from math import inf
from typing import NamedTuple
from uuid import UUID

from diary.clinical.facts import Facts, entries_of
from diary.clinical.heavy import is_heavy
from diary.clinical.history import Finding, Level, Recovery
from diary.clinical.scores import Score, is_at_least, uncorrected
from diary.clinical.settling import back_hours
from diary.clinical.wording import hours_text, out_of_ten, score_text

FIVE_DAYS = 120.0
TWO_WEEKS = 336.0
# Four weeks after a session its pain is no longer followed: what is there by then is the level.
FOLLOWED_HOURS = 672.0
WORSE_BY = 2.0
SPECIALISTS = "neurology, orthopaedics or rheumatology"
# "Some" and "hardly anything" are the two answers that say: I can't do most things.
LIMITED = {"some": "can do some things", "hardly_anything": "can do hardly anything"}


class _Limit(NamedTuple):
    """Why the step of two weeks would be taken at an entry, if at all, and the entry that says so."""

    hours: float
    reason: str
    entry: UUID


def five_days(facts: Facts, lasting: Sequence[Finding], now: datetime) -> Finding | None:
    """120 hours, and the pain that was found to last is not back: the practitioner is asked to consider the GP.

    Pain that is found later than that (a late report) takes the step when it is found. Further sessions do not stop it:
    only pain that comes back, or the practitioner's closing. Source: clinical reference 3.6.6.
    """
    hours = _step_hours(lasting, FIVE_DAYS)
    if hours is None or not facts.has_reached(hours, now) or hours >= _over_hours(facts, lasting, hours):
        return None
    because = f"{_still(facts, lasting, hours)}. Consider a GP."
    return Finding("five_days", Level.PRACTITIONER, because, _entries(facts, lasting, hours), hours=hours)


def two_weeks(facts: Facts, lasting: Sequence[Finding], now: datetime) -> Finding | None:
    """336 hours, the pain is not back, and the patient can't do most things or it hurts in a new region: a specialist.

    Decided at 336 h or at the first entry after it, within four weeks, at which that is so. Source: clinical reference 3.6.6, S002-5.
    """
    first = _step_hours(lasting, TWO_WEEKS)
    if first is None or not facts.has_reached(first, now):
        return None
    over = _over_hours(facts, lasting, first)
    limits = _limits(facts)
    at_first = next((limit for limit in reversed(limits) if limit.hours <= first), None)
    later = (limit for limit in limits if first < limit.hours < FOLLOWED_HOURS)
    for hours, limit in ((first, at_first), *((limit.hours, limit) for limit in later)):
        if hours >= over:
            return None
        if limit is not None and limit.reason:
            because = f"{_still(facts, lasting, hours)}; {limit.reason}. Consider a specialist: {SPECIALISTS}."
            entries = dict.fromkeys((*_entries(facts, lasting, hours), limit.entry))
            return Finding("two_weeks", Level.PRACTITIONER, because, tuple(entries), hours=hours)
    return None


def worsening_after_alert(facts: Facts, lasting: Sequence[Finding], settled: datetime | None) -> Finding | None:
    """After pain was found to last and before it settled: the first score 2 or more above the one that was told of.

    Or one of 8 and more and 3 above the baseline, if it is above the one told of. Stiffness goes by its own scores. A
    score that is corrected within 15 minutes does not count. Source: clinical reference 3.6.6.
    """
    if not lasting:
        return None
    found = max(lasting, key=lambda finding: finding.hours or 0.0)
    is_pain = found.clause != "g"
    scores = facts.pain if is_pain else facts.stiffness
    told = next(score for score in reversed(scores) if score.hours <= (found.hours or 0.0))
    for score in facts.standing if is_pain else uncorrected(scores):
        is_later = score.hours > (found.hours or 0.0) and (settled is None or score.recorded_at < settled)
        if is_later and _is_worse(facts, score, told, is_pain=is_pain):
            because = (
                f"{'' if is_pain else 'Stiffness '}{out_of_ten(score.value)} at {hours_text(score.hours)}; "
                f"{score_text(told.value)} at {hours_text(told.hours)}, when it was found to last; {facts.before_text}."
            )
            entries = entries_of(told, score)
            return Finding("worsening_after_alert", Level.PRACTITIONER, because, entries, hours=score.hours)
    return None


def state_of(facts: Facts, findings: Sequence[Finding], settled: datetime | None, now: datetime) -> Recovery:
    """The state of the recovery: settled before all; then what was advised last, unless the practitioner closed it.

    Only what lasts can be closed: if an edit means that it never lasted, the closing says nothing. Source: clinical
    reference 3.6.6.
    """
    rules = {finding.rule for finding in findings}
    if settled is not None:
        return Recovery.SETTLED
    if not rules:
        return Recovery.WATCHING
    session = facts.history.session
    if session is not None and session.closed_at is not None and session.closed_at <= now:
        return Recovery.CLOSED
    if "two_weeks" in rules:
        return Recovery.SPECIALIST_ADVISED
    return Recovery.GP_ADVISED if "five_days" in rules else Recovery.LASTING


def _step_hours(lasting: Sequence[Finding], step: float) -> float | None:
    """When the step is due: at its hour, or when the pain was found to last, if that was later."""
    first = min((finding.hours for finding in lasting if finding.hours is not None), default=None)
    return None if first is None else max(step, first)


def _over_hours(facts: Facts, lasting: Sequence[Finding], hours: float) -> float:
    """At which hour there was nothing more to advise: the pain came back, or the practitioner closed the recovery."""
    session = facts.history.session
    closed_at = None if session is None else session.closed_at
    ends = [
        back_hours(facts, max(_found_hours(lasting, hours))),
        None if closed_at is None else facts.history.hours(closed_at),
    ]
    return min((end for end in ends if end is not None), default=inf)


def _found_hours(lasting: Sequence[Finding], hours: float) -> list[float]:
    return [finding.hours for finding in lasting if finding.hours is not None and finding.hours <= hours]


def _still(facts: Facts, lasting: Sequence[Finding], hours: float) -> str:
    found = min(_found_hours(lasting, hours))
    text = f"Found to last at {hours_text(found)} and not back at {hours_text(hours)}; {facts.before_text}"
    last = _last(facts, hours)
    return text if last is None else f"{text}, last score {score_text(last.value)} at {hours_text(last.hours)}"


def _is_worse(facts: Facts, score: Score, told: Score, *, is_pain: bool) -> bool:
    is_heavier = is_pain and score.value > told.value and is_heavy(score.value, facts.baseline.nrs)
    return is_heavier or is_at_least(score.value, told.value + WORSE_BY)


def _limits(facts: Facts) -> list[_Limit]:
    """For each entry since the session, also after the next one: what the patient cannot do by then, or where it hurts anew."""
    history = facts.history
    known = {region for each in history.readings if history.hours(each.recorded_at) < 0 for region in each.regions}
    limits: list[_Limit] = []
    limited = spread = ""
    limited_by = spread_by = None
    for each in (*history.readings, *history.afterwards):
        hours = history.hours(each.recorded_at)
        if hours < 0:
            continue
        if each.function:
            limited, limited_by = LIMITED.get(each.function, ""), each.entry
        if each.regions:
            known = known or set(each.regions)
            spread, spread_by = _spread_text([region for region in each.regions if region not in known]), each.entry
        limits.append(_Limit(hours, limited or spread, (limited_by if limited else spread_by) or each.entry))
    return limits


def _spread_text(regions: Sequence[str]) -> str:
    return f"also in {', '.join(region.replace('-', ' ') for region in dict.fromkeys(regions))}" if regions else ""


def _entries(facts: Facts, lasting: Sequence[Finding], hours: float) -> tuple[UUID, ...]:
    found = [
        entry for finding in lasting if finding.hours in _found_hours(lasting, hours) for entry in finding.readings
    ]
    return tuple(dict.fromkeys((*found, *entries_of(_last(facts, hours)))))


def _last(facts: Facts, hours: float) -> Score | None:
    return next((score for score in reversed(facts.all_pain) if score.hours <= hours), None)
