"""Reminding patients. When is the pure schedule's affair (`diary.clinical.reminding`); here it meets rows, consent and channels.

One column, `Patient.remind_at`, holds the next moment to ask the schedule. It is worked out anew in the transaction of every
write that can move it, and asked again at that moment, so that a stale column costs a question and never a message.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from alerts import actions as alerts
from alerts.prepared import first_of, prepared
from diary.actions.auditing import place_of, record_access
from diary.clinical import reminding
from diary.clinical.history import Recovery
from diary.clinical.reminding import DAY_ENDS, LAST_DAY, MOST_A_DAY, Asked
from diary.models import Consent, Entry, Patient, Purpose, Reminder, ReminderState, Session, User

log = logging.getLogger(__name__)

LATEST = timedelta(hours=1)  # a reminder that could not leave in time is of no use later
AHEAD = timedelta(days=LAST_DAY + 2)
LONGEST_PAUSE = timedelta(days=366)
BATCH = 100
SET_ASIDE_FOR = timedelta(minutes=5)


class TimesRefused(ValueError):
    """A patient cannot be reminded at these times; the text says why."""


class PauseTooLong(ValueError):
    """A pause lies in the past or lasts over a year: to stop for good, the consent is withdrawn."""


def is_reminded(patient: Patient) -> bool:
    """Whether the patient's latest answer to the consent for reminders is yes."""
    return bool(first_of(_answers(patient.pk)))


@prepared
def _answers(patient: UUID) -> QuerySet[Consent, bool]:
    newest = Consent.objects.filter(patient=patient, purpose=Purpose.REMINDERS).order_by("-answered_at", "-id")
    return newest.values_list("given", flat=True)[:1]


def plan_reminders(*, patient: Patient, now: datetime) -> datetime | None:
    """Work out anew when the patient is next reminded, and keep it. Belongs to the transaction of what changed."""
    at = _next_at(patient, now)
    if patient.remind_at != at:
        Patient.objects.filter(pk=patient.pk).update(remind_at=at)
        patient.remind_at = at
    return at


def _next_at(patient: Patient, now: datetime) -> datetime | None:
    if not is_reminded(patient):
        return None
    asked = _asked(patient, now)
    if not asked:
        return None
    since = max(now - LATEST, patient.reminders_paused_until or now - LATEST)
    handled = _handled(patient, asked)
    for reminder in _due(patient, asked, since, since + AHEAD):
        if (reminder.session, reminder.key) not in handled:
            return reminder.at
    return None


def _asked(patient: Patient, now: datetime) -> list[Asked]:
    """The patient's recoveries of the last four weeks, as the schedule sees them."""
    sessions = _treated(patient.pk, now - AHEAD)
    if not sessions:
        return []
    scores: dict[UUID | None, list[datetime]] = {}
    for session, recorded_at in _scored(patient.pk, now - AHEAD):
        scores.setdefault(session, []).append(recorded_at)
    over = {
        one.pk: following.started_at for one, following in pairwise(sessions) if one.course_id == following.course_id
    }
    return [
        Asked(
            session=session.pk,
            ended_at=session.ended_at,
            scores=tuple(sorted(scores.get(session.pk, ()))),
            settled_at=session.settled_at,
            over_at=session.ended_at if session.recovery == Recovery.CLOSED else over.get(session.pk),
        )
        for session in sessions
    ]


@prepared
def _treated(patient: UUID, since: datetime) -> QuerySet[Session]:
    return Session.objects.filter(patient=patient, ended_at__gt=since).order_by("course", "ended_at")


@prepared
def _scored(patient: UUID, since: datetime) -> QuerySet[Entry, tuple[UUID, datetime]]:
    of_these = Entry.objects.filter(patient=patient, session__ended_at__gt=since, deleted_at=None)
    return of_these.filter(nrs_average__isnull=False).values_list("session", "recorded_at")


def _due(patient: Patient, asked: list[Asked], since: datetime, until: datetime) -> tuple[reminding.Reminder, ...]:
    times = tuple(time.fromisoformat(text) for text in patient.reminder_times)
    return reminding.reminders_due(asked, ZoneInfo(patient.time_zone), since=since, until=until, times=times)


def _handled(patient: Patient, asked: list[Asked]) -> set[tuple[UUID, str]]:
    return set(_handled_since(patient.pk, min(each.ended_at for each in asked)))


@prepared
def _handled_since(patient: UUID, since: datetime) -> QuerySet[Reminder, tuple[UUID, str]]:
    return Reminder.objects.filter(patient=patient, session__ended_at__gte=since).values_list("session", "key")


