"""What a clinic has kept for as long as it must goes; what must stay, stays, and says why."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alerts.models import Alert, AlertCause, AlertEvent, Attempt, Delivery
from diary.actions import retaining
from diary.actions.clinic import change_clinic
from diary.actions.diary_rows import tables
from diary.invariants import EVERY
from diary.models import AuditEvent, CareTeamMember, Clinic, ClinicChange, Patient, Share, User
from tests.diary.care import DAY
from tests.diary.world import World

YEARS = 8
LATER = timedelta(days=366 * YEARS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def over(world: World) -> World:
    """Maya's record, every alert of it closed, eight years on."""
    anna = world.people["anna"]
    for each in anna.get("alerts").json["results"]:
        assert anna.post(f"alerts/{each['id']}/resolve", {"outcome": "advised"}).status == 200
    return world


def rows_of(patient: Patient) -> dict[str, int]:
    """How much is left of a record, by table."""
    counted = {table.__name__: table.objects.filter(patient=patient).count() for table in tables()}  # type: ignore[attr-defined]
    counted |= {"Alert": Alert.objects.filter(subject=patient.pk).count()}
    counted |= {"Share": Share.objects.filter(report__patient=patient).count()}
    counted |= {"Delivery": Delivery.objects.filter(subject=patient.pk).count()}
    return {name: number for name, number in counted.items() if number}


def test_a_record_that_is_over_goes_with_everything_that_was_said_in_it(over: World):
    maya = over.cast.maya
    before = rows_of(maya)
    assert {"Entry", "Session", "Course", "Report", "Share", "Alert", "AdverseEvent", "Consent"} <= set(before)
    early = retaining.records_over(now=over.now + timedelta(days=365 * YEARS))
    assert maya.pk not in {each.patient for each in early}

    ended = {each.patient for each in retaining.end_records(now=over.now + LATER)}

    assert maya.pk in ended
    assert rows_of(maya) == {}
    assert not AlertEvent.objects.exclude(alert__in=Alert.objects.all()).exists()
    assert not AlertCause.objects.exclude(alert__in=Alert.objects.all()).exists()
    assert not Attempt.objects.exclude(delivery__in=Delivery.objects.all()).exists()
    assert [name for name, offenders in EVERY.items() if offenders(over.now + LATER)] == []


def test_what_stays_names_nobody_and_says_who_looked(over: World):
    maya = over.cast.maya
    looked = AuditEvent.objects.filter(patient=maya).count()
    retaining.end_records(now=over.now + LATER)

    left = Patient.objects.get(pk=maya.pk)
    assert (left.name, left.email, left.phone, left.sex, left.birth_date) == ("", None, None, None, retaining.NO_DAY)
    assert left.record_erased_at == left.erased_at == over.now + LATER
    people = User.objects.filter(pk__in=[maya.user_id, over.carer.user_id])
    assert [(user.name, user.is_active) for user in people] == [("", False)] * 2
    assert not CareTeamMember.objects.filter(patient=maya, until_at=None).exists()
    assert AuditEvent.objects.filter(patient=maya).count() == looked + 1
    assert (
        over.people["anna"].get(f"patients/{maya.pk}").status
        == over.people["mia"].get(f"patients/{maya.pk}").status
        == 404
    )
    assert over.people["maya"].get("me").status == 401


def test_the_managers_hear_of_it_once_and_read_how_many(over: World):
    mia = over.cast.mia
    before = Delivery.objects.filter(recipient=mia, message="team_changed").count()
    retaining.end_records(now=over.now + LATER)
    retaining.end_records(now=over.now + LATER + DAY)

    assert Delivery.objects.filter(recipient=mia, message="team_changed").count() == before + 1
    change = ClinicChange.objects.get(clinic=over.cast.harbour, action="records.end")
    assert (change.by, change.detail) == (None, {"records": 1})


def test_nothing_goes_while_an_alert_is_not_closed_or_somebody_holds_the_record(world: World):
    maya = world.cast.maya
    later = world.now + LATER

    def waits() -> list[str]:
        return [each.waits_for for each in retaining.records_over(now=later) if each.patient == maya.pk]

    assert waits() == ["an alert that is not closed"]
    for each in world.people["anna"].get("alerts").json["results"]:
        world.people["anna"].post(f"alerts/{each['id']}/resolve", {"outcome": "advised"})
    assert waits() == [""]
    retaining.hold_record(patient=maya, because="A complaint is open.", by=world.cast.mia, now=world.now)
    assert waits() == ["a hold"]
    assert maya.pk not in {each.patient for each in retaining.end_records(now=later)}
    assert rows_of(maya)["Entry"]
    retaining.release_record(patient=maya, by=world.cast.mia, now=world.now)
    assert waits() == [""]


