"""Judging as time passes and entries come late: the same facts give the same alerts, in whatever order they arrive."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from alerts import actions as alerts
from alerts.models import Alert, SetAside
from diary.actions import judging
from diary.actions.entries import delete_entry
from diary.actions.looking import SET_ASIDE_FOR, look_again
from diary.actions.sessions import update_session
from diary.clinical import rules
from diary.models import Assessment, Course, Entry, Patient, Session
from diary.reports.curve import history_of_session
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR, log

JUDGED = ("recovery", "settled_at", "is_lasting", "is_silent", "baseline_nrs", "baseline_quality", "look_again_at")


@pytest.fixture
def treated(cast: Cast, now: datetime) -> Session:
    """Maya scored 3 for three days and was treated at `now`."""
    return treat_after(cast, start_course(cast.maya, cast.anna, now - 10 * DAY), now)


def treat_after(cast: Cast, course: Course, ended_at: datetime, baseline: float = 3) -> Session:
    for days in (1, 2, 3):
        log(cast.maya, ended_at - days * DAY - 2 * HOUR, baseline)
    return treat(course, cast.anna, ended_at)


def found(session: Session | None = None) -> set[tuple[str, str]]:
    """Rule and state of every alert, of one session if given."""
    about = {} if session is None else {"about": session.pk}
    return set(Alert.objects.filter(**about).values_list("rule", "state"))


def columns(session: Session) -> dict[str, Any]:
    return Session.objects.values(*JUDGED, "baseline_readings").get(pk=session.pk)


def check_look_again_at(session: Session, now: datetime) -> None:
    """I11: the row wakes up exactly when the rules say that something could change."""
    session = Session.objects.select_related("patient__clinic", "course").get(pk=session.pk)
    assert session.look_again_at == rules.next_look_at(history_of_session(session), now)


def log_scores(patient: Patient, session: Session, scores: Sequence[tuple[float, float]]) -> None:
    for hours, nrs in scores:
        log(patient, session.ended_at + hours * HOUR, nrs)


@pytest.mark.parametrize(
    ("baseline", "scores", "expected"),
    [
        (7, [(50, 7)], set()),
        (0, [(50, 2)], set()),
        (0, [(30, 3), (50, 3)], {"forty_eight_hours"}),
        (3, [(30, 7), (50, 4)], {"forty_eight_hours"}),
        (3, [(30, 7), (50, 3)], set()),
        (3, [(50, 5)], {"forty_eight_hours"}),
        (3, [(30, 7), (47.8, 7)], set()),
        (3, [(100, 6)], {"late_report"}),
        (3, [(50, 3), (70, 7)], set()),
    ],
    ids=[
        "chronic 7, still 7",
        "from 0 to 2: below the floor",
        "from 0, 3 twice",
        "coming down but not back",
        "settled by 50 hours",
        "no score before 48 hours",
        "ten minutes before the window",
        "first score at 100 hours",
        "decided at the first score of the window",
    ],
)
def test_the_cases_that_clinicians_know(
    cast: Cast, now: datetime, baseline: float, scores: list[tuple[float, float]], expected: set[str]
):
    session = treat_after(cast, start_course(cast.maya, cast.anna, now - 10 * DAY), now, baseline)
    log_scores(cast.maya, session, scores)

    assert found(session) == {(rule, "open") for rule in expected}
    check_look_again_at(session, now + scores[-1][0] * HOUR)


def test_a_score_corrected_within_15_minutes_counts_as_corrected(cast: Cast, treated: Session):
    log_scores(cast.maya, treated, [(49, 6)])
    assert found(treated) == {("forty_eight_hours", "open")}
    log_scores(cast.maya, treated, [(49.2, 2)])
    assert found(treated) == {("forty_eight_hours", "withdrawn")}


def test_the_baseline_is_carried_while_an_earlier_recovery_is_open(cast: Cast, treated: Session, now: datetime):
    """Clinical reference 1.8 B: a check-in of 5 at 72 hours is the 48-hour reading, and the next baseline stays 3."""
    log_scores(cast.maya, treated, [(24, 5)])
    assert found() == set()
    second = treat(treated.course, cast.anna, now + 73 * HOUR, started_at=now + 72 * HOUR, nrs_before=5)

    assert found() == {("forty_eight_hours", "open")}
    assert Alert.objects.get().about == treated.pk
    treated.refresh_from_db()
    assert (treated.recovery, treated.is_lasting) == ("lasting", True)

    log_scores(cast.maya, second, [(24, 6), (72, 6)])
    second.refresh_from_db()
    assert (second.baseline_nrs, second.baseline_quality) == (3, "carried")
    assert found(second) == {("forty_eight_hours", "open")}
    assert "before the session 3" in Alert.objects.get(about=second.pk).detail["because"]


def test_the_next_visit_before_the_window_carries_the_recovery_on(cast: Cast, treated: Session, now: datetime):
    log_scores(cast.maya, treated, [(24, 6)])
    second = treat(treated.course, cast.anna, now + 40 * HOUR, nrs_before=6)
    assert look_again(now=now + 73 * HOUR) == 0

    assert (found(treated), found(second)) == (set(), set())
    second.refresh_from_db()
    assert (second.baseline_nrs, second.baseline_quality) == (3, "carried")
    log_scores(cast.maya, second, [(50, 6)])
    assert found(second) == {("forty_eight_hours", "open")}


def test_a_flare_that_falls_silent_is_told_at_72_hours_and_not_before(cast: Cast, treated: Session, now: datetime):
    log_scores(cast.maya, treated, [(30, 7)])
    at_72 = now + 72 * HOUR
    treated.refresh_from_db()
    assert treated.look_again_at == at_72

    assert look_again(now=at_72 - timedelta(seconds=1)) == 0
    assert found() == set()
    assert look_again(now=at_72 + timedelta(minutes=7)) == 1
    assert found() == {("flare_then_silence", "open")}
    assessment = Assessment.objects.get(trigger="time")
    assert (assessment.late_by, assessment.rules_version) == (timedelta(minutes=7), rules.RULES_VERSION)
    treated.refresh_from_db()
    assert (treated.is_silent, treated.look_again_at) == (True, now + 120 * HOUR)
    assert look_again(now=at_72 + HOUR) == 0


def test_calm_that_falls_silent_tells_nobody_and_is_not_called_better(cast: Cast, treated: Session, now: datetime):
    log_scores(cast.maya, treated, [(20, 3)])
    assert look_again(now=now + 72 * HOUR) == 1
    treated.refresh_from_db()
    assert (found(), treated.recovery, treated.is_silent) == (set(), "watching", True)


@pytest.mark.parametrize(("hours", "state"), [(50, "withdrawn"), (71, "withdrawn"), (73, "open")])
def test_a_late_offline_entry_withdraws_silence_only_if_there_was_none(
    cast: Cast, treated: Session, now: datetime, hours: int, state: str
):
    log_scores(cast.maya, treated, [(30, 7)])
    look_again(now=now + 72 * HOUR)
    log(cast.maya, now + hours * HOUR, 3, now=now + 80 * HOUR)

    assert found() == {("flare_then_silence", state)}
    check_look_again_at(treated, now + 80 * HOUR)


def test_a_late_offline_entry_takes_the_place_of_the_one_that_decided(cast: Cast, treated: Session, now: datetime):
    log_scores(cast.maya, treated, [(30, 6), (60, 6)])
    assert found() == {("forty_eight_hours", "open")}
    log(cast.maya, now + 49 * HOUR, 3, now=now + 90 * HOUR)

    assert found() == {("forty_eight_hours", "withdrawn")}


def test_what_somebody_acts_on_stays_with_a_note(cast: Cast, treated: Session, now: datetime):
    log_scores(cast.maya, treated, [(30, 6), (60, 6)])
    alerts.acknowledge(alert_id=Alert.objects.get().pk, by=cast.anna.pk, now=now + 61 * HOUR)
    log(cast.maya, now + 49 * HOUR, 3, now=now + 90 * HOUR)

    assert found() == {("forty_eight_hours", "acknowledged")}
    assert Alert.objects.get().events.last().kind == "no_longer_found"


def test_what_was_closed_by_a_person_does_not_come_back_for_the_same_session(
    cast: Cast, treated: Session, now: datetime
):
    log_scores(cast.maya, treated, [(30, 6), (50, 6)])
    alerts.resolve(alert_id=Alert.objects.get().pk, by=cast.anna.pk, outcome="advised", note="", now=now + 51 * HOUR)
    log_scores(cast.maya, treated, [(60, 7), (80, 7)])

    assert found() == {("forty_eight_hours", "resolved")}


def test_deleting_an_entry_closes_no_alert(cast: Cast, treated: Session, now: datetime):
    deciding = log(cast.maya, now + 50 * HOUR, 6, "fever").entry
    before = found()
    delete_entry(patient=cast.maya, entry_id=deciding.pk, by=cast.maya.user, now=now + 51 * HOUR, if_match=1)
    log(cast.maya, now + 52 * HOUR, 3)

    assert found() == before == {("forty_eight_hours", "open"), ("red_flag", "open")}


def test_a_score_that_falls_closes_no_red_flag(cast: Cast, treated: Session):
    log(cast.maya, treated.ended_at + 30 * HOUR, 6, "fever")
    log_scores(cast.maya, treated, [(50, 0), (60, 0)])
    assert found() == {("red_flag", "open")}


def test_two_courses_of_one_patient_do_not_mix(cast: Cast, treated: Session, now: datetime):
    knee = start_course(cast.maya, cast.anna, now, region="knee")
    other = treat(knee, cast.anna, now + 2 * HOUR, nrs_before=1)
    log(cast.maya, now + 30 * HOUR, 7, course=knee.pk)
    log(cast.maya, now + 51 * HOUR, 3, course=treated.course_id)
    log(cast.maya, now + 52 * HOUR, 7, course=knee.pk)

    assert (found(treated), found(other)) == (set(), {("forty_eight_hours", "open")})
    assert (columns(treated)["recovery"], columns(other)["recovery"]) == ("settled", "lasting")
    assert set(treated.entries.values_list("nrs_average", flat=True)) == {3}


def test_an_entry_that_names_no_course_is_about_the_last_treatment(cast: Cast, treated: Session, now: datetime):
    other = treat(start_course(cast.maya, cast.anna, now, region="knee"), cast.anna, now + 2 * HOUR)

    assert log(cast.maya, now + HOUR, 4).entry.session == treated
    assert log(cast.maya, now + 3 * HOUR, 4).entry.session == other


def test_a_session_that_cannot_be_judged_is_set_aside_and_the_others_go_on(
    cast: Cast, treated: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    walters = treat(start_course(cast.walter, cast.zoe, now), cast.zoe, now + HOUR)
    log(cast.maya, now + 20 * HOUR, 3, "tired")
    judge, later = rules.judge, now + 80 * HOUR

    said = "6 out of 10"

    def fail_for_maya(history: Any, *words: Any) -> Any:
        if history.session.session == treated.pk:
            raise ValueError(said)
        return judge(history, *words)

    with monkeypatch.context() as patch:
        patch.setattr(judging.rules, "judge", fail_for_maya)
        assert look_again(now=later) == 1

    assert columns(walters)["is_silent"] is True
    assert columns(treated)["look_again_at"] == later + SET_ASIDE_FOR
    assert list(SetAside.objects.values_list("kind", "row", "error")) == [("judge", treated.pk, "ValueError")]
    assert str(treated.pk) in caplog.text
    assert "ValueError" in caplog.text
    assert said not in caplog.text
    assert look_again(now=later + SET_ASIDE_FOR) == 1
    assert columns(treated)["is_silent"] is True
    assert not SetAside.objects.exists()


def test_looking_again_takes_the_oldest_first_and_stops_at_its_limit(cast: Cast, treated: Session, now: datetime):
    walters = treat(start_course(cast.walter, cast.zoe, now), cast.zoe, now + HOUR)
    assert look_again(now=now + 80 * HOUR, limit=1) == 1
    assert (columns(treated)["is_silent"], columns(walters)["is_silent"]) == (True, False)


def test_every_judgement_is_kept_with_its_rules(cast: Cast, treated: Session, now: datetime):
    entry = log(cast.maya, now + 50 * HOUR, 6).entry
    kept = Assessment.objects.filter(entry=entry).get()

    assert (kept.trigger, kept.session, kept.patient) == ("entry", treated, cast.maya)
    assert (kept.level, kept.recovery, kept.made_at, kept.late_by) == ("practitioner", "lasting", now + 50 * HOUR, None)
    assert kept.rules_version == rules.RULES_VERSION
    assert [(each["rule"], each["readings"]) for each in kept.findings] == [("forty_eight_hours", [str(entry.pk)])]
    assert Assessment.objects.filter(session=treated, trigger="session").count() == 1


@pytest.mark.parametrize("hours", [-100, -30, 10, 30, 47, 50, 71.9, 72, 80, 100, 200])
def test_the_row_wakes_up_when_the_rules_say_so(cast: Cast, treated: Session, now: datetime, hours: float):
    received = max(now, now + hours * HOUR)
    log(cast.maya, now + hours * HOUR, 5, now=received)
    check_look_again_at(treated, received)

    update_session(
        session=treated, by=cast.anna, now=received + HOUR, changes={"ended_at": now + timedelta(minutes=30)}
    )
    check_look_again_at(treated, received + HOUR)


FACTS: tuple[tuple[float, float | None, tuple[str, ...]], ...] = (
    (-74, 3, ()),
    (-50, 2, ()),
    (-26, 4, ()),
    (6, 7, ()),
    (26, 6, ("weight-loss",)),
    (50, 6, ()),
    (74, None, ("chest-pain",)),
    (98, 3, ()),
)
VISITS = (0.0, 70.0)
IN_ORDER = list(range(len(FACTS) + len(VISITS)))


def tell(cast: Cast, course: Course, now: datetime, order: Sequence[int]) -> dict[str, Any]:
    """All facts reach us late, in this order: entries, and two visits after them all or before."""
    later = now + 120 * HOUR
    for index in order:
        if index < len(FACTS):
            hours, nrs, symptoms = FACTS[index]
            log(cast.maya, now + hours * HOUR, nrs, *symptoms, now=later)
        else:
            treat(course, cast.anna, now + VISITS[index - len(FACTS)] * HOUR, now=later, nrs_before=5)
    sessions = {each.number: each for each in Session.objects.filter(course=course)}
    recorded = dict(Entry.objects.values_list("pk", "recorded_at"))
    judged = {}
    for each in sessions.values():
        check_look_again_at(each, later)
        kept = columns(each)
        kept["baseline_readings"] = sorted(
            str(moment) for pk, moment in recorded.items() if str(pk) in kept["baseline_readings"]
        )
        judged[each.number] = kept
    placed = {
        each.recorded_at: each.session and each.session.number for each in Entry.objects.select_related("session")
    }
    waiting = sorted(Alert.objects.filter(state="open").values_list("rule", "code", "level"))
    return {"sessions": judged, "entries": placed, "alerts": waiting}


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(order=IN_ORDER[::-1])
@example(order=[8, 9, *IN_ORDER[:8]])
@given(order=st.permutations(IN_ORDER))
def test_the_order_of_arrival_does_not_matter(cast: Cast, now: datetime, order: list[int]):
    course = start_course(cast.maya, cast.anna, now - 20 * DAY)
    told = []
    for each in (IN_ORDER, order):
        with transaction.atomic():
            told.append(tell(cast, course, now, each))
            transaction.set_rollback(True)

    assert told[0] == told[1]
    assert [(rule, code) for rule, code, _ in told[0]["alerts"]] == [
        ("forty_eight_hours", ""),
        ("red_flag", "chest-pain"),
        ("red_flag", "weight-loss"),
    ]


def test_a_longer_history_costs_no_more_statements(cast: Cast, treated: Session, now: datetime):
    def record_after(count: int) -> int:
        for minutes in range(count - Entry.objects.count()):
            log(cast.maya, now + 10 * HOUR + timedelta(minutes=minutes), 3, now=now + 40 * HOUR)
        with CaptureQueriesContext(connection) as statements:
            log(cast.maya, now + 40 * HOUR, 4)
        return len(statements)

    record_after(5)  # the first score of a second day writes down what became of the pain
    assert record_after(10) == record_after(100) <= 14


def test_a_red_flag_told_before_its_session_was_recorded_is_not_told_again(cast: Cast, now: datetime):
    course = start_course(cast.maya, cast.anna, now - DAY)
    log(cast.maya, now, None, "fever")
    session = treat(course, cast.anna, now - HOUR, now=now)
    assert [(each.code, each.about) for each in Alert.objects.all()] == [("fever", None)]

    log(cast.maya, now + HOUR, None, "fever")
    assert Alert.objects.filter(code="fever", about=session.pk).exists()


@pytest.mark.parametrize(("preset", "clauses"), [("sensitive", 1), ("standard", 0), ("quiet", 0)])
def test_the_clinics_preset_decides_how_rare_a_score_must_be(
    cast: Cast, treated: Session, preset: str, clauses: int, now: datetime
):
    cast.harbour.preset = preset
    cast.harbour.save(update_fields=["preset"])
    for days in (4, 5, 6):
        log(cast.maya, now - days * DAY - 2 * HOUR, 3)
    log_scores(cast.maya, treated, [(30, 3), (50, 5)])

    told = Alert.objects.filter(rule="forty_eight_hours")
    assert len(told) == clauses
    assert all("days would be this high (the clinic's setting: sensitive)." in a.detail["because"] for a in told)
