"""Turns rows into the frozen values of a report. A fixed number of statements, whatever the length of the diary."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alerts.models import Alert
from diary.clinical.history import HOUR
from diary.clinical.wording import at_home
from diary.models import CareTeamMember, Consent, Course, Entry, Patient, Session, User
from diary.models.histories import BASELINE_DAYS, LONGEST_BASELINE, as_float
from diary.reports.facts import AlertLine, EntryLine, SessionLine, Tick

NOT_TOLD = ("drill",)


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database holds for one report: all sessions of the course, those of the period that were taken back, the patient's
    entries from `lower` on, the alerts.
    """

    sessions: tuple[Session, ...]
    taken_back: tuple[UUID, ...]
    entries: tuple[Entry, ...]
    alerts: tuple[Alert, ...]
    consents: tuple[Consent, ...]
    treats: User | None

    def of_course(self, course: Course) -> tuple[Entry, ...]:
        """The course's own entries, and those that name no course."""
        return tuple(entry for entry in self.entries if entry.course_id in (None, course.pk))


def read_rows(course: Course, since: datetime, until: datetime) -> Rows:
    """Everything a report of `course` from `since` until `until` needs, in six statements."""
    ever = list(
        Session.every.filter(course=course, ended_at__lte=until).select_related("created_by").order_by("ended_at", "id")
    )
    sessions = tuple(session for session in ever if session.taken_back_at is None)
    taken_back = [session for session in ever if session.taken_back_at is not None]
    drawn = [session.started_at for session in sessions if session.ended_at >= since] + [since]
    before = [session.started_at for session in sessions if session.ended_at < since]
    lower = min([*drawn, *before[-1:]]) - LONGEST_BASELINE
    entries = Entry.objects.filter(
        patient=course.patient, deleted_at=None, recorded_at__gte=lower, recorded_at__lte=until
    ).order_by("recorded_at", "id")
    alerts = (
        Alert.objects.filter(
            Q(about__in=[session.pk for session in sessions])
            | Q(about__in=[session.pk for session in taken_back], rule="symptom")
            | Q(rule="red_flag")
            | Q(about=None),
            subject=course.patient_id,
            raised_at__gte=since,
            raised_at__lte=until,
        )
        .exclude(rule__in=NOT_TOLD)
        .select_related("acknowledged_by", "resolved_by")
        .order_by("raised_at", "id")
    )
    consents = Consent.objects.filter(patient=course.patient, answered_at__lte=until).order_by("answered_at", "id")
    treats = _who_treats(course.patient, sessions)
    in_error = tuple(session.pk for session in taken_back if session.ended_at >= since)
    return Rows(sessions, in_error, tuple(entries), tuple(alerts), tuple(consents), treats)


def _who_treats(patient: Patient, sessions: tuple[Session, ...]) -> User | None:
    """Who recorded the last session, else the first of the care team."""
    member = (
        CareTeamMember.objects.filter(patient=patient, until_at=None)
        .select_related("user")
        .order_by("since_at", "id")
        .first()
    )
    if sessions:
        return sessions[-1].created_by
    return None if member is None else member.user


# What a line of a report needs of an entry, in the order of `_line`; what is sealed last.
READ = (
    "id",
    "recorded_at",
    "received_at",
    "time_zone",
    "clock",
    "session_id",
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
    "recalled",
    "by_carer",
    "details",
)


def entry_line(entry: Entry, sessions: dict[Any, Session], zone: ZoneInfo) -> EntryLine:
    """One entry, on the patient's calendar."""
    return _line(sessions, zone, *(getattr(entry, name) for name in READ))


def entry_lines(
    entries: "QuerySet[Entry]", sessions: dict[Any, Session], zone: ZoneInfo, at_a_time: int
) -> Iterator[EntryLine]:
    """The same of many, straight from their columns: making a model of each row would take as long as all the rest."""
    details: Any = Entry._meta.get_field("details")
    by_carer: Any = Entry._meta.get_field("by_carer")
    rows: Iterator[Any] = entries.values_list(*READ).iterator(chunk_size=at_a_time)
    for *columns, carer, sealed in rows:
        name = None if carer is None else by_carer.opened(carer, columns[0])
        yield _line(sessions, zone, *(*columns, name, details.opened(sealed, columns[0])))


