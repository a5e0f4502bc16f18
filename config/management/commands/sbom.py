"""Print what Ebb is made of as a CycloneDX 1.6 document: every locked release with its hashes and, where known, its licence."""

import json
import uuid
from importlib import metadata
from typing import Any

from django.core.management.base import BaseCommand

from config.locked import Part, locked_parts
from config.version import VERSION


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(bill_of(locked_parts()), indent=1))


def bill_of(parts: list[Part]) -> dict[str, Any]:
    """The document. The same locks make the same bytes, on a machine with the same packages installed."""
    components = [component_of(part) for part in parts]
    name = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components))
    ours = {"type": "application", "name": "ebb", "bom-ref": "ebb", "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{name}",
        "version": 1,
        "metadata": {"component": {**ours, "version": VERSION}},
        "components": components,
        "dependencies": [{"ref": "ebb", "dependsOn": [part.purl for part in parts if part.is_shipped]}],
    }


def component_of(part: Part) -> dict[str, Any]:
    """One part. `excluded` is the standard's word for what is only built or tested with."""
    named: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "scope": "required" if part.is_shipped else "excluded",
    }
    if licence := part.licence or licence_here(part):
        named["licenses"] = [{"expression": licence}] if part.kind == "npm" else [{"license": {"name": licence}}]
    if len(part.hashes) == 1:
        named["hashes"] = [{"alg": kind, "content": value} for kind, value in part.hashes]
    elif part.hashes:
        # One release is several files, and a component has one hash of a kind: theirs stand beside it.
        named["properties"] = [{"name": "ebb:file:sha256", "value": value} for _, value in part.hashes]
    return named


def licence_here(part: Part) -> str:
    """What the installed package says its licence is; nothing when it says a whole text, or is not installed."""
    if part.kind != "pypi":
        return ""
    try:
        said = metadata.metadata(part.name).json
    except metadata.PackageNotFoundError:
        return ""
    licence = str(said.get("license_expression") or said.get("license") or "")
    return licence if len(licence) < 60 and "\n" not in licence else ""
