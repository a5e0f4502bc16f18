"""Alerts as the staff work with them, and a patient's timeline."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import actions as alerts
from alerts.lifecycle import AlertState, Outcome, OutcomeIncomplete
from alerts.models import Alert, AlertEvent, Delivery
from diary.actions.auditing import record_access, record_list_access
from diary.api.alert_rows import WORST_FIRST, WORST_THEN_OLDEST, row_of, show_row
from diary.api.base import EbbView, moment_in_query, parse_uuid
from diary.api.care import StaffView, patient_or_404
from diary.api.problems import Problem
from diary.api.shapes import Choice, Instant, Shape, Text
from diary.api.shown import instant, show_course, show_entries, show_sessions, show_taken_back
from diary.api.unwanted import easing_of
from diary.api.visits import next_of, visits_of
from diary.clinical.history import HOUR
from diary.models import Course, Entry, Patient, Session, User
from diary.reports.function import activities_of, activity_said, peg_said, pegs_of
from diary.reports.rows import entry_line
from diary.reports.silencing import silenced_by
from diary.reports.visit import last_visit

MOST_SHOWN = 200
GAP_HOURS = 36


class NoteShape(Shape):
    note = Text(required=False, allow_blank=True, default="", max_length=10_000)


class TextShape(Shape):
    text = Text(max_length=10_000)


class ResolveShape(NoteShape):
    outcome = Choice([outcome.value for outcome in Outcome])
    follow_up_at = Instant(required=False, allow_null=True, default=None)


class SnoozeShape(Shape):
    until = Instant()
    reason = Text(max_length=1_000)


class Alerts(StaffView):
    """Alerts, worst level first, then oldest; all states unless `state` says which."""

    @extend_schema(responses=dict)
    def get(self, request: Request) -> Response:
        found = with_details(self.alerts())
        state = request.query_params.get("state")
        if state:
            if state not in list(AlertState):
                raise Problem(
                    422, "invalid", "Please correct: state.", {"state": [f"One of: {', '.join(AlertState)}."]}
                )
            found = found.filter(state=state)
        for name, column in (("patient", "subject"), ("session", "about")):
            if text := request.query_params.get(name):
                found = found.filter(**{column: parse_uuid(text, name)})
        return Response(show_page(self, found, "alert.list"))


class OneAlert(StaffView):
    """One alert with its deliveries, its history, and what would have silenced it."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        alert = one_alert(self, pk)
        return Response(show_audited(self, alert, "alert.read") | {"silenced_by": self._silenced_by(alert)})

    def _silenced_by(self, alert: Alert) -> str | None:
        sessions = Session.objects.select_related("patient__clinic", "course")
        session = sessions.filter(pk=alert.about).first() if alert.about else None
        return silenced_by(alert.rule, session, [each.cause for each in alert.causes.all()], alert.raised_at)


