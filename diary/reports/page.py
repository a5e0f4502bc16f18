"""The words of the page for the GP: a `Summary` as strings and lists of strings, cut to size, and every cut said.

Strings leave here printable; `letter.typ` lays them out and adds no facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from diary.reports import chart, sbar, words
from diary.reports.appendix import appendix_of
from diary.reports.complaint import record_said
from diary.reports.facts import AlertLine, Asked, Numbers, RedFlag, Reported, SessionLine, Summary
from diary.reports.function import able_said, activity_said, peg_said
from diary.reports.printable import breakable, clip, is_right_to_left, printable
from diary.reports.words import RECORDS_ONLY, count_text, day_text, days_text, moment_text, number_text, short_day

LEVELS = {"emergency": "emergency", "urgent": "same day"}
SOURCES = {
    "entry": "",
    "other_complaint": "logged about another complaint",
    "alert": "from an alert; the entry was deleted or could not be stored",
}
UNKNOWN = "—"
PAPERS = {"a4": "a4", "letter": "us-letter"}
MONITORING_IS_OFF = "Monitoring is off: the patient has not agreed to it, so the clinic is not told of anything."
NO_BREAK = "\u00a0"
SEXES = {"female": "female", "male": "male", "other": "other"}


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each part is printed: type size in points, rows of tables, and characters of one text."""

    size: float
    flags: int
    sessions: int
    alerts: int
    reported: int
    symptoms: int
    notes: int
    line: int
    said: int = 600


ROOMS = (
    Room(size=9.4, flags=10, sessions=10, alerts=6, reported=10, symptoms=8, notes=400, line=240),
    Room(size=8.7, flags=10, sessions=10, alerts=5, reported=8, symptoms=6, notes=400, line=240),
    Room(size=8.5, flags=8, sessions=8, alerts=4, reported=6, symptoms=4, notes=400, line=160),
    Room(size=8.3, flags=7, sessions=6, alerts=3, reported=4, symptoms=3, notes=300, line=120, said=400),
    Room(size=8.0, flags=5, sessions=4, alerts=2, reported=2, symptoms=2, notes=160, line=80, said=300),
    Room(size=8.0, flags=3, sessions=2, alerts=1, reported=1, symptoms=1, notes=80, line=40, said=200),
    Room(size=7.6, flags=2, sessions=1, alerts=1, reported=1, symptoms=1, notes=40, line=24, said=100),
)


def page_of(summary: Summary, room: Room) -> dict[str, Any]:
    """All strings of the page, for this much room."""
    zone = ZoneInfo(summary.patient.time_zone)
    period = chart.period_of(summary)
    return {
        "title": "Symptom diary summary",
        "size": room.size,
        "made": moment_text(summary.generated_at, zone),
        "zone": summary.patient.time_zone,
        "period": days_text(period.first_day, period.last_day),
        "rules": summary.rules_version,
        "reference": summary.reference,
        "patient": _patient(summary),
        "from": _sender(summary, room),
        "recipient": _text(summary.ask.recipient, 200),
        "request": _directed(summary.ask.request, 600),
        "tasks": _tasks(summary.ask.tasks),
        "appendix": appendix_of(summary) if summary.ask.appendix else None,
        "sbar": _sbar(summary, room),
        "priority": words.PRIORITIES.get(summary.ask.priority, ""),
        "paper": PAPERS[summary.ask.paper],
        "verify": verify_text(summary),
        "flags": _flags(summary.red_flags, room),
        "asked": [asked_said(each) for each in summary.asked],
        "not_asked": ", ".join(summary.not_asked),
        "chart_says": chart.describe(summary),
        "has_scores": bool(summary.days),
        "numbers": _numbers(summary.numbers),
        "sessions": _sessions(summary.sessions, zone, room),
        "alerts": _alerts(summary.alerts, zone, room),
        "watch": watch_said(summary),
        "reported": _reported(summary, room),
        "notes": _notes(summary, room),
    }


def watch_said(summary: Summary) -> str:
    """Why the clinic is told of nothing; empty when it is."""
    if summary.records_only:
        return RECORDS_ONLY
    return "" if summary.is_monitored else MONITORING_IS_OFF


def _text(text: str, limit: int) -> str:
    return breakable(clip(printable(text), limit))


def _directed(text: str, limit: int) -> dict[str, Any]:
    """Something typed, and the direction it is read in."""
    shown = _text(text, limit)
    return {"text": shown, "rtl": is_right_to_left(shown)}


def _more(left_out: int, what: str = "", where: str = ", see the CSV") -> str:
    """The honest line under what was cut, such as `and 3 more notes, see the CSV`; empty when nothing was."""
    named = f" {what}{'' if left_out == 1 else 's'}" if what else ""
    return f"and {left_out} more{named}{where}" if left_out > 0 else ""


