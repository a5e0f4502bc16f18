"""The page for the GP: one sheet of A4 or Letter, tagged (PDF/UA-1), the same bytes for the same `Summary`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import segno

from diary.reports import chart
from diary.reports.facts import Summary
from diary.reports.page import ROOMS, page_of, verify_text
from diary.reports.printable import latin_only
from diary.reports.typesetter import CannotBeSet, typeset

LETTER = Path(__file__).with_name("letter.typ").read_bytes()
TOO_LONG = "more-than-one-page"


class PageTooLong(Exception):
    """Even the shortest form does not fit on one page."""


def render(summary: Summary) -> bytes:
    """One page of PDF. What does not fit is left out part by part, and the page says how much. Raises PageTooLong.

    A mixture of scripts that the typesetter cannot set is set again in Latin letters alone: a GP must get a page.
    """
    try:
        return _fitted(summary, _unchanged)
    except CannotBeSet:
        return _fitted(summary, latin_only)


def _unchanged(text: str) -> str:
    return text


def _fitted(summary: Summary, spell: Callable[[str], str]) -> bytes:
    """The page with as much on it as fits, every string spelt by `spell`."""
    drawn = {"chart.svg": chart.draw(summary).encode(), **_code(verify_text(summary))}
    for room in ROOMS:
        data = spelt(page_of(summary, room), spell)
        try:
            return _compiled(data, drawn, int(summary.generated_at.timestamp()))
        except PageTooLong:
            continue
    raise PageTooLong(f"report {summary.reference} does not fit on one page")


def _code(address: str) -> dict[str, bytes]:
    """The address as a QR code."""
    if not address:
        return {}
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=2)
    return {"verify.svg": drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()}


def spelt(value: Any, spell: Callable[[str], str]) -> Any:
    """The same value with every string in it spelt by `spell`."""
    match value:
        case str():
            return spell(value)
        case dict():
            return {name: spelt(child, spell) for name, child in value.items()}
        case list():
            return [spelt(child, spell) for child in value]
    return value


def _compiled(data: dict[str, Any], drawn: dict[str, bytes], timestamp: int) -> bytes:
    files = {"main.typ": LETTER, "page.json": json.dumps(data).encode(), **drawn}
    try:
        return typeset(files, format="pdf", pdf_standards=["ua-1"], timestamp=timestamp)
    except CannotBeSet as error:
        if TOO_LONG in error.reason:
            raise PageTooLong from None
        raise
