"""What patients do on two phones, and practitioners with sessions: late, corrected, refused, doubled, with wrong clocks.

A ledger, kept by hand, says what the server has taken; every red flag in it must have its alert (I1, I15).
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from alerts.fields import uuid7
from alerts.models import AlertCause
from diary.actions.checking import CheckedBefore, record_check
from diary.actions.consents import CONSENT_VERSION, answer_consent
from diary.actions.entries import (
    EntryBody,
    EntryConflict,
    UnknownEntry,
    WrongRevision,
    delete_entry,
    record_entry,
)
from diary.actions.looking import look_again
from diary.actions.refusing import keep_refused_entry
from diary.actions.sessions import SessionTwice, record_session, take_back_session, update_session
from diary.clinical.course import Relief, relief_after
from diary.clinical.history import SymptomReport
from diary.models import Course, Entry, Patient, RefusedEntry, Session
from diary.models.histories import course_history_of, scores_to_relapse
from tests.machines.scene import HOUR, MINUTE, Scene

# Red flags that are in no combination: whoever ticks one raises one alert of that code, whatever else there is.
ALONE = ("face-droop", "tummy-pain-bad")
TICKS = st.lists(
    st.sampled_from([*ALONE, "fever", "numb-area", "very-tired", "dizzy"]), min_size=1, max_size=2, unique=True
)
SCORES = st.sampled_from([0, 3, 6, 8])
LATE = st.sampled_from([0, 1, 26, 60, 200])
PHONES, WHICH = st.integers(0, 1), st.integers(0, 4)
SLACK = timedelta(seconds=1)  # hours are kept as floats


@dataclass(frozen=True, slots=True)
class Line:
    """What the ledger, or a phone, knows of one entry."""

    body: EntryBody
    revision: int
    is_deleted: bool = False


@dataclass
class Phone:
    """One of the patient's phones: what it knows, how wrong its clock is, and what it sent last."""

    known: dict[UUID, Line] = field(default_factory=dict)
    skew: timedelta = timedelta(0)
    last: tuple[UUID, EntryBody, int | None] | None = None


