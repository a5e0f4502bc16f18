"""How a judgement came about, in plain lines: which score decided, what the baseline rests on, each clause with its numbers.

Nothing is judged here; the lines show what the rules themselves say. No names: entries are told by id and moment.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from diary.clinical.band import expected_at, expected_range
from diary.clinical.facts import Facts
from diary.clinical.history import Finding, History, Judgement
from diary.clinical.lasting import (
    FAR_UP,
    NO_BASELINE_SCORE,
    PAIN,
    SEVERE_BASELINE,
    SEVERE_SCORE,
    STIFFNESS,
    STILL_UP,
    Case,
    Clause,
    delta,
)
from diary.clinical.rules import RULES_VERSION, case_of, judge
from diary.clinical.scores import Deciding, Score, deciding_late
from diary.clinical.wording import hours_text, moment_text, out_of_ten, score_text

TIMED_RULES = ("forty_eight_hours", "late_report", "flare_then_silence", "five_days", "two_weeks")
SCORE_RULES = ("heavy_flare", "worsening_after_alert")


def explain(history: History, now: datetime) -> list[str]:
    """The lines for one history as it stood at `now`. Source of the rules: clinical reference 3.6."""
    facts = Facts(history.as_of(now))
    judgement = judge(history, now, facts)
    return [
        f"Judged at {moment_text(now)} by rules {RULES_VERSION}; floor {history.floor}, preset {history.preset.value}.",
        *_of_session(facts),
        "",
        "Findings:",
        *(_finding_line(finding) for finding in judgement.findings),
        *([] if judgement.findings else ["  none"]),
        *([] if history.session is None else [_not_found(judgement)]),
        "",
        *_outcome(facts, judgement),
    ]


def _of_session(facts: Facts) -> Iterator[str]:
    history, session = facts.history, facts.history.session
    if session is None:
        yield "No session: only red flags are judged."
        return
    estimated = " (an estimate: scores from 42 h may count)" if session.ended_at_estimated else ""
    yield f"Session {session.number} of the course ended {moment_text(session.ended_at)}{estimated}."
    if history.next_session is not None:
        started_at = history.next_session.started_at
        yield f"The next session started {hours_text(history.hours(started_at))} later: scores up to then count."
    yield ""
    yield from _baseline_lines(facts)
    yield ""
    yield from _score_lines(facts)
    for name, clauses, deciding, level in _scales(facts):
        yield ""
        yield from _clause_lines(facts, name, clauses, deciding, level)


def _baseline_lines(facts: Facts) -> Iterator[str]:
    baseline = facts.baseline
    level = "none" if baseline.nrs is None else score_text(baseline.nrs)
    stiffness = "" if baseline.stiffness is None else f"; of stiffness {score_text(baseline.stiffness)}"
    yield f"Baseline: {level} ({baseline.quality.value}){stiffness}."
    known = {reading.entry: reading for reading in facts.history.readings}
    for entry in baseline.readings:
        reading = known.get(entry)
        score = None if reading is None else reading.score
        told = "of an earlier session" if reading is None else moment_text(reading.recorded_at)
        yield f"  {entry}  {told}{'' if score is None else f'  {score_text(score)}'}"


def _score_lines(facts: Facts) -> Iterator[str]:
    deciding = facts.in_window[0] or deciding_late(facts.pain)
    yield "Scores since the session:" if facts.pain else "Scores since the session: none."
    for score in facts.pain:
        marks = _marks(score, deciding)
        who = "check-in of the next session" if score.is_check_in else str(score.entry)
        yield f"  {who}  {hours_text(score.hours):>9}  {score_text(score.value):>4}{marks}"


def _marks(score: Score, deciding: Deciding | None) -> str:
    if deciding is None:
        return ""
    if score is deciding.score:
        return "  decides"
    if score is deciding.before:
        return "  the last from 24 to 48 h"
    return "  corrected" if score.recorded_at == deciding.answered_at else ""


def _scales(facts: Facts) -> Iterator[tuple[str, tuple[Clause, ...], Deciding | None, float | None]]:
    pain, stiffness = facts.in_window
    is_late = pain is None and stiffness is None
    yield "pain", PAIN, deciding_late(facts.pain) if is_late else pain, facts.baseline.nrs
    if facts.stiffness:
        late = deciding_late(facts.stiffness) if is_late else stiffness
        yield "stiffness", STIFFNESS, late, facts.baseline.stiffness


def _clause_lines(
    facts: Facts, name: str, clauses: tuple[Clause, ...], deciding: Deciding | None, level: float | None
) -> Iterator[str]:
    if deciding is None:
        yield f"The 48-hour rule on {name}: no score from 48 h on, nothing to decide."
        return
    case = case_of(facts.history, deciding, level)
    before = "none from 24 to 48 h" if case.before is None else f"{score_text(case.before)} before it"
    yield (
        f"The 48-hour rule on {name}: {out_of_ten(case.score)} at {hours_text(deciding.score.hours)} decides, {before}, "
        f"answer {case.answer or 'none'}:"
    )
    for letter, clause in zip(_letters(name), clauses, strict=True):
        holds = "holds        " if clause.holds(case) else "does not hold"
        yield f"  {letter}  {holds}  {NUMBERS[letter](case)}"


def _letters(name: str) -> str:
    return "".join(clause.letter for clause in PAIN) if name == "pain" else "abc"


def _text(value: float | None) -> str:
    return "none" if value is None else score_text(value)


def _a(case: Case) -> str:
    if case.baseline is None or case.before is None:
        return "needs a baseline and a score from 24 to 48 h"
    up = case.baseline + STILL_UP
    return (
        f"{_text(case.score)} >= {_text(max(case.floor, up))} and {_text(case.before)} >= {_text(up)} "
        f"and {_text(max(case.score, case.before))} >= {_text(case.baseline + delta(case.baseline))}"
    )


def _b(case: Case) -> str:
    if case.baseline is None or case.before is not None:
        return "needs a baseline and no score from 24 to 48 h"
    return f"{_text(case.score)} >= {_text(max(case.floor, case.baseline + delta(case.baseline)))}"


def _c(case: Case) -> str:
    if case.baseline is None:
        return "needs a baseline"
    return f"{_text(case.score)} >= {_text(max(case.floor, case.baseline + FAR_UP))}"


def _d(case: Case) -> str:
    if case.baseline is not None:
        return "only without a baseline"
    also = "" if case.before is None else f" and {_text(case.before)} >= {_text(NO_BASELINE_SCORE)}"
    return f"{_text(case.score)} >= {_text(NO_BASELINE_SCORE)}{also}"


def _e(case: Case) -> str:
    return f"the patient says worse (answer: {case.answer or 'none'}) and {_text(case.score)} >= {case.floor}"


def _f(case: Case) -> str:
    if case.baseline is None:
        return "needs a baseline"
    also = "" if case.before is None else f", {_text(case.before)} >= {_text(SEVERE_SCORE)}"
    return (
        f"baseline {_text(case.baseline)} > {_text(SEVERE_BASELINE)}, {_text(case.score)} >= {_text(SEVERE_SCORE)}{also}, "
        f"and not called better (answer: {case.answer or 'none'})"
    )


NUMBERS: Mapping[str, Callable[[Case], str]] = {"a": _a, "b": _b, "c": _c, "d": _d, "e": _e, "f": _f}


def _finding_line(finding: Finding) -> str:
    code = f" {finding.code}" if finding.code else ""
    clause = f" by clause {finding.clause}" if finding.clause else ""
    entries = "".join(f"\n      {entry}" for entry in finding.readings)
    return f"  {finding.rule}{code} ({finding.level.value}{clause}): {finding.because}{entries}"


def _not_found(judgement: Judgement) -> str:
    """Some rule is always missing: a first score lies in the window, or comes after it."""
    found = {finding.rule for finding in judgement.findings}
    missing = [rule for rule in (*TIMED_RULES, *SCORE_RULES) if rule not in found]
    return f"Not found: {', '.join(missing)}."


def _outcome(facts: Facts, judgement: Judgement) -> Iterator[str]:
    if facts.history.session is None:
        return
    if facts.pain:
        last = facts.pain[-1]
        expected = expected_range(expected_at(facts.prediction, last.hours))
        yield f"Expected at {hours_text(last.hours)}: {expected} (the middle 80 %); scored {score_text(last.value)}."
    settled = "" if judgement.settled_at is None else f", settled {moment_text(judgement.settled_at)}"
    yield f"Recovery: {judgement.recovery.value}{settled}{', silent' if judgement.silent else ''}."
    next_look = "never again by time alone" if judgement.next_look_at is None else moment_text(judgement.next_look_at)
    yield f"Next look: {next_look}."
