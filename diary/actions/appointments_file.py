"""Reading what other systems export: appointments as CSV or iCal. A row that cannot be read is named, and costs no other row.

Pure: text comes in, rows come out. Whose they are is found elsewhere (`diary.actions.importing`).
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MOST_ROWS = 5_000
COLUMNS = ("starts_at", "ends_at", "name", "birth_date", "email", "patient_id", "appointment_id", "status")
CANCELLED = ("cancelled", "canceled", "deleted", "no")
LONGEST_TEXT = 200
EARLIEST, LATEST = 2000, 2200


class UnreadableFile(ValueError):
    """The whole file cannot be read; the sentence says what it should be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment as a file tells it. `line` is where it stands; texts may be empty."""

    line: int
    starts_at: datetime
    ends_at: datetime | None
    name: str = ""
    birth_date: date | None = None
    email: str = ""
    patient_id: str = ""
    appointment_id: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out: its line in the file, and why."""

    line: int
    reason: str


Read = tuple[list[Row], list[BadRow]]


class _Bad(ValueError):
    """Why one row is left out."""


def read_csv(text: str, zone: str) -> Read:
    """Rows of a CSV with the columns of `COLUMNS`; times without an offset are in `zone`. Raises UnreadableFile."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    try:
        header = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
        _check_header(header)
        rows: list[Row] = []
        bad: list[BadRow] = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _gather(reader.line_num, lambda n, c=cells: _csv_row(n, header, c, zone), rows, bad)
            if len(rows) + len(bad) > MOST_ROWS:
                raise UnreadableFile(f"More than {MOST_ROWS} rows. Send a shorter period.")
    except csv.Error as error:
        raise UnreadableFile("This is not a CSV file.") from error
    return rows, bad


def read_ical(text: str, zone: str) -> Read:
    """Events of a calendar; the patient is named by an attendee's e-mail address, or X-PATIENT-ID. Raises UnreadableFile."""
    try:
        events = [event for calendar in Calendar.from_ical(text, multiple=True) for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError) as error:
        raise UnreadableFile("This is not an iCal file. It begins with BEGIN:VCALENDAR.") from error
    if len(events) > MOST_ROWS:
        raise UnreadableFile(f"More than {MOST_ROWS} events. Send a shorter period.")
    if not events and "BEGIN:VCALENDAR" not in text:
        raise UnreadableFile("This is not an iCal file. It begins with BEGIN:VCALENDAR.")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, event in zip(lines, events, strict=False):
        _gather(line, lambda n, e=event: _event(n, e, zone), rows, bad)
    return rows, bad


def _gather(line: int, read: Any, rows: list[Row], bad: list[BadRow]) -> None:
    try:
        rows.append(read(line))
    except _Bad as error:
        bad.append(BadRow(line, str(error)))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _check_header(header: Sequence[str]) -> None:
    if "starts_at" not in header:
        raise UnreadableFile(
            f"The first line names the columns: starts_at, and of these what you have: {', '.join(COLUMNS)}."
        )
    if unknown := [name for name in header if name and name not in COLUMNS]:
        raise UnreadableFile(f"We do not know the column {unknown[0]!r}. The columns are: {', '.join(COLUMNS)}.")
    if not {"patient_id", "email"} & set(header) and not {"name", "birth_date"} <= set(header):
        raise UnreadableFile("Say whose it is: name and birth_date, or email, or patient_id.")


def _csv_row(line: int, header: Sequence[str], cells: Sequence[str], zone: str) -> Row:
    if len(cells) > len(header):
        raise _Bad("there are more values than columns")
    values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    if longest := next((name for name, value in values.items() if len(value) > LONGEST_TEXT), None):
        raise _Bad(f"{longest} is longer than {LONGEST_TEXT} characters")
    starts_at = _moment("starts_at", values.get("starts_at", ""), zone)
    if starts_at is None:
        raise _Bad("there is no starts_at")
    return _checked(
        Row(
            line=line,
            starts_at=starts_at,
            ends_at=_moment("ends_at", values.get("ends_at", ""), zone),
            name=values.get("name", ""),
            birth_date=_day(values.get("birth_date", "")),
            email=values.get("email", ""),
            patient_id=values.get("patient_id", ""),
            appointment_id=values.get("appointment_id", ""),
            is_cancelled=values.get("status", "").lower() in CANCELLED,
        )
    )


def _checked(row: Row) -> Row:
    if row.ends_at is not None and row.ends_at < row.starts_at:
        raise _Bad("it ends before it starts")
    if not EARLIEST <= row.starts_at.year < LATEST:
        raise _Bad(f"the year {row.starts_at.year} cannot be right")
    return row


def _moment(name: str, text: str, zone: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _Bad(f"{name} {text!r} is not a date and time such as 2026-01-31 18:05") from error
    if len(text) <= len("2026-01-31"):
        raise _Bad(f"{name} {text!r} has no time of day")
    return _instant(moment, zone)


def _instant(moment: datetime, zone: str) -> datetime:
    try:
        return (moment if moment.utcoffset() is not None else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise _Bad("the time is beyond any calendar") from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Bad(f"birth_date {text!r} is not a date such as 1958-03-14") from error


def _event(line: int, event: Event, zone: str) -> Row:
    if event.get("RRULE") or event.get("RDATE"):
        raise _Bad("it repeats; export single appointments")
    starts_at, ends_at = _decoded(event, "DTSTART", zone), _decoded(event, "DTEND", zone)
    if starts_at is None:
        raise _Bad("there is no DTSTART that can be read")
    external = str(event.get("UID") or "").strip()
    if recurrence := event.get("RECURRENCE-ID"):
        external = f"{external} {recurrence.to_ical().decode()}"
    return _checked(
        Row(
            line=line,
            starts_at=starts_at,
            ends_at=ends_at,
            name=str(event.get("SUMMARY") or "").strip()[:LONGEST_TEXT],
            email=next(_addresses(event), ""),
            patient_id=str(event.get("X-PATIENT-ID") or "").strip()[:LONGEST_TEXT],
            appointment_id=external[:LONGEST_TEXT],
            is_cancelled=str(event.get("STATUS") or "").upper() == "CANCELLED",
        )
    )


def _decoded(event: Event, name: str, zone: str) -> datetime | None:
    if event.get(name) is None:
        return None
    try:
        value = event.decoded(name)
    except (ValueError, KeyError, AttributeError) as error:
        raise _Bad(f"{name} cannot be read") from error
    if not isinstance(value, datetime):
        raise _Bad(f"{name} has no time of day")
    return _instant(value, zone)


def _addresses(event: Event) -> Iterator[str]:
    found = event.get("ATTENDEE") or []
    for attendee in found if isinstance(found, list) else [found]:
        address = str(attendee)
        if address.lower().startswith("mailto:"):
            yield address[len("mailto:") :].strip()[:LONGEST_TEXT]
