"""The practitioner's lists: polled for nothing, found by name, drawn in one statement, and quick whatever their length."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.models import Alert
from diary.actions.care import create_patient, update_course
from diary.actions.clinic import change_clinic
from diary.actions.entries import delete_entry
from diary.actions.sessions import update_session
from diary.models import AuditEvent, CareTeamMember, Entry, Patient
from tests.cast import Api, Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log

# --- polling the worklist --------------------------------------------------------------------------------------------


def looked(patient: Patient) -> int:
    return AuditEvent.objects.filter(patient=patient, action="worklist.read").count()


def test_what_has_not_changed_is_not_sent_again_and_counts_as_no_look(cast: Cast, care: Care, anna: Api, now: datetime):
    alerts.sweep(lane="test", clock=lambda: now - timedelta(seconds=7))
    first = anna.get("worklist")
    again = anna.get("worklist", If_None_Match=first.headers["ETag"])

    assert (again.status, again.response.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert 7 <= float(again.headers["Ebb-Sweep-Age-Seconds"]) < 60
    assert looked(cast.maya) == 1


def acknowledged(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    anna.post(f"alerts/{care.fever.pk}/acknowledge")


def scored(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    log(cast.maya, now + timedelta(minutes=1), 5, now=now + timedelta(minutes=1))


def renamed(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    anna.patch(f"patients/{cast.maya.pk}", {"name": "Maya Berg"})


def flagged(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    log(cast.maya, now, None, "chest-pain")


def resolved(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    anna.post(f"alerts/{care.lasting.pk}/resolve", {"outcome": "advised"})


def snoozed(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    anna.post(f"alerts/{care.lasting.pk}/snooze", {"until": (now + HOUR).isoformat(), "reason": "She rings at two."})


def unscored(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    last = Entry.objects.filter(patient=cast.maya, session=care.session).earliest("recorded_at")
    delete_entry(patient=cast.maya, entry_id=last.pk, by=cast.maya.user, now=now, if_match=last.revision)


def treated_later(cast: Cast, care: Care, anna: Api, now: datetime) -> None:
    update_session(session=care.session, by=cast.anna, now=now, changes={"ended_at": now - 49 * HOUR})


CHANGES = (acknowledged, scored, renamed, flagged, resolved, snoozed, unscored, treated_later)


def test_what_goes_on_behind_the_page_is_not_sent_again_either(cast: Cast, care: Care, anna: Api, now: datetime):
    first = anna.get("worklist?limit=1")
    assert first.json["next"]
    with time_machine.travel(now + timedelta(minutes=1)):
        assert anna.get("worklist?limit=1", If_None_Match=first.headers["ETag"]).status == 304


def test_a_clinic_that_moves_to_another_zone_is_sent_anew(cast: Cast, care: Care, anna: Api, now: datetime):
    before = anna.get("worklist").headers["ETag"]
    change_clinic(clinic=cast.harbour, by=cast.mia, now=now, changes={"time_zone": "Europe/Berlin"})
    assert anna.get("worklist", If_None_Match=before).status == 200


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_whatever_changes_is_sent(
    cast: Cast, care: Care, anna: Api, now: datetime, change: Callable[[Cast, Care, Api, datetime], None]
):
    before = anna.get("worklist")
    change(cast, care, anna, now)
    after = anna.get("worklist", If_None_Match=before.headers["ETag"])

    assert (after.status, after.headers["ETag"] != before.headers["ETag"]) == (200, True)
    assert after.json["results"] != before.json["results"]


def test_a_row_carries_its_curve_and_leaves_its_history_to_the_alert(care: Care, anna: Api):
    row = anna.get("worklist").json["results"][1]

    assert row["session"] == str(care.session.pk)
    assert [(each["hours"], each["nrs"]) for each in row["spark"]["readings"]] == [(30.0, 6.0), (50.0, 6.0)]
    band = row["spark"]["band"]
    assert [each["hours"] for each in band] == sorted(each["hours"] for each in band)
    assert all(0 <= each["p10"] < each["p90"] <= 10 for each in band)
    assert {"deliveries", "events"}.isdisjoint(row)


# --- the caseload ----------------------------------------------------------------------------------------------------


def add(cast: Cast, now: datetime, name: str, born: date = date(1980, 1, 1)) -> Patient:
    return create_patient(by=cast.anna, now=now, name=name, birth_date=born)


def names(page: Any) -> list[str]:
    return [each["name"] for each in page.json["results"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe", ["Zoë Ångström"]),
        ("ANGST zo", ["Zoë Ångström"]),
        ("strom", ["Zoë Ångström"]),
        ("1971-02-03", ["Ibrahim Noor"]),
        ("nobody", []),
        ("%", []),
        ("1971-02-30", []),
        ("\u0301", []),
        ("walter", []),
    ],
    ids=str,
)
def test_a_patient_is_found_by_any_part_of_the_name_and_only_among_ones_own(
    cast: Cast, anna: Api, now: datetime, typed: str, found: list[str]
):
    add(cast, now, "Zoë Ångström")
    add(cast, now, "Ibrahim Noor", date(1971, 2, 3))
    assert names(anna.get(f"patients?q={typed}")) == found


def test_a_search_goes_on_page_by_page_and_a_new_name_is_found_at_once(cast: Cast, anna: Api, now: datetime):
    people = [add(cast, now, f"Vera {number}") for number in range(5)]
    first = anna.get("patients?q=vera&limit=3")
    second = anna.get(f"patients?q=vera&limit=3&cursor={first.json['next']}")
    assert names(first) + names(second) == [f"Vera {number}" for number in (4, 3, 2, 1, 0)]

    anna.patch(f"patients/{people[0].pk}", {"name": "Ruth"})
    assert "Vera 0" not in names(anna.get("patients?q=vera"))
    assert names(anna.get("patients?q=ruth")) == ["Ruth"]
    assert anna.get(f"patients?q={'x' * 101}").status == 422


@pytest.mark.parametrize("typed", ["Colleague", "1980-01-01"])
def test_a_search_reads_the_names_of_the_whole_clinic_and_finds_none_of_a_colleagues_patients(
    cast: Cast, anna: Api, now: datetime, typed: str
):
    theirs = create_patient(by=cast.mia, now=now, name="Of a Colleague", birth_date=date(1980, 1, 1))
    ours = add(cast, now, "Not of a Colleague")
    assert theirs.clinic_id == ours.clinic_id
    assert names(anna.get(f"patients?q={typed}")) == ["Not of a Colleague"]

    CareTeamMember.objects.create(patient=theirs, user=cast.anna, since_at=now)
    assert names(anna.get(f"patients?q={typed}")) == ["Not of a Colleague", "Of a Colleague"]


def test_a_score_in_the_very_moment_of_the_visits_end_is_on_the_curve(cast: Cast, anna: Api, now: datetime):
    end = (now - 60 * HOUR).replace(microsecond=123_456)
    treat(start_course(cast.maya, cast.anna, now - 20 * DAY), cast.anna, end)
    log(cast.maya, end + HOUR, 4)
    Entry.objects.update(recorded_at=end)
    spark = anna.get("patients").json["results"][0]["spark"]
    assert spark["readings"] == [{"hours": 0.0, "nrs": 4.0}]


def test_the_caseload_says_how_each_is_doing(cast: Cast, care: Care, anna: Api, now: datetime):
    add(cast, now, "Nobody Yet")
    new, maya = anna.get("patients").json["results"]

    assert (new["session"], new["spark"], new["alert"], new["alerts"]) == (None, None, None, 0)
    assert (maya["session"]["id"], maya["alert"], maya["alerts"]) == (str(care.session.pk), "urgent", 2)
    assert [each["nrs"] for each in maya["spark"]["readings"]] == [6.0, 6.0]


# --- as many statements for many as for few --------------------------------------------------------------------------


def treated(cast: Cast, now: datetime, number: int) -> None:
    patient = add(cast, now - 30 * DAY, f"Patient {number}")
    agree(patient, now - 30 * DAY)
    treat(start_course(patient, cast.anna, now - 20 * DAY), cast.anna, now - 60 * HOUR)
    log(patient, now - 30 * HOUR, 6)
    log(patient, now, 7, "fever")


def statements(ask: Callable[[], Any], status: int = 200) -> int:
    ask()
    with CaptureQueriesContext(connection) as caught:
        assert ask().status == status
    return len(caught)


@pytest.mark.parametrize("path", ["worklist", "patients", "patients?q=patient"])
def test_a_list_of_six_costs_no_more_statements_than_one_of_two(cast: Cast, anna: Api, now: datetime, path: str):
    for number in range(2):
        treated(cast, now, number)
    few = statements(lambda: anna.get(path))
    for number in range(2, 6):
        treated(cast, now, number)
    assert statements(lambda: anna.get(path)) == few


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("worklist", 9),
        ("patients", 10),
        ("patients/{patient}", 9),
        ("patients/{patient}/timeline", 19),
        ("alerts/{alert}", 13),
    ],
)
def test_an_answer_costs_so_many_statements_whoever_else_is_treated(
    cast: Cast, care: Care, anna: Api, now: datetime, path: str, most: int
):
    """Who asks, what they are, and whom they cover: three of them. Saying it to PostgreSQL's wall, and taking it back: two more."""
    most += 2 if connection.vendor == "postgresql" else 0
    asked = path.format(patient=cast.maya.pk, alert=care.lasting.pk)
    assert statements(lambda: anna.get(asked)) == most
    for number in range(3):
        treated(cast, now, number)
    assert statements(lambda: anna.get(asked)) == most


