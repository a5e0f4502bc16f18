"""The rules that need a history: the 48-hour rule and its siblings, and the two doors `judge` and `next_look_at`.

Every rule answers with a `Finding` or None. Hours are elapsed hours since the session's end; time zones do not matter.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from diary.clinical import red_flags
from diary.clinical.band import expected_range
from diary.clinical.baseline import OPEN_CARRY_LIMIT, baseline_of
from diary.clinical.expected import expected_score
from diary.clinical.history import HOUR, Baseline, BaselineQuality, Finding, History, Judgement, Level, Recovery
from diary.clinical.lasting import PAIN, STIFFNESS, STILL_UP, Case, Clause, is_coming_down, is_flare
from diary.clinical.scores import (
    DAY_ONE_ENDS,
    WINDOW_OPENS,
    Deciding,
    Scale,
    Score,
    correction_of,
    deciding_in_window,
    deciding_late,
    is_at_least,
    last_before_window,
    scores_of,
)
from diary.clinical.surprise import clause_that_fires
from diary.clinical.wording import hours_text, out_of_ten, score_text

RULES_VERSION: Final = "2026.1"
SILENCE_HOURS = 72.0
SETTLING_HOURS = 12.0
_QUALITY_WORDS = {
    BaselineQuality.SINGLE: " (one score only)",
    BaselineQuality.CARRIED: " (carried from an earlier session)",
}


def forty_eight_hours(history: History) -> Finding | None:
    """The pain lasts: the first score from 48 h to 96 h (or the next session) is still up by one of the clauses a to g.

    It is decided once, at that score; one within 15 minutes corrects it. Source: clinical reference 3.6.3, 3.6.5.
    """
    baseline = baseline_of(history)
    pain, stiffness = _in_window(history, baseline)
    return _lasting(history, baseline, "forty_eight_hours", pain, stiffness)


def late_report(history: History) -> Finding | None:
    """No score came from 48 h to 96 h, and the first one after that is still up by the same clauses.

    Source: clinical reference 3.6.5, case "first entry at 100 h".
    """
    baseline = baseline_of(history)
    if any(_in_window(history, baseline)):
        return None
    pain = deciding_late(scores_of(history))
    stiffness = deciding_late(scores_of(history, Scale.STIFFNESS))
    return _lasting(history, baseline, "late_report", pain, stiffness)


def flare_then_silence(history: History, now: datetime) -> Finding | None:
    """The last score from 24 h to 48 h was a flare, and none came from 48 h to 72 h, nor a new session.

    It looks only at what was recorded by 72 h: a late offline entry of 50 h withdraws it, an entry of 80 h does
    not. Source: clinical reference 3.6.5, case "no entry by 72 h".
    """
    if not _is_past_silence(history, now):
        return None
    baseline = baseline_of(history)
    scores = scores_of(history)
    last = last_before_window(scores)
    deciding = deciding_in_window(history, scores, baseline.nrs)
    if last is None or not is_flare(last.value, baseline.nrs):
        return None
    if deciding is not None and deciding.hours <= SILENCE_HOURS:
        return None
    because = (
        f"{out_of_ten(last.value)} at {hours_text(last.hours)}; {_before_text(baseline)}; no score from 48 to 72 hours."
    )
    return Finding("flare_then_silence", Level.PRACTITIONER, because, _entries(last), hours=SILENCE_HOURS)


def settled_at(history: History, lasting_hours: float | None = None) -> datetime | None:
    """When the pain was back: one score at or below the baseline, or two at least 12 h apart both less than 1 above it.

    Only scores from 24 h on count: an earlier one still asks about the day of the treatment, and the flare is yet to
    come. A recovery that settled stays so, unless the pain was then found to last: from that moment (`lasting_hours`)
    only later scores settle it. Nothing settles without a baseline, and a score corrected within 15 minutes settles
    nothing. Source: clinical reference 3.6.6.
    """
    baseline = baseline_of(history).nrs
    if baseline is None:
        return None
    near: list[Score] = []
    for score in _counting_for_settling(history, lasting_hours):
        if is_at_least(baseline, score.value):
            return score.recorded_at
        if not is_at_least(score.value, baseline + STILL_UP):
            near.append(score)
            if score.hours - near[0].hours >= SETTLING_HOURS:
                return score.recorded_at
    return None


def is_silent(history: History, now: datetime) -> bool:
    """72 hours have passed without a score from 48 h on, and without a new session: silence is never "better"."""
    if not _is_past_silence(history, now):
        return False
    return not any(score.hours >= WINDOW_OPENS for score in scores_of(history.as_of(now)))


def judge(history: History, now: datetime) -> Judgement:
    """All that is true of this history at `now`; what was recorded later is not looked at. Findings worst first."""
    seen = history.as_of(now)
    lasting = [
        finding
        for finding in (forty_eight_hours(seen), late_report(seen), flare_then_silence(seen, now))
        if finding is not None
    ]
    lasting_hours = max((finding.hours for finding in lasting if finding.hours is not None), default=None)
    settled = settled_at(seen, lasting_hours)
    baseline = baseline_of(seen)
    known = red_flags.Known(baseline.nrs, times_lasting(seen, lasting, settled))
    return Judgement(
        findings=tuple(sorted((*red_flags.find(seen, known), *lasting), key=_worst_first)),
        baseline=baseline,
        recovery=_recovery(settled, is_lasting=bool(lasting)),
        settled_at=settled,
        lasting=bool(lasting),
        silent=is_silent(seen, now),
        next_look_at=next_look_at(history, now),
    )


def times_lasting(
    history: History, lasting: Iterable[Finding], settled: datetime | None
) -> tuple[tuple[datetime, datetime | None], ...]:
    """When the 48-hour rule was open: from the first finding that the pain lasts until it settled, if it has.

    The recovery before counts as well while its baseline would still be carried, ten days at most: the pain that goes on
    is the same. Source: clinical reference 3.6.6; docs/adr/0006.
    """
    times: list[tuple[datetime, datetime | None]] = []
    if history.session is None:
        return ()
    if history.earlier and history.earlier[-1].lasting:
        last = history.earlier[-1]
        times.append((history.session.started_at, last.settled_at or last.ended_at + OPEN_CARRY_LIMIT))
    opened = [finding.hours for finding in lasting if finding.hours is not None]
    if opened:
        times.append((history.session.ended_at + min(opened) * HOUR, settled))
    return tuple(times)


def next_look_at(history: History, now: datetime) -> datetime | None:
    """The next moment after `now` at which a rule could become true with no new entry; None when there is none.

    That is 72 h while no score from 48 h on is known, and any moment of the history itself that is still to come.
    """
    moments = [reading.recorded_at for reading in history.readings]
    if history.next_session is not None:
        moments.append(history.next_session.started_at)
    if history.session is not None and _is_silent_at_72(history):
        moments.append(history.session.ended_at + SILENCE_HOURS * HOUR)
    return min((moment for moment in moments if moment > now), default=None)


def _is_silent_at_72(history: History) -> bool:
    if history.session is None:
        return False
    return is_silent(history, history.session.ended_at + SILENCE_HOURS * HOUR)


def _is_past_silence(history: History, now: datetime) -> bool:
    """Whether the 72 hours have run out without a new session: who is in the clinic at 72 h is not silent."""
    session, following = history.session, history.next_session
    if session is None:
        return False
    silence_at = session.ended_at + SILENCE_HOURS * HOUR
    return now >= silence_at and (following is None or following.started_at > silence_at)


def _in_window(history: History, baseline: Baseline) -> tuple[Deciding | None, Deciding | None]:
    """What decides on pain and on stiffness: each scale is decided at its own first score of the window."""
    pain = deciding_in_window(history, scores_of(history), baseline.nrs)
    stiffness = deciding_in_window(history, scores_of(history, Scale.STIFFNESS), baseline.stiffness)
    return pain, stiffness


def _lasting(
    history: History, baseline: Baseline, rule: str, pain: Deciding | None, stiffness: Deciding | None
) -> Finding | None:
    tried = ((PAIN, pain, baseline.nrs), (STIFFNESS, stiffness, baseline.stiffness))
    for clauses, deciding, level in tried:
        if deciding is None:
            continue
        case = _case(history, deciding, level)
        clause = clause_that_fires(history, deciding, clauses, case)
        if clause is not None:
            because = _because(history, baseline, deciding, case, clause)
            entries = _entries(deciding.before, deciding.score) if case.before is not None else _entries(deciding.score)
            hours = deciding.score.hours
            return Finding(rule, Level.PRACTITIONER, because, entries, hours=hours, clause=clause.letter)
    return None


def _case(history: History, deciding: Deciding, level: float | None) -> Case:
    before = deciding.before.value if deciding.before is not None else None
    return Case(deciding.score.value, before, level, history.floor, deciding.score.change)


def _because(history: History, baseline: Baseline, deciding: Deciding, case: Case, clause: Clause) -> str:
    score = deciding.score
    at = f"{out_of_ten(score.value)} at {hours_text(score.hours)}"
    if score.is_check_in:
        at += " (check-in of the next session)"
    if clause.letter == "g":
        return f"Stiffness {at}; before the session {score_text(case.baseline or 0)}."
    parts = [at, _before_text(baseline)]
    if baseline.nrs is not None:
        parts.append(f"expected by now {expected_range(expected_score(history, score.hours))}")
    if clause.letter == "a" and is_coming_down(case):
        parts.append("coming down but not back")
    elif clause.reason and clause.letter != "d":
        parts.append(clause.reason)
    return "; ".join(parts) + "."


def _before_text(baseline: Baseline) -> str:
    if baseline.nrs is None:
        return "no baseline"
    return f"before the session {score_text(baseline.nrs)}{_QUALITY_WORDS.get(baseline.quality, '')}"


def _entries(*scores: Score | None) -> tuple[UUID, ...]:
    return tuple(score.entry for score in scores if score is not None and score.entry is not None)


def _counting_for_settling(history: History, lasting_hours: float | None) -> list[Score]:
    scores = scores_of(history)
    return [
        score
        for score in scores
        if score.hours >= DAY_ONE_ENDS
        and (lasting_hours is None or score.hours > lasting_hours)
        and correction_of(score, scores) is score
    ]


def _recovery(settled: datetime | None, *, is_lasting: bool) -> Recovery:
    if settled is not None:
        return Recovery.SETTLED
    return Recovery.LASTING if is_lasting else Recovery.WATCHING


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return (-finding.level.rank, finding.rule, finding.code or "")
