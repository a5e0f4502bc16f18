"""The week's questions: the PEG and the one thing pain makes hard, from the phone to the clinic, the letter and the review."""

import json
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from alerts.fields import uuid7
from alerts.models import Alert
from diary.models import Course, Entry, EntryRevision
from diary.reports.words import short_day
from tests.cast import Api, Cast, entry, start_course, treat
from tests.diary.care import DAY, HOUR, Care

PEG = {"pain": 7, "enjoyment": 6, "activity": 6}
BETTER = {"pain": 4, "enjoyment": 4, "activity": 5}


@pytest.fixture
def answered(cast: Cast, maya: Api, now: datetime) -> Course:
    """Maya answers before her first treatment and six weeks later."""
    course = start_course(cast.maya, cast.anna, now - 60 * DAY)
    assert maya.log(entry(now - 50 * DAY, peg=PEG, activity_nrs=8, activity="Tie my shoes")).status == 201
    treat(course, cast.anna, now - 49 * DAY)
    assert maya.log(entry(now - 2 * DAY, peg=BETTER, activity_nrs=5, activity="tie  my shoes")).status == 201
    return course


def made(api: Api, course: Course, report_format: str, **more: Any) -> bytes:
    body = {"course": str(course.pk), "format": report_format, "include_notes": True, **more}
    drafted = api.post("reports", body)
    assert drafted.status == 201, drafted.json
    return api.get(f"reports/{drafted.json['id']}/content").response.content


def test_they_are_an_entry_without_a_score_that_alerts_nobody(cast: Cast, care: Care, maya: Api, now: datetime):
    before = Alert.objects.count()
    answer = maya.log(entry(now, peg={"pain": 10, "enjoyment": 10, "activity": 10}))

    assert (answer.status, answer.json["peg"], answer.json["level"]) == (
        *(201, {"pain": 10, "enjoyment": 10, "activity": 10}),
        "expected",
    )
    assert (answer.json["nrs_average"], answer.json["findings"]) == (None, [])
    assert Alert.objects.count() == before


@pytest.mark.parametrize(
    ("peg", "field"),
    [
        pytest.param({"pain": 7, "enjoyment": 6}, "activity", id="two of three"),
        pytest.param({**PEG, "pain": 11}, "pain", id="eleven"),
        pytest.param({**PEG, "pain": None}, "pain", id="null"),
        pytest.param({**PEG, "pian": 1}, "pian", id="a typo"),
    ],
)
def test_all_three_or_none(maya: Api, now: datetime, peg: dict[str, Any], field: str):
    answer = maya.log(entry(now, peg=peg))

    assert answer.status == 422
    assert any(field in name for name in answer.json["errors"])


def test_an_entry_from_before_there_were_such_questions_is_still_the_same_content(maya: Api, now: datetime):
    """A phone that never heard the answer sends it again after the upgrade: the same, not a conflict."""
    pk, body = uuid7(), entry(now, 4)
    assert maya.log(body, pk).status == 201
    assert set(EntryRevision.objects.get(entry=pk).body).isdisjoint({"peg", "activity"})
    assert maya.log({**body, "peg": None, "activity": ""}, pk).status == 200


def test_what_was_named_is_sealed_at_rest(maya: Api, now: datetime):
    pk = uuid7()
    maya.log(entry(now, peg=PEG, activity="Zebra dancing"), pk)

    [row] = Entry.objects.filter(pk=pk).values("details")
    assert "Zebra" not in str(row["details"])
    assert Entry.objects.get(pk=pk).details["activity"] == "Zebra dancing"


def test_the_clinic_reads_both_ends_and_the_rule(anna: Api, cast: Cast, answered: Course, now: datetime):
    told = anna.get(f"patients/{cast.maya.pk}/timeline").json["function"]

    zone = ZoneInfo(cast.maya.time_zone)
    first, last = (short_day((now - days * DAY).astimezone(zone).date()) for days in (50, 2))
    assert told["said"] == [
        f"PEG: 6.3 ({first}), 4.3 ({last}): down 32 %, better (30 % or more)",
        f"One thing the pain makes hard: “tie my shoes”: 8 ({first}), 5 ({last}): down 38 %, better (30 % or more)",
    ]
    assert [(each["score"], each["pain"]) for each in told["pegs"]] == [(6.33, 7), (4.33, 4)]


def test_it_stands_in_every_format(anna: Api, answered: Course):
    page = " ".join(PdfReader(BytesIO(made(anna, answered, "pdf"))).pages[0].extract_text().split())
    assert "down 32 %, better (30 % or more)" in page
    assert "“tie my shoes”" in page

    fhir = [each["resource"] for each in json.loads(made(anna, answered, "fhir"))["entry"]]
    entries = {str(pk) for pk in Entry.objects.values_list("pk", flat=True)}
    responses = [each for each in fhir if each["resourceType"] == "QuestionnaireResponse"]
    assert [[item["answer"][0]["valueInteger"] for item in each["item"]] for each in responses] == [
        [7, 6, 6],
        [4, 4, 5],
    ]
    assert {each["identifier"]["value"] for each in responses} <= entries
    assert "Tie my shoes" in json.dumps(fhir)

    table = made(anna, answered, "csv").decode()
    assert '"Tie my shoes",7,6,6,6.33,' in table
    assert json.loads(made(anna, answered, "json"))["entries"][0]["peg"] == [7, 6, 6]


def test_the_words_go_with_the_notes_and_the_numbers_stay(anna: Api, answered: Course):
    for report_format in ("csv", "json", "fhir"):
        content = made(anna, answered, report_format, include_notes=False).decode()
        assert "shoes" not in content
    page = PdfReader(BytesIO(made(anna, answered, "pdf", include_notes=False))).pages[0].extract_text()
    assert "shoes" not in page
    assert "down 38 %" in " ".join(page.split())


def test_a_peg_that_fell_by_30_percent_counts_in_the_review(
    anna: Api, maya: Api, cast: Cast, answered: Course, now: datetime
):
    """Pain that did not change is a partial response where the PEG says so (clinical reference 3.6.7)."""
    for days in (4, 3, 2):
        maya.log(entry(now - 49 * DAY - days * DAY, 5))
    for days in (4, 3, 1):
        maya.log(entry(now - days * DAY - HOUR, 5))

    assert anna.get(f"courses/{answered.pk}/review").json["progress"]["result"] == "partial"
