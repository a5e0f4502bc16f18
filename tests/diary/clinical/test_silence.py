"""Silence judged for many at once, and by the rules for one after the other: where the many are sure, the two say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diary.clinical.combinations import COMBINATIONS, ROWS
from diary.clinical.history import (
    Baseline,
    BaselineQuality,
    EarlierRecovery,
    History,
    Reading,
    Recovery,
    SessionFacts,
    SymptomReport,
)
from diary.clinical.rules import judge
from diary.clinical.silence import LEAST_RISE, NONE, Before, Due, Recorded, Silences, silences
from tests.diary.clinical.builders import ENDED_AT, STARTED_AT

HOUR = timedelta(hours=1)
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """One entry: minutes after the session's end, 24-hour average, score right now, and a symptom if any."""

    minutes: int
    average: float | None = None
    now: float | None = None
    symptom: str | None = None


@dataclass(frozen=True)
class Diary:
    """One session's diary. `visits` are the hours before it at which earlier sessions ended."""

    lines: tuple[Line, ...]
    visits: tuple[int, ...] = ()
    check_in: float | None = None
    in_maintenance: bool = False

    @property
    def readings(self) -> tuple[Reading, ...]:
        made = tuple(
            Reading(
                UUID(int=1000 + number),
                ENDED_AT + line.minutes * MINUTE,
                ENDED_AT + line.minutes * MINUTE,
                nrs_average=line.average,
                nrs_now=line.now,
                symptoms=(SymptomReport(line.symptom),) if line.symptom else (),
            )
            for number, line in enumerate(self.lines)
        )
        opens_at = STARTED_AT - (FORTNIGHT if self.in_maintenance else WEEK)
        return tuple(sorted((each for each in made if each.recorded_at >= opens_at), key=lambda each: each.recorded_at))

    @property
    def history(self) -> History:
        visits = [ENDED_AT - hours * HOUR for hours in sorted(self.visits, reverse=True)]
        settled = [moment + 30 * HOUR for moment in visits]
        return History(
            session=SessionFacts(UUID(int=1), 1 + len(visits), STARTED_AT, ENDED_AT, nrs_before=self.check_in),
            readings=self.readings,
            earlier=tuple(
                EarlierRecovery(moment, Baseline(3, BaselineQuality.GOOD), settled_at=end)
                for moment, end in zip(visits, settled, strict=True)
            ),
            in_maintenance=self.in_maintenance,
        )


SCORES = st.one_of(st.none(), st.integers(0, 80).map(lambda tenths: tenths / 10), st.integers(0, 8).map(float))
DAYS_BEFORE = st.integers(-15 * 24 * 60, -61)
TWO_DAYS_AFTER = st.integers(-59, 50 * 60)
LINES = st.builds(
    Line,
    st.one_of(DAYS_BEFORE, TWO_DAYS_AFTER, st.sampled_from([0, 1440, 1441, 1450, 1456, 2160, 2879, 2880])),
    SCORES,
    SCORES,
    st.sampled_from([None] * 12 + ["tired", "fever"]),
)
DIARIES = st.builds(
    Diary,
    st.lists(LINES, max_size=14).map(tuple),
    st.lists(st.integers(20, 900), max_size=3, unique=True).map(tuple),
    st.one_of(st.none(), st.integers(0, 10).map(float)),
    st.booleans(),
)


