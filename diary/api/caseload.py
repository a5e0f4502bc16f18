"""The caseload: everybody whom the asker may see, found by name, with how each is doing; and adding to it."""

import unicodedata
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.lifecycle import LEVELS, NOT_CLOSED
from alerts.many import Joined, among
from alerts.models import Alert
from diary import access
from diary.actions.auditing import record_list_access
from diary.actions.care import create_patient
from diary.api.care import NewPatientShape, StaffView
from diary.api.problems import Problem
from diary.api.shown import PatientAnswer, instant, show_patient
from diary.api.typed import Answer, Page
from diary.api.visits import VisitAnswer, next_visits, who_comes
from diary.models import Patient
from diary.reports.sparks import Spark, Visited, last_sessions, sparks_of

LONGEST_SEARCH = 100
NAMES_KEPT = 20_000
NAME = Patient._meta.get_field("name")
# What was sealed anew is another text: a name that has changed is never found by what it was.
_names: dict[str, str] = {}


class CaseSession(TypedDict):
    """The session that ended last."""

    id: str
    number: int
    ended_at: str
    recovery: str


class CaseAnswer(PatientAnswer):
    """A patient on the caseload. `alert`: the worst level of what is open, and `alerts` how many are."""

    session: CaseSession | None
    spark: Spark | None
    alert: str | None
    alerts: int
    next_visit: VisitAnswer | None


class Patients(StaffView):
    """The caseload, the newest first, or who comes `today` or this `week` by time; `q` finds by name or date of birth.

    And adding to it.
    """

    @extend_schema(responses=Answer(Page[CaseAnswer]))
    def get(self, request: Request) -> Response:
        patients = access.patients_visible_to(self.asker, self.now, self.roles, reading=True, a_page=True)
        if text := request.query_params.get("q", "").strip():
            known = access.patients_of_colleagues(self.asker, self.roles) | Patient.objects.filter(user=self.asker)
            patients = patients.filter(among("pk", named_like(known, text)))
        order = ["-pk"]
        if coming := request.query_params.get("coming", ""):
            patients, order = who_comes(patients, coming, self.now), ["visit_at", "pk"]
        rows, following = self.rows_of_page(patients, *order)
        record_list_access(by=self.asker, patients=rows, action="patient.list", now=self.now)
        return Response({"results": show_cases(rows, self.now), "next": following})

    @extend_schema(request=NewPatientShape, responses={201: Answer(PatientAnswer)})
    def post(self, request: Request) -> Response:
        patient = create_patient(by=self.asker, now=self.now, **self.body(NewPatientShape))
        return Response(show_patient(patient), status=201)


def show_cases(rows: Collection[Patient], now: datetime) -> list[CaseAnswer]:
    """How each of these patients is doing; five statements, however many they are."""
    pks = [row.pk for row in rows]
    sessions = last_sessions(pks)
    treated = list(sessions.values())
    sparks, visits = sparks_of(treated), next_visits(pks, now)
    levels: dict[UUID, Counter[str]] = {pk: Counter() for pk in pks}
    for subject, level in Alert.objects.filter(among("subject", pks), state__in=NOT_CLOSED).values_list(
        "subject", "level"
    ):
        levels[subject][level] += 1
    cases: list[CaseAnswer] = []
    for row in rows:
        session = sessions.get(row.pk)
        cases.append(
            {
                **show_patient(row),
                "session": None if session is None else show_case_session(session),
                "spark": sparks[session.pk] if session else None,
                "alert": min(levels[row.pk], key=LEVELS.index, default=None),
                "alerts": levels[row.pk].total(),
                "next_visit": visits.get(row.pk),
            }
        )
    return cases


def show_case_session(session: Visited) -> CaseSession:
    """The last session of a line of the caseload."""
    return {
        "id": str(session.pk),
        "number": session.number,
        "ended_at": instant(session.ended_at),
        "recovery": session.recovery,
    }


def named_like(patients: QuerySet[Patient], text: str) -> list[UUID]:
    """Those whose name holds every word of `text`, without regard to case and accents, or who were born on that date.

    Whether the asker may see them is asked afterwards, of few: of all it would cost more than the search.

    Names are sealed, so that the database cannot look: each is opened once and kept in memory, by what it is sealed as.
    """
    if len(text) > LONGEST_SEARCH:
        problem = f"Search for {LONGEST_SEARCH} letters at most."
        raise Problem(422, "invalid", "Please correct: q.", {"q": [problem]})
    words = folded(text).split()
    if born := _date_in(text):
        return list(patients.order_by().filter(birth_date=born).values_list("pk", flat=True))
    if not words:
        return []
    all_names = Joined(Cast("pk", TextField()), Cast("name", TextField()))  # neither holds a blank
    texts = iter((patients.order_by().aggregate(said=all_names)["said"] or "").split())
    if len(_names) > NAMES_KEPT:
        _names.clear()
    first, *more = words
    found = []
    for pk, sealed in zip(texts, texts, strict=True):
        name = _names.get(sealed)
        if name is None:
            name = _names[sealed] = folded(str(NAME.opened(sealed, UUID(pk))))
        if first in name and all(word in name for word in more):
            found.append(UUID(pk))
    return found


def _date_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def folded(text: str) -> str:
    """In small letters without accents: "Zoë" reads "zoe"."""
    return "".join(each for each in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(each))