def test_a_hold_needs_a_reason(world: World):
    maya = world.cast.maya
    with pytest.raises(retaining.HoldNeedsReason):
        retaining.hold_record(patient=maya, because=" ", by=world.cast.mia, now=world.now)
    with pytest.raises(CommandError, match="--because"):
        call_command("retention", "--hold", str(maya.pk))


def test_each_clinic_keeps_for_as_long_as_it_says(world: World):
    harbour = world.cast.harbour
    Clinic.objects.filter(pk=harbour.pk).update(retention_years=2)
    found = retaining.records_over(now=world.now + timedelta(days=366 * 3))
    assert [each.patient for each in found] == [world.cast.maya.pk]


def test_a_shorter_time_counts_only_after_thirty_days(world: World):
    harbour, mia, later = world.cast.harbour, world.cast.mia, world.now + timedelta(days=366 * 3)
    change_clinic(clinic=harbour, by=mia, now=later, changes={"retention_years": 1})
    change_clinic(clinic=harbour, by=mia, now=later + DAY, changes={"retention_years": 2})
    assert retaining.records_over(now=later + 29 * DAY) == []
    assert [each.patient for each in retaining.records_over(now=later + 32 * DAY)] == [world.cast.maya.pk]


UNTIL = [
    pytest.param(date(2020, 5, 1), date(1970, 1, 1), date(2028, 5, 1), id="a grown-up: years after the last contact"),
    pytest.param(date(2020, 5, 1), None, date(2028, 5, 1), id="no birth date known"),
    pytest.param(date(2020, 2, 29), None, date(2028, 2, 29), id="a leap day to a leap day"),
    pytest.param(date(2020, 5, 1), date(2015, 6, 2), date(2040, 6, 2), id="a child of four: until 25"),
    pytest.param(
        date(2020, 5, 1), date(2002, 5, 2), date(2028, 5, 1), id="a day before 18: 25 comes before the years are over"
    ),
    pytest.param(date(2020, 5, 1), date(2004, 5, 2), date(2029, 5, 2), id="a child of fifteen: until 25"),
    pytest.param(date(2020, 5, 1), date(2002, 5, 1), date(2028, 5, 1), id="18 on that day"),
    pytest.param(date(2020, 5, 1), date(2004, 2, 29), date(2029, 3, 1), id="born on a leap day"),
]


@pytest.mark.parametrize(("contact", "born", "until"), UNTIL)
def test_how_long_a_record_is_kept(contact: date, born: date | None, until: date):
    assert retaining.kept_until(last_contact=contact, birth_date=born, years=YEARS) == until


def test_the_command_does_nothing_until_it_is_told_to_and_names_nobody(over: World, monkeypatch: pytest.MonkeyPatch):
    maya, later = over.cast.maya, over.now + LATER
    monkeypatch.setattr("diary.management.commands.retention.timezone.now", lambda: later)

    def said(*words: str) -> str:
        out = StringIO()
        call_command("retention", *words, stdout=out)
        return out.getvalue()

    dry = said()
    assert f"{maya.pk}  clinic {over.cast.harbour.pk}" in dry
    assert "to be ended" in dry
    assert "nothing was done" in dry
    assert rows_of(maya)["Entry"]

    applied = said("--apply")
    assert f"{maya.pk}" in applied
    assert " ended, 0 wait." in applied
    assert rows_of(maya) == {}
    assert "0 records are over" in said()
    assert "Maya" not in dry + applied


def test_the_command_holds_and_releases(over: World):
    maya = over.cast.maya
    call_command("retention", "--hold", str(maya.pk), "--because", "A complaint is open.", stdout=StringIO())
    assert Patient.objects.get(pk=maya.pk).held_because == "A complaint is open."
    call_command("retention", "--release", str(maya.pk), stdout=StringIO())
    assert Patient.objects.get(pk=maya.pk).held_because is None


@pytest.mark.parametrize(
    ("text", "error"), [("maya", "is not an id"), ("00000000-0000-7000-8000-000000000000", "no patient")]
)
def test_a_wrong_id_is_said(text: str, error: str):
    with pytest.raises(CommandError, match=error):
        call_command("retention", "--release", text)
