"""The precision figure: of the alerts that fired, how many led to something; per rule, beside how urgent the patients found it.

Small numbers are not shown: they say more about single patients than about a rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from alerts.lifecycle import ACTIONED, DRILL, AlertState
from alerts.many import among
from alerts.models import Alert, AlertCause
from diary.actions.judging import PERSON_CLOSED
from diary.models import Clinic, Entry, Patient, Session

SMALLEST = 5
ANSWERED = Q(events__kind__in=["acknowledged", "resolved"])


class Fired(NamedTuple):
    """An alert that fired, no drill, follow-up or what rested on a session that was taken back; and when somebody first answered."""

    pk: UUID
    rule: str
    level: str
    state: str
    outcome: str | None
    raised_at: datetime
    answered_at: datetime | None

    @property
    def minutes(self) -> float | None:
        """How many minutes until somebody had answered."""
        return None if self.answered_at is None else (self.answered_at - self.raised_at).total_seconds() / 60


def precision_of(clinic: Clinic, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """One row for each rule that fired between the two moments, most often first.

    `fired` counts alerts, without drills, follow-ups and what rested on a session that was taken back; `actioned` those closed with
    something done; `precision` is actioned / fired. Minutes and urgency (0-10, from the entries it rests on) are medians. Under 5
    only `fired` is said.
    """
    patients = Patient.objects.filter(clinic=clinic)
    return precision_among(_fired(clinic, Alert.objects.filter(subject__in=patients.values("pk")), since, until))


def fired_among(clinic: Clinic, patients: Iterable[UUID], since: datetime, until: datetime) -> list[Fired]:
    """The alerts of these of the clinic's patients that fired between the two moments."""
    return _fired(clinic, Alert.objects.filter(among("subject", patients)), since, until)


def precision_among(alerts: Iterable[Fired]) -> list[dict[str, Any]]:
    """The rows of `precision_of`, of these alerts."""
    by_rule: dict[str, list[Fired]] = defaultdict(list)
    for alert in alerts:
        by_rule[alert.rule].append(alert)
    urgency = _urgency([alert.pk for of_rule in by_rule.values() for alert in of_rule])
    rows = [_row(rule, found, urgency) for rule, found in by_rule.items()]
    return sorted(rows, key=lambda row: (-row["fired"], row["rule"]))


def _fired(clinic: Clinic, alerts: QuerySet[Alert], since: datetime, until: datetime) -> list[Fired]:
    in_time = alerts.filter(raised_at__gte=since, raised_at__lt=until, follows=None).exclude(rule=DRILL)
    in_error = Session.every.filter(patient__clinic=clinic).exclude(taken_back_at=None)
    counted = in_time.exclude(~Q(rule__in=PERSON_CLOSED), about__in=in_error.values("pk"))
    answered = counted.values_list("pk", "rule", "level", "state", "outcome", "raised_at")
    return [Fired(*row) for row in answered.annotate(answered_at=Min("events__at", filter=ANSWERED))]


def _row(rule: str, found: Sequence[Fired], urgency: dict[UUID, list[int]]) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": rule, "fired": len(found)}
    names = ("actioned", "dismissed", "withdrawn", "waiting", "precision", "minutes_to_answer", "patient_urgency")
    if len(found) < SMALLEST:
        return row | dict.fromkeys(names) | {"suppressed": True}
    resolved = [alert for alert in found if alert.state == AlertState.RESOLVED]
    actioned = sum(alert.outcome in ACTIONED for alert in resolved)
    withdrawn = sum(alert.state == AlertState.WITHDRAWN for alert in found)
    minutes = [alert.minutes for alert in found if alert.minutes is not None]
    felt = [value for alert in found for value in urgency.get(alert.pk, [])]
    figures = (
        actioned,
        len(resolved) - actioned,
        withdrawn,
        len(found) - len(resolved) - withdrawn,
        round(actioned / len(found), 3),
        round(median(minutes), 1) if minutes else None,
        round(float(median(felt)), 1) if len(felt) >= SMALLEST else None,
    )
    return row | dict(zip(names, figures, strict=True)) | {"suppressed": False}


def _urgency(alerts: Sequence[UUID]) -> dict[UUID, list[int]]:
    """How urgent the patients said it was, for each alert, from the entries it rests on."""
    causes = list(AlertCause.objects.filter(among("alert", alerts)).values_list("alert", "cause"))
    entries = Entry.objects.filter(among("pk", {cause for _, cause in causes}), urgency__isnull=False)
    said = dict(entries.values_list("pk", "urgency"))
    found: dict[UUID, list[int]] = defaultdict(list)
    for alert, cause in causes:
        if cause in said and said[cause] is not None:
            found[alert].append(int(said[cause] or 0))
    return found
