"""Another preset, tried on a clinic's own sessions: it finds what the clinic was told, and what it would have been told."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts import actions as alerts
from alerts.models import Alert
from diary.actions.judging import OF_THE_COURSE
from diary.actions.presets import (
    PresetRefused,
    ask_for_replay,
    found_under,
    go_on_with_replay,
    go_on_with_replays,
    switch_preset,
)
from diary.actions.replay import DAY_ZERO, replay_diaries
from diary.models import Assessment, ClinicChange, Course, Patient, PresetReplay, Session, User
from tests.cast import Cast, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

# A day's rating, a session every seventh day. After the first one 5 stands alone, after the second 5 follows on 4.
LATER = {9: 5.0, 15: 4.0, 16: 5.0}
UP_AND_DOWN = [(day + 0.2, LATER.get(day, 3.0)) for day in range(18)]
AFTER = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_replay_finds_exactly_what_another_clinic_of_that_preset_was_told():
    """The same diary lived through in three clinics; what one was told is found under its preset in the diary of another."""
    told = {}
    for preset in ("standard", "sensitive", "quiet"):
        replay_diaries({"Up": UP_AND_DOWN}, report=lambda *_: None, preset=preset)
        told[preset] = by_number(preset)
    assert len({frozenset(each) for each in told.values()}) == 3, "the presets must differ here, or this says nothing"
    course = Course.objects.select_related("patient__clinic").get(patient__clinic__preset="standard")
    numbers = dict(Session.objects.filter(course=course).values_list("pk", "number"))
    for preset, expected in told.items():
        found = found_under(preset, course, set(numbers), AFTER)
        assert {(numbers[session], rule) for session, rule, _ in found} == expected, preset


def by_number(preset: str) -> set[tuple[int, str]]:
    """The alerts of that clinic about a session: its number, and the rule."""
    numbers = dict(Session.objects.values_list("pk", "number"))
    found = Alert.objects.filter(subject__in=Patient.objects.filter(clinic__preset=preset).values("pk"))
    return {(numbers[each.about], each.rule) for each in found.exclude(rule__in=OF_THE_COURSE) if each.about}


@pytest.fixture
def cast(now: datetime) -> Cast:
    return make_cast(now)


@pytest.fixture
def lasting(cast: Cast, now: datetime) -> None:
    """Maya, whose pain is 5 two days on, from 3 before: standard says nothing, sensitive does; then 7, which both tell."""
    live(cast, now)


def live(cast: Cast, now: datetime) -> None:
    course = start_course(cast.maya, cast.anna, now - 40 * DAY, chronicity="chronic")
    for session, score in ((now - 30 * DAY, 5), (now - 10 * DAY, 7)):
        for day in range(7, 0, -1):
            log(cast.maya, session - day * DAY, 3)
        treat(course, cast.anna, session)
        for hours, nrs in ((26, 3), (50, score), (60, 3)):
            log(cast.maya, session + hours * HOUR, nrs)


def finished(cast: Cast, preset: str, now: datetime) -> PresetReplay:
    replay = ask_for_replay(clinic=cast.harbour, preset=preset, by=cast.mia, now=now)
    while go_on_with_replay(replay_id=replay.pk, now=now, seconds=0.0):
        pass
    replay.refresh_from_db()
    return replay


def test_what_was_lost_says_whether_somebody_had_acted_on_it(cast: Cast, now: datetime):
    cast.harbour.preset = cast.maya.clinic.preset = "sensitive"
    cast.harbour.save()
    live(cast, now)
    early, late = Alert.objects.filter(subject=cast.maya.pk, rule="forty_eight_hours").order_by("raised_at")
    alerts.resolve(alert_id=early.pk, by=cast.anna.pk, outcome="short_visit", note="", now=now)
    before = (Assessment.objects.count(), Alert.objects.count(), list(Session.objects.order_by("pk").values()))

    replay = finished(cast, "standard", now)

    assert (replay.sessions, replay.done) == (2, 2)
    row = replay.result["rules"]["forty_eight_hours"]
    assert row == {"before": 2, "after": 1, "gained": 0, "lost": 1, "lost_actioned": 1}
    (lost,) = replay.result["lost"]
    assert (lost["session"], lost["actioned"], lost["because"]) == (str(early.about), True, early.detail["because"])
    after = (Assessment.objects.count(), Alert.objects.count(), list(Session.objects.order_by("pk").values()))
    assert after == before, "a replay writes nothing about a patient"
    assert late.about != early.about


def test_standard_to_sensitive_gains_the_quiet_rise(cast: Cast, lasting: None, now: datetime):
    replay = finished(cast, "sensitive", now)
    assert replay.result["rules"]["forty_eight_hours"]["gained"] == 1
    (gained,) = replay.result["gained"]
    assert gained["because"].startswith("5 out of 10 at 50 hours; before the session 3")


def test_who_does_not_agree_to_monitoring_is_not_counted(cast: Cast, lasting: None, now: datetime):
    from_walter = start_course(cast.walter, cast.zoe, now - 9 * DAY)
    treat(from_walter, cast.zoe, now - 8 * DAY)
    replay = finished(cast, "sensitive", now)
    assert (replay.sessions, replay.done) == (2, 2), "another clinic's session counts"


def test_a_preset_is_switched_after_a_look_and_for_a_reason(cast: Cast, lasting: None, now: datetime):
    def switch(reason: str, by: User = cast.mia) -> None:
        switch_preset(clinic=cast.harbour, preset="sensitive", reason=reason, by=by, now=now)

    with pytest.raises(PresetRefused, match="Look first"):
        switch("We miss too much.")
    finished(cast, "sensitive", now)
    with pytest.raises(PresetRefused, match="Say why"):
        switch(" ")
    switch("We miss too much.")
    cast.harbour.refresh_from_db()
    change = ClinicChange.objects.get(action="clinic.preset")
    assert (cast.harbour.preset, change.reason, change.by) == ("sensitive", "We miss too much.", cast.mia)
    assert change.detail == {"preset": ["standard", "sensitive"], "gained": 1, "lost": 0}
    with pytest.raises(PresetRefused, match="already"):
        ask_for_replay(clinic=cast.harbour, preset="sensitive", by=cast.mia, now=now)


def test_a_look_of_the_day_before_yesterday_does_not_count(cast: Cast, lasting: None, now: datetime):
    finished(cast, "sensitive", now - 2 * DAY)
    with pytest.raises(PresetRefused, match="Look first"):
        switch_preset(clinic=cast.harbour, preset="sensitive", reason="Late.", by=cast.mia, now=now)


def test_asked_twice_while_it_runs_it_is_one_replay_and_workers_finish_it(cast: Cast, lasting: None, now: datetime):
    one = ask_for_replay(clinic=cast.harbour, preset="sensitive", by=cast.mia, now=now)
    other = ask_for_replay(clinic=cast.harbour, preset="sensitive", by=cast.mia, now=now + timedelta(minutes=1))
    assert one.pk == other.pk
    assert go_on_with_replays(now=now) == 0
    one.refresh_from_db()
    assert one.finished_at == now
    assert DAY_ZERO < one.since <= now - 90 * DAY
