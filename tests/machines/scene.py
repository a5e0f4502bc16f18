"""What every state machine has: clocks that may disagree, wires with moods, a check after each step and one in the end.

Source: the design of the alert pipeline, sections 4.6, 4.7 and 5.1.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from alerts import actions
from alerts.channels import CHANNELS, Accepted, DeliveryError, Outgoing
from alerts.lifecycle import EMERGENCY, LEVELS, NOT_CLOSED, AlertState, Tick, rank
from alerts.models import Alert, AlertEvent, ContactPoint, Delivery, EventKind, SetAside
from tests.alerts.browsers import Browser
from tests.alerts.conftest import Clock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ASKING = ("alert", "reminder", "drill")
NO_REPLY = "no reply"
HOOKS = "https://hooks.example"
PAGE_AGAIN_AFTER = 15 * MINUTE
# Left to the sweep, or costly and lasting: one look in the end finds them as well.
IN_THE_END = {"I1", "I5", "I6", "I7", "I9", "I10", "I11", "I12", "I13", "I14", "I15"}
# They compare moments of the wall clock, which says nothing once it has been moved: `check_who_was_told` looks at the sending.
BY_THE_WALL = {"I8", "I9"}
LANES = ("sweeper", "celery")
Invariants = Mapping[str, Callable[[datetime], list[UUID]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the other side has, and when, in time since the start. `is_known`: it also said so."""

    message: Outgoing
    at: timedelta
    is_known: bool


@dataclass
class Wires:
    """Every channel there is: takes what it is given, unless it has a mood about that address."""

    taken: list[Taken] = field(default_factory=list)
    moods: dict[str, DeliveryError] = field(default_factory=dict)
    since: Callable[[], timedelta] = timedelta

    def __call__(self, message: Outgoing) -> Accepted:
        mood = self.moods.get(message.address)
        if mood is None or mood.reason == NO_REPLY:
            self.taken.append(Taken(message, self.since(), mood is None))
        if mood is not None:
            raise mood
        return Accepted(reference="wire", status=200)

    def forget(self) -> None:
        self.taken.clear()
        self.moods.clear()


@pytest.fixture
def wires(monkeypatch: pytest.MonkeyPatch) -> Wires:
    """All channels; and ids in the order of making, so that an example is the same when it is played again."""
    numbers = count(1)
    monkeypatch.setattr("os.urandom", lambda size: next(numbers).to_bytes(size, "big"))
    made = Wires()
    for name in CHANNELS:
        monkeypatch.setitem(CHANNELS, name, made)
    return made


def addresses_of(name: str, channels: str) -> Iterator[dict[str, str]]:
    """How somebody can be reached: by some of these channels, in this order."""
    for channel in channels.split():
        secret = ""
        if channel == "push":
            address, secret = f"https://fcm.googleapis.com/fcm/send/{name}", Browser().kept
        elif channel == "webhook":
            address = f"{HOOKS}/{name}"
        elif channel == "sms":
            address = f"+44770090{len(name):04}"
        else:
            address = f"{name}@harbour.example"
        yield {"channel": channel, "address": address, "secret": secret}


