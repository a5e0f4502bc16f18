"""The hazard log names tests that exist."""

import re

import pytest

from tests.house.source import ROOT

LOG = (ROOT / "docs" / "hazard-log.md").read_text()
ROWS = re.findall(r"^\| (H-\d+) \|(.*)$", LOG, re.MULTILINE)


@pytest.mark.parametrize(("hazard", "row"), ROWS, ids=[hazard for hazard, _ in ROWS])
def test_every_hazard_is_guarded_by_a_test_that_exists(hazard: str, row: str) -> None:
    named = re.findall(r"`(tests/[^`]+)`", row)
    assert named, f"{hazard} names no test"
    for test in named:
        path, _, function = test.partition("::")
        assert (ROOT / path).is_file(), test
        assert not function or f"def {function}(" in (ROOT / path).read_text(), test


def test_every_hazard_has_one_row_in_order() -> None:
    numbers = [int(hazard.removeprefix("H-")) for hazard, _ in ROWS]
    assert numbers == sorted(set(numbers))
