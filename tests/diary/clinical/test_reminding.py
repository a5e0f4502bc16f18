"""When a patient is asked: the schedule of one recovery, what cancels it, and that no clock change can upset it."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.clinical.reminding import Asked, Reminder, ReminderKind, check_times, into_the_day, reminders_due

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")
SESSION = UUID(int=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))


def asked(ended: float = 9, *scores: float, number: int = 1, **hours: float) -> Asked:
    """A session that ended at `ended` o'clock on Monday, scored so many hours later."""
    ended_at = MONDAY + ended * HOUR
    ends = {name: ended_at + hour * HOUR for name, hour in hours.items()}
    return Asked(UUID(int=number), ended_at, tuple(ended_at + hour * HOUR for hour in scores), **ends)


def plan(*recoveries: Asked, zone: ZoneInfo = LONDON, days: float = 40) -> tuple[Reminder, ...]:
    return reminders_due(recoveries, zone, since=MONDAY, until=MONDAY + timedelta(days=days))


def written(reminders: Iterable[Reminder], zone: ZoneInfo = LONDON) -> list[str]:
    """`two_days Wed 10:00`, as the patient's phone shows it."""
    return [f"{each.key} {each.at.astimezone(zone):%a %H:%M}" for each in reminders]


DAYS = [
    pytest.param(
        9,
        [
            "evening Mon 19:00",
            "next_day Tue 09:00",
            "two_days Wed 10:00",
            "no_score-54 Wed 15:00",
            "no_score-60 Thu 09:00",
        ],
        id="ended at 09:00: 60 h is 21:00, so the next morning",
    ),
    pytest.param(
        17,
        [
            "evening Mon 19:00",
            "next_day Tue 17:00",
            "two_days Wed 18:00",
            "no_score-54 Thu 09:00",
            "no_score-60 Thu 12:00",
        ],
        id="ended at 17:00: both of 54 h and 60 h fall in the night, and keep three hours apart",
    ),
    pytest.param(
        17.9,
        [
            "evening Mon 19:54",
            "next_day Tue 17:54",
            "two_days Wed 18:54",
            "no_score-54 Thu 09:00",
            "no_score-60 Thu 12:00",
        ],
        id="ended at 17:54: the evening waits two hours",
    ),
    pytest.param(
        22,
        ["next_day Wed 09:00", "two_days Thu 09:00", "no_score-54 Thu 12:00", "daily-1 Fri 09:00", "daily-2 Sat 09:00"],
        id="ended at 22:00: no evening, all moved to the morning, a third of one day left out",
    ),
    pytest.param(
        1,
        ["evening Mon 19:00", "next_day Tue 09:00", "two_days Wed 09:00", "no_score-54 Wed 12:00", "daily-1 Thu 09:00"],
        id="ended at 01:00",
    ),
]


@pytest.mark.parametrize(("ended", "expected"), DAYS)
def test_it_asks_in_the_evening_next_day_at_49_hours_and_again_when_no_score_comes(
    ended: float, expected: list[str]
) -> None:
    assert written(plan(asked(ended)))[: len(expected)] == expected


def test_it_leaves_out_an_evening_that_would_be_too_late() -> None:
    """Two hours after a session that ended at 18:00 the day is over."""
    assert written(plan(asked(18)))[0] == "next_day Tue 18:00"


def test_it_asks_daily_at_the_hour_of_the_second_day_for_four_weeks_and_no_longer() -> None:
    daily = [each for each in plan(asked(9)) if each.kind is ReminderKind.DAILY]
    assert written(daily[:2]) == ["daily-2 Fri 10:00", "daily-3 Sat 10:00"]
    assert daily[-1].at.date() == (MONDAY + timedelta(days=28)).date()
    assert {f"{each.at.astimezone(LONDON):%H:%M}" for each in daily} == {"10:00"}


CANCELLED = [
    pytest.param([5.0], {"evening"}, id="a score at 5 h answers the evening"),
    pytest.param([23.9], {"evening"}, id="one just before 24 h is no next day's"),
    pytest.param([11.0], set(), id="one after the evening's reminder cancels none"),
    pytest.param([24.0], {"evening", "next_day"}, id="one at 24 h answers the next day"),
    pytest.param([48.0], {"two_days", "no_score-54", "no_score-60"}, id="one at 48 h ends the asking of the window"),
    pytest.param([47.9], set(), id="one just before 48 h does not"),
    pytest.param([50.0], {"no_score-54", "no_score-60"}, id="one at 50 h follows the key reminder"),
    pytest.param([55.0], {"no_score-60"}, id="one at 55 h leaves the last"),
]


@pytest.mark.parametrize(("scores", "gone"), CANCELLED)
def test_a_score_cancels_what_it_answers(scores: list[float], gone: set[str]) -> None:
    fixed = {"evening", "next_day", "two_days", "no_score-54", "no_score-60"}
    left = {each.key for each in plan(asked(9, *scores))} & fixed
    if scores[0] > 10:
        gone = gone - {"evening"}
    assert left == fixed - gone


