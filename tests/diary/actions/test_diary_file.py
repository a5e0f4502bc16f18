"""A diary leaves as one file and comes back the same; a bad row of the file is named, and costs no good one."""

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.fields import uuid7
from alerts.models import Alert
from diary.actions.care import create_patient
from diary.actions.diary_file import NotADiary, export_diary, import_diary
from diary.actions.diary_rows import LEFT_OUT, tables
from diary.actions.entries import EntryBody, delete_entry, record_entry
from diary.actions.judging import is_monitored
from diary.models import AuditEvent, CareTeamMember, Entry, EntryRevision, Patient
from tests.cast import Cast, agree, make_cast, start_course, treat
from tests.diary.care import DAY, HOUR, Care, log, make_care
from tests.diary.forging import unguarded

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
THEN = NOW - 30 * DAY
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
SCORES = st.integers(0, 10)
LOGGED = st.tuples(
    SCORES,
    st.sampled_from(("", "fever", "stiff", "saddle-numb")),
    TEXT,
    st.sampled_from(("keep", "correct", "delete")),
)
STORY = st.lists(st.one_of(LOGGED, st.just("treat"), st.booleans()), max_size=7)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(NOW)


@pytest.fixture
def care(cast: Cast) -> Care:
    return make_care(cast, NOW)


def exported(patient: Patient) -> dict[str, Any]:
    """As it stands in the file: through JSON and back."""
    content: dict[str, Any] = json.loads(json.dumps(export_diary(patient=patient, by=None, now=NOW)))
    return content


def the_same(content: dict[str, Any]) -> dict[str, Any]:
    """What must come back: everything but who looked, what was told, and the assessment that taking it in makes."""
    return {**{name: content[name] for name in ("patient", "rows", "people")}}


def forget(patient: Patient) -> None:
    """As if the clinic had lost everything of the patient."""
    pk = patient.pk
    for table in reversed(tables()):
        table._default_manager.filter(patient=pk).delete()
    with unguarded():
        for name in LEFT_OUT:
            apps.get_model("diary", name)._default_manager.filter(patient=pk).delete()
    Alert.objects.filter(subject=pk).update(state="withdrawn", withdrawn_at=NOW, inhibited_by=None)
    Patient.objects.filter(pk=pk).delete()


def live(cast: Cast, story: list[Any]) -> Patient:
    """A patient who lives through `story`: entries, corrections, deletions, sessions, answers about monitoring."""
    patient = create_patient(
        by=cast.anna, now=THEN, name="Omar Grün", birth_date=datetime(1970, 5, 5, tzinfo=UTC).date(), flags=["diabetes"]
    )
    course = start_course(patient, cast.anna, THEN, onset_date=datetime(2026, 1, 5, tzinfo=UTC).date())
    moment = THEN
    for step in story:
        moment += timedelta(hours=30, minutes=7)
        if step == "treat":
            treat(course, cast.anna, moment, note="=1+1", points=["BL23"], nrs_before=4)
        elif isinstance(step, bool):
            agree(patient, moment, purpose="reminders", given=step)
        else:
            write(patient, moment, *step)
    return patient


def write(patient: Patient, moment: datetime, nrs: int, code: str, note: str, then: str) -> None:
    weekly = {"peg": {"pain": nrs, "enjoyment": 0, "activity": 10}, "activity": note[:120]} if nrs % 2 else {}
    typed = {"note": note, "medicines": [{"name": note, "amount": "1"}]}
    entry = log(patient, moment, nrs, *([code] if code else []), **typed, **weekly).entry
    if then == "correct":
        body = EntryBody(recorded_at=moment, time_zone="Europe/London", nrs_average=10 - nrs, note="corrected")
        record_entry(
            patient=patient, entry_id=entry.pk, body=body, by=patient.user, now=moment + HOUR, if_match=entry.revision
        )
    elif then == "delete":
        delete_entry(patient=patient, entry_id=entry.pk, by=patient.user, now=moment + HOUR, if_match=entry.revision)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORY)
