"""The rule book is what the code says: written again, it is the committed page."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from diary.clinical.course_examples import COURSE_EXAMPLES
from diary.clinical.examples import EXAMPLES
from diary.clinical.intake import CONTRAINDICATIONS
from diary.clinical.rules import RULES_VERSION
from diary.clinical.symptoms import SYMPTOMS
from diary.reports.rulebook import CONSTANTS, RULES, write_rulebook
from diary.reports.rulebook_course import COURSE_CONSTANTS, COURSE_RULES, TOLD
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
    for name, _ in COURSE_RULES:
        assert f"| {name} |" in page
    for example in (*EXAMPLES, *COURSE_EXAMPLES):
        assert example.words in page
    for code in (*SYMPTOMS, *CONTRAINDICATIONS):
        assert f"`{code}`" in page
    for what, *_ in (*CONSTANTS, *COURSE_CONSTANTS):
        assert what.strip() in page


def test_every_rule_and_threshold_names_its_source() -> None:
    for name, rule in (*RULES, *COURSE_RULES, *TOLD):
        assert "Source: clinical reference" in " ".join((rule.__doc__ or "").split()), name
    assert all(source for *_, source in (*CONSTANTS, *COURSE_CONSTANTS))


def test_it_says_what_whole_number_answers_cost_and_that_nobody_has_signed() -> None:
    page = write_rulebook()
    for words in ("13.9 % and 9.0 %", "8.1 %", "4.2 %", "Nobody has signed these rules yet"):
        assert words in page


def test_it_tells_of_the_whole_course_what_a_review_says_and_what_sets_the_flag() -> None:
    page = " ".join(write_rulebook().partition("## 8. ")[2].partition("## 9. ")[0].split())
    for words in (
        "on the days 0, 3, 7, 10, 14, 21, 28, 35 after the first",
        "| Weekly; five times | day 35 | `relapse`, `review_due` | `no_change` | `relapsing` |",
        "| Four sessions, from 6 to 1 | day 13 | `review_due` | `responding` | `resolved_early` |",
        "the baseline is the median of 14 days instead of 7",
        "`combo-sensitive`, `woozy-unpleasant` sets the patient's flag `sensitive`",
        "Cord signs: needs medical diagnosis before needling.",
        "LI4 is not needled in pregnancy.",
    ):
        assert words in page, words


def test_its_picture_is_an_image_with_a_text_for_those_who_cannot_see_it() -> None:
    root = ElementTree.parse(FOLDER / "curves.svg").getroot()  # noqa: S314 - our own file
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
