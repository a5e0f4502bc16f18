"""The catalogue: what a patient can tick, what each answer asks for, and what the patient is then shown.

The data stand in `symptoms.toml` and `catalogue.toml`, read once. `CATALOGUE` is the same as one plain dict, which
the phone downloads so that advice is on the screen without a network. It knows no history and no time: `red_flags.py`
does.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from diary.clinical.history import Level, SymptomReport

CATALOGUE_VERSION = "2025-1"
WORST_FIRST = tuple(sorted(Level, key=lambda level: -level.rank))
ADVICE_CODES = {
    Level.EMERGENCY: "ADV-E",
    Level.URGENT: "ADV-U",
    Level.PRACTITIONER: "ADV-P",
    Level.EXPECTED: "ADV-X",
}
DEFAULT_COUNTRY = "default"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Symptom:
    """One item of the list. `snomed` holds (id, term) pairs; `ask_for_days` counts from the last session.

    `ask_if_new`: it counts only when the patient says it is new since treatment. `tip` is a self-care code. `welcome`
    is good news, which needs no advice. `raised_by` are intake flags that make an item for the practitioner urgent.
    Source: clinical reference 2.4, 2.5.
    """

    code: str
    level: Level
    group: str
    wording: str
    regions: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    ask_for_days: int
    ask_if_new: bool = False
    advice: str = ""
    snomed: tuple[tuple[str, str], ...] = ()
    tip: str = ""
    actions: tuple[str, ...] = ()
    welcome: bool = False
    raised_by: tuple[str, ...] = ()

    def counts(self, report: SymptomReport) -> bool:
        """Whether a tick of this item counts: an item asked "if new" counts only when it is new since treatment."""
        return report.new or not self.ask_if_new


@dataclass(frozen=True, slots=True)
class Advice:
    """One block of advice: its code, title and lines in reading order, and stable codes of what can be tapped."""

    code: str
    level: Level
    title: str
    lines: tuple[str, ...]
    actions: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _symptom(code: str, row: Mapping[str, Any]) -> Symptom:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    values["level"] = Level(row["level"])
    values["snomed"] = tuple((finding["id"], finding["term"]) for finding in row.get("snomed", ()))
    return Symptom(code=code, **values)


def _advice(code: str, row: Mapping[str, Any]) -> Advice:
    return Advice(code, Level(row["level"]), row["title"], tuple(row["lines"]), tuple(row["actions"]))


_DATA = _read("catalogue.toml")
_ROWS = _read("symptoms.toml")
_TOGETHER = _read("combinations.toml")

SYMPTOMS: Mapping[str, Symptom] = MappingProxyType({code: _symptom(code, row) for code, row in _ROWS.items()})
EXTRA_CHECK_BOXES: Mapping[str, str] = MappingProxyType(
    {code: row["wording"] for code, row in _DATA["extra_check_boxes"].items()}
)
ADVICE: Mapping[str, Advice] = MappingProxyType({code: _advice(code, row) for code, row in _DATA["advice"].items()})
TOGETHER: Mapping[str, str] = MappingProxyType({code: row["advice"] for code, row in _TOGETHER.items()})
LIMIT_LINE: str = _DATA["advice"]["ADV-X"]["item_line"]
SELF_CARE: Mapping[str, str] = MappingProxyType(_DATA["self_care"])
SELF_CARE_TABLE: Mapping[str, Any] = MappingProxyType(_DATA["self_care_table"])
REGIONS: tuple[str, ...] = tuple(_DATA["regions"])
REGIONS_OR_OTHER = (*REGIONS, "other")  # of a complaint, or of a session
SIDES: tuple[str, ...] = tuple(_DATA["sides"])


def _catalogue_symptom(symptom: Symptom) -> dict[str, Any]:
    return {
        "code": symptom.code,
        "level": symptom.level.value,
        "group": symptom.group,
        "wording": symptom.wording,
        "regions": list(symptom.regions),
        "why": symptom.why,
        "advice": symptom.advice,
        "tip": symptom.tip,
        "actions": list(symptom.actions),
        "welcome": symptom.welcome,
        "snomed": [{"id": identifier, "term": term} for identifier, term in symptom.snomed],
        "sources": list(symptom.sources),
        "ask_for_days": symptom.ask_for_days,
        "ask_if_new": symptom.ask_if_new,
        "raised_by": list(symptom.raised_by),
    }


def _listed(table: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"code": code, **row} for code, row in table.items()]


def _catalogue() -> dict[str, Any]:
    return {
        "version": CATALOGUE_VERSION,
        "question": _DATA["question"],
        "closing_line": _DATA["closing_line"],
        "levels": [{"code": code, "title": title} for code, title in _DATA["levels"].items()],
        "groups": [{"code": code, "title": title} for code, title in _DATA["groups"].items()],
        "symptoms": [_catalogue_symptom(symptom) for symptom in SYMPTOMS.values()],
        "extra_check_boxes": _listed(_DATA["extra_check_boxes"]),
        "combinations": _listed(_TOGETHER),
        "advice": _listed(_DATA["advice"]),
        "self_care": dict(_DATA["self_care"]),
        "self_care_table": dict(_DATA["self_care_table"]),
        "emergency_numbers": _DATA["emergency_numbers"],
        "regions": list(REGIONS),
        "sides": list(SIDES),
        "sources": dict(_DATA["sources"]),
    }


CATALOGUE: dict[str, Any] = _catalogue()


def is_known(code: str) -> bool:
    """Whether `code` may stand in an entry: one of the 69 symptoms, or a check-box that only combinations use."""
    return code in SYMPTOMS or code in EXTRA_CHECK_BOXES


def _without_repeats(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def days_text(count: int) -> str:
    """How many days, as a person says it."""
    return "1 day" if count == 1 else f"{count} days"


def limit_line(symptom: Symptom) -> str:
    """How long an expected symptom should take at most."""
    return LIMIT_LINE.format(wording=symptom.wording, limit=days_text(symptom.ask_for_days))


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as advice needs it: a symptom's or combination's code, its level, and the symptoms a combination rests on."""

    code: str
    level: Level
    codes: tuple[str, ...] = ()


