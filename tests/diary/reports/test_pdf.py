"""The page for the GP: one page, tagged, the same bytes twice, every fact on it as text, and every cut said."""

import io
import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import BooleanObject

from diary.clinical.intake import FLAGS
from diary.clinical.symptoms import SYMPTOMS
from diary.reports import pdf, printable
from diary.reports.facts import AlertLine, Answer, Reported, Summary
from diary.reports.flags import SERIOUS
from diary.reports.page import ROOMS, page_of
from tests.diary.reports.build import ASK, BEGIN, COURSE, DAY, HOUR, MAYA, line, sessions_every, summary_of

FLAGGED = BEGIN + 34 * DAY
HOSTILE = (
    '#read("/etc/passwd")',
    "#panic(1) $x$ *bold* _it_ `raw` <label> @ref [#] //",
    '"}, {"',
    "\\u{0} \\n = Heading",
    "%PDF-1.7 /JS (app.alert(1)) /Launch",
    "<script>alert(1)</script>",
    "\u202egnirts desrever\u202c",
    "a\u0000b\u0007c",
    "字漢 ไทย 한국어",
    "👩\u200d⚕️ 🤕 ❤️",
)


def alert(at: datetime, **more: object) -> AlertLine:
    plain = AlertLine(
        UUID(int=0xE),
        *("forty_eight_hours", "", "practitioner", "resolved", at),
        "6 out of 10 at 51 hours; before the session 3; expected by now 2 to 4.",
        *("Anna", at + HOUR, "referred_gp", "Anna", at + 2 * HOUR, None),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def typical() -> Summary:
    entries = [
        line(day, BEGIN + day * DAY, 3.0 + day % 4, none_of_these=day % 7 == 0 or None)
        for day in range(40)
        if day not in (14, 15, 16, 34)
    ]
    entries.insert(31, line(34, FLAGGED, 8.0, "saddle-numb", note="Could not put my socks on."))
    return summary_of(
        entries,
        alerts=(
            alert(FLAGGED),
            alert(
                FLAGGED + HOUR, id=UUID(int=0xF), rule="red_flag", state="open", acknowledged_by=None, resolved_by=None
            ),
        ),
        medicines=(Reported("Ibuprofen 400 mg", 6, FLAGGED.date()),),
        function=(Answer("most", BEGIN.date()), Answer("some", FLAGGED.date())),
    )


def crowded() -> Summary:
    """400 entries, a hundred of everything, and words that no line holds."""
    codes = [code for code, symptom in SYMPTOMS.items() if symptom.level in SERIOUS]
    notes = ("הכאב חזק בבוקר. " * 40, "😀🤕 " + "W" * 300, "Всё ещё болит", "\u202eback to front")
    entries = [
        line(
            number,
            BEGIN + number * 22 * HOUR,
            float(number * 7 % 11),
            codes[number % len(codes)],
            note=notes[number % 4],
        )
        for number in range(400)
    ]
    many = tuple(Reported(f"{'W' * 200}{number}", 3, BEGIN.date()) for number in range(100))
    return summary_of(
        entries,
        sessions=sessions_every(5, 70),
        alerts=tuple(
            alert(BEGIN + number * DAY, id=UUID(int=number), because="W" * 900, acknowledged_by="W" * 90)
            for number in range(100)
        ),
        medicines=many,
        other_treatments=many,
        patient=replace(MAYA, name="Wolfeschlegelsteinhausenbergerdorff " * 5, flags=tuple(sorted(FLAGS))),
        ask=replace(ASK, request="Wm " * 133, recipient="W" * 120, clinic="W" * 200, practitioner="W" * 200),
        course=replace(
            COURSE, regions=("head", "jaw", "neck", "shoulder", "upper-back", "chest", "elbow", "wrist-hand")
        ),
    )


def empty() -> Summary:
    return summary_of([], sessions=(), include_notes=False, ask=replace(ASK, request="", recipient="", clinic_phone=""))


STATES = {"typical": typical, "crowded": crowded, "empty": empty}


@cache
def drawn(state: str) -> bytes:
    """The page of a state, rendered once for all the tests that only read it."""
    return pdf.render(STATES[state]())


@cache
def said_of(state: str) -> str:
    return text_of(drawn(state))


def text_of(content: bytes) -> str:
    """The page's text with every run of blanks as one."""
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


@pytest.mark.parametrize("state", STATES)
def test_it_is_one_page_whatever_the_diary_holds(state: str):
    reader = PdfReader(io.BytesIO(drawn(state)))

    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842], "A4"


