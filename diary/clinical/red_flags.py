"""Symptoms that ask for somebody's attention whatever the score, alone or together. Source: clinical reference 2.1, 2.4, 2.5.

Emergency and urgent ones give `red_flag`, those for the practitioner `symptom`. An item is judged whenever it is ticked: its
day limit says how long it is asked, never how long it counts. A common item finds nothing until it outlasts its limit or
grows worse; then it is for the practitioner. Unknown codes are passed over here: an entry that holds one is refused elsewhere,
and its known codes still come through `find_codes`.

A combination speaks for the symptoms it rests on, so that one thing makes one alert: see `signs.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from diary.clinical.combinations import COMBINATIONS, is_late, treatment_of
from diary.clinical.history import Finding, History, Level, Reading, SymptomReport, Treatment
from diary.clinical.scene import Story
from diary.clinical.signs import Sign, signs_of
from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS, days_text
from diary.clinical.wording import hours_after, moment_text, out_of_ten

LATE_ARRIVAL = timedelta(hours=1)
RED_FLAG = "red_flag"
SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules of time have found, for the combinations that ask: the baseline, and when the 48-hour rule was open."""

    baseline: float | None = None
    lasting: tuple[tuple[datetime, datetime | None], ...] = ()


def find(history: History, known: Known | None = None) -> tuple[Finding, ...]:
    """One finding for each sign that asks for attention, over this session's readings (without one, all). Worst first.

    This session's are all from its end on, with no upper bound: an entry made while the next session went on still belongs
    here, so that no red flag falls between two sessions. Combinations look at the patient's other entries as well; a very
    strong flare is the rule `heavy_flare`. Source: clinical reference 2.1, 2.4, 2.5.
    """
    if not any(reading.symptoms or reading.regions for reading in (*history.context, *history.readings)):
        return ()  # scores alone are no sign of anything: what they say is the business of other rules
    session = history.session
    own = {reading.entry for reading in history.readings if session is None or reading.recorded_at >= session.ended_at}
    if not own:
        return ()
    story = story_of(history, known or Known())
    anchors = [index for index, reading in enumerate(story.readings) if reading.entry in own]
    return tuple(
        _finding(sign, story, history)
        for sign in signs_of(story, anchors)
        if sign.code not in COMBINATIONS or not COMBINATIONS[sign.code].own_rule
    )


def find_codes(
    symptoms: Iterable[SymptomReport],
    recorded_at: datetime,
    received_at: datetime,
    entry: UUID,
    flags: frozenset[str] = frozenset(),
    treatments: tuple[Treatment, ...] = (),
) -> tuple[Finding, ...]:
    """The same for one body that was refused: its codes are read leniently, and no session is known."""
    reading = Reading(entry, recorded_at, received_at, symptoms=tuple(symptoms))
    return find(History(None, (reading,), intake_flags=flags, treatments=treatments))


def story_of(history: History, known: Known) -> Story:
    """The history as combinations look at it. A history that lists no treatments knows at least its own session's."""
    readings = {reading.entry: reading for reading in (*history.context, *history.readings)}
    sessions = [each for each in (history.session, history.next_session) if each is not None]
    treatments = history.treatments or tuple(
        treatment_of(each.ended_at, each.modality, each.regions) for each in sessions
    )
    return Story(
        readings=tuple(sorted(readings.values(), key=attrgetter("recorded_at", "entry"))),
        treatments=tuple(sorted(treatments, key=lambda treatment: treatment.ended_at)),
        flags=history.intake_flags,
        age=history.age,
        baseline=known.baseline,
        lasting=known.lasting,
    )


def _finding(sign: Sign, story: Story, history: History) -> Finding:
    moment = story.readings[sign.deciding].recorded_at
    return Finding(
        rule=SYMPTOM if sign.level is Level.PRACTITIONER else RED_FLAG,
        level=sign.level,
        because=_because(sign, story, history),
        readings=tuple(story.readings[index].entry for index in sign.entries),
        code=sign.code,
        hours=history.hours(moment) if history.session else None,
        codes=sign.codes,
    )


def _because(sign: Sign, story: Story, history: History) -> str:
    is_combination = sign.code in COMBINATIONS
    parts = _parts_of_combination(sign, story, history) if is_combination else _parts_of_item(sign, story, history)
    # A combination is as late as the newest entry that it rested on when it came about.
    deciding = story.readings[max(entry for entry in sign.entries if entry <= sign.deciding)]
    if is_late(deciding):
        parts.append("old report")
    if deciding.received_at - deciding.recorded_at > LATE_ARRIVAL:
        parts.append(f"recorded {moment_text(deciding.recorded_at)} and received {moment_text(deciding.received_at)}")
    return "; ".join(parts) + "."


def _parts_of_item(sign: Sign, story: Story, history: History) -> list[str]:
    symptom, last = SYMPTOMS[sign.code], sign.entries[-1]
    parts = [f'"{symptom.wording}" {_when(story.readings[sign.deciding], history)}']
    if last != sign.deciding:
        parts.append(f"last ticked {_when(story.readings[last], history)}")
    if symptom.level is Level.EXPECTED:
        parts.append(f"common for {days_text(symptom.ask_for_days)}, but it lasts longer or gets worse")
    return parts


def _parts_of_combination(sign: Sign, story: Story, history: History) -> list[str]:
    """Each symptom at its first entry, then what was scored or marked in entries that tick none of them."""
    first: dict[str, Reading] = {}
    others = []
    for reading in (story.readings[index] for index in sign.entries):
        ticked = {report.code for report in reading.symptoms}.intersection(sign.codes)
        for code in sorted(ticked - first.keys()):
            first[code] = reading
        if not ticked:
            others.append(_score_and_regions(reading, history))
    said = [f'"{_wording(code)}" {_when(reading, history)}' for code, reading in first.items()]
    return [f"{COMBINATIONS[sign.code].says}: {'; '.join(said + others)}"]


def _score_and_regions(reading: Reading, history: History) -> str:
    score = [] if reading.score is None else [out_of_ten(reading.score)]
    return f"{', '.join([*score, *reading.regions])} {_when(reading, history)}"


def _wording(code: str) -> str:
    return SYMPTOMS[code].wording if code in SYMPTOMS else EXTRA_CHECK_BOXES[code]


def _when(reading: Reading, history: History) -> str:
    hours = None if history.session is None else history.hours(reading.recorded_at)
    return f"on {moment_text(reading.recorded_at)}" if hours is None or hours < 0 else hours_after(hours)
