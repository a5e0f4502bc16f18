"""Another preset, tried on the clinic's own last ninety days before it counts: which alerts would have come, and which not.

Nothing is written about any patient. Each course is judged again in memory at every moment at which it was judged then: when a
session ended, when an entry was recorded, and when time alone could make a rule true. Both presets are judged the same way, so
that what differs is the preset and nothing else.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from alerts.lifecycle import ACTIONED
from alerts.lifecycle.refused import Refused
from alerts.models import Alert
from diary.actions.clinic import note_change
from diary.actions.judging import Loaded, is_monitored, judge_loaded
from diary.models import Clinic, Course, PresetReplay, Session, User
from diary.models.histories import LONGEST_BASELINE, readings_of_course
from diary.models.surroundings import surroundings_of

BACK = timedelta(days=90)
MOST_SESSIONS = 5_000
STEP_SECONDS = 15.0
FRESH = timedelta(days=1)
MOST_LISTED = 200
MOST_MOMENTS = 400  # of one session; a diary that is written to more often is judged at every so-manieth entry

Key = tuple[UUID, str, str]


class PresetRefused(Refused):
    """The preset cannot be changed like this; `field` names what is wrong."""


@dataclass(frozen=True, slots=True)
class Told:
    """One alert that a replay found: its sentence, and when it would have come."""

    because: str
    at: datetime


@transaction.atomic
def ask_for_replay(*, clinic: Clinic, preset: str, by: User, now: datetime) -> PresetReplay:
    """A replay of the last ninety days under `preset`, to be gone on with step by step. The same one that still runs is that one.

    At most the newest 5,000 sessions are looked at. Raises PresetRefused when the clinic has that preset already.
    """
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if preset == clinic.preset:
        raise PresetRefused("preset", "The clinic has this preset already.")
    running = PresetReplay.objects.filter(clinic=clinic, was=clinic.preset, becomes=preset, finished_at=None)
    if (same := running.filter(asked_at__gt=now - FRESH).first()) is not None:
        return same
    since = _since(clinic, now)
    replay = PresetReplay(
        clinic=clinic, was=clinic.preset, becomes=preset, asked_at=now, asked_by=by, since=since, touched_at=now
    )
    replay.sessions = sessions_of(replay).count()
    replay.result = {"gained": [], "lost": [], "rules": {}}
    replay.save(force_insert=True)
    return replay


def _since(clinic: Clinic, now: datetime) -> datetime:
    """Ninety days back, or as far as the newest 5,000 sessions reach."""
    ended = Session.objects.filter(patient__clinic=clinic, ended_at__gt=now - BACK, ended_at__lte=now)
    last = ended.order_by("-ended_at").values_list("ended_at", flat=True)[MOST_SESSIONS - 1 : MOST_SESSIONS]
    return max([now - BACK, *last])


def sessions_of(replay: PresetReplay) -> "QuerySet[Session]":
    """The sessions that a replay looks at."""
    return Session.objects.filter(
        patient__clinic=replay.clinic_id, ended_at__gte=replay.since, ended_at__lte=replay.asked_at
    )


def go_on_with_replay(*, replay_id: UUID, now: datetime, seconds: float = STEP_SECONDS) -> bool:
    """Judge further courses for so many seconds, and write down how far it is; whether there is more to do.

    Safe to run twice: each course's outcome is added together with the place that was reached, by who reached it first.
    """
    replay = PresetReplay.objects.select_related("clinic").get(pk=replay_id)
    ends = monotonic() + seconds
    while replay.finished_at is None:
        before = replay.after
        course = _next_course(replay)
        if course is None:
            replay.finished_at = now
        else:
            _add(replay, course)
            replay.after = course.pk
        replay.touched_at = now
        if not _written(replay, before):
            return False  # somebody else goes on with it
        if monotonic() > ends:
            break
    return replay.finished_at is None


def go_on_with_replays(*, now: datetime, seconds: float = STEP_SECONDS) -> int:
    """Go on with the replay that was left alone the longest; return how many are not done."""
    unfinished = PresetReplay.objects.filter(finished_at=None, asked_at__gt=now - FRESH).order_by("touched_at", "pk")
    if (first := unfinished.first()) is not None:
        go_on_with_replay(replay_id=first.pk, now=now, seconds=seconds)
    return unfinished.count()


@transaction.atomic
def switch_preset(*, clinic: Clinic, preset: str, reason: str, by: User, now: datetime) -> Clinic:
    """The clinic is told by another preset from now on, for a reason that is kept. The same one: nothing happens.

    Raises PresetRefused without a reason, or when nobody has looked in the last day at what it would have changed.
    """
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if clinic.preset == preset:
        return clinic
    if not reason.strip():
        raise PresetRefused("reason", "Say why. It is kept with the change.")
    seen = PresetReplay.objects.filter(
        clinic=clinic, was=clinic.preset, becomes=preset, finished_at__gt=now - FRESH
    ).order_by("-finished_at")
    replay = seen.first()
    if replay is None:
        raise PresetRefused("preset", "Look first at what it would have changed in the last 90 days.")
    detail = {"preset": [clinic.preset, preset], "gained": _count(replay, "gained"), "lost": _count(replay, "lost")}
    clinic.preset = preset
    clinic.save(update_fields=["preset"])
    note_change(clinic=clinic, by=by, action="clinic.preset", about=replay.pk, now=now, detail=detail, reason=reason)
    return clinic


def _count(replay: PresetReplay, word: str) -> int:
    return sum(row[word] for row in replay.result["rules"].values())


def _next_course(replay: PresetReplay) -> Course | None:
    held = Course.objects.filter(pk__in=sessions_of(replay).values("course"))
    if replay.after is not None:
        held = held.filter(pk__gt=replay.after)
    return held.select_related("patient__clinic").order_by("pk").first()


def _written(replay: PresetReplay, before: UUID | None) -> bool:
    same = PresetReplay.objects.filter(pk=replay.pk, finished_at=None, after=before)
    return bool(
        same.update(
            after=replay.after,
            done=replay.done,
            result=replay.result,
            touched_at=replay.touched_at,
            finished_at=replay.finished_at,
        )
    )


def _add(replay: PresetReplay, course: Course) -> None:
    """Judge one course under both presets and add what differs."""
    looked_at = set(sessions_of(replay).filter(course=course).values_list("pk", flat=True))
    replay.done += len(looked_at)
    if not _is_monitored(course):
        return
    one, other = (found_under(preset, course, looked_at, replay.asked_at) for preset in (replay.was, replay.becomes))
    actioned = _actioned(course, looked_at)
    rules = replay.result["rules"]
    for told in (one, other):
        for _, rule, _ in told:
            rules.setdefault(rule, {"before": 0, "after": 0, "gained": 0, "lost": 0, "lost_actioned": 0})
    for key in one:
        rules[key[1]]["before"] += 1
    for key in other:
        rules[key[1]]["after"] += 1
    for key in sorted(other.keys() - one.keys(), key=str):
        rules[key[1]]["gained"] += 1
        _list(replay, "gained", course, key, other[key])
    for key in sorted(one.keys() - other.keys(), key=str):
        rules[key[1]]["lost"] += 1
        rules[key[1]]["lost_actioned"] += key in actioned
        _list(replay, "lost", course, key, one[key], actioned=key in actioned)


def _list(replay: PresetReplay, word: str, course: Course, key: Key, told: Told, **more: Any) -> None:
    listed = replay.result[word]
    if len(listed) < MOST_LISTED:
        row = {"patient": str(course.patient_id), "session": str(key[0]), "rule": key[1], "because": told.because}
        listed.append({**row, "at": told.at.isoformat(), **more})


def _is_monitored(course: Course) -> bool:
    return is_monitored(course.patient)


def _actioned(course: Course, sessions: Collection[UUID]) -> set[Key]:
    """The alerts of these sessions that were closed with something done."""
    done = Alert.objects.filter(subject=course.patient_id, about__in=sessions, outcome__in=ACTIONED)
    return {(about, rule, code) for about, rule, code in done.values_list("about", "rule", "code") if about}


def found_under(preset: str, course: Course, sessions: Collection[UUID], now: datetime) -> dict[Key, Told]:
    """Every alert that would have been opened about these sessions of a course under `preset`, until `now`.

    In memory: as if each entry had arrived when it was recorded. Four queries, however long the course.
    """
    rows = list(Session.objects.filter(course=course, ended_at__lte=now).order_by("ended_at", "id"))
    first = next(index for index, session in enumerate(rows) if session.pk in sessions)
    course.patient.clinic.preset = preset
    readings = readings_of_course(course.patient, course, rows[0].started_at - LONGEST_BASELINE)
    surroundings = surroundings_of(course.patient, rows[first].ended_at)
    found: dict[Key, Told] = {}
    recorded = [each.recorded_at for each in readings if rows[first].ended_at <= each.recorded_at <= now]
    for moment, known in _moments(rows, first, recorded, now):
        loaded = Loaded(course.patient, course, known, readings, surroundings)
        for judged in judge_loaded(loaded, moment, moment):
            if judged.session is None:
                continue
            for finding in judged.judgement.findings:
                key = (judged.session.pk, finding.rule, finding.code or "")
                if judged.session.pk in sessions:
                    found.setdefault(key, Told(finding.because, moment))
    return found


def _moments(
    rows: Sequence[Session], first: int, recorded: Sequence[datetime], now: datetime
) -> Iterator[tuple[datetime, list[Session]]]:
    """The moments to judge at, in order, each with the sessions that had ended by then.

    `look_again_at` of the newest session, which judging changes, adds to them as they pass.
    """
    stride = max(1, len(recorded) // (MOST_MOMENTS * max(1, len(rows) - first)) + 1)
    moments = sorted({*recorded[::stride], *recorded[-1:], *(row.ended_at for row in rows[first:])})
    heapq.heapify(moments)
    last: datetime | None = None
    while moments:
        moment = heapq.heappop(moments)
        if moment == last or moment > now:
            continue
        last = moment
        known = [row for row in rows if row.ended_at <= moment]
        yield moment, known
        again = known[-1].look_again_at
        if again is not None and moment < again <= now:
            heapq.heappush(moments, again)
