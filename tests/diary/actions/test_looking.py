"""Looking again at many sessions at once: the same rows as one by one, nobody held up, nobody judged twice."""

import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from alerts import actions as alerts
from alerts.actions.journal import is_intact
from alerts.invariants import INVARIANTS
from alerts.models import Alert, SetAside
from diary.actions import looking, looking_together
from diary.actions.care import create_patient
from diary.actions.looking import DUE, claim_due, collecting_later, judge_alone, look_again
from diary.clinical import rules
from diary.models import Assessment, Patient, Session
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log


@dataclass(frozen=True)
class Tale:
    """One patient: visits and entries by the hours after the last visit; entries have a score, and a symptom if any."""

    entries: tuple[tuple[float, float | None, str | None], ...]
    visits: tuple[float, ...] = (0,)
    monitored: bool = True
    closes: bool = False
    check_in: float | None = None
    flags: tuple[str, ...] = ()


WEEK_OF_THREES: tuple[tuple[float, float | None, str | None], ...] = ((-74, 3, None), (-50, 3, None), (-26, 3, None))
CALM = Tale((*WEEK_OF_THREES, (26, 3, None)))
NOTHING = Tale(())
FLARE = Tale((*WEEK_OF_THREES, (30, 7, None)))
LASTS = Tale((*WEEK_OF_THREES, (30, 6, None), (50, 6, None)))
TWO_WEEKS = Tale((*WEEK_OF_THREES, (30, 6, None), (50, 6, None), (330, 6, None)))
ANSWERED = Tale(LASTS.entries, closes=True)
FEVER = Tale((*WEEK_OF_THREES, (20, 3, "fever"), (30, 7, None)))
FEVER_BEFORE = Tale(((-300, None, "fever"), *WEEK_OF_THREES, (30, 6, None)))
TIRED = Tale((*WEEK_OF_THREES, (20, 3, "tired"), (44, 7, None)))
UNWATCHED = Tale(FLARE.entries, monitored=False)
ALONE = Tale(((30, 5, None),), check_in=3)
WEEKLY = Tale(((-240, 3, None), (-216, 3, None), (-192, 3, None), (-100, 3, None), (30, 6, None)), visits=(-168, 0))
TWICE_A_WEEK = Tale((*WEEK_OF_THREES, (24, 6, None)), visits=(-70, 0))
EVERYBODY = [
    CALM,
    NOTHING,
    FLARE,
    LASTS,
    TWO_WEEKS,
    ANSWERED,
    FEVER,
    FEVER_BEFORE,
    TIRED,
    UNWATCHED,
    ALONE,
    WEEKLY,
    TWICE_A_WEEK,
]
ENTRIES = st.tuples(
    st.one_of(st.integers(-190, -2), st.integers(0, 90), st.integers(100, 340)).map(float),
    st.one_of(st.none(), st.integers(0, 9).map(float)),
    st.sampled_from([None] * 6 + ["tired", "fever", "sore-at-site"]),
).filter(lambda each: each[1] is not None or each[2] is not None)
TALES = st.builds(
    Tale,
    st.lists(ENTRIES, max_size=5, unique_by=lambda each: each[0]).map(tuple),
    st.sampled_from([(0,), (0,), (-168, 0), (-60, 0), (-700, 0)]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([False, False, True]),
    st.sampled_from([None, 4.0]),
)


def tell(tale: Tale, cast: Cast, now: datetime) -> Patient:
    """The story as it happened: what was recorded after `now` is not yet there."""
    long_ago = now - 60 * DAY
    patient = create_patient(by=cast.anna, now=long_ago, name="Somebody", birth_date=date(1970, 1, 1))
    agree(patient, long_ago, given=tale.monitored)
    course = start_course(patient, cast.anna, long_ago)
    facts: list[tuple[float, Any]] = [(hours, (nrs, symptom)) for hours, nrs, symptom in tale.entries]
    facts += [(hours, None) for hours in tale.visits]
    for hours, fact in sorted(facts, key=lambda each: (each[0], each[1] is not None)):
        moment = now + hours * HOUR
        if fact is None:
            treat(course, cast.anna, moment, nrs_before=tale.check_in)
        else:
            log(patient, moment, fact[0], *([fact[1]] if fact[1] else []))
    if tale.closes:
        for alert in Alert.objects.filter(subject=patient.pk, state="open").order_by("raised_at"):
            alerts.resolve(alert_id=alert.pk, by=cast.anna.pk, outcome="advised", note="", now=now + 80 * HOUR)
    return patient


def one_by_one(now: datetime) -> None:
    for pk in list(
        Session.objects.filter(look_again_at__lte=now).order_by("look_again_at").values_list("pk", flat=True)
    ):
        judge_alone(pk, now)


def all_rows() -> dict[str, Any]:
    """Everything that looking again can write; new rows without their own ids."""
    found = []
    for alert in Alert.objects.order_by("subject", "about", "key", "raised_at"):
        events = list(alert.events.order_by("seq"))
        assert is_intact(alert, events)
        fields = {each.attname: getattr(alert, each.attname) for each in Alert._meta.fields}
        for name in ("id", "event_hash", "inhibited_by_id"):
            fields.pop(name)
        found.append(
            {
                **fields,
                "held_back": alert.inhibited_by and alert.inhibited_by.key,
                "causes": sorted(alert.causes.values_list("cause", flat=True)),
                "events": [(each.kind, each.at, each.round, each.step, each.because) for each in events],
                "deliveries": sorted(
                    alert.deliveries.values_list(
                        "contact_point", "message", "round", "step", "state", "priority", "created_at", "subject"
                    ),
                    key=str,
                ),
                "leave": sorted(alert.deliveries.values_list("recipient", "next_attempt_at", "give_up_at"), key=str),
            }
        )
    kept = [each.name for each in Assessment._meta.fields if each.name != "id"]
    return {
        "sessions": list(Session.objects.order_by("pk").values()),
        "assessments": sorted(Assessment.objects.values(*kept), key=lambda each: str(sorted(each.items(), key=str))),
        "alerts": found,
    }


@pytest.mark.timeout(300)
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(tales=EVERYBODY, looks=[72.0, 120.0, 336.0])
@example(tales=[LASTS, TWO_WEEKS, FLARE, CALM], looks=[340.0])
@given(
    tales=st.lists(TALES, min_size=1, max_size=4),
    looks=st.sampled_from([[72.0], [80.5, 130.0], [72.0, 120.0, 336.0], [400.0]]),
)
def test_many_at_once_write_the_same_rows_as_one_by_one(
    cast: Cast, now: datetime, tales: Sequence[Tale], looks: Sequence[float]
) -> None:
    written = []
    with transaction.atomic():
        for tale in tales:
            tell(tale, cast, now)
        for look in (one_by_one, lambda moment: look_again(now=moment)):
            with transaction.atomic():
                for hours in looks:
                    look(now + hours * HOUR)
                assert not Session.objects.filter(look_again_at__lte=now + looks[-1] * HOUR).exists()
                assert [name for name in ("I2", "I3", "I4", "I13", "I18") if INVARIANTS[name](now)] == []
                written.append(all_rows())
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert written[0] == written[1]


def test_silence_is_judged_over_arrays_and_steps_by_the_rules_and_only_the_rest_alone(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which door each took: otherwise the two could agree because one of them is never used."""
    people = {name: tell(tale, cast, now) for name, tale in {"calm": CALM, "flare": FLARE, "tired": TIRED}.items()}
    lasting, feverish = tell(LASTS, cast, now), tell(FEVER, cast, now)
    doors: dict[str, set[Any]] = {"silence": set(), "rules": set(), "alone": set()}
    silent, by_rules, alone = looking_together.fallen_silent, looking_together.by_the_rules, looking.judge_alone

    def noting(door: str, told: Any) -> Any:
        doors[door] |= {each.patient for each in told}
        return told

    def judge(pk: Any, moment: datetime) -> int:
        doors["alone"].add(Session.objects.get(pk=pk).patient_id)
        return alone(pk, moment)

    def noting_silence(*words: Any) -> Any:
        calm, told = silent(*words)
        noting("silence", [*calm, *told])
        return calm, told

    monkeypatch.setattr(looking_together, "fallen_silent", noting_silence)
    monkeypatch.setattr(looking_together, "by_the_rules", lambda *words: noting("rules", by_rules(*words)))
    monkeypatch.setattr(looking, "judge_alone", judge)
    assert look_again(now=now + 121 * HOUR) == 5
    assert doors == {
        "silence": {people["calm"].pk},
        "rules": {people["flare"].pk, people["tired"].pk, lasting.pk},
        "alone": {feverish.pk},
    }


def test_a_batch_costs_the_same_statements_however_many_are_in_it(cast: Cast, now: datetime) -> None:
    def cost(tales: Sequence[Tale], hours: float) -> int:
        with transaction.atomic():
            for tale in tales:
                tell(tale, cast, now)
            with CaptureQueriesContext(connection) as statements:
                assert look_again(now=now + hours * HOUR) == len(tales)
            transaction.set_rollback(True)
        return len(statements)

    for tale, hours in ((CALM, 72), (FLARE, 72), (LASTS, 120)):
        assert cost([tale] * 2, hours) == cost([tale] * 4, hours) <= 45


def test_next_to_nothing_that_a_batch_made_waits_for_the_collector_which_is_off_meanwhile(
    cast: Cast, now: datetime
) -> None:
    told = [(tale, cast, now) for tale in (CALM, FLARE, TIRED)]
    for each in told:
        tell(*each)
    assert look_again(now=now + 72 * HOUR) == len(told)  # what is made once and kept is made now
    for each in told * 3:
        tell(*each)
    gc.collect()
    with collecting_later():
        assert look_again(now=now + 72 * HOUR) == 3 * len(told)
        assert gc.collect() < 3 * len(told)  # a batch that is kept is dozens of objects for each session


def test_a_poisoned_session_is_set_aside_and_the_rest_of_its_batch_is_judged(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned, *others = (tell(tale, cast, now) for tale in (TIRED, CALM, FLARE, TIRED))
    judge = rules.judge
    bad = Session.objects.get(patient=poisoned)

    def fail(history: Any, *words: Any) -> Any:
        if history.session.session == bad.pk:
            raise LookupError("poison")
        return judge(history, *words)

    monkeypatch.setattr(rules, "judge", fail)
    assert look_again(now=now + 72 * HOUR) == 3
    assert set(Session.objects.filter(patient__in=others).values_list("is_silent", flat=True)) == {True}
    assert list(SetAside.objects.values_list("kind", "row", "error")) == [("judge", bad.pk, "LookupError")]
    bad.refresh_from_db()
    assert bad.look_again_at == now + 72 * HOUR + looking.SET_ASIDE_FOR
    assert look_again(now=now + 73 * HOUR) == 0


def test_a_session_at_which_the_database_hung_up_is_judged_in_the_next_second(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = tell(TIRED, cast, now)
    later = now + 72 * HOUR

    def hang_up(*words: Any) -> Any:
        raise OperationalError("terminating connection")

    with monkeypatch.context() as cut:
        cut.setattr(rules, "judge", hang_up)
        cut.setattr(connections["default"], "is_usable", lambda: False)
        cut.setattr(connections["default"], "close", lambda: None)
        with pytest.raises(OperationalError):
            look_again(now=later)
    assert not SetAside.objects.exists()
    look_again(now=later + timedelta(seconds=1))
    assert Session.objects.get(patient=patient).is_silent


def test_a_batch_that_fails_as_a_whole_is_judged_one_by_one(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for tale in (CALM, FLARE, LASTS):
        tell(tale, cast, now)

    said = "7 out of 10"

    def fail(*args: Any, **named: Any) -> Any:
        Session.objects.update(is_silent=True)
        raise ValueError(said)

    monkeypatch.setattr(looking_together, "_plain", fail)
    assert look_again(now=now + 72 * HOUR) == 2
    assert Assessment.objects.filter(trigger="time").count() == 2
    assert sorted(Session.objects.values_list("is_silent", flat=True)) == [False, True, True]
    assert "a batch of 2 sessions is judged one by one: ValueError" in caplog.text
    assert said not in caplog.text


def test_two_sessions_of_one_patient_are_both_looked_at(cast: Cast, now: datetime) -> None:
    for hours, region in ((0, "knee"), (1, "neck")):
        treat(start_course(cast.maya, cast.anna, now - DAY, region=region), cast.anna, now + hours * HOUR)
    assert look_again(now=now + 80 * HOUR) == 2
    assert set(Session.objects.values_list("is_silent", flat=True)) == {True}


def test_who_is_due_is_found_by_the_index_of_what_waits_alone(cast: Cast, now: datetime) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for other_way in ("seqscan", "bitmapscan", "sort"):  # a table this small is read whole and sorted otherwise
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
        word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{word} {DUE}", [now, 500])
        plan = " ".join(str(part) for row in cursor.fetchall() for part in row)
    assert "session_look_again" in plan


@pytest.mark.django_db(transaction=True)
def test_sweepers_at_once_pass_over_each_others_patients_and_judge_everybody_once(
    transactional_db: None, now: datetime, cast: Cast
) -> None:
    for tale in (CALM, FLARE, TIRED, LASTS) * 2:
        tell(tale, cast, now)
    later, barrier, done = now + 120 * HOUR, threading.Barrier(3), []

    def sweep() -> None:
        barrier.wait()
        try:
            done.append(look_again(now=later, limit=20))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    look_again(now=later)
    assert not Session.objects.filter(look_again_at__lte=later).exists()
    assert Assessment.objects.filter(trigger="time").count() == 8
    assert Alert.objects.filter(rule="flare_then_silence").count() == 4
    assert INVARIANTS["I2"](later) == INVARIANTS["I13"](later) == []


@pytest.mark.django_db(transaction=True)
def test_more_than_one_batch_is_looked_at_in_lanes_and_nobody_twice(
    transactional_db: None, now: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "BATCH", 2)
    for tale in (CALM, FLARE, TIRED, LASTS) * 2:
        tell(tale, cast, now)
    assert look_again(now=now + 120 * HOUR) == 8
    assert Assessment.objects.filter(trigger="time").count() == 8
    assert Alert.objects.filter(rule="flare_then_silence").count() == 4


def test_a_patient_somebody_holds_is_passed_over_and_stays_due(cast: Cast, now: datetime) -> None:
    """One process can only ask what a second one would: the claim names each patient's first session, oldest first."""
    first, second = tell(CALM, cast, now), tell(FLARE, cast, now + HOUR)
    with transaction.atomic():
        claimed = claim_due(now=now + 80 * HOUR, limit=5)
    assert [Session.objects.get(pk=pk).patient_id for pk in claimed] == [first.pk, second.pk]
    assert Session.objects.filter(look_again_at__lte=now + 80 * HOUR).count() == 2


def test_a_sweeper_that_is_behind_goes_on_without_a_pause(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = datetime.now(UTC).replace(microsecond=0) - 100 * HOUR
    for tale in (CALM, FLARE, CALM):
        tell(tale, cast, long_ago)
    waiting: list[int] = []

    def stop(seconds: float) -> None:
        waiting.append(Session.objects.filter(look_again_at__lte=datetime.now(UTC)).count())
        raise SystemExit

    monkeypatch.setattr(looking, "LIMIT", 1)
    monkeypatch.setattr("diary.management.commands.sweep.time.sleep", stop)
    with pytest.raises(SystemExit):
        call_command("sweep")
    assert waiting == [0]
