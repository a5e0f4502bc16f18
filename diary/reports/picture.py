"""A picture of a report's page, drawn from the bytes of its PDF: what is seen is what was frozen, not a second drawing of it."""

import json

from diary.reports.typesetter import typeset

PIXELS_PER_INCH = 150.0  # small print stays readable when a phone makes it larger
# The typesetter takes only text as files, so the PDF goes in as a list of numbers.
SHEET = (
    b'#set page(width: 210mm, height: 297mm, margin: 0pt)\n#image(bytes(json("page.json")), format: "pdf", width: 100%)'
)


def of_page(pdf: bytes) -> bytes:
    """The page as PNG, 1240 x 1754. Raises CannotBeSet."""
    return typeset({"main.typ": SHEET, "page.json": json.dumps(list(pdf)).encode()}, format="png", ppi=PIXELS_PER_INCH)
