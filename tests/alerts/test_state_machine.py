"""Anything may happen in any order: the invariants hold all the while, and in the end everybody who should know does.

Source: the design of the alert pipeline, sections 4.6 and 5.1. A second, much simpler model says what must be open. What
patients do is driven through the diary: `tests/diary/actions/test_state_machine.py`.
"""

from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from alerts import actions
from alerts.invariants import INVARIANTS
from alerts.lifecycle import INHIBITED, INHIBITING, LEVELS, NOT_CLOSED, is_worse, rank
from alerts.models import Alert
from tests.alerts.conftest import MONDAY_TEN, PATIENT, SESSION, FakeAudience
from tests.machines import settings_for
from tests.machines.answers import Answers
from tests.machines.engines import Engines
from tests.machines.scene import Wires, addresses_of, wires

__all__ = ["wires"]
CODES = st.sampled_from(["fever", "rash", "bruise"])


class Pipeline(Answers, Engines):
    """One patient, three people who can be told, and wires with moods."""

    team: ClassVar[FakeAudience]

    def prepare(self) -> None:
        self.open: dict[str, set[UUID]] = {}
        self.answered: dict[str, dict[UUID, int]] = {}
        self.team.dismissed.clear()

    def may_be_told(self, user: UUID) -> bool:
        return user not in self.team.dismissed

    def heal(self) -> None:
        super().heal()
        self.team.dismissed.clear()

    # What the diary does

    @rule(code=CODES, level=st.sampled_from(LEVELS), news=st.integers(0, 2))
    def find(self, code: str, level: str, news: int) -> None:
        key = actions.key_of("symptom", code, PATIENT, SESSION)
        answered = self.answered.get(key, {})
        seen = self.open.get(key, set()) | answered.keys()
        causes = {uuid4() for _ in range(news)} | set(sorted(seen)[:1])
        if not causes:
            return
        before = Alert.objects.filter(key=key, state__in=NOT_CLOSED).first()
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
        if alert is None:
            assert key not in self.open
            as_bad = {cause for cause, worst in answered.items() if worst <= rank(level)}
            assert causes <= as_bad, "a finding with news was passed over"
        else:
            self.open.setdefault(key, set()).update(causes)
            self.check_that_worse_is_told_anew(before, alert, level)

    # Rules are drawn alike often, and most are about time and answers: what meets on one patient must be found often enough.

    @rule(code=CODES, level=st.sampled_from(sorted(INHIBITING)), news=st.integers(1, 2))
    def find_something_worse(self, code: str, level: str, news: int) -> None:
        self.find(code, level, news)

    @rule(code=CODES, level=st.sampled_from(sorted(INHIBITED)), news=st.integers(1, 2))
    def find_something_softer(self, code: str, level: str, news: int) -> None:
        self.find(code, level, news)

    def check_that_worse_is_told_anew(self, before: Alert | None, alert: Alert, level: str) -> None:
        assert rank(alert.level) <= rank(level), "worse, and the alert does not say so"
        if before is not None and is_worse(level, before.level):
            assert (alert.round > before.round, alert.state) == (True, "open"), "worse, and nobody hears"

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

    # What the model learns

    def note_resolved(self, alert: Alert) -> None:
        answered = self.answered.setdefault(alert.key, {})
        for cause in self.open.pop(alert.key):
            answered[cause] = min(rank(alert.level), answered.get(cause, rank(alert.level)))

    def after_a_sweep(self) -> None:
        for again in Alert.objects.filter(follows__followed_up_at__isnull=False, state="open").exclude(
            key__in=self.open
        ):
            self.open[again.key] = set(again.causes.values_list("cause", flat=True))

    @rule(who=st.integers(0, 2))
    def leave_or_return(self, who: int) -> None:
        self.team.dismissed ^= {self.people[who].pk}

    @invariant()
    def exactly_what_was_found_and_not_answered_is_there(self) -> None:
        assert {alert.key for alert in self.waiting()} == set(self.open)


@pytest.mark.django_db
def test_the_pipeline_keeps_its_promises_whatever_happens(team: FakeAudience, wires: Wires) -> None:
    ways = {"anna": "email", "ben": "push email", "mia": "webhook sms"}
    make = get_user_model().objects.create_user
    people = {name: make(email=f"{name}@harbour.example", name=name) for name in ways}
    team.ladder[:] = [(user.pk,) for user in people.values()]
    Pipeline.people, Pipeline.team, Pipeline.wires = list(people.values()), team, wires
    Pipeline.start, Pipeline.invariants_of = MONDAY_TEN, INVARIANTS
    Pipeline.reached_by = {people[name].pk: list(addresses_of(name, channels)) for name, channels in ways.items()}
    run_state_machine_as_test(Pipeline, settings=settings_for(short=7))  # type: ignore[no-untyped-call]