def test_nothing_new_costs_no_more_than_finding_out(cast: Cast, care: Care, anna: Api):
    etag = anna.get("worklist").headers["ETag"]
    again = statements(lambda: anna.get("worklist", If_None_Match=etag), status=304)
    assert again == statements(lambda: anna.get("worklist")) - 1, "all but the line in the access log"


@pytest.mark.parametrize("neck_type", [None, "mixed"])
def test_a_long_timeline_costs_no_more_statements_than_a_short_one(
    cast: Cast, care: Care, anna: Api, now: datetime, neck_type: str | None
):
    update_course(course=care.course, by=cast.anna, now=now, changes={"neck_type": neck_type})
    path = f"patients/{cast.maya.pk}/timeline"
    few = statements(lambda: anna.get(path))
    for days in range(12, 30, 3):
        treat(care.course, cast.anna, now - days * DAY, now=now)
        log(cast.maya, now - days * DAY + 5 * HOUR, 5, "chest-pain", now=now)
    assert len(anna.get(path).json["sessions"]) == 7
    assert statements(lambda: anna.get(path)) == few


# --- before the next visit -------------------------------------------------------------------------------------------


def test_the_last_visit_in_five_numbers(cast: Cast, anna: Api, now: datetime):
    course = start_course(cast.maya, cast.anna, now - 30 * DAY)
    for days in (9, 8, 7):
        log(cast.maya, now - days * DAY, 3)
    session = treat(course, cast.anna, now - 5 * DAY)
    for hours, nrs in ((6, 5), (24, 7), (48, 6), (72, 5), (96, 3)):
        log(cast.maya, now - 5 * DAY + hours * HOUR, nrs)

    strip = anna.get(f"patients/{cast.maya.pk}/timeline").json["last_visit"]
    assert (strip["session"], strip["baseline"]) == (str(session.pk), 3.0)
    assert strip["peak"] == {"nrs": 7.0, "hours": 24.0}
    assert (strip["hours_to_half"], strip["now"]) == (72.0, {"nrs": 3.0, "hours": 96.0})
    assert 119 < strip["hours_since"] < 121


