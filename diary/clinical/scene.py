"""The story of a patient's symptoms, and what of it makes a rule of `combinations.toml` true at one entry.

The words of the rules are explained in `combinations.py`. Source: clinical reference 2.5.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from diary.clinical.history import Reading, Treatment
from diary.clinical.scores import is_at_least
from diary.clinical.symptoms import SYMPTOMS

Rule = Mapping[str, Any]
USUAL_DAYS = 7
LONGEST_DAYS = 35
HIGH_WITHOUT_BASELINE = 4.0


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
        return bisect_right(self.treatments, moment, key=attrgetter("ended_at")) - 1

    def high_from(self, rule: Rule) -> float:
        """From which score on pain counts for a rule with `above_baseline`."""
        above = HIGH_WITHOUT_BASELINE if self.baseline is None else self.baseline + rule["above_baseline"]
        return float(max(above, rule.get("score", 0)))


class Evidence(NamedTuple):
    """What made a rule true: entries by their place in the story, and codes."""

    entries: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()


class Place(NamedTuple):
    """One tick: the entry's place in the story, when it was made and after which session, the code, and how bad."""

    entry: int
    moment: datetime
    session: int
    code: str
    severity: float | None


class Notes(NamedTuple):
    """The story, read once for all its entries: their moments, ticks by code, the highest score, and which mark how many regions."""

    story: Story
    moments: tuple[datetime, ...]
    ticks: Mapping[str, Sequence[Place]]
    highest: float
    marked: Mapping[int, int]


def notes_on(story: Story) -> Notes:
    """All that the rules look up again and again."""
    return Notes(
        story,
        tuple(reading.recorded_at for reading in story.readings),
        _ticks_of(story),
        max((reading.score for reading in story.readings if reading.score is not None), default=-1.0),
        {index: len(set(reading.regions)) for index, reading in enumerate(story.readings) if reading.regions},
    )


def _ticks_of(story: Story) -> dict[str, list[Place]]:
    """Every tick that counts, by code, in order of time."""
    ticks: dict[str, list[Place]] = {}
    for index, reading in enumerate(story.readings):
        for report in reading.symptoms:
            if report.code not in SYMPTOMS or SYMPTOMS[report.code].counts(report):
                session = story.last_treatment(reading.recorded_at)
                place = Place(index, reading.recorded_at, session, report.code, report.severity)
                ticks.setdefault(report.code, []).append(place)
    return ticks


