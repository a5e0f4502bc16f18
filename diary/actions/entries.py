"""Recording what a patient says. One transaction: store, judge, tell. Sending twice stores once; a correction overwrites nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from alerts.actions.inserting import insert_together, made
from alerts.prepared import first_of, prepared
from diary import access
from diary.actions.auditing import access_event, record_access
from diary.actions.flags import note_sensitivity
from diary.actions.judging import Judged, describe, judge_entry_alone
from diary.actions.placing import place_of, sessions_of
from diary.actions.progress import judge_whole_course
from diary.actions.reminders import plan_reminders, take_back_reminders
from diary.actions.standing import Standing, Written, standing_of
from diary.clinical.history import Finding
from diary.models import Assessment, Carer, Clock, Course, Entry, EntryRevision, Patient, Session, User

CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST_ENTRY = timedelta(days=400)
CLOCKS_SET_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
SEALED_DETAILS = ("medicines", "other_treatments", "events", "note", "advice_shown")
SAID_ONCE_A_WEEK = ("peg", "activity")


class EntryConflict(Exception):
    """The id was used before with other content, and the caller did not say which revision it corrects."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            "This id was used before for another entry. To correct that entry, send If-Match with its revision."
        )
        self.entry = entry


class WrongRevision(Exception):
    """The caller corrects a revision that is not the newest."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("This entry was changed since. Look at the newest version, then decide which to keep.")
        self.entry = entry


class EntryTooOld(Exception):
    """The entry was recorded more than 400 days ago."""


class UnknownEntry(Exception):
    """There is no such entry in this patient's diary."""


class UnknownCourse(Exception):
    """The entry names a course that is not this patient's."""


@dataclass(frozen=True, slots=True)
class EntryBody:
    """An entry as the phone sent it, already valid in shape. Scores are 0-10, whole numbers from the API; `sent_at` is not content."""

    recorded_at: datetime
    time_zone: str
    sent_at: datetime | None = None
    course: UUID | None = None
    nrs_average: float | None = None
    nrs_worst: float | None = None
    nrs_now: float | None = None
    stiffness: float | None = None
    activity_nrs: float | None = None
    regions: list[dict[str, Any]] = field(default_factory=list)
    symptoms: list[dict[str, Any]] = field(default_factory=list)
    none_of_these: bool | None = None
    change: str | None = None
    function: str | None = None
    urgency: int | None = None
    recalled: bool = False
    medicines: list[Any] = field(default_factory=list)
    other_treatments: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    note: str = ""
    advice_shown: dict[str, Any] | None = None
    peg: dict[str, int] | None = None
    activity: str = ""

    def content(self) -> dict[str, Any]:
        """What the patient said, as JSON values, without the time of sending."""
        content = {name: getattr(self, name) for name in CONTENT}
        # Left out where nothing was said, so that what phones kept before there were such questions is still the same content.
        for name in SAID_ONCE_A_WEEK:
            if not content[name]:
                content.pop(name)
        content["recorded_at"] = self.recorded_at.astimezone(UTC).isoformat()
        content["course"] = None if self.course is None else str(self.course)
        return content


