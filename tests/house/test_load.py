"""The pieces of `./ebb load` that decide what it reports: the week, and the book. Nothing runs here."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from alerts.models import Alert
from diary.models import Session
from tests.bench.page import Row
from tests.cast import make_cast, start_course, treat
from tests.diary.care import HOUR, log
from tests.load.ledger import BARS, COLUMNS, Call, Ledger, alert_rows
from tests.load.people import BASELINE, BASELINE_HOURS
from tests.load.week import LASTING, WEEK_HOURS, Said, visits, week_of

NORA, OTTO = uuid4(), uuid4()
ALERT = uuid4()


@pytest.fixture
def ledger() -> Ledger:
    """Two that must be told of, answered for at 10 s and 12 s."""
    made = Ledger()
    made.want(NORA, "face-droop", 10.0)
    made.want(OTTO, LASTING, 12.0)
    return made


def figure(rows: list[Row], what: str) -> Row:
    return next(row for row in rows if row.what.strip().startswith(what))


def test_the_same_seed_is_the_same_week_and_another_is_another() -> None:
    assert list(visits(50, seed=1)) == list(visits(50, seed=1)) != list(visits(50, seed=2))


def test_the_week_goes_forward_and_lies_in_the_past_when_it_begins() -> None:
    hours = [visit.hours for visit in visits(300, seed=1)]
    assert hours == sorted(hours)
    assert 0 < hours[0] <= hours[-1] <= WEEK_HOURS
    assert all(0 < said.hours <= WEEK_HOURS for visit in visits(300, seed=1) for said in visit.says)


def test_in_the_week_are_warning_signs_lasting_pain_phones_without_a_network_and_readers() -> None:
    everything = [visit for patient in range(5_000) for visit in week_of(patient, seed=1)]
    raised = {said.raises for visit in everything for said in visit.says}
    assert len(raised - {None, LASTING}) == 10
    assert LASTING in raised
    assert any(len(visit.says) > 2 for visit in everything)
    assert any(visit.looks for visit in everything)
    for visit in everything:
        signs = [said.code is not None for said in visit.says]
        assert signs == sorted(signs, reverse=True), "what is worst leaves first"


def stories_of_lasting_pain() -> list[tuple[Said, ...]]:
    weeks = (week_of(patient, seed=1) for patient in range(2_000))
    told = [tuple(said for visit in visits for said in visit.says) for visits in weeks]
    return [says for says in told if says[-1].raises == LASTING]


def test_no_hour_of_the_week_is_everybodys() -> None:
    hours = [visit.hours for visit in visits(2_000, seed=1)]
    assert len(set(hours)) == len(hours)


@pytest.mark.django_db
@pytest.mark.parametrize("story", stories_of_lasting_pain()[:5])
def test_the_story_of_lasting_pain_is_told_though_it_comes_days_late(story: tuple[Said, ...]) -> None:
    now = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    cast = make_cast(now)
    treated_at = now - timedelta(hours=WEEK_HOURS + 12)
    course = start_course(cast.maya, cast.anna, treated_at - timedelta(days=5))
    for hours in BASELINE_HOURS:
        log(cast.maya, treated_at + hours * HOUR, BASELINE)
    treat(course, cast.anna, treated_at)
    Session.objects.update(look_again_at=None)
    for said in story:
        assert not Alert.objects.filter(rule=LASTING).exists()
        log(cast.maya, treated_at + said.hours * HOUR, said.nrs, now=now)
    assert Alert.objects.get(rule=LASTING).subject == cast.maya.pk


def test_who_has_no_alert_is_lost(ledger: Ledger) -> None:
    assert ledger.missing({(NORA, "face-droop"): ALERT}, {str(ALERT): [10.5]}) == [(OTTO, LASTING)]


def test_who_has_an_alert_that_nobody_heard_of_is_lost(ledger: Ledger) -> None:
    alerts: dict[tuple[UUID, str], UUID] = {(NORA, "face-droop"): ALERT, (OTTO, LASTING): uuid4()}
    assert ledger.missing(alerts, {str(ALERT): [10.5]}) == [(OTTO, LASTING)]
    row = figure(alert_rows(ledger, alerts, {str(ALERT): [10.5]}, {"one": 1}), "entries of which an alert must come")
    assert (row.figure, row.is_met) == ("1", False)


def test_who_was_acknowledged_on_the_worklist_before_the_message_left_is_not_lost(ledger: Ledger) -> None:
    alerts: dict[tuple[UUID, str], UUID] = {(NORA, "face-droop"): ALERT, (OTTO, LASTING): uuid4()}
    ledger.seen.add(str(ALERT))
    assert ledger.missing(alerts, {}) == [(OTTO, LASTING)]
    assert figure(alert_rows(ledger, alerts, {}, {}), "acknowledged on a worklist").figure == "1"


def test_an_entry_that_is_answered_twice_is_wanted_once_from_the_first_answer(ledger: Ledger) -> None:
    ledger.want(NORA, "face-droop", 11.0)
    assert ledger.delays({(NORA, "face-droop"): ALERT}, {str(ALERT): [13.0, 10.5]}) == [0.5]


def test_a_message_that_is_faster_than_the_answer_took_no_time(ledger: Ledger) -> None:
    assert ledger.delays({(NORA, "face-droop"): ALERT}, {str(ALERT): [9.9]}) == [0.0]


def test_a_message_that_comes_again_is_counted(ledger: Ledger) -> None:
    row = figure(alert_rows(ledger, {}, {}, {"one": 3, "other": 1}), "messages: 4")
    assert (row.figure, row.is_met) == ("2 (50.00%)", False)


def test_an_alert_that_was_withdrawn_before_it_could_be_acknowledged_is_no_error() -> None:
    book = Ledger()
    book.note(Call("POST acknowledge", 409, 0.0, 0.1))
    book.note(Call("PUT entry", 409, 0.0, 0.1))
    assert figure(book.rows(), "refused").figure == "1 times 409 of PUT entry"


def test_throughput_and_times_are_of_good_answers_and_every_other_is_an_error() -> None:
    book = Ledger()
    for number in range(100):
        book.note(Call("PUT entry", 201, number / 10, number / 10 + (number + 1) / 1000))
    book.note(Call("PUT entry", 0, 0.0, 30.0))
    book.note(Call("PUT entry", 500, 0.0, 1.0))
    rows = book.rows()
    assert figure(rows, "answers a second").figure == "10.0"
    assert figure(rows, "refused").figure == "1 times 0 of PUT entry, 1 times 500 of PUT entry"
    assert figure(rows, "PUT entry: 100 answers").figure == "50 / 96 / 100 ms"
    bars, _, words = book.picture().partition(" ")
    assert (len(bars), set(bars) <= set(BARS), words.endswith(" answers/s, 10 s")) == (COLUMNS, True, True)


def test_a_load_that_was_never_answered_says_so() -> None:
    assert figure(Ledger().rows(), "answers a second").figure == "0.0"
    assert Ledger().picture() == ""
