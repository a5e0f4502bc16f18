"""The list of features names screens, files and tests that exist."""

import re

import pytest

from tests.house.source import ROOT

TEXT = (ROOT / "docs" / "features.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith(("| what |", "| ---"))
]
OF_THE_PROJECT = re.compile(r"`((?:alerts|config|diary|docs|frontend|tests)/[^`]+)`")


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:60] for row in ROWS])
def test_every_feature_can_be_seen_and_is_held_by_a_test_that_exists(row: list[str]) -> None:
    assert len(row) == 3, "a feature, where to see it, its test"
    _, see, test = row
    assert see, "says where to see it"
    for path in OF_THE_PROJECT.findall(see):
        assert (ROOT / path).exists(), path
    [named] = OF_THE_PROJECT.findall(test)
    path, _, name = named.partition("::")
    text = (ROOT / path).read_text()
    told = f"def {name}(" if path.endswith(".py") else name
    assert not name or told in text, named