def test_exported_forgotten_and_imported_it_is_the_same_diary(cast: Cast, story: list[Any]):
    patient = live(cast, story)
    before = exported(patient)
    forget(patient)
    done = import_diary(content=before, by=cast.anna, now=NOW)

    assert (done.refused, done.known, done.patient.pk) == ([], 0, patient.pk)
    assert sum(done.taken.values()) == sum(map(len, before["rows"].values()))
    after = exported(done.patient)
    people = {**before["people"], **after["people"]}
    own = {pk for pk, name in people.items() if name == "Omar Grün"}  # the patient signs in as somebody new
    assert same_but_for(the_same(before), own) == same_but_for(the_same(after), own)


def same_but_for(content: Any, people: set[str]) -> Any:
    if isinstance(content, dict):
        return {name: same_but_for(value, people) for name, value in content.items() if name not in people}
    if isinstance(content, list):
        return [same_but_for(value, people) for value in content]
    return "the patient" if content in people else content


def test_taking_it_in_twice_changes_nothing(cast: Cast, care: Care):
    content = exported(cast.maya)
    done = import_diary(content=content, by=cast.anna, now=NOW)

    assert (done.refused, done.taken) == ([], {})
    assert done.known == sum(map(len, content["rows"].values()))


def test_every_table_of_a_patient_is_in_the_file_or_says_why_not(cast: Cast, care: Care):
    of_patients = {
        model.__name__
        for model in apps.get_app_config("diary").get_models()
        if any(field.name == "patient" for field in model._meta.concrete_fields)
    }
    content = exported(cast.maya)

    assert set(content["rows"]) == of_patients - set(LEFT_OUT)
    assert set(LEFT_OUT) < of_patients
    assert {"Entry", "EntryRevision", "Session", "Course", "Consent", "Assessment"} <= set(content["rows"])