def microseconds(moments: Sequence[datetime]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return np.array([(moment - epoch) // timedelta(microseconds=1) for moment in moments], dtype=np.int64)


def in_one_call(diaries: Sequence[Diary], now: datetime) -> tuple[Silences, list[Reading]]:
    readings = [(row, reading) for row, diary in enumerate(diaries) for reading in diary.readings]
    visits = [
        (row, ENDED_AT - hours * HOUR)
        for row, diary in enumerate(diaries)
        for hours in sorted(diary.visits, reverse=True)
    ]
    nothing = float("nan")

    def score(value: float | None) -> float:
        return nothing if value is None else value

    found = silences(
        Due(
            microseconds([STARTED_AT] * len(diaries)),
            microseconds([ENDED_AT] * len(diaries)),
            np.array(
                [(FORTNIGHT if each.in_maintenance else WEEK) // timedelta(microseconds=1) for each in diaries],
                dtype=np.int64,
            ),
            np.array([score(each.check_in) for each in diaries]),
        ),
        Recorded(
            np.array([row for row, _ in readings], dtype=np.intp),
            microseconds([reading.recorded_at for _, reading in readings]),
            np.array([score(reading.nrs_average) for _, reading in readings], dtype=np.float64),
            np.array([score(reading.nrs_now) for _, reading in readings], dtype=np.float64),
            np.array([bool(reading.symptoms) for _, reading in readings], dtype=bool),
        ),
        Before(np.array([row for row, _ in visits], dtype=np.intp), microseconds([moment for _, moment in visits])),
        int(microseconds([now])[0]),
    )
    return found, [reading for _, reading in readings]


CALM = Diary((Line(-9000, 3.0), Line(-6000, 3.0), Line(-3000, 3.0), Line(1500, 3.5), Line(2300, 3.4)))
FLARE = Diary((*CALM.lines[:3], Line(1800, 6.0)))
WEEK_BEFORE = CALM.lines[:3]
# Each is decided by one number that chance seldom meets.
EDGES = [
    Diary((*WEEK_BEFORE, Line(1500, 3.5), Line(1980, 3.4))),  # as good as back twice, eight hours apart
    Diary((*WEEK_BEFORE, Line(1500, 3.5), Line(2220, 3.4))),  # twelve hours apart
    Diary((*WEEK_BEFORE, Line(1500, 3.0), Line(1510, 3.9))),  # back, and corrected ten minutes later
    Diary((*WEEK_BEFORE, Line(1500, 3.0), Line(1516, 3.9))),  # sixteen minutes later
    Diary((*WEEK_BEFORE, Line(1441, 5.0))),
    Diary((*WEEK_BEFORE, Line(1439, 5.0))),
    Diary((*WEEK_BEFORE, Line(1500, 4.9))),
    Diary((Line(-9000, 2.0), Line(-6000, 2.0), Line(-3000, None, 8.0), Line(1500, 5.0))),  # averages on two days
    Diary((Line(-9000, 2.0), Line(-6000, 2.0), Line(-4500, 2.0), Line(-3000, None, 8.0), Line(1500, 5.0))),  # on three
    Diary(
        (Line(-9000, 2.0), Line(-5000, 9.0), Line(-3000, 3.0), Line(1500, 6.0)), visits=(100,)
    ),  # a flare of the visit before
    Diary((Line(-9000, 2.0), Line(-3000, 9.0), Line(-2900, 3.0), Line(1500, 6.0)), visits=(100,)),  # two days after it
    Diary((Line(-12000, 1.0), Line(-3000, 5.0), Line(1500, 6.0))),
    Diary((Line(-12000, 1.0), Line(-3000, 5.0), Line(1500, 6.0)), in_maintenance=True),
    Diary((Line(1500, 4.0),), check_in=3.0),
    Diary((Line(1500, 4.0),)),
    Diary((Line(-3000, 7.5), Line(1500, 9.0, None), Line(1700, 7.9))),
]


@settings(deadline=None)
@given(
    diaries=st.lists(DIARIES, min_size=1, max_size=8), hours=st.sampled_from([71.9, 72.0, 80.0, 119.9, 120.0, 400.0])
)
@example(diaries=[CALM, FLARE, Diary(())], hours=72.0)
@example(diaries=EDGES, hours=72.0)
@example(diaries=EDGES, hours=120.0)
def test_where_it_is_sure_the_rules_say_the_same(diaries: list[Diary], hours: float) -> None:
    now = ENDED_AT + hours * HOUR
    found, readings = in_one_call(diaries, now)
    for row, diary in enumerate(diaries):
        ticked_before = any(line.symptom for line in diary.lines)
        if not found.sure[row] or (found.rises[row] and ticked_before):
            continue
        one = judge(diary.history, now)
        flare, settled = found.flare[row], found.settled[row]
        assert one.silent
        assert [(each.rule, each.readings) for each in one.findings] == (
            [] if flare == NONE else [("flare_then_silence", (readings[flare].entry,))]
        )
        assert one.settled_at == (None if settled == NONE else readings[settled].recorded_at)
        assert one.recovery is (
            Recovery.LASTING if flare != NONE else Recovery.SETTLED if settled != NONE else Recovery.WATCHING
        )
        assert one.next_look_at == (None if flare == NONE else ENDED_AT + 120 * HOUR)
        assert (one.baseline.nrs is None) == bool(np.isnan(found.baseline[row]))
        if one.baseline.nrs is not None:
            assert abs(one.baseline.nrs - found.baseline[row]) < 1e-9
        assert len(one.baseline.readings) == found.readings[row]


def test_it_is_sure_of_a_calm_diary_and_of_one_that_flared() -> None:
    found, _ = in_one_call([CALM, FLARE, Diary(())], ENDED_AT + 72 * HOUR)
    assert list(found.sure) == [True, True, True]
    assert [place != NONE for place in found.flare] == [False, True, False]
    assert [place != NONE for place in found.settled] == [True, False, False]


def test_where_nobody_scored_since_the_session_nothing_flared_and_nothing_settled() -> None:
    found, _ = in_one_call([Diary(()), Diary(CALM.lines[:3])], ENDED_AT + 72 * HOUR)
    assert list(found.sure) == [True, True]
    assert {*found.flare, *found.settled} == {NONE}


def test_it_leaves_to_the_rules_what_is_more_than_silence() -> None:
    later = Diary((*CALM.lines, Line(49 * 60, 3.0)))
    ticked = Diary((*CALM.lines, Line(600, 3.0, None, "tired")))
    heavy = Diary((*CALM.lines, Line(600, None, 8.0)))
    soon = Diary(CALM.lines, visits=(40,))
    found, _ = in_one_call([later, ticked, heavy, soon], ENDED_AT + 72 * HOUR)
    assert not found.sure.any()


def test_no_combination_asks_for_a_smaller_rise_than_it_counts_with() -> None:
    def rises(rule: object) -> list[float]:
        if isinstance(rule, dict):
            own = [float(rule["above_baseline"])] if "above_baseline" in rule else []
            return own + [each for part in rule.values() for each in rises(part)]
        return [each for part in rule for each in rises(part)] if isinstance(rule, list) else []

    assert COMBINATIONS
    assert min(rises(list(ROWS.values()))) == LEAST_RISE
