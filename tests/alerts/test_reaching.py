"""How people are reached: quiet hours and hours of a contact point that emergencies ignore, proof by code, nobody unseen."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import actions
from alerts.actions import CodeRefused, LastContactPoint
from alerts.lifecycle import OpeningHours, QuietTime, may_ring_at
from alerts.models import Alert, ContactPoint, Delivery
from tests.alerts.conftest import Clock, FakeAudience, FakeChannel, Person, Raise

Sweep = Callable[[], Any]
NIGHT = QuietTime("Europe/London", time(22), time(7))
YEARS = (datetime(2024, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001 - Hypothesis adds the zone
NOON = QuietTime("UTC", time(12), time(14))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- When it may ring -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (NIGHT, "2026-03-02T21:59", "2026-03-02T21:59"),
        (NIGHT, "2026-03-02T22:00", "2026-03-03T07:00"),
        (NIGHT, "2026-03-03T03:00", "2026-03-03T07:00"),
        (NIGHT, "2026-03-03T07:00", "2026-03-03T07:00"),
        (NIGHT, "2026-03-28T23:00", "2026-03-29T06:00"),
        (NIGHT, "2026-10-24T22:30", "2026-10-25T07:00"),
        (NOON, "2026-03-02T13:00", "2026-03-02T14:00"),
        (NOON, "2026-03-02T14:00", "2026-03-02T14:00"),
    ],
    ids=["before", "begins", "after midnight", "over", "clocks go forward", "clocks go back", "by day", "by day over"],
)
def test_quiet_hours_end(quiet: QuietTime, moment: str, expected: str) -> None:
    assert quiet.over_by(utc(moment)) == utc(expected)


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(7), time(22)), (time(8), time(8)), (time(22), time(10, 1))], ids=["15 h", "24 h", "over"]
)
def test_quiet_hours_last_twelve_hours_at_most(starts: time, ends: time) -> None:
    with pytest.raises(ValueError, match="12 hours"):
        QuietTime("UTC", starts, ends)


@given(
    moment=st.datetimes(*YEARS, timezones=st.just(UTC)),
    starts=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    minutes=st.integers(1, 720),
    zone=st.sampled_from(["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_nothing_waits_longer_than_a_night_for_quiet_hours(
    moment: datetime, starts: time, minutes: int, zone: str
) -> None:
    ends = (datetime.combine(moment.date(), starts) + timedelta(minutes=minutes)).time()
    quiet = QuietTime(zone, starts, ends)
    later = may_ring_at(moment, "urgent", quiet=quiet, hours=None)
    assert timedelta(0) <= later - moment <= timedelta(hours=13)
    assert may_ring_at(later, "urgent", quiet=quiet, hours=None) == later
    assert may_ring_at(moment, "emergency", quiet=quiet, hours=OpeningHours()) == moment


def test_hours_that_lie_within_quiet_ones_do_not_wait_for_ever() -> None:
    hours = OpeningHours.from_setting("UTC", {day: [["12:30", "13:30"]] for day in ("mon", "tue", "wed", "thu")})
    moment = utc("2026-03-02T10:00")
    assert may_ring_at(moment, "urgent", quiet=NOON, hours=hours) == moment


@pytest.fixture
def quiet_anna(anna: Any, clock: Clock) -> Any:
    """Anna is quiet from ten at night to seven; it is eleven on Monday night."""
    actions.set_quiet_hours(user_id=anna.pk, starts=time(22), ends=time(7), zone="UTC")
    clock.now = utc("2026-03-02T23:00")
    return anna


def test_a_softer_alert_waits_for_the_morning(
    find: Raise, quiet_anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="practitioner")
    sweep()
    assert channel.log == []
    clock.now = utc("2026-03-03T07:00")
    sweep()
    assert len(channel.log) == 1


def test_an_emergency_rings_at_night(
    find: Raise, quiet_anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    point = ContactPoint.objects.get(user=quiet_anna)
    actions.set_hours(contact_point_id=point.pk, hours={"mon": [["09:00", "10:00"]]}, zone="UTC")
    find(level="emergency")
    sweep()
    assert len(channel.log) == 1


def test_what_becomes_an_emergency_at_night_rings(
    find: Raise, quiet_anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="practitioner")
    find(level="emergency")
    sweep()
    assert len(channel.log) == 1


def test_each_way_has_its_own_hours(
    find: Raise, person: Person, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    zoe = person("zoe", "email", "webhook")
    team.ladder.append((zoe.pk,))
    email = ContactPoint.objects.get(user=zoe, channel="email")
    actions.set_hours(contact_point_id=email.pk, hours={"tue": [["09:00", "12:00"]]}, zone="UTC")
    find(level="urgent")
    sweep()
    assert channel.log == [("https://hooks.example/zoe", "alert")]
    assert Delivery.objects.get(contact_point=email).next_attempt_at == utc("2026-03-03T09:00")


# --- Proof ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def unproved(anna: Any, clock: Clock) -> ContactPoint:
    point = actions.add_contact_point(
        user_id=anna.pk, channel="sms", address="+441632960001", now=clock.now, verified=False
    )
    actions.ask_for_code(contact_point_id=point.pk, now=clock.now)
    point.refresh_from_db()
    return point


def code_sent(channel: FakeChannel) -> str:
    return next(message.hint for message in reversed(channel.sent) if message.message == "verify").split()[-1][:6]


def test_nobody_is_told_where_it_is_not_proved_and_from_then_on_they_are(
    find: Raise, unproved: ContactPoint, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    find(level="emergency")
    sweep()
    assert sorted(channel.log) == [("+441632960001", "verify"), ("anna@clinic.example", "alert")]
    actions.prove_contact_point(contact_point_id=unproved.pk, code=f" {code_sent(channel)} ", now=clock.now)
    clock.advance(minutes=5)
    sweep()
    assert ("+441632960001", "reminder") in channel.log


def test_a_code_is_tried_five_times_and_lasts_an_hour(
    unproved: ContactPoint, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    sweep()
    code = code_sent(channel)
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(CodeRefused, match="expired"):
        actions.prove_contact_point(
            contact_point_id=unproved.pk, code=code, now=clock.now + timedelta(hours=1, seconds=1)
        )
    for _ in range(5):
        with pytest.raises(CodeRefused, match="not the code"):
            actions.prove_contact_point(contact_point_id=unproved.pk, code=wrong, now=clock.now)
    with pytest.raises(CodeRefused, match="Too many"):
        actions.prove_contact_point(contact_point_id=unproved.pk, code=code, now=clock.now)
    assert ContactPoint.objects.get(pk=unproved.pk).verified_at is None


def test_the_last_way_to_reach_somebody_stays(anna: Any, unproved: ContactPoint, clock: Clock) -> None:
    email = ContactPoint.objects.get(user=anna, channel="email")
    with pytest.raises(LastContactPoint):
        actions.remove_contact_point(contact_point_id=email.pk, reason="removed", now=clock.now)
    actions.remove_contact_point(contact_point_id=unproved.pk, reason="removed", now=clock.now)
    assert list(ContactPoint.objects.filter(user=anna, active=True)) == [email]


# --- Nobody has seen it -----------------------------------------------------------------------------------------------


def kinds(alert: Alert) -> list[str]:
    return list(alert.events.order_by("seq").values_list("kind", flat=True))


def test_whoever_it_is_about_hears_after_15_minutes_that_nobody_has_seen_it(
    find: Raise, anna: Any, person: Person, team: FakeAudience, clock: Clock, channel: FakeChannel, sweep: Sweep
) -> None:
    maya = person("maya")
    team.about = (maya.pk,)
    alert = find(level="urgent", rule="red_flag")
    assert alert is not None
    clock.advance(minutes=14, seconds=59)
    sweep()
    assert "unseen" not in kinds(alert)
    clock.advance(seconds=1)
    sweep()
    sweep()
    assert channel.to("maya@clinic.example") == ["unseen"]
    assert kinds(alert).count("unseen") == 1


@pytest.mark.parametrize("level", ["emergency", "practitioner"])
def test_it_is_not_said_of_what_somebody_has_seen_or_of_softer_alerts(
    find: Raise, anna: Any, clock: Clock, channel: FakeChannel, sweep: Sweep, level: str
) -> None:
    alert = find(level=level)
    assert alert is not None
    if level == "emergency":
        actions.acknowledge(alert_id=alert.pk, by=anna.pk, now=clock.advance(minutes=14))
    clock.advance(hours=3)
    sweep()
    sweep()
    assert "unseen" not in kinds(alert)
