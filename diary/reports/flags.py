"""Red flags of a report: which were reported, which were asked and not reported, and which were never asked.

Red flags belong to the person: entries about another complaint count too, and so does an alert whose entry was hidden or
refused. "Asked" is said only when it is certain: the entry answered the question, and the list held that item for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from diary.clinical.history import Level
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS, Symptom
from diary.reports.facts import AlertLine, Asked, EntryLine, RedFlag, Reported, Tick
from diary.reports.words import DOMAINS

SERIOUS = (Level.EMERGENCY, Level.URGENT)
HOURS_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Questioned:
    """An entry that answered the symptom list, with the regions the list was made for."""

    entry: EntryLine
    regions: frozenset[str]
    is_other_complaint: bool


def red_flags_of(entries: Sequence[Questioned], alerts: Iterable[AlertLine], zone: ZoneInfo) -> tuple[RedFlag, ...]:
    """Every red flag reported, worst level first, then oldest."""
    held: dict[str, list[tuple[Questioned, Tick]]] = {}
    for each in entries:
        for tick in each.entry.ticks:
            if tick.code in SYMPTOMS and SYMPTOMS[tick.code].level in SERIOUS:
                held.setdefault(tick.code, []).append((each, tick))
    found = [_reported(code, ticks) for code, ticks in held.items()]
    for alert in alerts:
        # A combination's alert tells of the symptoms that it rests on.
        told = [code for code in alert.codes if code in SYMPTOMS and SYMPTOMS[code].level in SERIOUS]
        for code in told if alert.rule == "red_flag" else ():
            if code not in held:
                found.append(_only_alerted(SYMPTOMS[code], alert.raised_at.astimezone(zone).date()))
                held[code] = []
    return tuple(sorted(found, key=lambda flag: (-Level(flag.level).rank, flag.first, flag.code)))


def _reported(code: str, ticks: Sequence[tuple[Questioned, Tick]]) -> RedFlag:
    symptom = SYMPTOMS[code]
    days = {each.entry.day for each, _ in ticks}
    own = [each.entry.id for each, _ in ticks if not each.is_other_complaint]
    return RedFlag(
        code=code,
        wording=symptom.wording,
        level=symptom.level.value,
        first=min(days),
        last=max(days),
        days=len(days),
        is_new=any(tick.new for _, tick in ticks),
        source="entry" if own else "other_complaint",
        entries=tuple(dict.fromkeys(own)),
    )


def _only_alerted(symptom: Symptom, day: date) -> RedFlag:
    return RedFlag(symptom.code, symptom.wording, symptom.level.value, day, day, 1, is_new=True, source="alert")


def asked_of(
    entries: Sequence[Questioned], present: Iterable[str], sex: str | None
) -> tuple[tuple[Asked, ...], tuple[str, ...]]:
    """What was asked and not reported, gathered by days; and what was never asked."""
    reported = set(present)
    days_of = {code: _days_asked(SYMPTOMS[code], entries) for _, codes in DOMAINS for code in codes}
    groups: dict[tuple[int, date], list[str]] = {}
    never: list[str] = []
    for domain, codes in DOMAINS:
        if reported & set(codes) or (sex == "male" and "pregnancy" in domain):
            continue
        days = set.intersection(*(days_of[code] for code in codes))
        if days:
            groups.setdefault((len(days), max(days)), []).append(domain)
        else:
            never.append(domain)
    ordered = sorted(groups.items(), key=lambda group: (-group[0][0], -group[0][1].toordinal()))
    return tuple(Asked(tuple(names), days, last) for (days, last), names in ordered), tuple(never)


def _days_asked(symptom: Symptom, entries: Iterable[Questioned]) -> set[date]:
    return {each.entry.day for each in entries if _was_asked(symptom, each)}


def _was_asked(symptom: Symptom, each: Questioned) -> bool:
    """Whether this entry answered the list, and the list held this symptom: for its regions, and for its days.

    An entry about another complaint answered a list made for other regions and another session: it is no "no" here.
    """
    entry = each.entry
    if each.is_other_complaint or not (entry.none_of_these or entry.ticks):
        return False
    is_offered = "any" in symptom.regions or not each.regions.isdisjoint(symptom.regions)
    is_in_time = entry.hours is None or entry.hours <= symptom.ask_for_days * HOURS_OF_A_DAY
    return is_offered and is_in_time


def other_symptoms_of(entries: Iterable[EntryLine]) -> tuple[Reported, ...]:
    """What else was ticked, most often first."""
    days: dict[str, set[date]] = {}
    for entry in entries:
        for tick in entry.ticks:
            if tick.code not in SYMPTOMS or SYMPTOMS[tick.code].level not in SERIOUS:
                days.setdefault(tick.code, set()).add(entry.day)
    return most_often((_wording(code), on) for code, on in days.items())


def _wording(code: str) -> str:
    return SYMPTOMS[code].wording if code in SYMPTOMS else EXTRA_CHECK_BOXES.get(code, code)


def most_often(named: Iterable[tuple[str, set[date]]]) -> tuple[Reported, ...]:
    """What was named on most days first; then the latest."""
    lines = (Reported(text, len(days), max(days)) for text, days in named)
    return tuple(sorted(lines, key=lambda line: (-line.days, -line.last.toordinal(), line.text)))
