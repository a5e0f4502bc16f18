"""The clinical core: judging one session (every rule: red flags, 19 combinations, the 48-hour rule and its siblings, steps, the
next moment to look) and drawing its band, in CPU time, and how both grow with the readings.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import numpy as np

from diary.clinical.expected import expected_band
from diary.clinical.history import History, SymptomReport
from diary.clinical.rules import judge
from diary.reports.curve import HOURS
from tests.bench.page import Row, at_most
from tests.diary.clinical.builders import ENDED_AT, course

ROUNDS, CALLS = 10, 50
EVERY_HOUR = np.arange(0.0, 169.0)
MS = "{:.2f} ms CPU"


def measure() -> list[Row]:
    now = ENDED_AT + timedelta(days=40)
    few, many, told = history_with(30), history_with(300), history_with(30, *("bruise-small", "tired", "stiff"))
    judging, judging_many, judging_told = (cpu_ms(lambda each=each: judge(each, now)) for each in (few, many, told))
    band, whole_band = (cpu_ms(lambda hours=hours: expected_band(few, hours)) for hours in (HOURS, EVERY_HOUR))
    return [
        at_most("judge one session with 30 readings (median)", judging, 1.0, MS),
        Row("  with three symptoms ticked in every fifth", f"{judging_told / judging:.1f} times that"),
        Row("  with 300 readings", f"{judging_many / judging:.1f} times that"),
        at_most(f"one band as the app draws it: {len(HOURS)} hours, 7 percentiles (median)", band, 2.0, MS),
        at_most(f"  of {len(EVERY_HOUR)} hours", whole_band, 2.0, MS),
    ]


def history_with(readings: int, *codes: str) -> History:
    """A week of 3 before the session, a flare to 7, and scores every three hours until `readings` are reached."""
    case = course(3).after(30, 7, regions=("low-back",))
    for number in range(readings - len(case.readings)):
        ticked = tuple(map(SymptomReport, codes)) if number % 5 == 0 else ()
        case = case.after(50 + 3 * number, 4, symptoms=ticked, regions=("low-back",))
    return case.history


def cpu_ms(work: Callable[[], object]) -> float:
    """The median CPU time of one call, in the quietest round: other work on the machine only ever adds."""
    work()
    return min(median(_once(work) for _ in range(CALLS)) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time_ns()
    work()
    return (time.process_time_ns() - begin) / 1e6
