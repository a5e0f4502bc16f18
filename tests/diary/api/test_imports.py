"""Appointments from other systems: looked at first, then kept, once; a bad row is named and costs no other."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from diary.actions.care import create_patient
from diary.actions.erasing import GRACE, ask_for_erasure, erase_due
from diary.models import Appointment, ClinicChange, ExternalPatient
from tests.cast import Api, Cast

pytestmark = pytest.mark.django_db
HEADER = "starts_at,ends_at,name,birth_date,email,patient_id,appointment_id,status"
MAYA = "Maya Lindqvist,1958-03-14"


@pytest.fixture
def nils(cast: Cast, now: datetime) -> Any:
    return create_patient(
        by=cast.anna, now=now, name="Nils Holm", birth_date=date(1970, 2, 3), email="Nils@Mail.example"
    )


def csv_of(*lines: str) -> dict[str, Any]:
    return {"format": "csv", "text": "\n".join((HEADER, *lines, ""))}


def ical_of(*events: str) -> dict[str, Any]:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return {"format": "ical", "text": f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n"}


def bring(api: Api, body: dict[str, Any], *, apply: bool = True) -> dict[str, Any]:
    answer = api.post("imports/appointments", {**body, "apply": apply})
    assert answer.status == 200, answer
    return dict(answer.json)


def test_a_dry_run_keeps_nothing_and_says_what_would_be(anna: Api, nils: Any):
    found = bring(anna, csv_of(f"2026-05-04 09:00,2026-05-04 10:00,{MAYA},,,a1,"), apply=False)
    assert (found["applied"], found["counts"], found["problems"]) == (False, {"new": 1}, [])
    (row,) = found["results"]
    assert (row["line"], row["patient"]["name"], row["becomes"]) == (2, "Maya Lindqvist", "new")
    assert row["starts_at"] == "2026-05-04T08:00:00+00:00", "London is an hour ahead in May"
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "whose",
    ["Nils Holm,1970-02-03,", '"Holm, Nils",1970-02-03,', "nils  HOLM,1970-02-03,", ",,nils@mail.example"],
    ids=["name and birth date", "last name first", "typed otherwise", "e-mail"],
)
def test_a_patient_is_found(anna: Api, nils: Any, whose: str):
    assert bring(anna, csv_of(f"2026-05-04T09:00:00+02:00,,{whose},,,"))["counts"] == {"new": 1}
    assert Appointment.objects.get().patient == nils


def test_the_id_of_the_other_system_is_learned_and_then_enough(anna: Api, nils: Any):
    bring(anna, csv_of("2026-05-04 09:00,,Nils Holm,1970-02-03,,P-7,a1,"))
    assert bring(anna, csv_of("2026-05-11 09:00,,,,,P-7,a2,"))["counts"] == {"new": 1}
    assert Appointment.objects.filter(patient=nils).count() == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("soon,,Nils Holm,1970-02-03,,,,", "starts_at 'soon' is not a date and time"),
        ("2026-05-04,,Nils Holm,1970-02-03,,,,", "no time of day"),
        (",,Nils Holm,1970-02-03,,,,", "there is no starts_at"),
        ("2026-05-04 09:00,2026-05-04 08:00,Nils Holm,1970-02-03,,,,", "ends before it starts"),
        ("2026-05-04 09:00,,Nils Holm,3.2.1970,,,,", "birth_date '3.2.1970' is not a date"),
        ("2026-05-04 09:00,,Nils Holm,1999-02-03,,,,", "no patient of this name"),
        ("2026-05-04 09:00,,Nils Holm,,,,,", "no patient of this name"),
        ("2026-05-04 09:00,,Maya Lindqvist,1958-03-14,nils@mail.example,,,", "are of two patients"),
        ("1026-05-04 09:00,,Nils Holm,1970-02-03,,,,", "the year 1026"),
        ("9999-12-31 23:59,,Nils Holm,1970-02-03,,,,", "the year 9999"),
        ("2026-05-04 09:00,,Nils Holm,1970-02-03,,,,,,extra", "more values than columns"),
        ("2026-05-04 09:00,," + "x" * 201 + ",1970-02-03,,,,", "longer than 200"),
        ("2026-05-04 09:00,,Walter Hill,1970-01-01,,,,", "no patient of this name"),
    ],
    ids=lambda value: value[:40],
)
def test_a_bad_row_is_named_by_line_and_reason_and_the_others_are_kept(anna: Api, nils: Any, line: str, reason: str):
    good = "2026-05-04 09:00,,Nils Holm,1970-02-03,,,a{},"
    found = bring(anna, csv_of(good.format(1), line, good.format(2)))
    assert found["counts"] == {"new": 2}
    (problem,) = found["problems"]
    assert problem["line"] == 3
    assert reason in problem["reason"]
    assert Appointment.objects.count() == 2


def test_the_same_file_twice_changes_nothing_and_a_moved_appointment_moves(anna: Api, nils: Any):
    lines = [f"2026-05-04 09:00,,{MAYA},,,a1,", "2026-05-05 10:00,,Nils Holm,1970-02-03,,,,"]
    bring(anna, csv_of(*lines))
    before = list(Appointment.objects.order_by("pk").values())
    assert bring(anna, csv_of(*lines))["counts"] == {"same": 2}
    assert list(Appointment.objects.order_by("pk").values()) == before
    assert bring(anna, csv_of(f"2026-05-06 09:00,,{MAYA},,,a1,"))["counts"] == {"changed": 1}
    assert bring(anna, csv_of(f"2026-05-06 09:00,,{MAYA},,,a1,cancelled"))["counts"] == {"cancelled": 1}
    moved = Appointment.objects.get(external_id="a1")
    assert (moved.starts_at.day, moved.cancelled_at is not None) == (6, True)


def test_one_appointment_is_not_two_patients_nor_in_one_file_twice(anna: Api, nils: Any):
    bring(anna, csv_of(f"2026-05-04 09:00,,{MAYA},,,a1,"))
    nilss = "2026-05-04 09:00,,Nils Holm,1970-02-03,,,{},"
    found = bring(anna, csv_of(nilss.format("a1"), nilss.format("a2"), nilss.format("a2")))
    reasons = {problem["line"]: problem["reason"] for problem in found["problems"]}
    assert reasons == {2: "this appointment is kept for another patient", 4: "the same appointment as in line 3"}


def test_two_hundred_rows_with_three_bad_ones(anna: Api, nils: Any):
    lines = [
        f"2026-05-{day:02} {hour:02}:00,,Nils Holm,1970-02-03,,,," for day in range(1, 21) for hour in range(8, 18)
    ]
    lines[10], lines[100], lines[199] = "soon,,,,,,,", "2026-06-01 09:00,,Nobody,1900-01-01,,,,", "2026-06-01,,,,,,,"
    found = bring(anna, csv_of(*lines))
    assert [problem["line"] for problem in found["problems"]] == [12, 102, 201]
    assert Appointment.objects.count() == 197


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"format": "csv", "text": "when,who\n"}, "The first line names the columns"),
        ({"format": "csv", "text": "starts_at,colour,email\n"}, "do not know the column 'colour'"),
        ({"format": "csv", "text": "starts_at,name\n"}, "Say whose it is"),
        ({"format": "csv", "text": ""}, "The first line names the columns"),
        ({"format": "ical", "text": "starts_at,name\n"}, "BEGIN:VCALENDAR"),
        ({"format": "ical", "text": ""}, "BEGIN:VCALENDAR"),
        ({"format": "csv"}, "Send the file's text, or its url"),
    ],
    ids=str,
)
def test_a_file_of_another_kind_is_refused_with_what_it_should_be(anna: Api, body: dict[str, Any], reason: str):
    answer = anna.post("imports/appointments", body)
    assert (answer.status, list(answer.json["errors"])) == (422, ["text"])
    assert reason in answer.json["errors"]["text"][0]


def test_a_calendar_is_read_with_its_zones_and_what_it_cannot_say_is_named(anna: Api, nils: Any):
    found = bring(
        anna,
        ical_of(
            "UID:1\r\nDTSTART;TZID=Europe/Berlin:20260504T100000\r\nATTENDEE:mailto:nils@mail.example",
            'UID:2\r\nDTSTART:20260505T080000Z\r\nATTENDEE;CN="Nils, H":MAILTO:NILS@mail.\r\n example',
            "UID:3\r\nDTSTART;VALUE=DATE:20260506\r\nATTENDEE:mailto:nils@mail.example",
            "UID:4\r\nDTSTART:20260507T080000Z\r\nRRULE:FREQ=WEEKLY\r\nATTENDEE:mailto:nils@mail.example",
            "UID:5\r\nDTSTART:20260508T080000Z\r\nSUMMARY:Lunch",
            "UID:6\r\nDTSTART:20260509T080000Z\r\nSTATUS:CANCELLED\r\nATTENDEE:mailto:nils@mail.example",
            "UID:7\r\nDTSTART:yesterday\r\nATTENDEE:mailto:nils@mail.example",
        ),
    )
    assert found["counts"] == {"new": 2, "cancelled": 1}
    assert [row["starts_at"][:16] for row in found["results"]][:2] == ["2026-05-04T08:00", "2026-05-05T08:00"]
    reasons = [problem["reason"] for problem in found["problems"]]
    assert [
        part in reason
        for part, reason in zip(("time of day", "repeats", "no patient", "DTSTART"), reasons, strict=True)
    ]
    assert found["problems"][0]["line"] == 15


def test_a_calendar_is_fetched_by_its_address_and_only_from_the_outside(
    anna: Api, nils: Any, httpserver: HTTPServer, settings: Any
):
    text = ical_of("UID:1\r\nDTSTART:20260504T080000Z\r\nATTENDEE:mailto:nils@mail.example")["text"]
    httpserver.expect_request("/calendar.ics").respond_with_data(text, content_type="text/calendar")
    httpserver.expect_request("/moved").respond_with_data("", status=302, headers={"Location": "/calendar.ics"})
    url = httpserver.url_for("/calendar.ics")
    settings.ALLOW_LOOPBACK = True
    assert bring(anna, {"format": "ical", "url": url})["counts"] == {"new": 1}
    assert anna.post("imports/appointments", {"format": "ical", "url": httpserver.url_for("/moved")}).status == 422
    settings.ALLOW_LOOPBACK = False
    for refused in (url, "https://10.0.0.1/calendar.ics", "file:///etc/passwd"):
        answer = anna.post("imports/appointments", {"format": "ical", "url": refused})
        assert (answer.status, list(answer.json["errors"])) == (422, ["url"])


def test_nobody_brings_in_appointments_of_patients_they_may_not_see(anna: Api, zoe: Api, cast: Cast, nils: Any):
    piet = Api(cast.piet, by="token")
    for who in (piet, zoe):
        found = bring(who, csv_of(f"2026-05-04 09:00,,{MAYA},,,,"))
        assert (found["results"], len(found["problems"])) == ([], 1)


def test_a_service_token_brings_in_for_its_clinic(cast: Cast, nils: Any):
    made = Api(cast.mia, by="token").post("clinic/tokens", {"name": "Practice", "scopes": ["appointments"]})
    held = Api()
    held.headers["Authorization"] = f"Bearer {made.json['token']}"
    found = bring(held, csv_of(f"2026-05-04 09:00,,{MAYA},,,,", "2026-05-04 10:00,,Walter Hill,1970-01-01,,,,"))
    assert (found["counts"], len(found["problems"])) == ({"new": 1}, 1)
    assert ClinicChange.objects.get(action="appointments.import").detail["rows"] == 1


def test_what_is_erased_keeps_no_name_in_another_system_and_no_visit_to_come(anna: Api, cast: Cast, now: datetime):
    bring(anna, csv_of(f"2030-05-04 09:00,,{MAYA},,P-1,a1,"))
    ask_for_erasure(patient=cast.maya, by=cast.maya.user, now=now)
    assert erase_due(now=now + GRACE) == 1
    assert not ExternalPatient.objects.exists()
    assert not Appointment.objects.filter(starts_at__gt=datetime.now(UTC)).exists()
