"""The patient takes everything along, over HTTP: JSON that comes back, CSV row by row, nobody else's."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext

from diary.actions.diary_file import import_diary
from tests.cast import Api, Cast
from tests.diary.care import HOUR, Care, log


def csv_rows(maya: Api) -> list[dict[str, str]]:
    answer = maya.post("me/export", {"format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_json_is_the_whole_diary_and_can_be_taken_in(maya: Api, cast: Cast, care: Care, now):  # type: ignore[no-untyped-def]
    answer = maya.post("me/export")

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="ebb-')
    assert answer.json["patient"]["name"] == "Maya Lindqvist"
    assert len(answer.json["rows"]["Entry"]) == 5
    assert import_diary(content=answer.json, by=cast.anna, now=now).refused == []


def test_the_csv_holds_every_entry_of_every_complaint(maya: Api, cast: Cast, care: Care):
    assert [row["nrs_average"] for row in csv_rows(maya)] == ["3", "3", "3", "6", "6"]


def test_a_longer_diary_costs_no_more_statements_and_is_sent_in_pieces(maya: Api, cast: Cast, care: Care, now):  # type: ignore[no-untyped-def]
    with CaptureQueriesContext(connection) as few:
        csv_rows(maya)
    for hours in range(1, 8):
        log(cast.maya, now - hours * HOUR, 4)
    with CaptureQueriesContext(connection) as many:
        assert len(csv_rows(maya)) == 12
    answer = maya.post("me/export", {"format": "csv"})

    assert answer.response.streaming
    assert len(list(answer.response.streaming_content)) == 13
    assert len(many) == len(few)


def test_nobody_takes_along_what_is_not_theirs(anna: Api, stranger: Api, maya: Api, care: Care):
    assert (anna.post("me/export").status, stranger.post("me/export").status) == (403, 401)
    assert maya.post("me/export", {"format": "docx"}).json["errors"]["format"]
