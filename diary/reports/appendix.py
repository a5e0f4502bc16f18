"""The pages behind the first: every session, and the last entries as a table. Optional, and never instead of the first page."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS
from diary.reports import words
from diary.reports.facts import EntryLine, Summary, Tick
from diary.reports.printable import breakable, clip, is_right_to_left, printable
from diary.reports.words import moment_text, number_text

MOST_ENTRIES: Final = 60  # clinical reference 5.2: page 2
MOST_SESSIONS: Final = 30
LONGEST_NOTE: Final = 300


def appendix_of(summary: Summary) -> dict[str, Any]:
    """Rows of strings, the newest first, and how many more there are."""
    zone = ZoneInfo(summary.patient.time_zone)
    entries, sessions = summary.entries[::-1], summary.sessions[::-1]
    return {
        "entries": [_entry(each, zone) for each in entries[:MOST_ENTRIES]],
        "more_entries": _more(len(entries) - MOST_ENTRIES, "earlier entries: see the CSV or FHIR"),
        "sessions": [
            [
                str(each.number),
                moment_text(each.ended_at, zone),
                clip(
                    f"{words.MODALITIES.get(each.modality, each.modality)}: {', '.join(map(words.region_text, each.regions))}",
                    120,
                ),
                number_text(each.nrs_before, ""),
                words.RECOVERIES.get(each.recovery, each.recovery),  # type: ignore[call-overload]
            ]
            for each in sessions[:MOST_SESSIONS]
        ],
        "more_sessions": _more(len(sessions) - MOST_SESSIONS, "earlier sessions"),
    }


def _more(left: int, what: str) -> str:
    return f"and {left} {what}" if left > 0 else ""


def _entry(entry: EntryLine, zone: ZoneInfo) -> dict[str, Any]:
    said = "; ".join(map(_tick, entry.ticks)) or ("none of the listed" if entry.none_of_these else "")
    note = breakable(clip(printable(entry.note), LONGEST_NOTE))
    hours = "" if entry.hours is None else f"{entry.hours:.0f}"
    scores = (entry.nrs_average, entry.nrs_worst, entry.stiffness)
    return {
        "cells": [moment_text(entry.recorded_at, zone), hours, *(number_text(score, "") for score in scores), said],
        "note": note,
        "rtl": is_right_to_left(note),
    }


def _tick(tick: Tick) -> str:
    wording = SYMPTOMS[tick.code].wording if tick.code in SYMPTOMS else EXTRA_CHECK_BOXES.get(tick.code, tick.code)
    return wording if tick.severity is None else f"{wording} ({tick.severity}/10)"
