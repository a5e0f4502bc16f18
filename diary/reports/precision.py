"""The precision figure: of the alerts that fired, how many led to something; per rule, beside how urgent the patients found it.

Small numbers are not shown: they say more about single patients than about a rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Min, Q

from alerts.lifecycle import ACTIONED, DRILL, AlertState
from alerts.models import Alert, AlertCause
from diary.actions.judging import PERSON_CLOSED
from diary.models import Clinic, Entry, Patient, Session

SMALLEST = 5
ANSWERED = Q(events__kind__in=["acknowledged", "resolved"])


def precision_of(
    clinic: Clinic, since: datetime, until: datetime, *, patients: Sequence[UUID] | None = None
) -> list[dict[str, Any]]:
    """One row for each rule that fired between the two moments, most often first.

    `fired` counts alerts, without drills, follow-ups and what rested on a session that was taken back; `actioned` those closed with
    something done; `precision` is actioned / fired. Minutes and urgency (0-10, from the entries it rests on) are medians. Under 5
    only `fired` is said. Of these `patients` alone, if they are named.
    """
    of = Patient.objects.filter(clinic=clinic)
    if patients is not None:
        of = of.filter(pk__in=patients)
    in_error = Session.every.filter(patient__clinic=clinic).exclude(taken_back_at=None)
    alerts = (
        Alert.objects.filter(
            subject__in=of.values("pk"),
            raised_at__gte=since,
            raised_at__lt=until,
            follows=None,
        )
        .exclude(rule=DRILL)
        .exclude(~Q(rule__in=PERSON_CLOSED), about__in=in_error.values("pk"))
        .annotate(answered_at=Min("events__at", filter=ANSWERED))
    )
    by_rule: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_rule[alert.rule].append(alert)
    urgency = _urgency([alert.pk for of_rule in by_rule.values() for alert in of_rule])
    rows = [_row(rule, found, urgency) for rule, found in by_rule.items()]
    return sorted(rows, key=lambda row: (-row["fired"], row["rule"]))


def _row(rule: str, found: Sequence[Alert], urgency: dict[UUID, list[int]]) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": rule, "fired": len(found)}
    names = ("actioned", "dismissed", "withdrawn", "waiting", "precision", "minutes_to_answer", "patient_urgency")
    if len(found) < SMALLEST:
        return row | dict.fromkeys(names) | {"suppressed": True}
    resolved = [alert for alert in found if alert.state == AlertState.RESOLVED]
    actioned = sum(alert.outcome in ACTIONED for alert in resolved)
    withdrawn = sum(alert.state == AlertState.WITHDRAWN for alert in found)
    minutes = [
        (alert.answered_at - alert.raised_at).total_seconds() / 60  # type: ignore[attr-defined]
        for alert in found
        if alert.answered_at is not None  # type: ignore[attr-defined]
    ]
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
    causes = list(AlertCause.objects.filter(alert__in=alerts).values_list("alert", "cause"))
    said = dict(
        Entry.objects.filter(pk__in={cause for _, cause in causes}, urgency__isnull=False).values_list("pk", "urgency")
    )
    found: dict[UUID, list[int]] = defaultdict(list)
    for alert, cause in causes:
        if cause in said and said[cause] is not None:
            found[alert].append(int(said[cause] or 0))
    return found