CONTENT = tuple(each.name for each in fields(EntryBody) if each.name != "sent_at")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a PUT: whose diary it is in, the entry, whether it is new, corrected or the same again, and the last
    judgement on it.
    """

    patient: Patient
    entry: Entry
    status: str
    findings: tuple[dict[str, Any], ...]


@transaction.atomic
def record_entry(
    *,
    entry_id: UUID,
    body: EntryBody,
    by: User,
    now: datetime,
    patient: Patient | None = None,
    if_match: int | None = None,
    device: UUID | None = None,
) -> Recorded:
    """Store an entry or a correction of one, judge it, and tell whoever must know; all or nothing. `device`: the phone it is from.

    `patient`: whose diary it is, where it is not the one that `by` writes. Raises NotAllowed where `by` writes none, EntryConflict,
    WrongRevision, UnknownEntry (the id belongs to somebody else), UnknownCourse, EntryTooOld.
    """
    patient = lock_diary_of(by) if patient is None else lock_patient(patient)
    standing = standing_of(patient, entry_id)
    existing = first_of(_entries(entry_id)) if standing.knows_entry else None
    if existing is not None and existing.patient_id != patient.pk:
        raise UnknownEntry("There is no such entry.")
    content = body.content()
    content_hash = hash_of(content)
    is_restored = existing is not None and existing.deleted_at is not None and if_match == existing.revision
    if existing is not None and existing.content_hash == content_hash and not is_restored:
        record_access(by=by, patient=patient, action="entry.repeat", object_id=existing.pk, now=now)
        return Recorded(patient, existing, "same", last_findings(existing))
    if existing is not None and if_match is None:
        raise EntryConflict(existing)
    if existing is not None and if_match != existing.revision:
        raise WrongRevision(existing)
    if existing is None and if_match is not None:
        raise UnknownEntry("There is no such entry.")

    treated = sessions_of(patient)
    before = None if existing is None else (existing.recorded_at, existing.course)
    entry = existing or made(Entry, id=entry_id, patient_id=patient.pk, revision=0)
    entry.patient = patient
    entry = _fill(entry, patient, body, treated, now)
    entry.revision += 1
    entry.by_carer = name_of_carer(by, patient)
    entry.content_hash = content_hash
    entry.deleted_at = None
    revision = _revision(entry, content, by, device, now)
    action = "entry.record" if existing is None else "entry.correct"
    event = access_event(by=by, patient=patient, action=action, object_id=entry.pk, now=now)
    if existing is None:
        written = Written(entry, revision, event, standing=standing, treated=treated[::-1])
    else:
        entry.save()
        written = Written(revision, event, standing=standing, treated=treated[::-1])
    findings = _judge(patient, entry, before, written, by, now)
    _answer_reminders(patient, entry, standing, now)
    return Recorded(patient, entry, "new" if existing is None else "corrected", findings)


@transaction.atomic
def delete_entry(
    *, patient: Patient, entry_id: UUID, by: User, now: datetime, if_match: int | None, device: UUID | None = None
) -> Entry:
    """Hide an entry. Its revisions stay, and so does every alert it raised. Raises UnknownEntry, WrongRevision."""
    patient = lock_patient(patient)
    entry = Entry.objects.filter(pk=entry_id, patient=patient).select_related("session").first()
    if entry is None:
        raise UnknownEntry("There is no such entry.")
    if entry.deleted_at is not None:
        record_access(by=by, patient=patient, action="entry.delete", object_id=entry.pk, now=now)
        return entry
    if if_match != entry.revision:
        raise WrongRevision(entry)
    last = entry.revisions.latest("revision")
    entry.revision += 1
    entry.deleted_at = now
    entry.save(update_fields=["revision", "deleted_at"])
    EntryRevision.objects.create(
        patient=patient,
        entry=entry,
        revision=entry.revision,
        body=last.body,
        content_hash=entry.content_hash,
        recorded_at=entry.recorded_at,
        received_at=now,
        received_by=by,
        by_carer=name_of_carer(by, patient),
        device=device,
        deleted=True,
    )
    written = Written(standing=standing_of(patient, entry_id), treated=sessions_of(patient)[::-1])
    _judge(patient, entry, (entry.recorded_at, entry.course), written, by, now)
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="entry.delete", object_id=entry.pk, now=now)
    return entry


def _answer_reminders(patient: Patient, entry: Entry, standing: Standing, now: datetime) -> None:
    """A score answers what is on its way; anything else leaves the question open."""
    if entry.nrs_average is not None and standing.has_notices:
        take_back_reminders(patient=patient, now=now)
    elif standing.is_reminded or patient.remind_at is not None:
        plan_reminders(patient=patient, now=now)


def lock_diary_of(user: User) -> Patient:
    """The patient whose diary `user` writes, their row locked as by `lock_patient`. Raises NotAllowed where there is none."""
    return first_of(_held_of(user.pk)) or lock_patient(access.check_writes_diary(user))


def lock_patient(patient: Patient) -> Patient:
    """The patient's row, locked until the transaction ends: everything that judges one patient happens one after the other."""
    held = first_of(_held(patient.pk))
    if held is None:
        raise Patient.DoesNotExist
    return held


@prepared
def _held(patient: UUID) -> QuerySet[Patient]:
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").filter(pk=patient)


@prepared
def _held_of(user: UUID) -> QuerySet[Patient]:
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").filter(user=user)


