"""Puts the document together: the same `Summary` gives the same bytes, and nothing leaves unchecked."""

import json
from base64 import b64decode
from typing import Any, Final
from zoneinfo import ZoneInfo

from diary.reports import chart, pdf
from diary.reports.facts import Summary
from diary.reports.fhir import people as about
from diary.reports.fhir.check import check
from diary.reports.fhir.codes import concept
from diary.reports.fhir.concerns import flags_of, issues_of, request_of
from diary.reports.fhir.observations import observe, peg_entries
from diary.reports.fhir.parts import URI, Entry, instant, made, narrative, paragraph, text, url_of
from diary.reports.fhir.sections import Held, sections_of

PDF: Final = "application/pdf"
TITLE: Final = "Symptom diary summary"


def render(summary: Summary) -> bytes:
    """The document as JSON in UTF-8. Raises PageTooLong (the page is part of it), and WrongDocument for a mistake of ours."""
    return written(bundle_of(summary, pdf.render(summary)))


def written(bundle: dict[str, Any]) -> bytes:
    """The Bundle as bytes, when nothing is wrong with it. Raises WrongDocument."""
    check(bundle)
    return json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()


def page_in(content: bytes) -> bytes | None:
    """The printed page inside a document that `render` made; None when there is none."""
    for entry in json.loads(content)["entry"]:
        if entry["resource"].get("contentType") == PDF:
            return b64decode(entry["resource"]["data"])
    return None


def bundle_of(summary: Summary, page: bytes) -> dict[str, Any]:
    """The Bundle before it is checked; `page` is the printed one."""
    people = about.people_of(summary)
    observed = observe(summary, people.patient.reference)
    peg = peg_entries(summary, people.patient.reference)
    drawn = about.file_of(_chart(summary), summary, people)
    printed = about.file_of(about.File("page", PDF, page, TITLE, concept("referral-note")), summary, people)
    held = Held(
        requests=request_of(summary, people),
        flags=flags_of(summary, people, observed),
        issues=issues_of(summary, people, observed),
        conditions=about.conditions_of(summary, people),
        diary=observed.diary,
        function=(*observed.function, *peg),
        procedures=about.procedures_of(summary, people),
        medicines=about.medicines_of(summary, people),
        chart=drawn[0],
        page=printed[0],
        consents=about.consents_of(summary, people),
    )
    composition = _composition(summary, people, sections_of(summary, held))
    said = (*observed.all, *peg)
    entries = (
        composition,
        *people.all,
        *held.requests,
        *held.flags,
        *held.issues,
        *held.conditions,
        *held.diary,
        *held.function,
        *held.procedures,
        *held.medicines,
        *drawn,
        *printed,
        *held.consents,
        *about.proxies_of(summary, people),
        *about.provenance_of(summary, people, composition.reference, said),
    )
    return {
        "resourceType": "Bundle",
        "identifier": {"system": URI, "value": url_of("Bundle", summary.reference)},
        "type": "document",
        "timestamp": instant(summary.generated_at, ZoneInfo(summary.patient.time_zone)),
        "entry": [{"fullUrl": entry.url, "resource": entry.resource} for entry in entries],
    }


def _chart(summary: Summary) -> about.File:
    svg = chart.draw(summary).encode()
    return about.File("chart", "image/svg+xml", svg, chart.describe(summary), {"text": "Chart of pain scores"})


def _composition(summary: Summary, people: about.People, sections: list[dict[str, Any]]) -> Entry:
    zone = ZoneInfo(summary.patient.time_zone)
    author = people.patient if summary.ask.by_patient else people.role
    url = url_of("Composition", summary.reference)
    return made(
        "Composition",
        (summary.reference,),
        language="en-GB",
        text=narrative(paragraph(f"{TITLE} for {text(summary.patient.name)}. Patient-reported; not a diagnosis.")),
        identifier={"system": URI, "value": url},
        status="final",
        type=concept("referral-note"),
        subject=people.patient.reference,
        date=instant(summary.generated_at, zone),
        author=[author.reference, people.device.reference],
        title=TITLE,
        attester=[{"mode": "personal" if summary.ask.by_patient else "professional", "party": author.reference}],
        custodian=people.clinic.reference,
        event=[{"period": {"start": instant(summary.since, zone), "end": instant(summary.until, zone)}}],
        section=sections,
    )
