"""The small parts of resources: ids that are always the same, references, quantities of time, and text that stays text."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

Resource = dict[str, Any]

NAMESPACE: Final = UUID("5f0c2a6e-1d2b-5c70-9a36-8e5b7d0c4e11")
URI: Final = "urn:ietf:rfc:3986"
ENTRY: Final = "urn:ebb:entry"
XHTML: Final = "http://www.w3.org/1999/xhtml"
# FHIR's own rule for `string`: none of these control characters, and not blank.
UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# What turns the direction of the text around it, or hides in it (ASVS 1.2): the diary and the JSON keep it.
TURNING: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the Bundle: a resource and the address that references name it by."""

    url: str
    resource: Resource

    @property
    def reference(self) -> dict[str, str]:
        """How another resource of the document names this one."""
        return {"reference": self.url, "type": str(self.resource["resourceType"])}


def url_of(kind: str, *ids: Any) -> str:
    """`urn:uuid:…` that follows from what the resource is about: the same tomorrow, on any machine."""
    return uuid5(NAMESPACE, "/".join((kind, *map(str, ids)))).urn


def made(kind: str, ids: tuple[Any, ...], **elements: Any) -> Entry:
    """A resource without its empty elements. FHIR knows no empty value: what is not known is left out."""
    return Entry(url_of(kind, *ids), {"resourceType": kind, **without_empty(elements)})


def without_empty(elements: dict[str, Any]) -> dict[str, Any]:
    """Without what is None, blank or an empty list: FHIR knows no empty value. 0 and False stay."""
    return {name: value for name, value in elements.items() if value is not None and value not in ("", [], {})}


def identified(pk: UUID) -> list[dict[str, str]]:
    """Which row of Ebb this is about."""
    return [{"system": URI, "value": pk.urn}]


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the patient's clocks, with its offset, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def text(typed: str) -> str:
    """What somebody typed, as a FHIR string: no control characters, nothing that turns the direction; empty when blank."""
    return TURNING.sub("", UNPRINTABLE.sub("", unicodedata.normalize("NFC", typed).replace("\r\n", "\n"))).strip()


def paragraph(words: str) -> str:
    """One escaped paragraph of a narrative."""
    return f"<p>{escape(text(words), quote=True)}</p>"


def listed(lines: list[str]) -> str:
    """Lines as an XHTML list, their text escaped; nothing for no lines."""
    return f"<ul>{''.join(f'<li>{escape(text(line), quote=True)}</li>' for line in lines)}</ul>" if lines else ""


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of escaped cells; nothing without rows."""
    if not rows:
        return ""
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(text(cell), quote=True)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def narrative(*parts: str) -> dict[str, str]:
    """The human copy: XHTML made here, of text that was escaped."""
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{"".join(parts)}</div>'}


def number(value: float) -> int | float:
    """Whole numbers without a point."""
    return int(value) if float(value).is_integer() else round(value, 2)


def reference_to(url: str, kind: str) -> dict[str, str]:
    """How a resource is named that is known by its address and type alone."""
    return {"reference": url, "type": kind}
