"""The rules that need a history: the 48-hour rule and its siblings, and the two doors `judge` and `next_look_at`.

Every rule answers with a `Finding` or None. Hours are elapsed hours since the session's end; time zones do not matter.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from diary.clinical import red_flags
from diary.clinical.band import expected_at, expected_range
from diary.clinical.baseline import OPEN_CARRY_LIMIT
from diary.clinical.facts import Facts, entries_of
from diary.clinical.heavy import heavy_flare
from diary.clinical.history import HOUR, Finding, History, Judgement, Level
from diary.clinical.lasting import PAIN, STIFFNESS, Case, Clause, is_coming_down, is_flare
from diary.clinical.scores import WINDOW_OPENS, Deciding, deciding_late, last_before_window
from diary.clinical.settling import settled_at
from diary.clinical.steps import FIVE_DAYS, TWO_WEEKS, five_days, state_of, two_weeks, worsening_after_alert
from diary.clinical.surprise import clause_that_fires
from diary.clinical.wording import hours_text, out_of_ten, score_text

RULES_VERSION: Final = "2026.2"
SILENCE_HOURS = 72.0


def forty_eight_hours(facts: Facts) -> Finding | None:
    """The pain lasts: the first score from 48 h to 96 h (or the next session) is still up by one of the clauses a to g.

    It is decided once, at that score; one within 15 minutes corrects it. Source: clinical reference 3.6.3, 3.6.5.
    """
    return _lasting(facts, "forty_eight_hours", *facts.in_window)


def late_report(facts: Facts) -> Finding | None:
    """No score came from 48 h to 96 h, and the first one after that is still up by the same clauses.

    Source: clinical reference 3.6.5, case "first entry at 100 h".
    """
    if any(facts.in_window):
        return None
    return _lasting(facts, "late_report", deciding_late(facts.pain), deciding_late(facts.stiffness))


def flare_then_silence(facts: Facts, now: datetime) -> Finding | None:
    """The last score from 24 h to 48 h was a flare, and none came from 48 h to 72 h, nor a new session.

    It looks only at what was recorded by 72 h: a late offline entry of 50 h withdraws it, an entry of 80 h does
    not. Source: clinical reference 3.6.5, case "no entry by 72 h".
    """
    if not _is_past_silence(facts, now):
        return None
    last = last_before_window(facts.pain)
    deciding = facts.in_window[0]
    if last is None or not is_flare(last.value, facts.baseline.nrs):
        return None
    if deciding is not None and deciding.hours <= SILENCE_HOURS:
        return None
    return silent_flare(last.value, last.hours, facts.before_text, entries_of(last))


def silent_flare(value: float, hours: float, before: str, entries: tuple[UUID, ...]) -> Finding:
    """The finding of `flare_then_silence`: the last score, when it came, and the baseline in words."""
    because = f"{out_of_ten(value)} at {hours_text(hours)}; {before}; no score from 48 to 72 hours."
    return Finding("flare_then_silence", Level.PRACTITIONER, because, entries, hours=SILENCE_HOURS)


def is_silent(facts: Facts, now: datetime) -> bool:
    """72 hours have passed without a score from 48 h on, and without a new session: silence is never "better"."""
    return _is_past_silence(facts, now) and not any(score.hours >= WINDOW_OPENS for score in facts.pain)


def judge(history: History, now: datetime, facts: Facts | None = None) -> Judgement:
    """All that is true of this history at `now`; what was recorded later is not looked at. Findings worst first.

    `facts` are those of `history.as_of(now)`, for whoever reads on in them.
    """
    facts = facts or Facts(history.as_of(now))
    by_score = _by_score(facts)
    lasting = _found_to_last(facts, by_score, now)
    settled = settled_at(facts, max((finding.hours or 0.0 for finding in lasting), default=None))
    steps = _steps(facts, lasting, now)
    others = (heavy_flare(facts), worsening_after_alert(facts, lasting, settled))
    known = red_flags.Known(facts.baseline.nrs, times_lasting(facts.history, lasting, settled))
    findings = (*red_flags.find(facts.history, known), *lasting, *steps, *(each for each in others if each is not None))
    return Judgement(
        findings=tuple(sorted(findings, key=_worst_first)),
        baseline=facts.baseline,
        recovery=state_of(facts, (*lasting, *steps), settled, now),
        settled_at=settled,
        lasting=bool(lasting),
        silent=is_silent(facts, now),
        next_look_at=_next_look(facts, by_score, history, now),
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

    That is 72 h while no score from 48 h on is known; 120 h and 336 h when they would bring the next step; and any moment
    of the history itself that is still to come. Source: clinical reference 3.6.5, 3.6.6.
    """
    facts = Facts(history.as_of(now))
    return _next_look(facts, _by_score(facts), history, now)