@dataclass(slots=True)
class Scene:
    """The story as it stood at one entry, the anchor: only that entry and what came before it is looked at."""

    notes: Notes
    anchor: int
    days: int = USUAL_DAYS

    @property
    def story(self) -> Story:
        """All that the patient recorded and was treated with."""
        return self.notes.story

    @property
    def now(self) -> datetime:
        """The moment of the entry that the combination is asked about."""
        return self.notes.moments[self.anchor]

    def is_told_here(self, evidence: Evidence) -> bool:
        """Whether every symptom of it was ticked in this entry and in none before."""
        ticks = self.notes.ticks
        ticked = {place.entry for code in evidence.codes for place in ticks[code] if place.entry in evidence.entries}
        return ticked == {self.anchor}

    def holds(self, rule: Rule) -> Evidence | None:
        """What makes the rule true, or None."""
        return _WORDS[_word_of(rule)].holds(self, rule)

    def all_hold(self, rule: Rule) -> Evidence | None:
        """Every part holds: the evidence of all together."""
        held = []
        for part in rule["all"]:
            evidence = self.holds(part)
            if evidence is None:
                return None
            held.append(evidence)
        return union(held)

    def some_hold(self, rule: Rule) -> Evidence | None:
        """At least so many parts hold (`at_least`, else one): the evidence of those that do."""
        held = [part for part in map(self.holds, _some(rule)) if part is not None]
        return union(held) if len(held) >= rule.get("at_least", 1) else None

    def ticked(self, rule: Rule) -> Evidence | None:
        """Any of these symptoms was ticked in the window."""
        return _of([place for code in rule["ticked"] for place in self._places(rule, code)])

    def twice(self, rule: Rule) -> Evidence | None:
        """The same symptom was ticked twice in the window, as far apart as the rule says."""
        return self._pairs(rule, "twice", lambda one, other: True)

    def rising(self, rule: Rule) -> Evidence | None:
        """The same symptom was ticked twice, the second time as worse (severity 0-10)."""

        def is_worse(one: Place, other: Place) -> bool:
            return one.severity is not None and other.severity is not None and other.severity > one.severity

        return self._pairs(rule, "rising", is_worse)

    def two_sessions_running(self, rule: Rule) -> Evidence | None:
        """The same symptom followed the last treatment and the one before it."""
        last = self.story.last_treatment(self.now)
        held: list[Place] = []
        for code in rule["two_sessions_running"]:
            places = [place for place in self._places(rule, code) if place.session in (last, last - 1) and last >= 1]
            held += places if len({place.session for place in places}) > 1 else []
        return _of(held)

    def pain(self, rule: Rule) -> Evidence | None:
        """A score in the window of at least what the rule names, where it asks for it."""
        least = self.story.high_from(rule)
        entries = frozenset(
            index
            for index in self._window(rule)
            if (score := self.story.readings[index].score) is not None
            and is_at_least(score, least)
            and _is_there(rule, self.story.readings[index])
        )
        return Evidence(entries) if entries else None

    def treated(self, rule: Rule) -> Evidence | None:
        """A treatment of the last days in these regions, with needles, or with needles near the lungs, whichever the rule
        asks.
        """
        since = self.now - timedelta(days=rule["days"])
        lately = [treatment for treatment in self.story.treatments if since <= treatment.ended_at <= self.now]
        if "treated" in rule:
            return _yes(any(not set(rule["treated"]).isdisjoint(treatment.regions) for treatment in lately))
        if "needled" in rule:
            return _yes(any(treatment.needled for treatment in lately))
        return _yes(any(treatment.chest_wall_needled for treatment in lately))

    def flag(self, rule: Rule) -> Evidence | None:
        """The intake names this flag."""
        return _yes(rule["flag"] in self.story.flags)

    def age(self, rule: Rule) -> Evidence | None:
        """The patient is at least so many years old; an unknown age is not."""
        return _yes(self.story.age is not None and self.story.age >= rule["age"])

    def lasting(self, rule: Rule) -> Evidence | None:
        """The 48-hour rule is open at this moment, for any session."""
        return _yes(
            any(since <= self.now and (until is None or self.now < until) for since, until in self.story.lasting)
        )

    def regions_grown(self, rule: Rule) -> Evidence | None:
        """Against the last entry before the session that names regions; without one, the first after it."""
        last = self.story.last_treatment(self.now)
        if last < 0:
            return None
        ended_at, moments, marked = self.story.treatments[last].ended_at, self.notes.moments, self.notes.marked
        named = [index for index in self._window({"days": LONGEST_DAYS}) if index in marked]
        before = [index for index in named if moments[index] < ended_at]
        after = named[len(before) :]
        if not after:
            return None
        start = before[-1] if before else after[0]
        grown = [index for index in after if marked[index] >= marked[start] + rule["regions_grown"]]
        return Evidence(frozenset({start, *grown})) if grown else None

    def _window(self, rule: Rule) -> range:
        """The entries of the rule's days, by their places."""
        since = self.now - timedelta(days=rule.get("days", self.days))
        return range(bisect_left(self.notes.moments, since), self.anchor + 1)

    def _places(self, rule: Rule, code: str) -> list[Place]:
        """Where the code is ticked, in order of time."""
        places = self.notes.ticks.get(code)
        if places is None:
            return []
        since, least = self.now - timedelta(days=rule.get("days", self.days)), rule.get("severity", 0)
        return [
            place
            for place in places
            if place.entry <= self.anchor
            and place.moment >= since
            and (place.severity is None or place.severity >= least)
            and _is_there(rule, self.story.readings[place.entry])
        ]

    def _pairs(self, rule: Rule, kind: str, fits: Callable[[Place, Place], bool]) -> Evidence | None:
        apart = timedelta(hours=rule.get("hours", 0))
        held: list[Place] = []
        for code in rule[kind]:
            places = self._places(rule, code)
            for number, one in enumerate(places):
                for other in places[number + 1 :]:
                    gap = other.moment - one.moment
                    is_one_session = one.session == other.session >= 0 or not rule.get("after_one_session")
                    if one.entry != other.entry and gap >= apart and is_one_session and fits(one, other):
                        held += (one, other)
        return _of(held)


