"""What the patient recorded, as Observations. Each names its entry, so that a number can be followed to where it was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from diary.reports.facts import EntryLine, Peg, Summary, Tick
from diary.reports.fhir.codes import CODES, concept, concept_if_known, own_concept, symptom_concept
from diary.reports.fhir.parts import ENTRY, Entry, instant, made, number, text
from diary.reports.words import CHANGES, FUNCTIONS, region_text

PEG_ITEMS = (("peg-pain", "pain"), ("peg-enjoyment", "enjoyment"), ("peg-activity", "activity"))
PEG_QUESTIONNAIRE = "http://loinc.org/q/91148-7"


@dataclass(frozen=True, slots=True)
class Observed:
    """The Observations of a document: by section, and by entry and symptom for whatever rests on them."""

    diary: tuple[Entry, ...]
    function: tuple[Entry, ...]
    of_entry: dict[str, tuple[Entry, ...]]
    of_tick: dict[tuple[str, str], Entry]

    @property
    def all(self) -> tuple[Entry, ...]:
        """Observations of the diary, then those of function."""
        return self.diary + self.function


def observe(summary: Summary, patient: dict[str, str]) -> Observed:
    """All entries of the report, oldest first."""
    zone = ZoneInfo(summary.patient.time_zone)
    diary: list[Entry] = []
    function: list[Entry] = []
    of_entry: dict[str, tuple[Entry, ...]] = {}
    of_tick: dict[tuple[str, str], Entry] = {}
    for line in summary.entries:
        base = _base(line, patient, zone)
        scores = list(_scores(line, base))
        able = list(_function(line, base))
        ticks = {(str(line.id), tick.code): _tick(line, tick, base) for tick in line.ticks}
        held = [*scores, *ticks.values(), *able]
        if held and (said := _remarks(line, patient, zone)):
            held[0].resource["note"] = said
        diary += [*scores, *ticks.values()]
        function += able
        of_entry[str(line.id)] = tuple(held)
        of_tick |= ticks
    return Observed(tuple(diary), tuple(function), of_entry, of_tick)


def _base(line: EntryLine, patient: dict[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """What all Observations of one entry share."""
    return {
        "identifier": [{"system": ENTRY, "value": str(line.id)}],
        "status": "final",
        "category": [concept("survey")],
        "subject": patient,
        "effectiveDateTime": instant(line.recorded_at, zone),
        "issued": instant(line.received_at, zone),
        "performer": [patient],
    }


def _observation(line: EntryLine, what: str, base: dict[str, Any], **elements: Any) -> Entry:
    return made("Observation", (line.id, what), **base, **elements)


def value_of(score: float) -> dict[str, Any]:
    """A score as FHIR wants it: a whole number as such, any other as a quantity in UCUM `{score}`."""
    whole = number(score)
    if isinstance(whole, int):
        return {"valueInteger": whole}
    unit = CODES["score-unit"]
    return {
        "valueQuantity": {
            "value": whole,
            "unit": unit.display,
            "system": "http://unitsofmeasure.org",
            "code": unit.code,
        }
    }


def _scores(line: EntryLine, base: dict[str, Any]) -> Iterator[Entry]:
    """Average with worst as its component (reference 6.1), now, stiffness, what changed, and a plain "none of these"."""
    site = _site(line)
    if line.nrs_average is not None or line.nrs_worst is not None:
        worst = [] if line.nrs_worst is None else [{"code": concept("worst-24h"), **value_of(line.nrs_worst)}]
        average = {} if line.nrs_average is None else value_of(line.nrs_average)
        code = concept("pain-average", "Average pain, last 24 hours")
        yield _observation(line, "pain-average", base, code=code, bodySite=site, component=worst, **average)
    if line.nrs_now is not None:
        code = concept("pain-now", "Pain right now")
        yield _observation(line, "pain-now", base, code=code, bodySite=site, **value_of(line.nrs_now))
    if line.stiffness is not None:
        yield _observation(line, "stiffness", base, code=concept("stiffness"), **value_of(line.stiffness))
    if line.change is not None:
        said = own_concept(f"change-{line.change}", CHANGES.get(line.change, line.change))
        yield _observation(line, "change", base, code=concept("change"), valueCodeableConcept=said)
    if line.none_of_these:
        yield _observation(line, "none-of-these", base, code=concept("none-of-these"), valueBoolean=True)


def _function(line: EntryLine, base: dict[str, Any]) -> Iterator[Entry]:
    if line.activity_nrs is not None:
        code = concept("activity", text(line.activity))
        yield _observation(line, "activity", base, code=code, **value_of(line.activity_nrs))
    if line.function is not None:
        said = own_concept(f"function-{line.function}", FUNCTIONS.get(line.function, line.function))
        yield _observation(line, "function", base, code=concept("function"), valueCodeableConcept=said)


def _tick(line: EntryLine, tick: Tick, base: dict[str, Any]) -> Entry:
    """A ticked symptom: the code says that something was ticked, the value what; never a diagnosis."""
    components: list[dict[str, Any]] = [
        {"code": concept("present"), "valueBoolean": True},
        {"code": concept("new"), "valueBoolean": tick.new},
    ]
    if tick.severity is not None:
        components.append({"code": concept("severity"), **value_of(tick.severity)})
    return _observation(
        line,
        f"symptom/{tick.code}",
        base,
        code=concept("symptom-ticked", "", "symptom"),
        valueCodeableConcept=symptom_concept(tick.code),
        component=components,
    )


def _site(line: EntryLine) -> dict[str, Any] | None:
    """Where it hurts. FHIR holds one site, so several are said in words; a side is said in words too."""
    if not line.regions:
        return None
    named = [region_text(region) for region in line.regions]
    code = line.regions[0].partition(" (")[0]
    return concept_if_known(f"{code}-site", named[0]) if len(named) == 1 else {"text": "; ".join(named)}


def _remarks(line: EntryLine, patient: dict[str, str], zone: ZoneInfo) -> list[dict[str, Any]]:
    """The patient's own words, and what must be known of how the entry came about."""
    moment = instant(line.recorded_at, zone)
    author: dict[str, Any] = {"authorString": text(line.by_carer)} if line.by_carer else {"authorReference": patient}
    remarks = [{**author, "time": moment, "text": words}] if (words := text(line.note)) else []
    if line.by_carer:
        remarks.append({"time": moment, "text": f"Written for the patient by {text(line.by_carer)}."})
    if line.recalled:
        remarks.append({"time": moment, "text": "Filled in later, from memory."})
    if line.clock != "ok":
        remarks.append({"time": moment, "text": "The phone's clock was wrong; the time was corrected."})
    return remarks


