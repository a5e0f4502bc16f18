"""The worklist: what is open now, worst first, with the curve of each and since when the list can be trusted.

It is asked for again and again: what has not changed is answered with 304, costs nobody's record a line, and says in its headers
how old the sweep is. See docs/adr/0042-the-worklist-is-polled.md.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.lifecycle import NOT_CLOSED
from alerts.models import Alert, SweepBeat
from diary import access
from diary.actions.auditing import record_list_access
from diary.api.alerts import WORST_FIRST, WORST_THEN_OLDEST, show_row
from diary.api.care import StaffView
from diary.api.shown import instant
from diary.models import Patient, Session
from diary.reports.sparks import sparks_of

ETAG_LENGTH = 32


class Worklist(StaffView):
    """What is open now, and since when the list can be trusted."""

    @extend_schema(responses={200: dict, 304: None})
    def get(self, request: Request) -> Response:
        open_now = access.alerts_visible_to(self.asker, self.now).filter(state__in=NOT_CLOSED)
        found = open_now.select_related("acknowledged_by", "resolved_by").prefetch_related("causes")
        rows, following = self.rows_of_page(found.annotate(worst_first=WORST_FIRST), *WORST_THEN_OLDEST)
        patients = patients_of(rows)
        page = {"results": shown(rows, patients), "next": following}
        etag = etag_of(page)
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        record_list_access(by=self.asker, patients=patients.values(), action="worklist.read", now=self.now)
        age = SweepBeat.age(self.now)
        is_clear = not rows and "cursor" not in request.query_params  # an empty last page is not "all clear"
        standing = {
            "clear_as_of": instant(self.now - timedelta(seconds=age)) if age is not None and is_clear else None,
            "as_of": instant(self.now),
            "sweep_age_seconds": None if age is None else round(age, 1),
        }
        return Response({**page, **standing}, headers={"ETag": etag})


def patients_of(rows: Sequence[Alert]) -> dict[Any, Patient]:
    """Whom these are about, with their clinic, which is one object however many they are. Two statements."""
    about = Patient.objects.only("name", "clinic").filter(pk__in={row.subject for row in rows})
    return {patient.pk: patient for patient in about.prefetch_related("clinic")}


def shown(rows: Sequence[Alert], patients: dict[Any, Patient]) -> list[dict[str, Any]]:
    """The alerts with a small curve each, of the session that they are about."""
    sessions = Session.objects.filter(pk__in={row.about for row in rows if row.about})
    sparks = sparks_of(sessions.only("ended_at", "expected"))
    return [
        show_row(row, patients[row.subject]) | {"spark": sparks.get(row.about) if row.about else None} for row in rows
    ]


def etag_of(page: dict[str, Any]) -> str:
    """Names what the list says: any change of an alert, a name or a curve changes it."""
    return f'"{sha256(json.dumps(page).encode()).hexdigest()[:ETAG_LENGTH]}"'
