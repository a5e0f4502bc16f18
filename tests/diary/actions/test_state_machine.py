"""Patients, practitioners, time and everything that breaks, in any order: what is found in a diary is told.

Entries come late, corrected, doubled, refused and from two phones; below them the pipeline of `tests/alerts/test_state_machine.py`
with its answers, deaths, moods and clock steps. Source: the design of the alert pipeline, sections 4.6, 4.8 and 5.1.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from alerts.models import AlertEvent
from diary.actions.care import end_membership
from diary.actions.cover import arrange_cover
from diary.api.shown import show_entries
from diary.invariants import EVERY
from diary.models import Entry
from tests.cast import Cast, start_course, treat
from tests.diary.care import DAY, HOUR
from tests.machines import settings_for
from tests.machines.answers import Answers
from tests.machines.engines import Engines
from tests.machines.patients import Patients
from tests.machines.scene import Wires, addresses_of, wires

__all__ = ["wires"]


class Diary(Patients, Answers, Engines):
    """Anna treats, Ben covers, Mia manages. Anna may be away for a while, or leave the clinic."""

    cast: ClassVar[Cast]

    def prepare(self) -> None:
        super().prepare()
        self.gone: set[UUID] = set()

    def may_be_told(self, user: UUID) -> bool:
        return user not in self.gone

    @rule(days=st.integers(1, 3))
    def go_on_holiday(self, days: int) -> None:
        ends_at = self.clock.now + days * DAY
        anna, ben = self.cast.anna, self.cast.ben
        now, clinic = self.clock.now, self.cast.harbour
        arrange_cover(clinic=clinic, user=ben, covers=anna, starts_at=now, ends_at=ends_at, by=anna, now=now)

    @rule(who=st.integers(0, 1))
    def leave_the_clinic(self, who: int) -> None:
        end_membership(clinic=self.cast.harbour, user=self.people[who], now=self.clock.now)
        self.gone.add(self.people[who].pk)

    @precondition(Patients.has_news)
    @rule()
    def read_who_has_seen_it(self) -> None:
        """I16: what a patient reads about an entry is an answer that a person gave after it had arrived."""
        entries = list(Entry.objects.filter(patient=self.patient).select_related("session", "patient__clinic"))
        answered = AlertEvent.objects.filter(kind__in=["acknowledged", "resolved"])
        for entry, shown in zip(entries, show_entries(entries, self.patient), strict=True):
            if shown["seen"] is not None:
                said = answered.filter(alert__causes__cause=entry.pk, at=shown["seen"]["at"], at__gte=entry.received_at)
                names = {event.by.name for event in said.exclude(by=self.patient.user).select_related("by") if event.by}
                assert shown["seen"]["by"] in names, "I16: seen, but by nobody"

    def check_that_everybody_hears_in_the_end(self) -> None:
        self.read_who_has_seen_it()
        super().check_that_everybody_hears_in_the_end()
        self.read_who_has_seen_it()


@pytest.mark.django_db
def test_what_is_found_in_a_diary_is_told_whatever_happens(cast: Cast, wires: Wires, now: datetime) -> None:
    ways = {"anna": "email", "ben": "push email", "mia": "webhook sms", "maya": "push"}
    users = {"anna": cast.anna, "ben": cast.ben, "mia": cast.mia, "maya": cast.maya.user}
    Diary.cast, Diary.people, Diary.wires = cast, list(users.values())[:3], wires
    Diary.start, Diary.invariants_of = now, EVERY
    Diary.reached_by = {users[name].pk: list(addresses_of(name, channels)) for name, channels in ways.items()}
    Diary.patient, Diary.course = cast.maya, start_course(cast.maya, cast.anna, now - 10 * DAY)
    treat(Diary.course, cast.anna, now - 40 * HOUR, nrs_before=3)
    run_state_machine_as_test(Diary, settings=settings_for(short=7))  # type: ignore[no-untyped-call]
