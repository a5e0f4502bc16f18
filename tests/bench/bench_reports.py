"""What a GP gets: the page, the FHIR document and the CSV, in CPU time and memory, and how they grow with the diary."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from diary.reports import csv, pdf
from diary.reports.facts import EntryLine, Summary
from diary.reports.fhir import check, document
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
        Row(f"CSV of {MANY:,} entries", f"{MANY / many:,.0f} rows/s of CPU", "over 50,000", MANY / many > 50_000),
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
    """Seconds of CPU for the whole file, and the peak of memory while it is written and thrown away."""
    begin = time.process_time()
    length = sum(len(row) for row in csv.lines_of(WHOSE, lines(count)))
    seconds = time.process_time() - begin
    tracemalloc.start()
    assert sum(len(row) for row in csv.lines_of(WHOSE, lines(count))) == length
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU time of some runs: other work on the machine only ever adds."""
    return min(_once(work) for _ in range(rounds))


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000