def may_hold(rule: Rule, notes: Notes) -> bool:
    """False when the rule can hold at no entry of the story, so that it need not be asked at each of them.

    It looks at no days, places or severities, which only narrow: True promises nothing.
    """
    return _WORDS[_word_of(rule)].may_hold(rule, notes)


def union(parts: Iterable[Evidence]) -> Evidence:
    """All of it together; of nothing, nothing."""
    entries, codes = zip(*parts, strict=True)
    return Evidence(frozenset().union(*entries), frozenset().union(*codes))


def _some(rule: Rule) -> Sequence[Rule]:
    """The parts of which one or several must hold."""
    parts: Sequence[Rule] = rule["any"] if "any" in rule else rule["of"]
    return parts


def _is_there(rule: Rule, reading: Reading) -> bool:
    """Whether an entry is about the rule's regions; a rule that names none is about all."""
    if "unnamed" in rule:
        return not reading.regions
    return (
        ("at" not in rule or not set(rule["at"]).isdisjoint(reading.regions))
        and ("and_at" not in rule or not set(rule["and_at"]).isdisjoint(reading.regions))
        and ("both_sides" not in rule or not set(rule["both_sides"]).isdisjoint(reading.both_sides))
    )


def _of(places: Sequence[Place]) -> Evidence | None:
    if not places:
        return None
    return Evidence(frozenset(place.entry for place in places), frozenset(place.code for place in places))


def _yes(holds: bool) -> Evidence | None:
    return Evidence() if holds else None


class _Word(NamedTuple):
    """The word that says what kind of rule it is (the others narrow it): the rule at one entry, and at any at all."""

    holds: Callable[[Scene, Rule], Evidence | None]
    may_hold: Callable[[Rule, Notes], bool]


def _any_ticked(word: str) -> Callable[[Rule, Notes], bool]:
    return lambda rule, notes: any(code in notes.ticks for code in rule[word])


def _may_have_grown(rule: Rule, notes: Notes) -> bool:
    sizes = notes.marked.values()
    return bool(sizes) and max(sizes) - min(sizes) >= rule["regions_grown"]


_TREATED = _Word(Scene.treated, lambda rule, notes: bool(notes.story.treatments))
_SOME = _Word(
    Scene.some_hold,
    lambda rule, notes: sum(may_hold(part, notes) for part in _some(rule)) >= rule.get("at_least", 1),
)
_WORDS: Mapping[str, _Word] = MappingProxyType(
    {
        "all": _Word(Scene.all_hold, lambda rule, notes: all(may_hold(part, notes) for part in rule["all"])),
        "any": _SOME,
        "of": _SOME,
        "ticked": _Word(Scene.ticked, _any_ticked("ticked")),
        "twice": _Word(Scene.twice, _any_ticked("twice")),
        "rising": _Word(Scene.rising, _any_ticked("rising")),
        "two_sessions_running": _Word(Scene.two_sessions_running, _any_ticked("two_sessions_running")),
        "above_baseline": _Word(
            Scene.pain, lambda rule, notes: is_at_least(notes.highest, notes.story.high_from(rule))
        ),
        "treated": _TREATED,
        "needled": _TREATED,
        "chest_wall_needled": _TREATED,
        "flag": _Word(Scene.flag, lambda rule, notes: rule["flag"] in notes.story.flags),
        "age": _Word(Scene.age, lambda rule, notes: (notes.story.age or 0) >= rule["age"]),
        "lasting": _Word(Scene.lasting, lambda rule, notes: bool(notes.story.lasting)),
        "regions_grown": _Word(Scene.regions_grown, _may_have_grown),
    }
)


def _word_of(rule: Rule) -> str:
    return next(word for word in rule if word in _WORDS)
