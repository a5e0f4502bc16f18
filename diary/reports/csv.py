"""The entries of a report as CSV (RFC 4180): one row each, text that no spreadsheet takes for a formula.

UTF-8 with a byte-order mark, because Excel reads it as something else without; every text is quoted, every number plain.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from diary.clinical.function import peg_score
from diary.reports.facts import EntryLine, Summary, Tick

BYTE_ORDER_MARK: Final = "\ufeff"
COLUMNS: Final = (
    "patient",
    "birth_date",
    "recorded_at_utc",
    "local_day",
    "time_zone",
    "received_at_utc",
    "clock",
    "recalled",
    "by_carer",
    "session",
    "hours_since_session",
    "nrs_average",
    "nrs_worst",
    "nrs_now",
    "stiffness",
    "activity_nrs",
    "regions",
    "symptoms",
    "none_of_these",
    "change",
    "function",
    "activity",
    "peg_pain",
    "peg_enjoyment",
    "peg_activity",
    "peg_score",
    "medicines",
    "other_treatments",
    "events",
    "note",
    "entry",
    "rules_version",
    "remark",
)
REMARK: Final = "patient-reported; not a diagnosis"
# What a spreadsheet takes for a formula or a command, also as full-width characters (ASVS 1.2.10).
STARTS: Final = "=+\\-@\t\r\x00\uff1d\uff0b\uff0d\uff20"
IGNORED: Final = "\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"'"
AT_THE_START: Final = re.compile(f"^(?=[{IGNORED}]*[{STARTS}])|^(?=[\n\t\r])")
# Where commas are decimal signs, spreadsheets split at semicolons, tabs and line ends, and a formula could begin in the middle.
AFTER_A_SEPARATOR: Final = re.compile(f"([;\t|\r\n][{IGNORED}]*)(?=[{STARTS}])")
SUSPECT: Final = re.compile(f"[{STARTS}]|^\n")
QUOTE: Final = '"'
EMPTY, YES, NO = '""', '"yes"', '"no"'
UNKNOWN_PEG: Final = ",".join([EMPTY] * 4)


@dataclass(frozen=True, slots=True)
class Whose:
    """What stands in every row: whose it is, and by which rules it was judged."""

    name: str
    birth_date: str
    rules_version: str


def lines(summary: Summary) -> Iterator[str]:
    """The header, then one line for each entry, oldest first; each ends with CR LF."""
    patient = summary.patient
    return lines_of(Whose(patient.name, patient.birth_date.isoformat(), summary.rules_version), summary.entries)


def lines_of(whose: Whose, entries: Iterable[EntryLine]) -> Iterator[str]:
    """The same of any entries, one at a time: nothing is kept of a line once it is handed over.

    The same in every row is quoted once. Written by hand, because 100,000 rows through the csv module and its callbacks took
    four times as long; a test reads every line back with that module.
    """
    name, birth_date = quoted(whose.name), quoted(whose.birth_date)
    end = f"{quoted(whose.rules_version)},{quoted(REMARK)}\r\n"
    yield BYTE_ORDER_MARK + ",".join(f'"{column}"' for column in COLUMNS) + "\r\n"
    for entry in entries:
        yield f"{name},{birth_date},{_cells(entry)},{end}"


def render(summary: Summary) -> bytes:
    """The whole file."""
    return "".join(lines(summary)).encode()


def harmless(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would otherwise calculate or run it."""
    if not SUSPECT.search(text):
        return text
    kept = text.replace("\x00", "")
    return AT_THE_START.sub("'", AFTER_A_SEPARATOR.sub(r"\1'", kept))


def quoted(text: str) -> str:
    """A text cell: harmless, in quotation marks, its own doubled."""
    kept = harmless(text)
    return f'"{kept.replace(QUOTE, QUOTE * 2)}"' if QUOTE in kept else f'"{kept}"'


word = lru_cache(maxsize=4096)(quoted)  # for what comes from short lists: codes, zones, days


def _cells(entry: EntryLine) -> str:
    """Everything about one entry. Numbers stay numbers, whole ones without a point; what is not known is an empty cell."""
    peg = entry.peg
    return ",".join(
        (
            _utc(entry.recorded_at),
            f'"{entry.day.isoformat()}"',
            word(entry.time_zone),
            _utc(entry.received_at),
            word(entry.clock),
            _yes_no(entry.recalled),
            quoted(entry.by_carer),
            _number(entry.session),
            _number(entry.hours),
            _number(entry.nrs_average),
            _number(entry.nrs_worst),
            _number(entry.nrs_now),
            _number(entry.stiffness),
            _number(entry.activity_nrs),
            word("; ".join(entry.regions)),
            word("; ".join(map(_tick, entry.ticks))),
            _yes_no(entry.none_of_these),
            word(entry.change or ""),
            word(entry.function or ""),
            quoted(entry.activity),
            UNKNOWN_PEG if peg is None else f"{peg[0]},{peg[1]},{peg[2]},{_number(round(peg_score(*peg), 2))}",
            _joined(entry.medicines),
            _joined(entry.other_treatments),
            _joined(entry.events),
            quoted(entry.note),
            f'"{entry.id}"',
        )
    )


def _number(value: float | None) -> str:
    if value is None:
        return EMPTY
    return str(int(value)) if value == int(value) else str(value)


def _yes_no(value: bool | None) -> str:
    return EMPTY if value is None else YES if value else NO


def _tick(tick: Tick) -> str:
    return tick.code if tick.severity is None else f"{tick.code} {tick.severity}/10"


def _joined(values: Sequence[str]) -> str:
    return quoted("; ".join(values)) if values else EMPTY


def _utc(moment: datetime) -> str:
    """`"2026-03-01T09:00:00Z"`."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return f'"{utc.isoformat()[:19]}Z"'
