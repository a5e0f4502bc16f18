"""The sections of the document (clinical reference 6.2), each with its human copy. All text in them is escaped."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from diary.reports import sbar, words
from diary.reports.complaint import about_said
from diary.reports.facts import AlertLine, EntryLine, Reported, Summary
from diary.reports.fhir.codes import CODES, concept
from diary.reports.fhir.parts import Entry, listed, narrative, paragraph, table, without_empty
from diary.reports.function import activity_said, peg_said
from diary.reports.page import asked_said, done_said, treatment_said, watch_said
from diary.reports.words import count_text, day_text, days_text, moment_text, number_text

LAST_ENTRIES = 60
LAST_NOTES = 60
NOT_ASKED = "Ebb does not ask for this."


@dataclass(frozen=True, slots=True)
class Held:
    """The resources of a document, by the section they belong to."""

    requests: tuple[Entry, ...]
    flags: tuple[Entry, ...]
    issues: tuple[Entry, ...]
    conditions: tuple[Entry, ...]
    diary: tuple[Entry, ...]
    function: tuple[Entry, ...]
    procedures: tuple[Entry, ...]
    medicines: tuple[Entry, ...]
    chart: Entry
    page: Entry
    consents: tuple[Entry, ...]


def sections_of(summary: Summary, held: Held) -> list[dict[str, Any]]:
    """All sections in the order a GP reads them; one without entries says why."""
    zone = ZoneInfo(summary.patient.time_zone)
    return [
        _section("reason", "Reason for referral", _reason(summary), (*held.requests, *held.flags)),
        _section("history", "History", _history(summary), ()),
        _section("problems", "Problems as the patient reports them", paragraph(about_said(summary)), held.conditions),
        _section("diary", "Symptoms and pain diary", _diary(summary, zone), (*held.diary, held.chart), "nil-known"),
        _section("function-section", "Function", _function(summary), held.function, "nil-known"),
        _section("procedures", "Treatment sessions", _sessions(summary, zone), held.procedures, "nil-known"),
        _section("medication", "Medicines as reported", _reported(summary.medicines), held.medicines, "nil-known"),
        _section("allergies", "Allergies", paragraph(NOT_ASKED), (), "not-asked"),
        _section("results", "Results the patient reports", paragraph(NOT_ASKED), (), "not-asked"),
        _section("concerns", "In the patient's own words", _concerns(summary), (), _why_no_notes(summary)),
        _section(
            "plan",
            "What was done, and what is asked",
            _plan(summary, zone),
            (*held.issues, *held.requests, *held.consents, held.page),
        ),
    ]


def _section(name: str, title: str, text: str, entries: tuple[Entry, ...], reason: str = "") -> dict[str, Any]:
    code = CODES[name]
    return without_empty(
        {
            "title": title,
            "code": concept(name, code.display or code.words),
            "text": narrative(text),
            "entry": [entry.reference for entry in entries],
            "emptyReason": concept(reason) if reason and not entries else None,
        }
    )


def _reason(summary: Summary) -> str:
    ask = summary.ask
    rows = [
        [flag.wording, flag.level, days_text(flag.first, flag.last), count_text(flag.days, "day")]
        for flag in summary.red_flags
    ]
    asked = [asked_said(each) for each in summary.asked]
    never = f"Not asked, so not known: {', '.join(summary.not_asked)}." if summary.not_asked else ""
    none = (
        "None reported in this period."
        if summary.asked
        else "No entry of this period answered the list. That is not a “no”."
    )
    return "".join(
        (
            paragraph(f"To: {ask.recipient}") if ask.recipient else "",
            paragraph(f"Request: {_asked(summary)}"),
            paragraph("Red flags reported:" if rows else f"Red flags reported: {none}"),
            table(["What the patient ticked", "Level", "When", "On"], rows),
            paragraph("Asked and not reported:") if asked else "",
            listed(asked),
            paragraph(never) if never else "",
        )
    )


def _asked(summary: Summary) -> str:
    ticked = ", ".join(words.TASKS[task] for task in summary.ask.tasks)
    said = [summary.ask.request, f"Asked for: {ticked}." if ticked else ""]
    return " ".join(filter(None, said)) or "for information"


def _history(summary: Summary) -> str:
    said, is_written = sbar.said_of(summary)
    by = "Written by the practitioner." if is_written else "Drafted by Ebb from the diary."
    parts = [paragraph(f"{part.capitalize()}: {getattr(said, part)}") for part in sbar.PARTS if getattr(said, part)]
    return "".join((*parts, paragraph(by)))


def _diary(summary: Summary, zone: ZoneInfo) -> str:
    """The last entries as a table; every one is an Observation."""
    shown = summary.entries[-LAST_ENTRIES:]
    left = len(summary.entries) - len(shown)
    last = count_text(len(shown), "entry", "entries")
    more = f"The last {last}; {left} earlier ones stand in this document as data." if left else ""
    rows = [_entry_row(entry, zone) for entry in reversed(shown)]
    head = ["When", "Hours since session", "Average", "Worst", "Now", "Stiffness", "Symptoms"]
    numbers = summary.numbers
    said = (
        f"Scores from 0 (none) to 10 (worst imaginable), reported by the patient. Before treatment {number_text(numbers.start.nrs)}; "
        f"now {number_text(numbers.now)}; worst {number_text(numbers.worst)}; average {number_text(numbers.average)}; "
        f"logged on {numbers.days_logged} of {count_text(numbers.days_possible, 'day')}."
    )
    return "".join(
        (paragraph(said), paragraph(more) if more else "", table(head, rows) or paragraph("No entries in this period."))
    )


def _entry_row(entry: EntryLine, zone: ZoneInfo) -> list[str]:
    ticks = [f"{tick.code} {tick.severity}/10" if tick.severity is not None else tick.code for tick in entry.ticks]
    none = ["none of the listed"] if entry.none_of_these else []
    scores = (entry.nrs_average, entry.nrs_worst, entry.nrs_now, entry.stiffness)
    hours = "" if entry.hours is None else f"{entry.hours:.0f}"
    return [
        moment_text(entry.recorded_at, zone),
        hours,
        *(number_text(score, "") for score in scores),
        ", ".join(ticks + none),
    ]


def _function(summary: Summary) -> str:
    said = [f"{day_text(each.day)}: can do {each.text} of usual activities" for each in summary.function]
    said += [f"{day_text(peg.day)}: PEG {number_text(peg.mean)} of 10" for peg in summary.peg]
    said += [f"{day_text(each.day)}: own activity {number_text(each.nrs)} of 10" for each in summary.activities]
    named = (("PEG", peg_said(summary.peg)), ("One thing the pain makes hard", activity_said(summary.activities)))
    said += [f"{name}: {text}" for name, text in named if text]
    return listed(said) or paragraph("Nothing about function was recorded in this period.")


def _sessions(summary: Summary, zone: ZoneInfo) -> str:
    rows = [
        [
            str(each.number),
            moment_text(each.ended_at, zone),
            treatment_said(each),
            words.RECOVERIES.get(each.recovery, each.recovery),  # type: ignore[call-overload]
        ]
        for each in summary.sessions
    ]
    given = table(["No.", "Ended", "Treatment", "After"], rows) or paragraph("No session in this period.")
    in_error = count_text(len(summary.taken_back), "session")
    return given + (paragraph(f"Entered in error and taken back: {in_error}.") if summary.taken_back else "")


def _reported(lines: tuple[Reported, ...]) -> str:
    said = [f"{line.text} ({count_text(line.days, 'day')}, last {day_text(line.last)})" for line in lines]
    return "".join((paragraph("As the patient typed it, not verified."), listed(said) or paragraph("None reported.")))


def _concerns(summary: Summary) -> str:
    if not summary.include_notes:
        return paragraph("The patient's notes are left out of this document.")
    shown = summary.notes[:LAST_NOTES]
    left = len(summary.notes) - len(shown)
    more = paragraph(f"And {count_text(left, 'earlier note')}, with the entries.") if left else ""
    return "".join((listed([f"{day_text(each.day)}: {each.text}" for each in shown]), more)) or paragraph("No notes.")


def _why_no_notes(summary: Summary) -> str:
    if not summary.include_notes:
        return "withheld"
    return "" if summary.notes else "nil-known"


def _plan(summary: Summary, zone: ZoneInfo) -> str:
    alerts = [_alert_said(alert, zone) for alert in reversed(summary.alerts)]
    watch = watch_said(summary)
    asked = f"Asked of you: {_asked(summary)}"
    return "".join(
        (
            paragraph(watch) if watch else "",
            listed(alerts) or paragraph("No alert in this period."),
            paragraph(asked),
            paragraph("The patient is shown exactly this document and decides whether it is shared."),
            paragraph(
                f"Patient-reported; not a diagnosis. Made with Ebb on {moment_text(summary.generated_at, zone)} "
                f"({summary.patient.time_zone}), rules {summary.rules_version}, reference {summary.reference}."
            ),
        )
    )


def _alert_said(alert: AlertLine, zone: ZoneInfo) -> str:
    rule = words.RULES.get(alert.rule, alert.rule.replace("_", " "))
    return f"{rule}, {moment_text(alert.raised_at, zone)}. {alert.because} Clinic: {done_said(alert, zone)}."