@prepared
def _entries(entry: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(pk=entry)


def correct_clock(recorded_at: datetime, sent_at: datetime | None, received_at: datetime) -> tuple[datetime, Clock]:
    """When an entry was really recorded, as well as can be known, and how far the phone's clock was off.

    `sent_at` is what the phone's clock said on sending: its distance from `received_at` is the clock's error.
    """
    moment, clock = recorded_at, Clock.OK
    if sent_at is not None and abs(received_at - sent_at) > CLOCK_TOLERANCE:
        moment, clock = recorded_at + (received_at - sent_at), Clock.SKEWED
    if moment < CLOCKS_SET_BEFORE:
        return received_at, Clock.SKEWED
    if moment > received_at:
        return received_at, Clock.FUTURE_CLAMPED if moment > received_at + CLOCK_TOLERANCE else clock
    return moment, clock


def name_of_carer(by: User, patient: Patient) -> str | None:
    """The name of `by` when they write for the patient; None when it is the patient themself."""
    if by.pk == patient.user_id or not Carer.objects.filter(user=by, patient=patient).exists():
        return None
    return str(by.name)


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content in one canonical spelling."""
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def last_findings(entry: Entry) -> tuple[dict[str, Any], ...]:
    """What the last assessments made for this entry found that rests on it."""
    assessments = Assessment.objects.filter(entry=entry).order_by("-made_at", "-id")
    newest = assessments.first()
    if newest is None:
        return ()
    found = [finding for each in assessments.filter(made_at=newest.made_at) for finding in each.findings]
    return tuple(finding for finding in found if str(entry.pk) in finding["readings"])


def _fill(entry: Entry, patient: Patient, body: EntryBody, treated: Sequence[Session], now: datetime) -> Entry:
    previous = entry.revisions.order_by("-revision").first() if entry.revision else None
    is_moved = previous is None or previous.body.get("recorded_at") != body.content()["recorded_at"]
    # An edit that leaves the phone's own time alone keeps the moment found for it when it first arrived. Not one that is still
    # to come, because our clock was put back since: nobody would judge it before.
    if is_moved or entry.recorded_at > now:
        entry.recorded_at, entry.clock = correct_clock(body.recorded_at, body.sent_at, now)
    if entry.recorded_at < now - OLDEST_ENTRY:
        raise EntryTooOld("Entries may be up to 400 days old. Check the date, and write older news into a note.")
    entry.course, entry.session = place_of(treated, _named(patient, body.course), entry.recorded_at)
    entry.names_course = body.course is not None
    entry.received_at = now if entry.revision == 0 else entry.received_at
    entry.time_zone = body.time_zone
    for name in (
        "nrs_average",
        "nrs_worst",
        "nrs_now",
        "stiffness",
        "activity_nrs",
        "regions",
        "symptoms",
        "none_of_these",
        "change",
        "function",
        "urgency",
        "recalled",
    ):
        setattr(entry, name, getattr(body, name))
    checked = {"checked": entry.details["checked"]} if entry.details.get("checked") else {}
    weekly = {name: said for name in SAID_ONCE_A_WEEK if (said := getattr(body, name))}
    entry.details = {name: getattr(body, name) for name in SEALED_DETAILS} | weekly | checked
    return entry


def _named(patient: Patient, course_id: UUID | None) -> Course | None:
    if course_id is None:
        return None
    course = Course.objects.filter(pk=course_id, patient=patient).first()
    if course is None:
        raise UnknownCourse("There is no such course. Leave `course` out, or send one of this patient's.")
    return course


def _revision(entry: Entry, content: dict[str, Any], by: User, device: UUID | None, now: datetime) -> EntryRevision:
    return made(
        EntryRevision,
        patient_id=entry.patient_id,
        entry_id=entry.pk,
        revision=entry.revision,
        body=content,
        content_hash=entry.content_hash,
        recorded_at=entry.recorded_at,
        received_at=now,
        received_by_id=by.pk,
        by_carer=entry.by_carer,
        device=device,
    )


def _judge(
    patient: Patient,
    entry: Entry,
    before: tuple[datetime, Course | None] | None,
    written: Written,
    by: User,
    now: datetime,
) -> tuple[dict[str, Any], ...]:
    """Judge every recovery that the entry touches, or touched before it was corrected, and store what is `written`; return the
    findings that rest on it.
    """
    judged: list[Judged] = []
    found: list[Finding] = []
    since = entry.recorded_at if before is None else min(entry.recorded_at, before[0])
    about = {entry.course, before[1]} if before else {entry.course}
    courses = {course for course in about if course is not None}
    if None in about:  # an entry without a course counts for each
        courses |= set(Course.objects.filter(patient=patient, ended_at=None))
    for course in sorted(courses, key=lambda each: each.pk):
        whole = judge_whole_course(
            patient=patient,
            course=course,
            since=since,
            trigger=Assessment.Trigger.ENTRY,
            by=by,
            now=now,
            entry=entry,
            written=written,
        )
        judged += whole.judged
        found += whole.findings
        # What judging found about the recovery is shown with the answer.
        entry.session = next((each.session for each in judged if each.session == entry.session), entry.session)
    if entry.session is None and entry.deleted_at is None:
        alone = judge_entry_alone(patient=patient, entry=entry, now=now, beside=written.take())
        note_sensitivity(patient=patient, findings=alone.judgement.findings, by=by, now=now)
        found += alone.judgement.findings
    if rows := written.take():
        insert_together(*rows)
    return tuple(describe(finding) for finding in found if entry.pk in finding.readings)
