"""Summaries for the tests of formats: Maya's course of low-back pain, drawn from values, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from diary.reports.agreed import ConsentLine
from diary.reports.facts import (
    AlertLine,
    Answer,
    Ask,
    CourseFacts,
    EntryLine,
    Period,
    Person,
    SessionBand,
    SessionLine,
    Start,
    Summary,
    Tick,
)
from diary.reports.flags import Questioned, asked_of, other_symptoms_of, red_flags_of
from diary.reports.numbers import days_of, gaps_of, numbers_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BEGIN = datetime(2026, 2, 2, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
MAYA = Person(
    UUID(int=0xA), "Maya Lindqvist", date(1958, 3, 14), 68, "female", "Europe/London", ("bleeding-risk", "diabetes")
)
COURSE = CourseFacts(
    UUID(int=1), "low-back", ("low-back", "leg"), "persistent", date(2025, 10, 1), "acupuncture", None, 8, 6
)
ASK = Ask(
    request="Please examine the low back and legs, and advise whether imaging is needed. Reply to the clinic within two weeks.",
    recipient="Dr Okafor, Seaview Surgery",
    clinic="Harbour",
    clinic_phone="+44 1632 960001",
    practitioner="Anna",
    clinic_id=UUID(int=0xB),
    practitioner_id=UUID(int=0xC),
)


def line(number: int, at: datetime, nrs: float | None = None, *codes: str, **more: Any) -> EntryLine:
    """One entry with a score, or symptoms, or both."""
    values: dict[str, Any] = {
        "session": None,
        "hours": None,
        "nrs_worst": None,
        "nrs_now": None,
        "stiffness": None,
        "activity_nrs": None,
        "regions": (),
        "none_of_these": None,
        "change": None,
        "function": None,
        "recalled": False,
        "medicines": (),
        "other_treatments": (),
        "events": (),
        "note": "",
    }
    return EntryLine(
        id=UUID(int=number),
        day=at.astimezone(LONDON).date(),
        recorded_at=at,
        received_at=at,
        time_zone="Europe/London",
        clock="ok",
        score=nrs,
        nrs_average=nrs,
        ticks=tuple(Tick(code, None, new=True) for code in codes),
        **{**values, **more},
    )


def sessions_every(days: int, count: int, begin: datetime = BEGIN + 7 * DAY) -> tuple[SessionLine, ...]:
    return tuple(
        SessionLine(
            id=UUID(int=0x5E5510 + number),
            number=number + 1,
            started_at=begin + number * days * DAY,
            ended_at=begin + number * days * DAY + HOUR,
            modality="acupuncture",
            regions=("low-back",),
            needles=8,
            retention_minutes=20,
            position="prone",
            points=("BL23",),
            nrs_before=4.0,
            recovery="settled" if number + 1 < count else "lasting",
            settled_at=None,
        )
        for number in range(count)
    )


def bands_of(sessions: Sequence[SessionLine], until: datetime) -> tuple[SessionBand, ...]:
    """A plain band for each session: what counts here is where it lies, not what the core expects."""
    ends = [*(after.ended_at for _, after in pairwise(sessions)), until][: len(sessions)]
    bands = []
    for session, end in zip(sessions, ends, strict=True):
        last = min((end - session.ended_at) / HOUR, 336.0)
        if last > 0:
            hours = tuple(last * step / 20 for step in range(21))
            bands.append(
                SessionBand(
                    session.number,
                    session.ended_at,
                    hours,
                    tuple(1.5 for _ in hours),
                    tuple(3.0 + 1.5 * (hour < 36) for hour in hours),
                    tuple(5.0 + 1.5 * (hour < 36) for hour in hours),
                )
            )
    return tuple(bands)


def summary_of(entries: Sequence[EntryLine], **more: Any) -> Summary:
    """A summary whose numbers follow from its entries; `more` replaces fields."""
    until = more.pop("until", max([entry.recorded_at for entry in entries], default=BEGIN + 40 * DAY) + HOUR)
    sessions = [each for each in more.pop("sessions", sessions_every(7, 6)) if each.ended_at <= until]
    period = Period(more.pop("since", BEGIN), until, LONDON)
    alerts: tuple[AlertLine, ...] = more.pop("alerts", ())
    questioned = [Questioned(entry, frozenset({"low-back", "leg"}), is_other_complaint=False) for entry in entries]
    flags = red_flags_of(questioned, alerts, LONDON)
    asked, not_asked = asked_of(questioned, [flag.code for flag in flags], "female")
    bands = bands_of(sessions, until)
    start = Start(3.0, "good", sessions[0].started_at) if sessions else Start(None, "none", None)
    summary = Summary(
        patient=MAYA,
        ask=ASK,
        course=COURSE,
        since=period.since,
        until=until,
        include_notes=True,
        numbers=numbers_of(entries, bands, start, "persistent", period),
        sessions=tuple(sessions),
        entries=tuple(entries),
        days=days_of(entries),
        bands=bands,
        gaps=gaps_of(entries, until),
        red_flags=flags,
        asked=asked,
        not_asked=not_asked,
        other_symptoms=other_symptoms_of(entries),
        function=(),
        medicines=(),
        other_treatments=(),
        notes=tuple(Answer(entry.note, entry.day) for entry in reversed(entries) if entry.note),
        alerts=alerts,
        is_monitored=True,
        consents=(ConsentLine(UUID(int=0xD), "monitoring", "2026-1", True, BEGIN),),
        rules_version="2026.1",
        generated_at=until,
    )
    return replace(summary, **more)
