"""A picture of a report's page, drawn from the bytes of its PDF: what is seen is what was frozen, not a second drawing of it."""

import json
import re

from diary.reports.typesetter import typeset

PIXELS_PER_INCH = 150.0  # small print stays readable when a phone makes it larger
# The typesetter takes only text as files, so the PDF goes in as a list of numbers.
SHEET = (
    "#set page(width: 210mm, height: 297mm, margin: 0pt)\n"
    '#image(bytes(json("page.json")), format: "pdf", page: {number}, width: 100%)'
)
# The typesetter writes the dictionary of each page in clear.
A_PAGE = re.compile(rb"/Type\s*/Page\b")


def of_page(pdf: bytes, number: int = 1) -> bytes:
    """The page of this number, counted from 1, as PNG, 1240 x 1754. Raises CannotBeSet."""
    sheet = SHEET.format(number=number).encode()
    return typeset({"main.typ": sheet, "page.json": json.dumps(list(pdf)).encode()}, format="png", ppi=PIXELS_PER_INCH)


def pages_in(pdf: bytes) -> int:
    """How many pages a report of ours has."""
    return len(A_PAGE.findall(pdf))
