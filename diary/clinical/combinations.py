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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from diary.clinical.history import Level, Reading, Treatment
from diary.clinical.points import is_chest_wall_needled, is_needled
from diary.clinical.scores import is_at_least
from diary.clinical.symptoms import SYMPTOMS

Rule = Mapping[str, Any]
USUAL_DAYS = 7
LONGEST_DAYS = 35
HIGH_WITHOUT_BASELINE = 4.0
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
class Story:
    """What combinations look at: the patient's entries and treatments of the last weeks, in order, and what is known besides.

    `lasting` are the times in which the 48-hour rule was open, as (from, until or None).
    """

    readings: tuple[Reading, ...]
    treatments: tuple[Treatment, ...] = ()
    flags: frozenset[str] = frozenset()
    age: int | None = None
    baseline: float | None = None
    lasting: tuple[tuple[datetime, datetime | None], ...] = ()

    def last_treatment(self, moment: datetime) -> int:
        """The place in `treatments` of the last one that had ended by `moment`; -1 before the first."""
        return sum(treatment.ended_at <= moment for treatment in self.treatments) - 1


class Evidence(NamedTuple):
    """What made a rule true: entries by their place in the story, and codes."""

    entries: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()


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
    ticks = _ticks_of(story)
    scenes = [_Scene(story, ticks, anchor, story.readings[anchor].recorded_at) for anchor in anchors]
    found = []
    for combination in COMBINATIONS.values():
        if combination.codes.isdisjoint(ticks) and not combination.looks_at_pain:
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


def _hold(combination: Combination, scene: "_Scene") -> Found | None:
    scene.days = combination.days
    held = scene.holds(combination.rule)
    if held is None or not held.entries:
        return None
    level = combination.level
    if combination.raised is not None and (more := scene.holds(combination.raised[1])) is not None:
        level, held = combination.raised[0], _union((held, more))
    if level is Level.EMERGENCY and is_late(scene.story.readings[max(held.entries)]):
        level = Level.URGENT
    return Found(combination, level, held.entries, held.codes, scene.anchor, scene.is_told_here(held))


def _together(over_time: Sequence[Found]) -> Found:
    """One finding of all its moments; it counts from the first moment of its worst level."""
    worst = max(over_time, key=lambda found: found.level.rank)
    held = _union(Evidence(found.entries, found.codes) for found in over_time)
    return Found(worst.combination, worst.level, held.entries, held.codes, worst.since, worst.at_once)


def _union(parts: Iterable[Evidence]) -> Evidence:
    entries, codes = zip(*parts, strict=True)
    return Evidence(frozenset().union(*entries), frozenset().union(*codes))


