"""The audit page, reckoned once more from the raw rows by other means."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scipy.stats import CensoredData, binomtest, ecdf

from diary.actions.adverse import correct_adverse_event, record_adverse_event
from diary.actions.care import create_patient, create_staff
from diary.models import Entry, Patient, Session
from diary.reports.audit import audit_of
from tests.cast import BIRTH_DATE, Api, Cast, agree, make_cast, start_course, treat, undone
from tests.diary.care import DAY, HOUR, log

pytestmark = pytest.mark.django_db
# After 3 before: hours and scores of each patient. The second flares, the fourth stops writing, the last never agrees.
STORIES: dict[str, list[tuple[int, int]]] = {
    "Ada": [(8, 3), (30, 3), (50, 3)],
    "Bob": [(8, 6), (30, 5), (50, 5), (90, 3)],
    "Cleo": [(26, 4), (60, 3)],
    "Dan": [(20, 5)],
    "Eli": [(30, 2), (70, 2)],
    "Fay": [(12, 7), (50, 4), (66, 3)],
    "Gil": [(12, 9), (50, 9)],
}
ADVERSE = {"what": "faint-dizzy", "severity": "mild", "cause": "unknown", "outcome": "recovered"}
REFUSES, MASSAGED = "Gil", ("Ada", "Bob")


@pytest.fixture(scope="module")
def house(built_once: datetime) -> tuple[Cast, datetime]:
    now, cast = built_once, make_cast(built_once)
    ended = now - 20 * DAY
    for name, story in STORIES.items():
        patient = create_patient(by=cast.anna, now=ended - 9 * DAY, name=name, birth_date=BIRTH_DATE)
        agree(patient, ended - 9 * DAY)
        agree(patient, ended - 9 * DAY, purpose="audit", given=name != REFUSES)
        course = start_course(patient, cast.anna, ended - 9 * DAY)
        for day in (3, 2, 1):
            log(patient, ended - day * DAY, 3)
        session = treat(course, cast.anna, ended)
        for hours, nrs in story:
            log(patient, ended + hours * HOUR, nrs)
        if name in MASSAGED:
            treat(course, cast.anna, ended + 10 * DAY, modality="massage")
        if name in ("Ada", "Cleo"):
            said = {"session": session, "happened_at": ended + HOUR, "by": cast.anna, "now": now, **ADVERSE}
            event = record_adverse_event(patient=patient, **said)
            correct_adverse_event(event=event, reason="Read again.", is_mistake=name == "Ada", **said)
    return cast, now


@pytest.fixture
def audit(house: tuple[Cast, datetime], db: None) -> dict[str, Any]:
    cast, now = house
    answer = Api(cast.mia, by="token", now=now).get("clinic/audit")
    assert answer.status == 200
    return dict(answer.json)


def counted() -> list[tuple[Session, list[tuple[float, float]]]]:
    """Every session of who agreed, with hours and scores until the next one: from the rows, by plain loops."""
    found = []
    for session in Session.objects.exclude(
        patient__in=[each for each in Patient.objects.all() if each.name == REFUSES]
    ):
        later = (
            Session.objects.filter(course=session.course, ended_at__gt=session.ended_at).order_by("ended_at").first()
        )
        entries = Entry.objects.filter(patient=session.patient, recorded_at__gte=session.ended_at)
        scores = [
            ((each.recorded_at - session.ended_at).total_seconds() / 3600, float(each.nrs_average or 0))
            for each in entries.order_by("recorded_at")
            if later is None or each.recorded_at < later.started_at
        ]
        found.append((session, scores))
    return found


def interval(events: int, of: int) -> dict[str, Any]:
    expected = binomtest(events, of).proportion_ci(0.95, method="exact")
    told = {"of": of, "events": events, "share": events / of, "low": expected.low, "high": expected.high}
    return {name: pytest.approx(value) for name, value in told.items()}


def test_flares_and_unwanted_events_by_treatment_are_those_of_the_rows(audit: dict[str, Any]):
    flared = [
        any(nrs >= float(session.baseline_nrs) + 2 for at, nrs in scores if 4 <= at <= 48)
        for session, scores in counted()
        if session.modality == "acupuncture" and session.baseline_nrs is not None
        if any(4 <= at <= 48 for at, _ in scores)
    ]
    (row,) = [each for each in audit["flares"] if each["modality"] == "acupuncture"]
    assert row == {"modality": "acupuncture", **interval(sum(flared), len(flared))}
    (unwanted,) = [each for each in audit["adverse_events"] if each["modality"] == "acupuncture"]
    assert unwanted == {"modality": "acupuncture", **interval(1, 6)}


def test_a_treatment_of_two_patients_is_not_told_nor_a_total_that_would_tell_it(audit: dict[str, Any]):
    rows = {each["modality"]: each for each in audit["adverse_events"]}
    for name in ("massage", "all"):
        assert rows[name] == {"modality": name, "of": None, "events": None, "share": None, "low": None, "high": None}


def test_completion_counts_the_window_that_decides(audit: dict[str, Any]):
    answered = [any(48 <= at <= 96 for at, _ in scores) for _, scores in counted()]
    assert audit["completion"] == interval(sum(answered), len(answered))


def test_the_settling_curve_is_that_of_the_rows(audit: dict[str, Any]):
    settled, up = [], []
    for session, scores in counted():
        if session.baseline_nrs is None:
            continue
        if session.settled_at is not None:
            settled.append((session.settled_at - session.ended_at).total_seconds() / 3600)
        elif scores:
            up.append(max(at for at, _ in scores))
    assert settled
    assert up, "somebody must stop writing before their pain has settled, or censoring is not tried"
    expected = ecdf(CensoredData(uncensored=settled, right=up)).sf
    steps = audit["settling"]["steps"]
    assert [step["hours"] for step in steps] == pytest.approx(sorted(set(settled)))
    for step in steps:
        assert step["share"] == pytest.approx(float(expected.evaluate(step["hours"])))


def test_who_did_not_agree_is_counted_as_that_and_nowhere_else(audit: dict[str, Any], house: tuple[Cast, datetime]):
    assert (audit["patients"], audit["sessions"]) == (6, 8)
    assert audit["not_counted"] == 2, "Gil, who refuses, and Maya, who was not asked"
    assert not any(name in str(audit) for name in STORIES)


def test_the_spreadsheet_has_the_same_figures(audit: dict[str, Any], house: tuple[Cast, datetime]):
    cast, now = house
    answer = Api(cast.mia, by="token", now=now).get("clinic/audit?as=csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.response.content.decode())))
    (row,) = [each for each in rows if (each["figure"], each["group"]) == ("flares", "acupuncture")]
    (figure,) = [each for each in audit["flares"] if each["modality"] == "acupuncture"]
    assert (int(row["events"]), int(row["of"])) == (figure["events"], figure["of"])
    assert float(row["low"]) == pytest.approx(figure["low"], rel=1e-3)


def test_managers_and_auditors_read_it_and_a_period_is_a_period(house: tuple[Cast, datetime]):
    cast, now = house
    with undone():
        ada = create_staff(clinic=cast.harbour, email="ada@x.example", name="Ada", roles=["auditor"])
        assert Api(ada, by="token", now=now).get("clinic/audit").status == 200
    mia = Api(cast.mia, by="token", now=now)
    old = mia.get(f"clinic/audit?from={(now - 9 * DAY).isoformat()}&to={now.isoformat()}".replace("+", "%2B")).json
    assert (old["sessions"], old["settling"]) == (0, None)
    assert mia.get("clinic/audit?from=2030-01-01T00:00:00Z").status == 422


def test_it_asks_the_database_eight_times_however_many_patients_there_are(house: tuple[Cast, datetime]):
    """And tells PostgreSQL once that it reads most of two tables."""
    cast, now = house
    with CaptureQueriesContext(connection) as asked:
        found = audit_of(cast.harbour, now - timedelta(days=30), now)
    assert (found["sessions"], len(asked)) == (8, 9 if connection.vendor == "postgresql" else 8)
