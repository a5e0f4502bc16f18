"""The codes that may leave, held against a frozen copy: a new or changed id is a decision, never an accident."""

import json

from diary.clinical.history import Level
from diary.clinical.symptoms import REGIONS, SYMPTOMS
from diary.reports.fhir import document
from diary.reports.fhir.codes import CODES, SYSTEMS, VERIFIED, concept, symptom_concept
from tests.diary.reports.generated import generated

# Source: clinical reference 6.1 to 6.3. Codes of Ebb's own are not listed: they name themselves.
FROZEN = """
loinc                  57133-1                  found
loinc                  42349-1                  found
loinc                  10164-2                  found
loinc                  11450-4                  found
loinc                  55108-5                  found
loinc                  47420-5                  found
loinc                  47519-4                  found
loinc                  10160-0                  found
loinc                  48765-2                  found
loinc                  30954-2                  found
loinc                  75310-3                  found
loinc                  18776-5                  found
loinc                  72514-3                  found
loinc                  38208-5                  found
loinc                  75325-1                  memory
loinc                  91148-7                  found
loinc                  75893-8                  found
loinc                  91145-3                  found
loinc                  91146-1                  found
loinc                  91147-9                  found
ucum                   {score}                  found
snomed                 44868003                 found
snomed                 231082000                found
snomed                 46947000                 found
snomed                 77386006                 found
snomed                 128613002                found
snomed                 424131007                found
snomed                 25064002                 found
snomed                 81680005                 found
snomed                 45326000                 found
snomed                 279038004                found
snomed                 29857009                 found
snomed                 102556003                found
snomed                 74323005                 found
snomed                 56608008                 found
snomed                 279039007                found
snomed                 21522001                 found
snomed                 279043006                found
snomed                 49218002                 found
snomed                 10601006                 found
snomed                 1003722009               found
snomed                 247373008                found
snomed                 279066007                found
snomed                 274667000                found
snomed                 69536005                 high
snomed                 45048000                 high
snomed                 16982005                 found
snomed                 77568009                 memory
snomed                 51185008                 high
snomed                 53120007                 high
snomed                 127949000                memory
snomed                 8205005                  high
snomed                 37822005                 found
snomed                 818983003                memory
snomed                 46862004                 memory
snomed                 29836001                 high
snomed                 61685007                 high
snomed                 72696002                 found
snomed                 344001                   memory
snomed                 56459004                 high
snomed                 661005                   memory
observation-category   survey                   fhir
flag-category          safety                   fhir
condition-clinical     active                   fhir
condition-verification unconfirmed              fhir
condition-category     problem-list-item        fhir
consent-scope          patient-privacy          fhir
consent-policy         IDSCL                    fhir
provenance-agent       author                   fhir
provenance-agent       informant                fhir
provenance-agent       assembler                fhir
empty-reason           notasked                 fhir
empty-reason           nilknown                 fhir
empty-reason           withheld                 fhir
"""
STATUSES = {"found", "high", "memory", "local", "fhir"}


def test_no_id_is_added_or_changed_without_a_look_at_this_table():
    table = [(row.system, row.code, row.status) for row in CODES.values() if row.system != "ebb"]

    assert table == [tuple(line.split()) for line in FROZEN.split("\n") if line]


def test_the_code_nobody_could_find_is_nowhere():
    known = {row.code for row in CODES.values()} | {pk for each in SYMPTOMS.values() for pk, _ in each.snomed}

    assert "231107005" not in known


def test_every_code_leaves_with_a_system_and_says_how_well_it_is_known():
    assert {row.status for row in CODES.values()} <= STATUSES
    assert all(row.system in SYSTEMS and (row.display or row.words) for row in CODES.values())
    assert all(row.status == "local" for row in CODES.values() if row.system == "ebb")


def test_every_region_has_its_finding_and_its_structure():
    for region in set(REGIONS) - {"other"}:
        assert CODES[f"{region}-pain"].system == CODES[f"{region}-site"].system == "snomed"


def test_an_unverified_id_stays_here_and_its_words_go():
    assert CODES["upper-back-site"].status not in VERIFIED
    assert concept("upper-back-site", "upper back") == {"text": "upper back"}
    assert concept("low-back-site", "low back")["coding"][0]["code"] == "37822005"


def test_a_symptom_keeps_its_own_code_first_and_the_catalogues_findings_after():
    for code, symptom in SYMPTOMS.items():
        own, *findings = symptom_concept(code)["coding"]
        assert own == {"system": "urn:ebb:code", "code": code}
        assert [(each["code"], each["display"]) for each in findings] == list(symptom.snomed)
    assert SYMPTOMS["saddle-numb"].level is Level.EMERGENCY


def test_nothing_is_sent_that_stands_in_neither_table():
    allowed = {(SYSTEMS[row.system], row.code) for row in CODES.values() if row.is_sent}
    allowed |= {(SYSTEMS["snomed"], pk) for each in SYMPTOMS.values() for pk, _ in each.snomed}

    def codings(value: object) -> list[tuple[str, str]]:
        if isinstance(value, list):
            return [pair for child in value for pair in codings(child)]
        if not isinstance(value, dict):
            return []
        own = [(each["system"], each["code"]) for each in value.get("coding", [])]
        return own + [pair for child in value.values() for pair in codings(child)]

    said = {
        pair for seed in range(40) for pair in codings(json.loads(json.dumps(document.bundle_of(generated(seed), b""))))
    }
    free = {SYSTEMS["ebb"], SYSTEMS["language"]}
    assert {pair for pair in said if pair[0] not in free} <= allowed
    assert len(said) > 60
