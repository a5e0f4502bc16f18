"""What a story of symptoms amounts to: single items and combinations, as codes, levels and the entries they rest on.

The phone answers the same from the same data (`frontend/src/domain/judging.ts`): tests compare the two. Words are added by
`red_flags.py`. Source: clinical reference 2.1, 2.4, 2.5.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from diary.clinical import combinations
from diary.clinical.combinations import Found, is_late
from diary.clinical.history import Level
from diary.clinical.scene import Story
from diary.clinical.symptoms import SYMPTOMS, Symptom


@dataclass(frozen=True, slots=True)
class Sign:
    """A symptom or a combination that asks for attention. `entries` are places in the story, `deciding` the one that is named.

    `codes` are the symptoms a combination rests on; a single item has none.
    """

    code: str
    level: Level
    entries: tuple[int, ...]
    deciding: int
    codes: tuple[str, ...] = ()


class _Tick(NamedTuple):
    entry: int
    severity: float | None


def signs_of(story: Story, anchors: Collection[int]) -> tuple[Sign, ...]:
    """Everything these entries of the story amount to, worst first.

    A combination that one entry tells speaks for that entry's items: they are left out (see `_is_told_by`).
    """
    found = combinations.find(story, anchors)
    alone = [item for item in _items(story, anchors) if not any(_is_told_by(each, item) for each in found)]
    return tuple(sorted((*alone, *map(_of, found)), key=lambda sign: (-sign.level.rank, sign.code)))


def _of(found: Found) -> Sign:
    entries, codes = tuple(sorted(found.entries)), tuple(sorted(found.codes))
    return Sign(found.combination.code, found.level, entries, found.since, codes)


def _is_told_by(found: Found, item: Sign) -> bool:
    """The combination was told by one entry, and the item by the same, with no more weight: one thing, one alert.

    What builds up over several entries is an alert of its own beside theirs, which may be acknowledged by then; so is an
    item first ticked after the combination. That makes the answer the same in whatever order entries arrive.
    """
    return (
        found.at_once
        and not found.combination.own_rule
        and item.code in found.codes
        and item.level.rank <= found.level.rank
        and found.entries.issuperset(item.entries)
        and min(item.entries) == found.since
    )


def _items(story: Story, anchors: Collection[int]) -> Iterable[Sign]:
    """One sign for each item that asks for attention: the worst level of its ticks, named by the first tick of that level."""
    for code, ticks in _ticks(story, anchors).items():
        symptom = SYMPTOMS[code]
        levels = {tick: _level(symptom, tick, ticks, story) for tick in ticks}
        asking = [tick for tick in ticks if levels[tick] is not Level.EXPECTED]
        if asking:
            deciding = max(asking, key=lambda tick: levels[tick].rank)
            held = {*asking, *(_milder(tick, ticks) or tick for tick in asking if symptom.level is Level.EXPECTED)}
            yield Sign(code, levels[deciding], tuple(sorted(tick.entry for tick in held)), deciding.entry)


def _ticks(story: Story, anchors: Collection[int]) -> dict[str, list[_Tick]]:
    by_code: dict[str, list[_Tick]] = {}
    for index in sorted(anchors):
        worst: dict[str, float | None] = {}
        for report in story.readings[index].symptoms:
            if report.code in SYMPTOMS and SYMPTOMS[report.code].counts(report):
                severities = [each for each in (worst.get(report.code), report.severity) if each is not None]
                worst[report.code] = max(severities, default=None)
        for code, severity in worst.items():
            by_code.setdefault(code, []).append(_Tick(index, severity))
    return by_code


def _level(symptom: Symptom, tick: _Tick, ticks: Collection[_Tick], story: Story) -> Level:
    """A common item that lasts or grows is for the practitioner; some intake flags make that urgent.

    A report that took a week to arrive is still an alert, but the hour of the emergency has passed: urgent. Sources:
    clinical reference 1.1 (S000-5), 2.5 (last paragraph).
    """
    level = symptom.level
    if level is Level.EXPECTED and not symptom.welcome and (_outlasts(symptom, tick, story) or _milder(tick, ticks)):
        level = Level.PRACTITIONER
    if level is Level.PRACTITIONER and not story.flags.isdisjoint(symptom.raised_by):
        return Level.URGENT
    if level is Level.EMERGENCY and is_late(story.readings[tick.entry]):
        return Level.URGENT
    return level


def _outlasts(symptom: Symptom, tick: _Tick, story: Story) -> bool:
    """It is ticked when its days since the last treatment are over. Without a treatment nothing is overdue."""
    moment = story.readings[tick.entry].recorded_at
    last = story.last_treatment(moment)
    return last >= 0 and moment > story.treatments[last].ended_at + timedelta(days=symptom.ask_for_days)


def _milder(tick: _Tick, ticks: Iterable[_Tick]) -> _Tick | None:
    """The first earlier tick of the same item that was less severe, if any."""
    for each in ticks:
        known = each.severity is not None and tick.severity is not None
        if known and each.entry < tick.entry and (each.severity or 0) < (tick.severity or 0):
            return each
    return None