def test_it_tells_of_alerts_and_of_who_looked(cast: Cast, care: Care):
    content = exported(cast.maya)

    assert {alert["rule"] for alert in content["alerts"]} == {"red_flag", "forty_eight_hours"}
    assert content["record_access"][-1] == {"at": NOW.isoformat(), "who": "", "action": "patient.export"}
    assert str(cast.maya.name) == content["patient"]["name"]


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a score over 10": ("Entry", {"nrs_average": "11"}, "refuses it"),
    "a score that is none": ("Entry", {"nrs_average": "six"}, "nrs_average"),
    "a moment without a zone": ("Entry", {"recorded_at": "2026-03-01T10:00:00"}, "Send a moment with an offset."),
    "a column nobody knows": ("Entry", {"nrs_avrage": "3"}, "nrs_avrage: We do not know this column."),
    "no id": ("Entry", {"id": None}, "id"),
    "a clock that is none": ("Entry", {"clock": "sundial"}, "There is no such choice."),
    "a session that is not there": ("Entry", {"session": str(uuid7())}, "The session it points to is not here."),
    "a body that was changed": ("EntryRevision", {"body": {"nrs_average": 0}}, "does not match its hash"),
    "a list for a text": ("Session", {"modality": ["x"]}, "Send text."),
    "a number for a purpose": ("Consent", {"purpose": 3}, "Send text."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_and_the_good_ones_stay(cast: Cast, care: Care, name: str):
    table, changes, says = BAD[name]
    content = exported(cast.maya)
    content["rows"][table][-1].update(changes)
    forget(cast.maya)
    done = import_diary(content=content, by=cast.anna, now=NOW)
    first = done.refused[0]

    assert (first.table, first.row) == (table, len(content["rows"][table]))
    assert any(says in error for error in first.errors), first
    kept = sum(done.taken.values()) + len(done.refused)
    assert kept == sum(map(len, content["rows"].values()))
    assert done.taken["Entry"] >= 3


def test_a_row_that_is_no_object_and_a_table_nobody_knows_are_named(cast: Cast, care: Care):
    content = exported(cast.maya)
    content["rows"]["Entry"].append("an entry")
    content["rows"]["Horoscope"] = [{"id": "1"}]
    done = import_diary(content=content, by=cast.anna, now=NOW)

    assert [(bad.table, bad.errors) for bad in done.refused] == [
        ("Entry", ("A row is an object.",)),
        ("Horoscope", ("This Ebb has no such table.",)),
    ]


def test_a_row_of_somebody_elses_diary_is_refused(cast: Cast, care: Care):
    content = exported(cast.maya)
    content["patient"]["id"] = str(cast.walter.pk)
    before = Entry.objects.filter(patient=cast.walter).count()
    done = import_diary(content=content, by=cast.zoe, now=NOW)

    assert {bad.errors for bad in done.refused} == {("id: This id belongs to somebody else's diary.",)}
    assert done.taken == {}
    assert Entry.objects.filter(patient=cast.walter).count() == before


@pytest.mark.parametrize(
    "content",
    [None, [], {}, {"format": "ebb-diary", "version": 2}, {"format": "ebb-diary", "version": 1, "rows": []}],
    ids=str,
)
def test_what_is_no_diary_is_refused_whole(cast: Cast, content: Any):
    with pytest.raises(NotADiary):
        import_diary(content=content, by=cast.anna, now=NOW)


@pytest.mark.parametrize("spoil", [{"id": "x"}, {"birth_date": "spring"}, {"name": None, "id": None}], ids=str)
def test_a_file_that_does_not_say_whose_it_is_makes_no_patient(cast: Cast, care: Care, spoil: dict[str, Any]):
    content = copy.deepcopy(exported(cast.maya))
    content["patient"].update({"id": str(uuid7()), **spoil})
    before = Patient.objects.count()

    with pytest.raises(NotADiary):
        import_diary(content=content, by=cast.anna, now=NOW)
    assert Patient.objects.count() == before


def test_what_is_still_going_on_is_told_again_and_what_is_long_over_is_not(cast: Cast, care: Care):
    content = exported(cast.maya)
    forget(cast.maya)
    done = import_diary(content=content, by=cast.anna, now=NOW)

    assert is_monitored(done.patient)
    assert {alert.rule for alert in Alert.objects.filter(subject=cast.maya.pk, state="open")} == {
        *("red_flag", "forty_eight_hours")
    }
    later = make_later_export(cast, content)
    assert not Alert.objects.filter(subject=later.pk, state="open").exists()


def make_later_export(cast: Cast, content: dict[str, Any]) -> Patient:
    """Maya's file, taken in again half a year later at a clinic that had lost it; her course had ended."""
    forget(Patient.objects.get(pk=cast.maya.pk))
    for course in content["rows"]["Course"]:
        course["ended_at"] = NOW.isoformat()
    return import_diary(content=content, by=cast.anna, now=NOW + 180 * DAY).patient


def test_who_takes_in_an_unknown_patient_looks_after_them(cast: Cast, care: Care):
    content = exported(cast.maya)
    forget(cast.maya)
    done = import_diary(content=content, by=cast.piet, now=NOW)

    assert CareTeamMember.objects.filter(patient=done.patient, user=cast.piet).exists()
    assert AuditEvent.objects.filter(patient=done.patient, action="patient.import", actor=cast.piet).exists()


def test_the_commands_write_a_file_for_its_owner_alone_and_take_it_in(
    cast: Cast, care: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "maya.json"
    call_command("export_patient", str(cast.maya.pk), str(file))
    forget(cast.maya)
    call_command("import_patient", str(file), "anna@harbour.example")

    assert file.stat().st_mode & 0o777 == 0o600
    assert "0 rows were here already" in capsys.readouterr().out
    assert EntryRevision.objects.filter(patient=cast.maya.pk).count() == 5


def test_the_commands_name_what_is_wrong(cast: Cast, care: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "maya.json"
    content = exported(cast.maya)
    content["rows"]["Entry"][0]["nrs_average"] = "99"
    content["rows"]["Entry"][0]["id"] = str(uuid7())
    file.write_text(json.dumps(content))

    for words, says in (
        (("export_patient", "nobody", str(file)), "is not an id"),
        (("export_patient", str(uuid7()), str(file)), "There is no patient"),
        (("export_patient", str(cast.maya.pk), str(file)), "Cannot write"),
        (("import_patient", str(tmp_path / "none.json"), "anna@harbour.example"), "Cannot read"),
        (("import_patient", str(file), "nobody@harbour.example"), "Nobody signs in as"),
        (("import_patient", str(file), "anna@harbour.example"), "1 rows were refused"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command(*words)
    assert "Entry row 1" in capsys.readouterr().err
