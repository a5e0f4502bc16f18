"""Many due sessions judged together, in a number of statements that does not grow with theirs.

Two doors, the quick one first. Most of what falls due is a diary that fell silent at 72 hours: `diary.clinical.silence` judges
those over arrays. What is left is read at once and judged by the rules themselves. The rows are those that `judge_course`
writes for one session, written for all together; a test compares the two on generated clinics. Whatever would do more than
keep a judgement and open new alerts is left to it: red flags, repeats, withdrawals, bands still to be fixed.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from alerts import actions as alerts
from alerts.actions.inserting import insert_alike, insert_many
from alerts.fields import uuid7
from alerts.many import among
from diary.actions.judging import OF_THE_COURSE, ONCE_PER_SESSION, WITHDRAWABLE
from diary.actions.looking_at_silence import Calm, fallen_silent
from diary.actions.looking_by_rules import by_the_rules
from diary.actions.looking_told import Told
from diary.clinical import rules
from diary.clinical.history import Level
from diary.models import Assessment, Session
from diary.models.silent import due_sessions

SET_ASIDE = "judge"


def look_together(*, due: Collection[UUID], now: datetime) -> set[UUID]:
    """Judge those of `due` that are plain, and write it; returns them. The caller holds the rows of their patients."""
    if not due:
        return set()
    calm, told = fallen_silent(due_sessions(due, now), now)
    silent = _write_calm(calm, now) | _write(told, now)
    others = _write(by_the_rules([pk for pk in due if pk not in silent], now), now)
    return silent | others


def _write(told: Sequence[Told], now: datetime) -> set[UUID]:
    """Write what is plain, in a fixed number of statements; returns its sessions."""
    if not told:
        return set()
    plain, new = _plain(told)
    insert_many([each for one in plain for each in one.assessments])
    _change(change for one in plain for change in one.changes)
    if new:
        alerts.open_many(found=new, now=now)
    done = {one.session for one in plain}
    alerts.forget(kind=SET_ASIDE, rows=done)
    return done


def _write_calm(calm: Sequence[Calm], now: datetime) -> set[UUID]:
    """Keep that these fell silent; returns those of which nothing is to be withdrawn."""
    if not calm:
        return set()
    waiting = alerts.keys_waiting(
        subjects={each.patient for each in calm}, about={each.session for each in calm}, rules=WITHDRAWABLE
    )
    plain = [each for each in calm if each.session not in waiting]
    done = {each.session for each in plain}
    insert_alike(
        Assessment,
        shared={
            "trigger": Assessment.Trigger.TIME,
            "made_at": now,
            "level": Level.EXPECTED.value,
            "rules_version": rules.RULES_VERSION,
        },
        own={
            "id": [uuid7() for _ in plain],
            "patient_id": [each.patient for each in plain],
            "session_id": [each.session for each in plain],
            "late_by": [each.late_by for each in plain],
            "recovery": [each.recovery for each in plain],
        },
    )
    Session.objects.filter(among("pk", done)).update(is_silent=True, look_again_at=None)
    alerts.forget(kind=SET_ASIDE, rows=done)
    return done


def _plain(told: Sequence[Told]) -> tuple[list[Told], list[alerts.Found]]:
    """Those of which everything that is found opens an alert or changes nothing, and of which nothing is to be withdrawn."""
    about = {session for one in told for session in one.keys}
    waiting = alerts.keys_waiting(subjects={one.patient for one in told}, about=about, rules=WITHDRAWABLE)
    found = [each for one in told for each in one.found]
    becomes = alerts.what_becomes_of(found, once=ONCE_PER_SESSION | OF_THE_COURSE) if found else []
    verdicts = iter(becomes)
    plain, new = [], []
    for one in told:
        mine = [next(verdicts) for _ in one.found]
        is_kept = all(waiting.get(session, set()) <= keys for session, keys in one.keys.items())
        if is_kept and alerts.Plain.UNCLEAR not in mine:
            plain.append(one)
            new += [each for each, verdict in zip(one.found, mine, strict=True) if verdict is alerts.Plain.NEW]
    return plain, new


def _change(changes: Iterable[tuple[UUID, dict[str, Any]]]) -> None:
    """Update sessions, those with the same changes together. A next look is mostly so many hours after the session's end."""
    alike: dict[str, tuple[dict[str, Any], list[UUID]]] = {}
    for pk, change in changes:
        if change:
            alike.setdefault(repr(change), (change, []))[1].append(pk)
    for change, sessions in alike.values():
        values = {
            name: F("ended_at") + value if isinstance(value, timedelta) else value for name, value in change.items()
        }
        Session.objects.filter(among("pk", sessions)).update(**values)
