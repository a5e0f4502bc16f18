"""What people do with alerts, in any order: from the list, and by the link in a message."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from alerts import actions
from alerts.actions import AlreadyAnswered, LinkRefused
from alerts.actions.links import sign_link
from alerts.models import Alert, Delivery
from tests.machines.scene import Scene

PEOPLE, WHICH = st.integers(0, 2), st.integers(0, 2)
OUTCOMES = st.sampled_from(
    [("advised", None), ("could_not_reach", 2), ("referred_gp", 30), ("expected_no_action", None)]
)


class Answers(Scene):
    """People who see, put off, close and write down."""

    def chosen(self, which: int) -> list[Alert]:
        waiting = self.waiting()
        return [waiting[which % len(waiting)]] if waiting else []

    @precondition(Scene.has_news)
    @rule(who=PEOPLE, which=WHICH)
    def acknowledge(self, who: int, which: int) -> None:
        for alert in self.chosen(which):
            try:
                actions.acknowledge(alert_id=alert.pk, by=self.people[who].pk, now=self.clock.now)
            except AlreadyAnswered as lost:
                self.lost_to.append((self.people[who].pk, lost.by))

    @precondition(Scene.has_news)
    @rule(which=st.integers(0, 5))
    def acknowledge_by_link(self, which: int) -> None:
        """Any message that ever left: of an alert that is closed, of an earlier round, of somebody who has gone."""
        rows = Delivery.objects.filter(attempts__gt=0, alert__isnull=False).order_by("-created_at", "pk")
        for row in rows[which : which + 1]:
            try:
                alert = actions.acknowledge_by_link(signed=sign_link(row), now=self.clock.now)
            except AlreadyAnswered as lost:
                if lost.by is not None:  # None: it was withdrawn
                    self.lost_to.append((row.recipient_id, lost.by))
            except LinkRefused:
                continue
            else:
                assert row.recipient_id in (alert.acknowledged_by_id, alert.resolved_by_id)
                assert self.may_be_told(row.recipient_id), "I9: a link answered for who may not know"

    @precondition(Scene.has_news)
    @rule(who=PEOPLE, which=WHICH, how=OUTCOMES)
    def resolve(self, who: int, which: int, how: tuple[str, int | None]) -> None:
        outcome, hours = how
        follow_up_at = None if hours is None else self.clock.now + timedelta(hours=hours)
        for alert in self.chosen(which):
            closed = actions.resolve(
                alert_id=alert.pk,
                by=self.people[who].pk,
                outcome=outcome,
                note="Rang twice.",
                follow_up_at=follow_up_at,
                now=self.clock.now,
            )
            self.note_resolved(closed)

    def note_resolved(self, alert: Alert) -> None:
        """What a model has to learn from it."""

    @precondition(Scene.has_news)
    @rule(who=PEOPLE, which=WHICH, hours=st.sampled_from([1, 20, 47]))
    def snooze(self, who: int, which: int, hours: int) -> None:
        for alert in self.chosen(which):
            if alert.level != "emergency" and alert.state == "open":
                until = self.clock.now + timedelta(hours=hours)
                actions.snooze(
                    alert_id=alert.pk, by=self.people[who].pk, until=until, reason="later", now=self.clock.now
                )

    @precondition(Scene.has_news)
    @rule(who=PEOPLE, which=WHICH)
    def write_down(self, who: int, which: int) -> None:
        for alert in self.chosen(which):
            actions.add_note(alert_id=alert.pk, by=self.people[who].pk, text="Rang.", now=self.clock.now)
