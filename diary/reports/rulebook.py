"""The rule book: every rule, threshold and case as the code has them, written for a clinician to read and sign.

Nothing is told twice: sentences come from docstrings, numbers from constants, outcomes from judging the cases.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from diary.clinical import baseline, heavy, lasting, reminding, rules, scores, settling, steps, surprise
from diary.clinical.examples import EXAMPLES, Example
from diary.clinical.recovery import CURVES, FLARES
from diary.clinical.symptoms import CATALOGUE, SYMPTOMS
from diary.clinical.wording import score_text
from diary.reports.markdown import said_by, table
from diary.reports.rulebook_course import course_lines

PICTURE = "curves.svg"
TITLE = f"""# The rules of Ebb, version {rules.RULES_VERSION}

Written by `./ebb rulebook` out of the code itself; the tests compare this page with it. Do not edit it here.

"h" are hours since the end of the session, b is the baseline: the pain before it. Scores are 0 to 10. Every rule asks for a
person's attention; none of them diagnoses. "Clinical reference" is the page of sources that the rules were built from.

**Nobody has signed these rules yet.** They are a draft for a named clinical safety officer: sections 1 to 8 to approve,
section 9 to know.

| | |
| --- | --- |
| Approved by, role, registration | |
| Date, version approved | |
| Changes asked for | |
"""

CONSTANTS = (
    ("24-hour scores count as the day after from", scores.DAY_ONE_ENDS, "h", "3.6.5"),
    ("the 48-hour window opens", scores.WINDOW_OPENS, "h", "3.6.3"),
    ("the 48-hour window closes", scores.WINDOW_CLOSES, "h", "3.6.3"),
    ("with an estimated end, a score counts from", scores.EARLY_OPENS, "h", "3.6.5"),
    ("  if it is above the baseline by", scores.EARLY_RISE, "points", "3.6.5"),
    ("a later score corrects one within", scores.CORRECTION_TIME.total_seconds() / 60, "minutes", "3.6.5"),
    ("still up (a)", lasting.STILL_UP, "points above b", "3.6.5"),
    ("far up (c)", lasting.FAR_UP, "points above b", "3.6.5"),
    ("high without a baseline (d)", lasting.NO_BASELINE_SCORE, "or more", "3.6.5"),
    ("severe baseline (f), above", lasting.SEVERE_BASELINE, "points", "3.6.5"),
    ("severe score (f)", lasting.SEVERE_SCORE, "or more", "3.6.5"),
    ("silence", rules.SILENCE_HOURS, "h", "3.6.5"),
    ("two scores settle when apart by", settling.SETTLING_HOURS, "h", "3.6.6"),
    ("heavy flare", heavy.HEAVY_SCORE, "or more, and 3 above b", "2.5"),
    ("worse after an alert", steps.WORSE_BY, "points above the score told of", "3.6.6"),
    ("five days", steps.FIVE_DAYS, "h", "3.6.6"),
    ("two weeks", steps.TWO_WEEKS, "h", "3.6.6"),
    ("a recovery is followed for", steps.FOLLOWED_HOURS, "h", "decided here, docs/adr/0018"),
    ("days that a good baseline needs", baseline.GOOD_DAYS, "days", "3.6.2"),
    ("a baseline is carried over an open recovery for", baseline.OPEN_CARRY_LIMIT.days, "days", "docs/adr/0006"),
    ("an earlier baseline counts for", baseline.CARRY_LIMIT.days, "days", "3.6.2"),
)

RULES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("forty_eight_hours", rules.forty_eight_hours),
    ("late_report", rules.late_report),
    ("flare_then_silence", rules.flare_then_silence),
    ("heavy_flare", heavy.heavy_flare),
    ("worsening_after_alert", steps.worsening_after_alert),
    ("five_days", steps.five_days),
    ("two_weeks", steps.two_weeks),
)

LIMITS = (
    "Patients answer in whole numbers, and these raise false alarms. Replayed on the diaries of untreated "
    "people with a session assumed every week, the standard preset alerts after 8.1 % of sessions in "
    "chronic and 4.2 % in subacute back pain; with every score rounded to a whole number after 13.9 % and "
    "9.0 %. An alarm of that kind is a real rise that would have happened without treatment.",
    "It is built to catch pain that lasts at a higher level: by the reference's own measurements it finds "
    "a lasting rise of 2 points in 58 to 69 % of sessions and one of 3 in 89 to 95 %. A rise of 1 is "
    "mostly not seen.",
    "No published data show pain scores in the first four days after these treatments. How often a flare "
    "follows, how high and how long, is partly assumption; the 48-hour rule does not depend on it, the "
    "bands and the presets `sensitive` and `quiet` do.",
    "Clause e (the patient's own comparison) has no known rate of false alarms. It is counted apart by its letter.",
    "The rules read what is recorded. They cannot see who does not log; that is why silence after a flare "
    "is told, and reminders exist.",
    "Nobody watches in real time. Emergency advice is shown on the phone before anything is sent, and "
    "waits for nobody.",
)


def write_rulebook() -> str:
    """The whole page in Markdown, ending with a line break; the same text for the same code."""
    parts = [TITLE, *(_section(number, *each) for number, each in enumerate(_sections(), start=1))]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sections() -> Iterator[tuple[str, Iterable[str]]]:
    yield "Rules that need a history", _rules()
    yield "When pain lasts: the clauses of the 48-hour rule", _clauses()
    yield "Cases, as the code decides them", _cases()
    yield "Baseline, settling and the state of a recovery", _states()
    yield "Thresholds", _thresholds()
    yield "Red flags", _red_flags()
    yield "Reminders", _reminders()
    yield "A whole course, its review, and what intake leads to", course_lines()
    yield "What was expected, the presets, and what the rules cannot do", _expected()


def _section(number: int, title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {number}. {title}", "", *lines, ""])


def _rules() -> Iterator[str]:
    yield from table(("rule", "what it says"), ((f"`{name}`", said_by(rule)) for name, rule in RULES))
    yield ""
    yield "Each is told to the practitioner; `heavy_flare` is urgent when sudden severe pain is ticked within seven days of it."


def _clauses() -> Iterator[str]:
    yield "Asked in this order of the first score in the window; the first that holds is named in the alert."
    yield ""
    yield from table(
        ("clause", "what it says"), ((clause.letter, said_by(clause.holds, "Clause")) for clause in lasting.PAIN)
    )
    yield ""
    yield "Clause g: a, b and c on the stiffness scale, against its own baseline (clinical reference 3.6.5 g)."
    yield ""
    yield "A flare is a rise by delta(b):"
    yield ""
    steps_of_delta = ((score_text(b), score_text(lasting.delta(b))) for b in (0, 3, 7, 7.1, 8, 8.1, 10))
    yield from table(("baseline b", "delta(b)"), steps_of_delta)


def _cases() -> Iterator[str]:
    yield "Seven days of the level named, then these scores. The outcome is computed when this page is written."
    yield ""
    yield from table(
        ("case", "judged at", "found", "recovery"), ((each.words, _hours(each), *_outcome(each)) for each in EXAMPLES)
    )


def _hours(example: Example) -> str:
    return f"{score_text(example.judged_at)} h"


def _outcome(example: Example) -> tuple[str, str]:
    judgement = example.judged()
    found = [f"`{each.rule}`{f' ({each.clause})' if each.clause else ''}" for each in judgement.findings]
    return ", ".join(found) or "nothing", f"{judgement.recovery.value}{', silent' if judgement.silent else ''}"


def _states() -> Iterator[str]:
    for title, told in (
        ("Baseline.", baseline.baseline_of),
        ("Settled.", settling.settled_at),
        ("Back, for the steps of five days and two weeks.", settling.back_hours),
        ("State.", steps.state_of),
    ):
        yield f"**{title}** {said_by(told)}"
        yield ""


def _thresholds() -> Iterator[str]:
    yield from table(
        ("what", "value", "unit", "source"), ((what.strip(), score_text(v), u, s) for what, v, u, s in CONSTANTS)
    )


def _red_flags() -> Iterator[str]:
    yield f"{len(SYMPTOMS)} items; those of level `expected` alert nobody on the day they are ticked."
    yield ""
    items = (
        (f"`{each.code}`", each.level.value, each.wording, f"{each.ask_for_days} days", each.why)
        for each in sorted(SYMPTOMS.values(), key=lambda each: (-each.level.rank, each.code))
    )
    yield from table(("item", "level", "the patient reads", "asked for", "why"), items)
    yield ""
    yield "Combinations:"
    yield ""
    combinations = ((f"`{each['code']}`", each["level"], each["when"]) for each in CATALOGUE["combinations"])
    yield from table(("combination", "level", "when"), combinations)


def _reminders() -> Iterator[str]:
    yield said_by(reminding.reminders_due)
    yield ""
    yield (
        f"After {reminding.UNANSWERED_BEFORE_CHANGE} unanswered reminders the channel changes, not the number of them. "
        f"Between two of one recovery lie at least {reminding.GAP.total_seconds() / 3600:g} hours."
    )


def _expected() -> Iterator[str]:
    yield f"![The expected course after a session]({PICTURE})"
    yield ""
    kinds = f"{len(CURVES)} courses by region and duration, {len(FLARES)} kinds of treatment"
    yield f"{kinds}, in `curves.toml` with sources and confidence."
    yield ""
    yield from table(
        ("treatment", "chance of a flare", "height (points)", "peak (h)", "derivation", "confidence"),
        (
            (name, f"{each.pi:.0%}", f"{each.height:g}", f"{each.peak:g}", each.derivation, each.confidence)
            for name, each in FLARES.items()
        ),
    )
    yield ""
    yield f"**Presets.** {said_by(surprise.clause_that_fires)} `standard` is the rule above, unchanged."
    yield ""
    presets = (
        (preset.value, f"{limit.once:.0%}", f"{limit.twice:.0%}") for preset, limit in surprise.THRESHOLDS.items()
    )
    yield from table(("preset", "W below, once", "W below, on both days"), presets)
    yield ""
    yield "**Limits.**"
    yield ""
    yield from (f"- {limit}" for limit in LIMITS)
