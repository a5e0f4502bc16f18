"""How a patient stands as something is written: one question, and the answers of those who are asked one by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import ContactPoint, Delivery
from diary.access import NotAllowed
from diary.actions.carers import invite_carer
from diary.actions.entries import EntryBody, lock_diary_of, lock_patient, record_entry
from diary.actions.judging import is_monitored, load_course, waiting_if_told
from diary.actions.reminders import is_reminded
from diary.actions.standing import Standing, Written, standing_of
from diary.clinical.history import Reading
from diary.models import Clinic, Entry, EntryRevision, Patient
from diary.models.histories import reading_of
from tests.cast import Cast, agree, start_course, treat
from tests.diary.care import DAY, HOUR, log

NOBODY = UUID(int=0)


def stands(patient: Patient, entry: UUID = NOBODY) -> Standing:
    return standing_of(Patient.objects.get(pk=patient.pk), entry)


def test_a_stranger_to_everything_stands_nowhere(cast: Cast) -> None:
    assert stands(cast.walter) == Standing(is_monitored(cast.walter), False, False, False, False)


@pytest.mark.parametrize("monitoring", [None, True, False])
@pytest.mark.parametrize("reminders", [None, True, False])
def test_the_latest_answers_count(cast: Cast, now: datetime, monitoring: bool | None, reminders: bool | None) -> None:
    for purpose, given in (("monitoring", monitoring), ("reminders", reminders)):
        if given is not None:
            agree(cast.maya, now - 2 * DAY, purpose=purpose, given=not given)
            agree(cast.maya, now - DAY, purpose=purpose, given=given)
    standing = stands(cast.maya)
    assert standing.is_monitored == is_monitored(cast.maya)
    assert standing.is_reminded == is_reminded(cast.maya) == bool(reminders)


def test_a_clinic_that_only_records_tells_nobody(cast: Cast, now: datetime) -> None:
    agree(cast.maya, now - DAY)
    assert stands(cast.maya).is_monitored
    Clinic.objects.filter(pk=cast.maya.clinic_id).update(profile=Clinic.Profile.RECORD_ONLY)
    assert not stands(cast.maya).is_monitored
    assert stands(cast.maya).waiting(cast.maya) is waiting_if_told(cast.maya) is None


def test_alerts_notices_and_entries_are_seen_and_only_the_patients_own(cast: Cast, now: datetime) -> None:
    agree(cast.maya, now - DAY)
    assert stands(cast.maya).waiting(cast.maya) == ()
    kept = log(cast.maya, now - HOUR, 9, "fever").entry
    standing = stands(cast.maya, kept.pk)
    assert standing.has_alerts
    assert standing.knows_entry
    assert standing.waiting(cast.maya) == waiting_if_told(cast.maya) != ()
    assert not stands(cast.walter).has_alerts
    assert stands(cast.walter, kept.pk).knows_entry  # an id is taken, whoever took it
    assert not standing.has_notices
    point = ContactPoint.objects.create(
        user=cast.maya.user, channel="email", address="maya@home.example", verified_at=now, created_at=now
    )
    Delivery.objects.create(
        recipient=cast.maya.user,
        contact_point=point,
        message=alerts.DIARY,
        priority=0,
        created_at=now,
        next_attempt_at=now,
        give_up_at=now + DAY,
    )
    assert stands(cast.maya).has_notices
    assert not stands(cast.walter).has_notices
    alerts.take_back(user_id=cast.maya.user_id, message=alerts.DIARY, reason="answered")
    assert not stands(cast.maya).has_notices


def test_it_is_one_statement(cast: Cast) -> None:
    stands(cast.maya)
    maya = Patient.objects.get(pk=cast.maya.pk)
    with CaptureQueriesContext(connection) as caught:
        standing_of(maya, NOBODY)
    assert len(caught) == 1


def test_an_entry_is_judged_before_it_is_stored_as_it_is_after(cast: Cast, now: datetime) -> None:
    """Everything that a rule reads of it, in memory and from the database."""
    course = start_course(cast.maya, cast.anna, now - 9 * DAY)
    treat(course, cast.anna, now - 3 * DAY)
    said: dict[str, Any] = {
        "nrs_average": 4,
        "nrs_worst": 10,
        "nrs_now": 0,
        "stiffness": 7,
        "regions": [{"code": "neck", "side": "both", "nrs": 4}, {"code": "low_back", "side": None, "nrs": None}],
        "symptoms": [{"code": "fever", "severity": 3, "new": False}],
        "change": "worse",
        "function": "some",
        "recalled": True,
    }
    for given in (said, {"nrs_now": 2.5}, {"symptoms": said["symptoms"]}):
        body = EntryBody(recorded_at=now - HOUR, time_zone="Europe/London", **given)
        made = record_entry(entry_id=uuid7(), body=body, by=cast.maya.user, now=now).entry
        assert reading_of(made) == reading_of(Entry.objects.get(pk=made.pk))
        before = load_course(cast.maya, course, now, unstored=None)
        assert before is not None
        Entry.objects.filter(pk=made.pk).update(deleted_at=now)
        unstored = load_course(cast.maya, course, now, unstored=made)
        assert unstored is not None
        assert sorted(unstored.readings, key=by_id) == sorted(before.readings, key=by_id)
        assert sorted(unstored.surroundings.readings, key=by_id) == sorted(before.surroundings.readings, key=by_id)


def by_id(reading: Reading) -> str:
    return str(reading.entry)


def test_rows_are_taken_once(cast: Cast, now: datetime) -> None:
    entry = Entry(patient=cast.maya)
    written = Written(entry, EntryRevision(entry=entry), standing=stands(cast.maya), treated=())
    assert written.unstored is entry
    assert len(written.take()) == 2
    assert written.unstored is None
    assert written.take() == ()


def test_the_diary_that_is_written_is_held(cast: Cast, now: datetime) -> None:
    """The writer's own, or that of whom they care for; nobody else has one."""
    carer, _ = invite_carer(patient=cast.maya, name="Ruth", by=cast.maya.user, now=now)
    with transaction.atomic():
        assert lock_diary_of(cast.maya.user) == lock_diary_of(carer.user) == lock_patient(cast.maya)
        with pytest.raises(NotAllowed):
            lock_diary_of(cast.anna)