def test_without_a_visit_or_a_score_nothing_is_made_up(cast: Cast, anna: Api, now: datetime):
    path = f"patients/{cast.maya.pk}/timeline"
    assert anna.get(path).json["last_visit"] is None
    treat(start_course(cast.maya, cast.anna, now - 9 * DAY), cast.anna, now - HOUR)
    strip = anna.get(path).json["last_visit"]
    assert [strip[name] for name in ("baseline", "peak", "hours_to_half", "now")] == [None] * 4


# --- what would have silenced it -------------------------------------------------------------------------------------


def test_a_score_that_would_have_silenced_the_48_hour_rule_is_named_and_does(
    cast: Cast, care: Care, anna: Api, now: datetime
):
    said = anna.get(f"alerts/{care.lasting.pk}").json["silenced_by"]
    assert said == "3.5 out of 10 or less at that moment."

    course = start_course(cast.walter, cast.zoe, now - 20 * DAY)
    for nrs, session_at in ((3.5, now - 9 * DAY), (4.0, now - 50 * HOUR)):
        for days in (3, 2, 1):
            log(cast.walter, session_at - days * DAY, 3)
        session = treat(course, cast.zoe, session_at, regions=["knee"])
        log(cast.walter, session_at + 30 * HOUR, 6)
        log(cast.walter, session_at + 50 * HOUR, nrs)
        assert Alert.objects.filter(about=session.pk, rule="forty_eight_hours").exists() is (nrs == 4.0)


def test_only_a_person_silences_a_red_flag(care: Care, anna: Api):
    assert "only a person" in anna.get(f"alerts/{care.fever.pk}").json["silenced_by"]


# --- points ----------------------------------------------------------------------------------------------------------


def test_points_are_warned_of_before_the_session_is_saved(cast: Cast, care: Care, anna: Api):
    anna.patch(f"patients/{cast.maya.pk}", {"flags": ["pregnant"]})
    warned = anna.get(f"courses/{care.course.pk}/warnings?points=li-4,%20ub%2013,").json["warnings"]
    texts = {each["code"]: each["text"] for each in warned}
    assert "LI4" in texts["pregnant-li4"]
    assert texts["over-the-lungs"].startswith("BL13 lie")


def test_the_number_in_the_menu_is_that_of_the_worklist_and_no_look_at_anybody(
    cast: Cast, care: Care, anna: Api, zoe: Api
):
    before = AuditEvent.objects.count()
    numbers = {name: asker.get("worklist/open").json for name, asker in (("anna", anna), ("zoe", zoe))}

    assert AuditEvent.objects.count() == before
    rows = {name: asker.get("worklist").json["results"] for name, asker in (("anna", anna), ("zoe", zoe))}
    assert numbers == {name: {"open": len(found)} for name, found in rows.items()}
    assert numbers["anna"]["open"] > numbers["zoe"]["open"]