def _next_look(facts: Facts, by_score: Sequence[Finding], history: History, now: datetime) -> datetime | None:
    """`facts` hold what is known at `now`: until the first moment still to come in `history`, nothing else will be."""
    session, following = history.session, history.next_session
    moments = [reading.recorded_at for reading in (*history.readings, *history.afterwards)]
    moments += [] if following is None else [following.started_at]
    if session is not None:
        moments += [] if session.closed_at is None else [session.closed_at]
        moments += _turning_moments(facts, by_score, session.ended_at, now)
    return min((moment for moment in moments if moment > now), default=None)


def _turning_moments(
    facts: Facts, by_score: Sequence[Finding], ended_at: datetime, now: datetime
) -> Iterator[datetime]:
    """The moments after `now` at which time alone makes something true, if nothing more is recorded."""
    moments = {hours: ended_at + hours * HOUR for hours in (SILENCE_HOURS, FIVE_DAYS, TWO_WEEKS)}
    for hours, moment in moments.items():
        if moment > now:
            steps = _steps(facts, _found_to_last(facts, by_score, moment), moment)
            if any(step.hours == hours for step in steps) or (hours == SILENCE_HOURS and is_silent(facts, moment)):
                yield moment


def _by_score(facts: Facts) -> tuple[Finding, ...]:
    """What a score has found to last: no later moment changes it."""
    return tuple(finding for finding in (forty_eight_hours(facts), late_report(facts)) if finding is not None)


def _found_to_last(facts: Facts, by_score: Sequence[Finding], now: datetime) -> tuple[Finding, ...]:
    silence = flare_then_silence(facts, now)
    return tuple(by_score) if silence is None else (*by_score, silence)


def _steps(facts: Facts, lasting: Sequence[Finding], now: datetime) -> tuple[Finding, ...]:
    steps = (five_days(facts, lasting, now), two_weeks(facts, lasting, now))
    return tuple(step for step in steps if step is not None)


def _is_past_silence(facts: Facts, now: datetime) -> bool:
    """Whether the 72 hours have run out without a new session: who is in the clinic at 72 h is not silent."""
    following = facts.history.next_session
    if not facts.has_reached(SILENCE_HOURS, now):
        return False
    return following is None or facts.history.hours(following.started_at) > SILENCE_HOURS


def _lasting(facts: Facts, rule: str, pain: Deciding | None, stiffness: Deciding | None) -> Finding | None:
    tried = ((PAIN, pain, facts.baseline.nrs), (STIFFNESS, stiffness, facts.baseline.stiffness))
    for clauses, deciding, level in tried:
        if deciding is None:
            continue
        case = case_of(facts.history, deciding, level)
        clause = clause_that_fires(facts.history, deciding, clauses, case)
        if clause is not None:
            because = _because(facts, deciding, case, clause)
            entries = entries_of(deciding.before, deciding.score)
            hours = deciding.score.hours
            return Finding(rule, Level.PRACTITIONER, because, entries, hours=hours, clause=clause.letter)
    return None


def case_of(history: History, deciding: Deciding, level: float | None) -> Case:
    """What the clauses are asked about: the deciding score beside the baseline `level` of its scale."""
    before = deciding.before.value if deciding.before is not None else None
    return Case(deciding.score.value, before, level, history.floor, deciding.score.change)


def _because(facts: Facts, deciding: Deciding, case: Case, clause: Clause) -> str:
    score = deciding.score
    at = f"{out_of_ten(score.value)} at {hours_text(score.hours)}"
    if score.is_check_in:
        at += " (check-in of the next session)"
    if clause.letter == "g":
        return f"Stiffness {at}; before the session {score_text(case.baseline or 0)}."
    parts = [at, facts.before_text]
    if facts.baseline.nrs is not None:
        parts.append(f"expected by now {expected_range(expected_at(facts.prediction, score.hours))}")
    if clause.letter == "a" and is_coming_down(case):
        parts.append("coming down but not back")
    elif clause.reason and clause.letter != "d":
        parts.append(clause.reason)
    return "; ".join(parts) + "."


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return (-finding.level.rank, finding.rule, finding.code or "")