def _sbar(summary: Summary, room: Room) -> dict[str, Any]:
    """The four parts, drafted or as the practitioner wrote them; the page says which. What is on record stands outside of them."""
    said, is_written = sbar.said_of(summary)
    parts = [
        {"name": part.capitalize(), **_directed(text, room.said)}
        for part in sbar.PARTS
        if (text := getattr(said, part)) and not (part == "recommendation" and text == summary.ask.request)
    ]
    by = "Written by the practitioner." if is_written else "Drafted by Ebb from the diary."
    return {"parts": parts, "by": by, "record": record_said(summary)}


def _tasks(asked: Sequence[str]) -> list[str]:
    """`[x] blood tests`, the whole list, so that the reader sees what is not asked too; nothing where nothing is ticked."""
    if not asked:
        return []
    return [f"[{'x' if task in asked else ' '}] {said}".replace(" ", NO_BREAK) for task, said in words.TASKS.items()]


def verify_text(summary: Summary) -> str:
    """Where anybody can ask whether Ebb made this page; empty where no address is known."""
    return f"{summary.ask.verify_at}/{summary.reference}" if summary.ask.verify_at else ""


def _patient(summary: Summary) -> dict[str, str]:
    patient = summary.patient
    language = "" if patient.language.casefold().startswith("en") else f"reads {patient.language}"
    phone = f"phone {patient.phone}" if patient.phone else ""
    facts = [f"born {day_text(patient.birth_date)} ({patient.age})", SEXES.get(patient.sex or "", "")]
    facts += [_text(phone, 40), _text(language, 40)]
    return {"name": _text(patient.name, 200), "facts": ", ".join(fact for fact in facts if fact)}


def _sender(summary: Summary, room: Room) -> list[str]:
    ask = summary.ask
    lines = [ask.practitioner, ask.clinic, f"Phone {ask.clinic_phone}" if ask.clinic_phone else ""]
    return [_text(line, min(room.line, 90)) for line in lines if line]


def _flags(flags: Sequence[RedFlag], room: Room) -> dict[str, Any]:
    rows = [
        {
            "wording": f"“{flag.wording}”",
            "remark": "; ".join(filter(None, (SOURCES[flag.source], "" if flag.is_new else "not new since treatment"))),
            "level": LEVELS.get(flag.level, flag.level),
            "when": days_text(flag.first, flag.last),
            "days": count_text(flag.days, "day"),
        }
        for flag in flags[: room.flags]
    ]
    others = {flag.code for flag in flags[room.flags :]}
    domains = [domain for domain, codes in words.DOMAINS if others & set(codes)]
    more = f"{_more(len(others), 'red flag')}: {', '.join(domains)}" if others else ""
    return {"rows": rows, "more": more}


def asked_said(asked: Asked) -> str:
    """On how many days the red flags of these groups were asked and not ticked, and when last."""
    return f"Asked on {count_text(asked.days, 'day')}, last {day_text(asked.last)}: {', '.join(asked.domains)}."


def _numbers(numbers: Numbers) -> list[dict[str, str]]:
    """Label, number, and what it rests on."""
    worst_on = f"on {day_text(numbers.worst_on)}" if numbers.worst_on else "no score"
    return [
        {"label": "Before treatment", "value": number_text(numbers.start.nrs, UNKNOWN), "note": _start_said(numbers)},
        {
            "label": "Last 7 days",
            "value": number_text(numbers.now, UNKNOWN),
            "note": f"median of {count_text(numbers.now_days, 'day')} with a score"
            if numbers.now_days
            else "no score in the last 7 days",
        },
        {"label": "Worst", "value": number_text(numbers.worst, UNKNOWN), "note": worst_on},
        {
            "label": "Average",
            "value": number_text(numbers.average, UNKNOWN),
            "note": f"of {count_text(numbers.days_scored, 'day')} with a score" if numbers.days_scored else "no score",
        },
        {
            "label": "Days logged",
            "value": f"{numbers.days_logged}/{numbers.days_possible}",
            "note": "days possible in the period",
        },
        {"label": "Change", "value": _change(numbers), "note": _trend_said(numbers)},
    ]


def _start_said(numbers: Numbers) -> str:
    return words.BASELINES[numbers.start.quality]


def _change(numbers: Numbers) -> str:
    trend = numbers.trend
    if trend is None:
        return UNKNOWN
    return "0" if trend.change == 0 else f"{'down' if trend.change < 0 else 'up'} {number_text(abs(trend.change))}"


def _trend_said(numbers: Numbers) -> str:
    trend = numbers.trend
    if trend is None:
        return "too few days to say"
    side = "more" if trend.is_beyond_noise else "less"
    return f"in {count_text(trend.weeks, 'week')}; {side} than day-to-day noise of {number_text(trend.noise)}"


def _sessions(sessions: Sequence[SessionLine], zone: ZoneInfo, room: Room) -> dict[str, Any]:
    """The last ones, oldest first."""
    shown = sessions[-room.sessions :]
    rows = [
        [
            str(each.number),
            day_text(each.ended_at.astimezone(zone).date()),
            clip(treatment_said(each), max(room.line, 80)),
            number_text(each.nrs_before, UNKNOWN),
            words.RECOVERIES.get(each.recovery, each.recovery),  # type: ignore[call-overload]
        ]
        for each in shown
    ]
    return {"rows": rows, "more": _more(len(sessions) - len(shown), "earlier session", "")}


