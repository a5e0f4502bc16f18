"""Anything may happen in any order: the invariants hold all the while, and in the end everybody who should know does.

Source: the design of the alert pipeline, sections 4.6 and 5.1. A second, much simpler model says what must be open.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from alerts import actions
from alerts.actions import AlreadyAnswered
from alerts.channels import CHANNELS, Accepted, DeliveryError, Outgoing
from alerts.invariants import INVARIANTS
from alerts.lifecycle import LEVELS, NOT_CLOSED
from alerts.models import Alert, AlertCause, AlertEvent, Attempt, Circuit, Delivery, SetAside
from tests.alerts.conftest import MONDAY_TEN, PATIENT, SESSION, Clock, FakeAudience, FakeChannel

EXAMPLES = int(os.environ.get("EBB_STATE_EXAMPLES", "10"))
CODES = st.sampled_from(["fever", "rash"])
PEOPLE = st.integers(0, 2)


class Pipeline(RuleBasedStateMachine):
    """One patient, three people who can be told, a channel with moods."""

    people: ClassVar[list[Any]] = []
    team: ClassVar[FakeAudience]
    channel: ClassVar[FakeChannel]

    @initialize()
    def begin(self) -> None:
        self.clock = Clock(MONDAY_TEN)
        self.open: dict[str, set[UUID]] = {}
        self.answered: dict[str, set[UUID]] = {}
        self.claims: list[Any] = []
        self.lost_to: list[tuple[UUID, UUID | None]] = []
        self.channel.sent.clear()
        self.channel.faults.clear()
        self.team.dismissed.clear()

    def teardown(self) -> None:
        try:
            if hasattr(self, "clock"):
                self.check_that_everybody_hears_in_the_end()
        finally:  # or the next example would begin among this one's rows, and in its future
            # No event may go before its alert.
            for model in (Attempt, Delivery, AlertCause, Alert, AlertEvent, SetAside, Circuit):
                model.objects.all()._raw_delete("default")  # type: ignore[attr-defined]

    # What the diary does

    @rule(code=CODES, level=st.sampled_from(LEVELS), news=st.integers(0, 2))
    def find(self, code: str, level: str, news: int) -> None:
        key = actions.key_of("symptom", code, PATIENT, SESSION)
        seen = self.open.get(key, set()) | self.answered.get(key, set())
        causes = {uuid4() for _ in range(news)} | set(list(seen)[:1])
        if not causes:
            return
        alert = actions.raise_alert(
            subject=PATIENT,
            about=SESSION,
            rule="symptom",
            code=code,
            level=level,
            causes=causes,
            detail={"because": code},
            now=self.clock.now,
        )
        is_news = bool(causes - self.answered.get(key, set()))
        assert (alert is not None) == (key in self.open or is_news)
        if alert is not None:
            self.open.setdefault(key, set()).update(causes)

    @rule(code=CODES)
    def find_no_longer(self, code: str) -> None:
        key = actions.key_of("symptom", code, PATIENT, SESSION)
        for alert in actions.withdraw_unfound(
            subject=PATIENT,
            about=SESSION,
            rules=["symptom"],
            found_keys=[other for other in self.open if other != key],
            because="later",
            now=self.clock.now,
        ):
            assert alert.key == key
            self.open.pop(key)

    # What people do

    def _alerts(self) -> list[Alert]:
        return list(Alert.objects.filter(state__in=NOT_CLOSED).order_by("key"))

    @rule(who=PEOPLE, which=st.integers(0, 1))
    def acknowledge(self, who: int, which: int) -> None:
        for alert in self._alerts()[which : which + 1]:
            try:
                actions.acknowledge(alert_id=alert.pk, by=self.people[who].pk, now=self.clock.now)
            except AlreadyAnswered as lost:
                self.lost_to.append((self.people[who].pk, lost.by))

    @rule(who=PEOPLE, which=st.integers(0, 1))
    def resolve(self, who: int, which: int) -> None:
        for alert in self._alerts()[which : which + 1]:
            actions.resolve(alert_id=alert.pk, by=self.people[who].pk, outcome="advised", note="", now=self.clock.now)
            self.answered.setdefault(alert.key, set()).update(self.open.pop(alert.key))

    @rule(who=PEOPLE, which=st.integers(0, 1), hours=st.integers(1, 48))
    def snooze(self, who: int, which: int, hours: int) -> None:
        for alert in self._alerts()[which : which + 1]:
            if alert.level != "emergency" and alert.state == "open":
                until = self.clock.now + timedelta(hours=hours)
                actions.snooze(
                    alert_id=alert.pk, by=self.people[who].pk, until=until, reason="later", now=self.clock.now
                )

    @rule(who=PEOPLE)
    def leave_or_return(self, who: int) -> None:
        self.team.dismissed ^= {self.people[who].pk}

    # What machines do

    @rule()
    def sweep(self) -> None:
        actions.sweep(clock=self.clock, lane="sweeper")

    @rule(minutes=st.sampled_from([1, 6, 31, 61, 13 * 60, 25 * 60]))
    def pass_time(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.sweep()
        self.sweep()  # what the first one found dead

    @rule()
    def die_while_sending(self) -> None:
        self.claims += actions.claim_due(lane="celery", now=self.clock.now, limit=2)

    @rule(result=st.sampled_from([Accepted(), DeliveryError("timeout")]))
    def finish_late(self, result: Any) -> None:
        if self.claims:
            actions.finish(self.claims.pop(0), result, now=self.clock.now)

    @rule(who=PEOPLE, fault=st.sampled_from([None, DeliveryError("timeout"), DeliveryError("no", permanent=True)]))
    def change_mood(self, who: int, fault: DeliveryError | None) -> None:
        address = self.people[who].email
        self.channel.faults.pop(address, None)
        if fault is not None:
            self.channel.faults[address] = fault

    # What must hold

    @invariant()
    def nothing_is_that_must_never_be(self) -> None:
        if not hasattr(self, "clock"):
            return
        for name, offenders in INVARIANTS.items():
            if name not in ("I5", "I7"):  # about time left to the sweep: checked in the end
                assert offenders(self.clock.now) == [], name

    @invariant()
    def nobody_loses_to_themselves_or_to_nobody(self) -> None:
        assert all(first not in (None, by) for by, first in getattr(self, "lost_to", []))

    @invariant()
    def exactly_what_was_found_and_not_answered_is_there(self) -> None:
        if hasattr(self, "clock"):
            assert {alert.key for alert in self._alerts()} == set(self.open)

    def check_that_everybody_hears_in_the_end(self) -> None:
        self.channel.faults.clear()
        self.team.dismissed.clear()
        before = len(self.channel.sent)
        for _ in range(16):
            self.clock.advance(hours=12)
            self.sweep()
            self.sweep()
            # One page about one patient in 15 minutes: a lesser alert hears its turn after the worse one.
            self.clock.advance(minutes=16)
            self.sweep()
        for name, offenders in INVARIANTS.items():
            assert offenders(self.clock.now) == [], name
        told = {message.alert for message in self.channel.sent[before:]}
        # A softer alert that a red flag holds back waits until that is closed.
        assert told >= {alert.pk for alert in self._alerts() if alert.inhibited_by_id is None}


@pytest.mark.django_db
def test_the_pipeline_keeps_its_promises_whatever_happens(
    mia: Any, anna: Any, ben: Any, team: FakeAudience, channel: Callable[[Outgoing], Accepted]
) -> None:
    assert isinstance(channel, FakeChannel)
    assert all(send is channel for send in CHANNELS.values())
    Pipeline.people, Pipeline.team, Pipeline.channel = [anna, ben, mia], team, channel
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Pipeline,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
