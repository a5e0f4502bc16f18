"""What no text of a person takes off the page, the list of what is asked, and the pages behind the first."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from diary.clinical.intake import CONTRAINDICATIONS, FLAGS
from diary.reports import pdf, picture, words
from diary.reports.facts import Said, Summary
from diary.reports.fhir import document
from diary.reports.fhir.check import check
from tests.diary.reports.build import ASK, BEGIN, COURSE, DAY, MAYA, line, sessions_every, summary_of
from tests.diary.reports.test_pdf import crowded, typical

OWN = Said("She is much better.", "", "", "")
LONG = Said(*("All is well. " * 60,) * 4)


def pages(summary: Summary) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.render(summary))).pages]


@pytest.mark.parametrize("said", [OWN, LONG], ids=["a short text", "a text that fills the page"])
def test_what_is_on_record_stands_outside_the_text_of_a_person(said: Said):
    """Whoever writes their own text cannot leave out a diagnosis, a contraindication or a red flag by it."""
    summary = replace(
        typical(),
        ask=replace(ASK, said=said),
        course=replace(COURSE, diagnosis="Disc herniation", diagnosed_by="Dr Moss"),
    )
    [page] = pages(summary)

    assert "Diagnosis on record: Disc herniation (Dr Moss)." in page
    assert "Contraindications on record: bleeding risk or blood thinners. Also: diabetes." in page
    assert "“Numb or tingly between my legs" in page
    assert "Written by the practitioner." in page


def test_no_page_is_too_full_for_a_contraindication():
    [page] = pages(crowded())

    missing = [words.FLAGS[flag] for flag in FLAGS if flag in CONTRAINDICATIONS and words.FLAGS[flag] not in page]
    assert missing == []


def test_what_is_asked_is_a_list_to_tick():
    summary = replace(typical(), ask=replace(ASK, request="", tasks=("bloods", "imaging")))
    [page] = pages(summary)

    assert "[x] blood tests" in page.replace("\u00a0", " ")
    assert "[ ] neurology" in page.replace("\u00a0", " ")
    assert "for information" not in page
    assert "[ ]" not in pages(typical())[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        pytest.param(True, "Other symptoms ticked: none reported", id="asked, and nothing ticked"),
        pytest.param(False, "Other symptoms ticked: the list was not answered, so not known", id="never asked"),
    ],
)
def test_symptoms_that_nobody_asked_about_do_not_read_as_none(asked: bool, text: str):
    summary = summary_of([line(1, BEGIN + 30 * DAY, 6, none_of_these=True)])
    [page] = pages(summary if asked else replace(summary, asked=()))

    assert text in page.replace("\u00a0", " ")


def test_a_record_system_reads_what_is_asked_too():
    summary = replace(typical(), ask=replace(ASK, tasks=("bloods", "imaging")))
    bundle = document.bundle_of(summary, b"")
    check(bundle)
    [request] = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "ServiceRequest"]

    assert [each["text"] for each in request["orderDetail"]] == ["blood tests", "opinion on imaging"]
    reason = bundle["entry"][0]["resource"]["section"][0]["text"]["div"]
    assert "Asked for: blood tests, opinion on imaging." in reason


def test_the_appendix_follows_the_one_page_and_leaves_it_as_it_is():
    plain, more = typical(), replace(typical(), ask=replace(ASK, appendix=True))
    [page], [first, *behind] = pages(plain), pages(more)

    assert len(behind) >= 1
    assert page.split("Alerts to the clinic")[0][:600] == first.split("Alerts to the clinic")[0][:600]
    told = " ".join(behind)
    assert "Appendix: entries, newest first" in told
    assert "Could not put my socks on." in told
    assert told.index("Could not put my socks on.") > told.index("13 Mar 2026")  # the newest first
    assert "Page 2 of" in behind[0]


def test_at_most_sixty_entries_follow_and_the_rest_is_counted():
    entries = [line(number, BEGIN + number * timedelta(hours=12), 3.0) for number in range(80)]
    summary = summary_of(entries, sessions=sessions_every(1, 32), ask=replace(ASK, appendix=True))
    told = " ".join(pages(summary)[1:])

    assert "and 20 earlier entries: see the CSV or FHIR" in told
    assert "and 2 earlier sessions" in told


@pytest.mark.parametrize("made", [crowded, lambda: summary_of([], sessions=())], ids=["crowded", "empty"])
def test_an_appendix_can_be_set_for_any_diary(made):  # type: ignore[no-untyped-def]
    summary = made()
    content = pdf.render(replace(summary, ask=replace(summary.ask, appendix=True)))

    assert len(PdfReader(io.BytesIO(content)).pages) == picture.pages_in(content) >= 2


def test_every_page_has_its_own_picture():
    content = pdf.render(replace(typical(), patient=MAYA, ask=replace(ASK, appendix=True)))
    drawn = [picture.of_page(content, number) for number in range(1, picture.pages_in(content) + 1)]

    assert len(drawn) == len(PdfReader(io.BytesIO(content)).pages)
    assert len(set(drawn)) == len(drawn)


def test_notes_that_are_hidden_are_hidden_in_the_appendix():
    shown = replace(typical(), ask=replace(ASK, appendix=True))
    hidden = replace(
        shown, include_notes=False, notes=(), entries=tuple(replace(each, note="") for each in shown.entries)
    )

    assert "socks" in " ".join(pages(shown)[1:])
    assert "socks" not in " ".join(pages(hidden))