def take_back_reminders(*, patient: Patient, now: datetime) -> None:
    """The patient has written: what is still on its way asks for nothing any more. In the entry's own transaction."""
    alerts.take_back(user_id=patient.user_id, message=alerts.DIARY, reason="answered")
    plan_reminders(patient=patient, now=now)


@transaction.atomic
def pause_reminders(*, patient: Patient, until: datetime | None, by: User, now: datetime) -> None:
    """No reminder before `until`; None goes on at once. Raises PauseTooLong."""
    if until is not None and not now < until <= now + LONGEST_PAUSE:
        raise PauseTooLong("A pause ends in the future, within a year. To stop for good, take the consent back.")
    Patient.objects.filter(pk=patient.pk).update(reminders_paused_until=until)
    patient.reminders_paused_until = until
    alerts.take_back(user_id=patient.user_id, message=alerts.DIARY, reason="paused")
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="reminders.pause", now=now)


@transaction.atomic
def choose_reminder_times(*, patient: Patient, times: Sequence[time], by: User, now: datetime) -> None:
    """Be reminded at these times of the day, from the third day on; none: at the usual ones. Raises TimesRefused."""
    try:
        reminding.check_times(times)
    except ValueError as error:
        raise TimesRefused(str(error)) from error
    patient.reminder_times = [clock.isoformat("minutes") for clock in times]
    patient.save(update_fields=["reminder_times"])
    plan_reminders(patient=patient, now=now)
    record_access(by=by, patient=patient, action="reminders.times", now=now)


# --- What time does -------------------------------------------------------------------------------------------------


def remind_due(*, now: datetime, limit: int = BATCH) -> int:
    """Remind every patient whose moment has come; return how many messages were written. Safe from several processes."""
    if not _first_to_remind(now):
        return 0
    due = _to_remind(now).values_list("pk", "remind_at")[:limit]
    return sum(_remind_or_set_aside(pk, due_at, now) for pk, due_at in list(due))


def _to_remind(now: datetime) -> QuerySet[Patient]:
    return Patient.objects.filter(remind_at__lte=now).order_by("remind_at")


@prepared
def _first_to_remind(now: datetime) -> QuerySet[Patient, UUID]:
    return _to_remind(now).values_list("pk", flat=True)[:1]


def _remind_or_set_aside(pk: UUID, due_at: datetime | None, now: datetime) -> int:
    try:
        return _remind(pk, now)
    except Exception as error:
        log.error("patient %s could not be reminded: %s\n%s", pk, type(error).__name__, place_of(error))
        Patient.objects.filter(pk=pk, remind_at=due_at).update(remind_at=now + SET_ASIDE_FOR)
        return 0


@transaction.atomic
def _remind(pk: UUID, now: datetime) -> int:
    patient = (
        Patient.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, remind_at__lte=now).first()
    )
    if patient is None:
        return 0
    sent = 0
    if is_reminded(patient):
        asked = _asked(patient, now)
        handled = _handled(patient, asked)
        since = max(now - LATEST, patient.reminders_paused_until or now - LATEST)
        just_now = now + timedelta(microseconds=1)
        due = _due(patient, asked, since, just_now)
        for reminder in due:
            if (reminder.session, reminder.key) not in handled:
                sent += _send(patient, reminder, is_last=reminder is due[-1], now=now)
    plan_reminders(patient=patient, now=now)
    return sent


def _send(patient: Patient, reminder: reminding.Reminder, *, is_last: bool, now: datetime) -> int:
    """Write the message, unless a later one is due as well, it is night, or the day has had its two."""
    zone = ZoneInfo(patient.time_zone)
    deliveries = []
    if is_last and reminding.into_the_day(now, zone) == now and _sent_today(patient, zone, now) < MOST_A_DAY:
        night = datetime.combine(now.astimezone(zone).date(), DAY_ENDS, zone)
        deliveries = alerts.remind(
            user_id=patient.user_id,
            subject=patient.pk,
            channel_step=reminder.channel_step,
            by_sms_too=reminder.by_a_second_channel_too,
            give_up_at=min(reminder.at + LATEST, night),
            now=now,
        )
    Reminder.objects.create(
        patient=patient,
        session_id=reminder.session,
        key=reminder.key,
        kind=reminder.kind.value,
        due_at=reminder.at,
        handled_at=now,
        state=ReminderState.SENT if deliveries else ReminderState.DROPPED,
    )
    return len(deliveries)


def _sent_today(patient: Patient, zone: ZoneInfo, now: datetime) -> int:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Reminder.objects.filter(patient=patient, state=ReminderState.SENT, handled_at__gte=midnight).count()
