"""Opening many alerts at once, with the rows that `raise_alert` would write one by one, in a fixed number of statements.

Only for what is plainly new: whatever meets something known goes through `raise_alert`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from alerts import audience, nudge
from alerts.actions.inserting import insert_many, made
from alerts.actions.journal import next_event
from alerts.actions.rungs import contact_points_of, messages_of, next_move, quiet_times
from alerts.lifecycle import EMERGENCY, INHIBITED, INHIBITING, NOT_CLOSED, AlertState, is_worse, key_of
from alerts.many import among
from alerts.models import Alert, AlertCause, AlertEvent, Delivery, EventKind

# What a message about one alert has not in common with the same message about another.
ITS_OWN = ("_state", "id", "alert_id", "subject")


class Found(NamedTuple):
    """Something found, as `raise_alert` takes it."""

    subject: UUID
    about: UUID | None
    rule: str
    code: str | None
    level: str
    causes: tuple[UUID, ...]
    detail: dict[str, Any]

    @property
    def key(self) -> str:
        """The one place that this finding may hold among the patient's open alerts."""
        return key_of(self.rule, self.code, self.subject, self.about)


class Plain(Enum):
    """What `raise_alert` would make of a finding, where that is plain."""

    NEW = "an alert opens, and what it rests on is all its own"
    NOTHING = "an alert of it waits and says the same, or people have closed it"
    UNCLEAR = "something else"


def what_becomes_of(found: Sequence[Found], *, once: Collection[str]) -> list[Plain]:
    """For each: what `raise_alert` would do, in four statements for any number. `once`: the rules that fire once.

    Each key must come once. The caller keeps others from raising alerts of these subjects until it has committed. Somebody
    who answers in between is overtaken by what was found, as when they answer a moment later.
    """
    subjects, rules = {each.subject for each in found}, {each.rule for each in found}
    waiting: dict[tuple[UUID, str], Alert] = {}
    holding: set[UUID] = set()
    for alert in Alert.objects.filter(among("subject", subjects), state__in=NOT_CLOSED).prefetch_related("causes"):
        waiting[alert.subject, alert.key] = alert
        if alert.level in INHIBITING:
            holding.add(alert.subject)
    resolved = Alert.objects.filter(among("subject", subjects), rule__in=rules, state=AlertState.RESOLVED)
    closed: set[tuple[UUID, str]] = set()
    answered: dict[tuple[UUID, str, str], set[UUID]] = {}
    for alert in resolved.prefetch_related("causes"):
        closed.add((alert.subject, alert.key))
        causes = answered.setdefault((alert.subject, alert.rule, alert.code), set())
        causes.update(each.cause for each in alert.causes.all())

    known = {subject for subject, _ in waiting} | {subject for subject, _ in closed}

    def verdict(each: Found) -> Plain:
        if each.subject not in known:
            return Plain.NEW if each.level in INHIBITED else Plain.UNCLEAR
        if (alert := waiting.get((each.subject, each.key))) is not None:
            return Plain.NOTHING if _says_the_same(alert, each) else Plain.UNCLEAR
        if (each.rule in once or not each.causes) and (each.subject, each.key) in closed:
            return Plain.NOTHING
        if each.causes and answered.get((each.subject, each.rule, each.code or ""), set()).issuperset(each.causes):
            return Plain.NOTHING
        return Plain.NEW if each.level in INHIBITED and each.subject not in holding else Plain.UNCLEAR

    return [verdict(each) for each in found]


def _says_the_same(alert: Alert, found: Found) -> bool:
    causes = {each.cause for each in alert.causes.all()}
    return causes.issuperset(found.causes) and not is_worse(found.level, alert.level) and alert.detail == found.detail


@transaction.atomic
def open_many(*, found: Sequence[Found], now: datetime) -> list[Alert]:
    """Open an alert for each, all of them `Plain.NEW`; their first messages are due at once."""
    opened = [_alert(each, now) for each in found]
    deliveries, events = _first_rung(opened, now)
    insert_many(opened)
    insert_many(
        [
            made(AlertCause, alert_id=alert.pk, cause=cause)
            for alert, each in zip(opened, found, strict=True)
            for cause in dict.fromkeys(each.causes)
        ]
    )
    insert_many(deliveries)
    insert_many(events)
    nudge.on_commit(delivery.pk for delivery in deliveries)
    return opened


def _alert(found: Found, now: datetime) -> Alert:
    return made(
        Alert,
        subject=found.subject,
        about=found.about,
        key=found.key,
        rule=found.rule,
        code=found.code or "",
        level=found.level,
        raised_at=now,
        next_rung_at=now,
        detail=found.detail,
    )


def _first_rung(opened: Sequence[Alert], now: datetime) -> tuple[list[Delivery], list[AlertEvent]]:
    """What `tell` makes of each: its messages, its next move, and what happened to it, in the order of its log."""
    people = audience.current()
    around = people.around_many([(alert.subject, alert.about) for alert in opened], now)
    ladders = {id(rungs): rungs for rungs, _ in around}.values()
    everybody = {user for rungs in ladders for rung in rungs for user in rung}
    points, quiet = contact_points_of(everybody), quiet_times(everybody)
    told: dict[tuple[int, int, str, str], tuple[Alert, list[Delivery]]] = {}
    deliveries, events = [], []
    for alert, (rungs, hours) in zip(opened, around, strict=True):
        alike = (id(rungs), id(hours), alert.level, alert.rule)
        if alike in told:
            another, its_messages = told[alike]
            messages = [_about(alert, message) for message in its_messages]
            alert.next_rung_at, alert.notified_at = another.next_rung_at, another.notified_at
        else:
            messages = messages_of(alert, rungs, points, {} if alert.level == EMERGENCY else quiet, now)
            next_move(alert, messages, due=now, hours=hours, now=now)
            if messages:
                told[alike] = alert, messages
        deliveries += messages
        events.append(next_event(alert, EventKind.RAISED, now=now))
        if not messages:
            events.append(next_event(alert, EventKind.UNREACHABLE, now=now))
    return deliveries, events


def _about(alert: Alert, message: Delivery) -> Delivery:
    """The same message about another alert."""
    columns = {name: value for name, value in message.__dict__.items() if name not in ITS_OWN}
    return made(Delivery, alert_id=alert.pk, subject=alert.subject, **columns)


def keys_waiting(
    *, subjects: Collection[UUID], about: Collection[UUID], rules: Collection[str]
) -> dict[UUID, set[str]]:
    """The keys of the alerts of these rules that wait, by what they are about: those that are found no longer are to be withdrawn."""
    keys: dict[UUID, set[str]] = {}
    waiting = Alert.objects.filter(among("subject", subjects), rule__in=rules, state__in=NOT_CLOSED)
    for its_about, key in waiting.values_list("about", "key"):
        if its_about is not None and its_about in about:
            keys.setdefault(its_about, set()).add(key)
    return keys