def test_a_score_of_the_same_day_answers_that_days_reminder_only() -> None:
    days = written(plan(asked(9, 50, 88)))
    assert "daily-2 Fri 10:00" not in days
    assert "daily-3 Sat 10:00" in days


ENDS = [
    pytest.param({"settled_at": 26}, id="settled"),
    pytest.param({"over_at": 26}, id="the next session began, or the practitioner closed it"),
]


@pytest.mark.parametrize("end", ENDS)
def test_it_asks_no_more_once_the_recovery_is_over(end: dict[str, float]) -> None:
    assert [each.key for each in plan(asked(9, **end))] == ["evening", "next_day"]


def test_three_unanswered_change_the_channel_and_a_score_changes_it_back() -> None:
    silent = plan(asked(9))
    assert [each.unanswered for each in silent[:8]] == list(range(8))
    assert [each.channel_step for each in silent[:7]] == [0, 0, 0, 1, 1, 1, 2]
    answering = plan(asked(9, 100))
    after = next(each for each in answering if each.at > MONDAY + (9 + 100) * HOUR)
    assert (after.unanswered, after.channel_step) == (0, 0)


def test_only_the_first_reminder_after_54_hours_goes_by_a_second_channel_too() -> None:
    assert [each.key for each in plan(asked(9)) if each.by_a_second_channel_too] == ["no_score-54"]


def test_two_recoveries_share_the_two_places_of_a_day_and_the_key_reminder_keeps_its_own() -> None:
    reminders = plan(asked(9), asked(9 + 24, number=2), asked(9 + 48, number=3))
    wednesday = [each for each in reminders if each.at.date() == datetime(2026, 3, 4).date()]  # noqa: DTZ001
    assert [(each.session.int, each.key) for each in wednesday] == [(1, "two_days"), (1, "no_score-54")]
    assert max(Counter(each.at.date() for each in reminders).values()) == 2


def test_two_recoveries_never_ask_at_the_same_moment() -> None:
    reminders = plan(asked(9), asked(9, number=2))
    assert len({each.at for each in reminders}) == len(reminders)


def test_it_answers_only_for_the_time_it_is_asked_about() -> None:
    at_49 = MONDAY + (9 + 49) * HOUR
    keys = [each.key for each in reminders_due([asked(9)], LONDON, since=at_49, until=at_49 + 5 * HOUR)]
    assert keys == ["two_days"]


def chosen(*times: str, scores: tuple[float, ...] = ()) -> list[str]:
    """What is planned for the third and fourth day of somebody who chose these times."""
    clocks = tuple(time.fromisoformat(text) for text in times)
    until = MONDAY + timedelta(days=5)
    due = reminders_due([asked(12, *scores)], LONDON, since=MONDAY + timedelta(days=3), until=until, times=clocks)
    return written(due)


def test_chosen_times_move_the_daily_reminders_only() -> None:
    assert chosen() == ["no_score-60 Thu 09:00", "daily-2 Fri 13:00"]
    assert chosen("09:30") == ["no_score-60 Thu 09:00", "daily-2 Fri 09:30"]
    assert chosen("09:00", "19:00") == ["no_score-60 Thu 09:00", "daily-2 Fri 09:00", "daily-2-later Fri 19:00"]
    early = reminders_due([asked(12)], LONDON, since=MONDAY, until=MONDAY + timedelta(days=3), times=(time(19),))
    assert written(early) == written(plan(asked(12), days=3))


def test_a_score_in_the_morning_leaves_out_the_evening_of_that_day() -> None:
    friday_morning = 4 * 24 - 3  # 09:00, in hours after Monday noon
    assert chosen("10:00", "19:00", scores=(49, friday_morning)) == [
        "daily-1 Thu 10:00",
        "daily-1-later Thu 19:00",
    ]


