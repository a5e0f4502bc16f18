"""What a GP gets: the page, the FHIR document and the CSV, in CPU time and memory, and how they grow with the diary."""

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import cycle, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from alerts.fields import seal
from diary.models import Entry
from diary.reports import csv, pdf
from diary.reports.facts import EntryLine, Summary
from diary.reports.fhir import check, document
from diary.reports.rows import READ, entry_lines
from tests.bench.page import Row, at_most
from tests.diary.reports.build import ASK, BEGIN, line, summary_of

ROUNDS = 5
FEW, MANY = 1_000, 100_000
WHOSE = csv.Whose("Maya Lindqvist", "1958-03-14", "2026.1")


def measure() -> list[Row]:
    typical = course_of(40)
    letters = iter(range(1000))
    first = cpu_ms(lambda: pdf.render(typical), rounds=1)
    letter = cpu_ms(lambda: pdf.render(replace(typical, ask=replace(ASK, request=f"Please see her. {next(letters)}"))))
    small, large = course_of(62), course_of(500)
    document.render(small)
    fhir_small, fhir = cpu_ms(lambda: document.render(small)), cpu_ms(lambda: document.render(large))
    bundle = document.bundle_of(large, b"")
    made, checked = cpu_ms(lambda: document.bundle_of(large, b"")), cpu_ms(lambda: check.check(bundle))
    _, few_peak = csv_of(FEW)
    many, many_peak = csv_of(MANY)
    return [
        at_most("the page of a typical course, the first of a process", first, 300, "{:.0f} ms CPU"),
        Row("  every other one", f"{letter:.0f} ms CPU"),
        at_most("FHIR document of 500 entries, page and check included", fhir, 500, "{:.0f} ms CPU"),
        Row("  making it, and checking it", f"{made:.0f} and {checked:.0f} ms CPU"),
        Row("  beside one of 62 entries", f"{fhir / fhir_small:.1f} times, for {500 / 62:.1f} times the entries"),
        Row(
            f"CSV of {MANY:,} entries, written",
            f"{MANY / many:,.0f} rows/s of CPU",
            "over 50,000",
            MANY / many > 50_000,
        ),
        Row("  from the database's columns on, opened and placed", f"{rows_a_second(20_000):,.0f} rows/s of CPU"),
        at_most(
            f"  memory beside that of {FEW:,} entries ({many_peak / 1024:.0f} KB)",
            many_peak / few_peak,
            1.5,
            "{:.2f} times",
        ),
    ]


def course_of(entries: int) -> Summary:
    """A score each twelve hours, a symptom on every fifth."""
    return summary_of(list(lines(entries)))


def lines(count: int) -> Iterator[EntryLine]:
    for number in range(count):
        codes = ("stiff",) if number % 5 == 0 else ()
        moment = BEGIN + number * timedelta(hours=12)
        yield line(number, moment, float(number % 11), *codes, nrs_worst=7.0, note="Slept badly, better by noon.")


def csv_of(count: int) -> tuple[float, int]:
    """Seconds of CPU for writing the whole file, and the peak of memory while it is made and thrown away."""
    known = list(lines(FEW))
    begin = time.process_time()
    assert sum(len(row) for row in csv.lines_of(WHOSE, islice(cycle(known), count))) > count
    seconds = time.process_time() - begin
    # Once before it is traced: what is kept for the next time (the collector's lists) is no memory of this file.
    length = sum(len(row) for row in csv.lines_of(WHOSE, lines(count)))
    tracemalloc.start()
    assert sum(len(row) for row in csv.lines_of(WHOSE, lines(count))) == length
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak


def rows_a_second(count: int) -> float:
    """The same from the columns as the database hands them over: the details opened, the entry placed on the calendar, written."""
    details = Entry._meta.get_field("details")
    pk, moment, zone = UUID(int=1), BEGIN, ZoneInfo("Europe/London")
    said = {"note": "Slept badly, better by noon.", "medicines": [], "other_treatments": [], "events": []}
    sealed = seal(json.dumps(said), details.place_of(pk))
    row = {**dict.fromkeys(READ), "id": pk, "recorded_at": moment, "received_at": moment, "nrs_average": Decimal(4)}
    row |= {
        "time_zone": "Europe/London",
        "clock": "ok",
        "regions": [],
        "symptoms": [{"code": "stiff"}],
        "recalled": False,
    }
    rows = Columns([row[name] for name in READ[:-1]] + [sealed], count)
    begin = time.process_time()
    assert sum(len(line) for line in csv.lines_of(WHOSE, entry_lines(rows, {}, zone, FEW))) > count
    return count / (time.process_time() - begin)


class Columns:
    """A queryset's two last words, with the same row again and again."""

    def __init__(self, row: list[object], count: int) -> None:
        self.row, self.count = row, count

    def values_list(self, *names: str) -> "Columns":
        return self

    def iterator(self, chunk_size: int) -> Iterator[list[object]]:
        return (self.row for _ in range(self.count))


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU time of some runs: other work on the machine only ever adds."""
    return min(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000