def peg_entries(summary: Summary, patient: dict[str, str]) -> tuple[Entry, ...]:
    """Each PEG as it was answered, and its score as an Observation."""
    zone = ZoneInfo(summary.patient.time_zone)
    return tuple(entry for peg in summary.peg for entry in _peg(peg, patient, zone))


def _peg(peg: Peg, patient: dict[str, str], zone: ZoneInfo) -> tuple[Entry, Entry]:
    items = [
        {
            "linkId": CODES[name].code,
            "text": CODES[name].words,
            "answer": [{"valueInteger": getattr(peg, field)}],
        }
        for name, field in PEG_ITEMS
    ]
    response = made(
        "QuestionnaireResponse",
        (peg.id,),
        identifier={"system": ENTRY, "value": str(peg.id)},
        questionnaire=PEG_QUESTIONNAIRE,
        status="completed",
        subject=patient,
        authored=instant(peg.at, zone),
        author=patient,
        source=patient,
        item=items,
    )
    score = made(
        "Observation",
        (peg.id, "peg-score"),
        identifier=[{"system": ENTRY, "value": str(peg.id)}],
        status="final",
        category=[concept("survey")],
        code=concept("peg-score", "PEG, mean of three items 0 to 10"),
        subject=patient,
        effectiveDateTime=instant(peg.at, zone),
        issued=instant(peg.at, zone),
        performer=[patient],
        valueQuantity=_decimal(peg.mean),
        derivedFrom=[response.reference],
    )
    return response, score


def _decimal(value: float) -> dict[str, Any]:
    unit = CODES["score-unit"]
    return {"value": round(value, 2), "unit": unit.display, "system": "http://unitsofmeasure.org", "code": unit.code}
