"""What must never be, where it takes the diary to know it. Each is a query for the ids that break it.

Written apart from the code that keeps them, on purpose; `EVERY` holds these and those of `alerts.invariants`. Source: the
design of the alert pipeline, section 4.6.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from alerts.fields import UnsealError
from alerts.invariants import INVARIANTS, LATE
from alerts.lifecycle import DRILL, NOT_CLOSED, rank
from alerts.models import AlertCause, Attempt, SetAside
from diary.access import STAFF_ROLES
from diary.actions.entries import hash_of
from diary.actions.judging import PERSON_CLOSED
from diary.actions.looking_together import SET_ASIDE
from diary.clinical import rules
from diary.models import (
    Assessment,
    CareTeamMember,
    Clinic,
    ClinicChange,
    Consent,
    Cover,
    Entry,
    EntryRevision,
    Membership,
    Patient,
    Purpose,
    RefusedEntry,
    Role,
    Session,
)
from diary.reports.curve import history_of_session

TIMERS_LAST = timedelta(days=30)
Told = Mapping[tuple[UUID, str, str, UUID], int]


def untold_red_flags(now: datetime) -> list[UUID]:
    """I1: an entry, accepted or refused, in which a red flag or symptom was found, and no alert as bad rests on it."""
    told, answers, offered = _told(), _monitoring(), _offers()
    found: Iterable[tuple[UUID, UUID, datetime, list[dict[str, Any]]]] = [
        *Assessment.objects.exclude(findings=[]).values_list("pk", "patient_id", "made_at", "findings"),
        *RefusedEntry.objects.exclude(findings=[]).values_list("pk", "patient_id", "received_at", "findings"),
    ]
    return [
        pk
        for pk, patient, at, findings in found
        if _was_monitored(answers[patient], at)
        and offered(patient, at)
        and any(_is_untold(patient, each, told) for each in findings)
    ]


def _told() -> Told:
    """How bad the worst alert is that rests on a cause: by patient, rule, code and cause."""
    told: dict[tuple[UUID, str, str, UUID], int] = {}
    causes = AlertCause.objects.filter(alert__rule__in=PERSON_CLOSED).select_related("alert")
    for each in causes.iterator(chunk_size=500):
        key = (each.alert.subject, each.alert.rule, each.alert.code, each.cause)
        told[key] = min(rank(each.alert.level), told.get(key, rank(each.alert.level)))
    return told


def _is_untold(patient: UUID, finding: Mapping[str, Any], told: Told) -> bool:
    if finding["rule"] not in PERSON_CLOSED:
        return False
    keys = [(patient, finding["rule"], finding["code"] or "", UUID(entry)) for entry in finding["readings"]]
    return any(key not in told or told[key] > rank(finding["level"]) for key in keys)


def _monitoring() -> Mapping[UUID, list[tuple[datetime, bool]]]:
    answers: dict[UUID, list[tuple[datetime, bool]]] = defaultdict(list)
    asked = Consent.objects.filter(purpose=Purpose.MONITORING).order_by("answered_at", "id")
    for patient, at, given in asked.values_list("patient_id", "answered_at", "given"):
        answers[patient].append((at, given))
    return answers


def _offers() -> Callable[[UUID, datetime], bool]:
    """Whether the clinic of a patient offered monitoring at a moment. At the moment of a change nobody can say."""
    clinics = dict(Patient.objects.values_list("pk", "clinic"))
    today = dict(Clinic.objects.values_list("pk", "profile"))
    changes: dict[UUID, list[tuple[datetime, str, str]]] = defaultdict(list)
    for change in ClinicChange.objects.filter(action="clinic.profile").order_by("at", "id"):
        changes[change.clinic_id].append((change.at, *change.detail["profile"]))

    def offered(patient: UUID, moment: datetime) -> bool:
        clinic = clinics[patient]
        later = [before for at, before, _ in changes[clinic] if at >= moment]
        is_known = all(at != moment for at, _, _ in changes[clinic])
        return is_known and (later[0] if later else today[clinic]) == "monitoring"

    return offered


def _was_monitored(answers: Iterable[tuple[datetime, bool]], moment: datetime) -> bool:
    """Whether it was allowed to tell. At the moment of an answer itself nobody can say: then both are right."""
    return [given for at, given in answers if at < moment][-1:] == [True] and all(at != moment for at, _ in answers)


def told_who_may_not_know(now: datetime) -> list[UUID]:
    """I9: a message about a patient was sent to somebody who did not belong to those who may know at that moment."""
    patient = Patient.objects.filter(pk=OuterRef("delivery__subject"))
    during = Q(ended_at=None) | Q(ended_at__gte=OuterRef("started_at"))
    works = Membership.objects.filter(
        during,
        user=OuterRef("delivery__recipient"),
        clinic__patients=OuterRef("delivery__subject"),
        role__in=STAFF_ROLES,
    )
    treats = CareTeamMember.objects.filter(
        Q(until_at=None) | Q(until_at__gte=OuterRef("started_at")),
        user=OuterRef("delivery__recipient"),
        patient=OuterRef("delivery__subject"),
        since_at__lte=OuterRef("started_at"),
    )
    covers = Cover.objects.filter(
        Q(ends_at=None) | Q(ends_at__gte=OuterRef("started_at")),
        Q(covers=None) | Q(covers__care_teams__patient=OuterRef("delivery__subject")),
        user=OuterRef("delivery__recipient"),
        clinic__patients=OuterRef("delivery__subject"),
        starts_at__lte=OuterRef("started_at"),
    )
    is_patient = patient.filter(user=OuterRef("delivery__recipient"))
    wrong = Attempt.objects.filter(
        ~Q(Exists(is_patient)),
        ~Q(Exists(works)) | ~Q(Exists(treats) | Exists(covers) | Exists(works.filter(role=Role.MANAGER))),
        Exists(patient),
    )
    return list(wrong.values_list("delivery_id", flat=True))


def looked_at_too_late(now: datetime) -> list[UUID]:
    """I10: a session whose moment passed over a minute ago and nobody looked, or that was looked at before its moment."""
    missed = Session.objects.filter(look_again_at__lt=now - LATE).values_list("pk", flat=True)
    early = Assessment.objects.filter(late_by__lt=timedelta(0)).values_list("pk", flat=True)
    return [*missed, *early]


def wakes_up_wrongly(now: datetime) -> list[UUID]:
    """I11: a session that will be looked at at another moment than the rules ask for, as far as they have timers.

    What was set aside is shown elsewhere.
    """
    waiting = Session.objects.filter(Q(look_again_at__gt=now) | Q(look_again_at=None, ended_at__gt=now - TIMERS_LAST))
    waiting = waiting.exclude(pk__in=SetAside.objects.filter(kind=SET_ASIDE).values("row"))
    sessions = waiting.select_related("patient__clinic", "course").iterator(chunk_size=200)
    return [
        session.pk
        for session in sessions
        if rules.next_look_at(history_of_session(session), now) != session.look_again_at
    ]


def causes_that_cannot_be_read(now: datetime) -> list[UUID]:
    """I14: an alert that is not closed and rests on something that is not there any more, or cannot be opened."""
    causes = AlertCause.objects.filter(alert__state__in=NOT_CLOSED).exclude(alert__rule=DRILL)
    entry = Entry.objects.filter(pk=OuterRef("cause"), patient=OuterRef("alert__subject"))
    refused = RefusedEntry.objects.filter(entry_id=OuterRef("cause"), patient=OuterRef("alert__subject"))
    gone = causes.filter(~Exists(entry), ~Exists(refused)).values_list("alert_id", flat=True)
    revisions = EntryRevision.objects.filter(entry__in=causes.values("cause"))
    sealed = {each.entry_id for each in revisions.iterator(chunk_size=500) if not _opens(each)}
    return [*gone, *causes.filter(cause__in=sealed).values_list("alert_id", flat=True)]


def _opens(revision: EntryRevision) -> bool:
    try:
        return isinstance(revision.body, dict)
    except UnsealError:
        return False


def entries_without_their_revisions(now: datetime) -> list[UUID]:
    """I15: an entry of which not every revision that was accepted is there, or whose last one is not what it says."""
    counted = Entry.objects.annotate(n=Count("revisions"), last=Max("revisions__revision"))
    wrong = list(counted.exclude(n=F("revision"), last=F("revision")).values_list("pk", flat=True))
    return [*wrong, *_altered()]


def _altered() -> Iterator[UUID]:
    newest = EntryRevision.objects.filter(revision=F("entry__revision")).select_related("entry")
    for each in newest.iterator(chunk_size=500):
        if not (_opens(each) and each.content_hash == each.entry.content_hash == hash_of(each.body)):
            yield each.entry_id


EVERY: Mapping[str, Callable[[datetime], list[UUID]]] = {
    **INVARIANTS,
    "I1": untold_red_flags,
    "I9": told_who_may_not_know,
    "I10": looked_at_too_late,
    "I11": wakes_up_wrongly,
    "I14": causes_that_cannot_be_read,
    "I15": entries_without_their_revisions,
}
