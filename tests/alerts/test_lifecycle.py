"""The lifecycle's tables: every edge, every rung, every clock change. No database."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, product
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.lifecycle import (
    CLOSED,
    LEVELS,
    NOT_CLOSED,
    TRANSITIONS,
    AlertState,
    DeliveryState,
    OpeningHours,
    Outcome,
    OutcomeIncomplete,
    TransitionRefused,
    check_outcome,
    check_transition,
    dead_step_ends_at,
    is_worse,
    key_of,
    next_rung_at,
    rank,
    retry_at,
)
from alerts.lifecycle.diagram import document

ROOT = Path(__file__).resolve().parents[2]
LONDON = OpeningHours("Europe/London")
MINUTE = timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str = "Europe/London") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# --- States -----------------------------------------------------------------------------------------------------------

ALERT_EDGES = """
open         -> acknowledged snoozed resolved withdrawn
acknowledged -> open resolved
snoozed      -> open acknowledged resolved withdrawn
resolved     ->
withdrawn    ->
"""
DELIVERY_EDGES = """
pending    -> claimed suppressed
claimed    -> sent pending failed
sent       ->
failed     ->
suppressed ->
"""


def edges(drawing: str) -> set[tuple[str, str]]:
    rows = (line.split("->") for line in drawing.strip().splitlines())
    return {(old.strip(), new) for old, targets in rows for new in targets.split()}


@pytest.mark.parametrize(("states", "drawing"), [(AlertState, ALERT_EDGES), (DeliveryState, DELIVERY_EDGES)])
def test_the_edges_are_exactly_the_drawn_ones(states: type[AlertState], drawing: str) -> None:
    drawn = edges(drawing)
    for old, new in product(states, states):
        if (old.value, new.value) in drawn:
            check_transition(old, new)
        else:
            with pytest.raises(TransitionRefused):
                check_transition(old, new)


def test_the_drawing_in_the_documents_is_the_table() -> None:
    assert (ROOT / "docs" / "alert-states.md").read_text() == document(), (
        "manage.py alert_states > docs/alert-states.md"
    )


def test_every_state_has_a_row() -> None:
    assert set(TRANSITIONS) == {*AlertState, *DeliveryState}


def test_nothing_leaves_a_closed_alert() -> None:
    assert {state for state in AlertState if not TRANSITIONS[state]} == CLOSED
    assert set(AlertState) == CLOSED | NOT_CLOSED


def test_an_alert_never_becomes_a_delivery() -> None:
    with pytest.raises(TransitionRefused, match="AlertState: open cannot become sent"):
        check_transition(AlertState.OPEN, DeliveryState.SENT)


# --- Answers, levels, keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.EXPECTED_NO_ACTION, Outcome.LOGGED_IN_ERROR])
def test_a_dismissal_needs_a_reason(outcome: Outcome) -> None:
    with pytest.raises(OutcomeIncomplete) as refused:
        check_outcome(outcome, note=" ", follow_up_at=None)
    assert refused.value.field == "note"
    check_outcome(outcome, note="she fell off her bicycle", follow_up_at=None)


def test_somebody_not_reached_needs_a_follow_up_time() -> None:
    with pytest.raises(OutcomeIncomplete) as refused:
        check_outcome(Outcome.COULD_NOT_REACH, note="", follow_up_at=None)
    assert refused.value.field == "follow_up_at"
    check_outcome(Outcome.COULD_NOT_REACH, note="", follow_up_at=utc("2026-03-03 10:00"))


@pytest.mark.parametrize(
    "outcome",
    sorted(set(Outcome) - {Outcome.EXPECTED_NO_ACTION, Outcome.LOGGED_IN_ERROR, Outcome.COULD_NOT_REACH}),
)
def test_other_outcomes_stand_alone(outcome: Outcome) -> None:
    check_outcome(outcome, note="", follow_up_at=None)


def test_levels_are_ordered_worst_first() -> None:
    assert [rank(level) for level in ("emergency", "urgent", "practitioner")] == [0, 1, 2]
    assert is_worse("emergency", than="urgent")
    assert not is_worse("urgent", than="urgent")
    assert not is_worse("practitioner", than="urgent")


def test_a_level_that_asks_for_nobody_has_no_rank() -> None:
    with pytest.raises(ValueError, match="expected"):
        rank("expected")


def test_a_key_names_rule_code_and_session_or_else_the_patient() -> None:
    patient, session = UUID(int=1), UUID(int=2)
    assert key_of("red_flag", "saddle-numbness", patient, session) == f"red_flag:saddle-numbness:{session}"
    assert key_of("two_weeks", None, patient, session) == f"two_weeks:-:{session}"
    assert key_of("red_flag", "fever", patient, None) == f"red_flag:fever:{patient}"


# --- The ladder -------------------------------------------------------------------------------------------------------


def rungs(level: str, raised: datetime, count: int, hours: OpeningHours) -> list[datetime]:
    moments = [raised]
    for step in range(count):
        moments.append(next_rung_at(level, step, moments[-1], hours))
    return moments


def test_an_emergency_climbs_at_0_5_10_20_minutes_then_every_30_day_and_night() -> None:
    saturday_night = utc("2026-03-07 23:50")
    minutes = [(moment - saturday_night) / MINUTE for moment in rungs("emergency", saturday_night, 6, LONDON)]
    assert minutes == [0, 5, 10, 20, 50, 80, 110]


URGENT = [
    ("in the morning", "2026-03-02 09:30", ["2026-03-02 11:30", "2026-03-02 13:30", "2026-03-03 13:30"]),
    ("late in the day", "2026-03-02 17:00", ["2026-03-03 10:00", "2026-03-03 12:00", "2026-03-04 12:00"]),
    ("on Friday evening", "2026-03-06 20:00", ["2026-03-09 11:00", "2026-03-09 13:00", "2026-03-10 13:00"]),
    ("on Friday noon: then daily, also at weekends", "2026-03-06 12:00",
     ["2026-03-06 14:00", "2026-03-06 16:00", "2026-03-07 16:00", "2026-03-08 16:00"]),
    ("before the clocks go forward", "2026-03-27 17:30", ["2026-03-30 10:30", "2026-03-30 12:30", "2026-03-31 12:30"]),
]  # fmt: skip


@pytest.mark.parametrize(("raised", "expected"), [row[1:] for row in URGENT], ids=[row[0] for row in URGENT])
def test_an_urgent_alert_climbs_by_clinic_hours_then_daily(raised: str, expected: list[str]) -> None:
    assert rungs("urgent", local(raised), len(expected), LONDON)[1:] == [local(moment) for moment in expected]


PRACTITIONER = [
    ("on Monday", "2026-03-02 10:00", ["2026-03-03 10:00", "2026-03-04 10:00", "2026-03-11 10:00", "2026-03-18 10:00"]),
    ("on Friday", "2026-03-06 10:00", ["2026-03-09 10:00", "2026-03-10 10:00", "2026-03-17 10:00"]),
    ("on Saturday: counted from Monday's opening", "2026-03-07 10:00", ["2026-03-10 09:00", "2026-03-11 09:00"]),
    ("at night", "2026-03-02 23:00", ["2026-03-04 09:00", "2026-03-05 09:00"]),
    ("over the change of clocks", "2026-03-27 10:00", ["2026-03-30 10:00", "2026-03-31 10:00", "2026-04-07 10:00"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raised", "expected"), [row[1:] for row in PRACTITIONER], ids=[row[0] for row in PRACTITIONER]
)
def test_a_practitioner_alert_climbs_by_working_days_then_weekly(raised: str, expected: list[str]) -> None:
    assert rungs("practitioner", local(raised), len(expected), LONDON)[1:] == [local(moment) for moment in expected]


def test_the_clinics_own_zone_decides() -> None:
    tokyo = OpeningHours("Asia/Tokyo")
    assert next_rung_at("urgent", 0, local("2026-03-02 17:00", "Asia/Tokyo"), tokyo) == local(
        "2026-03-03 10:00", "Asia/Tokyo"
    )


def test_lunch_does_not_count_as_clinic_hours() -> None:
    hours = OpeningHours.from_setting("UTC", {"mon": [["14:00", "18:00"], ["09:00", "12:00"]]})
    assert next_rung_at("urgent", 0, utc("2026-03-02 11:00"), hours) == utc("2026-03-02 15:00")
    assert next_rung_at("urgent", 0, utc("2026-03-02 17:00"), hours) == utc("2026-03-09 10:00")


def test_a_clinic_may_be_open_until_midnight() -> None:
    hours = OpeningHours.from_setting("UTC", {"mon": [["20:00", "00:00"]]})
    assert next_rung_at("urgent", 0, utc("2026-03-02 20:30"), hours) == utc("2026-03-02 22:30")


def test_a_clinic_without_any_hours_counts_as_always_open() -> None:
    hours = OpeningHours.from_setting("UTC", {})
    sunday = utc("2026-03-08 03:00")
    assert next_rung_at("urgent", 0, sunday, hours) == utc("2026-03-08 05:00")
    assert next_rung_at("practitioner", 0, sunday, hours) == utc("2026-03-09 03:00")


@pytest.mark.parametrize(
    "setting", [{"monday": [["09:00", "18:00"]]}, {"mon": [["18:00", "09:00"]]}, {"mon": [["25:00", "26:00"]]}]
)
def test_nonsense_hours_are_refused(setting: dict[str, list[list[str]]]) -> None:
    with pytest.raises(ValueError, match=r"days|period|hour"):
        OpeningHours.from_setting("UTC", setting)


def test_hours_have_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        OpeningHours("UTC", (((time(9), time(18)),),))


zones = st.sampled_from(sorted(available_timezones()))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
periods = st.lists(st.integers(0, 48), max_size=4, unique=True).map(sorted).map(
    lambda halves: tuple(
        (time(a // 2, a % 2 * 30), time(b // 2 % 24, b % 2 * 30)) for a, b in pairwise(halves) if b - a > 1
    )
)  # fmt: skip
hours = st.builds(OpeningHours, zones, st.tuples(*[periods] * 7))


@given(st.sampled_from(LEVELS), st.integers(0, 8), moments, hours)
def test_the_next_rung_is_always_later_and_never_far(
    level: str, step: int, due: datetime, opening: OpeningHours
) -> None:
    following = next_rung_at(level, step, due, opening)
    assert following.utcoffset() == timedelta(0)
    assert due < following <= due + timedelta(days=60)


@given(st.integers(0, 8), moments, zones)
def test_an_emergency_knows_no_clocks_change(step: int, due: datetime, zone: str) -> None:
    waits = (next_rung_at("emergency", step, due, OpeningHours(zone)) - due) / MINUTE
    assert waits == {0: 5, 1: 5, 2: 10}.get(step, 30)


@given(st.integers(0, 1), moments, hours)
def test_rungs_in_clinic_hours_fall_within_them(step: int, due: datetime, opening: OpeningHours) -> None:
    if opening.is_always_open:
        return
    for level in ("urgent", "practitioner"):
        following = next_rung_at(level, step, due, opening)
        day = following.astimezone(ZoneInfo(opening.zone)).date()
        around = [*opening.open_periods(day - timedelta(days=1)), *opening.open_periods(day)]
        assert any(start <= following <= end for start, end in around)


# --- Dead steps and retries -------------------------------------------------------------------------------------------


def test_a_dead_step_is_left_at_once_but_not_without_end() -> None:
    now = utc("2026-03-02 10:00")
    told = now - timedelta(seconds=1)
    assert dead_step_ends_at("emergency", 2, told, now) == now
    assert dead_step_ends_at("emergency", 3, told, now) == told + timedelta(minutes=15)
    assert dead_step_ends_at("emergency", 3, now - timedelta(hours=1), now) == now


def test_an_emergency_is_first_tried_again_after_a_fifth_of_a_second() -> None:
    now = utc("2026-03-02 10:00")
    assert retry_at(1, now, 0.5, is_emergency=True) - now == timedelta(seconds=0.2)
    assert retry_at(2, now, 0.0, is_emergency=True) - now == timedelta(seconds=2)


@given(st.integers(1, 10_000), st.floats(0, 1), st.booleans())
def test_retries_never_stop_and_never_wait_over_a_minute(attempt: int, random: float, is_emergency: bool) -> None:
    now = utc("2026-03-02 10:00")
    wait = retry_at(attempt, now, random, is_emergency=is_emergency) - now
    assert timedelta(seconds=0.2) <= wait <= timedelta(seconds=60)