@pytest.mark.parametrize("state", STATES)
def test_it_is_tagged_and_says_its_language_and_title(state: str):
    content = drawn(state)
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == BooleanObject(True)
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == BooleanObject(True)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert PdfReader(io.BytesIO(content)).metadata.title == "Symptom diary summary"


def test_the_chart_has_its_sentence_as_alternative_text_and_tables_have_headers():
    root = PdfReader(io.BytesIO(drawn("typical"))).trailer["/Root"]
    found: list[tuple[str, str]] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            found.append((str(node.get("/S")), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(root["/StructTreeRoot"]["/K"])
    kinds = {kind for kind, _ in found}
    [figure] = [said for kind, said in found if kind == "/Figure" and said]
    assert figure.startswith("Pain scores from 0 to 10, 2 Feb to 13 Mar 2026. 37 of 40 days have a score;")
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds


@pytest.mark.parametrize("state", STATES)
def test_the_same_summary_gives_the_same_bytes(state: str):
    assert pdf.render(STATES[state]()) == drawn(state)


def test_another_summary_gives_other_bytes():
    assert pdf.render(typical()) != pdf.render(replace(typical(), rules_version="2026.2"))


@pytest.mark.parametrize(
    "fact",
    [
        "Maya Lindqvist born 14 Mar 1958 (68), female",
        "Period covered: 2 Feb to 13 Mar 2026. Patient-reported; not a diagnosis.",
        "To: Dr Okafor, Seaview Surgery",
        "Request: Please examine the low back and legs",
        "Situation: Age 68, pain: low back, 4 days after session 5 (9 Mar 2026); since then: settled.",
        "Background: Pain: low back (also leg); persistent (3 to 12 months); since 1 Oct 2025 as the patient told it.",
        "Contraindications on record: bleeding risk or blood thinners. Also: diabetes.",
        "Assessment: Before treatment 3 of 10 (median of at least 3 days before session 1).",
        "Drafted by Ebb from the diary.",
        "“Numb or tingly between my legs, or round my bottom or private parts. Wiping feels different”",
        "emergency 8 Mar 2026 1 day",
        "Asked on 6 days, last 9 Mar 2026: bladder, bowel,",
        "Not asked, so not known: drop attacks, swallowing, new kind of neck pain, hot swollen joint.",
        "median of at least 3 days before session 1",
        "37/40",
        "acupuncture: low back; 8 needles, 20 min",
        "6 out of 10 at 51 hours; before the session 3; expected by now 2 to 4.",
        "Clinic: seen by Anna 8 Mar 2026 10:00; referred to the GP 8 Mar 2026 11:00.",
        "Clinic: not answered yet.",
        "Ibuprofen 400 mg (6 days, last 8 Mar)",
        "most (2 Feb); some (8 Mar)",
        "Could not put my socks on.",
        "rules 2026.1",
        "Page 1 of 1",
    ],
)
def test_each_fact_stands_on_the_page_as_text(fact: str):
    assert fact in said_of("typical")


def test_an_empty_diary_is_never_a_clean_one():
    said = said_of("empty")

    assert "No entry of this period answered the list of symptoms. That is not a “no”." in said
    assert "None reported in this period" not in said
    assert "Not asked, so not known: bladder, bowel, saddle feeling" in said
    assert "no score in the last 7 days" in said
    assert "The patient's notes are left out of this page." in said


def test_what_is_cut_is_counted_and_every_red_flag_is_still_named():
    summary = crowded()
    said = said_of("crowded")

    for what in ("red flags, see the CSV:", "earlier sessions.", "earlier alerts.", "notes, see the CSV."):
        assert what in said, what
    assert "(3 days, last 2 Feb); and 99 more, see the CSV" in said
    for room in ROOMS:
        flags = page_of(summary, room)["flags"]
        named = json.dumps(flags, ensure_ascii=False)
        assert all(SYMPTOMS[row.code].wording in named or flags["more"] for row in summary.red_flags)
        assert len(flags["rows"]) == room.flags


def test_the_first_room_that_fits_is_taken_so_a_short_diary_is_shown_whole():
    said = said_of("typical")

    assert "more" not in said.replace("more than day-to-day", "").replace("less than", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_stays_text(text: str):
    summary = replace(
        typical(),
        patient=replace(MAYA, name=text),
        ask=replace(ASK, request=text, recipient=text, clinic=text, practitioner=text),
        notes=(Answer(text, BEGIN.date()),),
        medicines=(Reported(text, 1, BEGIN.date()),),
        other_treatments=(Reported(text, 1, BEGIN.date()),),
    )
    content = pdf.render(summary)

    assert "root:" not in text_of(content)
    names = str(PdfReader(io.BytesIO(content)).trailer["/Root"].keys())
    assert not [word for word in ("/JavaScript", "/OpenAction", "/AA", "/AcroForm", "/EmbeddedFiles") if word in names]
    assert "/Annots" not in PdfReader(io.BytesIO(content)).pages[0], "no links"
    if text.isascii() and "\x00" not in text:
        assert "".join(text.split()) in "".join(text_of(content).split())


@settings(max_examples=25, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from([*sorted(printable.HAVE), *map(chr, range(0x300, 0x370))]))))
def test_any_text_can_be_printed(text: str):
    summary = summary_of([], notes=(Answer(text, BEGIN.date()),), patient=replace(MAYA, name=text))

    assert len(PdfReader(io.BytesIO(pdf.render(summary))).pages) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Wörk: 5½ °C, “naïve” ≥ 3", "Wörk: 5½ °C, “naïve” ≥ 3"),
        ("🤕", "[face with head-bandage]"),
        ("👍🏽!", "[thumbs up sign] !"),
        ("a\u202eb\u200bc\ufeffd", "abcd"),
        ("two\n\nlines\tand  blanks", "two lines and blanks"),
        ("字", "□"),
        ("עברית", "עברית"),
    ],
)
def test_what_cannot_be_printed_is_named_or_marked(text: str, shown: str):
    assert printable.printable(text) == shown


