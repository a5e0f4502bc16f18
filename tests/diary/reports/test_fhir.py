"""The FHIR document: its sections, what each entry becomes, ids that never change, text that stays text."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.reports.facts import Answer, Peg, Reported, Summary
from diary.reports.fhir import check, document, parts
from diary.reports.fhir.codes import CODES, SYSTEMS
from tests.diary.reports.build import ASK, BEGIN, DAY, HOUR, MAYA, line, summary_of
from tests.diary.reports.conftest import Story
from tests.diary.reports.generated import generated, without_notes
from tests.diary.reports.test_csv import CORPUS
from tests.diary.reports.test_pdf import FLAGGED, HOSTILE, STATES, typical

PAGE = b"%PDF-1.7"
XHTML = "{http://www.w3.org/1999/xhtml}"
SECTIONS = (
    *("42349-1", "10164-2", "11450-4", "55108-5", "47420-5", "47519-4", "10160-0", "48765-2", "30954-2", "75310-3"),
    "18776-5",
)


def bundle(summary: Summary) -> dict[str, Any]:
    return document.bundle_of(summary, PAGE)


def found(summary: Summary, kind: str) -> list[dict[str, Any]]:
    resources = [entry["resource"] for entry in bundle(summary)["entry"]]
    return [resource for resource in resources if resource["resourceType"] == kind]


def section(summary: Summary, loinc: str) -> dict[str, Any]:
    [composition] = found(summary, "Composition")
    return next(each for each in composition["section"] if each["code"]["coding"][0]["code"] == loinc)


def words_of(div: str) -> str:
    return " ".join("".join(ElementTree.fromstring(div).itertext()).split())  # noqa: S314  # our own XHTML


@pytest.mark.parametrize("state", STATES)
def test_it_has_every_section_and_each_has_its_human_copy(state: str):
    [composition] = found(STATES[state](), "Composition")

    assert tuple(each["code"]["coding"][0]["code"] for each in composition["section"]) == SECTIONS
    assert all(words_of(each["text"]["div"]) for each in composition["section"])
    assert all("entry" in each or "emptyReason" in each or each["text"] for each in composition["section"])


def test_the_same_summary_gives_the_same_bytes_and_another_gives_others():
    one, again = (document.render(typical()) for _ in range(2))

    assert one == again
    assert document.render(replace(typical(), rules_version="2026.2")) != one


def test_an_address_follows_from_the_row_it_is_about():
    early, late = bundle(typical()), bundle(replace(typical(), generated_at=FLAGGED + 40 * DAY))

    def urls(made: dict[str, Any], *kinds: str) -> list[str]:
        return [each["fullUrl"] for each in made["entry"] if each["resource"]["resourceType"] in kinds]

    kinds = ("Patient", "Observation", "Procedure", "Flag", "DetectedIssue", "Condition", "MedicationStatement")
    assert urls(early, *kinds) == urls(late, *kinds)
    assert urls(early, "Composition") != urls(late, "Composition"), "another document"


def test_every_observation_names_its_entry_and_no_entry_is_left_out():
    summary = generated(4)
    named = [each["identifier"][0] for each in found(summary, "Observation") if "derivedFrom" not in each]

    assert {each["system"] for each in named} == {parts.ENTRY}
    assert {each["value"] for each in named} == {str(entry.id) for entry in summary.entries}


def test_an_entry_becomes_what_it_says():
    at = BEGIN + 9 * DAY
    entry = line(7, at, 6.0, "fever", nrs_worst=8.0, nrs_now=4.0, stiffness=3.0, regions=("knee (left)",), note="Hot.")
    observations = {each["code"]["text"]: each for each in found(summary_of([entry]), "Observation")}
    average = observations["Average pain, last 24 hours"]

    assert (average["code"]["coding"][0]["code"], average["valueInteger"]) == ("72514-3", 6)
    assert average["component"][0]["code"]["coding"][0]["code"] == "worst-24h"
    assert average["component"][0]["valueInteger"] == 8
    assert average["effectiveDateTime"] == "2026-02-11T09:00:00+00:00"
    assert average["bodySite"] == {
        "coding": [{"system": SYSTEMS["snomed"], "code": "72696002", "display": "Knee region structure"}],
        "text": "knee (left)",
    }
    assert average["note"][0]["text"] == "Hot."
    assert observations["Pain right now"]["code"]["coding"][0]["code"] == "38208-5"
    assert observations["Stiffness, 0 to 10"]["valueInteger"] == 3
    ticked = observations["Symptom ticked"]
    assert [each["code"] for each in ticked["valueCodeableConcept"]["coding"]] == ["fever", "386661006", "43724002"]
    assert ticked["category"][0]["coding"][0]["code"] == "survey"


def test_half_a_point_is_a_quantity_and_nothing_is_never_zero():
    half, only_worst = summary_of([line(1, BEGIN, 4.5)]), summary_of([line(1, BEGIN, None, "stiff", nrs_worst=7.0)])
    [average] = found(half, "Observation")

    assert average["valueQuantity"] == {"value": 4.5, "unit": "score", "system": SYSTEMS["ucum"], "code": "{score}"}
    assert "valueInteger" not in found(only_worst, "Observation")[0]


def test_a_session_is_a_procedure_whose_end_starts_the_clock():
    first = found(typical(), "Procedure")[0]

    assert first["code"]["coding"][0]["code"] == "44868003"
    assert first["performedPeriod"] == {"start": "2026-02-09T09:00:00+00:00", "end": "2026-02-09T10:00:00+00:00"}
    assert first["note"][0]["text"] == "8 needles; 20 min; position: prone; points: BL23; pain just before: 4/10"


def test_a_red_flag_is_active_until_a_person_closes_it_and_points_to_what_was_ticked():
    summary = typical()
    [flag] = found(summary, "Flag")
    resources = {entry["fullUrl"]: entry["resource"] for entry in bundle(summary)["entry"]}
    pointed = resources[flag["extension"][0]["valueReference"]["reference"]]
    closed = replace(
        summary, alerts=tuple(replace(each, code="saddle-numb", state="resolved") for each in summary.alerts)
    )

    assert (flag["status"], flag["code"]["coding"][0]["code"]) == ("active", "saddle-numb")
    assert pointed["valueCodeableConcept"]["coding"][0]["code"] == "saddle-numb"
    assert found(closed, "Flag")[0]["status"] == "inactive"


def test_the_48_hour_alert_is_an_issue_with_its_readings_and_what_was_done(story: Story):
    summary = story.summary()
    [issue] = found(summary, "DetectedIssue")
    resources = {entry["fullUrl"]: entry["resource"] for entry in bundle(summary)["entry"]}
    rests_on = {resources[each["reference"]]["identifier"][0]["value"] for each in issue["implicated"]}

    assert issue["code"]["coding"][0]["code"] == "forty_eight_hours"
    assert issue["severity"] == "moderate"
    assert rests_on == {str(pk) for each in summary.alerts if each.rule == "forty_eight_hours" for pk in each.readings}
    assert rests_on
    assert issue["mitigation"][0]["action"]["text"] == "referred to the GP"
    assert "staff only" not in json.dumps(bundle(summary))


def test_what_was_not_asked_is_never_a_no():
    said = words_of(section(STATES["empty"](), "42349-1")["text"]["div"])

    assert "No entry of this period answered the list. That is not a “no”." in said
    assert "Not asked, so not known: bladder" in said
    assert section(typical(), "48765-2")["emptyReason"]["coding"][0]["code"] == "notasked"


def test_notes_that_are_left_out_are_withheld_everywhere():
    shown = replace(typical(), notes=(Answer("Could not put my socks on.", BEGIN.date()),))
    hidden = without_notes(shown)

    assert "Could not put my socks on." in json.dumps(bundle(shown))
    assert "Could not put my socks on." not in json.dumps(bundle(hidden))
    assert section(hidden, "75310-3")["emptyReason"]["coding"][0]["code"] == "withheld"


def test_agreement_is_proposed_until_the_patient_gives_it():
    offered, standing = found(typical(), "Consent")

    assert (offered["status"], standing["status"]) == ("proposed", "active")
    assert standing["category"][0]["coding"][0]["code"] == "consent-monitoring"


def test_a_proxys_agreement_names_them_and_one_that_time_ended_names_nobody():
    [standing] = typical().consents
    rosa = replace(standing, proxy_name="Rosa Ruiz", proxy_relation="mother")
    ended = replace(standing, id=UUID(int=7), purpose="reminders", given=False, by_time=True)
    summary = replace(typical(), consents=(rosa, replace(rosa, id=UUID(int=8), purpose="audit"), ended))

    [proxy] = found(summary, "RelatedPerson")
    assert (proxy["name"], proxy["relationship"]) == ([{"text": "Rosa Ruiz"}], [{"text": "mother"}])
    _, *answers = found(summary, "Consent")
    assert [each.get("performer", [{}])[0].get("type") for each in answers] == ["RelatedPerson", "RelatedPerson", None]
    assert [each["status"] for each in answers] == ["active", "active", "inactive"]
    assert found(typical(), "RelatedPerson") == []


def test_it_says_who_made_it_and_from_whom_it_comes():
    by_whom = [agent["type"]["coding"][0]["code"] for each in found(typical(), "Provenance") for agent in each["agent"]]

    assert by_whom == ["author", "assembler", "informant"]
    assert (
        found(replace(typical(), ask=replace(ASK, by_patient=True)), "Composition")[0]["attester"][0]["mode"]
        == "personal"
    )


def test_a_peg_is_a_questionnaire_and_a_score():
    summary = replace(typical(), peg=(Peg(UUID(int=9), BEGIN, BEGIN.date(), 6, 5, 9),))
    [response] = found(summary, "QuestionnaireResponse")
    score = next(each for each in found(summary, "Observation") if "derivedFrom" in each)

    assert [(item["linkId"], item["answer"][0]["valueInteger"]) for item in response["item"]] == [
        ("75893-8", 6),
        ("91145-3", 5),
        ("91146-1", 9),
    ]
    assert (score["code"]["coding"][0]["code"], score["valueQuantity"]["value"]) == ("91147-9", 6.67)
    assert len(section(summary, "47420-5")["entry"]) == len(section(typical(), "47420-5").get("entry", [])) + 2


def test_the_last_60_entries_are_told_and_all_are_there():
    summary = STATES["crowded"]()
    div = section(summary, "55108-5")["text"]["div"]

    assert div.count("<tr>") == 61
    assert "340 earlier ones stand in this document as data" in div
    assert len({each["identifier"][0]["value"] for each in found(summary, "Observation")}) == 400


def hostile(text: str) -> Summary:
    return summary_of(
        [line(1, BEGIN, 3.0, note=text, medicines=(text,))],
        patient=replace(MAYA, name=text),
        ask=replace(ASK, request=text, recipient=text, clinic=text, practitioner=text),
        notes=(Answer(text, BEGIN.date()),),
        medicines=(Reported(text, 1, BEGIN.date()),),
    )


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'=#\u202e\u2066\x00\x1b\ud800\ufffe")), max_size=80))
def test_any_text_stays_text(text: str):
    made = bundle(hostile(text))
    check.check(made)

    kept = json.dumps(made, ensure_ascii=False)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", kept)
    for each in made["entry"][0]["resource"]["section"]:
        tree = ElementTree.fromstring(each["text"]["div"])  # noqa: S314  # our own XHTML
        assert {element.tag.removeprefix(XHTML) for element in tree.iter()} <= {
            *("div", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td")
        }
        assert not [element for element in tree.iter() if element.attrib]


def test_none_of_800_payloads_is_alive_and_each_is_still_there():
    """What endangers a spreadsheet, markup, or the typesetter, each as the note of an entry."""
    payloads = [*CORPUS, *HOSTILE]
    entries = [line(number, BEGIN + number * HOUR, 3.0, note=text) for number, text in enumerate(payloads)]
    notes = tuple(Answer(text, BEGIN.date()) for text in payloads)
    made = bundle(summary_of(entries, notes=notes, sessions=()))
    check.check(made)
    kept = [
        each["note"][0]["text"]
        for each in (e["resource"] for e in made["entry"])
        if each["resourceType"] == "Observation" and "note" in each
    ]

    assert len(payloads) > 800
    assert kept == [parts.text(text) for text in payloads]
    for each in made["entry"][0]["resource"]["section"]:
        tree = ElementTree.fromstring(each["text"]["div"])  # noqa: S314  # our own XHTML
        assert not [element for element in tree.iter() if element.attrib or element.tag.endswith("script")]


def test_a_script_is_shown_and_never_run():
    said = section(hostile("<script>alert(1)</script>"), "75310-3")["text"]["div"]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said


def test_10_000_characters_are_all_there():
    note = "W" * 10_000

    assert found(hostile(note), "Observation")[0]["note"][0]["text"] == note


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda made: made["entry"].insert(0, made["entry"].pop()), "the first entry of a document is its Composition"),
        (lambda made: made["entry"].append(made["entry"][0]), "one Composition"),
        (lambda made: made["entry"].append(made["entry"][3]), "two entries have one fullUrl"),
        (lambda made: made["entry"].pop(1), "a reference leads nowhere"),
        (lambda made: made["entry"][1].update(fullUrl="https://example.com/1"), "a fullUrl is not urn:uuid"),
        (lambda made: made.pop("timestamp"), "a document has a type, an identifier and a timestamp"),
        (lambda made: made["entry"][1]["resource"].update(birthDate="in spring"), "birthDate"),
        (lambda made: made["entry"][0]["resource"].pop("title"), "title"),
    ],
)
def test_a_wrong_document_does_not_leave(spoil: Any, says: str):
    made = bundle(typical())
    spoil(made)

    with pytest.raises(check.WrongDocument, match=re.escape(says)):
        document.written(made)


def test_a_wrong_document_is_refused_without_a_word_of_the_patient():
    made = bundle(hostile("secret words"))
    made["entry"][0]["resource"]["title"] = {"secret": "words"}

    with pytest.raises(check.WrongDocument) as refused:
        document.written(made)
    assert "secret words" not in str(refused.value)


def test_only_ids_that_somebody_has_verified_are_sent():
    sent = json.dumps([bundle(generated(seed)) for seed in range(30)])

    for code in CODES.values():
        assert code.is_sent or f'"{code.code}"' not in sent, code
    assert '"75325-1"' not in sent


def test_hours_and_days_are_those_of_the_patients_clocks():
    summer = summary_of([line(1, BEGIN + 120 * DAY + HOUR, 3.0)], sessions=())

    assert found(summer, "Observation")[0]["effectiveDateTime"].endswith("+01:00")