def treatment_said(session: SessionLine) -> str:
    """`acupuncture: low back, hip; 8 needles, 20 min`."""
    regions = ", ".join(map(words.region_text, session.regions))
    doses = [
        count_text(session.needles, "needle").replace(" ", NO_BREAK) if session.needles else "",
        f"{session.retention_minutes}{NO_BREAK}min" if session.retention_minutes else "",
    ]
    dose = ", ".join(filter(None, doses))
    said = f"{words.MODALITIES.get(session.modality, session.modality)}: {regions}"
    return f"{said}; {dose}" if dose else said


def _alerts(alerts: Sequence[AlertLine], zone: ZoneInfo, room: Room) -> dict[str, Any]:
    """The last ones, newest first: the GP asks what happened lately."""
    shown = list(reversed(alerts))[: room.alerts]
    rows = [
        {
            "when": moment_text(each.raised_at, zone),
            "what": words.RULES.get(each.rule, each.rule.replace("_", " ")),
            "because": _text(each.because, room.line),
            "done": _text(done_said(each, zone), max(room.line, 120)),
        }
        for each in shown
    ]
    return {"rows": rows, "more": _more(len(alerts) - len(shown), "earlier alert", "")}


def done_said(alert: AlertLine, zone: ZoneInfo) -> str:
    """Who answered and when; an alert that nobody has answered says so."""
    parts = []
    if alert.acknowledged_by and alert.acknowledged_at:
        parts.append(f"seen by {alert.acknowledged_by} {moment_text(alert.acknowledged_at, zone)}")
    if alert.resolved_by and alert.resolved_at:
        outcome = words.OUTCOMES.get(alert.outcome, alert.outcome)
        by = "" if alert.resolved_by == alert.acknowledged_by else f" by {alert.resolved_by}"
        parts.append(f"{outcome}{by} {moment_text(alert.resolved_at, zone)}")
    if alert.withdrawn_at:
        parts.append(f"withdrawn {moment_text(alert.withdrawn_at, zone)}: a later entry removed its reason")
    return "; ".join(parts) or "not answered yet"


def _reported(summary: Summary, room: Room) -> list[dict[str, Any]]:
    return [
        *_function(summary),
        {"label": "Medicines", "text": _listed(summary.medicines, room.reported, room.line)},
        {"label": "Other treatment", "text": _listed(summary.other_treatments, room.reported, room.line)},
        {"label": "Other symptoms ticked", "text": _ticked(summary, room)},
        *_carers(summary, room),
    ]


def _ticked(summary: Summary, room: Room) -> str:
    """What was never asked never reads as a no."""
    if not (summary.asked or summary.red_flags or summary.other_symptoms):
        return "the list was not answered, so not known"
    return _listed(summary.other_symptoms, room.symptoms, room.line)


def _carers(summary: Summary, room: Room) -> list[dict[str, Any]]:
    """That not all is in the patient's own hand; nothing where it is."""
    names = [entry.by_carer for entry in summary.entries if entry.by_carer]
    if not names:
        return []
    who = _text(", ".join(dict.fromkeys(names)), room.line)
    return [{"label": "Written for the patient", "text": f"{len(names)} of {len(summary.entries)} entries, by {who}"}]


def _function(summary: Summary) -> list[dict[str, Any]]:
    """Each part that was answered; when none was, one line says so (clinical reference 5.2.7)."""
    parts = (
        ("Function, PEG of three questions (0 best, 10 worst)", peg_said(summary.peg)),
        ("One thing the pain makes hard (0 no trouble, 10 cannot)", _text(activity_said(summary.activities), 160)),
        ("Can do, of usual activities", able_said(summary.function)),
    )
    said = [{"label": label, "text": text} for label, text in parts if text]
    return said or [{"label": "Function", "text": "not recorded"}]


def _listed(lines: Sequence[Reported], most: int, limit: int) -> str:
    """`ibuprofen 400 mg (3 days, last 14 Mar)`; …"""
    if not lines:
        return "none reported"
    shown = [
        f"{_text(line.text, max(limit // 2, 24))} ({count_text(line.days, 'day')}, last {short_day(line.last)})"
        for line in lines[:most]
    ]
    return "; ".join(filter(None, (*shown, _more(len(lines) - most))))


def _notes(summary: Summary, room: Room) -> dict[str, Any]:
    """The newest notes, at most 400 characters in all (clinical reference 5.2.11)."""
    left, shown = room.notes, []
    for note in summary.notes:
        if left < 40:
            break
        text = _directed(note.text, left)
        left -= len(text["text"])
        shown.append({**text, "day": short_day(note.day)})
    hidden = "The patient's notes are left out of this page." if not summary.include_notes else ""
    return {"rows": shown, "more": _more(len(summary.notes) - len(shown), "note"), "hidden": hidden}