def _gathered(level: Level, symptoms: Iterable[Symptom], together: Iterable[str]) -> Advice:
    ticked = tuple(symptoms)
    block = ADVICE[ADVICE_CODES[level]]
    limits = tuple(limit_line(symptom) for symptom in ticked) if level is Level.EXPECTED else ()
    own = tuple(symptom.advice for symptom in ticked)
    tips = tuple(SELF_CARE[symptom.tip] for symptom in ticked if symptom.tip)
    actions = tuple(action for symptom in ticked for action in symptom.actions)
    return replace(
        block,
        lines=_without_repeats((*together, *own, *limits, *tips, *block.lines)),
        actions=_without_repeats(block.actions + actions),
    )


def advice_for(reports: Iterable[SymptomReport], found: Iterable[Told] = ()) -> tuple[Advice, ...]:
    """What the patient is shown for what was ticked, worst first, items of one level gathered into one block.

    What was `found` in the entry can only add: a combination's own line comes first, and its symptoms are shown at its
    level, as is an item whose level was raised. The items' own advice lines follow, in the order of the list. Beside an
    emergency or urgent block the "this is common" block is left out: reassurance must not stand under "get help".
    Placeholders stay in: see `fill`. Unknown codes and check-boxes that only combinations use show nothing. Source: clinical
    reference 2.1, 2.2.
    """
    found = tuple(found)
    ticked = {report.code for report in reports if report.code in SYMPTOMS and SYMPTOMS[report.code].counts(report)}
    raised = [(code, told.level) for told in found for code in (told.code, *told.codes)]

    def level_of(symptom: Symptom) -> Level:
        levels = [symptom.level, *(level for code, level in raised if code == symptom.code)]
        return max(levels, key=lambda level: level.rank)

    shown = [
        (symptom, level_of(symptom)) for symptom in SYMPTOMS.values() if symptom.code in ticked and not symptom.welcome
    ]
    together = [(told.level, TOGETHER[told.code]) for told in found if told.code in TOGETHER]
    used = {level for _, level in shown} | {level for level, _ in together}
    is_serious = any(level.rank >= Level.URGENT.rank for level in used)
    return tuple(
        _gathered(
            level,
            (symptom for symptom, own in shown if own is level),
            (line for of, line in together if of is level),
        )
        for level in WORST_FIRST
        if level in used and not (is_serious and level is Level.EXPECTED)
    )


def fill(advice: Advice, values: Mapping[str, str]) -> Advice:
    """The same advice with `{placeholder}`s filled; one without a value stays, so that advice is never lost."""

    def filled(text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)

    return replace(advice, title=filled(advice.title), lines=tuple(filled(line) for line in advice.lines))


def placeholders(advice: Advice) -> frozenset[str]:
    """The names of the placeholders that are still to be filled in this advice."""
    return frozenset(_PLACEHOLDER.findall(" ".join((advice.title, *advice.lines))))


def emergency_values(country: str) -> Mapping[str, str]:
    """`emergency_number`, `ed`, `urgent_line` and `crisis_line` for an ISO country code; 112 where none is listed."""
    numbers: Mapping[str, Mapping[str, str]] = _DATA["emergency_numbers"]
    return MappingProxyType(dict(numbers.get(country.upper(), numbers[DEFAULT_COUNTRY])))
