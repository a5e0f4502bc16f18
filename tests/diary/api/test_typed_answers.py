"""What the schema says of an answer is what is answered."""

from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.cast import Api, Cast
from tests.diary.api.test_reports import draft
from tests.diary.api.test_visits import add, book
from tests.diary.care import HOUR, Care


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    found: dict[str, Any] = Api().get("schema/?format=json").json["components"]
    return found


def check(answer: Any, name: str, components: dict[str, Any]) -> None:
    """The answer holds what the schema names, and nothing else."""
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components}).validate(answer)
    assert set(answer) == set(components["schemas"][name]["properties"])


def test_reports_in_every_state(anna: Api, maya: Api, care: Care, components: dict[str, Any]):
    agreed, declined, _ = (draft(anna, care, "csv")["id"] for _ in range(3))
    maya.post(f"reports/{agreed}/agree")
    maya.post(f"reports/{declined}/decline")
    page = anna.get("reports").json

    check(page, "ReportPage", components)
    assert {report["state"] for report in page["results"]} == {"draft", "agreed", "declined"}
    for report in page["results"]:
        check(report, "ReportAnswer", components)


def test_patients_and_their_invitations(anna: Api, care: Care, components: dict[str, Any]):
    page = anna.get("patients").json
    patient = page["results"][0]

    check(page, "CasePage", components)
    check(patient, "CaseAnswer", components)
    check(anna.get(f"patients/{patient['id']}").json, "OnePatientAnswer", components)
    check(anna.patch(f"patients/{patient['id']}", {}).json, "PatientAnswer", components)
    check(anna.post(f"patients/{patient['id']}/invitation").json, "InvitationAnswer", components)


def test_a_visit_that_is_booked(cast: Cast, anna: Api, now: datetime, components: dict[str, Any]):
    nils = add(cast, "Nils Holm")
    book(anna, nils, now + HOUR)
    visit = anna.get(f"patients/{nils.pk}").json["next_visit"]
    check(visit, "VisitAnswer", components)


def test_the_changes_of_a_clinic(cast: Cast, components: dict[str, Any]):
    mia = Api(cast.mia, by="token")
    mia.patch("clinic", {"consent_age": 14})
    page = mia.get("clinic/changes").json
    check(page, "ChangePage", components)
    check(page["results"][0], "ChangeAnswer", components)
    check(mia.get("clinic").json, "ClinicAnswer", components)


def test_an_answer_of_another_kind_is_noticed(anna: Api, care: Care, components: dict[str, Any]):
    report = draft(anna, care, "csv")

    with pytest.raises(ValidationError, match="sent"):
        check({**report, "state": "sent"}, "ReportAnswer", components)
