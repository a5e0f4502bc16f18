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


RISKS = (ROOT / "docs" / "hazard-risks.md").read_text()
MATRIX = {
    int(found[1]): [int(each) for each in found[2].split("|")]
    for found in re.finditer(r"^\| severity (\d) \|(.*)\|$", RISKS, re.MULTILINE)
}
JUDGED = [
    (found[0], [int(each) for each in found[1].split("|")])
    for found in re.findall(r"^\| (H-\d+) \|([\d |]*)\|$", RISKS, re.MULTILINE)
]


def test_every_hazard_has_a_proposal_of_its_risk_and_no_control_is_for_nothing() -> None:
    assert [hazard for hazard, _ in JUDGED] == [hazard for hazard, _ in ROWS]
    for hazard, (severity, before, risk_before, after, risk_after) in JUDGED:
        assert after <= before, hazard
        assert (risk_before, risk_after) == (MATRIX[severity][before - 1], MATRIX[severity][after - 1]), hazard
        assert risk_after <= 3, f"{hazard} may not remain so"