class Scene(RuleBasedStateMachine):
    """The stage: `people` can be told, and `reached_by` says how. What happens in one example is undone after it."""

    people: ClassVar[list[Any]] = []
    wires: ClassVar[Wires]
    start: ClassVar[datetime]
    invariants_of: ClassVar[Invariants] = {}
    reached_by: ClassVar[dict[UUID, list[dict[str, str]]]] = {}

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.clock = Clock(self.start)
        self.passed = timedelta(0)
        self.latest = self.start
        self.has_stepped = False
        self.claims: list[Any] = []
        self.lost_to: list[tuple[UUID, UUID | None]] = []
        self.wires.forget()
        self.wires.since = lambda: self.passed
        for user, points in self.reached_by.items():
            for point in points:
                actions.add_contact_point(user_id=user, now=self.start, **point)
        self.prepare()

    def prepare(self) -> None:
        """What else an example begins with."""

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            try:
                if sys.exc_info()[0] is None:
                    self.check_that_everybody_hears_in_the_end()
            finally:
                transaction.savepoint_rollback(self.savepoint)

    # Time, and what machines do with it

    def advance(self, amount: timedelta) -> None:
        self.passed += amount
        self.clock.now += amount
        self.latest = max(self.latest, self.clock.now)

    def sweep_in(self, lane: str) -> None:
        """One round of a lane, as `manage.py sweep` and beat do it."""
        tick = Tick(self.clock.now, self.passed, "this start")
        self.look_again(actions.trust_clock(lane=lane, tick=tick).at)
        before = len(self.wires.taken)
        actions.sweep(clock=self.clock, lane=lane, trusted=actions.trust_clock(lane=lane, tick=tick))
        self.check_who_was_told(self.wires.taken[before:])
        self.after_a_sweep()

    def look_again(self, now: datetime) -> None:
        """What the diary does before a sweep."""

    def after_a_sweep(self) -> None:
        """What a model has to learn from it."""

    def pass_and_sweep(self, amount: timedelta) -> None:
        """The second sweep finds what the first found dead."""
        self.advance(amount)
        self.sweep_in("sweeper")
        self.sweep_in("sweeper")

    def may_be_told(self, user: UUID) -> bool:
        """Whether somebody may hear at this moment, as the story knows it."""
        return True

    # What must hold

    def check_who_was_told(self, taken: list[Taken]) -> None:
        """I8 and I9 at the moment of sending: nobody is asked about what waits for nobody, nor who may not know."""
        sent = {each.message.delivery: each.message for each in taken}
        for row in Delivery.objects.filter(pk__in=sent).select_related("alert"):
            assert self.may_be_told(row.recipient_id), "I9: told who may not know"
            if row.alert is not None and row.message in ASKING:
                assert row.alert.state == AlertState.OPEN, "I8: asked after an answer"
                assert row.alert.round == row.round, "I8: asked about an earlier round"
                assert row.alert.inhibited_by_id is None, "I18: asked although it waits"
        if not self.has_stepped:
            self.check_pages(taken)

    def check_pages(self, taken: list[Taken]) -> None:
        """One page about one person in a quarter of an hour, unless the new one is worse. Machines and emergencies are free."""
        pages = [each for each in self.wires.taken if each.is_known and _is_page(each.message)]
        for new in (each for each in taken if _is_page(each.message) and each.message.level != EMERGENCY):
            for old in pages:
                lately = (
                    timedelta(0) <= new.at - old.at < PAGE_AGAIN_AFTER and old.message.delivery != new.message.delivery
                )
                same = (old.message.address, old.message.alert) != (new.message.address, new.message.alert)
                if lately and same and self.are_one_page(old.message, new.message):
                    is_worse = rank(str(new.message.level)) < rank(str(old.message.level))
                    assert is_worse or old.message.alert == new.message.alert, "paged twice in a quarter of an hour"

    def are_one_page(self, old: Outgoing, new: Outgoing) -> bool:
        """Whether two messages went to one person about one subject."""
        rows = Delivery.objects.filter(pk__in=[old.delivery, new.delivery])
        return len(set(rows.values_list("recipient", "subject"))) == 1

    def doubtful(self) -> set[str]:
        """The invariants that cannot be asked about this example any more."""
        return BY_THE_WALL if self.has_stepped else set()

    @invariant()
    def nothing_is_that_must_never_be(self) -> None:
        for name, offenders in self.invariants_of.items():
            if name not in IN_THE_END | self.doubtful():
                assert offenders(self.clock.now) == [], name

    @invariant()
    def everybody_is_asked_at_the_level_that_an_alert_has(self) -> None:
        """What grew worse is told anew: no message of the present round has another level's turn."""
        rows = Delivery.objects.filter(alert__state__in=NOT_CLOSED, alert__round=F("round"), message__in=ASKING)
        for priority, level in rows.values_list("priority", "alert__level"):
            assert priority // 10 == rank(level), "asked at a level that it had before"

    @invariant()
    def nobody_is_asked_about_what_was_answered(self) -> None:
        """Unless a follow-up was agreed: something that an alert rests on was new, or worse than what people had closed by then."""
        closed = AlertEvent.objects.filter(kind=EventKind.RESOLVED).select_related("alert")
        answers = list(closed.prefetch_related("alert__causes"))
        for alert in self.waiting() if answers else ():
            raised = alert.events.get(seq=1)
            answered = {
                cause.cause
                for each in answers
                for cause in each.alert.causes.all()
                if (each.alert.subject, each.alert.rule, each.alert.code) == (alert.subject, alert.rule, alert.code)
                and each.pk < raised.pk
                and rank(each.alert.level) <= rank(alert.level)
            }
            causes = set(alert.causes.values_list("cause", flat=True))
            assert alert.follows_id or not causes or not causes <= answered, "asked about what was answered"

    @invariant()
    def nobody_loses_to_themselves_or_to_nobody(self) -> None:
        assert all(first not in (None, by) for by, first in self.lost_to)

    def has_news(self) -> bool:
        """Whether anybody was told anything: before that there is nothing to answer."""
        return bool(self.wires.taken)

    def waiting(self) -> list[Alert]:
        """The alerts that are not closed, in an order that can be repeated."""
        return list(Alert.objects.filter(state__in=NOT_CLOSED).order_by("key"))

    def heal(self) -> None:
        """The wires work, everybody can be reached, and the clock is right."""
        self.wires.moods.clear()
        self.clock.now = self.start + self.passed
        for person in self.people:
            self.reach(person.pk)

    def reach(self, user: UUID) -> None:
        known = [point.channel for point in ContactPoint.objects.filter(user=user, active=True)]
        for point in self.reached_by[user]:
            if point["channel"] not in known:
                actions.add_contact_point(user_id=user, now=self.clock.now, **point)

    def check_that_everybody_hears_in_the_end(self) -> None:
        self.heal()
        pressing = {alert.pk for alert in self.waiting() if (alert.level, alert.state) == (EMERGENCY, "open")}
        before = len(self.wires.taken)
        self.pass_and_sweep(MINUTE)
        self.pass_and_sweep(11 * MINUTE)  # a clock that was just put right is believed after ten minutes
        for _ in range(11):
            if not self.told_since(before) >= pressing:
                self.pass_and_sweep(5 * MINUTE)
        assert self.told_since(before) >= pressing, "an emergency was silent for over an hour"
        for _ in range(9):
            # A softer alert that a red flag holds back waits until that is closed.
            waiting = {alert.pk for alert in self.waiting() if alert.inhibited_by_id is None}
            if not self.told_since(before) >= waiting:
                self.pass_and_sweep(24 * HOUR)
                # One page about one patient in 15 minutes: a lesser alert hears its turn after the worse one.
                self.pass_and_sweep(16 * MINUTE)
        assert self.told_since(before) >= waiting, "an alert was silent for over nine days"
        assert not Alert.objects.filter(
            follow_up_at__lte=self.clock.now, followed_up_at=None, state="resolved"
        ).exists()
        assert not SetAside.objects.exists(), "something could not be handled"
        for name, offenders in self.invariants_of.items():
            if name not in self.doubtful():
                assert offenders(self.latest if name == "I11" else self.clock.now) == [], name

    def told_since(self, number: int) -> set[UUID | None]:
        return {each.message.alert for each in self.wires.taken[number:]}


def _is_page(message: Outgoing) -> bool:
    return message.message in ASKING and message.level in LEVELS and not message.address.startswith(HOOKS)