@pytest.mark.parametrize(
    "times", [("08:59",), ("20:00",), ("09:00", "11:59"), ("19:00", "09:00"), ("09:00", "12:00", "15:00")]
)
def test_times_at_night_too_many_or_too_close_are_refused(times: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Choose"):
        check_times([time.fromisoformat(text) for text in times])


@pytest.mark.parametrize("times", [(), ("09:00",), ("19:59",), ("09:00", "12:00")], ids=str)
def test_times_by_day_are_taken(times: tuple[str, ...]) -> None:
    check_times([time.fromisoformat(text) for text in times])


def test_two_chosen_times_are_still_two_a_day_with_two_recoveries() -> None:
    times = (time(9), time(19))
    due = reminders_due(
        [asked(9), asked(15, number=2)], LONDON, since=MONDAY, until=MONDAY + timedelta(days=30), times=times
    )
    assert max(Counter(each.at.astimezone(LONDON).date() for each in due).values()) == 2


def test_a_patient_without_recoveries_is_not_asked() -> None:
    assert plan() == ()


def test_a_patient_who_travels_is_asked_by_the_new_zone_under_the_same_names() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    here, there = plan(asked(9)), plan(asked(9), zone=tokyo)
    assert written(there, tokyo)[:3] == ["next_day Tue 18:00", "two_days Wed 19:00", "no_score-54 Thu 09:00"]
    assert {each.key for each in there} <= {each.key for each in here} | {"daily-1"}
    assert all(time(9) <= each.at.astimezone(tokyo).time() < time(20) for each in there)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Asked(SESSION, datetime(2026, 3, 2))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        Asked(SESSION, MONDAY, scores=(datetime(2026, 3, 2),))  # noqa: DTZ001


def test_a_morning_that_the_calendar_skips_is_looked_for_on_the_next_day() -> None:
    """Samoa left out 30 December 2011 whole."""
    apia = ZoneInfo("Pacific/Apia")
    moved = into_the_day(datetime(2011, 12, 29, 23, tzinfo=apia), apia)
    assert moved.astimezone(apia) == datetime(2011, 12, 31, 9, tzinfo=apia)


# --- every zone, every change of its clocks ---


@cache
def changes_of(name: str) -> tuple[tuple[datetime, timedelta], ...]:
    """Each moment of 2024 to 2030 at which the zone's offset changes, to the minute, and the offset from then on."""
    zone = ZoneInfo(name)
    found, day = [], YEARS[0]
    offset = day.astimezone(zone).utcoffset() or timedelta()
    while day < YEARS[1]:
        following = day + timedelta(days=1)
        if following.astimezone(zone).utcoffset() != offset:
            early, late = day, following
            while late - early > timedelta(minutes=1):
                middle = early + (late - early) / 2
                early, late = (middle, late) if middle.astimezone(zone).utcoffset() == offset else (early, middle)
            offset = following.astimezone(zone).utcoffset() or timedelta()
            found.append((late.replace(second=0, microsecond=0), offset))
        day = following
    return tuple(found)


@cache
def zones() -> tuple[str, ...]:
    """One name for each way that clocks run in these years: the other names are its twins."""
    ways: dict[object, str] = {}
    for name in sorted(available_timezones()):
        start = YEARS[0].astimezone(ZoneInfo(name)).utcoffset()
        ways.setdefault((start, changes_of(name)), name)
    return tuple(ways.values())


def check_every_reminder(zone: ZoneInfo, ended_at: datetime, scores: tuple[datetime, ...] = ()) -> None:
    reminders = reminders_due(
        [Asked(SESSION, ended_at, scores)], zone, since=ended_at, until=ended_at + timedelta(days=12)
    )
    assert reminders
    walls = [each.at.astimezone(zone) for each in reminders]
    for each, wall in zip(reminders, walls, strict=True):
        assert time(9) <= wall.time() < time(20), (each, wall)
        assert wall.astimezone(UTC) == each.at, "a time that exists reads back as itself"
        assert each.kind is not ReminderKind.TWO_DAYS or each.at >= ended_at + 49 * HOUR
    assert len({wall.replace(tzinfo=None, fold=0) for wall in walls}) == len(walls), "no wall clock time twice"
    assert len({each.key for each in reminders}) == len(reminders)
    assert max(Counter(wall.date() for wall in walls).values()) <= 2
    assert list(reminders) == sorted(reminders, key=lambda each: each.at)


def test_there_are_zones_enough_to_prove_something() -> None:
    assert len(available_timezones()) > 400
    assert len(zones()) > 50
    assert sum(len(changes_of(name)) for name in zones()) > 400


def test_no_change_of_clocks_in_any_zone_moves_a_reminder_out_of_the_day_or_doubles_it() -> None:
    for name in zones():
        zone = ZoneInfo(name)
        for moment, _ in changes_of(name) or ((YEARS[0], timedelta()),):
            for hours in (0, 14, 24, 49, 54, 61, 200):
                check_every_reminder(zone, moment - hours * HOUR)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(sorted(available_timezones())),
    minute=st.integers(0, int((YEARS[1] - YEARS[0]) / timedelta(minutes=1))),
    hours=st.lists(st.floats(0, 700), max_size=4),
)
def test_at_any_moment_in_any_zone_every_reminder_lies_in_the_day(name: str, minute: int, hours: list[float]) -> None:
    ended_at = YEARS[0] + timedelta(minutes=minute)
    check_every_reminder(ZoneInfo(name), ended_at, tuple(ended_at + hour * HOUR for hour in hours))


@settings(max_examples=100, deadline=None)
@given(
    minute=st.integers(0, 14 * 24 * 60),
    hours=st.lists(st.floats(0, 300), max_size=4),
    more=st.floats(0, 300),
)
def test_a_further_score_never_moves_a_reminder(minute: int, hours: list[float], more: float) -> None:
    """It cancels, and may make room for one that the day was too full for; what stays is due when it was."""
    ended_at = MONDAY + timedelta(minutes=minute)
    due = [
        {
            each.key: each.at
            for each in reminders_due(
                [Asked(SESSION, ended_at, tuple(ended_at + hour * HOUR for hour in known))],
                LONDON,
                since=ended_at,
                until=ended_at + timedelta(days=40),
            )
        }
        for known in (hours, [*hours, more])
    ]
    assert all(due[0].get(key, at) == at for key, at in due[1].items())
