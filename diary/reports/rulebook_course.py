"""The section of the rule book on a whole course: its plan, relief that does not last, the review, and what intake leads to."""

from collections.abc import Iterator
from datetime import date

from diary.clinical import baseline, course, intake, review
from diary.clinical.course_examples import COURSE_EXAMPLES, CourseExample
from diary.clinical.wording import score_text
from diary.reports.markdown import said_by, table

COURSE_RULES = (
    ("`relapse`", course.relapse),
    ("the warning on the review", course.relapse_warning),
    ("`review_due`", course.review_due),
)

TOLD = (
    ("Plan.", course.plan),
    ("Missed sessions.", course.missed_sessions),
    ("Flares.", course.had_flare),
    ("Relief.", course.relief_after),
    ("Relapses.", course.relapses),
    ("How the course goes.", review.result_of),
    ("How it ended.", review.proposal),
)

COURSE_CONSTANTS = (
    ("sessions planned unless agreed otherwise", course.PLANNED_SESSIONS, "sessions", "1.5 (S004-5)"),
    ("a planned session is missed when late by", course.SLOT_GRACE.days, "days", "decided here"),
    ("a review is due after session", course.REVIEW_AFTER, "", "3.6.7, 1.5 (S004-4)"),
    ("a flare is looked for from", course.FLARE_HOURS[0], "h", "3.5 (2)"),
    ("a flare is looked for until", course.FLARE_HOURS[1], "h", "3.5 (2)"),
    ("relief is looked for from a baseline of", course.RELIEF_COUNTS_FROM, "points", "3.6.8"),
    ("relief is a fall by", course.RELIEF_POINTS, "points", "3.6.8"),
    ("relief is a fall by, at the same time", 100 * course.RELIEF_SHARE, "% of the baseline", "3.6.8"),
    ("it reverted when within", course.BACK_WITHIN, "points of the baseline", "3.6.8"),
    ("entry-days in a row that decide", course.PAIR, "days", "3.6.8"),
    ("after the last session relief is watched for", course.LONGEST_RELIEF.days, "days", "3.6.8"),
    ("relapses that warn on the review", course.RELAPSES_WARN, "sessions", "3.6.8"),
    ("relapses that alert", course.RELAPSES_ALERT, "sessions", "3.6.8"),
    ("responding: a fall by", review.RESPONSE_POINTS, "points", "3.6.7"),
    ("responding: or down to", 100 * review.RESPONSE_SHARE, "% of before", "3.6.7"),
    ("partial: down to", 100 * review.PARTIAL_SHARE, "% of before", "3.6.7"),
    ("partial: or the PEG down to", 100 * review.PEG_SHARE, "% of before", "3.6.7"),
    ("never called improvement: a fall under", review.SMALLEST_CHANGE, "points", "3.2, 3.6.7"),
    ("worse: a rise by", review.WORSE_POINTS, "points", "3.6.7"),
    ("resolved: pain of at most", review.RESOLVED, "points", "decided here, docs/adr/0021"),
    ("the baseline looks back for", baseline.LOOK_BACK.days, "days", "3.6.2"),
    ("in maintenance for", baseline.MAINTENANCE_LOOK_BACK.days, "days", "1.5 (S004-6)"),
)

ALL_AT_ONCE = intake.Intake(
    today=date(2026, 3, 2),
    flags=(intake.SENSITIVE, "pregnant"),
    regions=frozenset({"neck"}),
    onset_date=date(2026, 3, 1),
    points=("LI4", "BL13", "BL15"),
)
NECKS = tuple(
    intake.Intake(today=date(2026, 3, 2), neck_type=each, has_diagnosis=True, symptoms=frozenset({"dizziness"}))
    for each in ("myelopathy", "mixed")
)


def course_lines() -> Iterator[str]:
    """The lines of the section, in Markdown."""
    yield from table(("rule", "what it says"), ((name, said_by(rule)) for name, rule in COURSE_RULES))
    yield ""
    yield "Each is told to the practitioner. What was recorded later than the moment that is judged is not looked at."
    yield ""
    for title, told in TOLD:
        yield f"**{title}** {said_by(told)}"
        yield ""
    days = ", ".join(str(day) for day in course.plan())
    yield f"Unless agreed otherwise, sessions are planned on the days {days} after the first."
    yield ""
    yield from _maintenance()
    yield from _cases()
    yield from _intake()
    yield from table(
        ("what", "value", "unit", "source"),
        ((what, score_text(value), unit, by) for what, value, unit, by in COURSE_CONSTANTS),
    )


def _maintenance() -> Iterator[str]:
    yield (
        f"**Maintenance.** Between visits of 4 to 6 weeks the baseline is the median of {baseline.MAINTENANCE_LOOK_BACK.days} "
        f"days instead of {baseline.LOOK_BACK.days}, and no further session counts as missed. Source: clinical reference 1.5 "
        "(S004-6)."
    )
    yield ""


def _cases() -> Iterator[str]:
    yield (
        "Courses as the code decides them; the level named is the baseline before each session. Twice-weekly sessions unless "
        "it says weekly. The outcome is computed when this page is written."
    )
    yield ""
    rows = ((each.words, f"day {each.judged_on:g}", *_outcome(each)) for each in COURSE_EXAMPLES)
    yield from table(("course", "judged on", "found", "it goes", "it would end as"), rows)
    yield ""


def _outcome(example: CourseExample) -> tuple[str, str, str]:
    shown = example.reviewed_now()
    found = ", ".join(f"`{rule}`" for rule in example.found()) or "nothing"
    result = "not known" if shown.result is None else f"`{shown.result.value}`"
    return found, result, "nothing proposed" if shown.proposal is None else f"`{shown.proposal.value}`"


def _intake() -> Iterator[str]:
    yield f"**Before each session.** {said_by(intake.warnings_of)}"
    yield ""
    yield from table(("warning", "kind", "the practitioner reads"), _warnings())
    yield ""
    yield f"**What the phone asks.** {said_by(intake.asked_of)}"
    yield ""
    pinned = [("neck type `myelopathy`", ("clumsy-unsteady",)), *_pinned_by_flag()]
    yield from table(("because of", "asked first"), ((why, _named(codes)) for why, codes in pinned))
    yield ""
    yield "`cauda-equina-risk` asks the group `pee-poo-private` on every entry; neck type `sympathetic` asks about dizziness."
    yield ""
    yield (
        f"**Sensitive to treatment.** {_named(sorted(intake.SETS_SENSITIVE))} sets the patient's flag `sensitive`. From then on "
        f'the next session reads "{intake.SCALE_DOWN}", and the odds of a flare count double, until a practitioner clears the flag '
        "with a reason. Source: clinical reference 1.3 (S002-11), 2.5, 3.4."
    )
    yield ""


def _warnings() -> Iterator[tuple[str, str, str]]:
    """Every warning that can be given, made by the code that gives them."""
    flagged = intake.Intake(today=date(2026, 3, 2), flags=tuple(intake.CONTRAINDICATIONS), has_diagnosis=True)
    seen: dict[str, tuple[str, str, str]] = {}
    for facts in (*NECKS, flagged, ALL_AT_ONCE):
        for each in intake.warnings_of(facts):
            seen.setdefault(each.code, (f"`{each.code}`", each.kind.value, each.text))
    yield from seen.values()


def _pinned_by_flag() -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((f"flag `{flag}`", codes) for flag, codes in intake.PINNED_BY_FLAG.items())


def _named(codes: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