def _line(
    sessions: dict[Any, Session],
    zone: ZoneInfo,
    pk: UUID,
    recorded_at: datetime,
    received_at: datetime,
    time_zone: str,
    clock: str,
    session_id: UUID | None,
    nrs_average: Decimal | None,
    nrs_worst: Decimal | None,
    nrs_now: Decimal | None,
    stiffness: Decimal | None,
    activity_nrs: Decimal | None,
    regions: list[dict[str, Any]],
    symptoms: list[dict[str, Any]],
    none_of_these: bool | None,
    change: str | None,
    function: str | None,
    recalled: bool,
    by_carer: str | None,
    details: dict[str, Any],
) -> EntryLine:
    session = sessions.get(session_id)
    average, now = as_float(nrs_average), as_float(nrs_now)
    return EntryLine(
        id=pk,
        day=recorded_at.astimezone(zone).date(),
        recorded_at=recorded_at,
        received_at=received_at,
        time_zone=time_zone,
        clock=clock,
        session=None if session is None else session.number,
        hours=None if session is None else round((recorded_at - session.ended_at) / HOUR, 2),
        score=average if average is not None else now,
        nrs_average=average,
        nrs_worst=as_float(nrs_worst),
        nrs_now=now,
        stiffness=as_float(stiffness),
        activity_nrs=as_float(activity_nrs),
        regions=tuple([_place(region) for region in regions]),
        ticks=tuple([Tick(each["code"], each.get("severity"), each.get("new", True)) for each in symptoms]),
        none_of_these=none_of_these,
        change=change,
        function=function,
        recalled=recalled,
        medicines=tuple([free_text(each) for each in details.get("medicines") or ()]),
        other_treatments=tuple([free_text(each) for each in details.get("other_treatments") or ()]),
        events=tuple([free_text(each) for each in details.get("events") or ()]),
        note=details.get("note") or "",
        peg=peg_of(details),
        activity=details.get("activity") or "",
        by_carer=by_carer or "",
    )


def peg_of(details: dict[str, Any]) -> tuple[int, int, int] | None:
    """Pain, enjoyment, activity; None where the week's questions were not answered."""
    said = details.get("peg")
    return (said["pain"], said["enjoyment"], said["activity"]) if said else None


def _place(region: dict[str, Any]) -> str:
    """`knee (left)`."""
    side = region.get("side")
    return f"{region['code']} ({side})" if side else str(region["code"])


def free_text(value: Any) -> str:
    """A medicine, treatment or event as the patient typed it: name and amount first, then whatever else was sent."""
    if not isinstance(value, dict):
        return str(value).strip()
    named = [value[key] for key in ("name", "amount") if value.get(key) not in (None, "")]
    rest = [value[key] for key in sorted(value) if key not in ("name", "amount") and value[key] not in (None, "")]
    return " ".join(str(part).strip() for part in (*named, *rest) if not isinstance(part, dict | list))


def session_line(session: Session) -> SessionLine:
    """A session as a report tells of it, without the practitioner's note."""
    return SessionLine(
        id=session.pk,
        number=session.number,
        started_at=session.started_at,
        ended_at=session.ended_at,
        modality=session.modality,
        regions=tuple(session.regions),
        needles=session.needles,
        retention_minutes=session.retention_minutes,
        position=session.position,
        points=tuple(session.points),
        nrs_before=as_float(session.nrs_before),
        recovery=session.recovery,
        settled_at=session.settled_at,
    )


def alert_line(alert: Alert, zone: ZoneInfo) -> AlertLine:
    """What was told, its moments in `zone`, and the answers; the staff's own notes stay with the staff."""
    by, closed_by = alert.acknowledged_by, alert.resolved_by
    return AlertLine(
        id=alert.pk,
        rule=alert.rule,
        code=alert.code,
        codes=tuple(alert.detail.get("codes") or [alert.code]),
        level=alert.level,
        state=alert.state,
        raised_at=alert.raised_at,
        because=at_home(str(alert.detail.get("because") or ""), zone),
        acknowledged_by=None if by is None else by.name,
        acknowledged_at=alert.acknowledged_at,
        outcome=alert.outcome,
        resolved_by=None if closed_by is None else closed_by.name,
        resolved_at=alert.resolved_at,
        withdrawn_at=alert.withdrawn_at,
        readings=tuple(UUID(reading) for reading in alert.detail.get("readings") or ()),
    )


def beginning_of(course: Course) -> datetime:
    """A week before the first session, or when the course was made, whichever came first. One statement."""
    first = Session.objects.filter(course=course).order_by("started_at").values_list("started_at", flat=True).first()
    return course.created_at if first is None else min(course.created_at, first - BASELINE_DAYS)