class Acknowledge(StaffView):
    """I have seen it and will act: the ladder stops."""

    @extend_schema(request=NoteShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        note = self.body(NoteShape, optional=True)["note"]
        self.one(self.alerts(), pk)
        with LostRace():
            alerts.acknowledge(alert_id=pk, by=self.asker.pk, now=self.now)
        if note:
            alerts.add_note(alert_id=pk, by=self.asker.pk, text=note, now=self.now)
        return Response(show_one(self, pk, "alert.acknowledge"))


class Resolve(StaffView):
    """Close an alert with what was done."""

    @extend_schema(request=ResolveShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        body = self.body(ResolveShape)
        self.one(self.alerts(), pk)
        with LostRace():
            alerts.resolve(
                alert_id=pk,
                by=self.asker.pk,
                outcome=body["outcome"],
                note=body["note"],
                follow_up_at=body["follow_up_at"],
                now=self.now,
            )
        return Response(show_one(self, pk, "alert.resolve"))


class Snooze(StaffView):
    """Put an alert off until a moment, for a reason; never an emergency."""

    @extend_schema(request=SnoozeShape, responses=dict)
    def post(self, request: Request, pk: UUID) -> Response:
        body = self.body(SnoozeShape)
        self.one(self.alerts(), pk)
        with LostRace():
            alerts.snooze(alert_id=pk, by=self.asker.pk, until=body["until"], reason=body["reason"], now=self.now)
        return Response(show_one(self, pk, "alert.snooze"))


class AlertNotes(StaffView):
    """Add a note to an alert."""

    @extend_schema(request=TextShape, responses={201: dict})
    def post(self, request: Request, pk: UUID) -> Response:
        body = self.body(TextShape)
        self.one(self.alerts(), pk)
        alerts.add_note(alert_id=pk, by=self.asker.pk, text=body["text"], now=self.now)
        return Response(show_one(self, pk, "alert.note"), status=201)


class Timeline(StaffView):
    """Everything about a patient between two moments, in one answer."""

    @extend_schema(responses=dict)
    def get(self, request: Request, pk: UUID) -> Response:
        patient = patient_or_404(self, pk)
        window = {
            f"{{}}__{side}": moment
            for name, side in (("from", "gte"), ("to", "lte"))
            if (moment := moment_in_query(request, name))
        }
        newest = list(
            Entry.objects.filter(patient=patient, deleted_at=None, **_in(window, "recorded_at")).order_by(
                "-recorded_at", "-pk"
            )[: MOST_SHOWN + 1]
        )
        entries = newest[MOST_SHOWN - 1 :: -1]
        courses, treated = treatment_of(patient, entries)
        shown = [each for each in treated if is_within(window, each.ended_at)]
        sessions = [each for each in shown if each.taken_back_at is None]
        in_error = [each for each in shown if each.taken_back_at is not None]
        last = sessions[-1] if sessions else None
        found = with_details(Alert.objects.filter(subject=patient.pk, **_in(window, "raised_at"))).order_by("raised_at")
        booked = visits_of(patient)
        record_access(by=self.asker, patient=patient, action="timeline.read", now=self.now)
        return Response(
            {
                "patient": {"id": str(patient.pk), "name": patient.name},
                "courses": [show_course(course) for course in courses],
                "sessions": show_sessions(sessions, patient),
                "taken_back": [show_taken_back(each) for each in in_error],
                "entries": show_entries(entries, patient),
                "has_earlier_entries": len(newest) > MOST_SHOWN,
                "alerts": [show_alert(alert, patient) for alert in found],
                "gaps": gaps_in(entries),
                "notes": notes_of(found),
                "easing": easing_of(patient, self.now),
                "last_visit": last and last_visit(last, entries, (self.now - last.ended_at) / HOUR),
                "function": function_of(entries, patient),
                "visits": [each for at, each in booked if is_within(window, at)][-MOST_SHOWN:],
                "next_visit": next_of(booked, self.now),
            }
        )


def treatment_of(patient: Patient, entries: Sequence[Entry]) -> tuple[list[Course], list[Session]]:
    """The patient's courses and sessions, those taken back too, oldest first, each with the objects it belongs to, and so the
    entries. Two statements.
    """
    courses = list(Course.objects.filter(patient=patient).order_by("created_at"))
    sessions = list(Session.every.filter(patient=patient).select_related("taken_back_by").order_by("ended_at"))
    by_id = {course.pk: course for course in courses}
    for session in sessions:
        session.patient, session.course = patient, by_id[session.course_id]
    treated = {session.pk: session for session in sessions}
    for entry in entries:
        if entry.session_id:
            entry.session = treated[entry.session_id]
    return courses, sessions


def is_within(window: Mapping[str, datetime], at: datetime) -> bool:
    """Whether a moment lies in the window that was asked for."""
    return window.get("{}__gte", at) <= at <= window.get("{}__lte", at)


def function_of(entries: Sequence[Entry], patient: Patient) -> dict[str, Any]:
    """What these entries, oldest first, say of function: each PEG, and sentences with the first, the last and the 30 % rule."""
    told = (each for each in entries if each.activity_nrs is not None or each.details.get("peg"))
    lines = [entry_line(each, {}, ZoneInfo(patient.time_zone)) for each in told]
    pegs = pegs_of(lines)
    named = (
        ("PEG", peg_said(pegs)),
        ("One thing the pain makes hard", activity_said(activities_of(lines, include_names=True))),
    )
    return {
        "said": [f"{name}: {said}" for name, said in named if said],
        "pegs": [
            {"entry": str(each.id), "at": instant(each.at), "score": round(each.mean, 2)}
            | {name: getattr(each, name) for name in ("pain", "enjoyment", "activity")}
            for each in pegs
        ],
    }


class LostRace:
    """Turns an alert that somebody answered first into a 409 that says who, and what the alert cannot take into a 422."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, alerts.AlreadyAnswered):
            first = User.objects.get(pk=error.by) if error.by is not None else None
            by = "a later entry" if first is None else first.name
            raise Problem(
                409, "conflict", f"This was answered first by {by}.", extra={"by": by, "at": instant(error.at)}
            ) from error
        if isinstance(error, OutcomeIncomplete | alerts.SnoozeRefused):
            raise Problem(422, "invalid", str(error), {error.field: [str(error)]}) from error


def with_details(found: "QuerySet[Alert]") -> "QuerySet[Alert]":
    """Alerts with all that `show_alert` reads, in a fixed number of statements; worst first, then oldest."""
    return (
        found.select_related("acknowledged_by", "resolved_by")
        .prefetch_related(
            "causes",
            Prefetch(
                "deliveries", Delivery.objects.select_related("contact_point", "recipient").order_by("created_at", "id")
            ),
            Prefetch("events", AlertEvent.objects.select_related("by").order_by("seq")),
        )
        .annotate(worst_first=WORST_FIRST)
        .order_by(*WORST_THEN_OLDEST)
    )


def show_page(view: EbbView, found: "QuerySet[Alert]", action: str) -> dict[str, Any]:
    """One page of alerts; audited for each patient on it."""
    rows, following = view.rows_of_page(found, *WORST_THEN_OLDEST)
    patients = {
        patient.pk: patient
        for patient in Patient.objects.select_related("clinic").filter(pk__in={row.subject for row in rows})
    }
    record_list_access(by=view.asker, patients=patients.values(), action=action, now=view.now)
    return {
        "results": [show_alert(row, patients[row.subject]) for row in rows],
        "next": following,
    }


def show_one(view: StaffView, pk: UUID, action: str) -> dict[str, Any]:
    """An alert the asker may see; audited."""
    return show_audited(view, one_alert(view, pk), action)


def one_alert(view: StaffView, pk: UUID) -> Alert:
    """An alert the asker may see, with all that is shown of it."""
    return view.one(with_details(view.alerts()), pk)


def show_audited(view: StaffView, alert: Alert, action: str) -> dict[str, Any]:
    """An alert from `one_alert`; audited."""
    patient = Patient.objects.select_related("clinic").get(pk=alert.subject)
    record_access(by=view.asker, patient=patient, action=action, object_id=alert.pk, now=view.now)
    return show_alert(alert, patient)


def show_alert(alert: Alert, patient: Patient) -> dict[str, Any]:
    """An alert from `with_details`."""
    return show_row(row_of(alert), patient.name, patient.clinic.time_zone) | {
        "deliveries": [
            {
                "channel": each.contact_point.channel,
                "to": each.recipient.name,
                "state": each.state,
                "at": instant(each.sent_at or each.next_attempt_at),
                "attempts": each.attempts,
            }
            for each in alert.deliveries.all()
        ],
        "events": [
            {
                "at": instant(event.at),
                "kind": event.kind,
                "by": event.by.name if event.by else None,
                "because": event.because,
                "hash": event.hash,
            }
            for event in alert.events.all()
        ],
    }


def gaps_in(entries: list[Entry]) -> list[dict[str, Any]]:
    """Stretches without any entry, so that no chart joins a line across them."""
    moments = [entry.recorded_at for entry in entries]
    return [
        {"from": instant(before), "to": instant(after), "hours": round((after - before) / HOUR, 1)}
        for before, after in pairwise(moments)
        if (after - before) / HOUR > GAP_HOURS
    ]


def notes_of(found: Any) -> list[dict[str, Any]]:
    """Notes that people wrote on alerts."""
    return [
        {
            "alert": str(alert.pk),
            "at": instant(event.at),
            "by": event.by.name if event.by else None,
            "text": event.because,
        }
        for alert in found
        for event in alert.events.all()
        if event.kind == "noted"
    ]


def _in(window: dict[str, Any], column: str) -> dict[str, Any]:
    return {name.format(column): value for name, value in window.items()}