class Patients(Scene):
    """One patient with two phones, in treatment for one complaint."""

    patient: ClassVar[Patient]
    course: ClassVar[Course]

    def prepare(self) -> None:
        self.phones = (Phone(), Phone())
        self.ledger: dict[UUID, Line] = {}
        self.refused: set[tuple[UUID, str]] = set()
        self.flags: set[tuple[str, UUID]] = set()
        self.is_monitored = True
        self.has_changed_monitoring = False

    def look_again(self, now: datetime) -> None:
        look_again(now=now)

    # Writing

    @rule(phone=PHONES, nrs=SCORES)
    def score(self, phone: int, nrs: float) -> None:
        self.send(phone, uuid7(), self.body_of(phone, nrs, [], 0), None)

    @rule(phone=PHONES, ticks=TICKS, late=LATE)
    def tick(self, phone: int, ticks: list[str], late: int) -> None:
        self.send(phone, uuid7(), self.body_of(phone, None, ticks, late), None)

    @rule(phone=PHONES, nrs=SCORES, ticks=TICKS, late=LATE)
    def write_late(self, phone: int, nrs: float, ticks: list[str], late: int) -> None:
        self.send(phone, uuid7(), self.body_of(phone, nrs, ticks, late), None)

    @precondition(lambda self: self.ledger)
    @rule(phone=PHONES, which=WHICH, nrs=st.none() | SCORES, ticks=TICKS)
    def correct(self, phone: int, which: int, nrs: float | None, ticks: list[str]) -> None:
        """From what this phone knows: the other one may have been quicker."""
        for pk in self.known_to(phone, which):
            line = self.phones[phone].known[pk]
            symptoms = self.body_of(phone, nrs, ticks, 0).symptoms
            self.send(phone, pk, replace(line.body, nrs_average=nrs, symptoms=symptoms), line.revision)

    @rule(phone=PHONES, nrs=SCORES, again=SCORES, minutes=st.sampled_from([6, 14, 16]))
    def score_again_soon(self, phone: int, nrs: float, again: float, minutes: int) -> None:
        """Within a quarter of an hour the second score stands for the first."""
        self.send(phone, uuid7(), self.body_of(phone, nrs, [], minutes / 60), None)
        self.send(phone, uuid7(), self.body_of(phone, again, [], 0), None)

    @rule(phone=PHONES, late=LATE)
    def grow_worse(self, phone: int, late: int) -> None:
        """Fever and pain after needles are urgent; with a weak limb beside them, the same alert is an emergency."""
        self.send(phone, uuid7(), self.body_of(phone, 8, ["fever"], late), None)
        self.send(phone, uuid7(), self.body_of(phone, None, ["limb-weak-new"], 0), None)

    @precondition(lambda self: self.ledger)
    @rule(which=WHICH, nrs=SCORES, ticks=TICKS, knows=st.booleans())
    def write_on_both_phones(self, which: int, nrs: float, ticks: list[str], knows: bool) -> None:
        """The second phone has not heard of the first one's correction, or not even that there is such an entry: it is refused."""
        self.read(0)
        self.read(1)
        for pk in self.known_to(0, which):
            line = self.phones[1].known[pk]
            self.send(0, pk, replace(line.body, nrs_average=nrs), line.revision)
            body = replace(line.body, symptoms=self.body_of(1, None, ticks, 0).symptoms, nrs_average=5)
            self.send(1, pk, body, line.revision if knows else None)

    @precondition(lambda self: self.ledger)
    @rule(phone=PHONES, which=WHICH, late=LATE)
    def correct_the_moment(self, phone: int, which: int, late: int) -> None:
        for pk in self.known_to(phone, which):
            line = self.phones[phone].known[pk]
            at = self.clock.now + self.phones[phone].skew - late * HOUR
            self.send(phone, pk, replace(line.body, recorded_at=at), line.revision)

    @precondition(lambda self: self.ledger)
    @rule(phone=PHONES)
    def send_again(self, phone: int) -> None:
        """The answer was lost on the way: the phone says the same once more."""
        if (last := self.phones[phone].last) is not None:
            self.send(phone, *last)

    @precondition(lambda self: self.ledger)
    @rule(phone=PHONES, which=WHICH)
    def delete(self, phone: int, which: int) -> None:
        for pk in self.known_to(phone, which):
            with suppress(WrongRevision):
                entry = delete_entry(
                    patient=self.patient,
                    entry_id=pk,
                    by=self.patient.user,
                    now=self.clock.now,
                    if_match=self.phones[phone].known[pk].revision,
                )
                line = Line(self.ledger[pk].body, entry.revision, is_deleted=True)
                self.ledger[pk] = self.phones[phone].known[pk] = line

    @precondition(lambda self: self.ledger)
    @rule(phone=PHONES)
    def read(self, phone: int) -> None:
        """The phone learns what the server has."""
        self.phones[phone].known = dict(self.ledger)

    @rule(phone=PHONES, hours=st.sampled_from([0, 3, -26]))
    def set_the_phones_clock(self, phone: int, hours: int) -> None:
        self.phones[phone].skew = hours * HOUR

    @precondition(lambda self: self.ledger)
    @rule(which=WHICH)
    def say_a_doctor_has_looked(self, which: int) -> None:
        for pk in self.known_to(0, which):
            with suppress(UnknownEntry, CheckedBefore):
                record_check(
                    patient=self.patient,
                    entry_id=pk,
                    checked_at=self.clock.now,
                    note="",
                    by=self.patient.user,
                    now=self.clock.now,
                )

    @rule()
    def stop_or_allow_monitoring(self) -> None:
        self.is_monitored = not self.is_monitored
        self.has_changed_monitoring = True
        answer_consent(
            patient=self.patient,
            purpose="monitoring",
            given=self.is_monitored,
            version=CONSENT_VERSION,
            locale="en-GB",
            by=self.patient.user,
            now=self.clock.now,
        )

    def doubtful(self) -> set[str]:
        """I1 asks the rows whether the patient was monitored when something was found. The wall clock cannot tell once it was moved;
        `every_red_flag_that_was_taken_has_its_alert` has kept a ledger."""
        doubtful = super().doubtful()
        return doubtful | {"I1"} if self.has_stepped and self.has_changed_monitoring else doubtful

    # Treating

    @rule(hours=st.sampled_from([0, 1, 49, 100]))
    def treat(self, hours: int) -> None:
        with suppress(SessionTwice):
            record_session(
                course=self.course,
                by=self.people[0],
                now=self.clock.now,
                ended_at=self.clock.now - hours * HOUR,
                modality="acupuncture",
                regions=["low-back"],
            )

    @rule(hours=st.sampled_from([1, 26, 49]))
    def correct_when_a_session_ended(self, hours: int) -> None:
        session = Session.objects.filter(patient=self.patient).order_by("-ended_at").first()
        if session is not None:
            ended_at = min(session.ended_at, self.clock.now) - hours * HOUR
            with suppress(SessionTwice):
                changes = {"started_at": ended_at - HOUR, "ended_at": ended_at}
                update_session(session=session, by=self.people[0], now=self.clock.now, changes=changes)

    @rule()
    def take_a_session_back(self) -> None:
        session = Session.objects.filter(patient=self.patient).order_by("-ended_at").first()
        if session is not None:
            take_back_session(session=session, because="Another's.", by=self.people[0], now=self.clock.now)

    # The ledger

    def known_to(self, phone: int, which: int) -> list[UUID]:
        known = list(self.phones[phone].known)
        return [known[which % len(known)]] if known else []

    def body_of(self, phone: int, nrs: float | None, ticks: list[str], late: float) -> EntryBody:
        at = self.clock.now + self.phones[phone].skew
        symptoms: list[dict[str, Any]] = [{"code": code, "severity": None, "new": True} for code in ticks]
        return EntryBody(
            recorded_at=at - late * HOUR, sent_at=at, time_zone="Europe/London", nrs_average=nrs, symptoms=symptoms
        )

    def send(self, phone: int, pk: UUID, body: EntryBody, if_match: int | None) -> None:
        """As the API takes it: what cannot be an entry is kept and judged all the same.

        What was heard before, word for word, is no news: it was judged, and told or not, when it came.
        """
        self.phones[phone].last = (pk, body, if_match)
        try:
            taken = record_entry(
                patient=self.patient,
                entry_id=pk,
                body=body,
                by=self.patient.user,
                now=self.clock.now,
                if_match=if_match,
            )
        except (EntryConflict, WrongRevision) as refusal:
            is_news = self.keep(pk, body, 409 if isinstance(refusal, EntryConflict) else 412)
        else:
            is_news = taken.status != "same"
            # What was taken already and deleted since is not brought back by hearing it once more.
            is_deleted = taken.status == "same" and self.ledger[pk].is_deleted
            self.phones[phone].known[pk] = self.ledger[pk] = Line(body, taken.entry.revision, is_deleted=is_deleted)
        if self.is_monitored and is_news:
            self.flags |= {(each["code"], pk) for each in body.symptoms if each["code"] in ALONE}

    def keep(self, pk: UUID, body: EntryBody, status: int) -> bool:
        """Keep what was refused; whether it was not kept before."""
        raw = json.dumps(body.content(), default=str)
        is_news = (pk, raw) not in self.refused
        self.refused.add((pk, raw))
        keep_refused_entry(
            patient=self.patient,
            entry_id=pk,
            raw=raw,
            status=status,
            code="conflict",
            reports=[SymptomReport(each["code"], None, True) for each in body.symptoms],
            recorded_at=body.recorded_at,
            by=self.patient.user,
            now=self.clock.now,
        )
        return is_news

    @invariant()
    def whatever_was_taken_is_there(self) -> None:
        """I15: the ledger's lines and the rows are the same."""
        rows = Entry.objects.filter(patient=self.patient).values_list("pk", "revision", "deleted_at", "nrs_average")
        assert {pk: (revision, at is not None, nrs) for pk, revision, at, nrs in rows} == {
            pk: (line.revision, line.is_deleted, line.body.nrs_average) for pk, line in self.ledger.items()
        }
        assert RefusedEntry.objects.filter(patient=self.patient).count() == len(self.refused)

    @invariant()
    def a_score_stands_for_the_one_before_it(self) -> None:
        """What was last found to last rests on no score that another one, within 15 minutes and before the next visit, corrects.

        One that is a correction itself stands, whatever comes after it.
        """
        scores = Entry.objects.filter(patient=self.patient, deleted_at=None).exclude(nrs_average=None)
        visits = Session.objects.filter(patient=self.patient)
        for session in visits.filter(is_lasting=True):
            last = session.assessments.order_by("pk").last()
            following = visits.filter(ended_at__gt=session.ended_at).order_by("ended_at").first()
            for found in last.findings if last is not None else ():
                if found["rule"] in ("forty_eight_hours", "late_report"):
                    at = session.ended_at + timedelta(hours=found["hours"])
                    until = min(
                        [at + 15 * MINUTE - SLACK, last.made_at, *([following.started_at] if following else [])]
                    )
                    after = scores.filter(recorded_at__gt=at + SLACK, recorded_at__lte=until)
                    before = scores.filter(recorded_at__gte=at - 15 * MINUTE - SLACK, recorded_at__lt=at - SLACK)
                    assert before.exists() or not after.exists(), "it was corrected"

    @invariant()
    def the_relief_that_is_kept_is_what_all_scores_say(self) -> None:
        """Whatever came late, was corrected, deleted or moved: as if the whole course were read again."""
        sessions = list(Session.objects.filter(course=self.course).order_by("ended_at", "id"))
        scores = scores_to_relapse(self.patient, self.course, sessions) if sessions else []
        read = course_history_of(self.course, sessions, scores)
        for place, session in enumerate(sessions):
            held = {Relief.HELD: Relief.IMPROVING}  # what is kept does not know the time
            found = relief_after(read, place, session.ended_at)
            assert session.relief == held.get(found, found)

    @invariant()
    def every_red_flag_that_was_taken_has_its_alert(self) -> None:
        """I1, from the ledger alone: in whichever version it came, accepted or not."""
        causes = AlertCause.objects.filter(alert__subject=self.patient.pk, alert__rule="red_flag")
        assert set(causes.values_list("alert__code", "cause")) >= self.flags
