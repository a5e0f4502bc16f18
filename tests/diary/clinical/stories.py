"""Stories of symptoms as JSON, for the table of cases that the server and the phone share, and 10,000 made-up ones.

`python3 -m tests.diary.clinical.stories 10000` prints generated stories with this side's answers; the phone's tests judge the
same stories and must agree on each. Hours count from an arbitrary Monday; entries since the last treatment are judged.
"""

import json
import random
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from diary.clinical.combinations import COMBINATIONS, treatment_of
from diary.clinical.history import Reading, SymptomReport
from diary.clinical.scene import Story
from diary.clinical.signs import signs_of
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, REGIONS, SYMPTOMS

CASES = Path(__file__).with_name("cases") / "red_flags.json"
START = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
SEED = 20260302
FLAGS = ("bleeding-risk", "cancer-history", "diabetes", "immunosuppressed", "pregnant", "osteoporosis")
POINTS = ("BL13", "GB21", "LI4", "ST36")
MODALITIES = ("acupuncture", "dry-needling", "massage", "osteopathy")
SPOKEN_OF = sorted(frozenset().union(*(combination.codes for combination in COMBINATIONS.values())))
CODES = [*SYMPTOMS, *EXTRA_CHECK_BOXES]


def story_of(told: Mapping[str, Any]) -> Story:
    """The story that a case tells."""
    return Story(
        readings=tuple(_reading(number, entry) for number, entry in enumerate(told["entries"])),
        treatments=tuple(
            treatment_of(_at(each["hours"]), each["modality"], each["regions"], each.get("points", ()))
            for each in told.get("treatments", ())
        ),
        flags=frozenset(told.get("flags", ())),
        age=told.get("age"),
        baseline=told.get("baseline"),
        lasting=tuple((_at(since), None if until is None else _at(until)) for since, until in told.get("lasting", ())),
    )


def answer_to(told: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What this side finds: for each code its level and the places of the entries it rests on."""
    story = story_of(told)
    last = story.last_treatment(story.readings[-1].recorded_at)
    since = story.treatments[last].ended_at if last >= 0 else story.readings[0].recorded_at
    anchors = [index for index, reading in enumerate(story.readings) if reading.recorded_at >= since]
    return {sign.code: [sign.level.value, list(sign.entries)] for sign in signs_of(story, anchors)}


def _at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def _reading(number: int, entry: Mapping[str, Any]) -> Reading:
    regions = [name.partition(":") for name in entry.get("regions", ())]
    return Reading(
        entry=UUID(int=number + 1),
        recorded_at=_at(entry["hours"]),
        received_at=_at(entry["hours"] + entry.get("late", 0)),
        nrs_average=entry.get("nrs"),
        regions=tuple(code for code, _, _ in regions),
        both_sides=tuple(code for code, _, side in regions if side == "both"),
        symptoms=tuple(
            SymptomReport(tick) if isinstance(tick, str) else SymptomReport(**tick) for tick in entry.get("ticks", ())
        ),
    )


def made_up(count: int) -> Iterator[dict[str, Any]]:
    """Stories that are no one's, the same ones each time."""
    chance = random.Random(SEED)
    for _ in range(count):
        yield _made_up(chance)


def _made_up(chance: random.Random) -> dict[str, Any]:
    treated = sorted(chance.sample(range(-40 * 24, 24, 6), chance.randint(0, 3)))
    hours = sorted(chance.sample(range(-60, 8 * 24) if chance.random() < 0.8 else range(35 * 24), chance.randint(1, 6)))
    return {
        "treatments": [_treatment(chance, each) for each in treated],
        "flags": [flag for flag in FLAGS if chance.random() < 0.2],
        "age": chance.choice([None, 30, 49, 50, 71]),
        "baseline": chance.choice([None, 0, 2.5, 3, 6]),
        "lasting": chance.choice([[], [[50, None]], [[50, 100]]]),
        "entries": _entries(chance, hours),
    }


def _treatment(chance: random.Random, hours: float) -> dict[str, Any]:
    return {
        "hours": hours,
        "modality": chance.choice(MODALITIES),
        "regions": chance.sample(["low-back", "neck", "upper-back", "knee", "head"], chance.randint(1, 2)),
        "points": chance.sample(POINTS, chance.choice([0, 0, 1])),
    }


def _entries(chance: random.Random, hours: list[int]) -> list[dict[str, Any]]:
    """Each entry on its own, but some say again what the one before said."""
    entries: list[dict[str, Any]] = []
    for each in hours:
        entry = _entry(chance, each)
        if entries and chance.random() < 0.3:
            again = [{**tick, "severity": chance.choice([None, 3, 7, 9])} for tick in entries[-1]["ticks"]]
            said = {tick["code"] for tick in again}
            entry["ticks"] = again + [tick for tick in entry["ticks"] if tick["code"] not in said]
        entries.append(entry)
    return entries


def _entry(chance: random.Random, hours: int) -> dict[str, Any]:
    pool = SPOKEN_OF if chance.random() < 0.7 else CODES
    regions = chance.sample(REGIONS, chance.choice([0, 0, 0, 1, 2, 4]))
    return {
        "hours": hours + chance.choice([0, 0.25, 0.5]),
        "late": chance.choice([0, 0, 0, 0, 2, 167.75, 168]),
        "nrs": chance.choice([None, *range(11)]),
        "regions": [code + chance.choice(["", ":both", ":left"]) for code in regions],
        "ticks": [_tick(chance, code) for code in chance.sample(pool, chance.choice([0, 1, 1, 2, 2, 3]))],
    }


def _tick(chance: random.Random, code: str) -> dict[str, Any]:
    severity = chance.choice([None, None, 0, 3, 4, 7, 10])
    return {"code": code, "severity": severity, "new": chance.random() < 0.85}


if __name__ == "__main__":
    json.dump([[told, answer_to(told)] for told in made_up(int(sys.argv[1]))], sys.stdout)
