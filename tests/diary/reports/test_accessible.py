"""What PDF/UA-1 asks for, read from the bytes by somebody else's library: for the letter with all its pages, and for the sheet.

The typesetter has a conformance mode of its own, which refuses what is wrong; these are the checks of the Matterhorn protocol that
can be made with pypdf: tags, language, title, alternative texts, headings, headers of tables, fonts.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from diary.clinical.languages import language_of
from diary.reports import pdf, sheet
from diary.reports.facts import OwnActivity, Peg
from tests.diary.reports.build import ASK, BEGIN, DAY, MAYA, line, summary_of
from tests.diary.reports.test_pdf import HOSTILE, crowded, empty, typical

NOW = datetime(2026, 3, 20, 12, tzinfo=ZoneInfo("UTC"))
SPANISH = language_of("es")
SHEET = {
    "words": sheet.WORDS | {"record": sheet.RECORD},
    "language": "es",
    "own": {name: sheet.own_words(text, SPANISH) for name, text in sheet.HEADINGS.items()},
    "who": {"text": "Maya Lindqvist", "rtl": False},
    "facts": "68 years old, born 14 Mar 1958",
    "signs": [
        {
            "text": "Numb between my legs",
            "own": "Entumecimiento entre las piernas",
            "since": "since 8 Mar 2026 09:00",
            "is_serious": True,
        }
    ],
    "none": "",
    "record": "diabetes",
    "treatment": "acupuncture, low back, 7 Mar 2026 10:00",
    "scores": "8 (8 Mar 2026 09:00)",
    "medicines": {"text": "ibuprofen", "rtl": False},
    "clinic": {"text": "Harbour", "rtl": False},
    "source": "From the patient's own diary, 20 Mar 2026 12:00.",
    "zone": "Europe/London",
}
MADE = {
    "letter with appendix": lambda: pdf.render(replace(typical(), ask=replace(ASK, appendix=True, tasks=("advice",)))),
    "US Letter": lambda: pdf.render(replace(typical(), ask=replace(ASK, appendix=True, paper="letter"))),
    "crowded": lambda: pdf.render(replace(crowded(), ask=replace(crowded().ask, appendix=True))),
    "empty": lambda: pdf.render(empty()),
    "sheet": lambda: sheet.set_page(SHEET, NOW),
}
ORDER = (
    *("Symptom diary summary", "Maya Lindqvist", "To: Dr Okafor", "Situation:", "Background:", "Assessment:"),
    *(
        "Contraindications on record",
        "Red flags reported",
        "Asked and not reported",
        "Pain, 0 to 10",
        "Days logged",
    ),
    *("Sessions", "Alerts to the clinic", "As the patient reports it", "In the patient’s own words"),  # noqa: RUF001
)


@cache
def made(name: str) -> PdfReader:
    return PdfReader(BytesIO(MADE[name]()))


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below `node`, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from elements(found)


def kinds(reader: PdfReader) -> list[str]:
    return [str(each["/S"]) for each in elements(reader.trailer["/Root"]["/StructTreeRoot"])]


@pytest.mark.parametrize("name", MADE)
def test_it_says_what_it_is(name: str):
    root = made(name).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) in ("en-GB", "en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made(name).metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert [page for page in made(name).pages if page.get("/Tabs") != "/S"] == []


@pytest.mark.parametrize("name", MADE)
def test_headings_begin_with_one_and_leave_out_no_level(name: str):
    levels = [int(kind[2]) for kind in kinds(made(name)) if kind[:2] == "/H" and kind[2:].isdigit()]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", MADE)
def test_pictures_have_their_words_and_tables_their_headers(name: str):
    found = list(elements(made(name).trailer["/Root"]["/StructTreeRoot"]))
    tables = [each for each in found if each["/S"] == "/Table"]

    assert [each for each in found if each["/S"] == "/Figure" and not each.get("/Alt")] == []
    assert [each for each in tables if "/TH" not in [str(cell["/S"]) for cell in elements(each)]] == []


@pytest.mark.parametrize("name", MADE)
def test_every_letter_of_it_can_be_read_and_is_inside(name: str):
    fonts = [font.get_object() for page in made(name).pages for font in page["/Resources"].get("/Font", {}).values()]

    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font, "text that nothing can read aloud"
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        if inner["/Subtype"] != "/Type3":
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])


def test_it_is_read_in_the_order_of_the_page():
    said = " ".join(made("letter with appendix").pages[0].extract_text().split())
    places = [said.index(part) for part in ORDER]

    assert places == sorted(places)


texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


@settings(max_examples=25, deadline=None)
@given(texts)
def test_what_is_typed_stays_text_on_the_pages_behind_and_in_the_function(text: str):
    summary = summary_of(
        [line(1, BEGIN, 3.0, note=text, activity=text[:120], activity_nrs=4.0)],
        activities=(OwnActivity(MAYA.id, BEGIN, BEGIN.date(), text[:120], 4.0),),
        peg=(Peg(MAYA.id, BEGIN, BEGIN.date(), 1, 2, 3), Peg(MAYA.id, BEGIN + 7 * DAY, BEGIN.date(), 1, 0, 0)),
        ask=replace(ASK, appendix=True),
        patient=replace(MAYA, name=text or "x"),
    )

    assert len(PdfReader(BytesIO(pdf.render(summary))).pages) == 2


@settings(max_examples=25, deadline=None)
@given(texts)
def test_what_is_typed_stays_text_on_the_sheet(text: str):
    typed = sheet.typed(text, 200)

    assert len(PdfReader(BytesIO(sheet.set_page({**SHEET, "who": typed, "clinic": typed}, NOW))).pages) == 1
