"""The page of the benchmarks names each that there is, and no other; nothing here is timed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.one import known
from tests.bench.page import Row, page_of, section, sections_of, update
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
SECTIONS = sections_of(PAGE.read_text(encoding="utf-8"))


def lines_of(text: str) -> list[list[str]]:
    """The cells of a section's table, without its head."""
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


def test_the_page_names_every_benchmark_there_is_and_no_other() -> None:
    assert set(SECTIONS) == set(known()), "run ./ebb bench NAME"


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_each_says_how_and_on_what_it_was_measured_and_whether_targets_are_met(name: str) -> None:
    text = SECTIONS[name]
    assert f"`./ebb bench {name}`" in text
    assert re.search(r"\d{4}, on \d+ cores? .*Python \d", text)
    rows = lines_of(text)
    assert rows
    for what, figure, target, verdict in rows:
        assert what
        assert figure
        assert verdict in (("met", "**not met**") if target else ("",)), what


def test_a_benchmark_measured_again_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    one, other, gone, newer = (
        section(name, "About.", [Row("what", figure)], NOW)
        for name, figure in (("one", "1"), ("other", "2"), ("gone", "3"), ("one", "9"))
    )
    file.write_text(page_of({"one": one, "other": other, "gone": gone}), encoding="utf-8")
    update(file, {"one": newer}, ["one", "other"])
    assert sections_of(file.read_text(encoding="utf-8")) == {"one": newer, "other": other}


def test_a_figure_shows_its_target_and_a_bar_does_not_break_the_table() -> None:
    text = section("one", "About.", [Row("a|b", "2 s", "under 1 s", False), Row("c", "3")], NOW)
    assert lines_of(text) == [[r"a\|b", "2 s", "under 1 s", "**not met**"], ["c", "3", "", ""]]
