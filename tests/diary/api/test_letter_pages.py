"""Every page that is sent is seen first: pictures of all pages, on the phone and behind a link; ticks and appendix are kept."""

from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from diary.models import EntryRevision
from tests.cast import Api, Cast, entry
from tests.diary.care import Care


def drafted(anna: Api, care: Care, **more: Any) -> dict[str, Any]:
    body = {"course": str(care.course.pk), "format": "pdf", "request": "Please advise.", "include_notes": True, **more}
    made = anna.post("reports", body)
    assert made.status == 201, made.json
    return dict(made.json)


def test_the_patient_sees_a_picture_of_every_page(anna: Api, maya: Api, care: Care):
    report = drafted(anna, care, appendix=True, tasks=["imaging", "bloods"])
    pages = PdfReader(BytesIO(anna.get(f"reports/{report['id']}/content").response.content)).pages

    assert report["pages"] == len(pages) >= 2
    assert (report["tasks"], report["appendix"]) == (["imaging", "bloods"], True)
    seen = [maya.get(f"reports/{report['id']}/picture?page={number + 1}") for number in range(len(pages))]
    assert [each.status for each in seen] == [200] * len(pages)
    assert len({each.response.content for each in seen}) == len(pages)


@pytest.mark.parametrize("page", ["0", "3", "-1", "two", "", "99999999999"])
def test_a_page_that_is_not_there_has_no_picture(anna: Api, maya: Api, care: Care, page: str):
    report = drafted(anna, care)

    assert maya.get(f"reports/{report['id']}/picture?page={page}").status == 404


def test_a_fhir_document_shows_the_page_inside_it(anna: Api, maya: Api, care: Care):
    report = drafted(anna, care, format="fhir")
    seen = maya.get(f"reports/{report['id']}/picture")

    assert report["pages"] == 1
    assert seen.response.content[:4] == b"\x89PNG"
    assert drafted(anna, care, format="csv")["pages"] == 0


def test_hiding_the_notes_keeps_ticks_and_appendix(anna: Api, maya: Api, care: Care):
    report = drafted(anna, care, appendix=True, tasks=["neurology"])
    again = maya.post(f"reports/{report['id']}/without-notes").json

    assert (again["tasks"], again["appendix"], again["include_notes"]) == (["neurology"], True, False)
    content = maya.get(f"reports/{again['id']}/content").response.content
    assert again["pages"] == len(PdfReader(BytesIO(content)).pages)


def test_the_gp_sees_every_page_behind_the_link(anna: Api, maya: Api, care: Care):
    report = drafted(anna, care, appendix=True)
    maya.post(f"reports/{report['id']}/agree")
    made = anna.post(f"reports/{report['id']}/shares").json
    opened = Api().post("s/open", {"token": made["url"].partition("#t=")[2], "code": made["code"]}).json

    assert len(opened["pictures"]) == report["pages"] >= 2
    assert all(b64decode(picture)[:4] == b"\x89PNG" for picture in opened["pictures"])


def test_a_tick_that_is_not_on_the_list_is_refused(anna: Api, care: Care):
    body = {"course": str(care.course.pk), "format": "pdf", "tasks": ["surgery"]}

    assert anna.post("reports", body).status == 422


def test_what_was_named_once_a_week_is_kept_in_no_other_place(maya: Api, cast: Cast, care: Care):
    """Erasing relies on knowing where own words stand: in `activity` of the details and of each revision."""
    answer = maya.log(
        entry(care.feverish.recorded_at, peg={"pain": 1, "enjoyment": 2, "activity": 3}, activity="Juggle")
    )
    body = EntryRevision.objects.get(entry=answer.json["id"]).body

    assert [name for name, value in body.items() if "Juggle" in str(value)] == ["activity"]
