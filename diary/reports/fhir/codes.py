"""The codes a document may hold, read once from `codes.toml`, and the coded values made of them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from diary.clinical.symptoms import EXTRA_CHECK_BOXES, SYMPTOMS

VERIFIED: Final = frozenset({"found", "high", "local", "fhir"})
_DATA: Final = tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))
SYSTEMS: Final[Mapping[str, str]] = MappingProxyType(_DATA["systems"])


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the table. `display` is its code system's own name, `words` are ours."""

    system: str
    code: str
    status: str
    display: str = ""
    words: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether the id is known well enough to leave; the words always are."""
        return self.status in VERIFIED


CODES: Final[Mapping[str, Code]] = MappingProxyType({name: Code(**row) for name, row in _DATA["codes"].items()})


def coding(name: str) -> dict[str, Any]:
    """The Coding of one row of the table."""
    code = CODES[name]
    made = {"system": SYSTEMS[code.system], "code": code.code}
    return {**made, "display": code.display} if code.display else made


def concept(name: str, text: str = "", *also: str) -> dict[str, Any]:
    """A CodeableConcept of `name` and the other rows `also`; unverified ids are left out, and the words stay."""
    sent = [coding(each) for each in (name, *also) if CODES[each].is_sent]
    said = text or CODES[name].display or CODES[name].words
    return {"coding": sent, "text": said} if sent else {"text": said}


def concept_if_known(name: str, text: str) -> dict[str, Any]:
    """The same for a name that may have no row: then the text alone."""
    return concept(name, text) if name in CODES else {"text": text}


def symptom_concept(code: str) -> dict[str, Any]:
    """What was ticked, in the catalogue's words, with its own code and the nearest SNOMED CT findings."""
    symptom = SYMPTOMS.get(code)
    own = {"system": SYSTEMS["ebb"], "code": code}
    if symptom is None:
        return {"coding": [own], "text": EXTRA_CHECK_BOXES.get(code, code)}
    findings = [{"system": SYSTEMS["snomed"], "code": pk, "display": term} for pk, term in symptom.snomed]
    return {"coding": [own, *findings], "text": symptom.wording}


def own_concept(code: str, text: str) -> dict[str, Any]:
    """A rule or choice of Ebb's own vocabulary."""
    return {"coding": [{"system": SYSTEMS["ebb"], "code": code}], "text": text}
