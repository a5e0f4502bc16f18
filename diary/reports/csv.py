"""The entries of a report as CSV (RFC 4180): one row each, text that no spreadsheet takes for a formula.

UTF-8 with a byte-order mark, because Excel reads it as something else without; every text is quoted, every number plain.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from diary.reports.facts import EntryLine, Summary

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
    """The same of any entries, one at a time: nothing is kept of a line once it is handed over."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([_cell(value) for value in _row(whose, entry)])


def render(summary: Summary) -> bytes:
    """The whole file."""
    return "".join(lines(summary)).encode()


def harmless(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would otherwise calculate or run it."""
    kept = text.replace("\x00", "")
    return AT_THE_START.sub("'", AFTER_A_SEPARATOR.sub(r"\1'", kept))


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _cell(value: Any) -> Any:
    """Numbers stay numbers, whole ones without a point; nothing is an empty cell, and text is made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else harmless(str(value))


def _row(whose: Whose, entry: EntryLine) -> tuple[Any, ...]:
    return (
        whose.name,
        whose.birth_date,
        _utc(entry.recorded_at),
        entry.day.isoformat(),
        entry.time_zone,
        _utc(entry.received_at),
        entry.clock,
        entry.recalled,
        entry.session,
        entry.hours,
        entry.nrs_average,
        entry.nrs_worst,
        entry.nrs_now,
        entry.stiffness,
        entry.activity_nrs,
        _joined(entry.regions),
        _joined(tick.code if tick.severity is None else f"{tick.code} {tick.severity}/10" for tick in entry.ticks),
        entry.none_of_these,
        entry.change,
        entry.function,
        _joined(entry.medicines),
        _joined(entry.other_treatments),
        _joined(entry.events),
        entry.note,
        entry.id,
        whose.rules_version,
        REMARK,
    )


def _joined(values: Any) -> str:
    return "; ".join(values)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
