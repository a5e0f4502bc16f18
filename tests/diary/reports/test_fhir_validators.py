"""FHIR documents before judges who know nothing of Ebb: HL7's definitions, and shapes written by others."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from diary.reports.fhir import document
from diary.reports.fhir.check import check
from tests.diary.reports.conftest import Story
from tests.diary.reports.generated import generated
from tests.diary.reports.test_pdf import STATES
from tests.fhir import HERE, errors_of

HOW_MANY = 200
PAGE = b"%PDF-1.7"  # drawing 200 pages would take a minute, and no judge of FHIR looks inside


def test_200_summaries_are_without_a_single_error():
    bundles = [document.bundle_of(generated(seed), PAGE) for seed in range(HOW_MANY)]
    for bundle in bundles[
        ::10
    ]:  # our own check takes longer than all others' together, and looks again at what is written
        check(bundle)
    said = errors_of(json.dumps(bundle, ensure_ascii=False).encode() for bundle in bundles)

    assert len(said) == HOW_MANY
    assert [(seed, errors) for seed, errors in enumerate(said) if errors] == []


def test_a_real_diary_made_through_actions_is_without_error(story: Story):
    summaries = (story.summary(), story.summary(include_notes=False), story.summary(request="", recipient=""))

    assert errors_of([document.render(summary) for summary in summaries]) == [[], [], []]


@pytest.mark.parametrize("state", STATES)
def test_it_survives_a_round_trip_through_somebody_elses_model(state: str):
    bundle = json.loads(document.render(STATES[state]()))
    read = Bundle.model_validate(bundle)

    assert same(json.loads(read.model_dump_json()), bundle)


def same(one: Any, other: Any) -> bool:
    """Equal; a day's midnight and the way a zero offset is written aside."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("+00:00", "Z") == other.replace("+00:00", "Z")
    return bool(one == other)


def resource(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)
    return found


BROKEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a status that does not exist": lambda b: resource(b, "Observation").update(status="finished"),
    "the Composition is not first": lambda b: b["entry"].reverse(),
    "an element nobody knows": lambda b: resource(b, "Observation").update(colour="red"),
    "an Observation of nothing": lambda b: resource(b, "Observation").pop("code"),
    "an empty section": lambda b: resource(b, "Composition")["section"].append({"title": "Empty"}),
    "no identifier": lambda b: b.pop("identifier"),
    "a birthday that is none": lambda b: resource(b, "Patient").update(birthDate="in spring"),
    "consent to nothing": lambda b: resource(b, "Consent").pop("policyRule"),
    "a severity that does not exist": lambda b: resource(b, "DetectedIssue").update(severity="awful"),
}


def test_the_judges_are_awake():
    """Each of these mistakes is seen: a validator that lets everything pass would be no proof."""
    sound = document.bundle_of(STATES["typical"](), PAGE)
    bundles = {name: json.loads(json.dumps(sound)) for name in BROKEN}
    for name, spoil in BROKEN.items():
        spoil(bundles[name])
    said = errors_of([json.dumps(bundle).encode() for bundle in bundles.values()])

    assert [name for name, errors in zip(BROKEN, said, strict=True) if not errors] == []


def test_the_judges_install_from_any_registry_and_only_as_locked():
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package or package.get("inBundle") for name, package in packages.items() if name)
