"""An alert as a line of a list: from its columns alone where there are many, or from the alert itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, Value, When

from alerts.lifecycle import LEVELS
from alerts.many import among
from alerts.models import Alert, AlertCause
from diary.api.shown import instant
from diary.clinical.wording import at_home
from diary.models import User

WORST_FIRST = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(LEVELS)),
    default=Value(9),
    output_field=IntegerField(),
)
WORST_THEN_OLDEST = ("worst_first", "raised_at", "pk")
DETAIL, NOTE, NAME = Alert._meta.get_field("detail"), Alert._meta.get_field("note"), User._meta.get_field("name")


class AlertRow(NamedTuple):
    """What a line shows of an alert, and what it rests on. Text is sealed until `opened`, when it came from the columns."""

    pk: UUID
    subject: UUID
    about: UUID | None
    rule: str
    code: str
    level: str
    state: str
    detail: Any
    raised_at: datetime
    occurrences: int
    step: int
    outcome: str
    note: str
    acknowledged_at: datetime | None
    acknowledged_by_id: UUID | None
    acknowledged_by__name: str | None
    resolved_at: datetime | None
    resolved_by_id: UUID | None
    resolved_by__name: str | None
    snoozed_until: datetime | None
    follow_up_at: datetime | None
    follows_id: UUID | None
    next_rung_at: datetime | None
    inhibited_by_id: UUID | None
    worst_first: int = 0
    causes: Sequence[UUID] = ()

    def opened(self) -> "AlertRow":
        """With its text and the names of who answered, as they read."""
        return self._replace(
            detail=DETAIL.opened(self.detail, self.pk),
            note=NOTE.opened(self.note, self.pk),
            acknowledged_by__name=_name(self.acknowledged_by__name, self.acknowledged_by_id),
            resolved_by__name=_name(self.resolved_by__name, self.resolved_by_id),
        )


# In the order of an AlertRow. What is left out is not fetched, and changes no tag.
COLUMNS = AlertRow._fields[: AlertRow._fields.index("causes")]


def _name(sealed: str | None, user: UUID | None) -> str | None:
    return None if sealed is None else str(NAME.opened(sealed, user))


def rows_with_causes(rows: Collection[Sequence[Any]]) -> list[AlertRow]:
    """Rows of COLUMNS, each with what it rests on. One statement, however many they are."""
    causes: dict[UUID, list[UUID]] = {row[0]: [] for row in rows}
    for alert, cause in AlertCause.objects.filter(among("alert", causes)).values_list("alert_id", "cause"):
        causes[alert].append(cause)
    return [AlertRow(*row)._replace(causes=sorted(causes[row[0]])) for row in rows]


def row_of(alert: Alert) -> AlertRow:
    """The same of one alert with its causes, opened."""
    by, closed_by = alert.acknowledged_by, alert.resolved_by
    said: dict[str, Any] = {
        "acknowledged_by__name": by and by.name,
        "resolved_by__name": closed_by and closed_by.name,
        "worst_first": 0,
    }
    columns = {name: said[name] if name in said else getattr(alert, name) for name in COLUMNS}
    return AlertRow(**columns, causes=sorted(each.cause for each in alert.causes.all()))


def show_row(alert: AlertRow, name: str, zone: str) -> dict[str, Any]:
    """An opened row as a list of what is open has it: the patient's name, moments by the clinic's zone."""
    detail, because = alert.detail, alert.detail.get("because")
    by, closed_by = alert.acknowledged_by__name, alert.resolved_by__name
    return {
        "id": str(alert.pk),
        "rule": alert.rule,
        "code": alert.code or None,
        "level": alert.level,
        "state": alert.state,
        "patient": {"id": str(alert.subject), "name": name},
        "session": str(alert.about) if alert.about else None,
        "because": because and at_home(because, ZoneInfo(zone)),
        "readings": [str(cause) for cause in alert.causes],
        "hours_since_session": detail.get("hours_since_session"),
        "band": detail.get("band"),
        "w": detail.get("w"),
        "one_in": detail.get("one_in"),
        "rules_version": detail.get("rules_version"),
        "raised_at": instant(alert.raised_at),
        "occurrences": alert.occurrences,
        "acknowledged": None if by is None else {"by": by, "at": instant(alert.acknowledged_at)},
        "resolved": None
        if closed_by is None
        else {"by": closed_by, "at": instant(alert.resolved_at), "outcome": alert.outcome, "note": alert.note},
        "rung": alert.step,
        "snoozed_until": instant(alert.snoozed_until),
        "follow_up_at": instant(alert.follow_up_at),
        "follows": str(alert.follows_id) if alert.follows_id else None,
        "next_rung_at": instant(alert.next_rung_at) if alert.inhibited_by_id is None else None,
        "inhibited_by": str(alert.inhibited_by_id) if alert.inhibited_by_id else None,
    }
