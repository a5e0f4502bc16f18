"""The clinical core: judging one session and drawing its band, in CPU time, and how both grow with the readings."""

import time
from collections.abc import Callable
from datetime import timedelta

import numpy as np

from diary.clinical.expected import expected_band
from diary.clinical.history import History
from diary.clinical.rules import judge
from tests.diary.clinical.builders import ENDED_AT, course

ROUNDS = 200
HOURS = np.arange(0.0, 169.0)


def measure() -> list[tuple[str, str]]:
    few, many = history_with(30), history_with(300)
    now = ENDED_AT + timedelta(days=40)
    judging, judging_many = cpu_ms(lambda: judge(few, now)), cpu_ms(lambda: judge(many, now))
    band = cpu_ms(lambda: expected_band(few, HOURS))
    return [
        ("judge one session with 30 readings", f"{judging:.2f} ms CPU"),
        ("  with 300 readings", f"{judging_many / judging:.1f} times that"),
        ("one band of 169 hours, 7 percentiles", f"{band:.2f} ms CPU, {band / judging:.1f} times a judgement"),
    ]


def history_with(readings: int) -> History:
    """A week of 3 before the session, a flare to 7, and scores every three hours until `readings` are reached."""
    case = course(3).after(30, 7)
    for number in range(readings - len(case.readings)):
        case = case.after(50 + 3 * number, 4)
    return case.history


def cpu_ms(work: Callable[[], object]) -> float:
    """The least CPU time of three runs, per call: other work on the machine only ever adds."""
    work()
    return min(_once(work) for _ in range(3))


def _once(work: Callable[[], object]) -> float:
    begin = time.process_time()
    for _ in range(ROUNDS):
        work()
    return (time.process_time() - begin) / ROUNDS * 1000
