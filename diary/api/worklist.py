"""The worklist: what is open now, worst first, with the curve of each and since when the list can be trusted.

It is asked for again and again: what has not changed is answered with 304, costs nobody's record a line, and says in its headers
how old the sweep is. See docs/adr/0042-the-worklist-is-polled.md.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.lifecycle import NOT_CLOSED
from alerts.many import among
from diary.actions.auditing import record_list_access
from diary.api.alert_rows import COLUMNS, WORST_FIRST, WORST_THEN_OLDEST, AlertRow, rows_with_causes, show_row
from diary.api.care import StaffView
from diary.api.shown import instant
from diary.api.typed import Answer
from diary.clinical.rules import RULES_VERSION
from diary.models import Patient
from diary.reports.sparks import Visited, scores_of, sparks_of, these_sessions

ETAG_LENGTH = 32
NAME = Patient._meta.get_field("name")


class Worklist(StaffView):
    """What is open now, and since when the list can be trusted."""

    @extend_schema(responses={200: dict, 304: None})
    def get(self, request: Request) -> Response:
        open_now = self.alerts().filter(state__in=NOT_CLOSED).annotate(worst_first=WORST_FIRST)
        found, following = self.rows_of_page(open_now.values_list(*COLUMNS, named=True), *WORST_THEN_OLDEST)
        known = read_behind(rows_with_causes(found))
        etag = etag_of(known, goes_on=following is not None)
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        record_list_access(by=self.asker, patients=known.patients.values(), action="worklist.read", now=self.now)
        age = self.sweep_age
        is_clear = not found and "cursor" not in request.query_params  # an empty last page is not "all clear"
        page = {
            "results": shown(known),
            "next": following,
            "clear_as_of": instant(self.now - timedelta(seconds=age)) if age is not None and is_clear else None,
            "as_of": instant(self.now),
            "sweep_age_seconds": None if age is None else round(age, 1),
        }
        return Response(page, headers={"ETag": etag})


class OpenAnswer(TypedDict):
    """A number, and nothing else."""

    open: int


class OpenNow(StaffView):
    """How many alerts the asker may see are open: never whose, nor why, so that asking is no look at anybody's record."""

    @extend_schema(responses=Answer(OpenAnswer))
    def get(self, request: Request) -> Response:
        shown: OpenAnswer = {"open": self.alerts().filter(state__in=NOT_CLOSED).count()}
        return Response(shown)


class Named(NamedTuple):
    """A patient, with the name as it lies in the database: sealed."""

    pk: UUID
    clinic_id: UUID
    sealed_name: str
    time_zone: str


@dataclass(frozen=True)
class Known:
    """What the list is made from, as it lies in the database: the alerts, whom they are about, and the sessions with their scores."""

    rows: list[AlertRow]
    patients: dict[UUID, Named]
    sessions: list[Visited]


def read_behind(rows: list[AlertRow]) -> Known:
    """Two statements, however many rows; nothing is opened and nothing is drawn yet."""
    about = Patient.objects.filter(among("pk", {row.subject for row in rows}))
    columns = about.values_list("pk", "clinic_id", Cast("name", TextField()), "clinic__time_zone")
    sessions = these_sessions({row.about for row in rows if row.about})
    return Known(rows, {row[0]: Named(*row) for row in columns}, sessions)


def shown(known: Known) -> list[dict[str, Any]]:
    """The alerts with a small curve each, of the session that they are about."""
    sparks = sparks_of(known.sessions)
    results = []
    for row in known.rows:
        whose = known.patients[row.subject]
        name = str(NAME.opened(whose.sealed_name, whose.pk))
        spark = sparks.get(row.about) if row.about else None
        results.append(show_row(row.opened(), name, whose.time_zone) | {"spark": spark})
    return results


def etag_of(known: Known, *, goes_on: bool) -> str:
    """Names what the list says, by all that it is made from: any change of an alert, a name or a curve changes it.

    It is reckoned from what lies in the database, before anything is opened or drawn. What was sealed anew counts as changed.
    The cursor of the next page carries the time at which it was signed; that there is one is enough.
    """
    scores = [(scores_of(each), each._replace(scores=None)) for each in known.sessions]
    made_from = ([tuple(row) for row in known.rows], sorted(known.patients.values()), scores, goes_on, RULES_VERSION)
    return f'"{sha256(repr(made_from).encode()).hexdigest()[:ETAG_LENGTH]}"'
