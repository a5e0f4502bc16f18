"""The rule book is what the code says: written again, it is the committed page."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from diary.clinical.examples import EXAMPLES
from diary.clinical.rules import RULES_VERSION
from diary.clinical.symptoms import SYMPTOMS
from diary.reports.rulebook import CONSTANTS, RULES, write_rulebook
from tests.house.source import ROOT

FOLDER = ROOT / "diary" / "clinical"


@pytest.mark.parametrize("name", ["RULES.md", "curves.svg"])
def test_the_committed_page_is_the_one_the_code_writes(name: str, tmp_path: Path) -> None:
    call_command("rulebook", folder=tmp_path, verbosity=0)
    assert (tmp_path / name).read_text() == (FOLDER / name).read_text(), "write it again: ./ebb rulebook"


def test_it_holds_every_rule_case_item_and_threshold() -> None:
    page = write_rulebook()
    assert RULES_VERSION in page
    for name, _ in RULES:
        assert f"`{name}`" in page
    for example in EXAMPLES:
        assert example.words in page
    for code in SYMPTOMS:
        assert f"`{code}`" in page
    for what, *_ in CONSTANTS:
        assert what.strip() in page


def test_every_rule_and_threshold_names_its_source() -> None:
    for name, rule in RULES:
        assert "Source: clinical reference" in (rule.__doc__ or ""), name
    assert all(source for *_, source in CONSTANTS)


def test_it_says_what_whole_number_answers_cost_and_that_nobody_has_signed() -> None:
    page = write_rulebook()
    for words in ("13.9 % and 9.0 %", "8.1 %", "4.2 %", "Nobody has signed these rules yet"):
        assert words in page


def test_its_picture_is_an_image_with_a_text_for_those_who_cannot_see_it() -> None:
    root = ElementTree.parse(FOLDER / "curves.svg").getroot()  # noqa: S314 - our own file
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
