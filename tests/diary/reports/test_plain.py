"""The JSON of a report: every fact of the summary, and any text comes out as it went in."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from diary.reports import plain
from diary.reports.facts import Answer
from tests.diary.reports.build import BEGIN, MAYA, line, summary_of
from tests.diary.reports.test_pdf import HOSTILE, typical


def test_it_holds_every_fact_and_the_same_bytes_twice():
    summary = typical()
    told = json.loads(plain.render(summary))

    assert plain.render(summary) == plain.render(typical())
    assert (told["patient"]["name"], told["reference"]) == ("Maya Lindqvist", summary.reference)
    assert len(told["entries"]) == len(summary.entries)
    assert told["red_flags"][0]["entries"] == [str(summary.red_flags[0].entries[0])]
    assert told["numbers"]["trend"] == {"change": 2.0, "weeks": 5, "noise": 2.5}


def test_what_is_typed_stays_text():
    notes = tuple(Answer(text, BEGIN.date()) for text in HOSTILE)

    assert [each["text"] for each in json.loads(plain.render(summary_of([], notes=notes)))["notes"]] == list(HOSTILE)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_comes_out_as_it_went_in(text: str):
    summary = summary_of([line(1, BEGIN, 3.0, note=text)], patient=replace(MAYA, name=text))
    told = json.loads(plain.render(summary))

    assert (told["patient"]["name"], told["entries"][0]["note"]) == (text, text)


def test_half_an_emoji_breaks_nothing():
    assert (
        json.loads(plain.render(summary_of([line(1, BEGIN, 3.0, note="\ud83d cut")])))["entries"][0]["note"] == "? cut"
    )
