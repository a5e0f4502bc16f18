"""What machines do, and what goes wrong with them: sweeps, deaths, channels with moods, clocks that step."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from alerts import actions
from alerts.channels import Accepted, DeliveryError
from alerts.models import Delivery
from tests.machines.scene import LANES, MINUTE, NO_REPLY, Scene

LANE = st.sampled_from(LANES)
MOODS = st.sampled_from(
    [
        None,
        DeliveryError("timeout"),
        DeliveryError(NO_REPLY),
        DeliveryError("busy", wait_seconds=600),
        DeliveryError("no", permanent=True),
        DeliveryError("gone", gone=True),
    ]
)


class Engines(Scene):
    """Workers and sweepers of two lanes, and their troubles."""

    @rule(lane=LANE)
    def sweep(self, lane: str) -> None:
        self.sweep_in(lane)

    @rule(minutes=st.sampled_from([1, 6, 16, 31, 61, 125, 13 * 60, 25 * 60]))
    def pass_time(self, minutes: int) -> None:
        self.pass_and_sweep(minutes * MINUTE)

    @rule(lane=LANE)
    def die_while_sending(self, lane: str) -> None:
        self.claims += actions.claim_due(lane=lane, now=self.clock.now, limit=2)

    @precondition(lambda self: self.claims)
    @rule(result=st.sampled_from([Accepted(), DeliveryError("timeout"), DeliveryError("gone", gone=True)]))
    def finish_late(self, result: Any) -> None:
        actions.finish(self.claims.pop(0), result, now=self.clock.now)

    @precondition(Scene.has_news)
    @rule(which=st.integers(0, 9))
    def run_a_task_that_is_old_or_doubled(self, which: int) -> None:
        before = len(self.wires.taken)
        for row in Delivery.objects.order_by("-created_at", "pk")[which : which + 1]:
            actions.deliver(delivery_id=row.pk, lane="celery", clock=self.clock)
        self.check_who_was_told(self.wires.taken[before:])

    @rule(who=st.integers(0, 2), way=st.integers(0, 1), mood=MOODS)
    def change_mood(self, who: int, way: int, mood: DeliveryError | None) -> None:
        ways = self.reached_by[self.people[who].pk]
        address = ways[way % len(ways)]["address"]
        self.wires.moods.pop(address, None)
        if mood is not None:
            self.wires.moods[address] = mood

    @precondition(Scene.has_news)
    @rule(who=st.integers(0, 2))
    def add_what_was_lost(self, who: int) -> None:
        """Somebody finds that a phone or address is gone, and adds it again."""
        self.reach(self.people[who].pk)

    @precondition(Scene.has_news)
    @rule(which=st.integers(0, 3))
    def confirm_a_push(self, which: int) -> None:
        pushes = Delivery.objects.filter(contact_point__channel="push", attempts__gt=0).order_by("-created_at", "pk")
        for row in pushes[which : which + 1]:
            assert actions.note_receipt(delivery_id=row.pk, now=self.clock.now)

    @rule(hours=st.sampled_from([3, -3, 0.02, -0.02, 50, -50]))
    def step_the_clock(self, hours: float) -> None:
        """The machine's wall clock is moved while it runs. Its sweeper runs every second, and so sees it at once."""
        for lane in LANES:
            self.sweep_in(lane)
        self.has_stepped = True
        self.clock.now += timedelta(hours=hours)
        self.latest = max(self.latest, self.clock.now)
        for lane in LANES:
            self.sweep_in(lane)