def test_hebrew_and_arabic_are_read_from_the_right():
    assert printable.is_right_to_left("1. הכאב חזק")
    assert printable.is_right_to_left("مرحبا doctor")
    assert not printable.is_right_to_left("Doctor, הכאב")
    assert not printable.is_right_to_left("7/10")


def test_the_list_of_glyphs_is_true_of_the_fonts_inside_typst():
    """Every 7th character we believe we have, printed; typst refuses a PDF/UA with one that it lacks."""
    source = '#set document(title: "t")\n#set text(lang: "en")\n#for c in json("c.json") { par(c) }'
    listed = json.dumps(sorted(printable.HAVE)[::7])
    files = {"main.typ": source.encode(), "c.json": listed.encode()}

    assert typst.compile(files, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True)  # type: ignore[call-overload]


def test_monitoring_that_is_off_is_said_beside_the_alerts():
    said = text_of(pdf.render(replace(empty(), is_monitored=False)))

    assert "Monitoring is off: the patient has not agreed to it, so the clinic is not told of anything." in said


def test_what_typst_cannot_set_is_set_in_latin_letters(monkeypatch: pytest.MonkeyPatch):
    """As if the list of glyphs were wrong: the page comes all the same."""
    monkeypatch.setattr(printable, "HAVE", printable.HAVE | {"字"})
    content = pdf.render(summary_of([], notes=(Answer("字 and words", BEGIN.date()),)))

    assert "□ and words" in text_of(content)


def test_a_page_that_cannot_be_made_short_enough_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "ROOMS", (replace(ROOMS[0], size=30.0),))

    with pytest.raises(pdf.PageTooLong):
        pdf.render(typical())


@pytest.mark.parametrize("state", STATES)
def test_letter_paper_is_one_page_too(state: str):
    summary = STATES[state]()
    reader = PdfReader(io.BytesIO(pdf.render(replace(summary, ask=replace(summary.ask, paper="letter")))))

    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [612, 792]


@pytest.mark.parametrize("state", STATES)
def test_the_page_says_where_it_can_be_verified(state: str):
    summary = STATES[state]()
    asked = replace(summary, ask=replace(summary.ask, verify_at="https://ebb.example/api/v1/verify"))
    content = pdf.render(asked)

    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    # It may run over the end of a line.
    assert f"https://ebb.example/api/v1/verify/{asked.reference}" in "".join(text_of(content).split())
    assert pdf.render(asked) == content
    assert "/Annots" not in PdfReader(io.BytesIO(content)).pages[0], "an address to read, not a link to follow"
