"""The next visit, as another system of the clinic booked it: for one patient, on the caseload, and by the clinic's own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from diary.actions.care import create_patient
from diary.models import Patient
from tests.cast import Api, Cast
from tests.diary.care import DAY, HOUR

# Half an hour before midnight in London, in summer: in UTC it is 22:30 of the same day.
LATE = datetime(2027, 5, 4, 22, 30, tzinfo=UTC)
LINE = "{:%Y-%m-%dT%H:%MZ},{},{},1980-01-01,,,{},{}"


@pytest.fixture
def desk(cast: Cast) -> Iterator[Api]:
    """Anna at her desk, late in the evening."""
    with time_machine.travel(LATE, tick=False):
        yield Api(cast.anna, by="token", now=LATE)


def add(cast: Cast, name: str) -> Patient:
    return create_patient(by=cast.anna, now=LATE - DAY, name=name, birth_date=date(1980, 1, 1))


def book(desk: Api, patient: Patient, starts_at: datetime, lasts: timedelta | None = None, status: str = "") -> None:
    """As a file of the clinic's other system brings it in, under the name of its moment."""
    ends_at = "" if lasts is None else f"{starts_at + lasts:%Y-%m-%dT%H:%MZ}"
    line = LINE.format(starts_at, ends_at, patient.name, f"{starts_at:%d%H%M}-{patient.name}", status)
    text = f"starts_at,ends_at,name,birth_date,email,patient_id,appointment_id,status\n{line}\n"
    done = desk.post("imports/appointments", {"format": "csv", "text": text, "apply": True})
    assert (done.status, done.json["problems"]) == (200, []), done


def next_visit(desk: Api, patient: Patient) -> Any:
    """It is the same wherever it is told."""
    one = desk.get(f"patients/{patient.pk}").json["next_visit"]
    assert desk.get(f"patients/{patient.pk}/timeline").json["next_visit"] == one
    (case,) = [each for each in desk.get("patients").json["results"] if each["id"] == str(patient.pk)]
    assert case["next_visit"] == one
    return one


def coming(desk: Api, when: str, more: str = "") -> list[str]:
    return [each["name"] for each in desk.get(f"patients?coming={when}{more}").json["results"]]


def test_the_next_visit_is_told_by_the_clinics_clock_and_from_where_it_came(cast: Cast, desk: Api):
    nils = add(cast, "Nils Holm")
    assert next_visit(desk, nils) is None
    book(desk, nils, LATE + 8 * DAY)
    book(desk, nils, LATE + 10 * HOUR, HOUR / 2)

    visit = next_visit(desk, nils)
    assert (visit["starts_at"], visit["ends_at"]) == ("2027-05-05T09:30:00+01:00", "2027-05-05T10:00:00+01:00")
    assert (visit["time_zone"], visit["source"]) == ("Europe/London", "file")


@pytest.mark.parametrize(
    ("began", "lasts", "status", "is_next"),
    [
        (-0.5, 0.75, "", True),
        (-0.5, 0.25, "", False),
        (-0.5, None, "", True),
        (-1.5, None, "", False),
        (2.0, 0.5, "cancelled", False),
    ],
    ids=["going on", "over", "going on, no end told", "over, no end told", "cancelled"],
)
def test_a_visit_is_the_next_one_until_it_is_over(
    cast: Cast, desk: Api, began: float, lasts: float | None, status: str, is_next: bool
):
    nils = add(cast, "Nils Holm")
    if status:
        book(desk, nils, LATE + began * HOUR)
    book(desk, nils, LATE + began * HOUR, None if lasts is None else lasts * HOUR, status)
    assert (next_visit(desk, nils) is not None) is is_next
    assert coming(desk, "week") == (["Nils Holm"] if is_next else [])


def test_who_comes_today_ends_at_the_clinics_midnight_and_is_told_by_time(cast: Cast, desk: Api):
    for name, hours in (("After Midnight", 0.75), ("Late", 0.25), ("Still Here", -0.25), ("Sixth Day", 144.25)):
        book(desk, add(cast, name), LATE + hours * HOUR)
    book(desk, add(cast, "Seventh Day"), LATE + 144.75 * HOUR)

    assert coming(desk, "today") == ["Still Here", "Late"]
    assert coming(desk, "week") == ["Still Here", "Late", "After Midnight", "Sixth Day"]
    assert coming(desk, "week", "&q=day") == ["Sixth Day"]


def test_those_who_come_are_read_page_by_page(cast: Cast, desk: Api):
    for number in range(5):
        book(desk, add(cast, f"Vera {number}"), LATE + (5 - number) * DAY)
    first = desk.get("patients?coming=week&limit=3").json
    second = desk.get(f"patients?coming=week&limit=3&cursor={first['next']}").json
    assert [each["name"] for each in first["results"] + second["results"]] == [f"Vera {n}" for n in (4, 3, 2, 1, 0)]
    assert second["next"] is None


def test_another_word_is_refused_and_another_clinic_sees_nobody(cast: Cast, desk: Api):
    book(desk, add(cast, "Nils Holm"), LATE + HOUR)
    refused = desk.get("patients?coming=soon")
    assert (refused.status, refused.json["errors"]) == (422, {"coming": ["One of: today, week."]})
    assert coming(Api(cast.zoe, by="token", now=LATE), "week") == []


def test_the_timeline_holds_what_is_booked_in_its_window(cast: Cast, desk: Api):
    nils = add(cast, "Nils Holm")
    for days in (-30, -7, 7):
        book(desk, nils, LATE + days * DAY)
    book(desk, nils, LATE + 14 * DAY, status="cancelled")

    def days(query: str = "") -> list[str]:
        visits = desk.get(f"patients/{nils.pk}/timeline{query}").json["visits"]
        return [each["starts_at"][:10] for each in visits]

    assert days() == ["2027-04-04", "2027-04-27", "2027-05-11"]
    assert days(f"?from={(LATE - 8 * DAY):%Y-%m-%dT%H:%MZ}&to={LATE:%Y-%m-%dT%H:%MZ}") == ["2027-04-27"]
