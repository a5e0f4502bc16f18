"""What must hold before a document leaves: the shape of every resource, and what no shape can say. Wrong documents stay here.

The shapes are those of fhir.resources, module R4B (4.3.0): what Ebb uses of it reads the same in R4.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any


class WrongDocument(Exception):
    """The document is not what FHIR asks for. It says where, never what a patient wrote."""


def check(bundle: dict[str, Any]) -> None:
    """Raise WrongDocument unless `bundle` is a document that a record system can read."""
    problems = [*_shape(bundle), *_cross(bundle)]
    if problems:
        raise WrongDocument("; ".join(problems[:5]))


def _shape(bundle: dict[str, Any]) -> Iterator[str]:
    # Not before there is a document: both together take 15 MB, and most processes never check one (ADR 0061, "What is read").
    shapes, pydantic = import_module("fhir.resources.R4B.bundle"), import_module("pydantic")
    try:
        shapes.Bundle.model_validate(bundle)
    except pydantic.ValidationError as error:
        for each in error.errors(include_input=False, include_url=False):
            yield f"{'.'.join(map(str, each['loc']))}: {each['type']}"


def _cross(bundle: dict[str, Any]) -> Iterator[str]:
    entries = bundle.get("entry", [])
    urls = [entry["fullUrl"] for entry in entries]
    if bundle.get("type") != "document" or "identifier" not in bundle or "timestamp" not in bundle:
        yield "Bundle: a document has a type, an identifier and a timestamp"
    if not entries or entries[0]["resource"]["resourceType"] != "Composition":
        yield "Bundle: the first entry of a document is its Composition"
    if any(entry["resource"]["resourceType"] == "Composition" for entry in entries[1:]):
        yield "Bundle: a document has one Composition"
    if len(set(urls)) != len(urls):
        yield "Bundle: two entries have one fullUrl"
    if not all(url.startswith("urn:uuid:") for url in urls):
        yield "Bundle: a fullUrl is not urn:uuid"
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in entries}
    named: set[str] = set()
    for entry in entries:
        for url, kind in _references(entry["resource"]):
            named.add(url)
            if url not in kinds:
                yield f"{entry['resource']['resourceType']}: a reference leads nowhere"
            elif kind and kinds[url] != kind:
                yield f"{entry['resource']['resourceType']}: a reference names the wrong type"
    for url, kind in kinds.items():
        if url not in named and kind not in ("Composition", "Provenance"):
            yield f"{kind}: nothing in the document leads to it"


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """Every address that leads to another entry, with the type it says it has."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"], str(value.get("type", ""))
        if isinstance(value.get("url"), str) and value["url"].startswith("urn:uuid:"):
            yield value["url"], ""
        for child in value.values():
            yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            yield from _references(child)