@dataclass(slots=True)
class _Scene:
    """The story as it stood at one entry, the anchor: only that entry and what came before it is looked at."""

    story: Story
    ticks: Mapping[str, Sequence["_Place"]]
    anchor: int
    now: datetime
    days: int = USUAL_DAYS

    def is_told_here(self, evidence: Evidence) -> bool:
        """Whether every symptom of it was ticked in this entry and in none before."""
        ticked = {
            place.entry for code in evidence.codes for place in self.ticks[code] if place.entry in evidence.entries
        }
        return ticked == {self.anchor}

    def holds(self, rule: Rule) -> Evidence | None:
        """What makes the rule true, or None."""
        return next(_ANSWERS[word](self, rule) for word in rule if word in _ANSWERS)

    def all_hold(self, rule: Rule) -> Evidence | None:
        held = []
        for part in rule["all"]:
            evidence = self.holds(part)
            if evidence is None:
                return None
            held.append(evidence)
        return _union(held)

    def some_hold(self, rule: Rule) -> Evidence | None:
        parts = rule["any"] if "any" in rule else rule["of"]
        held = [part for part in map(self.holds, parts) if part is not None]
        return _union(held) if len(held) >= rule.get("at_least", 1) else None

    def ticked(self, rule: Rule) -> Evidence | None:
        return _of([place for code in rule["ticked"] if code in self.ticks for place in self._places(rule, code)])

    def twice(self, rule: Rule) -> Evidence | None:
        return self._pairs(rule, "twice", lambda one, other: True)

    def rising(self, rule: Rule) -> Evidence | None:
        def is_worse(one: "_Place", other: "_Place") -> bool:
            return one.severity is not None and other.severity is not None and other.severity > one.severity

        return self._pairs(rule, "rising", is_worse)

    def two_sessions_running(self, rule: Rule) -> Evidence | None:
        last = self.story.last_treatment(self.now)
        held: list[_Place] = []
        for code in rule["two_sessions_running"]:
            places = [place for place in self._places(rule, code) if place.session in (last, last - 1) and last >= 1]
            held += places if len({place.session for place in places}) > 1 else []
        return _of(held)

    def pain(self, rule: Rule) -> Evidence | None:
        baseline = self.story.baseline
        least = HIGH_WITHOUT_BASELINE if baseline is None else baseline + rule["above_baseline"]
        least = max(least, rule.get("score", 0))
        entries = frozenset(
            index
            for index, reading in self._window(rule)
            if reading.score is not None and is_at_least(reading.score, least)
        )
        return Evidence(entries) if entries else None

    def treated(self, rule: Rule) -> Evidence | None:
        since = self.now - timedelta(days=rule["days"])
        lately = [treatment for treatment in self.story.treatments if since <= treatment.ended_at <= self.now]
        if "treated" in rule:
            return _yes(any(not set(rule["treated"]).isdisjoint(treatment.regions) for treatment in lately))
        if "needled" in rule:
            return _yes(any(treatment.needled for treatment in lately))
        return _yes(any(treatment.chest_wall_needled for treatment in lately))

    def flag(self, rule: Rule) -> Evidence | None:
        return _yes(rule["flag"] in self.story.flags)

    def age(self, rule: Rule) -> Evidence | None:
        return _yes(self.story.age is not None and self.story.age >= rule["age"])

    def lasting(self, rule: Rule) -> Evidence | None:
        return _yes(
            any(since <= self.now and (until is None or self.now < until) for since, until in self.story.lasting)
        )

    def regions_grown(self, rule: Rule) -> Evidence | None:
        """Against the last entry before the session that names regions; without one, the first after it."""
        last = self.story.last_treatment(self.now)
        if last < 0:
            return None
        ended_at = self.story.treatments[last].ended_at
        named = [(index, each) for index, each in self._window({"days": LONGEST_DAYS}) if each.regions]
        before = [each for each in named if each[1].recorded_at < ended_at]
        after = [each for each in named if each[1].recorded_at >= ended_at]
        if not after:
            return None
        start, reading = before[-1] if before else after[0]
        least = len(set(reading.regions)) + rule["regions_grown"]
        grown = [index for index, each in after if len(set(each.regions)) >= least]
        return Evidence(frozenset({start, *grown})) if grown else None

    def _window(self, rule: Rule) -> list[tuple[int, Reading]]:
        """The entries of the rule's days that are about its regions."""
        since = self.now - timedelta(days=rule.get("days", self.days))
        return [
            (index, reading)
            for index, reading in enumerate(self.story.readings[: self.anchor + 1])
            if reading.recorded_at >= since and _is_there(rule, reading)
        ]

    def _places(self, rule: Rule, code: str) -> list["_Place"]:
        """Where the code is ticked, in order of time."""
        since, least = self.now - timedelta(days=rule.get("days", self.days)), rule.get("severity", 0)
        return [
            place
            for place in self.ticks.get(code, ())
            if place.entry <= self.anchor
            and place.moment >= since
            and (place.severity is None or place.severity >= least)
            and _is_there(rule, self.story.readings[place.entry])
        ]

    def _pairs(self, rule: Rule, kind: str, fits: "Callable[[_Place, _Place], bool]") -> Evidence | None:
        apart = timedelta(hours=rule.get("hours", 0))
        held: list[_Place] = []
        for code in rule[kind]:
            places = self._places(rule, code)
            for number, one in enumerate(places):
                for other in places[number + 1 :]:
                    gap = other.moment - one.moment
                    is_one_session = one.session == other.session >= 0 or not rule.get("after_one_session")
                    if one.entry != other.entry and gap >= apart and is_one_session and fits(one, other):
                        held += (one, other)
        return _of(held)


class _Place(NamedTuple):
    """One tick: the entry's place in the story, when it was made and after which session, the code, and how bad."""

    entry: int
    moment: datetime
    session: int
    code: str
    severity: float | None


def _ticks_of(story: Story) -> dict[str, list[_Place]]:
    """Every tick that counts, by code, in order of time."""
    ticks: dict[str, list[_Place]] = {}
    for index, reading in enumerate(story.readings):
        for report in reading.symptoms:
            if report.code not in SYMPTOMS or SYMPTOMS[report.code].counts(report):
                session = story.last_treatment(reading.recorded_at)
                place = _Place(index, reading.recorded_at, session, report.code, report.severity)
                ticks.setdefault(report.code, []).append(place)
    return ticks


def _is_there(rule: Rule, reading: Reading) -> bool:
    """Whether an entry is about the rule's regions; a rule that names none is about all."""
    if "unnamed" in rule:
        return not reading.regions
    named = {"at": reading.regions, "and_at": reading.regions, "both_sides": reading.both_sides}
    return all(not set(rule[name]).isdisjoint(regions) for name, regions in named.items() if name in rule)


def _of(places: Sequence[_Place]) -> Evidence | None:
    if not places:
        return None
    return Evidence(frozenset(place.entry for place in places), frozenset(place.code for place in places))


def _yes(holds: bool) -> Evidence | None:
    return Evidence() if holds else None


# The word that says what kind of rule it is; the others narrow it.
_ANSWERS: Mapping[str, Callable[[_Scene, Rule], Evidence | None]] = MappingProxyType(
    {
        "all": _Scene.all_hold,
        "any": _Scene.some_hold,
        "of": _Scene.some_hold,
        "ticked": _Scene.ticked,
        "twice": _Scene.twice,
        "rising": _Scene.rising,
        "two_sessions_running": _Scene.two_sessions_running,
        "above_baseline": _Scene.pain,
        "treated": _Scene.treated,
        "needled": _Scene.treated,
        "chest_wall_needled": _Scene.treated,
        "flag": _Scene.flag,
        "age": _Scene.age,
        "lasting": _Scene.lasting,
        "regions_grown": _Scene.regions_grown,
    }
)
