"""What a carer wrote is marked wherever the diary is handed on, and a diary without carers says nothing of them."""

import csv as reader
import io
import json
from dataclasses import replace

from diary.reports import csv
from diary.reports.fhir import document
from diary.reports.page import ROOMS, page_of
from tests.diary.reports.build import BEGIN, DAY, line, summary_of

OWN = [line(number, BEGIN + number * DAY, 4) for number in (1, 2, 3)]
TOMS = replace(line(4, BEGIN + 4 * DAY, 6), by_carer="Tom", note="She could not hold the phone.")
MIXED, ALONE = summary_of([*OWN, TOMS]), summary_of(OWN)


def test_the_page_says_how_much_and_by_whom() -> None:
    said = [row["text"] for row in page_of(MIXED, ROOMS[0])["reported"] if row["label"] == "Written for the patient"]
    assert said == ["1 of 4 entries, by Tom"]
    assert "Written for the patient" not in str(page_of(ALONE, ROOMS[0]))


def test_each_row_of_the_table_names_its_writer() -> None:
    rows = list(reader.DictReader(io.StringIO(csv.render(MIXED).decode("utf-8-sig"))))
    assert [row["by_carer"] for row in rows] == ["", "", "", "Tom"]


def test_the_document_gives_a_carers_words_to_the_carer() -> None:
    def annotations(summary: object) -> list[dict[str, str]]:
        bundle = json.loads(document.render(summary))  # type: ignore[arg-type]
        return [note for each in bundle["entry"] for note in each["resource"].get("note", ()) if isinstance(note, dict)]

    written = [note["text"] for note in annotations(MIXED)]
    assert "Written for the patient by Tom." in written
    assert [note["authorString"] for note in annotations(MIXED) if "hold the phone" in note["text"]] == ["Tom"]
    assert not [note for note in annotations(ALONE) if "Written for" in note["text"]]
