"""What a patient is told of where they stand: whether anybody watches, who answers, what comes next."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.lifecycle import OpeningHours
from diary import access
from diary.actions.judging import is_monitored
from diary.api.shown import instant
from diary.clinical.history import HOUR
from diary.clinical.intake import INTAKE_SYMPTOMS, asked_of
from diary.clinical.self_care import card_at
from diary.models import CareTeamMember, Clinic, Consent, Course, Patient, Purpose, Report, ReportState, Session, User
from diary.models.histories import reports_since

# Infection items are asked for 30 days after the last needling (clinical reference 2.1).
WATCHED_FOR = timedelta(days=30)
SAID_FOR = timedelta(days=7)


def count_reports_waiting(patient: Patient) -> int:
    """How many drafts wait for the patient's yes or no."""
    return Report.objects.filter(patient=patient, state=ReportState.DRAFT).count()


def show_cover_for(patient: Patient, now: datetime) -> dict[str, Any] | None:
    """Who answers instead while whoever treats the patient is away for a while; null when nobody is."""
    team = list(CareTeamMember.objects.filter(patient=patient, until_at=None).values_list("user_id", flat=True))
    covering = list(access.covers_now(patient.clinic_id, team, now).select_related("user"))
    away = access.away_now(covering, team)
    dated = [cover for cover in covering if cover.ends_at is not None]
    if not away or not dated:
        return None
    names = [user.name for user in User.objects.filter(pk__in=away).order_by("created_at", "id")]
    until = min(cover.ends_at for cover in dated if cover.ends_at is not None)
    by = list(dict.fromkeys(cover.user.name for cover in dated))
    day = until.astimezone(ZoneInfo(patient.time_zone))
    are, answer = ("is" if len(names) == 1 else "are"), ("answers" if len(by) == 1 else "answer")
    text = f"{' and '.join(names)} {are} away until {day:%A %-d %B}. {' and '.join(by)} {answer} instead."
    return {"away": names, "by": by, "until": instant(until), "text": text}


def show_monitoring(patient: Patient, now: datetime) -> dict[str, Any]:
    """Whether somebody would be told: `on` until `until`; `paused` when the last treatment is longer ago, and only warning
    signs are told; `off` without consent. `opens_at`: when the clinic is next in, null while it is open.
    """
    agreed = is_monitored(patient)
    last = Session.objects.filter(patient=patient).order_by("-ended_at").values_list("ended_at", flat=True).first()
    until = None if last is None else last + WATCHED_FOR
    is_over = until is not None and until <= now
    opens_at = OpeningHours.from_setting(patient.clinic.time_zone, patient.clinic.opening_hours).next_open(now)
    return {
        "state": "off" if not agreed else "paused" if is_over else "on",
        "agreed": agreed,
        "until": instant(until) if agreed else None,
        "opens_at": None if opens_at <= now else instant(opens_at),
    }


def show_taken_back(patient: Patient, now: datetime) -> dict[str, Any] | None:
    """The treatment that the clinic last took out of the diary because it was entered in error: when it was said to have been,
    for a week. Null where there was none; of what it was, or why, nothing: it may be somebody else's.
    """
    lately = Session.every.filter(patient=patient, taken_back_at__gt=now - SAID_FOR).order_by("-taken_back_at")
    session = lately.first()
    if session is None:
        return None
    return {"ended_at": instant(session.ended_at), "at": instant(session.taken_back_at)}


def show_reminders(patient: Patient) -> dict[str, Any]:
    """Whether the patient is reminded, until when they asked not to be, and what comes next."""
    return {
        "agreed": _latest(patient).get(Purpose.REMINDERS) is True,
        "paused_until": instant(patient.reminders_paused_until),
        "times": patient.reminder_times,
        "next_at": instant(patient.remind_at),
    }


def show_asked(patient: Patient) -> dict[str, Any]:
    """What the phone asks of this patient first, or on every entry; `known` was there before treatment: new or worse?"""
    courses = Course.objects.filter(patient=patient, ended_at=None).order_by("created_at", "id")
    asked = asked_of(
        patient.flags,
        [course.neck_type for course in courses],
        [name for course in courses for name in course.symptoms_at_intake],
    )
    return {
        "pinned": list(asked.pinned),
        "every_entry": {"groups": list(asked.groups), "symptoms": list(asked.symptoms)},
        "known": list(asked.known),
    }


def show_self_care(patient: Patient, now: datetime) -> dict[str, Any] | None:
    """The self-care card of this moment, by the codes of its texts; null before a session, and beside an emergency."""
    session = (
        Session.objects.filter(patient=patient, ended_at__lte=now)
        .select_related("course")
        .order_by("-ended_at")
        .first()
    )
    if session is None or patient.clinic.profile == Clinic.Profile.RECORD_ONLY:
        return None
    card = card_at(
        (now - session.ended_at) / HOUR,
        reports_since(patient, session.ended_at),
        known=[code for name in session.course.symptoms_at_intake for code in INTAKE_SYMPTOMS[name]],
        patches_allowed=session.course.patches_allowed,
    )
    if card is None:
        return None
    return {"code": card.code, "texts": list(card.texts), "since": instant(session.ended_at)}


def _latest(patient: Patient) -> dict[str, bool]:
    answers = Consent.objects.filter(patient=patient).order_by("answered_at", "id")
    return {answer.purpose: answer.given for answer in answers}
