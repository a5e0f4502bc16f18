"""Combinations of symptoms that mean more than each alone: clinical reference 2.5, read from `combinations.toml`.

A combination is data, so that a clinician can hold it beside its source, and so that the phone judges by the very same
rule without a network (`frontend/src/domain/judging.ts` reads the same words; see docs/adr/0029). A rule is one of:

`all`, `any`                     every one, or one, of the rules in it holds
`at_least` = n, `of`             n of the rules in `of` hold
`ticked`                         one of these codes is ticked (items asked "if new": when it is new)
`twice`, `hours`                 one code is ticked on two entries at least so far apart; `after_one_session`: of one session
`rising`, `hours`                one code is ticked on two entries at least so far apart, the later one more severe
`two_sessions_running`           one code is ticked after the last session and after the one before
`above_baseline`, `score`        a score this far above the baseline (4 and more where there is none), and at least `score`
`treated`, `days`                one of these regions was treated in the last days
`needled`, `days`                needles were used in the last days
`chest_wall_needled`, `days`     the same, where a needle may have come near a lung
`flag`, `age`                    the patient has this intake flag, or is at least so old
`regions_grown` = n              it hurts in n more regions than before the last session
`lasting`                        the 48-hour rule is open

What is ticked or scored can be narrowed: `at` the entry names one of these regions, `and_at` one of these as well, `both_sides`
one of these left and right, `unnamed` it names none at all; `severity` the item is this bad (one without a severity counts: a
patient who ticks without a number is believed); `days` in the last days only. Without that the combination's own `days`
hold, counted back from the entry that is judged.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from diary.clinical.history import Level, Reading, Treatment
from diary.clinical.points import is_chest_wall_needled, is_needled
from diary.clinical.scene import USUAL_DAYS, Evidence, Rule, Scene, Story, may_hold, notes_on, union

LONG_AGO = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Combination:
    """One row of clinical reference 2.5. `codes` are all it names; `raised` is a worse level with what it needs besides."""

    code: str
    level: Level
    rule: Rule
    says: str
    advice: str
    days: int
    codes: frozenset[str]
    raised: tuple[Level, Rule] | None = None
    own_rule: str = ""
    looks_at_pain: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A combination that holds: the entries and codes it rests on, and the entry with which it came to its level.

    `at_once`: all its symptoms were ticked in that entry.
    """

    combination: Combination
    level: Level
    entries: frozenset[int]
    codes: frozenset[str]
    since: int
    at_once: bool


def _raised(row: Mapping[str, Any]) -> tuple[Level, Rule] | None:
    return (Level(row["raised"]["level"]), row["raised"]["rule"]) if "raised" in row else None


def _codes_in(rule: Rule) -> frozenset[str]:
    named = [code for kind in ("ticked", "twice", "rising", "two_sessions_running") for code in rule.get(kind, ())]
    inner = [part for kind in ("all", "any", "of") for part in rule.get(kind, ())]
    return frozenset(named).union(*(_codes_in(part) for part in inner))


def _looks_at_pain(rule: Rule) -> bool:
    parts = [part for kind in ("all", "any", "of") for part in rule.get(kind, ())]
    return "regions_grown" in rule or "above_baseline" in rule or any(_looks_at_pain(part) for part in parts)


def _weighs_scores(rule: Rule) -> bool:
    parts = [part for kind in ("all", "any", "of") for part in rule.get(kind, ())]
    return "above_baseline" in rule or any(_weighs_scores(part) for part in parts)


def combination_of(code: str, row: Mapping[str, Any]) -> Combination:
    """One table of `combinations.toml` as the rules use it."""
    raised = _raised(row)
    return Combination(
        code=code,
        level=Level(row["level"]),
        rule=row["rule"],
        says=row["says"],
        advice=row["advice"],
        days=row.get("days", USUAL_DAYS),
        codes=_codes_in(row["rule"]) | (_codes_in(raised[1]) if raised else frozenset()),
        raised=raised,
        own_rule=row.get("own_rule", ""),
        looks_at_pain=_looks_at_pain(row["rule"]),
    )


ROWS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("combinations.toml").read_text(encoding="utf-8")
)
COMBINATIONS: Mapping[str, Combination] = MappingProxyType(
    {code: combination_of(code, row) for code, row in ROWS.items()}
)

# A score of the weeks before counts in a combination beside one of these symptoms only: without a tick of them it says nothing.
SCORES_COUNT_BESIDE: frozenset[str] = frozenset().union(
    *(each.codes for each in COMBINATIONS.values() if _weighs_scores(each.rule) and not each.own_rule)
)


def treatment_of(
    ended_at: datetime, modality: str, regions: Iterable[str], points: Iterable[str] = (), needles: int | None = None
) -> Treatment:
    """A session as combinations see it."""
    regions, points = tuple(regions), tuple(points)
    near_lung = is_chest_wall_needled(modality, regions, points, needles)
    return Treatment(ended_at, regions, near_lung or is_needled(modality, needles), near_lung)


def find(story: Story, anchors: Collection[int]) -> tuple[Found, ...]:
    """The combinations that hold at any of these entries (by their places), and that rest on at least one of them.

    Each entry is looked at with the days before it: what was true then stays found, whatever comes later. The highest
    level wins; an emergency whose newest entry took a week to arrive is urgent. Source: clinical reference 2.5.
    """
    notes = notes_on(story)
    scenes = [Scene(notes, anchor) for anchor in anchors]
    found = []
    for combination in COMBINATIONS.values():
        is_untold = combination.codes.isdisjoint(notes.ticks) and not combination.looks_at_pain
        if is_untold or not may_hold(combination.rule, notes):
            continue
        over_time = [
            each
            for scene in scenes
            if (each := _hold(combination, scene)) is not None and not each.entries.isdisjoint(anchors)
        ]
        if over_time:
            found.append(_together(over_time))
    return tuple(found)


def is_late(reading: Reading) -> bool:
    """It took a week or more to arrive: the hour of an emergency has passed."""
    return reading.received_at - reading.recorded_at >= LONG_AGO


def _hold(combination: Combination, scene: Scene) -> Found | None:
    scene.days = combination.days
    held = scene.holds(combination.rule)
    if held is None or not held.entries:
        return None
    level = combination.level
    if combination.raised is not None and (more := scene.holds(combination.raised[1])) is not None:
        level, held = combination.raised[0], union((held, more))
    if level is Level.EMERGENCY and is_late(scene.story.readings[max(held.entries)]):
        level = Level.URGENT
    return Found(combination, level, held.entries, held.codes, scene.anchor, scene.is_told_here(held))


def _together(over_time: Sequence[Found]) -> Found:
    """One finding of all its moments; it counts from the first moment of its worst level."""
    worst = max(over_time, key=lambda found: found.level.rank)
    held = union(Evidence(found.entries, found.codes) for found in over_time)
    return Found(worst.combination, worst.level, held.entries, held.codes, worst.since, worst.at_once)
